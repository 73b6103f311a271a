/**
 * From the codes of a shown string to text and widths (ISO 32000-1, 9.6 to 9.10): the ToUnicode map first, then the
 * font's encoding. A code without either is reported, since text that cannot be read back could be anything.
 */

import type { PdfObjects } from './objects.js';
import { Lexer, type PdfDict, PdfName, PdfString, type PdfValue, PdfWord, SyntaxProblem } from './syntax.js';

export interface Glyph {
  readonly text: string;
  /** Thousandths of the font size. */
  readonly width: number;
  /** A one-byte space, which word spacing widens. */
  readonly isSpace: boolean;
}

export interface Font {
  /** Widths are guesses: the font is one of the standard ones and brings none. */
  readonly hasGuessedWidths: boolean;
  decode(bytes: Buffer): Glyph[];
}

const UNKNOWN = '\ufffd';

export function readFont(font: PdfDict, objects: PdfObjects): Font {
  const descendants = objects.lookUp(font.get('DescendantFonts'));
  const descendant = Array.isArray(descendants) ? objects.dict(descendants[0]) : null;
  const toUnicodeStream = objects.stream(font.get('ToUnicode'));
  const toUnicode = toUnicodeStream === null ? null : readCMap(objects.decode(toUnicodeStream).bytes, objects);
  if (descendant !== null) return compositeFont(descendant, toUnicode, objects);

  const encoding = readEncoding(objects.lookUp(font.get('Encoding')), objects);
  const widths = objects.lookUp(font.get('Widths'));
  const firstChar = objects.lookUp(font.get('FirstChar'));
  const widthOf = (code: number): number | null => {
    const width = Array.isArray(widths) && typeof firstChar === 'number' ? objects.lookUp(widths[code - firstChar]) : null;
    return typeof width === 'number' ? width : null;
  };
  // Type 3 fonts have their own glyph space; its first number scales widths to text space.
  const matrix = objects.lookUp(font.get('FontMatrix'));
  const scale = Array.isArray(matrix) && typeof matrix[0] === 'number' ? matrix[0] * 1000 : 1;
  return {
    hasGuessedWidths: !Array.isArray(widths),
    decode: (bytes) =>
      Array.from(bytes, (code) => {
        const text = toUnicode?.texts.get(code) ?? encoding[code] ?? UNKNOWN;
        if (text === UNKNOWN) objects.noteUnread('glyph without text');
        return { text, width: (widthOf(code) ?? guessWidth(text)) * scale, isSpace: code === 32 };
      }),
  };
}

/** Any font, for text whose resources are lost: two-byte codes through a map when there is one, else single bytes. */
export function guessFont(): Font {
  const encoding = codePage('windows-1252');
  return {
    hasGuessedWidths: true,
    decode: (bytes) => Array.from(bytes, (code) => ({ text: encoding[code] ?? UNKNOWN, width: 500, isSpace: code === 32 })),
  };
}

function compositeFont(descendant: PdfDict, toUnicode: CMap | null, objects: PdfObjects): Font {
  if (toUnicode === null) objects.noteUnread('font without /ToUnicode');
  const widths = readCompositeWidths(objects.lookUp(descendant.get('W')), objects);
  const defaultWidth = objects.lookUp(descendant.get('DW'));
  const fallbackWidth = typeof defaultWidth === 'number' ? defaultWidth : 1000;
  const codeBytes = toUnicode?.codeBytes ?? 2;
  return {
    hasGuessedWidths: false,
    decode: (bytes) => {
      const glyphs: Glyph[] = [];
      for (let at = 0; at < bytes.length; at += codeBytes) {
        const code = bytes.readUIntBE(at, Math.min(codeBytes, bytes.length - at));
        const text = toUnicode?.texts.get(code) ?? UNKNOWN;
        if (text === UNKNOWN) objects.noteUnread('glyph without text');
        glyphs.push({ text, width: widths.get(code) ?? fallbackWidth, isSpace: codeBytes === 1 && code === 32 });
      }
      return glyphs;
    },
  };
}

/** `[first [w w ...] first last w ...]`. */
function readCompositeWidths(value: PdfValue, objects: PdfObjects): Map<number, number> {
  const widths = new Map<number, number>();
  if (!Array.isArray(value)) return widths;
  for (let at = 0; at < value.length; ) {
    const first = objects.lookUp(value[at]);
    const second = objects.lookUp(value[at + 1]);
    if (typeof first !== 'number') break;
    if (Array.isArray(second)) {
      for (const [offset, item] of second.entries()) {
        const width = objects.lookUp(item);
        if (typeof width === 'number') widths.set(first + offset, width);
      }
      at += 2;
      continue;
    }
    const width = objects.lookUp(value[at + 2]);
    if (typeof second !== 'number' || typeof width !== 'number') break;
    for (let code = first; code <= second && code - first < RANGE_MAX; code++) widths.set(code, width);
    objects.limits.spendSteps(RANGE_STEP_COST * Math.min(RANGE_MAX, Math.max(0, second - first)));
    at += 3;
  }
  return widths;
}

interface CMap {
  readonly codeBytes: number;
  readonly texts: ReadonlyMap<number, string>;
}

const UTF16BE = new TextDecoder('utf-16be');
const RANGE_MAX = 65_536;
/** A few bytes can ask for many entries, and an entry costs far more than a byte. */
const RANGE_STEP_COST = 16;

/** Reads `bfchar` and `bfrange`, their arrays included (Adobe Technical Note 5411). */
function readCMap(bytes: Buffer, objects: PdfObjects): CMap {
  const texts = new Map<number, string>();
  let codeBytes = 0;
  const lexer = new Lexer(bytes, 0, objects.limits, []);
  let operands: PdfValue[] = [];
  const noteCode = (value: PdfValue | undefined): number | null => {
    if (!(value instanceof PdfString) || value.bytes.length === 0 || value.bytes.length > 4) return null;
    codeBytes = Math.max(codeBytes, value.bytes.length);
    return value.bytes.readUIntBE(0, value.bytes.length);
  };
  try {
    for (let value = lexer.next(false); value !== undefined; value = lexer.next(false)) {
      if (!(value instanceof PdfWord)) {
        operands.push(value);
        continue;
      }
      if (value.text === 'endcodespacerange') for (const operand of operands) noteCode(operand);
      if (value.text === 'endbfchar') {
        for (let at = 0; at + 1 < operands.length; at += 2) {
          const code = noteCode(operands[at]);
          const text = operands[at + 1];
          if (code !== null && text instanceof PdfString) texts.set(code, UTF16BE.decode(text.bytes));
        }
      }
      if (value.text === 'endbfrange') {
        for (let at = 0; at + 2 < operands.length; at += 3) {
          const first = noteCode(operands[at]);
          const last = noteCode(operands[at + 1]);
          if (first !== null && last !== null) setRange(texts, first, Math.min(last, first + RANGE_MAX), operands[at + 2] ?? null, objects);
        }
      }
      operands = [];
    }
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    objects.noteUnread('broken /ToUnicode');
  }
  return { codeBytes: Math.max(1, codeBytes), texts };
}

function setRange(texts: Map<number, string>, first: number, last: number, target: PdfValue, objects: PdfObjects): void {
  objects.limits.spendSteps(RANGE_STEP_COST * Math.max(0, last - first));
  for (let code = first; code <= last; code++) {
    const item = Array.isArray(target) ? target[code - first] : target;
    if (!(item instanceof PdfString)) continue;
    if (Array.isArray(target)) texts.set(code, UTF16BE.decode(item.bytes));
    else {
      // Only the last code unit counts up.
      const bytes = Buffer.from(item.bytes);
      const lastUnit = bytes.length >= 2 ? bytes.readUInt16BE(bytes.length - 2) : 0;
      if (bytes.length >= 2) bytes.writeUInt16BE((lastUnit + code - first) & 0xffff, bytes.length - 2);
      texts.set(code, UTF16BE.decode(bytes));
    }
  }
}

/** Codes 80 to 9F of Windows 1252; Node 20 decodes that code page as Latin-1 and leaves them out. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function codePage(label: 'macintosh' | 'windows-1252'): string[] {
  if (label === 'windows-1252') return Array.from({ length: 256 }, (_, code) => WINDOWS_1252[code - 0x80] ?? String.fromCharCode(code));
  const decoder = new TextDecoder(label);
  return Array.from({ length: 256 }, (_, code) => decoder.decode(Uint8Array.of(code)));
}

function readEncoding(value: PdfValue, objects: PdfObjects): string[] {
  const base = value instanceof Map ? objects.lookUp(value.get('BaseEncoding')) : value;
  const texts = codePage(base instanceof PdfName && base.text === 'MacRomanEncoding' ? 'macintosh' : 'windows-1252');
  const differences = value instanceof Map ? objects.lookUp(value.get('Differences')) : null;
  if (!Array.isArray(differences)) return texts;
  let code = 0;
  for (const item of differences) {
    const entry = objects.lookUp(item);
    if (typeof entry === 'number') code = entry;
    else if (entry instanceof PdfName) texts[code++ & 0xff] = glyphText(entry.text);
  }
  return texts;
}

const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circumflex: '\u0302',
  tilde: '\u0303',
  macron: '\u0304',
  breve: '\u0306',
  dotaccent: '\u0307',
  dieresis: '\u0308',
  ring: '\u030a',
  hungarumlaut: '\u030b',
  caron: '\u030c',
  commaaccent: '\u0327',
  cedilla: '\u0327',
  ogonek: '\u0328',
};

const GLYPH_NAMES: Readonly<Record<string, string>> = {
  space: ' ',
  nbspace: ' ',
  hyphen: '-',
  minus: '-',
  period: '.',
  comma: ',',
  colon: ':',
  semicolon: ';',
  at: '@',
  underscore: '_',
  slash: '/',
  plus: '+',
  parenleft: '(',
  parenright: ')',
  quotesingle: "'",
  quoteright: '’',
  quoteleft: '‘',
  quotedblleft: '“',
  quotedblright: '”',
  quotedbl: '"',
  ampersand: '&',
  exclam: '!',
  question: '?',
  percent: '%',
  numbersign: '#',
  dollar: '$',
  sterling: '£',
  asterisk: '*',
  equal: '=',
  less: '<',
  greater: '>',
  endash: '–',
  emdash: '—',
  bullet: '•',
  ellipsis: '…',
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  fi: 'fi',
  fl: 'fl',
  ff: 'ff',
  ffi: 'ffi',
  ffl: 'ffl',
  germandbls: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  oslash: 'ø',
  Oslash: 'Ø',
  lslash: 'ł',
  Lslash: 'Ł',
  dcroat: 'đ',
  Dcroat: 'Đ',
  eth: 'ð',
  Eth: 'Ð',
  thorn: 'þ',
  Thorn: 'Þ',
  dotlessi: 'ı',
};

/** A glyph's name as text, after the Adobe Glyph List's rules for the names that Latin fonts use. */
function glyphText(glyph: string): string {
  const name = glyph.split('.', 1)[0] ?? '';
  if (name.length === 1) return name;
  const listed = Object.hasOwn(GLYPH_NAMES, name) ? GLYPH_NAMES[name] : undefined;
  if (listed !== undefined) return listed;
  const code = /^(?:uni|u)([0-9A-Fa-f]{4,6})$/.exec(name)?.[1];
  if (code !== undefined && Number.parseInt(code, 16) <= 0x10ffff) return String.fromCodePoint(Number.parseInt(code, 16));
  const accent = Object.hasOwn(ACCENTS, name.slice(1)) ? ACCENTS[name.slice(1)] : undefined;
  return accent === undefined ? UNKNOWN : `${name[0]}${accent}`.normalize('NFC');
}

/** Rough widths of Helvetica and Times, good enough to tell a gap from a letter. */
function guessWidth(text: string): number {
  if (/^[ijltfrI.,:;'|!()[\]/ -]/.test(text)) return 300;
  if (/^[mwMW@%]/.test(text)) return 830;
  return /^\p{Lu}/u.test(text) ? 680 : 530;
}
