/**
 * Digests of private values in what a pack says: a plain hash of an e-mail address or a name is no protection, because whoever
 * suspects somebody hashes the name and compares. Candidates are found by their shape first; only a pack that holds any
 * is worth the hashing of every value.
 */

import { hash } from 'node:crypto';

import { wordsOf } from './text-index.js';

/** How the value of a digest could have been written before it was hashed. */
export type DigestedKind = 'name' | 'email' | 'phone' | 'name-postcode' | 'other';

export interface DigestHit {
  readonly where: string;
  readonly count: number;
}

/** Plain digests by their length in bytes: what people reach for, and what Node offers beside. */
const ALGORITHMS: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ['md5']],
  [20, ['sha1', 'ripemd160']],
  [28, ['sha224', 'sha512-224', 'sha3-224']],
  [32, ['sha256', 'blake2s256', 'sha512-256', 'sha3-256']],
  [48, ['sha384', 'sha3-384']],
  [64, ['sha512', 'blake2b512', 'sha3-512']],
]);

/** Sixteen digits of a digest still tell one person from all others. */
const HEX = /(?<![0-9a-z])[0-9a-f]{16,128}(?![0-9a-z])/gi;
const HEX_LETTER = /[a-f]/i;
const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{22,86}(?![A-Za-z0-9+/_-])/g;
const FONT_NAME = /^[A-Z]{6}\+[A-Z][a-z]+/;
const BASE32 = /(?<![A-Za-z2-7])(?:[A-Z2-7]{26,103}|[a-z2-7]{26,103})(?![A-Za-z2-7])/g;
/** Length of an unpadded encoding to the bytes of the digest in it. */
const BASE64_BYTES: ReadonlyMap<number, number> = new Map([...ALGORITHMS.keys()].map((bytes) => [Math.ceil((bytes * 8) / 6), bytes]));
const BASE32_BYTES: ReadonlyMap<number, number> = new Map([...ALGORITHMS.keys()].map((bytes) => [Math.ceil((bytes * 8) / 5), bytes]));
/** Digits by which a digest is looked up; a longer candidate is compared whole. */
const KEY_DIGITS = 16;

interface Candidate {
  readonly digits: string;
  readonly where: string;
}

export class DigestWatch {
  readonly #known: ReadonlySet<string>;
  readonly #candidates = new Map<string, Candidate[]>();
  readonly #lengths = new Set<number>();

  /** @param known digests that a pack has on purpose, in lower-case hexadecimal digits */
  constructor(known: readonly string[]) {
    this.#known = new Set(known);
  }

  /** Whether there is nothing to compare with. */
  get isIdle(): boolean {
    return this.#candidates.size === 0;
  }

  addText(where: string, text: string): void {
    for (const [run] of text.matchAll(HEX)) if (HEX_LETTER.test(run) && /\d/.test(run)) this.#add(where, run.toLowerCase());
    for (const [run] of text.matchAll(BASE64)) {
      const bytes = BASE64_BYTES.get(run.length);
      // A digest without capital and small letters is one in ten thousand. The name of a font's subset looks like one.
      if (bytes !== undefined && /[a-z]/.test(run) && /[A-Z]/.test(run) && !FONT_NAME.test(run))
        this.#add(where, Buffer.from(run, 'base64').toString('hex'));
    }
    for (const [run] of text.matchAll(BASE32)) {
      const bytes = BASE32_BYTES.get(run.length);
      if (bytes !== undefined) this.#add(where, decodeBase32(run).subarray(0, bytes).toString('hex'));
    }
  }

  /** Where a digest of the value stands, in any of its usual forms. */
  find(kind: DigestedKind, value: string): DigestHit[] {
    if (this.isIdle) return [];
    const places = new Map<string, number>();
    for (const form of formsOf(kind, value)) {
      for (const length of this.#lengths) {
        for (const algorithm of ALGORITHMS.get(length) ?? []) this.#compare(hash(algorithm, form), places);
      }
    }
    return [...places].map(([where, count]) => ({ where, count }));
  }

  #add(where: string, digits: string): void {
    if (this.#known.has(digits)) return;
    const key = digits.slice(0, KEY_DIGITS);
    const known = this.#candidates.get(key);
    if (known === undefined) this.#candidates.set(key, [{ digits, where }]);
    else known.push({ digits, where });
    const bytes = digits.length / 2;
    // A length that no digest has is a digest cut short, of any kind.
    for (const length of ALGORITHMS.has(bytes) ? [bytes] : ALGORITHMS.keys()) if (length >= bytes) this.#lengths.add(length);
  }

  #compare(digits: string, places: Map<string, number>): void {
    for (const candidate of this.#candidates.get(digits.slice(0, KEY_DIGITS)) ?? []) {
      if (digits.startsWith(candidate.digits)) places.set(candidate.where, (places.get(candidate.where) ?? 0) + 1);
    }
  }
}

function decodeBase32(text: string): Buffer {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text.toUpperCase()) {
    held = ((held << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 0xff);
    }
  }
  return Buffer.from(out);
}

/** Every spelling in which the value is likely to have been hashed. */
function formsOf(kind: DigestedKind, value: string): Set<string> {
  const plain = value.normalize('NFC').trim();
  switch (kind) {
    case 'email':
      return new Set([value, ...cases(plain), ...cases(canonicalEmail(plain))]);
    case 'phone':
      return new Set([value, plain, ...phoneForms(plain)]);
    case 'name':
      return new Set([value, ...cases(plain), ...cases(wordsOf(plain).join(' ')), ...cases(wordsOf(plain).join(''))]);
    case 'name-postcode':
      return new Set(namePostcodeForms(plain));
    case 'other':
      return new Set([value, ...cases(plain)]);
  }
}

const cases = (text: string): string[] => [text, text.toLowerCase(), text.toUpperCase()];

/** Without the tag, and for Gmail without the dots: as lists are usually compared. */
function canonicalEmail(email: string): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const bare = local.split('+')[0] ?? '';
  return `${/^(?:gmail|googlemail)\.com$/.test(domain) ? bare.replaceAll('.', '') : bare}@${domain}`;
}

/** Calling codes of Europe and North America, to make one form of a national number. */
const CALLING_CODES = [
  '1',
  '30',
  '31',
  '32',
  '33',
  '34',
  '351',
  '353',
  '358',
  '36',
  '39',
  '40',
  '41',
  '43',
  '44',
  '45',
  '46',
  '47',
  '48',
  '49',
];

function phoneForms(phone: string): string[] {
  const digits = phone.replace(/\D+/g, '');
  const bare = phone.startsWith('+') ? digits : digits.replace(/^00/, '');
  const national = bare.startsWith('0') ? bare : null;
  const international = national === null ? [bare] : CALLING_CODES.map((code) => code + national.slice(1));
  const local =
    national === null ? CALLING_CODES.filter((code) => bare.startsWith(code)).map((code) => `0${bare.slice(code.length)}`) : [national];
  return [
    digits,
    bare,
    ...international.flatMap((form) => [form, `+${form}`, `00${form}`]),
    ...local,
    ...local.map((form) => form.slice(1)),
  ];
}

const JOINS = ['', ' ', ',', '|', ':', ';'];

/** `value` is a name and a postcode, a line each. */
function* namePostcodeForms(value: string): Generator<string> {
  const [name = '', postcode = ''] = value.split('\n').map((part) => part.trim());
  const compact = postcode.replace(/\s+/g, '');
  const words = wordsOf(name);
  for (const one of new Set([...cases(name), words.join(' '), words.join('')])) {
    for (const code of new Set([postcode, compact, compact.toLowerCase(), compact.toUpperCase()])) {
      for (const join of JOINS) yield one + join + code;
    }
  }
}
