import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCsv } from '../../../../src/lib/io/csv-small.js';
import type { OrganisationEntry, OrganisationMatches } from '../../../../src/lib/match/organisations/index.js';
import { matchOrganisations } from '../../../../src/lib/match/organisations/index.js';
import { variantsOf } from '../../../helpers/organisation-variants.js';
import { entries, organisationData, pairsOf, pairsOfLabels, saidOf, truth } from '../../../helpers/organisations.js';

type Given = string | Partial<OrganisationEntry>;

const match = (given: readonly Given[]): OrganisationMatches => matchOrganisations(entries(given), organisationData);

/** Two entries alone in a list, and what is said of them. */
const PAIRS: readonly (readonly [Given, Given, string])[] = [
  // The same.
  ['Oxfam', 'Oxfam', 'merge:same-entry'],
  ['The Angelou Centre', 'ANGELOU CENTER', 'merge:same-name'],
  ['Focus on Labour Exploitation', 'Focus on Labor Exploitation Ltd.', 'merge:same-name'],
  ['Migrants’ Rights Network (MRN)', 'Migrants Rights Network', 'merge:same-name'],
  ["Ligue des Droits de l'Homme (LDH)", 'ligue des droits de l’homme', 'merge:same-name'],
  ['Seebrücke', 'Seebruecke', 'merge:same-name'],
  ['Oxfam GB', 'Oxfam Great Britain', 'merge:same-name'],
  ['Amnesty International UK', 'Amnesty International Royaume-Uni', 'merge:same-name'],
  ['Caritas Europa', 'Caritas Europe', 'merge:same-name'],
  ['Generation for Change CY', 'Generation for Change Cyprus', 'merge:same-name'],
  ['Oxfam - Headquarters', 'Oxfam', 'merge:same-name'],
  ['CNCD-11.11.11', 'CNCD - 11.11.11.', 'merge:same-name'],
  ['جمعية النساء', 'الجمعية النساء', 'merge:same-name'],
  ['Stichting Samen Verder', 'Samen Verder', 'merge:same-name'],
  ['Ελληνικό Φόρουμ Προσφύγων', 'ΕΛΛΗΝΙΚΟ ΦΟΡΟΥΜ ΠΡΟΣΦΥΓΩΝ', 'merge:same-name'],
  ['جمعية حقوق الإنسان', '١. جمعية حقوق الانسان'.slice(3), 'merge:same-name'],
  ['Центр «Право»', 'ЦЕНТР ПРАВО', 'merge:same-name'],
  ['ქალთა ცენტრი', '3. ქალთა ცენტრი', 'merge:same-name'],
  ['日本難民支援協会', '日本難民支援協会 ', 'merge:same-name'],
  ['The Centre', 'Centre', 'merge:same-name'],
  ['Safe Lives', 'SafeLives', 'merge:same-letters'],
  ['Women’s Aid Leeds', 'Women’s Aid (Leeds)', 'merge:same-name-and-place'],
  ['Amnesty International - UK section', 'Amnesty International UK', 'merge:same-name-and-place'],
  ['NLA (Northern Lights Aid)', 'Northern Lights Aid', 'merge:alias-given'],
  ['Soup and Socks e. V.', 'Habibi.Works (Soup and Socks, e.V.)', 'merge:alias-given'],
  ['Frauen im Exil', 'Women in Exile (Frauen im Exil)', 'merge:alias-given'],
  [
    'We Want To Live Together Initiative',
    'Birlikte Yaşamak İstiyoruz İnisiyatifi / We Want to Live Together Initiative',
    'merge:alias-given',
  ],
  [{ name: 'Médecins Sans Frontières', aliases: ['Ärzte ohne Grenzen', 'أطباء بلا حدود'] }, 'أطباء بلا حدود', 'merge:alias-given'],
  ['Example Refuge (formerly Quayside Shelter)', 'Quayside Shelter', 'merge:alias-given'],
  ['Women’s Rights Fund of Example (WRFE)', 'Example Women’s Rights Fund (WRFE)', 'merge:same-acronym'],
  ['Médecins Sans Frontières (MSF)', 'MSF', 'merge:acronym-declared'],
  ['NLA (Northern Lights Aid)', 'nla', 'merge:acronym-declared'],
  ['CNCD - 11.11.11.', 'CNCD', 'merge:acronym-declared'],
  ['KISA - Action for Equality, Support, Antiracism', 'K.I.S.A.', 'merge:acronym-declared'],
  [{ name: 'Médecins Sans Frontières', acronym: 'MSF' }, 'M. S. F.', 'merge:acronym-declared'],
  ['Voices of International Students (VOIS Cyprus)', 'VOIS Cyprus', 'merge:acronym-declared'],
  ['Platform for International Cooperation on Undocumented Migrants', 'PICUM', 'merge:initials'],
  ['Southall Black Sisters', 'Southhall Black Sisters', 'merge:typing-error-certain'],
  ['Latin American Women’s Aid', 'Latin American Woman’s Aid', 'review:one-word-differs'],
  ['Indoamerican Refugee Migrant Organisation', 'Indoamerican Refugee Migrant Orgnaisation', 'merge:typing-error-certain'],
  [{ name: 'Imkaan', email: 'info@example.org' }, { name: 'Imkan', email: 'Info@example.org' }, 'merge:same-email'],
  // For a person to decide.
  ['Imkaan', 'Imkan', 'review:typing-error'],
  ['Southall Black Sisters', 'Southill Black Sisters', 'review:typing-error'],
  ['Kurdish Women’s Organisation', 'Kurdish Women’s Association', 'review:one-word-differs'],
  ['Praxis', 'Praxis Community Projects', 'review:extra-generic-word'],
  ['Samos Legal Aid Quay', 'Samos Quay Legal Aid', 'review:other-order'],
  ['Quayside Refuge', 'Quayside Refuge - a home for everybody', 'review:without-subtitle'],
  ['Women’s Fund (WF)', 'Women’s Fund (FW)', 'review:different-acronyms'],
  ['Médecins Sans Frontières (MSF)', 'Doctors Without Borders (MSF)', 'review:acronym-other-words'],
  ['Step Up Migrant Women (SUMW)', 'SUMW coalition', 'review:acronym-and-word'],
  ['Northern Immigrant Action (NIA)', 'Nia', 'review:acronym-in-small-letters'],
  ['Carole Learning Quay (OGDEN)', 'Ogden', 'review:acronym-in-small-letters'],
  ['Women’s Aid Fund (WAF)', 'waf', 'merge:acronym-declared'],
  ['Focus on Labour Exploitation (FLEX)', 'Flex', 'merge:acronym-declared'],
  ['Médecins Sans Frontières', 'MSF', 'review:initials-possible'],
  ['Project 17', 'Project 18', 'review:different-number'],
  ['Example Fund III', 'Example Fund IV', 'review:different-number'],
  ['Quayside 17', 'Quayside', 'review:number-in-one'],
  ['Quayside Refuge (Lake and Pier Street Site)', 'Quayside Refuge (Old Mill Street Site)', 'review:different-brackets'],
  ['Illinois Quayside Services - North Austin / IQS', 'Illinois Quayside Services - Rogers Park / IQS', 'review:acronym-other-words'],
  ['Balkanbrücke (Balkan Bridge)', 'Balkanbrücke', 'review:place-in-one'],
  ['Voices of International Students (VOIS Cyprus)', 'VOIS', 'review:place-in-one'],
  [{ name: 'Caritas', country: 'Deutschland' }, 'Caritas Germany', 'review:country-in-name'],
  [{ name: 'Refuge Network', country: 'Germany' }, { name: 'Refuge Network', country: 'FR' }, 'review:different-country'],
  ['Example Bank AG', 'Example Bank GmbH', 'review:different-legal-form'],
  ['Quayside for Refugees', 'Quayside with Refugees', 'review:different-small-words'],
  [{ name: 'Quayside Refuge', aliases: ['Open Doors'] }, { name: 'Hilltop Shelter', aliases: ['Open Doors'] }, 'review:alias-shared'],
  // Belonging together.
  ['Example Refuge (member of PICUM)', 'PICUM', 'related:member-of-umbrella'],
  ['Example Refuge, a member of the WAVE Network', 'WAVE Network', 'related:member-of-umbrella'],
  ['Casa Ejemplo, miembro de Red Acoge', 'Red Acoge', 'related:member-of-umbrella'],
  ['Beispielhaus (Mitglied im Netzwerk Asyl)', 'Netzwerk Asyl e.V.', 'related:member-of-umbrella'],
  ['Amnesty International', 'Amnesty International UK', 'related:branch'],
  ['Amnesty International', 'Amnesty International (Scotland)', 'related:branch'],
  ['Amnesty International', 'Amnesty International, Section française', 'related:branch'],
  ['UK section of Amnesty International', 'Amnesty International', 'related:branch'],
  ['Seebrücke', 'Seebrücke Berlin e.V.', 'related:branch'],
  ["Women's Aid", "Women's Aid Manchester", 'related:branch'],
  ['Oxfam', 'Oxfam Kenya Office', 'related:branch'],
  ['Médecins du Monde', 'Medecins du Monde - Belgique', 'related:branch'],
  ['European Network Against Racism (ENAR)', 'ENAR Ireland', 'related:branch'],
  ['الجمعية التونسية للنساء / فرع سوسة', 'الجمعية التونسية للنساء', 'related:branch'],
  ['Seebrücke Ortsgruppe Musterstadt', 'Seebrücke', 'related:branch'],
  ['Amnesty International Scotland', 'Amnesty International UK', 'related:different-place'],
  ['Women’s Aid (Leeds)', 'Women’s Aid (Bradford)', 'related:different-place'],
  ['Women’s Refuge (Nether Wallop)', 'Women’s Refuge (Upper Slaughter)', 'related:different-place'],
  ['Imkaan', 'Imkaan Sowerby', 'related:name-contained'],
  // Nothing to each other.
  ["Women's Aid", "Welsh Women's Aid", 'apart'],
  ["Women's Resource Centre (WRC)", "Asian Women's Resource Centre (AWRC)", 'apart'],
  ["Women's Resource Centre", "Asian Women's Resource Centre", 'apart'],
  ['Migrant Action', 'Migrant Voice', 'apart'],
  ['Refugee Women’s Centre', 'Refugee Women Connect', 'apart'],
  ['Refugee Council', 'British Refugee Council', 'apart'],
  ['Hackney Migrant Centre', 'Hillingdon Migrant Centre', 'apart'],
  ['Council of Europe', 'European Council', 'apart'],
  ['London Mediation Centre', 'London Meditation Centre', 'apart'],
  ['Nigerian Women Association London', 'Nigerien Women Association London', 'apart'],
  ['Equal Legal Aid', 'Collective Aid', 'apart'],
  ['Quayside Refuge (Registered charity 1234567)', 'Hilltop Shelter (Registered charity 1234567)', 'apart'],
  ['Women', "Women's Network", 'apart'],
  ['Centre', 'Network', 'apart'],
  ['????', '????', 'apart'],
  ['Balkanbr?cke', 'Balkanbr?cke', 'apart'],
  ['Balkanbr\uFFFDcke', 'Balkanbrücke', 'apart'],
  ['', '', 'apart'],
  ['...', '...', 'apart'],
];

describe('two organisations', () => {
  it.each(PAIRS)('%j and %j: %s', (a, b, expected) => {
    expect(saidOf(match([a, b]), 0, 1)).toBe(expected);
    expect(saidOf(match([b, a]), 0, 1)).toBe(expected);
  });

  it('gives a sentence for every reason, which quotes an acronym and nothing else of the entries', () => {
    for (const [a, b] of PAIRS) {
      const matches = match([a, b]);
      for (const link of [...matches.merges, ...matches.reviews, ...matches.related]) {
        expect(link.words).toMatch(/^[A-Z"].*\.$/);
        expect(link.words).not.toContain('%');
      }
    }
    expect(match(['Médecins Sans Frontières (MSF)', 'MSF']).merges[0]?.words).toBe('"MSF" is the acronym that the other entry gives.');
  });
});

describe('what the whole list teaches', () => {
  it('lets an acronym that two names claim decide nothing', () => {
    const matches = match(['Migrants’ Rights Network (MRN)', 'Midlands Refuge Neighbours (MRN)', 'MRN', 'mrn']);
    expect(matches.groups).toEqual([[0], [1], [2, 3]]);
    expect(saidOf(matches, 0, 1)).toBe('review:acronym-other-words');
    expect(saidOf(matches, 0, 2)).toBe('review:acronym-claimed-by-several');
    expect(saidOf(matches, 1, 2)).toBe('review:acronym-claimed-by-several');
  });

  it('reads initials only where one name spells them', () => {
    const matches = match(['Refuge Advice for Lone Youths', 'Racing Across Lost Yards', 'RALY']);
    expect(matches.groups).toEqual([[0], [1], [2]]);
    expect(saidOf(matches, 0, 2)).toBe('review:initials-possible');
  });

  it('brings together by way of others what nobody could see side by side', () => {
    const matches = match([
      'PICUM',
      'Platform for International Cooperation on Undocumented Migrants (PICUM)',
      'The Platform for International Cooperation on Undocumented Migrants',
    ]);
    expect(matches.groups).toEqual([[0, 1, 2]]);
  });

  it('knows a small acronym in brackets once another entry writes it in capitals', () => {
    const matches = match([
      'Association for Juridical Studies on Immigration (ASGI)',
      'association for juridical studies on immigration (asgi)',
      'asgi',
    ]);
    expect(matches.groups).toEqual([[0, 1, 2]]);
  });

  it('keeps a branch apart from its body when both share an acronym', () => {
    const matches = match(['Amnesty International (AINT)', 'AINT', 'Amnesty International UK (AINT)', 'Amnesty International UK']);
    expect(matches.groups).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(saidOf(matches, 0, 2)).toBe('related:branch');
  });

  it('asks a person about a second name behind a slash when the first stands in the list as well', () => {
    const matches = match(['Quayside Refuge / Hilltop Shelter', 'Quayside Refuge', 'Hilltop Shelter']);
    expect(matches.groups).toEqual([[0, 1], [2]]);
    expect(saidOf(matches, 0, 2)).toBe('review:second-name-elsewhere');
    expect(match(['Quayside Refuge / Hilltop Shelter', 'Hilltop Shelter']).groups).toEqual([[0, 1]]);
  });

  it('joins an entry without a country to one of two countries, and asks about the other', () => {
    const matches = match([
      { name: 'Refuge Network', country: 'France' },
      'Refuge Network',
      { name: 'Refuge Network', country: 'Germany' },
    ]);
    expect(matches.groups).toHaveLength(2);
    expect(matches.reviews.map((link) => link.reason).sort()).toEqual(['different-country', 'kept-apart']);
  });

  it('never lets an alias join two that give different acronyms', () => {
    const matches = match([
      { name: 'Quayside Refuge', acronym: 'QR' },
      { name: 'Hilltop Shelter', acronym: 'HS' },
      { name: 'Quayside Refuge', aliases: ['Hilltop Shelter'] },
    ]);
    expect(matches.groups.some((group) => group.includes(0) && group.includes(1))).toBe(false);
    expect(matches.reviews.map((link) => link.reason)).toContain('kept-apart');
  });
});

describe('the two public lists', () => {
  const names = truth();
  const wanted = pairsOfLabels(names.map((name) => name.organisation));
  const matches = match(names.map((name) => name.name));

  it('hold 58 and 57 organisations, and with the mentions in running text 134 names of 121 with 18 true pairs', () => {
    expect(names.filter((name) => name.from === 'coalition list')).toHaveLength(58);
    expect(names.filter((name) => name.from === 'open-letter list')).toHaveLength(57);
    expect([names.length, new Set(names.map((name) => name.organisation)).size, wanted.size]).toEqual([134, 121, 18]);
  });

  it('give all 18 pairs and no other, with nothing left to ask', () => {
    expect([...pairsOf(matches.groups)].sort()).toEqual([...wanted].sort());
    expect(matches.groups).toHaveLength(121);
    expect([matches.reviews, matches.related]).toEqual([[], []]);
  });

  it('give the same without the mentions', () => {
    const lists = names.filter((name) => name.from.endsWith('list'));
    const found = match(lists.map((name) => name.name));
    expect([...pairsOf(found.groups)].sort()).toEqual([...pairsOfLabels(lists.map((name) => name.organisation))].sort());
    expect(found.groups).toHaveLength(112);
  });

  it('give their three pairs from the columns of the example campaigns as well', () => {
    const rows = ['step-up', 'eu-pact'].flatMap((campaign) => {
      const place = fileURLToPath(new URL(`../../../../fixtures/campaigns/${campaign}/organisations.csv`, import.meta.url));
      return readCsv(fs.readFileSync(place, 'utf8'), campaign).slice(1);
    });
    const given = rows.map(([title = '', acronym = '', aliases = '', country = '']) => {
      return { name: title, acronym, aliases: aliases === '' ? [] : aliases.split(';'), country };
    });
    const found = match(given);
    const shared = [...pairsOf(found.groups)].map((pair) => given[Number(pair.split(' ')[0])]?.name);
    expect(shared).toEqual(['Amnesty International', 'Migrants Organise', 'PICUM']);
    expect([found.reviews, found.related]).toEqual([[], []]);
  });

  it('merge nothing wrongly among nine hundred ways to write them, and miss only what a person is asked about', () => {
    const lists = names.filter((name) => name.from.endsWith('list'));
    const all = lists.flatMap(({ name, organisation }, seed) => variantsOf(name, seed).map((variant) => ({ variant, organisation })));
    const found = match(all.map(({ variant }) => variant));
    const right = pairsOfLabels(all.map(({ organisation }) => organisation));
    const merged = pairsOf(found.groups);
    const correct = [...merged].filter((pair) => right.has(pair)).length;
    const recall = correct / right.size;
    const wrongReviews = found.reviews.filter(({ left, right: other }) => all[left]?.organisation !== all[other]?.organisation);
    console.info(
      `organisations, ${all.length} variants: P ${(correct / merged.size).toFixed(3)} R ${recall.toFixed(3)}, ${found.reviews.length} to review, ${wrongReviews.length} of them wrong`,
    );
    expect([...merged].filter((pair) => !right.has(pair))).toEqual([]);
    expect(recall).toBeGreaterThan(0.82);
    expect(wrongReviews.length).toBeLessThan(5);
  });
});

describe('any list', () => {
  /** Pieces that belong together in many ways, so that rules meet. */
  const name = fc.constantFrom(
    'Amnesty International',
    'AMNESTY INTERNATIONAL',
    'Amnesty International UK',
    'Amnesty International (UK)',
    'Amnesty International Berlin e.V.',
    'Amnesty',
    'PICUM',
    'picum',
    'Platform for International Cooperation on Undocumented Migrants',
    'Example Refuge (member of PICUM)',
    'Example Refuge',
    'Exampel Refuge',
    'Project 17',
    'Project 18',
    'Project',
    'Quayside Refuge / Hilltop Shelter',
    'Quayside Refuge',
    'Hilltop Shelter',
    'Hilltop Shelter Ltd',
    'Hilltop Shelter e.V.',
    "Women's Aid",
    "Welsh Women's Aid",
    "Women's Aid Leeds",
    'Southall Black Sisters',
    'Southhall Black Sisters',
    '????',
    '',
    'Центр «Право»',
    'ЦЕНТР ПРАВО',
    'MRN',
  );
  const given = fc.record({
    name,
    acronym: fc.constantFrom('', '', '', 'AI', 'PICUM', 'MRN', 'QR'),
    aliases: fc.array(name, { maxLength: 1 }),
    country: fc.constantFrom('', '', '', 'UK', 'France'),
  });
  const lists = fc.array(given, { maxLength: 14 });

  it('has one answer, whatever the order of its entries', () => {
    const shuffled = lists.chain((list) =>
      fc.tuple(fc.constant(entries(list)), fc.shuffledSubarray(entries(list), { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(matchOrganisations(other, organisationData)).toEqual(matchOrganisations(list, organisationData));
      }),
    );
  });

  it('has one answer, whatever the ids', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const turned = (id: number): number => list.length - 1 - id;
        const renamed = entries(list).map((one) => ({ ...one, id: turned(one.id) }));
        const back = matchOrganisations(renamed, organisationData).groups.map((group) => group.map(turned));
        expect(new Set(pairsOf(back.map((group) => group.sort((a, b) => a - b))))).toEqual(
          pairsOf(matchOrganisations(entries(list), organisationData).groups),
        );
      }),
    );
  });

  it('divides its entries into groups, says one thing of two entries, and joins nobody whom a rule keeps apart', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const matches = match(list);
        const pairs = pairsOf(matches.groups);
        expect(matches.groups.flat().sort((a, b) => a - b)).toEqual(list.map((_, id) => id));
        const links = [...matches.merges, ...matches.reviews, ...matches.related].map(({ left, right }) => `${left} ${right}`);
        expect(new Set(links).size).toBe(links.length);
        expect(links.every((link) => Number(link.split(' ')[0]) < Number(link.split(' ')[1]))).toBe(true);
        expect(matches.merges.every(({ left, right }) => pairs.has(`${left} ${right}`))).toBe(true);
        expect([...matches.reviews, ...matches.related].some(({ left, right }) => pairs.has(`${left} ${right}`))).toBe(false);
        for (const pair of pairs) {
          const [a, b] = pair.split(' ').map((id) => list[Number(id)]);
          if (a?.acronym !== '' && b?.acronym !== '') expect(a?.acronym).toBe(b?.acronym);
          if (a?.country !== '' && b?.country !== '') expect(a?.country).toBe(b?.country);
          if (a?.aliases.length === 0 && b?.aliases.length === 0) {
            const numbers = [a.name, b.name].map((text) => /\d+/.exec(text)?.[0]);
            if (numbers.every((number) => number !== undefined)) expect(numbers[0]).toBe(numbers[1]);
            expect([a.name, b.name].some((text) => text.includes('?'))).toBe(false);
          }
        }
      }),
    );
  });

  it('connects every group by the pairs it merges', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { groups, merges } = match(list);
        for (const group of groups) {
          const reached = new Set(group.slice(0, 1));
          for (let before = 0; before < reached.size; ) {
            before = reached.size;
            for (const { left, right } of merges) {
              if (reached.has(left)) reached.add(right);
              else if (reached.has(right)) reached.add(left);
            }
          }
          expect(group.every((id) => reached.has(id))).toBe(true);
        }
      }),
    );
  });
});
