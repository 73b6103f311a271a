/**
 * The closed world: what a PDF of a pack says, less what its release and the pack's standing words account for, is nothing. Read
 * from the bytes on the disk, by our own reader, page by page; then its metadata, names, links and attachment. A finding
 * says where and how much, never what.
 */

import { createHash } from 'node:crypto';

import type { PdfText } from '../model/pdf-text.js';
import type { Release, ReleaseDocument } from '../model/release.js';
import type { Finding } from '../model/verify-report.js';
import { documentId } from './document-id.js';
import { type ExpectedText, expectText, layoutWords } from './expected-text.js';
import { ENGLISH } from './messages/index.js';
import { FONT_FILES, isPdfName, PDF_PHRASES } from './pdf-words.js';
import { sealTexts } from './seal-dictionary.js';
import { STATEMENT_FILE, statementBytes, statementDescription } from './statement-file.js';
import { WordCounts, wordsIn } from './words.js';

const FONT_BYTES_MIN = 256;

/** A word that nothing accounts for. For tests and for counting; the word itself is never told to anybody. */
export interface LeftWord {
  /** As in findings: `page 3`, `metadata`, ... */
  readonly place: string;
  readonly word: string;
}

/** Holds one PDF against the document that it was drawn from. */
export function checkClosedWorld(pdf: PdfText, release: Release, document: ReleaseDocument, fingerprint: string): Finding[] {
  const expected = expectText(release, document, fingerprint, pdf.pages.length);
  // An element and the marked content in it may both say how a word is spelled.
  const spelled = { ...expected, words: expected.words.times(2) };
  const left = [
    ...leftOnPages(pdf.pages, expected),
    ...leftWords(pdf.spellings.join(' '), spelled).map((word) => ({ place: 'spelling of its text', word })),
    ...leftBeside(pdf, release, document, fingerprint, expected),
  ];
  const findings: Finding[] = [];
  for (const place of new Set(left.map((word) => word.place))) {
    const count = left.filter((word) => word.place === place).length;
    findings.push({ kind: 'unexpected-text', where: `${document.file} ${place}`, count });
  }
  const strange = pdf.uris.filter((uri) => !expected.links.has(uri)).length;
  if (strange > 0) findings.push({ kind: 'link', where: document.file, count: strange });
  const statement = Buffer.from(statementBytes(release, document, fingerprint));
  for (const { name, bytes } of pdf.attachments) {
    if (name !== STATEMENT_FILE || !statement.equals(bytes))
      findings.push({ kind: 'unexpected-text', where: `${document.file} attachment`, count: 1 });
  }
  return findings;
}

/** Words of the pages that are left when every expected word has been taken away. */
export function leftOnPages(pages: readonly string[], expected: ExpectedText): LeftWord[] {
  return pages.flatMap((text, index) => leftWords(text, expected).map((word) => ({ place: `page ${index + 1}`, word })));
}

function leftWords(text: string, expected: ExpectedText): string[] {
  const words = wordsIn(text);
  expected.heads?.expectOn(words, expected.words);
  const isTaken = words.map((word) => takeWord(word, expected));
  for (let at = 0; at < words.length; at++) if (isTaken[at] === false) takeCut(words, at, isTaken, expected);
  return words.filter((_, at) => isTaken[at] === false);
}

/** Words into which a word too long for its line could have been cut: 400 letters in the narrow column of a cover's facts are 15. */
const CUT_PARTS_MAX = 24;

/**
 * Whether the word at `at` is a part of an expected word that was cut to fit: its parts follow one another. Parts that happened
 * to be words of their own are given back.
 */
function takeCut(words: readonly string[], at: number, isTaken: boolean[], expected: ExpectedText): void {
  for (let first = Math.max(0, at - CUT_PARTS_MAX + 1); first <= at; first++) {
    let joined = words[first] ?? '';
    for (let end = first + 2; end <= Math.min(words.length, first + CUT_PARTS_MAX); end++) {
      joined += words[end - 1] ?? '';
      // No longer run of parts is a word either.
      if (joined.length > expected.words.longest) break;
      if (end <= at || !expected.words.take(joined)) continue;
      for (let part = first; part < end; part++) {
        if (isTaken[part] === true) expected.words.add(words[part] ?? '');
        isTaken[part] = true;
      }
      return;
    }
  }
}

function takeWord(word: string, expected: ExpectedText): boolean {
  if (expected.words.take(word)) return true;
  if (!/^\d+$/.test(word)) return false;
  if (word.length <= String(expected.layoutNumberMax).length && Number(word) <= expected.layoutNumberMax) return true;
  // A number with the number of a note behind it reads as one.
  for (let length = 1; length < Math.min(word.length, 1 + String(expected.noteCount).length); length++) {
    if (Number(word.slice(-length)) <= expected.noteCount && expected.words.take(word.slice(0, -length))) return true;
  }
  return false;
}

/** Words outside the pages: metadata, names of objects, character maps, and bytes where none should be. */
function leftBeside(pdf: PdfText, release: Release, document: ReleaseDocument, fingerprint: string, expected: ExpectedText): LeftWord[] {
  const known = new WordCounts();
  const { campaign, tool, date } = release;
  const id = Buffer.from(documentId(fingerprint, document.file));
  for (const text of [
    ...PDF_PHRASES,
    ...(release.seal === undefined ? [] : sealTexts(release.seal, campaign.language)),
    ...expected.bookmarks,
    ...expected.alternatives,
    ...expected.links,
    campaign.title,
    campaign.language,
    // Parts in English say so, whatever the language of the pack.
    ENGLISH,
    ...campaign.organisers.map((organiser) => organiser.name),
    `${tool.name} ${tool.version}`,
    date,
    `${date}T00:00:00Z`,
    `D:${date.replaceAll('-', '')}000000Z`,
    STATEMENT_FILE,
    statementDescription(release),
    ...layoutWords(release),
    // The attachment's checksum, as ISO 32000-1, 7.11.4, has it.
    createHash('md5')
      .update(statementBytes(release, document, fingerprint))
      .digest('hex'),
  ]) {
    known.add(text);
  }
  const isKnown = (word: string): boolean => known.knows(word) || (/^\d{1,7}$/.test(word) && Number(word) <= expected.layoutNumberMax);
  return [
    ...strange('metadata', pdf.metadata, isKnown),
    ...pdf.names
      .filter((name) => !isPdfName(name, release.seal !== undefined) && !isFontName(name, release))
      .map((word) => ({ place: 'metadata', word })),
    ...strange('outside its pages', pdf.unreferenced.map(withoutCodes), isKnown),
    ...strange('outside its pages', pdf.trailing, () => false),
    // Fonts are the only data of a pack, and no font is as short as this.
    ...pdf.data.filter((data) => data.length < FONT_BYTES_MIN && !id.equals(data)).map(() => ({ place: 'outside its pages', word: '' })),
  ];
}

function strange(place: string, texts: readonly string[], isKnown: (word: string) => boolean): LeftWord[] {
  return texts.flatMap((text) =>
    wordsIn(text)
      .filter((word) => !isKnown(word))
      .map((word) => ({ place, word })),
  );
}

/** A subset's font name: six letters made from its glyphs, and the font, which is bundled or named by the release. */
function isFontName(name: string, { fonts }: Release): boolean {
  const font = name.slice(7);
  return /^[A-Z]{6}\+/.test(name) && (FONT_FILES.has(font) || fonts?.some((one) => one.name === font) === true);
}

/** A character map without its codes. */
const withoutCodes = (text: string): string => (text.includes('begincmap') ? text.replace(/<[0-9a-fA-F ]+>/g, ' ') : text);
