/**
 * Encodings of text in text: base64, hexadecimal, percent, quoted-printable, character references, backslash escapes. Each is
 * undone where it stands, so that a value is looked for once, in clear, and not once in every encoding it could have. Every
 * search is linear in the text.
 */

import { decodeUtf8OrLatin1 } from '../pdf-read/syntax.js';
import { decodeEntities } from './html-entities.js';

/** A text with one encoding undone: as text, or as bytes that may be anything. */
export interface Undone {
  readonly wrapping: string;
  readonly texts: readonly string[];
  readonly blocks: readonly Buffer[];
  /** True where plain words were read as an encoding, because they could be one: what comes of them is mostly chance. */
  readonly isOfWords?: boolean;
}

/** Every encoding that the text holds, undone; nothing for plain text. */
export function undoEncodings(text: string): Undone[] {
  const undone: Undone[] = [];
  for (const [wrapping, undo] of REPLACED) {
    const clear = undo(text);
    if (clear !== '') undone.push({ wrapping, texts: [clear], blocks: [] });
  }
  for (const [wrapping, find] of BLOCKS) {
    const blocks = find(text);
    if (blocks.length > 0) undone.push({ wrapping, texts: [], blocks });
  }
  const { blocks, ofWords } = findBase64(text);
  if (blocks.length > 0) undone.push({ wrapping: 'base64', texts: [], blocks });
  if (ofWords.length > 0) undone.push({ wrapping: 'base64', texts: [], blocks: ofWords, isOfWords: true });
  return undone;
}

const bytesText = (digits: string): string => decodeUtf8OrLatin1(Buffer.from(digits, 'hex'));

/** Lines that an encoding changes, in clear, each with the line before and after it; empty when there are none. */
function changedLines(text: string, mark: RegExp, undo: (lines: string) => string): string {
  if (!mark.test(text)) return '';
  const lines = text.split('\n');
  const kept: string[] = [];
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (!mark.test(line) || undo(line) === line) continue;
    for (let at = Math.max(next, index - 1); at <= Math.min(index + 1, lines.length - 1); at++) {
      kept.push(lines[at] ?? '');
      next = at + 1;
    }
  }
  return kept.length === 0 ? '' : undo(kept.join('\n'));
}

const undoPercent = (text: string): string =>
  changedLines(text, /%(?:u[0-9a-f]{4}|[0-9a-f]{2})/i, (line) =>
    line
      .replace(/\+/g, ' ')
      .replace(/%u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replace(/(?:%[0-9a-f]{2})+/gi, (run) => bytesText(run.replaceAll('%', ''))),
  );

const QUOTED_BYTES = /(?:=[0-9a-f]{2})+/gi;
const SOFT_BREAK = /=[ \t]*\r?$/;

/** RFC 2045 writes capitals; decoders take both. Lines that a hidden line break parts are one line. */
function undoQuotedPrintable(text: string): string {
  if (!/=(?:[0-9a-f]{2}|[ \t]{0,80}\r?\n)/i.test(text)) return '';
  const clear = (line: string): string => line.replace(QUOTED_BYTES, (run) => bytesText(run.replaceAll('=', '')));
  const joined: string[] = [];
  let open: string[] = [];
  for (const line of text.split('\n')) {
    const isSoft = SOFT_BREAK.test(line.slice(-80));
    if (isSoft || open.length > 0) open.push(isSoft ? line.slice(0, line.lastIndexOf('=')) : line);
    if (isSoft || open.length === 0) continue;
    joined.push(clear(open.join('')));
    open = [];
  }
  return [...joined, changedLines(text, /=[0-9a-f]{2}/i, clear)].filter((part) => part !== '').join('\n');
}

const undoReferences = (text: string): string => changedLines(text, /&(?:#|[a-z])/i, decodeEntities);

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '', f: '\n' };

/** JSON, JavaScript, C and PDF write characters alike, behind a backslash; a code of bytes may be a part of a UTF-8 character. */
const undoEscapes = (text: string): string =>
  changedLines(text, /\\(?:u|x[0-9a-f]|[0-7]|[nrtbf()\\/"'])/i, (line) =>
    line
      .replace(/(?:\\x[0-9a-f]{2})+/gi, (run) => bytesText(run.replace(/\\x/gi, '')))
      .replace(/(?:\\[0-3][0-7]{2})+/g, (run) =>
        decodeUtf8OrLatin1(
          Buffer.from(
            run
              .slice(1)
              .split('\\')
              .map((digits) => Number.parseInt(digits, 8)),
          ),
        ),
      )
      .replace(/\\u\{([0-9a-f]{1,6})\}/gi, (whole, digits: string) => codePoint(digits) ?? whole)
      .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replace(/\\([nrtbf()\\/"'])/g, (_, letter: string) => SIMPLE_ESCAPES[letter] ?? letter),
  );

function codePoint(digits: string): string | undefined {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const REPLACED: readonly (readonly [string, (text: string) => string])[] = [
  ['percent encoding', undoPercent],
  ['quoted-printable', undoQuotedPrintable],
  ['character references', undoReferences],
  ['escapes', undoEscapes],
];

/** Eight characters are six bytes: shorter than any name that is looked for on its own. Lines of a wrapped block count as one. */
const BASE64 = /[A-Za-z0-9+/_-]{8,}(?:\r?\n[A-Za-z0-9+/_-]+)*/g;
/** Characters of one step, so that a start in the middle of one is tried too. */
const BASE64_STEP = 4;

/**
 * Lines as people write words and numbers of pages: `Quillfeather`, `Anna-Lena`, `MacDonald`, `LEEDS`. Of a hundred thousand names read as base64, some come
 * out as letters and digits in the shape of a postcode. Text that somebody did encode changes between capitals, small letters and digits all the time.
 */
const WORDS = /^(?:[A-Z]?[a-z]+(?:-?[A-Z][a-z]{2,})*|[A-Z]+(?:-[A-Z]+)*|\d{1,7})$/;

/** Nobody knows where the encoding began when letters stand before it, so each run is read from each of four starts. */
function findBase64(text: string): { readonly blocks: Buffer[]; readonly ofWords: Buffer[] } {
  const blocks: Buffer[] = [];
  const ofWords: Buffer[] = [];
  for (const [run] of text.matchAll(BASE64)) {
    const digits = run.replace(/[\r\n]+/g, '');
    const isOfWords = run.split(/[\r\n]+/).every((line) => line === '' || WORDS.test(line));
    const found = isOfWords ? ofWords : blocks;
    for (let start = 0; start < BASE64_STEP; start++) {
      const bytes = Buffer.from(digits.slice(start), 'base64');
      if (hasText(bytes)) found.push(bytes);
    }
  }
  return { blocks, ofWords };
}

/** A cheap look before anything is read: text has neighbouring letters of some script; most words read as base64 have none. */
function hasText(bytes: Buffer): boolean {
  let row = 0;
  for (const byte of bytes) {
    row = (byte >= 0x20 && byte <= 0x7e) || byte === 0 || (byte >= 0x80 && byte !== 0xff) ? row + 1 : 0;
    if (row >= BASE64_ROW_MIN) return true;
  }
  // What is packed inside has no text yet.
  return bytes.length >= PACKED_MIN && ((bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x50 && bytes[1] === 0x4b));
}
const BASE64_ROW_MIN = 5;
const PACKED_MIN = 18;

/** Digits in one piece, or in pairs set apart by blanks, colons, `0x` or the like. */
const HEX = /[0-9a-f]{8,}|(?<![0-9a-z])(?:(?:0x)?[0-9a-f]{2}[\s,:;-]{1,2}){3,}(?:0x)?[0-9a-f]{2}(?![0-9a-z])/gi;

function findHex(text: string): Buffer[] {
  const blocks: Buffer[] = [];
  for (const [run] of text.matchAll(HEX)) {
    const digits = run.replace(/0x|[\s,:;-]/gi, '');
    // In one piece a digit that belongs to something else may stand before.
    for (const start of digits.length === run.length ? [0, 1] : [0]) {
      blocks.push(Buffer.from(digits.slice(start, start + 2 * ((digits.length - start) >> 1)), 'hex'));
    }
  }
  return blocks;
}

const BLOCKS: readonly (readonly [string, (text: string) => Buffer[]])[] = [['hexadecimal digits', findHex]];
