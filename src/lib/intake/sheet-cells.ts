/** Cells of spreadsheets as plain text: days and times, and numbers with all their digits. */

/** A row of a sheet. Rows that a sheet leaves out or leaves empty are seen by the gap in `line`. */
export interface SheetRow {
  /** Row of the sheet from 1. */
  readonly line: number;
  /** Trailing empty cells left out; never empty. */
  readonly cells: readonly string[];
}

const WHOLE = /^-?[0-9]{1,400}$/;

/** A number as the file writes it, in full: a phone number kept as a number must not turn into an exponent, nor lose its last digits. */
export function numberText(written: string): string {
  if (WHOLE.test(written)) return written;
  const value = Number(written);
  if (Number.isNaN(value) || written.trim() === '') return written;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system, in which less than a day is a time alone. */
const DAY_ZERO = Date.UTC(1899, 11, 31);
const TIME_END = Date.UTC(10_000, 0, 1);
/** What spreadsheet programs show for a number that is formatted as a day and is none: it must not look like an empty cell. */
const NO_DAY = '########';

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** A list of signatures has few different days, and a day is dear to write. */
const dayTexts = new Map<number, string>();
const DAY_TEXTS_MAX = 10_000;

function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    if (dayTexts.size >= DAY_TEXTS_MAX) dayTexts.clear();
    text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    dayTexts.set(day, text);
  }
  return text;
}

/**
 * A date as ISO 8601 without a zone, rounded to the second: a whole day without a time, and in the 1900 system less than a day as a time alone.
 * @param time in milliseconds, read as if the cell were in UTC
 */
export function dateText(time: number, is1904: boolean): string {
  const seconds = Math.round(time / 1000);
  if (!(seconds * 1000 >= DAY_ZERO && seconds * 1000 < TIME_END)) return NO_DAY;
  const day = Math.floor(seconds / 86_400);
  const second = seconds - day * 86_400;
  const isTimeAlone = !is1904 && day * DAY_MS === DAY_ZERO;
  if (second === 0 && !isTimeAlone) return dayText(day);
  const clock = `${TWO_DIGITS[Math.floor(second / 3600)]}:${TWO_DIGITS[Math.floor(second / 60) % 60]}:${TWO_DIGITS[second % 60]}`;
  return isTimeAlone ? clock : `${dayText(day)}T${clock}`;
}

/** `2026-01-05T00:00:00` as `2026-01-05`; anything else as it is. */
export function trimMidnight(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T00:00(?::00(?:\.0{1,9})?)?Z?$/.test(text) ? text.slice(0, 10) : text;
}
