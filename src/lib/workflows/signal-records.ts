/**
 * The records of a flag, for the person who judges it: where each stands, and, where they were asked for, what it says. Beside the gate and
 * the review the only place that unwraps private values; they go into the report of `handin signals FLAG`, which is for a terminal.
 */

import type { Engine } from '../context.js';
import type { FlaggedRecord } from '../model/signals-report.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';

/** Fields that show whether a record was made by a person. */
const SHOWN = ['signed_at', 'full_name', 'email', 'country', 'postcode', 'comment'] as const;

interface Row {
  readonly [column: string]: string | number | Red;
  readonly signature_id: string;
  readonly source: string;
  readonly record: number;
}

/** The counted records of these signatures, the earliest first. */
export async function readFlaggedRecords(
  engine: Engine,
  ids: readonly string[],
  { reveals, limit }: { readonly reveals: boolean; readonly limit: number },
): Promise<FlaggedRecord[]> {
  await engine.run(`CREATE TABLE shown_ids AS SELECT unnest(string_split($1, ' ')) AS signature_id`, [ids.join(' ')]);
  const rows = await engine.rows<Row>(
    `SELECT s.signature_id, l.source, l.record::BIGINT AS record${reveals ? SHOWN.map((field) => `, s.${field}`).join('') : ''}
FROM signatures s JOIN shown_ids USING (signature_id) JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'
ORDER BY s.signed_at = '', s.signed_at, l.source, l.record::BIGINT LIMIT ${limit}`,
    ['signature_id', 'source'],
  );
  return rows.map((row) => ({
    signatureId: row.signature_id,
    source: row.source,
    record: row.record,
    shown: reveals ? Object.fromEntries(SHOWN.map((field) => [field, reveal(row[field] as Red)])) : null,
  }));
}
