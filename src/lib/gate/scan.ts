/**
 * The leak scan: the private values of every record, contact data by its shape and digests of either, looked for in everything
 * a pack says. What is published on purpose passes. A finding names a place and a record, never a value. Encodings and containers
 * are undone before (`io/file-text.ts`); here a value is looked for in clear, folded, and backwards.
 */

import { DefectError } from '../errors.js';
import type { FileText, SaidAs } from '../model/file-text.js';
import type { Finding, LeakKind } from '../model/verify-report.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { dateKey, dateKeysIn } from './dates.js';
import { type DigestedKind, DigestWatch } from './digests.js';
import { emailKey, findPatterns, type PatternKind, phoneKey, phoneKeysIn, postcodeKey } from './patterns.js';
import { shadowsOf } from './shadows.js';
import { entriesOf, TextIndex, type TextPart, type WordRange, wordsOf } from './text-index.js';

export type { Finding } from '../model/verify-report.js';

/** A name and a postcode, a line each, exist for their common digest only. */
export type NeedleKind =
  | 'name'
  | 'email'
  | 'phone'
  | 'postcode'
  | 'address'
  | 'date-of-birth'
  | 'comment'
  | 'record-id'
  | 'file-name'
  | 'name-postcode';

/** One private value and the record it belongs to; a file's name belongs to no record. */
export interface ScanNeedle {
  readonly kind: NeedleKind;
  readonly value: Red;
  readonly source: string;
  readonly record: number | null;
}

/** Collects what a pack says, then looks private values up in it. */
export interface Scanner {
  /** Only before the first values. */
  addText(where: string, text: string, as?: SaidAs): void;
  addFile(name: string, file: FileText): void;
  /** Something that a check beside the scan found. */
  addFinding(finding: Finding): void;
  /** Whether digests stand in the pack that nobody accounts for, so that it is worth looking for those of `name-postcode`. */
  readonly hasDigests: boolean;
  /** Values in any number of batches; nothing of them is kept but findings. */
  addNeedles(needles: Iterable<ScanNeedle>): void;
  /** Everything found, sorted by place; empty when nothing was. */
  findings(): Finding[];
  /** What may be chance: initials and Soundex codes of full names. Without records, which would be many. */
  shadows(): { readonly kind: 'initials' | 'soundex'; readonly where: string; readonly count: number }[];
}

export interface ScanOptions {
  /** Of what is allowed, the strings that may hold contacts: e-mail addresses, telephone numbers, postcodes. All of them when left out. */
  readonly contacts?: readonly string[];
  /** Texts that signatories have read and may quote; they excuse a comment and a date, and nothing else. */
  readonly texts?: readonly string[];
  /** Digests that the pack has on purpose, in lower-case hexadecimal digits. */
  readonly digests?: readonly string[];
}

/** A scanner that lets what is published on purpose pass: contacts, addresses, names that the campaign or their owners gave. */
export function createScanner(allowed: readonly string[], options: ScanOptions = {}): Scanner {
  return new LeakScanner(allowed, options);
}

/** From this length on a name without its gaps is found inside a word too; a shorter one is the end of "Brian Taylor". */
const INSIDE_WORD_MIN = 12;
const SQUASHED_MIN = 8;
const ADDRESS_WORDS_MIN = 3;
/** Shorter comments are what many people say. */
const COMMENT_WORDS_MIN = 5;
const COMMENT_LETTERS_MIN = 25;
/** A part of a comment of so many words in a row is the comment; fewer are a phrase. */
const COMMENT_WINDOW = 9;
/** An id of fewer characters, or of digits alone, stands in many texts by chance. */
const ID_LENGTH_MIN = 8;
const ID_DIGITS_MIN = 9;
/** "Li Xi" is a name; fewer letters are initials, and only a whole entry of a list tells them from chance. */
const NAME_LETTERS_MIN = 4;
/** A name of one word is mostly another word too, so it is looked for as a whole entry only. */
const SINGLE_LETTERS_MIN = 2;
const TITLES: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'professor',
  'rev',
  'sir',
  'dame',
  'lord',
  'lady',
]);

interface Hit {
  readonly where: string;
  readonly count: number;
}

class LeakScanner implements Scanner {
  readonly #permitted: TextIndex;
  readonly #permittedEntries: ReadonlySet<string>;
  readonly #permittedKeys: ReadonlySet<string>;
  /** Texts that people could quote in a comment. */
  readonly #quotable: TextIndex;
  readonly #permittedDates: ReadonlySet<string>;
  readonly #digests: DigestWatch;
  readonly #parts: TextPart[] = [];
  #index: TextIndex | null = null;
  /** Values found by shape: how often in which place. */
  readonly #patterns: Tallies = new Map();
  /** Digit runs that could be numbers, however spaced, as they stand and backwards. */
  readonly #phones: Tallies = new Map();
  readonly #dates: Tallies = new Map();
  readonly #found = new Map<string, Finding>();
  /** Pattern hits that a record explains, by key and place. */
  readonly #explained = new Set<string>();
  readonly #shadows: Tallies = new Map();
  #record: { readonly source: string; readonly record: number | null } = { source: '', record: null };

  constructor(allowed: readonly string[], options: ScanOptions) {
    const texts = options.texts ?? [];
    this.#permitted = new TextIndex(allowed.map((text) => ({ where: '', text, hasEntries: true })));
    this.#quotable = new TextIndex(texts.map((text) => ({ where: '', text, hasEntries: true })));
    this.#permittedEntries = new Set(allowed.flatMap((text) => [wordsOf(text).join(' '), ...entriesOf(text)]));
    this.#permittedKeys = new Set((options.contacts ?? allowed).flatMap((text) => findPatterns(text).map(patternKey)));
    this.#permittedDates = new Set([...allowed, ...texts].flatMap(dateKeysIn));
    this.#digests = new DigestWatch(options.digests ?? []);
  }

  get hasDigests(): boolean {
    return !this.#digests.isIdle;
  }

  addText(where: string, text: string, as: SaidAs = 'lines'): void {
    if (this.#index !== null) throw new DefectError('Text was added to a scan that had begun.', { code: 'scan-order' });
    if (text.trim() === '') return;
    // What was undone may begin or end with letters of something else.
    this.#parts.push({ where, text, hasEntries: as === 'lines', isData: as === 'fragments' || isWrapped(where) });
    // Data makes numbers and postcodes by chance; there only the values of records count.
    if (as !== 'fragments') {
      for (const hit of findPatterns(text)) if (!this.#permittedKeys.has(patternKey(hit))) tally(this.#patterns, patternKey(hit), where);
    }
    for (const key of phoneKeysIn(text)) tally(this.#phones, key, where);
    for (const key of phoneKeysIn(backwards(text))) tally(this.#phones, key, where);
    for (const key of dateKeysIn(text)) if (!this.#permittedDates.has(key)) tally(this.#dates, key, where);
    this.#digests.addText(where, text);
  }

  addFile(name: string, file: FileText): void {
    for (const { place, text, as, wrappings } of file.pieces) {
      const where = place === 'text' ? name : `${name} ${place}`;
      this.addText(wrappings.length === 0 ? where : `${where}${WRAPPED}${wrappings.join(', ')})`, text, as);
    }
    for (const what of file.forbidden) this.addFinding({ kind: 'forbidden-feature', where: name, what, count: 1 });
    for (const what of file.unread) this.addFinding({ kind: 'unreadable', where: name, what, count: 1 });
  }

  addFinding(finding: Finding): void {
    merge(this.#found, finding);
  }

  addNeedles(needles: Iterable<ScanNeedle>): void {
    if (this.#index === null) {
      this.#index = new TextIndex(this.#parts);
      // The index holds what it needs of them.
      this.#parts.length = 0;
    }
    for (const { kind, value, source, record } of needles) {
      this.#record = { source, record };
      const clear = reveal(value);
      if (kind !== 'name-postcode') this.#note(kind, this.#look(this.#index, kind, clear));
      if (!this.#digests.isIdle) this.#note('identifier-hash', this.#digests.find(DIGESTED[kind] ?? 'other', clear));
      if (kind === 'name') this.#lookForShadows(this.#index, clear);
    }
  }

  findings(): Finding[] {
    const byShape = [...this.#patterns].flatMap(([key, places]) =>
      [...places]
        .filter(([where]) => !this.#explained.has(`${key} ${where}`) && !(isWrapped(where) && places.has(unwrapped(where))))
        .map(([where, count]): Finding => ({ kind: key.slice(0, key.indexOf(' ')) as PatternKind, where, count })),
    );
    const all = new Map(this.#found);
    for (const finding of byShape) merge(all, finding);
    return (
      [...all.values()]
        // What stands there in clear is found once more where an encoding was undone around it.
        .filter((finding) => !(isWrapped(finding.where) && all.has(keyOf({ ...finding, where: unwrapped(finding.where) }))))
        .sort(
          (a, b) =>
            compare(a.where, b.where) ||
            compare(a.kind, b.kind) ||
            compare(a.what ?? '', b.what ?? '') ||
            compare(a.source ?? '', b.source ?? '') ||
            (a.record ?? 0) - (b.record ?? 0),
        )
    );
  }

  shadows(): ReturnType<Scanner['shadows']> {
    return [...this.#shadows]
      .flatMap(([kind, places]) => [...places].map(([where, count]) => ({ kind: kind as 'initials' | 'soundex', where, count })))
      .sort((a, b) => compare(a.where, b.where) || compare(a.kind, b.kind));
  }

  /** Hits of one value of the current record. */
  #note(kind: LeakKind, hits: readonly Hit[]): void {
    const { source, record } = this.#record;
    for (const { where, count } of hits) {
      this.addFinding({ kind, where, ...(source === '' ? {} : { source }), ...(record === null ? {} : { record }), count });
    }
  }

  /** Where a value stands that nobody published. */
  #look(index: TextIndex, kind: Exclude<NeedleKind, 'name-postcode'>, value: string): Hit[] {
    switch (kind) {
      case 'name':
        return this.#lookForName(index, value);
      case 'email': {
        const key = `email ${emailKey(value)}`;
        const words = wordsOf(value);
        if (this.#permittedKeys.has(key)) return [];
        return larger(this.#explain(key), this.#bothWays(index, [], words, false));
      }
      case 'phone': {
        const key = phoneKey(value);
        if (key === null || this.#permittedKeys.has(`phone ${key}`)) return [];
        return larger(this.#explain(`phone ${key}`), toHits(this.#phones.get(key)));
      }
      case 'postcode':
        return this.#lookForPostcode(index, value);
      case 'address': {
        const words = wordsOf(value);
        const squashed = words.join('');
        // "London" or "New York" in the address column is no address.
        if (squashed.length < SQUASHED_MIN || (words.length < ADDRESS_WORDS_MIN && !/\d/.test(squashed))) return [];
        return this.#bothWays(index, [words], words, true);
      }
      case 'date-of-birth': {
        const key = dateKey(value);
        return key === null ? [] : toHits(this.#dates.get(key));
      }
      case 'comment':
        return this.#lookForComment(index, value);
      case 'record-id': {
        const words = wordsOf(value);
        const squashed = words.join('');
        const isTelling =
          squashed.length >= ID_LENGTH_MIN && /\d/.test(squashed) && (/\p{L}/u.test(squashed) || squashed.length >= ID_DIGITS_MIN);
        return isTelling ? this.#bothWays(index, [words], words, true) : [];
      }
      case 'file-name': {
        const words = wordsOf(value);
        return this.#bothWays(index, words.length > 1 ? [words] : [], words, true);
      }
    }
  }

  #lookForName(index: TextIndex, value: string): Hit[] {
    const words = wordsOf(value);
    while (words.length > 2 && TITLES.has(words[0] ?? '')) words.shift();
    const [given, last] = [words[0] ?? '', words.at(-1) ?? ''];
    if (words.length < 2) {
      if (given.length < SINGLE_LETTERS_MIN || this.#permittedEntries.has(given)) return [];
      return this.#places(
        index,
        index.findWords([given]).filter((range) => index.isEntry(range)),
      );
    }
    const squashed = words.join('');
    if (squashed.length < NAME_LETTERS_MIN) {
      if (this.#permittedEntries.has(words.join(' '))) return [];
      return this.#places(
        index,
        index.findWords(words).filter((range) => index.isEntry(range)),
      );
    }
    // As written; family name first, as lists have it; and without the names in the middle.
    const forms = [words, [last, ...words.slice(0, -1)], ...(words.length > 2 ? [[given, last]] : [])];
    return this.#bothWays(index, forms, words, squashed.length < INSIDE_WORD_MIN);
  }

  /** The whole comment, or so many of its words in a row that nobody else would say them. */
  #lookForComment(index: TextIndex, value: string): Hit[] {
    const words = wordsOf(value);
    if (words.length < COMMENT_WORDS_MIN || words.join('').length < COMMENT_LETTERS_MIN) return [];
    const places = new Map<string, number>();
    for (let from = 0; from === 0 || from + COMMENT_WINDOW <= words.length; from++) {
      const window = words.slice(from, from + COMMENT_WINDOW);
      const found = index.findWords(window);
      if (found.length === 0 || this.#isQuotable(window)) continue;
      // Windows of one comment overlap; it stands there once.
      for (const range of found) places.set(index.whereIs(range), 1);
    }
    const backward = this.#bothWays(index, [], words, true);
    return larger(toHits(places), this.#isQuotable(words) ? [] : backward);
  }

  #isQuotable(words: readonly string[]): boolean {
    return this.#permitted.findWords(words).length > 0 || this.#quotable.findWords(words).length > 0;
  }

  #lookForShadows(index: TextIndex, value: string): void {
    const shadows = shadowsOf(wordsOf(value));
    if (shadows === null) return;
    for (const kind of ['initials', 'soundex'] as const) {
      for (const form of shadows[kind]) {
        for (const range of index.findWords(form)) {
          // Letters that an undone encoding left over are nobody's initials.
          if (!index.isEntry(range) || isWrapped(index.whereIs(range)) || this.#permittedEntries.has(form.join(' '))) continue;
          const places = this.#shadows.get(kind) ?? new Map<string, number>();
          // One place is one warning, however many people it could stand for.
          this.#shadows.set(kind, places.set(index.whereIs(range), 1));
        }
      }
    }
  }

  #lookForPostcode(index: TextIndex, value: string): Hit[] {
    const key = postcodeKey(value);
    // A code of digits alone, as most countries have, cannot be told from any other number.
    if (key.length < 5 || !/\p{L}/u.test(key) || !/\d/.test(key) || this.#permittedKeys.has(`postcode ${key}`)) return [];
    const compact = key.toLowerCase();
    const forms = [wordsOf(value), [compact], [compact.slice(0, -3), compact.slice(-3)]].filter(
      (form, at, all) => all.findIndex((other) => other.join(' ') === form.join(' ')) === at,
    );
    const mirrored = [compact, compact.slice(0, -3), compact.slice(-3)].map(backwards);
    const backward = [mirrored.slice(0, 1), [mirrored[2] ?? '', mirrored[1] ?? '']];
    return larger(this.#explain(`postcode ${key}`), this.#unpermitted(index, [...forms, ...backward], '', true));
  }

  /** A value as its words, and backwards; forms in another order of words are looked for forwards only. */
  #bothWays(index: TextIndex, forms: readonly (readonly string[])[], words: readonly string[], whole: boolean): Hit[] {
    const forward = this.#unpermitted(index, forms, words.join(''), whole);
    const mirrored = words.map(backwards).reverse();
    const squashed = mirrored.join('');
    // Short words read backwards are other words.
    return squashed.length < SQUASHED_MIN ? forward : larger(forward, this.#unpermitted(index, [mirrored], squashed, whole));
  }

  /** Places of any form of a value, less the forms that an allowed string holds and the seams between allowed entries. */
  #unpermitted(index: TextIndex, forms: readonly (readonly string[])[], squashed: string, whole: boolean): Hit[] {
    const ranges = new Map<string, WordRange>();
    const note = (found: readonly WordRange[]): void => {
      for (const range of found) ranges.set(`${range.first} ${range.last}`, range);
    };
    for (const form of forms) {
      const found = index.findWords(form);
      if (found.length > 0 && this.#permitted.findWords(form).length === 0) note(found);
    }
    const joined = index.findSquashed(squashed, whole);
    const isPermitted = (): boolean =>
      this.#permitted.findSquashed(squashed, whole).length > 0 || forms.some((form) => this.#permitted.findWords(form).length > 0);
    if (joined.length > 0 && !isPermitted()) note(joined);
    return this.#places(index, [...ranges.values()]);
  }

  #places(index: TextIndex, ranges: readonly WordRange[]): Hit[] {
    const places = new Map<string, number>();
    for (const range of ranges) {
      if (index.isSeam(range, this.#permittedEntries)) continue;
      const where = index.whereIs(range);
      places.set(where, (places.get(where) ?? 0) + 1);
    }
    return toHits(places);
  }

  /** Places where a value was found by its shape; they are the record's from now on. */
  #explain(key: string): Hit[] {
    const hits = toHits(this.#patterns.get(key));
    for (const { where } of hits) this.#explained.add(`${key} ${where}`);
    return hits;
  }
}

type Tallies = Map<string, Map<string, number>>;

/** Parts a place from how it was wrapped there. */
const WRAPPED = ' (';
const isWrapped = (where: string): boolean => where.endsWith(')') && where.includes(WRAPPED);
const unwrapped = (where: string): string => where.slice(0, where.lastIndexOf(WRAPPED));
const backwards = (text: string): string => [...text].reverse().join('');

/** What is hashed in a way of its own. */
const DIGESTED: Readonly<Partial<Record<NeedleKind, DigestedKind>>> = {
  name: 'name',
  email: 'email',
  phone: 'phone',
  'name-postcode': 'name-postcode',
};

const patternKey = (hit: { readonly kind: PatternKind; readonly key: string }): string => `${hit.kind} ${hit.key}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const toHits = (places: ReadonlyMap<string, number> | undefined): Hit[] => [...(places ?? [])].map(([where, count]) => ({ where, count }));

function tally(counts: Tallies, key: string, where: string): void {
  const places = counts.get(key) ?? new Map<string, number>();
  counts.set(key, places.set(where, (places.get(where) ?? 0) + 1));
}

const keyOf = (finding: Finding): string =>
  JSON.stringify([finding.kind, finding.where, finding.what ?? '', finding.source ?? '', finding.record ?? 0]);

function merge(findings: Map<string, Finding>, finding: Finding): void {
  const key = keyOf(finding);
  findings.set(key, { ...finding, count: (findings.get(key)?.count ?? 0) + finding.count });
}

/** Two ways of looking see the same places; what one sees more of counts. */
function larger(a: readonly Hit[], b: readonly Hit[]): Hit[] {
  const counts = new Map<string, number>();
  for (const { where, count } of [...a, ...b]) counts.set(where, Math.max(count, counts.get(where) ?? 0));
  return toHits(counts);
}
