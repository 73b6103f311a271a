/** Invented releases to render: one of each kind of campaign. Every person and organisation in them is made up. */

import { type Organiser, SECTION_IDS, type Target } from '../../src/lib/model/campaign.js';
import type { Release, ReleaseOrganisation, ReleaseSignatory } from '../../src/lib/model/release.js';
import type { Inline, RichText, TextBlock } from '../../src/lib/model/rich-text.js';
import type { ThresholdResult } from '../../src/lib/model/scheme.js';

/** Paragraphs of plain text; `[^1]` refers to a note, `# ` begins a heading, `1. ` and `- ` an item of a list. */
export function rich(lines: readonly string[], notes: readonly string[] = []): RichText {
  const blocks: TextBlock[] = [];
  for (const line of lines) {
    const item = /^(?:(\d+)\.|-) (.*)$/u.exec(line);
    const last = blocks.at(-1);
    if (line.startsWith('# ')) {
      blocks.push({ type: 'heading', level: 2, children: inline(line.slice(2)) });
    } else if (line.startsWith('> ')) {
      blocks.push({ type: 'quote', children: [{ type: 'paragraph', children: inline(line.slice(2)) }] });
    } else if (item !== null) {
      const paragraph: TextBlock = { type: 'paragraph', children: inline(item[2] ?? '') };
      const ordered = item[1] !== undefined;
      if (last?.type === 'list' && last.ordered === ordered) blocks[blocks.length - 1] = { ...last, items: [...last.items, [paragraph]] };
      else blocks.push({ type: 'list', ordered, start: Number(item[1] ?? 1), items: [[paragraph]] });
    } else {
      blocks.push({ type: 'paragraph', children: inline(line) });
    }
  }
  return { blocks, notes: notes.map((note) => inline(note)) };
}

function inline(text: string): Inline[] {
  return text.split(/(\[\^\d+\]|\*\*[^*]+\*\*|_[^_]+_|https?:\/\/\S+)/u).flatMap((part): Inline[] => {
    const note = /^\[\^(\d+)\]$/u.exec(part);
    if (note !== null) return [{ type: 'note', note: Number(note[1]) }];
    if (part.startsWith('**')) return [{ type: 'strong', children: [{ type: 'text', text: part.slice(2, -2) }] }];
    if (part.startsWith('_')) return [{ type: 'emphasis', children: [{ type: 'text', text: part.slice(1, -1) }] }];
    if (part.startsWith('http')) return [{ type: 'link', href: part, children: [{ type: 'text', text: part }] }];
    return part === '' ? [] : [{ type: 'text', text: part }];
  });
}

const HOME_SECRETARY: Target = {
  id: 'home-secretary',
  name: 'The Rt Hon Alex Morgan MP',
  role: 'Home Secretary',
  organisation: 'Home Office',
  address: ['2 Marsham Street', 'London', 'SW1P 4DF'],
  salutation: 'Dear Home Secretary',
  cc: [{ name: 'Example Committee', role: 'House of Commons' }],
};

const NETWORK: Organiser = {
  name: 'Example Network',
  contact: 'hello@network.example',
  signatory: 'Ann Example',
  role: 'Convenor',
  address: ['1 Example Street', 'Leeds LS1 0AA'],
};

const SECOND: Organiser = {
  name: 'Example Trust for Safe Passage',
  contact: 'office@trust.example',
  signatory: 'Béla Minta',
  role: 'Director',
};

/** The names that a pack must survive: Latin with marks, Vietnamese, Cyrillic, Greek, polytonic Greek. */
export const NAMES: readonly ReleaseSignatory[] = [
  { name: 'Łukasz Wiśniewski', place: 'Leeds' },
  { name: 'Nguyễn Thị Ánh Tuyết', place: 'London' },
  { name: 'Олександр Шевченко', place: 'Bradford' },
  { name: 'Γιώργος Σεφέρης', place: 'Cardiff' },
  { name: 'Ἀριστοτέλης Νικομάχου', place: 'Oxford' },
  { name: 'Siân Hughes', place: 'Aberystwyth' },
  { name: 'Şükrü Çağlar İnönü', place: 'Glasgow' },
  { name: 'Ґалаґан Їжакевич', place: 'Hull' },
  { name: 'Wilhelmina Featherstonehaugh-Cholmondeley', place: 'Newcastle upon Tyne' },
  { name: 'Jón Þórðarson' },
  { name: 'Ọlásùnkànmí Adébáyọ̀', place: 'Manchester' },
  { name: 'Zoë O’Brien', place: 'Derry/Londonderry' },
  { name: 'Maria da Conceição', place: 'Exeter' },
];

export function thresholdResult(overrides: Partial<ThresholdResult> = {}): ThresholdResult {
  return {
    scheme: null,
    threshold: 'milestone',
    institution: null,
    name: 'Our first milestone',
    nativeName: null,
    of: 'signatures',
    unit: 'signatures',
    count: 25,
    required: 25,
    comparison: 'gte',
    outcome: 'met',
    reached: true,
    missing: 0,
    percent: 100,
    notCountable: [],
    regions: null,
    deadline: null,
    unchecked: [],
    triggers: null,
    reason: { code: 'number' },
    explanation: 'The count is 25; the milestone is 25.',
    warnings: [],
    source: null,
    checked: null,
    confidence: null,
    ...overrides,
  };
}

const PARLIAMENT = {
  scheme: 'gb-parliament-epetitions',
  institution: 'UK Parliament',
  source: 'https://petition.parliament.uk/help',
  checked: '2026-10-01',
  confidence: 'seen-official',
} as const;

export function petitionRelease(overrides: Partial<Release> = {}): Release {
  return {
    formatVersion: 1,
    tool: { name: 'handin', version: '0.1.0' },
    campaign: {
      kind: 'petition',
      title: 'Protection, not punishment',
      language: 'en-GB',
      notice: 'Example – not sent, not endorsed',
      organisers: [NETWORK],
      ask: 'Restore safe and legal routes.',
    },
    date: '2026-10-05',
    sections: [
      'cover',
      'letter',
      'text',
      'context',
      'figures',
      'aims',
      'numbers',
      'how-we-counted',
      'organisations',
      'signatories',
      'references',
    ],
    documents: [
      {
        file: 'home-secretary.pdf',
        target: HOME_SECRETARY,
        letter: rich([
          'I write on behalf of the 25 people who have signed the enclosed petition. It asks you to restore safe and legal routes for people who have lost everything, and to judge every claim on its merits.',
          'The petition opened in June. How each signature was counted, what was left out and why is set out in this pack, so that your officials can follow the total from the first record to the last.',
          'We ask for three things: a meeting before the end of November; a written answer to the requests in the petition; and a date by which the Government will publish its plan.',
          'Thirteen signatories agreed to be named. All the others are counted and stay unnamed, as they chose.',
        ]),
      },
    ],
    body: rich(
      [
        '# To the Home Secretary',
        'We, the undersigned, believe that **nobody should be punished for seeking safety**. In 2025 more than half of those who arrived had no other way to ask for protection.[^1]',
        'We therefore ask the Home Secretary to:',
        '1. open a route by which a person can apply for protection without first making a dangerous journey;',
        '2. decide every claim on its merits, however the person arrived; and',
        '3. publish, every quarter, how many claims were decided and how long each took.[^2]',
      ],
      [
        'Example Office for Statistics, _Arrivals and claims_, table 4, 2026. See https://statistics.example/arrivals/table-4.',
        'Resolution 12 of the Example Assembly, 3 March 2026.',
      ],
    ),
    context: rich(
      [
        'The law says that a claim is to be examined on its facts. Since 2023 a claim can be set aside because of the way a person travelled, which the Example Committee has called a penalty by another name.[^1]',
        '# What has changed',
        'Three inquiries have looked at the question. Each found that delays cost more than decisions, and that the people who wait longest are those whose claims are most often granted in the end. The committee’s report puts the yearly cost of waiting at more than the cost of the whole decision-making service, and recommends that every claim be decided within six months.[^2]',
        '> Delay is itself a decision, and the most expensive one.',
        '# What other countries do',
        '- One neighbour decides nine in ten claims within half a year.',
        '- Another lets people work after three months, and has seen support costs fall by a third.',
        '- A third has opened humanitarian visas at its embassies, with a yearly ceiling set by parliament after a public consultation.',
      ],
      ['Example Committee, _Fourth Report_, paragraph 31.', 'The same, paragraph 44 and table 7.'],
    ),
    statistics: [],
    aims: [],
    counts: { signatures: 25, organisations: 0, named: 13 },
    thresholds: [
      thresholdResult(),
      thresholdResult({
        ...PARLIAMENT,
        threshold: 'response',
        name: 'UK Parliament: government response',
        required: 10_000,
        outcome: 'not-met',
        reached: false,
        missing: 9975,
        explanation: 'A response is given at 10,000 signatures on the official site; signatures from elsewhere are not accepted there.',
      }),
    ],
    statement: {
      method: 'exact',
      received: { from: 50, to: 59 },
      lines: [
        { id: 'duplicate', count: { exact: 14 } },
        { id: 'other', count: { from: 10, to: 19 } },
      ],
      counted: 25,
    },
    organisations: [],
    signatories: { ceiling: 'name-place', entries: NAMES },
    published: [],
    ...overrides,
  };
}

export function statementRelease(): Release {
  const petition = petitionRelease();
  const { statement: _statement, ...rest } = petition;
  return {
    ...rest,
    campaign: {
      kind: 'joint-statement',
      title: 'Joint statement on the age assessment of children',
      language: 'en-GB',
      organisers: [NETWORK, SECOND],
    },
    documents: [
      {
        file: 'home-secretary.pdf',
        target: HOME_SECRETARY,
        letter: rich([
          'We enclose a joint statement by our two organisations. It sets out what we have seen in our work and what would put it right. We would welcome a meeting with your officials.',
        ]),
      },
    ],
    sections: [
      'cover',
      'letter',
      'text',
      'organisations',
      'context',
      'figures',
      'aims',
      'numbers',
      'how-we-counted',
      'signatories',
      'references',
    ],
    body: rich(
      [
        'We work with children who arrive alone. Over the past year we have met many whose age was doubted on sight and who were housed with adults for weeks before anyone with training had spoken to them.[^1]',
        'A short visual check cannot tell a sixteen-year-old from an adult. Professional guidance says so, and the courts have said so more than once.[^2] A wrong answer in one direction costs money; in the other it puts a child at risk.',
        'We call for an assessment by two trained social workers in every case of doubt, for the benefit of the doubt until it is done, and for figures that show how often the first answer was wrong.[^3]',
      ],
      [
        'Example Network and Example Trust for Safe Passage, casework figures, 2025.',
        '_R (A) v Example Council_ [2024] EX 12, paragraph 8.',
        'Example Convention on the Rights of the Child, article 8.',
      ],
    ),
    counts: { signatures: null, organisations: 2, named: 0 },
    organisations: [
      { name: 'Example Network', country: 'United Kingdom' },
      { name: 'Example Trust for Safe Passage', acronym: 'ETSP' },
    ],
    thresholds: [],
    signatories: { ceiling: 'count-only', entries: [] },
    context: rich([]),
  };
}

const PLACES = ['Aberdeen', 'Belfast', 'Cardiff', 'Dundee', 'Exeter', 'Falkirk', 'Glasgow', 'Hull'];
const FIELDS = [
  'Alliance',
  'Refugee Support Group',
  'Welcome Network',
  'Law Centre',
  'Doctors’ Initiative for Health and Dignity',
  'Women’s Forum',
  'City of Sanctuary',
  'Trust',
];

export function organisations(count: number, grouped = false): ReleaseOrganisation[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${PLACES[index % 8]} ${FIELDS[Math.floor(index / 8) % 8]}`,
    ...(index % 7 === 0 ? { acronym: `E${index}X` } : {}),
    ...(index % 5 === 0 ? { country: ['Ireland', 'France', 'Ελλάδα'][index % 3] ?? 'Ireland' } : {}),
    ...(grouped ? { group: ['Health', 'Law', 'Faith and community'][Math.floor((index * 3) / count)] ?? 'Law' } : {}),
  }));
}

export function coalitionRelease(): Release {
  const { statement: _statement, ...rest } = petitionRelease();
  return {
    ...rest,
    campaign: {
      kind: 'coalition',
      title: 'Families belong together',
      language: 'en-GB',
      organisers: [NETWORK, SECOND],
      ask: 'Let separated refugee families reunite within a year.',
      notice: 'Example – not sent, not endorsed',
    },
    documents: [{ file: 'coalition.pdf' }],
    sections: [
      'cover',
      'letter',
      'text',
      'figures',
      'aims',
      'context',
      'numbers',
      'how-we-counted',
      'organisations',
      'signatories',
      'references',
    ],
    statistics: [
      {
        value: '2,656',
        label: 'children applied to join a parent in the year to June',
        source: 'Example Home Office, Family reunion statistics, table 2',
      },
      {
        value: '1 in 3',
        label: 'waited longer than twelve months for an answer',
        source: 'Example Home Office, Family reunion statistics, table 2',
      },
      {
        value: '£1,250',
        label: 'typical cost to a family of one application',
        source: 'Example Law Centre survey, 2025, https://law.example/survey',
      },
      { value: '94%', label: 'of those who waited were in the end allowed to come' },
    ],
    aims: [
      'Extend family reunion to children who are in the United Kingdom alone, so that they can sponsor their parents.',
      'Decide every application within twelve months.',
      'Restore legal aid for family reunion.',
      'Publish how many applications are waiting, and for how long.',
    ],
    counts: { signatures: null, organisations: 58, named: 0 },
    thresholds: [
      thresholdResult({
        name: 'Fifty members',
        of: 'organisations',
        count: 58,
        required: 50,
        explanation: 'The coalition has 58 members; the milestone is 50.',
      }),
    ],
    organisations: organisations(58, true),
    signatories: { ceiling: 'count-only', entries: [] },
  };
}

const EU: readonly Target[] = [
  {
    id: 'commission',
    name: 'Jana Vzorová',
    role: 'Commissioner for Home Affairs',
    organisation: 'European Commission',
    address: ['Rue de l’Exemple 200', '1049 Brussels', 'Belgium'],
    salutation: 'Dear Commissioner',
  },
  {
    id: 'parliament',
    name: 'Παράδειγμα Παπαδοπούλου',
    role: 'President of the European Parliament',
    organisation: 'European Parliament',
    address: ['Rue Example 60', '1047 Brussels'],
  },
  { id: 'council', name: 'Presidency of the Council', organisation: 'Council of the European Union' },
];

export function openLetterRelease(): Release {
  const { statement: _statement, ...rest } = petitionRelease();
  const letter = rich([
    'Please find enclosed an open letter signed by 57 organisations from across Europe.',
    'We would be glad to present it in person.',
  ]);
  return {
    ...rest,
    campaign: {
      kind: 'open-letter',
      title: 'An open letter on rescue at sea, shared responsibility and the protection of people who flee',
      language: 'en-GB',
      organisers: [SECOND],
    },
    documents: EU.map((target) => ({ file: `${target.id}.pdf`, target, letter })),
    sections: [
      'cover',
      'letter',
      'text',
      'organisations',
      'context',
      'figures',
      'aims',
      'numbers',
      'how-we-counted',
      'signatories',
      'references',
    ],
    counts: { signatures: null, organisations: 57, named: 0 },
    thresholds: [],
    organisations: organisations(57),
    signatories: { ceiling: 'count-only', entries: [] },
    context: rich([]),
  };
}

/** A release with a long list of invented names; every name differs. */
export function longListRelease(count: number): Release {
  const given = ['Ann', 'Łukasz', 'Олена', 'Γιώργος', 'Ngọc', 'Zoë', 'Siân', 'Børge', 'Ilgaz', 'Maria'];
  const entries = Array.from({ length: count }, (_, index) => ({
    name: `${given[index % 10]} Example-${index}`,
    place: PLACES[index % 8] ?? 'Hull',
  }));
  return petitionRelease({
    counts: { signatures: count, organisations: 0, named: count },
    statement: { method: 'exact', received: { exact: count }, lines: [], counted: count },
    signatories: { ceiling: 'name-place', entries },
  });
}

/** Bytes of a release as the renderer gets them. */
export function releaseBytes(release: Release): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(release));
}

/** A petition that uses every section there is, with charts, certificates and the sheets for the hand-in. */
export function everythingRelease(overrides: Partial<Release> = {}): Release {
  const petition = petitionRelease();
  const areas = ['Scotland', 'Wales', 'Northern Ireland', 'London', 'Yorkshire and The Humber'];
  const band = (from: number): { from: number; to: number } => ({ from, to: from + 9 });
  return {
    ...petition,
    campaign: { ...petition.campaign, commons: { petitioners: 'residents of the United Kingdom', declares: 'nobody should be punished.' } },
    sections: SECTION_IDS,
    documents: petition.documents.map((document) => ({
      ...document,
      local: { dimension: 'region', area: 'Yorkshire and The Humber', count: band(140) },
    })),
    case: rich(['It matters to everybody.[^1]', '# Why now', 'Because it is late.'], ['Example, 2026.']),
    contextAsOf: '2026-10-01',
    counts: { signatures: 1540, organisations: 3, named: 0 },
    thresholds: [
      thresholdResult({ count: 1540, required: 1000 }),
      thresholdResult({ ...PARLIAMENT, name: 'Example Parliament', required: 500, count: 1540, answer: { days: 45 } }),
    ],
    statement: {
      method: 'linked',
      received: { from: 1700, to: 1709 },
      lines: [
        { id: 'duplicate', count: { exact: 150 } },
        { id: 'other', count: { from: 10, to: 19 } },
      ],
      counted: 1540,
      duplicates: {
        total: 150,
        rules: [
          { id: 'canonical-email', count: band(80) },
          { id: 'name-postcode', count: band(40) },
          { id: 'name-contact', count: { from: 0, to: 9 } },
          { id: 'evidence', count: band(10) },
        ],
      },
      signals: { checks: ['clockwork'], flagged: { from: 0, to: 9 }, bracket: { from: 1531, to: 1540 } },
    },
    breakdown: {
      dimension: 'region',
      smallest: 10,
      areas: areas.map((name, index) => ({
        name,
        count: index === 2 ? { from: 0, to: 9 } : band(140 * (index + 1)),
        residents: 2_000_000 + index,
      })),
      unlisted: 0,
      elsewhere: { from: 0, to: 9 },
      total: 1540,
      map: areas.map((area, index) => ({ area, code: area.slice(0, 3).toUpperCase(), column: index % 3, row: Math.floor(index / 2) })),
    },
    growth: {
      from: '2026-06-01',
      smallest: 10,
      weeks: [400, 300, 200, 0, 150, 120, 90, 80, 60, 50, 30, 20, 10].map((from) => (from === 0 ? { from: 0, to: 9 } : band(from))),
      elsewhere: band(20),
      total: 1540,
    },
    organisations: [
      { name: 'Example Union', acronym: 'EU', country: 'FR', group: 'Unions' },
      { name: 'Another Union', localName: 'Ένωση', country: 'GR', group: 'Unions' },
      { name: 'Example Church' },
    ],
    signatories: { ceiling: 'count-only', entries: [] },
    ...overrides,
  };
}
