/**
 * The consent of a signature: the least that any record of the person gives, staff changes applied. Steps over `ledger_rows`,
 * `standardized_records` and `consent_changes` (change_id, action, level, identity_key, undated_records, evidence_date, one row per key of a
 * change that stands).
 */

import { CONSENT_LEVELS } from '../model/record.js';
import type { Step } from '../sql.js';
import { quoteText, step } from '../sql.js';

/** The lattice as a number; SQL has no order of its own for it. A word that is no level is the lowest. */
export const consentRank = (column: string): string =>
  `CASE ${column} ${CONSENT_LEVELS.map((level, index) => `WHEN ${quoteText(level)} THEN ${index}`).join(' ')} ELSE 0 END`;

/** The level of a rank, from 0. */
export const consentLevel = (rank: string): string => `[${CONSENT_LEVELS.map(quoteText).join(', ')}][${rank} + 1]`;

/**
 * The records that speak for each signature. One refused at a shared address is another person's than the signature that it is refused
 * beside; where that person counts by another record, of the same name and with the same postcode, e-mail address or phone, it speaks there,
 * and can only lower. `holders`: how many signatures have records that say the same of their person; where there are several, nobody can tell
 * whose evidence it is.
 */
const SPEAKING = `WITH placed AS (
  SELECT l.signature_id, l.reason, r.identity_key, r.display_consent, r.signed_at, r.says_minor,
    r.normalized_name, r.normalized_postcode, r.compared_email, r.normalized_phone
  FROM ledger_rows l JOIN standardized_records r USING (source_id, record) WHERE l.signature_id <> ''
), own AS (
  SELECT * FROM placed WHERE reason <> 'shared-email'
), keys AS (
  SELECT identity_key, count(DISTINCT signature_id) AS holders, count(*) FILTER (WHERE signed_at = '') AS undated FROM own GROUP BY identity_key
), refused AS (
  SELECT DISTINCT o.signature_id, p.identity_key, p.display_consent, p.signed_at, p.says_minor
  FROM placed p JOIN own o ON o.normalized_name = p.normalized_name
  WHERE p.reason = 'shared-email' AND p.normalized_name <> '' AND (
    (p.normalized_postcode <> '' AND p.normalized_postcode = o.normalized_postcode) OR
    (p.compared_email <> '' AND p.compared_email = o.compared_email) OR
    (p.normalized_phone <> '' AND p.normalized_phone = o.normalized_phone))
)
SELECT o.signature_id, o.identity_key, o.display_consent, o.signed_at, o.says_minor, k.holders, k.undated FROM own o JOIN keys k USING (identity_key)
UNION ALL
SELECT *, 0 AS holders, 0 AS undated FROM refused`;

/**
 * What each record says once the evidence is in. A raise answers for what the person had said by the day of the evidence: a record signed
 * later speaks for itself, and so do all undated ones as soon as there is one more of them than then.
 */
const RAISED = `SELECT s.signature_id, s.identity_key, s.says_minor,
  greatest(${consentRank('s.display_consent')}, coalesce(max(${consentRank('c.level')}), 0)) AS consent
FROM (SELECT *, row_number() OVER () AS place FROM consent_speaking) s
LEFT JOIN consent_changes c ON c.action = 'raise' AND c.identity_key = s.identity_key AND s.holders = 1
  AND CASE WHEN s.signed_at = '' THEN s.undated <= c.undated_records::BIGINT ELSE substr(s.signed_at, 1, 10) <= c.evidence_date END
GROUP BY s.place, s.signature_id, s.identity_key, s.display_consent, s.says_minor`;

/** The least of the records, and of whatever staff lowered any of them to. No evidence lifts whoever a record says is under 18. */
const EFFECTIVE = `SELECT r.signature_id, CASE WHEN bool_or(r.says_minor) THEN 0 ELSE min(least(r.consent, coalesce(c.lowered, r.consent))) END AS consent
FROM consent_raised r
LEFT JOIN (SELECT identity_key, min(${consentRank('level')}) AS lowered FROM consent_changes WHERE action = 'lower' GROUP BY identity_key) c USING (identity_key)
GROUP BY r.signature_id`;

/** `signature_consent`: signature_id and the rank of its consent. */
export function consentSteps(): Step[] {
  return [step('consent_speaking', SPEAKING), step('consent_raised', RAISED), step('signature_consent', EFFECTIVE)];
}
