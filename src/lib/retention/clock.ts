/**
 * The retention clock: until when the private data of a campaign may be kept. A day of the campaign's own holds where it has set one; else the
 * earlier of 30 days after delivery and 21 months after the first signature. The two periods follow the European Citizens' Initiative, whose organisers
 * destroy statements of support one month after submission or 21 months after collection began, whichever is earlier (Regulation (EU)
 * 2019/788, Article 19(5)). Only a recorded extension moves the day.
 */

import { InputError } from '../errors.js';
import type { IsoDate } from '../model/campaign.js';
import type { RetentionClock, RetentionLimit, RetentionRecord } from '../model/retention.js';

/** Name of the record beside the campaign file. */
export const RETENTION_FILE = 'retention.json';

const DAYS_AFTER_DELIVERY = 30;
const MONTHS_AFTER_FIRST_SIGNATURE = 21;
/** Days before the last one on which every command reminds of it. */
const REMINDER_DAYS = 14;
const DAY_MS = 86_400_000;

/** What the clock is read from. */
export interface ClockFacts {
  readonly today: IsoDate;
  readonly firstSigned: IsoDate | null;
  readonly deleteAfter: IsoDate | null;
  readonly record: RetentionRecord | null;
}

export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A day so many months later; where that month is shorter, its last day. */
export function addMonths(day: IsoDate, months: number): IsoDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** Where the clock stands. A day that is the last one is still inside. */
export function readClock({ today, firstSigned, deleteAfter, record }: ClockFacts): RetentionClock {
  const delivered = record?.delivered.at(-1)?.on ?? null;
  const purgedUntil = record?.purged.at(-1)?.retainUntil ?? null;
  const general: RetentionLimit[] = [
    ...(delivered === null ? [] : [{ rule: 'after-delivery', on: addDays(delivered, DAYS_AFTER_DELIVERY) } as const]),
    ...(firstSigned === null ? [] : [{ rule: 'after-first-signature', on: addMonths(firstSigned, MONTHS_AFTER_FIRST_SIGNATURE) } as const]),
  ];
  const limits: RetentionLimit[] = [
    ...(deleteAfter === null ? general : [{ rule: 'own-date', on: deleteAfter } as const]),
    // With the data the day of the first signature is gone too; the day that held then still holds.
    ...(purgedUntil === null ? [] : [{ rule: 'before-purge', on: purgedUntil } as const]),
  ];
  limits.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const earliest = limits[0]?.on ?? null;
  const last = record?.extended.at(-1) ?? null;
  const moves = earliest !== null && last !== null && last.until > earliest;
  const retainUntil = moves ? last.until : earliest;
  const daysLeft = retainUntil === null ? null : (Date.parse(retainUntil) - Date.parse(today)) / DAY_MS;
  return {
    retainUntil,
    limits,
    extension: moves ? { until: last.until, reason: last.reason } : null,
    delivered,
    daysLeft,
    state: daysLeft === null ? 'not-running' : daysLeft < 0 ? 'passed' : daysLeft <= REMINDER_DAYS ? 'soon' : 'running',
  };
}

export function emptyRecord(version: string): RetentionRecord {
  return { formatVersion: 1, tool: { name: 'handin', version }, delivered: [], extended: [], purged: [] };
}

/** Reads the record. Throws `InputError` for what handin has not written: the clock must not be guessed. */
export function parseRecord(text: string): RetentionRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken(cause);
  }
  if (!isRecord(value)) throw broken();
  return value;
}

function broken(cause?: unknown): InputError {
  return new InputError(`${RETENTION_FILE} is not what handin wrote, so nobody knows until when the data may be kept.`, {
    code: 'retention-invalid',
    hint: 'Put a copy of the file back; it is written by handin and kept as it is.',
    cause,
  });
}

const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));

function isRecord(value: unknown): value is RetentionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { formatVersion, delivered, extended, purged } = value as Record<string, unknown>;
  const all = (list: unknown, check: (entry: Record<string, unknown>) => boolean): boolean =>
    Array.isArray(list) &&
    list.every((entry: unknown) => typeof entry === 'object' && entry !== null && check(entry as Record<string, unknown>));
  return (
    formatVersion === 1 &&
    all(delivered, ({ on, recorded }) => isDay(on) && isDay(recorded)) &&
    all(extended, ({ until, reason, recorded }) => isDay(until) && typeof reason === 'string' && isDay(recorded)) &&
    all(purged, ({ on, retainUntil }) => isDay(on) && (retainUntil === null || isDay(retainUntil)))
  );
}
