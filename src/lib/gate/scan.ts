/**
 * The first leak scan: raw contact data by its shape, and the private values of every record, looked for in everything a
 * pack says. The text is indexed once and each value is looked up, so a million records cost a million look-ups. A finding
 * names a place and a record, never a value.
 */

import type { PdfText } from '../model/pdf-text.js';
import type { Finding, LeakKind } from '../model/verify-report.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';
import { emailKey, findPatterns, INVISIBLE, phoneKey, phoneKeysIn, postcodeKey } from './patterns.js';

export type { Finding } from '../model/verify-report.js';

/** One private value and the record it belongs to. */
export interface ScanNeedle {
  readonly kind: 'name' | 'email' | 'phone' | 'postcode' | 'address';
  readonly value: Red;
  readonly source: string;
  readonly record: number;
}

/** A name of one word is looked for only as a whole entry; within a sentence it is mostly another word. */
const NAME_WORDS_MIN = 2;
/** Longer names are found by their first words. */
const NAME_WORDS_MAX = 6;
/** Shorter values without their spaces occur by chance. */
const SQUASHED_MIN = 8;
const ADDRESS_MIN = 8;

/** Words for comparing: compatibility forms, case and accents folded, everything but letters and digits a gap. */
function wordsOf(text: string): string[] {
  return text
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** What one piece of text holds, in the forms in which values are looked up. */
class TextIndex {
  /** Runs of one to six words, joined by a space. */
  readonly phrases = new Set<string>();
  /** Whole lines and cells, for names of one word. */
  readonly entries = new Set<string>();
  readonly emails = new Set<string>();
  readonly phones: ReadonlySet<string>;
  readonly postcodes = new Set<string>();
  readonly squashed: string;

  constructor(text: string) {
    const words = wordsOf(text);
    for (let from = 0; from < words.length; from++) {
      let phrase = '';
      for (let to = from; to < words.length && to < from + NAME_WORDS_MAX; to++) {
        phrase = phrase === '' ? (words[to] ?? '') : `${phrase} ${words[to]}`;
        this.phrases.add(phrase);
      }
    }
    for (const entry of text.split(/[\n\t]/)) this.entries.add(wordsOf(entry).join(' '));
    for (const hit of findPatterns(text)) {
      if (hit.kind === 'email') this.emails.add(hit.key);
      else if (hit.kind === 'postcode') this.postcodes.add(hit.key);
    }
    this.phones = new Set(phoneKeysIn(text));
    this.squashed = words.join('');
  }

  has(kind: ScanNeedle['kind'], value: string): boolean {
    switch (kind) {
      case 'email': {
        const key = emailKey(value);
        return this.emails.has(key) || this.hasSquashed(key);
      }
      case 'phone': {
        const key = phoneKey(value);
        return key !== null && this.phones.has(key);
      }
      case 'postcode':
        return this.postcodes.has(postcodeKey(value)) || this.phrases.has(wordsOf(value).join(' '));
      case 'address': {
        const words = wordsOf(value);
        return (
          value.trim().length >= ADDRESS_MIN &&
          words.length > 1 &&
          (this.phrases.has(words.slice(0, NAME_WORDS_MAX).join(' ')) || this.hasSquashed(value))
        );
      }
      case 'name': {
        const words = wordsOf(value);
        if (words.length < NAME_WORDS_MIN) return words.length === 1 && this.entries.has(words[0] ?? '');
        return this.phrases.has(words.slice(0, NAME_WORDS_MAX).join(' ')) || this.hasSquashed(value);
      }
    }
  }

  /** A value printed one letter at a time, or with its spaces elsewhere. */
  private hasSquashed(value: string): boolean {
    const squashed = wordsOf(value).join('');
    return squashed.length >= SQUASHED_MIN * 2 && this.squashed.includes(squashed);
  }
}

/** Collects what a pack says, then looks private values up in it. */
export interface Scanner {
  addText(where: string, text: string): void;
  addPdf(file: string, pdf: PdfText): void;
  /** Values in any number of batches; nothing of them is kept but findings. */
  addNeedles(needles: readonly ScanNeedle[]): void;
  /** Everything found, sorted by place; empty when nothing was. */
  findings(): Finding[];
}

/** A scanner that lets what is published on purpose pass: contacts, addresses, names that the campaign or their owners gave. */
export function createScanner(allowed: readonly string[]): Scanner {
  const permitted = new TextIndex(allowed.join('\n\n'));
  const permittedPatterns = new Set(allowed.flatMap((text) => findPatterns(text).map((hit) => `${hit.kind} ${hit.key}`)));
  const parts: { where: string; index: TextIndex }[] = [];
  const found = new Map<string, Finding>();
  const add = (finding: Omit<Finding, 'count'>): void => {
    const key = JSON.stringify([finding.kind, finding.where, finding.what ?? '', finding.source ?? '', finding.record ?? 0]);
    found.set(key, { ...finding, count: (found.get(key)?.count ?? 0) + 1 });
  };
  const addText = (where: string, text: string): void => {
    if (text.trim() === '') return;
    parts.push({ where, index: new TextIndex(text) });
    for (const hit of findPatterns(text)) if (!permittedPatterns.has(`${hit.kind} ${hit.key}`)) add({ kind: hit.kind, where });
  };
  return {
    addText,
    addPdf(file, pdf) {
      for (const [index, text] of pdf.pages.entries()) addText(`${file} page ${index + 1}`, text);
      addText(`${file} outside its pages`, [...pdf.unreferenced, ...pdf.trailing].join('\n'));
      addText(`${file} metadata`, [...pdf.metadata, ...pdf.names, ...pdf.uris].join('\n'));
      for (const { name, bytes } of pdf.attachments) addText(`${file} attachment`, `${name}\n${new TextDecoder().decode(bytes)}`);
      for (const feature of pdf.forbidden) add({ kind: 'forbidden-feature', where: file, what: feature });
      for (const what of pdf.unread) add({ kind: 'unreadable', where: file, what });
    },
    addNeedles(needles) {
      for (const needle of needles) {
        const value = reveal(needle.value);
        if (permitted.has(needle.kind, value)) continue;
        for (const { where, index } of parts) {
          if (index.has(needle.kind, value)) add({ kind: needle.kind, where, source: needle.source, record: needle.record });
        }
      }
    },
    findings: () =>
      [...found.values()].sort(
        (a, b) =>
          compare(a.where, b.where) ||
          compareKinds(a.kind, b.kind) ||
          compare(a.source ?? '', b.source ?? '') ||
          (a.record ?? 0) - (b.record ?? 0),
      ),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareKinds = (a: LeakKind, b: LeakKind): number => compare(a, b);
