/**
 * Detectors for contact data by its shape alone: e-mail addresses, telephone numbers, UK postcodes, addresses of devices. Used where the
 * private values are not at hand (`verify`) and to catch values that no record holds. Every search is linear in the text.
 */

export type PatternKind = 'email' | 'phone' | 'postcode' | 'ip-address';

export interface PatternHit {
  readonly kind: PatternKind;
  /** The value in the form in which two spellings are one; never leaves the gate. */
  readonly key: string;
}

/** Runs every detector. */
export function findPatterns(text: string): PatternHit[] {
  const plain = text.replace(INVISIBLE, '');
  return [...findEmails(plain), ...findPhones(plain), ...findPostcodes(plain), ...findIpAddresses(plain)];
}

/** Zero-width, bidi and soft-hyphen characters: they hide in a value without showing. */
export const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const LOCAL_MAX = 64;
const DOMAIN_MAX = 255;
const LOCAL_CHARACTER = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]$/u;
const DOMAIN = /^[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*\.[\p{L}\p{M}-]{2,63}/u;

/** Looks around each `@`, so that a text without one costs nothing. */
function findEmails(text: string): PatternHit[] {
  const hits: PatternHit[] = [];
  const normal = text.replace(/[＠﹫]/g, '@');
  for (let at = normal.indexOf('@'); at >= 0; at = normal.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < LOCAL_MAX && LOCAL_CHARACTER.test(normal[start - 1] ?? '')) start--;
    const domain = DOMAIN.exec(normal.slice(at + 1, at + 1 + DOMAIN_MAX))?.[0];
    if (start < at && domain !== undefined) hits.push({ kind: 'email', key: emailKey(normal.slice(start, at + 1) + domain) });
  }
  return hits;
}

export function emailKey(email: string): string {
  // Punctuation that a sentence puts around an address is no part of it.
  return email
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^(?:mailto:|[^\p{L}\p{N}])+/u, '')
    .replace(/[-.]+$/, '');
}

/** 16 or more hexadecimal digits in one piece or in groups of four: a hash or a fingerprint, not a number to call. */
const HASHES = /(?<![0-9a-zA-Z])(?:[0-9a-f]{32,128}|[0-9a-f]{4}(?:[ \n][0-9a-f]{4}){3,15})(?![0-9a-zA-Z])/g;

const SEPARATOR = '[ \\u00a0\\u2007\\u2009\\u202f.\\-\\u2010-\\u2015()/]';
const PHONES: readonly RegExp[] = [
  // International: +44 20 7946 0000, +44 (0)20 7946 0000.
  new RegExp(`\\+\\d(?:${SEPARATOR}{0,3}\\d){7,14}(?!\\d)`, 'g'),
  // 0044 20 7946 0000.
  new RegExp(`(?<![\\p{L}\\p{N}.,/_+-])00[1-9](?:${SEPARATOR}{0,3}\\d){8,14}(?![\\p{L}\\d])`, 'gu'),
  // National with a trunk zero: 020 7946 0000, (020) 7946 0000, 07700 900123. At least three digits stand together first.
  new RegExp(`(?<![\\p{L}\\p{N}.,/_+-])\\(?0[1-9]\\d(?:${SEPARATOR}{0,2}\\d){6,8}(?![\\p{L}\\d])`, 'gu'),
  // In pairs: 01 23 45 67 89, 01.23.45.67.89.
  /(?<![\p{L}\p{N}.,/_+-])0[1-9](?:[ .\u00a0\u202f-]\d\d){4}(?![\p{L}\d])/gu,
  // North American: (555) 010-0199, 555-010-0199, 555.010.0199.
  /(?<![\p{L}\p{N}.,/_+-])(?:\(\d{3}\)[ \u00a0]?\d{3}[-. ]\d{4}|\d{3}([-.])\d{3}\1\d{4})(?![\p{L}\d])/gu,
];
const PHONE_DIGITS_MIN = 9;
const PHONE_DIGITS_MAX = 15;

function findPhones(text: string): PatternHit[] {
  const plain = text.normalize('NFKC').replace(HASHES, '#');
  // Two patterns may see one number; where it ends tells.
  const found = new Map<number, PatternHit>();
  for (const pattern of PHONES) {
    for (const match of plain.matchAll(pattern)) {
      const key = phoneKey(match[0]);
      if (key !== null) found.set(match.index + match[0].length, { kind: 'phone', key });
    }
  }
  return [...found.values()];
}

/**
 * The national significant digits, as far as they can be told: the last nine. So 020 7946 0000, +44 20 7946 0000 and
 * +44 (0)20 7946 0000 are one number. Null for what is too short or too long to be one.
 */
export function phoneKey(phone: string): string | null {
  const digits = phone.normalize('NFKC').replace(/\D+/g, '');
  return digits.length < PHONE_DIGITS_MIN || digits.length > PHONE_DIGITS_MAX + 1 ? null : digits.slice(-9);
}

/** Digits that stand together or are set apart as in a telephone number. For looking up known numbers only. */
const DIGIT_GROUPS = /\d+(?:[ \u00a0\u2007\u2009\u202f.\-\u2010-\u2015()/]{1,3}\d+)*/g;
const GROUPS_MAX = 8;

/** The key of every run of digit groups that could be a number; for the values at hand, however they are spaced. */
export function phoneKeysIn(text: string): string[] {
  const keys: string[] = [];
  for (const [run] of text.replace(INVISIBLE, '').normalize('NFKC').replace(HASHES, '#').matchAll(DIGIT_GROUPS)) {
    const groups = run.match(/\d+/g) ?? [];
    // With and without its prefix a number has one key; it was printed once.
    const keysOfRun = new Set<string>();
    for (let from = 0; from < groups.length; from++) {
      let digits = '';
      for (let to = from; to < groups.length && to < from + GROUPS_MAX && digits.length <= PHONE_DIGITS_MAX; to++) {
        digits += groups[to];
        const key = phoneKey(digits);
        if (key !== null) keysOfRun.add(key);
      }
    }
    keys.push(...keysOfRun);
  }
  return keys;
}

/**
 * Full UK postcodes, the pseudo ones (ZZ99) too. The inward part never holds C, I, K, M, O or V, which keeps times and
 * measures out (`M25 3am`, `A1 5km`); so does BS 7666.
 */
const POSTCODES =
  /(?<![\p{L}\p{M}\p{N}])(gir|[a-z]{1,2}\d[a-z\d]?)[ \u00a0\u2007\u2009\u202f\n-]{0,3}(0aa|\d[abd-hjlnp-uw-z]{2})(?![\p{L}\p{M}\p{N}])/giu;
const ORDINAL = /^(?:1st|2nd|3rd|\dth)$/;

function findPostcodes(text: string): PatternHit[] {
  const hits: PatternHit[] = [];
  for (const [, outward = '', inward = ''] of text.normalize('NFKC').matchAll(POSTCODES)) {
    // "Annex B1 2nd edition": an ordinal, unless it is written in capitals.
    if (ORDINAL.test(inward)) continue;
    hits.push({ kind: 'postcode', key: postcodeKey(outward + inward) });
  }
  return hits;
}

export function postcodeKey(postcode: string): string {
  return postcode
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Four numbers up to 255. Sections of a law (`5.1.2.3`) and versions look alike and have short numbers. */
const IPV4 = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.]*\d)/g;
const IPV4_DIGITS_MIN = 7;
/** Eight groups, or fewer around a double colon (RFC 4291, 2.2). A time of day has neither. */
const IPV6 = /(?<![\p{L}\p{N}:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){2,6}(?::[0-9a-f]{1,4}){1,5})(?![\p{L}\p{N}:])/giu;

/** No export's column for them is kept, so a pack can hold one only by accident, and no record tells whose it is. */
function findIpAddresses(text: string): PatternHit[] {
  const hits: PatternHit[] = [];
  for (const [address] of text.matchAll(IPV4)) {
    if (address.replaceAll('.', '').length >= IPV4_DIGITS_MIN) hits.push({ kind: 'ip-address', key: address });
  }
  for (const [address] of text.matchAll(IPV6)) hits.push({ kind: 'ip-address', key: address.toLowerCase() });
  return hits;
}
