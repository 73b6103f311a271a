/** The bundled schemes, read from disk the way the program's edge does it. */

import { readdirSync, readFileSync } from 'node:fs';

import type { Scheme } from '../../../src/lib/model/scheme.js';
import { listSchemes } from '../../../src/lib/thresholds/select.js';

export const DATA_FOLDER = new URL('../../../src/lib/thresholds/data/', import.meta.url);

export const schemes: readonly Scheme[] = listSchemes(
  Object.fromEntries(
    readdirSync(DATA_FOLDER)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(name, DATA_FOLDER), 'utf8')) as unknown]),
  ),
);

export function schemeOf(id: string): Scheme {
  const scheme = schemes.find((candidate) => candidate.id === id);
  if (scheme === undefined) throw new Error(`no scheme ${id}`);
  return scheme;
}

/** Day number for comparisons that must not share code with the program. */
export function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
