/**
 * The release ledger: what was packed, and when, as far as it matters to what may be released beside it. A private file to
 * which lines are only ever added; it holds totals and bands, and nothing of any person. Here its lines are read and written
 * as text.
 */

import { canonicalJson } from '../canonical-json.js';
import { InputError } from '../errors.js';
import { type Band, BREAKDOWN_DIMENSIONS, type PackedRelease, type PackedTable } from '../model/breakdown.js';
import type { PackedGrowth } from '../model/growth.js';

/** Below the private folder. */
export const RELEASE_LEDGER = 'releases.jsonl';

/** Somebody's word that a packed release never left: the release, the day and the reason as they gave it. */
export interface NotSent {
  readonly release: string;
  readonly date: string;
  readonly reason: string;
}

export type LedgerEntry = ({ readonly event: 'packed' } & PackedRelease) | ({ readonly event: 'not-sent' } & NotSent);

/** One line of the ledger. */
export function formatLedgerEntry(entry: LedgerEntry): string {
  return canonicalJson({ formatVersion: 1, ...entry }, { trailingNewline: true });
}

/**
 * Reads a ledger. A line that cannot be read might be a release that somebody has, so nothing is skipped: throws `InputError`.
 */
export function parseLedger(text: string): LedgerEntry[] {
  return text.split('\n').flatMap((line, index) => (line === '' ? [] : [parseLine(line, index + 1)]));
}

/** The releases that may have left, oldest first. */
export function packedReleases(entries: readonly LedgerEntry[]): PackedRelease[] {
  let releases: PackedRelease[] = [];
  for (const entry of entries) {
    if (entry.event === 'packed') {
      const { event: _, ...release } = entry;
      releases.push(release);
    } else {
      // Whatever of this release was packed until then did not leave; packed again later, it counts again.
      releases = releases.filter(({ release }) => release !== entry.release);
    }
  }
  return releases;
}

function parseLine(line: string, number: number): LedgerEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw broken(number);
  }
  if (!isRecord(value) || value['formatVersion'] !== 1) throw broken(number);
  const { event, release, date, reason, signatures, named, places, breakdown, growth } = value;
  if (!isHash(release) || typeof date !== 'string') throw broken(number);
  if (event === 'not-sent' && typeof reason === 'string') return { event, release, date, reason };
  if (event !== 'packed' || !(signatures === null || isCount(signatures)) || !isCount(named) || !isCount(places)) throw broken(number);
  const table = breakdown === null ? null : readTable(breakdown);
  if (table === undefined) throw broken(number);
  const packed = { event, release, date, signatures, named, places, breakdown: table } as const;
  if (growth === undefined) return packed;
  const series = readGrowth(growth);
  if (series === undefined) throw broken(number);
  return { ...packed, growth: series };
}

/** A weekly series, or undefined for what is none. */
function readGrowth(value: unknown): PackedGrowth | undefined {
  if (!isRecord(value)) return undefined;
  const { from, total, weeks, elsewhere } = value;
  if (typeof from !== 'string' || !isCount(total) || !Array.isArray(weeks) || !weeks.every(isBand) || !isBand(elsewhere)) return undefined;
  return { from, total, weeks, elsewhere };
}

/** A table, or undefined for what is none. */
function readTable(value: unknown): PackedTable | undefined {
  if (!isRecord(value)) return undefined;
  const { dimension, list, total, cells } = value;
  const known = BREAKDOWN_DIMENSIONS.find((word) => word === dimension);
  if (known === undefined || !isHash(list) || !isCount(total) || !isRecord(cells)) return undefined;
  const bands = Object.entries(cells).flatMap(([name, cell]): [string, Band][] =>
    isBand(cell) ? [[name, { from: cell.from, to: cell.to }]] : [],
  );
  return bands.length === Object.keys(cells).length ? { dimension: known, list, total, cells: Object.fromEntries(bands) } : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isBand = (value: unknown): value is Band => isRecord(value) && isCount(value['from']) && isCount(value['to']);
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const broken = (line: number): InputError =>
  new InputError(`${RELEASE_LEDGER}, line ${line}: this is no line of a release ledger.`, {
    code: 'release-ledger-broken',
    hint: 'Put the file back from a copy. Without it nobody can tell whether a new table, beside one that was handed in, points at people.',
  });
