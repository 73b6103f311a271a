// A campaign whose web page is hard to lay out and hard to read aloud: a language from right to left with names from left to right in it,
// tables wider than a phone, words without a place to break, headings out of order, many notes, and texts that look like HTML.

const NOTES = Array.from({ length: 40 }, (_, index) => index + 1);

const BODY = `#### عنوان يبدأ عميقا جدا

نص الالتماس الأول \\<script>alert(1)\\</script> & "onload=" مع كلمة ${'طويلة'.repeat(30)} وأخرى ${'undivided'.repeat(20)}.[^1]

## Heading in English

${NOTES.slice(1)
  .map((number) => `A sentence with a source.[^${number}]`)
  .join(' ')} The first source once more.[^1]

| Year | Asked | Granted | Refused | Withdrawn | Share |
| --- | ---: | ---: | ---: | ---: | :---: |
| 2023 | 1,204,567 | 801,234 | 303,333 | 100,000 | 66.5% |
| 2024 | 1,304,567 | 901,234 | 303,333 | 100,000 | 69.1% |

| Short | Table |
| --- | --- |
| https://example.org/${'a-very-long-address/'.repeat(8)} | شرح |

1. One
   - One of one
     > A quotation within, with **bold _and emphasised_** words and [a link](https://example.org/?a=1&b=2).
2. Two

${NOTES.map((number) => `[^${number}]: See https://example.org/source/${number}, last read on 6 May 2025.`).join('\n')}
`;

const CAMPAIGN = `kind: petition
title: 'حماية لا عقاب: ${'عنوان '.repeat(12)}'
language: ar
organisers:
  - { name: شبكة المثال, contact: hello@example.org, signatory: آن مثال, role: منسقة, address: [1 Example Street, Leeds] }
  - { name: Example Network "&" <Friends>, signatory: Béla Minta }
targets:
  - id: minister
    name: The Rt Hon Ann Example MP
    role: Home Secretary
    address: [2 Example Street, London]
    salutation: Dear Home Secretary
    as-of: 2025-05-01
ask: أوقفوا المحاكمات.
body: body.md
letter: letter.md
statistics:
  - { value: '1,234,567,890', label: ${'Überlange-Wortverbindung'.repeat(4)}, source: 'https://example.org/figures' }
  - { value: '٣', label: ثلاثة }
aims: [أول, Second]
organisations: organisations.csv
thresholds:
  - { name: معلم أول, count: 2, of: organisations }
  - { name: A second milestone, count: 500, of: organisations }
pack: { date: 2025-05-06 }
`;

const ORGANISATIONS = `name,acronym,aliases,country,group,signed_at,display_consent
جمعية المثال,,,الأردن,الشرق,,
Example of ‮reversed‬ letters,ERL,,UK,Europe,,
"Quote ""onload=alert(1)"" Society",,,FR,Europe,,
${Array.from({ length: 12 }, (_, index) => `Member organisation number ${index + 1},,,DE,Europe,,`).join('\n')}
`;

const AREAS = [
  ['North East', 'NE', 3, 1],
  ['North West', 'NW', 2, 2],
  ['Yorkshire and The Humber', 'YH', 3, 2],
  ['Wales', 'WA', 1, 3],
  ['London', 'LN', 3, 4],
  ['Northern Ireland', 'NI', 0, 1],
];

/** A release with weeks and areas, as a large campaign has them: four charts with their tables. */
export function withCharts(release) {
  const band = (from) => ({ from, to: from === 0 ? 9 : from + 99 });
  const areas = AREAS.map(([name], at) => ({ name, count: band(700 * at), residents: 2_000_000 + 300_000 * at }));
  const map = AREAS.map(([area, code, column, row]) => ({ area, code, column, row }));
  const total = 12_345;
  return {
    ...release,
    growth: {
      from: '2025-02-03',
      smallest: 10,
      weeks: [0, 100, 900, 2500, 2000, 1400, 900, 600, 400, 300, 200, 100, 100].map(band),
      elsewhere: band(0),
      total,
    },
    breakdown: { dimension: 'region', smallest: 10, areas, unlisted: 0, elsewhere: band(300), total, map },
  };
}

export const HARD_CAMPAIGN = {
  'campaign.yaml': CAMPAIGN,
  'body.md': BODY,
  'letter.md': 'نكتب إليكم اليوم.\n\nWe write to you today.\n',
  'organisations.csv': ORGANISATIONS,
};
