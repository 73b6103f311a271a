/** libphonenumber-js: telephone numbers to E.164 by the numbering plans of the world. */

import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Longer texts hold more than one number. */
const LENGTH_MAX = 40;
/** Digits at the end that decide nothing once their number is known: prefixes and lengths do. */
const TAIL_DIGITS = 5;
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
  const cache = new Map<string, string | null>();
  return (given, country) => {
    if (given.length > LENGTH_MAX) return null;
    const written = given.trim().replace(/^tel:/i, '');
    const digits = /^[+0-9 ()./-]+$/.test(written) ? written.replace(/[^+0-9]+/g, '') : '';
    // Only plain numbers are remembered; a "(0)" after the country code is not part of the digits.
    if (digits.length < TAIL_DIGITS + 4 || written.includes('(0)') || digits.lastIndexOf('+') > 0) return read(written, country);
    const tail = digits.slice(-TAIL_DIGITS);
    const key = `${country} ${digits.length} ${digits.slice(0, -TAIL_DIGITS)}`;
    let head = cache.get(key);
    if (head === undefined) {
      const number = read(digits, country);
      head = number?.endsWith(tail) === true ? number.slice(0, -TAIL_DIGITS) : null;
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(key, head);
    }
    return head === null ? null : head + tail;
  };
}

function read(written: string, country: string): string | null {
  const defaultCountry = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const found = parsePhoneNumberFromString(written, { ...(defaultCountry === undefined ? {} : { defaultCountry }), extract: false });
  if (found === undefined || !found.isPossible()) return null;
  return found.ext === undefined ? found.number : `${found.number} ext. ${found.ext}`;
}
