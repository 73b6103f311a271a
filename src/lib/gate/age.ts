/**
 * Whether what is known of a person's birth leaves room for their being under 18 when they agreed. Then they are counted and not named,
 * whatever they agreed to: a child's consent to be named before a ministry is not ours to rely on.
 */

import type { IsoDate } from '../model/campaign.js';

const ADULT = 18;
/**
 * Years before the pack in which a signature without a date may have been given. A list is kept for 21 months after its first signature at
 * the longest, unless the campaign says otherwise (contract, section 5), so two years are on the safe side.
 */
const UNDATED_YEARS = 2;
const YEAR_MIN = 1900;

/**
 * @param births dates of birth as records give them, separated by semicolons; empty where none does
 * @param firstSigned when the person first signed, beginning with `YYYY-MM-DD`, or anything else where that is not known
 * @param packDate the date of the pack
 */
export function isPossiblyUnder18(births: string, firstSigned: string, packDate: IsoDate): boolean {
  const latest = births
    .split(';')
    .flatMap((birth) => latestBirth(birth.trim(), packDate) ?? [])
    .sort()
    .at(-1);
  return latest !== undefined && yearsLater(latest, ADULT) > dayOfConsent(firstSigned, packDate);
}

/** A date of signing after that of the pack is a slip, and nobody gets older by it. */
function dayOfConsent(firstSigned: string, packDate: IsoDate): IsoDate {
  const signed = /^\d{4}-\d{2}-\d{2}/.exec(firstSigned)?.[0];
  if (signed === undefined) return yearsLater(packDate, -UNDATED_YEARS);
  return signed < packDate ? signed : packDate;
}

function yearsLater(day: IsoDate, years: number): IsoDate {
  return `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
}

/** Digits as Arabic, Persian and Urdu forms have them. Both rows begin at a multiple of sixteen. */
const EASTERN_DIGIT = /[\u0660-\u0669\u06F0-\u06F9]/g;

/** The latest day that a date of birth can mean, or null where it names no year. */
function latestBirth(text: string, packDate: IsoDate): IsoDate | null {
  const digits = text.normalize('NFKC').replace(EASTERN_DIGIT, (digit) => String(digit.charCodeAt(0) % 16));
  const whole = /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(digits);
  // Nobody alive was born before that year of this calendar; another one, such as the Solar Hijri, makes 1389 a child of 2025.
  if (whole !== null && Number(whole[1]) < YEAR_MIN) return packDate;
  if (whole !== null) return `${whole[1]}-${whole[2]}-${whole[3]}`;
  // Which number is the day and which the month is not sure here; the end of the year is.
  const years = [...digits.matchAll(/(?<!\d)(?:19|20)\d{2}(?!\d)/g)].map(([year]) => Number(year));
  if (years.length > 0) return `${Math.max(...years)}-12-31`;
  const short = /\d\D\d{1,2}\D(\d{2})$/.exec(digits)?.[1];
  if (short === undefined) return null;
  const year = 2000 + Number(short);
  return year <= Number(packDate.slice(0, 4)) ? `${year}-12-31` : `${year - 100}-12-31`;
}
