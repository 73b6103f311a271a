/**
 * The release ledger: which tables of counts by area were packed, and when. A private file to which lines are only ever
 * added; it holds bands and totals, and nothing of any person. Here its lines are read and written as text.
 */

import { canonicalJson } from '../canonical-json.js';
import { InputError } from '../errors.js';
import { type Band, BREAKDOWN_DIMENSIONS, type PackedBreakdown } from '../model/breakdown.js';

/** Below the private folder. */
export const RELEASE_LEDGER = 'breakdowns.jsonl';

/** Somebody's word that a packed table never left: the release, the day and the reason as they gave it. */
export interface NotSent {
  readonly release: string;
  readonly date: string;
  readonly reason: string;
}

export type LedgerEntry = ({ readonly event: 'packed' } & PackedBreakdown) | ({ readonly event: 'not-sent' } & NotSent);

/** One line of the ledger. */
export function formatLedgerEntry(entry: LedgerEntry): string {
  return canonicalJson({ formatVersion: 1, ...entry }, { trailingNewline: true });
}

/**
 * Reads a ledger. A line that cannot be read might be a table that somebody has, so nothing is skipped: throws `InputError`.
 */
export function parseLedger(text: string): LedgerEntry[] {
  return text.split('\n').flatMap((line, index) => (line === '' ? [] : [parseLine(line, index + 1)]));
}

/** The tables that may have left, oldest first, each once. */
export function packedTables(entries: readonly LedgerEntry[]): PackedBreakdown[] {
  const tables: PackedBreakdown[] = [];
  for (const entry of entries) {
    if (entry.event === 'packed') {
      const { event: _, ...table } = entry;
      tables.push(table);
    } else {
      // Whatever of this release was packed until then did not leave; packed again later, it counts again.
      for (let at = tables.length - 1; at >= 0; at--) if (tables[at]?.release === entry.release) tables.splice(at, 1);
    }
  }
  return tables;
}

function parseLine(line: string, number: number): LedgerEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw broken(number);
  }
  if (!isRecord(value) || value['formatVersion'] !== 1) throw broken(number);
  const { event, release, date, reason, dimension, list, total, cells } = value;
  if (!isHash(release) || typeof date !== 'string') throw broken(number);
  if (event === 'not-sent' && typeof reason === 'string') return { event, release, date, reason };
  const known = BREAKDOWN_DIMENSIONS.find((word) => word === dimension);
  if (event !== 'packed' || known === undefined || !isHash(list) || !isCount(total) || !isRecord(cells)) throw broken(number);
  const bands = Object.entries(cells).map(([name, cell]): [string, Band] => {
    if (!isRecord(cell) || !isCount(cell['from']) || !isCount(cell['to'])) throw broken(number);
    return [name, { from: cell['from'], to: cell['to'] }];
  });
  return { event, release, date, dimension: known, list, total, cells: Object.fromEntries(bands) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const broken = (line: number): InputError =>
  new InputError(`${RELEASE_LEDGER}, line ${line}: this is no line of a release ledger.`, {
    code: 'release-ledger-broken',
    hint: 'Put the file back from a copy. Without it nobody can tell whether a new table, beside one that was handed in, points at people.',
  });
