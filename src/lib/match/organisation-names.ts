/** Organisations by their names, for the exact method: one per normalized name. The earliest record is counted, and a withdrawn record takes the rest with it. */

import type { Step } from '../sql.js';
import { step } from '../sql.js';

const ORGANISATION_VERDICTS = `WITH ranked AS (
  SELECT *, row_number() OVER (ORDER BY signed_at = '', signed_at, content_key, source_id, record) AS rank,
    bool_or(fate IS NOT DISTINCT FROM 'withdrawn') OVER (PARTITION BY normalized_organisation) AS withdrawn
  FROM standardized_records WHERE kind = 'organisation' AND (fate IS NULL OR fate = 'withdrawn')
), counted AS (
  SELECT normalized_organisation, arg_min(source_id, rank) AS source_id, arg_min(record, rank) AS record, min(rank) AS rank
  FROM ranked WHERE NOT withdrawn GROUP BY normalized_organisation
)
SELECT r.source_id, r.record,
  CASE WHEN r.withdrawn THEN 'withdrawn' WHEN r.rank = c.rank THEN 'counted' ELSE 'duplicate' END AS fate,
  CASE WHEN r.fate = 'withdrawn' THEN 'status-withdrawn' WHEN r.withdrawn THEN 'withdrawn-by-person'
    WHEN r.rank = c.rank THEN 'signature' ELSE 'same-organisation' END AS reason,
  CASE WHEN r.withdrawn OR r.rank = c.rank THEN NULL ELSE 'organisation-name' END AS rule,
  c.source_id AS counted_source_id, c.record AS counted_record, CAST(NULL AS DOUBLE) AS match_probability,
  CASE WHEN r.withdrawn OR r.rank = c.rank THEN '' ELSE 'same name' END AS evidence
FROM ranked r LEFT JOIN counted c USING (normalized_organisation)`;

/** `organisation_verdicts`: a row per record that stood for an organisation. */
export const organisationStep = (): Step => step('organisation_verdicts', ORGANISATION_VERDICTS);
