/**
 * Which encoding the bytes of a file are in, and how sure that is. The order of proof is: a byte-order mark, NUL bytes in every
 * other place, a UTF-8 check of the whole file; for what is left the words with letters beyond ASCII are read in every encoding that
 * exports come in, and the reading that looks most like names and towns wins. Turning bytes into text is in `line-decoder.ts`.
 */

import { InputError } from '../errors.js';
import type { EncodingReport } from '../model/intake.js';
import { type LetterModel, type LetterSample, letterModelOf } from './letters.js';
import { isSeparator, isValidUtf8, Utf8Check } from './utf8.js';

export { createLineDecoder, type DecodedLines, type LineDecoder } from './line-decoder.js';

/** What the rules need from packages and data files; `io/charset.ts` has it. */
export interface CharsetTools {
  /** Best guess of a detector library for bytes with letters beyond ASCII, as one of our labels, or null. */
  detect(bytes: Uint8Array): string | null;
  /** What each byte of a single-byte encoding means: 256 characters, U+FFFD where undefined; null when it is not single-byte. */
  table(label: string): string | null;
  /** Sample words by language, from `data/letter-samples.json`. */
  samples(): readonly LetterSample[];
}

/** Encodings that a file can be in, as `--encoding` names them and reports print them. */
export const KNOWN_ENCODINGS: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'macintosh',
  'x-mac-ce',
  'x-mac-cyrillic',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'koi8-r',
  'koi8-u',
  'cp437',
  'cp737',
  'cp775',
  'cp850',
  'cp852',
  'cp855',
  'cp857',
  'cp858',
  'cp860',
  'cp861',
  'cp862',
  'cp863',
  'cp865',
  'cp866',
  'cp869',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
];

/** Labels that the WHATWG standard gives another name than we do, or none. Signs and case are left out of a label before looking here. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['utf16', 'utf-16le'],
  ['gbk', 'gb18030'],
  ['gb2312', 'gb18030'],
  ['cp936', 'gb18030'],
  ['cp932', 'shift_jis'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['sjis', 'shift_jis'],
  ['ibm866', 'cp866'],
  ['macroman', 'macintosh'],
  ['xmacroman', 'macintosh'],
  ['macce', 'x-mac-ce'],
  ['maccentraleurope', 'x-mac-ce'],
  ['maccenteuro', 'x-mac-ce'],
  ['xmaccentraleurroman', 'x-mac-ce'],
  ['maccyrillic', 'x-mac-cyrillic'],
  ['macukraine', 'x-mac-cyrillic'],
  ['latin10', 'iso-8859-16'],
]);

function squeeze(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const squeezedLabels: ReadonlyMap<string, string> = new Map(KNOWN_ENCODINGS.map((name) => [squeeze(name), name]));

/**
 * Our name of a label such as `latin1`, `cp1252`, `ibm850` or `850`. Labels of the WHATWG standard mean what they mean there:
 * `latin1` and `iso-8859-1` are Windows-1252.
 * @throws InputError `encoding-unknown` for a label that is not known.
 */
export function resolveEncoding(label: string): string {
  const squeezed = squeeze(label.slice(0, 64));
  const codePage = /^(?:cp|ibm|dos|oem|windows|win)?([0-9]{3,4})$/.exec(squeezed)?.[1];
  for (const key of [squeezed, `cp${codePage}`, `windows${codePage}`]) {
    const own = squeezedLabels.get(key) ?? ALIASES.get(key);
    if (own !== undefined) return own;
  }
  let standard = '';
  try {
    standard = squeeze(new TextDecoder(label).encoding);
  } catch {
    standard = '';
  }
  const name = squeezedLabels.get(standard) ?? ALIASES.get(standard);
  if (name === undefined) {
    throw new InputError('There is no encoding of that name that handin knows.', {
      code: 'encoding-unknown',
      hint: `Known encodings: ${KNOWN_ENCODINGS.join(', ')}.`,
    });
  }
  return name;
}

export interface EncodingDecision {
  readonly report: EncodingReport;
  /** Bytes to skip at the start. */
  readonly markBytes: number;
  /** For UTF-8 with lines that are not: what those are in, or `'replace'` for U+FFFD in place of each wrong byte. Null otherwise. */
  readonly fallback: string | null;
}

/**
 * Whether the whole file has to be looked at by an `EncodingSurvey` before `decideEncoding` can decide.
 * @param head the first bytes of the file, 4 kB or more where it has them
 * @param isUtf8 whether the whole file is valid UTF-8
 * @param given a label that overrides the decision
 */
export function needsSurvey(head: Uint8Array, isUtf8: boolean, given?: string): boolean {
  if (given !== undefined || isUtf8) return false;
  const mark = readMark(head);
  return mark === null ? readNulParity(head) === null : mark.name === 'utf-8';
}

/**
 * Decides the encoding.
 * @param input.head the first bytes of the file, 4 kB or more where it has them
 * @param input.isUtf8 whether the whole file is valid UTF-8 (a mark is valid)
 * @param input.evidence from the survey where `needsSurvey` says so, else null
 * @param input.given a label that overrides the decision
 * @throws InputError `encoding-unknown` for a given label that is not known
 */
export function decideEncoding(
  input: { readonly head: Uint8Array; readonly isUtf8: boolean; readonly evidence: EncodingEvidence | null; readonly given?: string },
  tools: CharsetTools,
): EncodingDecision {
  const mark = readMark(input.head);
  if (input.given !== undefined) {
    const name = resolveEncoding(input.given);
    const fallback = name === 'utf-8' && !input.isUtf8 ? 'replace' : null;
    return makeDecision({ name, markBytes: mark?.name === name ? mark.bytes : 0, sureness: 'given', fallback });
  }
  if (mark !== null && (mark.name !== 'utf-8' || input.isUtf8)) {
    return makeDecision({ name: mark.name, markBytes: mark.bytes, sureness: 'certain' });
  }
  const parity = mark === null ? readNulParity(input.head) : null;
  if (parity !== null) return makeDecision({ name: parity, markBytes: 0, sureness: 'certain' });
  if (input.isUtf8) return makeDecision({ name: 'utf-8', markBytes: 0, sureness: 'certain' });
  if (input.evidence === null) return makeDecision({ name: 'windows-1252', markBytes: 0, sureness: 'assumed' });
  return decideFromEvidence(input.evidence, mark?.bytes ?? 0, tools);
}

interface DecisionParts {
  readonly name: string;
  readonly markBytes: number;
  readonly sureness: EncodingReport['sureness'];
  readonly others?: readonly string[];
  readonly mixed?: boolean;
  readonly fallback?: string | null;
}

function makeDecision({ name, markBytes, sureness, others = [], mixed = false, fallback = null }: DecisionParts): EncodingDecision {
  return { report: { name, byteOrderMark: markBytes > 0, sureness, mixed, others }, markBytes, fallback };
}

function readMark(head: Uint8Array): { readonly name: string; readonly bytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bytes: 2 };
  return null;
}

/** UTF-16 without a mark: delimiters, digits, spaces and line ends have a NUL in one half of each pair and never in the other. */
function readNulParity(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(head.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const enough = Math.max(2, (length / 2) * 0.08);
  if (odd >= enough && even * 20 <= odd) return 'utf-16le';
  if (even >= enough && odd * 20 <= even) return 'utf-16be';
  return null;
}

/** Bytes of lines that the survey keeps from the start, the middle and the end of a file; 512 KiB in all. */
const HEAD_BYTES = 256 * 1024;
const MIDDLE_BYTES = 128 * 1024;
const TAIL_BYTES = 128 * 1024;
/** Bytes of one line that are kept. */
const LINE_SAMPLE_BYTES = 8 * 1024;

/** What the survey learned of a file that is neither valid UTF-8 nor UTF-16. */
export interface EncodingEvidence {
  /** Lines with a byte beyond ASCII. */
  readonly nonAsciiLines: number;
  /** Those among them that are valid UTF-8 from end to end. */
  readonly utf8Lines: number;
  /** How often each byte stands in the file; ASCII is not counted. */
  readonly byteCounts: Float64Array;
  /** Lines with a byte beyond ASCII in file order, long ones cut; from the start, middle and end of the file. */
  readonly lines: readonly Uint8Array[];
}

/**
 * A pass over the whole file that keeps counts and at most 512 KiB of its lines with bytes beyond ASCII. What is kept depends on
 * the bytes of the file alone, not on how they were cut into chunks.
 */
export class EncodingSurvey {
  #nonAsciiLines = 0;
  #utf8Lines = 0;
  readonly #byteCounts = new Float64Array(256);
  readonly #head: Uint8Array[] = [];
  #headBytes = 0;
  /** Lines on their way out of the tail, each with its number among them; every `#stride`-th stays. */
  #middle: { readonly index: number; readonly line: Uint8Array }[] = [];
  #middleBytes = 0;
  #middleSeen = 0;
  #stride = 1;
  #tail: Uint8Array[] = [];
  #tailFrom = 0;
  #tailBytes = 0;
  /** The line that is being read. */
  readonly #line = new Uint8Array(LINE_SAMPLE_BYTES);
  #lineLength = 0;
  #hasHigh = false;
  readonly #utf8 = new Utf8Check();

  push(chunk: Uint8Array): void {
    const counts = this.#byteCounts;
    const utf8 = this.#utf8;
    let from = 0;
    let isInside = utf8.isInside;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte >= 0x80) {
        this.#hasHigh = true;
        counts[byte] = (counts[byte] ?? 0) + 1;
        utf8.push(byte);
        isInside = utf8.isInside;
        continue;
      }
      if (isInside) {
        utf8.push(byte);
        isInside = false;
      }
      if (byte > 0x0d || (byte !== 0x0a && byte !== 0x0d)) continue;
      if (this.#hasHigh) {
        this.#take(chunk, from, i);
        this.#endLine();
      }
      this.#lineLength = 0;
      from = i + 1;
    }
    this.#take(chunk, from, chunk.length);
  }

  finish(): EncodingEvidence {
    if (this.#hasHigh) this.#endLine();
    const lines = [...this.#head, ...this.#middle.map(({ line }) => line), ...this.#tail.slice(this.#tailFrom)];
    return { nonAsciiLines: this.#nonAsciiLines, utf8Lines: this.#utf8Lines, byteCounts: this.#byteCounts, lines };
  }

  #take(chunk: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + LINE_SAMPLE_BYTES - this.#lineLength);
    if (end <= from) return;
    this.#line.set(chunk.subarray(from, end), this.#lineLength);
    this.#lineLength += end - from;
  }

  #endLine(): void {
    this.#nonAsciiLines++;
    if (this.#utf8.finish()) this.#utf8Lines++;
    this.#hasHigh = false;
    let length = this.#lineLength;
    // A line that was cut ends with a whole word, where it has any.
    if (length === LINE_SAMPLE_BYTES) while (length > 0 && !isSeparator(this.#line[length - 1] ?? 0)) length--;
    const line = this.#line.slice(0, length);
    if (this.#headBytes + length <= HEAD_BYTES) {
      this.#head.push(line);
      this.#headBytes += length;
      return;
    }
    // Once a line found no room, later shorter ones stay out as well: the head is the start of the file.
    this.#headBytes = HEAD_BYTES + 1;
    this.#tail.push(line);
    this.#tailBytes += length;
    while (this.#tailBytes > TAIL_BYTES) {
      const oldest = this.#tail[this.#tailFrom] ?? new Uint8Array(0);
      this.#tailFrom++;
      this.#tailBytes -= oldest.length;
      this.#offerMiddle(oldest);
    }
    if (this.#tailFrom > 4096) {
      this.#tail = this.#tail.slice(this.#tailFrom);
      this.#tailFrom = 0;
    }
  }

  #offerMiddle(line: Uint8Array): void {
    const index = this.#middleSeen++;
    if (index % this.#stride !== 0) return;
    this.#middle.push({ index, line });
    this.#middleBytes += line.length;
    while (this.#middleBytes > MIDDLE_BYTES) {
      this.#stride *= 2;
      this.#middle = this.#middle.filter((kept) => kept.index % this.#stride === 0);
      this.#middleBytes = this.#middle.reduce((sum, kept) => sum + kept.line.length, 0);
    }
  }
}

/** An encoding that a file can turn out to be in. `prior` says how common it is among exports, as a natural logarithm. */
interface Candidate {
  readonly name: string;
  readonly prior: number;
}

/**
 * Commonest first: of two that give the same text the first is reported. The encodings that Windows and Excel save in come before
 * those of the Mac, those before ISO and DOS. ISO-8859-1 is left out as a part of Windows-1252, and rare relatives of what is here.
 */
const CANDIDATES: readonly Candidate[] = [
  { name: 'windows-1252', prior: 0 },
  { name: 'windows-1250', prior: -0.5 },
  { name: 'windows-1251', prior: -0.5 },
  { name: 'windows-1253', prior: -0.5 },
  { name: 'windows-1254', prior: -1 },
  { name: 'windows-1255', prior: -0.5 },
  { name: 'windows-1256', prior: -0.5 },
  { name: 'windows-1257', prior: -1 },
  { name: 'windows-874', prior: -0.5 },
  { name: 'macintosh', prior: -1 },
  { name: 'iso-8859-2', prior: -1.5 },
  { name: 'iso-8859-15', prior: -2 },
  { name: 'cp850', prior: -2 },
  { name: 'cp852', prior: -2 },
  { name: 'cp437', prior: -3 },
  { name: 'cp858', prior: -4 },
  { name: 'koi8-r', prior: -2 },
  { name: 'koi8-u', prior: -2 },
  { name: 'cp866', prior: -2 },
  { name: 'x-mac-cyrillic', prior: -2 },
  { name: 'x-mac-ce', prior: -3 },
  { name: 'iso-8859-5', prior: -3 },
  { name: 'iso-8859-7', prior: -1 },
  { name: 'iso-8859-8', prior: -2 },
  { name: 'iso-8859-6', prior: -2 },
  { name: 'iso-8859-16', prior: -4 },
  { name: 'iso-8859-14', prior: -4 },
  { name: 'cp857', prior: -4 },
  { name: 'cp775', prior: -4 },
  { name: 'cp737', prior: -3 },
  { name: 'cp862', prior: -3 },
  { name: 'gb18030', prior: -2 },
  { name: 'big5', prior: -2 },
  { name: 'shift_jis', prior: -2 },
  { name: 'euc-kr', prior: -2 },
  { name: 'euc-jp', prior: -3 },
];

/** What the guess of the detector library counts for: much between Asian encodings, which have no sample words, else a little. */
const VOTE = 2;
const VOTE_MULTI_BYTE = 10;
/** How often each byte is looked at in different words; the words that bring rare bytes are all looked at. */
const WORDS_PER_BYTE = 40;
/** Bytes of one word that are looked at. */
const WORD_BYTES = 60;
/** How much better the winner must be than the next reading, as a natural logarithm, before we say that it was detected. */
const SURE_MARGIN = 7;
/** Other readings that are named. */
const OTHERS_MAX = 4;
/** A chance for each word below which nothing looks like a name, whatever wins. */
const WORD_SCORE_MIN = -30;
/** How much better a mixed reading must be than one of the whole file in one encoding. */
const MIXED_MARGIN = 12;
/** The share of the lines beyond ASCII that must be UTF-8 before a file is called mixed. */
const MIXED_SHARE_MIN = 0.05;

interface Words {
  /** Different words with bytes that are not valid UTF-8. */
  readonly legacy: readonly Uint8Array[];
  /** Different words that are valid UTF-8 with at least one character beyond ASCII. */
  readonly utf8: readonly Uint8Array[];
}

interface Reading {
  readonly name: string;
  readonly score: number;
  /** Words and signs beyond ASCII that were scored. */
  readonly count: number;
}

function decideFromEvidence(evidence: EncodingEvidence, markBytes: number, tools: CharsetTools): EncodingDecision {
  const model = letterModelOf(tools.samples());
  const words = collectWords(evidence.lines);
  const vote = tools.detect(joinLines(evidence.lines.filter((line) => !isValidUtf8(line))));
  const all = [...words.legacy, ...words.utf8];
  const pure = rankReadings(all, vote, model, tools);
  const utf8Share = evidence.utf8Lines / Math.max(1, evidence.nonAsciiLines);
  if (words.utf8.length > 0 || markBytes > 0) {
    const rest = rankReadings(words.legacy, vote, model, tools);
    const utf8Score = model.score(words.utf8.map((word) => utf8Text(word)));
    const gain = (rest[0]?.score ?? 0) + utf8Score - (pure[0]?.score ?? 0);
    if (markBytes > 0 || (gain > MIXED_MARGIN && utf8Share >= MIXED_SHARE_MIN)) {
      const { name, others, isSure } = choose(rest, bytesOf(words.legacy), tools);
      const isMixed = markBytes > 0 || isSure || gain > 2 * MIXED_MARGIN;
      const sureness = isMixed && isSure ? 'detected' : 'assumed';
      return makeDecision({ name: 'utf-8', markBytes, sureness, mixed: true, fallback: name, others: [name, ...others] });
    }
    if (gain > 0) {
      const { name, others } = choose(pure, bytesOf(all), tools);
      return makeDecision({ name, markBytes, sureness: 'assumed', others: [...others, 'utf-8'] });
    }
  }
  const { name, others, isSure } = choose(pure, evidence.byteCounts, tools);
  return makeDecision({ name, markBytes, sureness: isSure ? 'detected' : 'assumed', others });
}

function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line) => [line, Uint8Array.of(0x0a)]));
}

function bytesOf(words: readonly Uint8Array[]): Float64Array {
  const counts = new Float64Array(256);
  for (const word of words) for (const byte of word) if (byte >= 0x80) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

/** Different words with bytes beyond ASCII, in file order, until every byte in them has been seen often enough. */
function collectWords(lines: readonly Uint8Array[]): Words {
  const seen = new Set<string>();
  const seenBytes = new Uint32Array(512);
  const legacy: Uint8Array[] = [];
  const utf8: Uint8Array[] = [];
  for (const line of lines) {
    let from = 0;
    for (let i = 0; i <= line.length; i++) {
      if (i < line.length && !isSeparator(line[i] ?? 0)) continue;
      const word = line.subarray(from, i);
      from = i + 1;
      if (!word.some((byte) => byte >= 0x80)) continue;
      const isUtf8 = isValidUtf8(word);
      const kept = word.subarray(0, WORD_BYTES);
      const offset = isUtf8 ? 256 : 0;
      if (!kept.some((byte) => byte >= 0x80 && (seenBytes[offset + byte] ?? 0) < WORDS_PER_BYTE)) continue;
      const key = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength).toString('latin1');
      if (seen.has(key)) continue;
      seen.add(key);
      for (const byte of kept) seenBytes[offset + byte] = (seenBytes[offset + byte] ?? 0) + 1;
      (isUtf8 ? utf8 : legacy).push(kept);
    }
  }
  return { legacy, utf8 };
}

/** Every reading of the words with its score, best first; of equal ones the commoner encoding. */
function rankReadings(words: readonly Uint8Array[], vote: string | null, letters: LetterModel, tools: CharsetTools): Reading[] {
  const readings = CANDIDATES.map(({ name, prior }): Reading => {
    const table = tools.table(name);
    const texts = words.map((word) => (table === null ? multiByteText(name, word) : tableText(table, word)));
    const score = letters.score(texts);
    const familiar = table === null ? words.reduce((sum, word) => sum + scoreFamiliarity(name, word), 0) : 0;
    const bonus = vote !== name ? 0 : table === null ? VOTE_MULTI_BYTE : VOTE;
    return { name, score: score + familiar + prior + bonus, count: words.length };
  });
  return readings.sort((left, right) => right.score - left.score);
}

function tableText(table: string, word: Uint8Array): string {
  let text = '';
  for (const byte of word) text += table.charAt(byte);
  return text;
}

function multiByteText(name: string, word: Uint8Array): string {
  const text = new TextDecoder(name).decode(word);
  // The cut of a long word may have halved its last character.
  return word.length === WORD_BYTES && text.endsWith('\ufffd') ? text.slice(0, -1) : text;
}

/** First bytes of the characters that their standard lists as the common ones; the rest are rare in names. */
const FAMILIAR: ReadonlyMap<string, readonly (readonly [number, number])[]> = new Map([
  ['gb18030', [[0xb0, 0xd7] as const]],
  ['big5', [[0xa4, 0xc6] as const]],
  ['shift_jis', [[0x82, 0x83] as const, [0x88, 0x97] as const]],
  ['euc-jp', [[0xa4, 0xa5] as const, [0xb0, 0xcf] as const]],
  ['euc-kr', [[0xb0, 0xc8] as const]],
]);
const FAMILIAR_GAIN = 1;
const UNFAMILIAR_LOSS = -2.5;

/** A little for each common character of a multi-byte encoding, a loss for each of the others. */
function scoreFamiliarity(name: string, word: Uint8Array): number {
  const ranges = FAMILIAR.get(name) ?? [];
  let total = 0;
  for (let i = 0; i < word.length; i++) {
    const byte = word[i] ?? 0;
    if (byte < 0x80 || (name === 'shift_jis' && byte >= 0xa0 && byte <= 0xdf)) continue;
    total += ranges.some(([low, high]) => byte >= low && byte <= high) ? FAMILIAR_GAIN : UNFAMILIAR_LOSS;
    i++;
  }
  return total;
}

/** The winner, the readings that come close with another text, and whether the winner is safe. */
function choose(
  readings: readonly Reading[],
  byteCounts: Float64Array,
  tools: CharsetTools,
): { readonly name: string; readonly others: readonly string[]; readonly isSure: boolean } {
  const best = readings[0] ?? { name: 'windows-1252', score: 0, count: 0 };
  const print = (name: string): string => fingerprint(name, byteCounts, tools);
  const bestPrint = print(best.name);
  // Among those with the same text and about the same score, the commonest stands for all.
  const same = CANDIDATES.find(({ name }) => readings.some((reading) => reading.name === name) && print(name) === bestPrint);
  const others: string[] = [];
  const prints = new Set([bestPrint]);
  for (const reading of readings) {
    if (best.score - reading.score > SURE_MARGIN) break;
    const own = print(reading.name);
    if (prints.has(own)) continue;
    prints.add(own);
    if (others.length < OTHERS_MAX) others.push(reading.name);
  }
  const isPlausible = best.count > 0 && best.score / best.count > WORD_SCORE_MIN;
  return { name: same?.name ?? best.name, others, isSure: others.length === 0 && isPlausible };
}

/** Equal for two encodings that read every byte of the file alike. */
function fingerprint(name: string, byteCounts: Float64Array, tools: CharsetTools): string {
  const table = tools.table(name);
  if (table === null) return name;
  let text = '';
  for (let byte = 0x80; byte < 256; byte++) if ((byteCounts[byte] ?? 0) > 0) text += table.charAt(byte);
  return text;
}
