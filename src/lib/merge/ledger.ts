/**
 * The ledger: exactly one row per record with one fate and a reason, and the files made from it. Steps over
 * `standardized_records`, `struck_records`, `verdicts`, `unread_records` and `sources`.
 */

import type { RecordField } from '../model/record.js';
import {
  CONSENT_LEVELS,
  LEDGER_COLUMNS,
  QUARANTINE_COLUMNS,
  RECORD_FIELDS,
  REVIEW_COLUMNS,
  SET_ASIDE_COLUMNS,
  SIGNATURE_COLUMNS,
} from '../model/record.js';
import type { Step } from '../sql.js';
import { quoteText, step } from '../sql.js';
import { STRIKE_RULE_PREFIX } from './strike.js';

/** Records whose fate was clear before any comparing. */
const SET_ASIDE_BEFORE = `SELECT r.source_id, r.record, r.fate,
  CASE r.fate WHEN 'blank' THEN 'empty-record' WHEN 'unconfirmed' THEN 'status-unconfirmed' WHEN 'struck-out' THEN 'struck-by-rule'
    ELSE 'no-name' END AS reason,
  ${quoteText(STRIKE_RULE_PREFIX)} || k.rule_id AS rule
FROM standardized_records r LEFT JOIN struck_records k ON k.source_id = r.source_id AND k.record = r.record
WHERE r.fate IN ('blank', 'unconfirmed', 'ineligible', 'struck-out')`;

/**
 * Ids of counted records: `S` and 12 hex digits of the record's content digest. Records alike in every cell that
 * nevertheless count apart (a name alone never matches) and the rare clash of 48 bits get a digest of their own.
 */
const SIGNATURE_IDS = `WITH counted AS (
  SELECT r.source_id, r.record, r.content_key,
    row_number() OVER (PARTITION BY r.content_key ORDER BY r.source_id, r.record) AS twin
  FROM standardized_records r JOIN verdicts v USING (source_id, record) WHERE v.fate = 'counted'
), keyed AS (
  SELECT *, CASE WHEN twin = 1 THEN content_key ELSE sha256(content_key || '#' || twin) END AS digest FROM counted
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY substr(digest, 1, 12) ORDER BY digest) AS clash FROM keyed
)
SELECT source_id, record, 'S' || substr(CASE WHEN clash = 1 THEN digest ELSE sha256(digest || '#' || clash) END, 1, 12) AS signature_id FROM numbered`;

// Outer joins on plain equality only: with any other condition beside it DuckDB compares every row with every row.
const LEDGER = `WITH fates AS (
  SELECT source_id, record, fate, reason, rule, NULL AS counted_source_id, NULL AS counted_record FROM set_aside_before
  UNION ALL
  SELECT source_id, record, fate, reason, rule, counted_source_id, counted_record FROM verdicts
  UNION ALL
  SELECT source_id, record, fate, reason, NULL, NULL, NULL FROM unread_records
)
SELECT s.source, f.source_id, f.record, coalesce(r.input_id, '') AS input_id, coalesce(r.kind, 'person') AS kind, f.fate, f.reason,
  coalesce(i.signature_id, '') AS signature_id,
  CASE WHEN f.fate = 'duplicate' THEN m.source ELSE '' END AS matched_source,
  CASE WHEN f.fate = 'duplicate' THEN f.counted_record END AS matched_record,
  '' AS match_probability,
  coalesce(f.rule, '') AS rule, '' AS evidence, '' AS identity_key
FROM fates f
JOIN sources s USING (source_id)
LEFT JOIN sources m ON m.source_id = f.counted_source_id
LEFT JOIN standardized_records r ON r.source_id = f.source_id AND r.record = f.record
LEFT JOIN signature_ids i ON i.source_id = f.counted_source_id AND i.record = f.counted_record`;

/** The consent lattice as a number; SQL has no order of its own for it. */
const consentRank = (column: string): string =>
  `CASE ${column} ${CONSENT_LEVELS.map((level, index) => `WHEN ${quoteText(level)} THEN ${index}`).join(' ')} ELSE 0 END`;

/**
 * Counted signatures with the fields of their counted record. Consent is the least that any record of the person gave:
 * merging never raises it. Records refused at a shared address are other people's and do not speak here.
 */
const SIGNATURES = `WITH own AS (
  SELECT l.signature_id, count(*) AS records, string_agg(DISTINCT l.source, '; ' ORDER BY l.source) AS sources,
    min(${consentRank('r.display_consent')}) FILTER (WHERE l.reason <> 'shared-email') AS consent
  FROM ledger_rows l JOIN standardized_records r USING (source_id, record) WHERE l.signature_id <> '' GROUP BY l.signature_id
)
SELECT l.signature_id, ${RECORD_FIELDS.map((field) =>
  field === 'display_consent' ? `[${CONSENT_LEVELS.map(quoteText).join(', ')}][own.consent + 1] AS display_consent` : `r.${field}`,
).join(', ')}, own.records, own.sources, r.content_key
FROM ledger_rows l JOIN standardized_records r USING (source_id, record) JOIN own USING (signature_id) WHERE l.fate = 'counted'`;

/** The chain from verdicts to the tables that files are written from. */
export function ledgerSteps(): Step[] {
  return [
    step('set_aside_before', SET_ASIDE_BEFORE),
    step('signature_ids', SIGNATURE_IDS),
    step('ledger_rows', LEDGER),
    step('signature_rows', SIGNATURES),
  ];
}

/** A file of the output folder: its name and the query that gives its rows in their final order. */
export interface LedgerFile {
  readonly name: string;
  readonly sql: string;
}

/** Every CSV that a merge writes, in the contract's columns. All queries have a total order. */
export const LEDGER_FILES: readonly LedgerFile[] = [
  {
    name: 'signatures.csv',
    sql: `SELECT ${SIGNATURE_COLUMNS.join(', ')} FROM signature_rows ORDER BY kind DESC, signed_at = '', signed_at, content_key, signature_id`,
  },
  { name: 'ledger.csv', sql: `SELECT ${LEDGER_COLUMNS.join(', ')} FROM ledger_rows ORDER BY source, record` },
  // The exact rules leave nothing to review; the file stands so that scripts find the same set every time.
  { name: 'review.csv', sql: `SELECT ${REVIEW_COLUMNS.map((column) => `'' AS ${column}`).join(', ')} WHERE false` },
  { name: 'quarantine.csv', sql: `SELECT ${QUARANTINE_COLUMNS.join(', ')} FROM quarantine_rows ORDER BY source, record` },
  {
    name: 'set-aside.csv',
    sql: `SELECT ${SET_ASIDE_COLUMNS.map((column) => (RECORD_FIELDS.includes(column as RecordField) ? `r.${column}` : `l.${column}`)).join(', ')}
FROM ledger_rows l JOIN standardized_records r USING (source_id, record) WHERE l.fate <> 'counted' ORDER BY l.source, l.record`,
  },
];

/** Rows whose sums must agree with what intake read; see `assertConservation`. */
export const CONSERVATION_SQL = `SELECT source, fate, count(*) AS records FROM ledger_rows GROUP BY source, fate ORDER BY source, fate`;

/** Queries that must give no row: a record with two fates, a duplicate without its signature, two signatures with one id. */
export const INTEGRITY_SQL: readonly string[] = [
  'SELECT 1 AS broken FROM ledger_rows GROUP BY source_id, record HAVING count(*) > 1 LIMIT 1',
  `SELECT 1 AS broken FROM ledger_rows WHERE (fate IN ('counted', 'duplicate')) <> (signature_id <> '') LIMIT 1`,
  'SELECT 1 AS broken FROM signature_rows GROUP BY signature_id HAVING count(*) > 1 LIMIT 1',
  `SELECT 1 AS broken FROM ledger_rows d ANTI JOIN (SELECT source, record FROM ledger_rows WHERE fate = 'counted') c
   ON c.source = d.matched_source AND c.record = d.matched_record WHERE d.fate = 'duplicate' LIMIT 1`,
];
