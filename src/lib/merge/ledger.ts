/**
 * The ledger: exactly one row per record with one fate and a reason, and the files made from it. Steps over
 * `standardized_records`, `erased_records`, `struck_records`, `people_verdicts`, `organisation_verdicts`, `known_ids`, `consent_changes`,
 * `unread_records` and `sources`.
 */

import type { RecordField } from '../model/record.js';
import {
  LEDGER_COLUMNS,
  QUARANTINE_COLUMNS,
  RECORD_FIELDS,
  REVIEW_COLUMNS,
  SET_ASIDE_COLUMNS,
  SIGNATURE_COLUMNS,
} from '../model/record.js';
import type { Step } from '../sql.js';
import { quoteText, step } from '../sql.js';
import { consentLevel, consentSteps } from './consent.js';
import { STRIKE_RULE_PREFIX } from './strike.js';

/** Records whose fate was clear before any comparing. */
const SET_ASIDE_BEFORE = `SELECT r.source_id, r.record, r.fate,
  CASE r.fate WHEN 'blank' THEN 'empty-record' WHEN 'unconfirmed' THEN 'status-unconfirmed' WHEN 'struck-out' THEN 'struck-by-rule'
    WHEN 'suppressed' THEN 'erasure-undecided' ELSE 'no-name' END AS reason,
  ${quoteText(STRIKE_RULE_PREFIX)} || k.rule_id AS rule
FROM standardized_records r LEFT JOIN struck_records k ON k.source_id = r.source_id AND k.record = r.record
WHERE r.fate IN ('blank', 'unconfirmed', 'ineligible', 'struck-out', 'suppressed')`;

/**
 * What each signature's records say of its person, for giving ids: `counted_source_id`, `counted_record`, `identity_key`, and `copy`, which
 * tells apart signatures that say the same (a name alone never matches). Records refused at a shared address are other people's.
 */
const SIGNATURE_MEMBERS = `WITH groups AS (
  SELECT DISTINCT v.counted_source_id, v.counted_record, r.identity_key
  FROM verdicts v JOIN standardized_records r USING (source_id, record)
  WHERE v.fate IN ('counted', 'duplicate') AND v.reason <> 'shared-email'
)
SELECT g.*, row_number() OVER (PARTITION BY g.identity_key ORDER BY c.content_key, g.counted_source_id, g.counted_record) AS copy
FROM groups g JOIN standardized_records c ON c.source_id = g.counted_source_id AND c.record = g.counted_record`;

/**
 * Ids of counted records. A signature keeps the id that most of what its records say had after the last merge (`known_ids`: identity_key, copy,
 * signature_id), so that a newer export or another earliest record changes no id; an id that two would keep stays with the one that has more
 * of its records. Any other gets `S` and 12 hex digits of the counted record's content digest. Records alike in every cell that nevertheless
 * count apart, and the rare clash of 48 bits, get a digest of their own.
 */
const SIGNATURE_IDS = `WITH counted AS (
  SELECT r.source_id, r.record, r.content_key,
    row_number() OVER (PARTITION BY r.content_key ORDER BY r.source_id, r.record) AS twin
  FROM standardized_records r JOIN verdicts v USING (source_id, record) WHERE v.fate = 'counted'
), claims AS (
  SELECT m.counted_source_id AS source_id, m.counted_record AS record, k.signature_id, count(*) AS records
  FROM signature_members m JOIN known_ids k ON k.identity_key = m.identity_key AND k.copy = m.copy
  GROUP BY m.counted_source_id, m.counted_record, k.signature_id
), preferred AS (
  SELECT *, row_number() OVER (PARTITION BY c.source_id, c.record ORDER BY c.records DESC, c.signature_id) AS choice FROM claims c
), kept AS (
  SELECT p.source_id, p.record, p.signature_id,
    row_number() OVER (PARTITION BY p.signature_id ORDER BY p.records DESC, c.content_key, p.source_id, p.record) AS turn
  FROM preferred p JOIN counted c USING (source_id, record) WHERE p.choice = 1
), fresh AS (
  SELECT c.*, CASE WHEN c.twin = 1 THEN c.content_key ELSE sha256(c.content_key || '#' || c.twin) END AS digest
  FROM counted c ANTI JOIN (SELECT source_id, record FROM kept WHERE turn = 1) k USING (source_id, record)
), tries AS (
  -- An id that another signature keeps, or that was in use before, is not given again.
  SELECT f.* REPLACE (CASE WHEN turn = 0 THEN f.digest ELSE sha256(f.digest || '#again' || turn) END AS digest), turn
  FROM fresh f, range(16) turns(turn)
  WHERE turn = 0 OR EXISTS (SELECT 1 FROM known_ids k WHERE k.signature_id = 'S' || substr(f.digest, 1, 12))
), unused AS (
  SELECT source_id, record, arg_min(digest, turn) AS digest
  FROM tries t ANTI JOIN known_ids k ON k.signature_id = 'S' || substr(t.digest, 1, 12) GROUP BY source_id, record
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY substr(digest, 1, 12) ORDER BY digest) AS clash FROM unused
)
SELECT source_id, record, signature_id FROM kept WHERE turn = 1
UNION ALL
SELECT source_id, record, 'S' || substr(CASE WHEN clash = 1 THEN digest ELSE sha256(digest || '#' || clash) END, 1, 12) FROM numbered`;

/** Columns of `signature-ids.csv`: which id belongs to whoever says this. */
export const SIGNATURE_ID_COLUMNS = ['identity_key', 'copy', 'signature_id'] as const;

const LEDGER = `WITH fates AS (
  SELECT source_id, record, fate, reason, rule, NULL AS counted_source_id, NULL AS counted_record, NULL AS match_probability, '' AS evidence
  FROM set_aside_before
  UNION ALL
  SELECT source_id, record, fate, reason, rule, counted_source_id, counted_record, match_probability, evidence FROM verdicts
  UNION ALL
  SELECT source_id, record, fate, reason, NULL, NULL, NULL, NULL, '' FROM unread_records
  UNION ALL
  -- Nothing but the place of such a record is known any more.
  SELECT source_id, record, 'suppressed', 'erased-on-request', NULL, NULL, NULL, NULL, '' FROM erased_records
)
SELECT s.source, f.source_id, f.record, coalesce(r.input_id, '') AS input_id, coalesce(r.kind, 'person') AS kind, f.fate, f.reason,
  coalesce(i.signature_id, '') AS signature_id,
  CASE WHEN f.fate = 'duplicate' THEN m.source ELSE '' END AS matched_source,
  CASE WHEN f.fate = 'duplicate' THEN f.counted_record END AS matched_record,
  coalesce(f.match_probability::VARCHAR, '') AS match_probability,
  coalesce(f.rule, '') AS rule, CASE WHEN f.fate = 'duplicate' THEN f.evidence ELSE '' END AS evidence,
  coalesce(r.identity_key, '') AS identity_key
FROM fates f
JOIN sources s USING (source_id)
LEFT JOIN sources m ON m.source_id = f.counted_source_id
LEFT JOIN standardized_records r ON r.source_id = f.source_id AND r.record = f.record
LEFT JOIN signature_ids i ON i.source_id = f.counted_source_id AND i.record = f.counted_record`;

/** Counted signatures with the fields of their counted record. Consent is that of the person: see `merge/consent.ts`. */
const SIGNATURES = `WITH own AS (
  SELECT l.signature_id, count(*) AS records, string_agg(DISTINCT l.source, '; ' ORDER BY l.source) AS sources
  FROM ledger_rows l JOIN standardized_records r USING (source_id, record) WHERE l.signature_id <> '' GROUP BY l.signature_id
)
SELECT l.signature_id, ${RECORD_FIELDS.map((field) =>
  field === 'display_consent' ? `${consentLevel('c.consent')} AS display_consent` : `r.${field}`,
).join(', ')}, own.records, own.sources, r.content_key
FROM ledger_rows l JOIN standardized_records r USING (source_id, record) JOIN own USING (signature_id) JOIN signature_consent c USING (signature_id)
WHERE l.fate = 'counted'`;

/** The chain from verdicts to the tables that files are written from. */
export function ledgerSteps(): Step[] {
  return [
    step('set_aside_before', SET_ASIDE_BEFORE),
    step('verdicts', 'SELECT * FROM people_verdicts UNION ALL SELECT * FROM organisation_verdicts'),
    step('signature_members', SIGNATURE_MEMBERS),
    step('signature_ids', SIGNATURE_IDS),
    step('ledger_rows', LEDGER),
    ...consentSteps(),
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
  { name: 'review.csv', sql: `SELECT ${REVIEW_COLUMNS.join(', ')} FROM review_rows ORDER BY judgement <> '', place` },
  { name: 'review-checks.csv', sql: `SELECT ${REVIEW_COLUMNS.join(', ')} FROM review_checks ORDER BY pair_id, place` },
  {
    name: 'signature-ids.csv',
    sql: `SELECT ${SIGNATURE_ID_COLUMNS.map((column) => `m.${column}`)
      .join(', ')
      .replace('m.signature_id', 'i.signature_id')}
FROM signature_members m JOIN signature_ids i ON i.source_id = m.counted_source_id AND i.record = m.counted_record ORDER BY m.identity_key, m.copy`,
  },
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

/** `review_rows` and `review_checks` of the exact method, which leaves nothing to review; the files stand so that scripts find the same set. */
export const noReviewSteps = (): Step[] =>
  ['review_rows', 'review_checks'].map((table) =>
    step(table, `SELECT 0 AS place, ${REVIEW_COLUMNS.map((column) => `'' AS ${column}`).join(', ')} WHERE false`),
  );
