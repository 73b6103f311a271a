/**
 * Holds every number by which a campaign's own texts speak of who signs or supports it against the released counts. A letter that says "more
 * than 60 organisations" above a list of 57 is refused, with the place and with what the data say. Only released counts are compared with, so
 * that a text cannot be used to ask about anything else.
 */

import path from 'node:path';

import { findClaims } from '../agreement/claims.js';
import { agrees, countsFor, type ReleasedCounts } from '../agreement/compare.js';
import { locatePhrase } from '../agreement/locate.js';
import { type Language, type LanguageFile, prepareLanguage } from '../agreement/words.js';
import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { RefusedError } from '../errors.js';
import type { Claim, Relation } from '../model/agreement.js';
import type { Campaign } from '../model/campaign.js';
import type { Release } from '../model/release.js';
import { richStrings } from '../pack/strings.js';
import { formatCount, listOf, plural } from '../text.js';

/** One run of text, and how to say where a phrase of it stands. */
interface CheckedText {
  readonly label: string;
  /** Paragraphs, headings, items, cells and notes, in order. */
  readonly strings: readonly string[];
  /** Place of the n-th occurrence of a phrase in all of it. */
  locate(phrase: string, n: number): { readonly line: number; readonly column: number };
}

interface Mismatch {
  readonly label: string;
  readonly line: number;
  readonly column: number;
  readonly claim: Claim;
}

/**
 * Checks every text of a campaign. Returns warnings: of a language without rules, and of words under `pack.not-our-count` that stand nowhere.
 * @throws RefusedError `text-data-mismatch` that lists every number that the data contradict
 */
export function checkAgreement(context: Context, loaded: LoadedCampaign, release: Release): string[] {
  const { campaign } = loaded;
  const language = languageOf(context, campaign.language);
  if (language === null) {
    return [
      'The numbers in your texts were not held against the data: there are no rules for the language of this campaign yet. Read them against the counts above.',
    ];
  }
  const counts: ReleasedCounts = { ...release.counts, organisers: campaign.organisers.length };
  const excuses = new Excuses(campaign.pack['not-our-count'] ?? []);
  const year = Number(release.date.slice(0, 4));
  const mismatches = textsOf(context, loaded).flatMap((text) =>
    mismatchesIn(text, { language, year, counts, named: release.counts.named, excuses }),
  );
  if (mismatches.length > 0) throw refusal(mismatches, counts);
  return excuses.unused();
}

function languageOf(context: Context, tag: string): Language | null {
  const known = context.io.files.bundledJson('agreement/data') as Readonly<Record<string, LanguageFile>>;
  const file = known[tag.toLowerCase().split('-')[0] ?? ''];
  return file === undefined ? null : prepareLanguage(file);
}

function textsOf(context: Context, { campaign, folder, path: file }: LoadedCampaign): CheckedText[] {
  const { files, parseMarkdown, parseYaml } = context.io;
  const label = path.basename(file);
  const keyed = keyedTexts(campaign);
  // Read once more for the places alone, and only where one is asked for.
  const locateKey = (at: readonly (string | number)[]) => parseYaml(files.readText(file), label).locate(at, 'value');
  const inFile = keyed.map(({ at, text }): CheckedText => ({ label, strings: [text], locate: () => locateKey(at) }));
  const names = new Set([campaign.body, campaign.letter, campaign.case, campaign.context].filter((name) => name !== undefined));
  const written = [...names].map((name): CheckedText => {
    const source = files.readText(path.join(folder, name));
    return { label: name, strings: richStrings(parseMarkdown(source, name)), locate: (phrase, n) => locatePhrase(source, phrase, n) };
  });
  return [...inFile, ...written];
}

/** Texts of the campaign file that are printed, with their keys; a statistic reads as its value and what it is of. */
function keyedTexts({ title, ask, aims, statistics }: Campaign): { readonly at: readonly (string | number)[]; readonly text: string }[] {
  return [
    { at: ['title'], text: title },
    ...(ask === undefined ? [] : [{ at: ['ask'], text: ask }]),
    ...aims.map((text, index) => ({ at: ['aims', index], text })),
    ...statistics.map(({ value, label }, index) => ({ at: ['statistics', index, 'value'], text: `${value} ${label}` })),
  ];
}

interface Asked {
  readonly language: Language;
  readonly year: number;
  readonly counts: ReleasedCounts;
  readonly named: number;
  readonly excuses: Excuses;
}

function mismatchesIn({ label, strings, locate }: CheckedText, { language, year, counts, named, excuses }: Asked): Mismatch[] {
  const values = new Map([
    ['organisations', counts.organisations],
    ...(counts.signatures === null
      ? []
      : ([
          ['signatures', counts.signatures],
          ['named', named],
        ] as const)),
  ]);
  return strings.flatMap((text, index) =>
    findClaims(text, language, { year, values }).flatMap((claim): Mismatch[] => {
      const isExcused = excuses.cover(text, claim);
      if (isExcused || agrees(claim, counts)) return [];
      const phrase = text.slice(claim.start, claim.end);
      const earlier = [...strings.slice(0, index), text.slice(0, claim.start)].reduce((sum, part) => sum + occurrences(part, phrase), 0);
      return [{ label, claim, ...locate(phrase, earlier) }];
    }),
  );
}

const occurrences = (text: string, phrase: string): number => text.split(phrase).length - 1;

/** The phrases under `pack.not-our-count`, and which of them stand in a text. */
class Excuses {
  readonly #phrases: readonly string[];
  readonly #seen = new Set<number>();

  constructor(phrases: readonly string[]) {
    this.#phrases = phrases.map((phrase) => phrase.replace(/\s+/gu, ' ').trim());
  }

  /** Whether one of the phrases reaches over a claim's number. */
  cover(text: string, { start, end }: Claim): boolean {
    return this.#phrases.some((phrase, index) => {
      for (let at = text.indexOf(phrase); at >= 0 && phrase !== ''; at = text.indexOf(phrase, at + 1)) {
        if (at >= end || at + phrase.length <= start) continue;
        this.#seen.add(index);
        return true;
      }
      return false;
    });
  }

  unused(): string[] {
    return this.#phrases.flatMap((_, index) =>
      this.#seen.has(index)
        ? []
        : [
            `pack.not-our-count[${index}] excuses nothing: no number that handin takes for a count of this campaign stands within these words. Remove it, or copy the words exactly.`,
          ],
    );
  }
}

const RELATIONS: Readonly<Record<Relation, string>> = {
  exact: '',
  more: 'more than ',
  'at-least': 'at least ',
  nearly: 'nearly ',
  less: 'fewer than ',
  'at-most': 'up to ',
  about: 'about ',
};

function refusal(mismatches: readonly Mismatch[], counts: ReleasedCounts): RefusedError {
  const lines = mismatches.map(
    ({ label, line, column, claim }) => `${label}:${line}:${column}: ${saying(claim)}; ${counted(claim, counts)}.`,
  );
  return new RefusedError(`A text says another number than the data.\n${[...new Set(lines)].join('\n')}`, {
    code: 'text-data-mismatch',
    hint: 'Correct the text, or write {{signatures}} or {{organisations}}, which are always right. Where a number speaks of something else than this campaign’s count, list its words under pack.not-our-count in the campaign file; they are printed nowhere.',
  });
}

function saying({ relation, value, of }: Claim): string {
  const noun = { signatures: ['signature'], organisations: ['organisation'], signatories: ['signatory', 'signatories'] }[of];
  return `the text says ${RELATIONS[relation]}${plural(value, noun[0] ?? '', noun[1])}`;
}

function counted(claim: Claim, counts: ReleasedCounts): string {
  if (claim.of === 'signatures' && counts.signatures === null) return 'no people’s signatures are counted in this campaign';
  const numbers = [...new Set(countsFor(claim, counts))];
  const verb = numbers.length === 1 && numbers[0] === 1 ? 'is' : 'are';
  return `${listOf(numbers.map(formatCount), 'or')} ${verb} counted`;
}
