import { describe, expect, it } from 'vitest';

import { bandOf } from '../../../src/lib/gate/bands.js';
import type { GateBreakdown } from '../../../src/lib/gate/breakdown.js';
import type { PrivateSignature } from '../../../src/lib/gate/display.js';
import { arePlacesLeftOut, buildRelease, type GateInput } from '../../../src/lib/gate/release.js';
import { buildStatement } from '../../../src/lib/gate/statement.js';
import { releasedThreshold } from '../../../src/lib/gate/thresholds.js';
import type { Campaign } from '../../../src/lib/model/campaign.js';
import type { ConsentLevel } from '../../../src/lib/model/record.js';
import type { RichText } from '../../../src/lib/model/rich-text.js';
import type { SignalsReport } from '../../../src/lib/model/signals-report.js';
import { Red } from '../../../src/lib/red.js';
import { rich, thresholdResult } from '../../helpers/releases.js';

const person = (full: string, place = '', comment = '', consent: ConsentLevel = 'name-place-comment', area = ''): PrivateSignature => ({
  full_name: new Red(full),
  given_name: new Red(''),
  family_name: new Red(''),
  place: new Red(place),
  comment: new Red(comment),
  births: new Red(''),
  first_signed: new Red(''),
  display_consent: consent,
  comment_approved: comment !== '',
  area: new Red(area),
});

const BARE: Campaign = {
  kind: 'petition',
  title: 'Example',
  language: 'en-GB',
  organisers: [{ name: 'Example Network' }],
  targets: [],
  statistics: [],
  aims: [],
  expect: {},
  sources: [],
  fixed: [],
  strikes: [],
  thresholds: [],
  matching: { 'shared-email': 'household' },
  display: { ceiling: 'name-place-comment' },
  pack: { publish: [] },
};
const bare = (more: Partial<GateInput> = {}, campaign: Partial<Campaign> = {}): GateInput => ({
  version: '1.2.3',
  campaign: { ...BARE, ...campaign },
  date: '2025-05-06',
  sections: ['cover', 'signatories', 'comments'],
  texts: {},
  people: {},
  method: 'exact',
  collectsSignatures: false,
  signatures: [],
  organisationCount: 0,
  organisations: [],
  thresholds: [],
  ...more,
});

/** What a text with every placeholder of a kind becomes. */
const textOf = (text: RichText | undefined): string => JSON.stringify(text?.blocks ?? null);

describe('a release', () => {
  it('holds the campaign, the date, the counts, and no key for what there is not', () => {
    const release = buildRelease(bare());
    expect(release).toEqual({
      formatVersion: 1,
      tool: { name: 'handin', version: '1.2.3' },
      campaign: { kind: 'petition', title: 'Example', language: 'en-GB', organisers: [{ name: 'Example Network' }] },
      date: '2025-05-06',
      sections: ['cover', 'signatories', 'comments'],
      documents: [{ file: 'petition.pdf' }],
      statistics: [],
      aims: [],
      counts: { signatures: null, organisations: 0, named: 0 },
      thresholds: [],
      organisations: [],
      signatories: { ceiling: 'name-place-comment', entries: [] },
      published: [],
    });
    for (const part of [release, release.campaign, release.documents[0]])
      expect(Object.values(part ?? {}).every((value) => value !== undefined)).toBe(true);
    expect(Object.keys(release)).not.toEqual(expect.arrayContaining(['commitment']));
    for (const key of ['body', 'context', 'statement', 'breakdown', 'commitment', 'comments']) expect(release).not.toHaveProperty(key);
    for (const key of ['notice', 'ask']) expect(release.campaign).not.toHaveProperty(key);
    expect(release.documents[0]).not.toHaveProperty('letter');
  });

  it('holds all that a campaign has', () => {
    const commitment = { tree: 'handin/tree/v1', size: 30, root: 'a'.repeat(64), inputs: ['b'.repeat(64)] } as const;
    const signals = { flagged: 12, checks: [{ id: 'clockwork', state: 'ran' }], flags: [] } as unknown as SignalsReport;
    const statistics = [{ text: 'A fact', source: 'A source' }] as unknown as Campaign['statistics'];
    const release = buildRelease(
      bare(
        {
          texts: { body: rich(['Ask: {{ask}}']), context: rich(['{{title}}, {{date}}']), letter: rich(['{{signatures}}, {{named}}']) },
          people: { signature: 30, 'same-person': 12 },
          method: 'linked',
          collectsSignatures: true,
          signals,
          commitment,
          organisationCount: 1204,
          thresholds: [thresholdResult()],
          signatures: [person('Ann Example', 'Hay', 'Yes.')],
        },
        { notice: 'A notice', ask: 'Act now', statistics, aims: ['An aim'] },
      ),
    );
    expect(release).toMatchObject({
      campaign: { notice: 'A notice', ask: 'Act now' },
      counts: { signatures: 30, organisations: 1204, named: 1 },
      statistics,
      aims: ['An aim'],
      commitment,
      thresholds: [releasedThreshold(thresholdResult(), 'en-GB')],
      statement: buildStatement({ signature: 30, 'same-person': 12 }, 'linked', signals),
      comments: [{ name: 'Ann Example', place: 'Hay', text: 'Yes.' }],
      body: rich(['Ask: Act now']),
      context: rich(['Example, 6 May 2025']),
      documents: [{ file: 'petition.pdf', letter: rich(['30, 1']) }],
    });
    expect(release.statement?.signals?.flagged).toEqual({ exact: 12 });
  });

  it('counts nobody where nobody signed, and has a statement all the same', () => {
    const release = buildRelease(bare({ collectsSignatures: true, texts: { body: rich(['{{signatures}} and {{named}}']) } }));
    expect(release.counts.signatures).toBe(0);
    expect(release.statement).toEqual(buildStatement({}, 'exact'));
    expect(textOf(release.body)).toContain('0 and 0');
  });

  it('has comments only where a section shows them', () => {
    const signatures = [person('Ann Example', '', 'Yes.')];
    expect(buildRelease(bare({ signatures })).comments).toHaveLength(1);
    expect(buildRelease(bare({ signatures, sections: ['cover'] }))).not.toHaveProperty('comments');
  });

  it.each<[string, readonly string[]]>([
    ['en-GB', ['the Zeta Trust', 'Aid for All', 'The Alpha Fund', 'Beta', 'Theatre Works', 'beta']],
    ['sv', ['Ärla', 'Zeta', 'Alfa']],
  ])('lists organisations in the order of the language, without a leading article: %s', (language, names) => {
    const organisations = names.map((name) => ({ name }));
    const expected =
      language === 'sv' ? ['Alfa', 'Zeta', 'Ärla'] : ['Aid for All', 'The Alpha Fund', 'beta', 'Beta', 'Theatre Works', 'the Zeta Trust'];
    for (const given of [organisations, [...organisations].reverse()])
      expect(buildRelease(bare({ organisations: given }, { language })).organisations.map(({ name }) => name)).toEqual(expected);
    expect(organisations.map(({ name }) => name)).toEqual(names);
  });

  it('tells organisations apart that differ by the article alone', () => {
    const names = ['The Alpha', 'Alpha'];
    for (const given of [names, [...names].reverse()])
      expect(buildRelease(bare({ organisations: given.map((name) => ({ name })) })).organisations.map(({ name }) => name)).toEqual([
        'Alpha',
        'The Alpha',
      ]);
  });

  it('lists people by what is printed: name, then place, then code units where the language holds them equal', () => {
    const people = [
      person('Zoë Ink', 'Hay', 'b'),
      person('Zoë Ink', 'Ely', 'a'),
      person('Zoë Ink', '', 'b'),
      person('Ann\u00adQuill', 'Hay', 'c'),
      person('AnnQuill', 'Hay', 'c'),
      person('Émile Zed', 'Hay'),
      person('Emile Abel', 'Hay'),
    ];
    const entries = ['AnnQuill', 'Ann\u00adQuill', 'Emile Abel', 'Émile Zed', 'Zoë Ink', 'Zoë Ink', 'Zoë Ink'];
    for (const signatures of [people, [...people].reverse()]) {
      const release = buildRelease(bare({ signatures }));
      expect(release.signatories.entries.map(({ name }) => name)).toEqual(entries);
      expect(release.signatories.entries.slice(-3).map(({ place }) => place)).toEqual([undefined, 'Ely', 'Hay']);
      expect(release.comments?.map(({ text, name, place }) => [text, name, place])).toEqual([
        ['a', 'Zoë Ink', 'Ely'],
        ['b', 'Zoë Ink', undefined],
        ['b', 'Zoë Ink', 'Hay'],
        ['c', 'AnnQuill', 'Hay'],
        ['c', 'Ann\u00adQuill', 'Hay'],
      ]);
    }
  });

  it('names nobody where the layout has no place for names, and speaks of none', () => {
    const named = (sections: GateInput['sections'], ceiling: ConsentLevel): number[] => {
      const texts = { letter: rich(['{{named}}']) };
      const given = bare(
        { sections, texts, collectsSignatures: true, signatures: [person('Ann Example', 'Hay', 'Yes.')] },
        { display: { ceiling } },
      );
      const { counts, signatories, comments = [], documents } = buildRelease(given);
      expect(documents[0]?.letter).toEqual(rich([String(counts.named)]));
      return [counts.named, signatories.entries.length, comments.length];
    };
    expect(named(['cover'], 'name-place-comment')).toEqual([0, 0, 0]);
    expect(named(['cover', 'comments'], 'name')).toEqual([0, 0, 0]);
    expect(named(['cover', 'comments'], 'name-place-comment')).toEqual([1, 1, 1]);
    expect(named(['signatories'], 'name')).toEqual([1, 1, 0]);
  });

  it('publishes what the campaign file publishes, each once, in order', () => {
    const release = buildRelease(
      bare(
        {},
        {
          organisers: [
            { name: 'A', contact: 'zoe@example.org', address: ['1 Quill Street', 'Hay'] },
            { name: 'B', contact: 'ann@example.org' },
            { name: 'C', address: [] },
          ],
          targets: [
            { id: 'office', name: 'Office', address: ['2 Quill Street', 'Hay'] },
            { id: 'other', name: 'Other' },
          ],
          pack: { publish: ['ann@example.org', '020 7946 0000'] },
        },
      ),
    );
    expect(release.published).toEqual([
      '020 7946 0000',
      '1 Quill Street, Hay',
      '2 Quill Street, Hay',
      'ann@example.org',
      'zoe@example.org',
    ]);
  });
});

describe('the documents of a release', () => {
  const texts = { letter: rich(['{{target.name}}: {{named}}']), body: rich(['{{named}}']), context: rich(['{{named}} of {{signatures}}']) };
  const given = (targets: Campaign['targets'], more: Partial<GateInput> = {}): GateInput =>
    bare(
      {
        texts,
        collectsSignatures: true,
        people: { signature: 9 },
        signatures: [person('Ann Example', 'Hay', 'Yes.'), person('Bo Middle', '', '', 'initials')],
        ...more,
      },
      { targets },
    );

  it('are one for each target, with its own letter, and its own list only under a lower ceiling', () => {
    const { documents } = buildRelease(
      given([
        { id: 'one', name: 'One' },
        { id: 'two', name: 'Two', ceiling: 'initials' },
        { id: 'three', name: 'Three', ceiling: 'name-place-comment' },
        { id: 'four', name: 'Four', ceiling: 'count-only' },
      ]),
    );
    expect(documents).toEqual([
      { file: 'one.pdf', target: { id: 'one', name: 'One' }, letter: rich(['One: 2']) },
      {
        file: 'two.pdf',
        target: { id: 'two', name: 'Two' },
        letter: rich(['Two: 2']),
        own: {
          signatories: { ceiling: 'initials', entries: [{ name: 'A. E.' }, { name: 'B. M.' }] },
          comments: [],
          body: rich(['2']),
          context: rich(['2 of 9']),
        },
      },
      { file: 'three.pdf', target: { id: 'three', name: 'Three' }, letter: rich(['Three: 2']) },
      {
        file: 'four.pdf',
        target: { id: 'four', name: 'Four' },
        letter: rich(['Four: 0']),
        own: { signatories: { ceiling: 'count-only', entries: [] }, comments: [], body: rich(['0']), context: rich(['0 of 9']) },
      },
    ]);
    for (const document of documents.slice(0, 1)) expect(Object.keys(document)).toEqual(['file', 'target', 'letter']);
  });

  it('never show more to a target than the campaign allows', () => {
    const input = given([{ id: 'one', name: 'One', ceiling: 'name-place' }]);
    const release = buildRelease({ ...input, campaign: { ...input.campaign, display: { ceiling: 'initials' } } });
    expect(release.documents[0]).not.toHaveProperty('own');
    expect(release.signatories).toEqual({ ceiling: 'initials', entries: [{ name: 'A. E.' }, { name: 'B. M.' }] });
  });

  it('know of their target what the campaign file says, and no more', () => {
    const letter = rich(['{{target.role}}, {{target.organisation}}, {{organisations}}']);
    const target = { id: 'one', name: 'One', role: 'Minister', organisation: 'Office' };
    const input = (targets: Campaign['targets']): GateInput => bare({ texts: { letter }, organisationCount: 1204 }, { targets });
    expect(buildRelease(input([target])).documents[0]?.letter).toEqual(rich(['Minister, Office, 1,204']));
    for (const missing of ['role', 'organisation'] as const) {
      const { [missing]: _, ...rest } = target;
      expect(() => buildRelease(input([rest]))).toThrow(`letter: there is no placeholder {{target.${missing}}}`);
    }
    expect(() => buildRelease(input([]))).toThrow('there is no placeholder {{target.role}}');
  });

  it.each<['letter' | 'body' | 'context', string]>([
    ['letter', '{{ask}}'],
    ['body', '{{target.name}}'],
    ['context', '{{signatures}}'],
    ['body', '{{named}}'],
  ])('name the file of a text in which a placeholder has no value: %s, %s', (kind, placeholder) => {
    const input = bare({ texts: { [kind]: rich([placeholder]) } });
    expect(() => buildRelease(input)).toThrow(`${kind}: there is no placeholder ${placeholder}.`);
    const named = { ...input, campaign: { ...input.campaign, [kind]: `texts/${kind}.md` } };
    expect(() => buildRelease(named)).toThrow(`texts/${kind}.md: there is no placeholder ${placeholder}.`);
  });
});

describe('whether places are left out of a release', () => {
  const counts = [12, 40, 30];
  const bands = counts.map((count) => bandOf(count));
  const list: GateBreakdown['list'] = { id: 'x', dimension: 'region', country: null, areas: [{ name: 'East' }, { name: 'West' }] };
  const table = { dimension: 'region', smallest: 10, areas: [], unlisted: 0, elsewhere: { from: 30, to: 39 }, total: 82 } as const;
  const breakdown: GateBreakdown = { counts, bands, list, table };
  const people = (many: number, consent: ConsentLevel = 'name-place', place = 'Hay') =>
    Array.from({ length: many }, () => person('Ann Example', place, '', consent, 'East'));

  it.each<[string, Partial<GateInput>, boolean]>([
    ['not without a table', { signatures: people(11) }, false],
    ['not where nobody is named with a place', { breakdown, signatures: people(11, 'name') }, false],
    ['not where enough stay unnamed', { breakdown, signatures: people(2) }, false],
    ['where too few stay unnamed', { breakdown, signatures: people(11) }, true],
    ['beside another table', { isOtherTablePacked: true, signatures: people(2) }, true],
    ['not where there is said to be no other table', { isOtherTablePacked: false, signatures: people(2) }, false],
  ])('%s', (_, more, expected) => {
    const input = bare(more);
    expect(arePlacesLeftOut(input)).toBe(expected);
    const release = buildRelease(input);
    const hasPlaces = release.signatories.entries.some(({ place }) => place !== undefined);
    expect(hasPlaces).toBe(!expected && more.signatures?.[0]?.display_consent !== 'name');
    if (more.breakdown === undefined) expect(release).not.toHaveProperty('breakdown');
    else expect(release.breakdown).toEqual(table);
  });

  it('follows the ceiling of the campaign', () => {
    expect(arePlacesLeftOut(bare({ breakdown, signatures: people(11) }, { display: { ceiling: 'name' } }))).toBe(false);
  });
});
