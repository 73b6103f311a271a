/**
 * The first leak scan: contact data by its shape, and the private values of every record, looked for in everything a pack
 * says. What is published on purpose passes. A finding names a place and a record, never a value. Other encodings and
 * containers are more parts for the same index: add them where a part is added.
 */

import { DefectError } from '../errors.js';
import type { PdfText } from '../model/pdf-text.js';
import type { Finding } from '../model/verify-report.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { emailKey, findPatterns, type PatternKind, phoneKey, phoneKeysIn, postcodeKey } from './patterns.js';
import { entriesOf, TextIndex, type TextPart, type WordRange, wordsOf } from './text-index.js';

export type { Finding } from '../model/verify-report.js';

/** One private value and the record it belongs to. */
export interface ScanNeedle {
  readonly kind: 'name' | 'email' | 'phone' | 'postcode' | 'address' | 'file-name';
  readonly value: Red;
  readonly source: string;
  readonly record: number;
}

/** Collects what a pack says, then looks private values up in it. */
export interface Scanner {
  /** Only before the first values. */
  addText(where: string, text: string): void;
  addPdf(file: string, pdf: PdfText): void;
  /** Values in any number of batches; nothing of them is kept but findings. */
  addNeedles(needles: Iterable<ScanNeedle>): void;
  /** Everything found, sorted by place; empty when nothing was. */
  findings(): Finding[];
}

/** A scanner that lets what is published on purpose pass: contacts, addresses, names that the campaign or their owners gave. */
export function createScanner(allowed: readonly string[]): Scanner {
  return new LeakScanner(allowed);
}

/** From this length on a name without its gaps is found inside a word too; a shorter one is the end of "Brian Taylor". */
const INSIDE_WORD_MIN = 12;
const SQUASHED_MIN = 8;
const ADDRESS_WORDS_MIN = 3;
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
  readonly #parts: TextPart[] = [];
  #index: TextIndex | null = null;
  /** Values found by shape: how often in which place. */
  readonly #patterns = new Map<string, Map<string, number>>();
  /** Digit runs that could be numbers, however spaced: how often in which place. */
  readonly #phones = new Map<string, Map<string, number>>();
  readonly #found = new Map<string, Finding>();
  /** Pattern hits that a record explains, by key and place. */
  readonly #explained = new Set<string>();

  constructor(allowed: readonly string[]) {
    this.#permitted = new TextIndex(allowed.map((text) => ({ where: '', text, hasEntries: true })));
    this.#permittedEntries = new Set(allowed.flatMap((text) => [wordsOf(text).join(' '), ...entriesOf(text)]));
    this.#permittedKeys = new Set(allowed.flatMap((text) => findPatterns(text).map(patternKey)));
  }

  addText(where: string, text: string): void {
    this.#addPart({ where, text, hasEntries: true });
  }

  addPdf(file: string, pdf: PdfText): void {
    for (const [index, text] of pdf.pages.entries()) this.addText(`${file} page ${index + 1}`, text);
    this.addText(`${file} outside its pages`, [...pdf.unreferenced, ...pdf.trailing].join('\n'));
    this.addText(`${file} metadata`, [...pdf.metadata, ...pdf.uris].join('\n'));
    this.#addPart({ where: `${file} metadata`, text: pdf.names.join(' / '), hasEntries: false });
    for (const { name, bytes } of pdf.attachments) {
      // The attachment's name could itself be a value, so it is searched and not told.
      const text = new TextDecoder().decode(bytes);
      this.addText(`${file} attachment`, `${name}\n${text}`);
      if (text.includes('\ufffd')) this.#add({ kind: 'unreadable', where: `${file} attachment`, what: 'data that is not text', count: 1 });
    }
    for (const what of pdf.forbidden) this.#add({ kind: 'forbidden-feature', where: file, what, count: 1 });
    for (const what of pdf.unread) this.#add({ kind: 'unreadable', where: file, what, count: 1 });
  }

  addNeedles(needles: Iterable<ScanNeedle>): void {
    this.#index ??= new TextIndex(this.#parts);
    for (const { kind, value, source, record } of needles) {
      for (const { where, count } of this.#look(this.#index, kind, reveal(value))) this.#add({ kind, where, source, record, count });
    }
  }

  findings(): Finding[] {
    const byShape = [...this.#patterns].flatMap(([key, places]) =>
      [...places]
        .filter(([where]) => !this.#explained.has(`${key} ${where}`))
        .map(([where, count]): Finding => ({ kind: key.slice(0, key.indexOf(' ')) as PatternKind, where, count })),
    );
    const all = new Map(this.#found);
    for (const finding of byShape) merge(all, finding);
    return [...all.values()].sort(
      (a, b) =>
        compare(a.where, b.where) ||
        compare(a.kind, b.kind) ||
        compare(a.what ?? '', b.what ?? '') ||
        compare(a.source ?? '', b.source ?? '') ||
        (a.record ?? 0) - (b.record ?? 0),
    );
  }

  #addPart(part: TextPart): void {
    if (this.#index !== null) throw new DefectError('Text was added to a scan that had begun.', { code: 'scan-order' });
    if (part.text.trim() === '') return;
    this.#parts.push(part);
    for (const hit of findPatterns(part.text)) {
      if (!this.#permittedKeys.has(patternKey(hit))) tally(this.#patterns, patternKey(hit), part.where);
    }
    for (const key of phoneKeysIn(part.text)) tally(this.#phones, key, part.where);
  }

  #add(finding: Finding): void {
    merge(this.#found, finding);
  }

  /** Where a value stands that nobody published. */
  #look(index: TextIndex, kind: ScanNeedle['kind'], value: string): Hit[] {
    switch (kind) {
      case 'name':
        return this.#lookForName(index, value);
      case 'email': {
        const key = `email ${emailKey(value)}`;
        const squashed = wordsOf(value).join('');
        return this.#permittedKeys.has(key) ? [] : larger(this.#explain(key), this.#unpermitted(index, [], squashed, false));
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
        return this.#unpermitted(index, [words], squashed, true);
      }
      case 'file-name': {
        const words = wordsOf(value);
        return this.#unpermitted(index, words.length > 1 ? [words] : [], words.join(''), true);
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
    return this.#unpermitted(index, forms, squashed, squashed.length < INSIDE_WORD_MIN);
  }

  #lookForPostcode(index: TextIndex, value: string): Hit[] {
    const key = postcodeKey(value);
    // A code of digits alone, as most countries have, cannot be told from any other number.
    if (key.length < 5 || !/\p{L}/u.test(key) || !/\d/.test(key) || this.#permittedKeys.has(`postcode ${key}`)) return [];
    const compact = key.toLowerCase();
    const forms = [wordsOf(value), [compact], [compact.slice(0, -3), compact.slice(-3)]].filter(
      (form, at, all) => all.findIndex((other) => other.join(' ') === form.join(' ')) === at,
    );
    return larger(this.#explain(`postcode ${key}`), this.#unpermitted(index, forms, '', true));
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

const patternKey = (hit: { readonly kind: PatternKind; readonly key: string }): string => `${hit.kind} ${hit.key}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const toHits = (places: ReadonlyMap<string, number> | undefined): Hit[] => [...(places ?? [])].map(([where, count]) => ({ where, count }));

function tally(counts: Map<string, Map<string, number>>, key: string, where: string): void {
  const places = counts.get(key) ?? new Map<string, number>();
  counts.set(key, places.set(where, (places.get(where) ?? 0) + 1));
}

function merge(findings: Map<string, Finding>, finding: Finding): void {
  const key = JSON.stringify([finding.kind, finding.where, finding.what ?? '', finding.source ?? '', finding.record ?? 0]);
  findings.set(key, { ...finding, count: (findings.get(key)?.count ?? 0) + finding.count });
}

/** Two ways of looking see the same places; what one sees more of counts. */
function larger(a: readonly Hit[], b: readonly Hit[]): Hit[] {
  const counts = new Map<string, number>();
  for (const { where, count } of [...a, ...b]) counts.set(where, Math.max(count, counts.get(where) ?? 0));
  return toHits(counts);
}
