/**
 * Organisations from records to verdicts, as SQL steps. `organisation_groups` says which records are one organisation: by the exact method, one
 * per normalized name; by the linked method, what `organisations/` found, whose numbers the workflow loads. What follows is the same for both:
 * the earliest record is counted, and a withdrawn record takes the rest with it.
 */

import type { Step } from '../sql.js';
import { step } from '../sql.js';

/**
 * The records that stand for organisations, with their rank by signing time, then content. Records that say the same of their organisation
 * share an `entry`, the rank of the first of them. A number stands for each e-mail address: 0 where there is none.
 */
const RECORDS = `WITH named AS (
  SELECT source_id, record, fate, signed_at, CASE WHEN organisation <> '' THEN organisation ELSE full_name END AS name, acronym, aliases, country,
    CASE WHEN normalized_email = '' THEN 0 ELSE dense_rank() OVER (ORDER BY normalized_email) END AS email,
    normalized_organisation, identity_key, fate IS NOT DISTINCT FROM 'withdrawn' AS withdrawn,
    row_number() OVER (ORDER BY signed_at = '', signed_at, content_key, source_id, record) AS rank
  FROM standardized_records WHERE kind = 'organisation' AND (fate IS NULL OR fate = 'withdrawn')
)
SELECT *, min(rank) OVER (PARTITION BY name, acronym, aliases, country, email) AS entry FROM named`;

/** One organisation per normalized name; a name of which nothing is left to compare stands alone. */
const GROUPS_BY_NAME = `SELECT rank,
  CASE WHEN normalized_organisation = '' THEN rank ELSE min(rank) OVER (PARTITION BY normalized_organisation) END AS organisation,
  'organisation-name' AS rule, 'same name' AS evidence
FROM organisation_records`;

/**
 * The groups of the linked method, from `organisation_numbers` (entry, organisation, other, words, is_unreadable) and `organisation_words`
 * (words, rule, sentence). `other` is the entry that an entry was found to be the same as, on the way to the one that counts.
 */
const GROUPS_BY_LINKS = `WITH told AS (
  SELECT r.rank, CASE WHEN n.is_unreadable = 1 THEN r.rank ELSE n.organisation END AS organisation, w.rule, w.sentence,
    r.normalized_organisation <> '' AND r.normalized_organisation = c.normalized_organisation AS has_name_of_counted,
    CASE WHEN n.other <> n.organisation THEN s.source || ', record ' || o.record END AS by_way_of
  FROM organisation_records r JOIN organisation_numbers n USING (entry)
  JOIN organisation_records c ON c.rank = n.organisation
  LEFT JOIN organisation_words w ON w.words = n.words
  LEFT JOIN organisation_records o ON o.rank = n.other LEFT JOIN sources s ON s.source_id = o.source_id
), named AS (
  SELECT *, coalesce(rule, 'same-entry') = 'same-entry' OR rule <> 'judgement' AND has_name_of_counted AS is_by_name FROM told
)
SELECT rank, organisation, CASE WHEN is_by_name THEN 'organisation-name' ELSE rule END AS rule,
  CASE WHEN is_by_name THEN 'same name' ELSE sentence || coalesce(' By way of ' || by_way_of || '.', '') END AS evidence
FROM named`;

const VERDICTS = `WITH members AS (
  SELECT r.source_id, r.record, r.fate, r.rank, g.organisation, g.rule, g.evidence, bool_or(r.withdrawn) OVER (PARTITION BY g.organisation) AS withdrawn
  FROM organisation_records r JOIN organisation_groups g USING (rank)
)
SELECT m.source_id, m.record,
  CASE WHEN m.withdrawn THEN 'withdrawn' WHEN m.rank = m.organisation THEN 'counted' ELSE 'duplicate' END AS fate,
  CASE WHEN m.fate = 'withdrawn' THEN 'status-withdrawn' WHEN m.withdrawn THEN 'withdrawn-by-person'
    WHEN m.rank = m.organisation THEN 'signature' ELSE 'same-organisation' END AS reason,
  CASE WHEN m.withdrawn OR m.rank = m.organisation THEN NULL ELSE m.rule END AS rule,
  CASE WHEN m.withdrawn THEN NULL ELSE c.source_id END AS counted_source_id, CASE WHEN m.withdrawn THEN NULL ELSE c.record END AS counted_record,
  CAST(NULL AS DOUBLE) AS match_probability,
  CASE WHEN m.withdrawn OR m.rank = m.organisation THEN '' ELSE m.evidence END AS evidence
FROM members m JOIN organisation_records c ON c.rank = m.organisation`;

/** `organisation_records`, from `standardized_records`. */
export const organisationRecordsStep: Step = step('organisation_records', RECORDS);

/** `organisation_groups` by the exact method. */
export const groupsByNameStep: Step = step('organisation_groups', GROUPS_BY_NAME);

/** `organisation_groups` by the linked method. */
export const groupsByLinksStep: Step = step('organisation_groups', GROUPS_BY_LINKS);

/** `organisation_verdicts`: a row per record that stood for an organisation. */
export const organisationVerdictsStep: Step = step('organisation_verdicts', VERDICTS);

/** What each organisation says of itself, and whether one of its records was withdrawn. In no order: the ids are the ranks. */
export const ORGANISATIONS_SQL = `SELECT entry AS id, any_value(name) AS name, any_value(acronym) AS acronym, any_value(aliases) AS aliases,
  any_value(country) AS country, any_value(email) AS email, bool_or(withdrawn) AS withdrawn
FROM organisation_records GROUP BY entry ORDER BY entry`;

/** Rows added to `review_rows`, from `organisation_questions` (place, l, r, words, pair_id, judgement). */
export const organisationReviewStep: Step = step(
  'review_rows',
  `WITH places AS (SELECT r.rank, r.identity_key, s.source, r.record FROM organisation_records r JOIN sources s USING (source_id))
SELECT * FROM review_rows
UNION ALL BY NAME
SELECT (SELECT coalesce(max(place) + 1, 0) FROM review_rows) + q.place AS place, q.pair_id, a.source AS left_source, a.record AS left_record,
  b.source AS right_source, b.record AS right_record, CAST(NULL AS DOUBLE) AS match_probability, w.sentence AS evidence, q.judgement,
  least(a.identity_key, b.identity_key) AS left_key, greatest(a.identity_key, b.identity_key) AS right_key, 'two' AS counted_as
FROM organisation_questions q JOIN places a ON a.rank = q.l JOIN places b ON b.rank = q.r JOIN organisation_words w ON w.words = q.words`,
);
