import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import { SECTION_IDS, type SectionId } from '../../../src/lib/model/campaign.js';
import type { Release } from '../../../src/lib/model/release.js';
import type { ThresholdReason } from '../../../src/lib/model/scheme.js';
import type { Block, Section } from '../../../src/lib/pack/blocks.js';
import { checkClosedWorld } from '../../../src/lib/pack/closed-world.js';
import { htmlPage } from '../../../src/lib/pack/html/page.js';
import { catalogueOf } from '../../../src/lib/pack/messages/catalogue.js';
import { catalogueLanguages, messagesFor } from '../../../src/lib/pack/messages/index.js';
import { buildSections } from '../../../src/lib/pack/sections/index.js';
import { explanationWords, requiredWords, stateWords } from '../../../src/lib/pack/threshold-words.js';
import {
  coalitionRelease,
  openLetterRelease,
  petitionRelease,
  releaseBytes,
  statementRelease,
  thresholdResult,
} from '../../helpers/releases.js';
import { render, renderReadable } from '../../helpers/rendering.js';
import { ROOT } from '../../helpers/run.js';
import { runs } from '../../helpers/runs.js';

const FINGERPRINT = '0123456789abcdef'.repeat(4);

const inLanguage = (release: Release, language: string): Release => ({ ...release, campaign: { ...release.campaign, language } });

/** A petition with everything that the pack has a sentence for. */
function fullRelease(language: string): Release {
  const petition = petitionRelease();
  const statement = petition.statement;
  if (statement === undefined) throw new Error('the sample has no statement');
  return inLanguage(
    {
      ...petition,
      sections: SECTION_IDS,
      counts: { signatures: 12_540, organisations: 3, named: 13 },
      statement: {
        ...statement,
        method: 'linked',
        received: { from: 12_600, to: 12_609 },
        counted: 12_540,
        lines: [...LINES.map((id) => ({ id, count: { exact: 14 } })), { id: 'other', count: { from: 0, to: 9 } }],
        signals: {
          checks: ['clockwork', 'sequential-mailboxes', 'domain-concentration'],
          flagged: { from: 0, to: 9 },
          bracket: { from: 12_531, to: 12_540 },
        },
      },
      breakdown: {
        dimension: 'region',
        smallest: 10,
        areas: [{ name: 'London', count: { from: 12_300, to: 12_399 } }],
        unlisted: 5,
        elsewhere: { from: 10, to: 19 },
        total: 12_540,
      },
      commitment: { tree: 'handin/tree/v1', size: 12_540, root: 'ab'.repeat(32), inputs: [] },
      organisations: [{ name: 'The Example Trust', acronym: 'ET' }, { name: 'Example Network' }],
      comments: [{ name: 'Ann Example', place: 'Leeds', text: 'Nobody is illegal.' }],
    },
    language,
  );
}

const LINES = ['duplicate', 'shared-email', 'unconfirmed', 'withdrawn', 'no-name', 'struck-out', 'suppressed', 'unreadable'];

const REASONS: readonly ThresholdReason[] = [
  { code: 'number' },
  { code: 'some-not-countable' },
  { code: 'own-signatures-only', where: 'original-sheets' },
  { code: 'own-signatures-only', where: 'own-service' },
  { code: 'own-signatures-only', where: 'own-channels' },
  { code: 'regions', state: 'reached' },
  { code: 'regions', state: 'short' },
  { code: 'regions', state: 'unknown' },
  { code: 'people-only' },
  { code: 'other-unit' },
  { code: 'not-yet', from: '2027-01' },
  { code: 'expired', until: '2023' },
  { code: 'expired', until: null },
  { code: 'no-number' },
  { code: 'percentage', percent: 2.5 },
  { code: 'not-looked-up' },
  { code: 'open-links' },
  { code: 'not-counted' },
];

/** The words of a section, a line each, without what only the layout adds. */
function linesOf({ blocks }: Section): string[] {
  return blocks.flatMap(linesOfBlock);
}

function linesOfBlock(block: Block): string[] {
  const lines: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (!['type', 'look', 'align', 'key', 'href'].includes(key) && value !== '') lines.push(value);
    } else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  visit(block, '');
  return lines;
}

/** What a reader of the language looks through first: see docs/decisions/languages.md. */
function readingCopy(language: string): string {
  const words = messagesFor(language);
  const chosen: readonly SectionId[] = ['cover', 'how-we-counted', 'organisations', 'verification'];
  const parts = sectionsOf({ ...fullRelease(language), sections: chosen });
  const covers = [statementRelease(), coalitionRelease(), openLetterRelease()].flatMap((other) =>
    sectionsOf(inLanguage(other, language)).filter(({ id }) => id === 'cover'),
  );
  const reasons = REASONS.map((reason) => {
    const result = thresholdResult({ reason, outcome: 'not-met', count: 9999, required: 10_000, missing: 1, lowest: 9000 });
    return `${requiredWords(result, words)} · ${stateWords(result, words)} · ${explanationWords(result, words)}`;
  });
  const section = (title: string, lines: readonly string[]): string => `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
  return [
    `# ${language}\n`,
    ...parts.map((part) => section(part.title, linesOf(part))),
    ...covers.map((part) => section(part.title, linesOf(part))),
    section(words.say('fact.threshold'), reasons),
  ].join('\n');
}

function sectionsOf(release: Release): Section[] {
  const document = release.documents[0];
  if (document === undefined) throw new Error('the sample has no document');
  return buildSections(release, document, FINGERPRINT);
}

describe('a pack in another language', () => {
  it.each(catalogueLanguages())('in %s says what the reading copy says', async (language) => {
    await expect(readingCopy(language)).toMatchFileSnapshot(path.join(ROOT, 'fixtures', 'pack-words', `${language}.md`));
  });

  // Words for more than was done: in German, French, Spanish, Polish and Welsh.
  it.each([
    ['de', /verifizier|beglaubig|zertifizier|gültig/iu],
    ['fr', /vérifiée?s?\b|certifié|authentifié|valides?\b/iu],
    ['es', /verificad|certificad|válid/iu],
    ['pl', /zweryfikowan|poświadczon|uwierzytelnion|ważne podpisy/iu],
    ['cy', /dilys|ardystio|ardystiwyd/iu],
  ])('in %s calls no signature more than counted', (language, stronger) => {
    expect(readingCopy(language)).not.toMatch(stronger);
  });

  it.each(catalogueLanguages().slice(0, runs(2, 100)))(
    'in %s has nothing on its pages that its release and its words do not account for',
    async (language) => {
      for (const release of [
        fullRelease(language),
        ...[statementRelease(), coalitionRelease()].slice(0, runs(0, 2)).map((one) => inLanguage(one, language)),
      ]) {
        const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
        for (const [index, document] of release.documents.entries())
          expect(checkClosedWorld(readPdf(await render(release, index)), release, document, fingerprint)).toEqual([]);
      }
    },
  );
});

describe('what a section says', () => {
  const everything = (language: string): Release[] =>
    [fullRelease(language), statementRelease(), coalitionRelease(), openLetterRelease()].map((release) => ({
      ...inLanguage(release, language),
      // The House of Commons prescribes the wording of its sheet, in English.
      sections: SECTION_IDS.filter((id) => id !== 'commons-top-sheet'),
    }));
  const wordsOfAll = (language: string): Set<string> =>
    new Set(everything(language).flatMap((release) => sectionsOf(release).flatMap((section) => [section.title, ...linesOf(section)])));

  it.each(catalogueLanguages().filter((language) => language !== 'en'))(
    'in %s is what the campaign says or what the catalogue says',
    (language) => {
      const english = wordsOfAll('en-GB');
      const own = JSON.stringify(everything('en-GB')).replaceAll('\\"', '"').toLowerCase();
      const allowed = new Set(Object.values(catalogueOf(language).messages));
      const left = [...wordsOfAll(language)].filter(
        (line) => english.has(line) && /^[^\d]*\p{L}{2}/u.test(line) && !allowed.has(line) && !isMadeOfOwn(line, own),
      );
      expect(left).toEqual([]);
    },
  );
});

/** A line that puts together what the campaign says, such as a name and a role. */
function isMadeOfOwn(line: string, own: string): boolean {
  return line.split(/, | – | \(|\)|: |[,:]$/u).every((part) => own.includes(part.toLowerCase()));
}

describe('a pack in a language without words', () => {
  it('says in its tags which parts are in English, and which in the language of the campaign', async () => {
    const pdf = await renderReadable(inLanguage(petitionRelease({ sections: ['cover', 'text', 'how-we-counted'] }), 'it-IT'));
    const of = (language: string): number => pdf.split(`/Lang (${language})`).length + pdf.split(`/Lang(${language})`).length - 2;
    // The cover, the heading above the text, the statement of numbers; and the document, the title on the cover, and what is asked.
    expect([of('en-GB'), of('it-IT')]).toEqual([3, 3]);
  });

  it('says so in the web page too, section by section', () => {
    const release = inLanguage(petitionRelease({ sections: ['cover', 'text', 'how-we-counted'] }), 'it-IT');
    const [document] = release.documents;
    if (document === undefined) throw new Error('the sample has no document');
    const page = htmlPage(release, document, FINGERPRINT);
    for (const part of [
      '<html lang="it-IT"',
      '<header class="cover" lang="en-GB"',
      '<h1 lang="it-IT"',
      '<section id="text">',
      '<section id="how-we-counted" lang="en-GB"',
    ])
      expect(page).toContain(part);
  });

  it('has the form of a body in the language of the body', () => {
    const of = (language: string): (string | undefined)[] =>
      sectionsOf(inLanguage(petitionRelease({ sections: ['commons-top-sheet'] }), language)).map((section) => section.language);
    expect(of('cy')).toEqual([undefined, 'en-GB']);
    expect(of('en-US')).toEqual([undefined, undefined]);
  });

  it('says nothing of a second language where there are words', async () => {
    expect(await renderReadable(petitionRelease({ sections: ['cover', 'text'] }))).not.toMatch(/\/Lang ?\((?!en-GB)/);
  });
});
