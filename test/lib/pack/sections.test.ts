import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAMPAIGN_KINDS, SECTION_IDS } from '../../../src/lib/model/campaign.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { Block, Section } from '../../../src/lib/pack/blocks.js';
import { designOf } from '../../../src/lib/pack/design.js';
import { messagesFor } from '../../../src/lib/pack/messages/index.js';
import { formatShown } from '../../../src/lib/pack/messages.js';
import { collectNotes } from '../../../src/lib/pack/notes.js';
import { buildSections } from '../../../src/lib/pack/sections/index.js';
import { stateWords } from '../../../src/lib/pack/threshold-words.js';
import { coalitionRelease, NAMES, openLetterRelease, petitionRelease, statementRelease, thresholdResult } from '../../helpers/releases.js';

const ENGLISH = messagesFor('en-GB');
const NAMES_EXPECTATION = ENGLISH.say('names.expectation');
const FINGERPRINT = '0123456789abcdef'.repeat(4);

function sectionsOf(release: Release, index = 0): Section[] {
  const document = release.documents[index];
  if (document === undefined) throw new Error('the sample has no such document');
  return buildSections(release, document, FINGERPRINT);
}

function blocksOf(release: Release, id: string): readonly Block[] {
  return sectionsOf(release).find((section) => section.id === id)?.blocks ?? [];
}

const ALL = [petitionRelease(), statementRelease(), coalitionRelease(), openLetterRelease()];

describe('sections of a release', () => {
  it('vanish when they have nothing to say', () => {
    const ids = sectionsOf(petitionRelease()).map((section) => section.id);
    expect(ids).toEqual(['cover', 'letter', 'text', 'context', 'numbers', 'how-we-counted', 'signatories', 'references']);
  });

  it('keep the order of the release and appear once', () => {
    const release = petitionRelease({ sections: ['signatories', 'text', 'text'] });
    expect(sectionsOf(release).map((section) => section.id)).toEqual(['signatories', 'text']);
  });

  it('take their titles from the kind of campaign', () => {
    expect(sectionsOf(petitionRelease()).find((section) => section.id === 'text')?.title).toBe('The petition as signed');
    expect(sectionsOf(coalitionRelease()).find((section) => section.id === 'text')?.title).toBe('What we ask');
    expect(sectionsOf(openLetterRelease()).find((section) => section.id === 'text')?.title).toBe('The letter');
    expect(sectionsOf(petitionRelease()).find((section) => section.id === 'letter')?.title).toBe('Letter to the Home Secretary');
  });

  it('never call anything verified, valid or certified', () => {
    for (const release of ALL) expect(JSON.stringify(sectionsOf(release))).not.toMatch(/verif|\bvalid|certif/iu);
  });

  it('have a layout for every kind that names each known section at most once and no contents beside the cover', () => {
    for (const kind of CAMPAIGN_KINDS) {
      const layout = JSON.parse(readFileSync(new URL(`../../../src/lib/pack/layouts/${kind}.json`, import.meta.url), 'utf8'));
      expect(layout.id).toBe(kind);
      expect(new Set(layout.sections).size).toBe(layout.sections.length);
      for (const id of layout.sections) expect(SECTION_IDS).toContain(id);
      expect(layout.sections).not.toContain('contents');
    }
  });
});

describe('the cover', () => {
  function cover(release: Release): Block & { type: 'cover' } {
    const block = blocksOf(release, 'cover')[0];
    if (block?.type !== 'cover') throw new Error('no cover');
    return block;
  }

  it('shows the signatures counted, the addressee and sixteen digits of the fingerprint', () => {
    const block = cover(petitionRelease());
    expect(block.subtitle).toBe('A petition to the Home Secretary');
    expect(block.number?.value).toBe('25');
    expect(block.facts.map((fact) => fact.label)).toEqual(['Addressed to', 'Handed in', 'Milestone', 'Contact', 'Names', 'Fingerprint']);
    expect(block.facts.at(-1)?.lines).toEqual(['0123 4567 89ab cdef']);
  });

  it('says whom names are given to, where there are any, and on every page of them', () => {
    const named = petitionRelease();
    const nobody = petitionRelease({ signatories: { ceiling: 'count-only', entries: [] } });
    expect(JSON.stringify(cover(named).facts)).toContain(NAMES_EXPECTATION);
    expect(JSON.stringify(cover(nobody).facts)).not.toContain(NAMES_EXPECTATION);
    const footers = (release: Release): (string | undefined)[] =>
      release.documents.flatMap((document) => buildSections(release, document, 'f'.repeat(64)).map(({ footer }) => footer));
    expect(footers(named).filter((footer) => footer !== undefined)).toEqual([NAMES_EXPECTATION]);
    expect(footers(nobody).filter((footer) => footer !== undefined)).toEqual([]);
  });

  it('shows organisations when no people signed, and the organisers when there are neither', () => {
    expect(cover(statementRelease()).number?.value).toBe('2');
    const neither = { ...statementRelease(), counts: { signatures: null, organisations: 0, named: 0 }, organisations: [] };
    expect(cover(neither).number).toBeUndefined();
    expect(cover(neither).facts[0]).toEqual({ label: 'Made by', lines: ['Example Network', 'Example Trust for Safe Passage'] });
  });

  it('never says that a body was reached that takes only its own signatures', () => {
    const results = [thresholdResult({ scheme: 'x', name: 'Parliament', outcome: 'as-many-as', required: 20 })];
    const block = cover(petitionRelease({ thresholds: results }));
    expect(JSON.stringify(block.facts)).toContain('as many as 20');
    expect(JSON.stringify(block.facts)).not.toContain('reached');
  });
});

describe('the letter', () => {
  it('has an address of at most six lines and the salutation of the target', () => {
    const head = blocksOf(petitionRelease(), 'letter')[0];
    if (head?.type !== 'letter-head') throw new Error('no letter head');
    expect(head.address).toHaveLength(6);
    expect(head.salutations[0]).toBe('Dear Home Secretary,');
    expect(head.subject).toBe('Petition: Protection, not punishment');
  });

  it('begins with a line for each class of addressee, below place and date, and says who held the office', () => {
    const release = petitionRelease({ place: 'Leeds' });
    const [document] = release.documents;
    if (document?.target === undefined) throw new Error('no target');
    const target = { ...document.target, 'signed-to': 'Ann Sample', addressees: [{ name: 'Bo Sample', role: 'Chair' }] };
    const form = { salutations: ['Dear Home Secretary', 'Dear Chair'], close: 'named', farewell: 'With regards,' } as const;
    const blocks = blocksOf({ ...release, documents: [{ ...document, target, form }] }, 'letter');
    expect(blocks[0]).toMatchObject({
      salutations: ['Dear Home Secretary,', 'Dear Chair,'],
      also: 'Also to: Bo Sample, Chair',
      date: expect.stringMatching(/^Leeds, \d+ \w+ \d{4}$/) as unknown,
    });
    expect(JSON.stringify(blocks[1])).toContain('names Ann Sample');
    expect(blocks.find(({ type }) => type === 'closing')).toMatchObject({ farewell: 'With regards,' });
  });

  it('of a joint statement stands below the letterheads of its organisations, and so does the statement, which they sign', () => {
    const text = blocksOf(statementRelease(), 'text');
    expect(text[0]).toMatchObject({ type: 'letterheads', letterhead: [{ name: expect.any(String) as unknown }, {}] });
    expect(text.at(-1)).toMatchObject({ type: 'closing', signing: [{ name: 'Ann Example' }, { name: 'Béla Minta' }] });
    expect(text.at(-1)).not.toHaveProperty('farewell');
    expect(blocksOf(petitionRelease(), 'text').some(({ type }) => type === 'closing')).toBe(false);
  });

  it('is signed by every organiser', () => {
    const closing = blocksOf(statementRelease(), 'letter').find((block) => block.type === 'closing');
    expect(closing).toMatchObject({ farewell: 'Yours sincerely,', signing: [{ name: 'Ann Example' }, { name: 'Béla Minta' }] });
  });

  it('does not repeat what the title already says', () => {
    const head = blocksOf(statementRelease(), 'letter')[0];
    expect(head).toMatchObject({ subject: 'Joint statement on the age assessment of children' });
  });
});

describe('how we counted', () => {
  it('puts small numbers in words and never subtracts', () => {
    expect(formatShown({ exact: 1204 }, ENGLISH)).toBe('1,204');
    expect(formatShown({ from: 0, to: 9 }, ENGLISH)).toBe('fewer than 10');
    expect(formatShown({ from: 1, to: 9 }, ENGLISH)).toBe('fewer than 10');
    expect(formatShown({ from: 10, to: 19 }, ENGLISH)).toBe('10–19');
    const table = blocksOf(petitionRelease(), 'how-we-counted').find((block) => block.type === 'table');
    expect(table).toMatchObject({
      rows: [
        ['Records received', expect.any(String), '50–59'],
        [expect.any(String), expect.any(String), '14'],
        [expect.any(String), expect.any(String), '10–19'],
        ['Signatures counted', '', '25'],
      ],
    });
  });

  it.each([
    [{ exact: 292 }, 10_120, 'on 292 of them', 'If every signature with a sign were fake, 10,120 would remain of 10,412.'],
    [
      { from: 0, to: 9 },
      10_403,
      'on fewer than 10 of them',
      'If every signature with a sign were fake, 10,403 or more would remain of 10,412.',
    ],
  ])('says which signs of forgery were looked for, and the bracket: %j', (flagged, from, found, bracket) => {
    const petition = petitionRelease();
    const statement = {
      ...petition.statement,
      counted: 10_412,
      signals: { checks: ['clockwork', 'name-drift'], flagged, bracket: { from, to: 10_412 } },
    };
    const words = JSON.stringify(blocksOf(petitionRelease({ statement } as Partial<Release>), 'how-we-counted'));
    expect(words).toContain('looked at for signs of forgery: the rhythm of signing. ');
    expect(words).toContain(found);
    expect(words).toContain('none was taken out because of one alone');
    expect(words).toContain(bracket);
    expect(JSON.stringify(blocksOf(petition, 'how-we-counted'))).not.toContain('forgery');
  });

  it('is absent without a statement', () => {
    expect(blocksOf(statementRelease(), 'how-we-counted')).toEqual([]);
  });
});

describe('thresholds in words', () => {
  it('are reached only when they are met', () => {
    expect(stateWords(thresholdResult({ outcome: 'met' }), ENGLISH)).toBe('reached');
    expect(stateWords(thresholdResult({ outcome: 'as-many-as', required: 10_000 }), ENGLISH)).toBe('as many as 10,000');
    expect(stateWords(thresholdResult({ outcome: 'not-met', count: 42, required: 100 }), ENGLISH)).toBe('42% reached');
    expect(stateWords(thresholdResult({ outcome: 'not-met', count: 9999, required: 10_000 }), ENGLISH)).toBe('99% reached');
    expect(stateWords(thresholdResult({ outcome: 'not-met', count: 25, required: 10_000 }), ENGLISH)).toBe('under 1% reached');
    expect(stateWords(thresholdResult({ outcome: 'expired' }), ENGLISH)).toBe('expired figures');
  });
});

describe('signatories', () => {
  function lead(release: Release): string {
    return JSON.stringify(blocksOf(release, 'signatories')[1]);
  }

  it('says honestly how many are named', () => {
    expect(lead(petitionRelease())).toContain('13 of 25 signatories agreed to be named here; the other 12 are counted and not named.');
    const all = petitionRelease({ counts: { signatures: 13, organisations: 0, named: 13 } });
    expect(lead(all)).toContain('All 13 signatories agreed to be named here.');
  });

  it('become a certificate of the number, a page of its own, when nobody is named', () => {
    const release = petitionRelease({
      signatories: { ceiling: 'count-only', entries: [] },
      counts: { signatures: 25, organisations: 0, named: 0 },
    });
    expect(blocksOf(release, 'signatories').some((block) => block.type === 'names')).toBe(false);
    expect(blocksOf(release, 'signatories')).toContainEqual({
      type: 'number',
      value: '25',
      sentence: 'Signatures counted on 5 October 2026, each person once',
    });
    expect(sectionsOf(release).find(({ id }) => id === 'signatories')?.mayShare).toBe(false);
    expect(JSON.stringify(sectionsOf(release))).not.toContain(NAMES[0]?.name);
  });
});

describe('how to check this pack', () => {
  const commitment = { tree: 'handin/tree/v1', size: 25, root: 'ab12'.repeat(16), inputs: ['cd34'.repeat(16)] } as const;
  const words = (release: Release): string => JSON.stringify(blocksOf({ ...release, sections: ['verification'] }, 'verification'));

  it('repeats the fingerprint of the cover, and says what a signature does not show', () => {
    const text = words(petitionRelease());
    expect(text).toContain('0123 4567 89ab cdef');
    expect(text).toContain('does not show that whoever holds the key was careful');
    expect(text).toContain('None of this shows that the people counted are real');
  });

  it('prints size and root in full where the count is fixed, with the limits of that', () => {
    const text = words(petitionRelease({ commitment }));
    expect(text).toContain('All 25 people counted are fixed');
    expect(text).toContain(`"${commitment.root}"`);
    expect(text).toContain('does not show that the people on it are real');
    expect(text).toContain('that somebody is not on the list cannot be shown');
    expect(text).not.toContain(commitment.inputs[0]);
    expect(words(petitionRelease({ commitment: { ...commitment, size: 1 } }))).toContain('The one person counted is fixed');
  });

  it('speaks of no root where there is none, and of no people where none were asked', () => {
    expect(words(petitionRelease())).not.toContain('root');
    const text = words(coalitionRelease());
    expect(text).not.toMatch(/root|people counted/);
    expect(text).toMatch(/ask them/);
    // Those who make a joint statement are its organisers, who are on no list.
    expect(words(statementRelease())).toContain('that the 2 organisations named agree');
  });
});

describe('organisations', () => {
  it('are written with acronym and country, in groups of the order of the alphabet, those without one first', () => {
    const release = {
      ...coalitionRelease(),
      organisations: [
        { name: 'A', group: 'Law' },
        { name: 'B', acronym: 'BB', country: 'IE', group: 'Health' },
        { name: 'C' },
        { name: 'D', localName: 'Δ', country: 'Northern Ireland', group: 'Law' },
      ],
    };
    const entries = blocksOf(release, 'organisations').find((block) => block.type === 'entries');
    expect(entries).toMatchObject({
      groups: [
        { entries: [[{ text: 'C' }]] },
        { title: 'Health', entries: [[{ text: 'B (BB) – Ireland' }]] },
        { title: 'Law', entries: [[{ text: 'A' }], [{ text: 'D / Δ – Northern Ireland' }]] },
      ],
    });
  });
});

describe('notes', () => {
  it('are one for two statistics with the same source', () => {
    const notes = collectNotes(blocksOf(coalitionRelease(), 'figures'));
    expect(notes.map((note) => note.key)).toEqual([
      'source:Example Home Office, Family reunion statistics, table 2',
      'source:Example Law Centre survey, 2025, https://law.example/survey',
    ]);
  });

  it('keep only web and mail addresses as links', () => {
    const body = {
      blocks: [{ type: 'paragraph', children: [{ type: 'link', href: 'javascript:alert(1)', children: [{ type: 'text', text: 'x' }] }] }],
      notes: [],
    } as const;
    expect(JSON.stringify(blocksOf(petitionRelease({ body }), 'text'))).not.toContain('href');
  });
});

describe('the theme', () => {
  const { colors } = designOf();

  it('sets text in inks of at least 4.5 to 1 on white and on the tint', () => {
    for (const ink of [colors.ink, colors.grey, colors.accent]) expect(contrast(ink, '#FFFFFF')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colors.ink, colors.tint)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Contrast ratio after WCAG 2.1. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
