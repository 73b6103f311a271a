/** libphonenumber-js: telephone numbers to E.164 by the numbering plans of the world. */

import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Longer texts hold more than one number. */
const LENGTH_MAX = 40;
/** Digits at the end that decide nothing where enough stands before them: prefixes and lengths do. */
const TAIL_DIGITS = 5;
/** Digits before the tail, and national digits among them, from which on no prefix is left in the tail: 0055 90500 in Brazil is one. */
const HEAD_DIGITS_MIN = 5;
const HEAD_NATIONAL_MIN = 3;
const CACHE_MAX = 200_000;

/**
 * Reads a number as it is written in a country.
 * @param country ISO 3166-1 alpha-2 of the record, for numbers in national form
 * @returns E.164, followed by ` ext. 12` where an extension was given; null for what is no possible number
 *
 * A number counts when its length is possible in its country: the ranges that Ofcom keeps for drama are no assigned numbers,
 * and new ranges are assigned all the time. The library needs 20 to 30 microseconds a number, so what it made of a number
 * is remembered by everything before the last five digits.
 */
export function createPhoneReader(): (given: string, country: string) => string | null {
  const cache = new Map<string, string>();
  return (given, country) => {
    if (given.length > LENGTH_MAX) return null;
    const written = given.trim().replace(/^tel:/i, '');
    const digits = /^[+0-9 ()./-]+$/.test(written) ? written.replace(/[^+0-9]+/g, '') : '';
    const tail = digits.slice(-TAIL_DIGITS);
    // Only plain numbers are remembered. A "(0)" after the country code is not part of the digits, and a zero at the head of the tail can
    // be the end of a prefix: 1140000 is one in China.
    if (digits.length < TAIL_DIGITS + HEAD_DIGITS_MIN || tail.startsWith('0') || written.includes('(0)') || digits.lastIndexOf('+') > 0) {
      return read(written, country);
    }
    const key = `${country} ${digits.length} ${digits.slice(0, -TAIL_DIGITS)}`;
    const head = cache.get(key);
    if (head !== undefined) return head + tail;
    const found = parse(digits, country);
    if (found === null) return null;
    if (found.number.endsWith(tail) && found.nationalNumber.length >= TAIL_DIGITS + HEAD_NATIONAL_MIN) {
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(key, found.number.slice(0, -TAIL_DIGITS));
    }
    return found.number;
  };
}

function read(written: string, country: string): string | null {
  const found = parse(written, country);
  if (found === null) return null;
  return found.ext === undefined ? found.number : `${found.number} ext. ${found.ext}`;
}

function parse(written: string, country: string): PhoneNumber | null {
  const defaultCountry = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const found = parsePhoneNumberFromString(written, { ...(defaultCountry === undefined ? {} : { defaultCountry }), extract: false });
  return found?.isPossible() === true ? found : null;
}
