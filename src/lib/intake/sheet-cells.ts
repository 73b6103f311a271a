/** Cells of spreadsheets as plain text: days and times, numbers with all their digits, and where a cell stands. */

import { SHEET_COLUMNS_MAX } from './limits.js';

/** A row of a sheet. Rows that a sheet leaves out or leaves empty are seen by the gap in `line`. */
export interface SheetRow {
  /** Row of the sheet from 1. */
  readonly line: number;
  /** Trailing empty cells left out; never empty. */
  readonly cells: readonly string[];
}

/** The column of a reference such as `AB12`, from 0; -1 when it is none. */
export function columnOf(reference: string): number {
  let column = 0;
  let i = 0;
  for (; i < reference.length; i++) {
    const code = reference.charCodeAt(i) | 0x20;
    if (code < 0x61 || code > 0x7a) break;
    column = column * 26 + code - 0x60;
    if (column > SHEET_COLUMNS_MAX * 26) return Number.POSITIVE_INFINITY;
  }
  return i === 0 ? -1 : column - 1;
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
/** Day 0 of the 1900 system once its 29 February 1900, which never was, is left out. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** 31 December 9999. */
const SERIAL_MAX = 2_958_465;

/**
 * A day number as ISO 8601 without a zone: a whole day without a time, less than a day as a time alone. Rounded to the second. Null for a
 * number that is no day.
 */
export function dateText(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0 && serial < SERIAL_MAX + 1)) return null;
  const seconds = Math.round(serial * 86_400);
  if (serial < 1 && !is1904) return seconds === 0 ? '00:00:00' : new Date(seconds * 1000).toISOString().slice(11, 19);
  // Until that day the 1900 system is one behind.
  const shift = !is1904 && serial < 60 ? DAY_MS : 0;
  const text = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + shift + seconds * 1000).toISOString();
  return seconds % 86_400 === 0 ? text.slice(0, 10) : text.slice(0, 19);
}

/** `2026-01-05T00:00:00` as `2026-01-05`; anything else as it is. */
export function trimMidnight(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T00:00(?::00(?:\.0{1,9})?)?Z?$/.test(text) ? text.slice(0, 10) : text;
}

/** Built-in number formats that show a day or a time: ECMA-376 part 1, 18.8.30, East Asian ones included. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Whether a number format shows a day or a time. `code` is undefined for built-in ones. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltInDate(id);
  let isElapsed = false;
  let plain = '';
  // Text in quotes, escaped characters, and brackets other than elapsed time say nothing.
  for (let i = 0; i < code.length && i < 1000; i++) {
    const char = code.charAt(i);
    if (char === '\\' || char === '_' || char === '*') i++;
    else if (char === '"') {
      const end = code.indexOf('"', i + 1);
      i = end < 0 ? code.length : end;
    } else if (char === '[') {
      const end = code.indexOf(']', i);
      if (end < 0) break;
      if (/^(?:h{1,4}|m{1,4}|s{1,4})$/i.test(code.slice(i + 1, end))) isElapsed = true;
      i = end;
    } else plain += char;
  }
  if (/general/i.test(plain)) return false;
  return isElapsed || /[ymdhs]/i.test(plain);
}
