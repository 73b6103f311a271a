/**
 * The exact rules of who is the same person (contract, section 6), as a chain of SQL steps over
 * `standardized_records`. No probabilities. Everything is decided by content: a record's `rank` orders by signing
 * time, then by content, and only records alike in every cell fall back on source and record number.
 *
 * Records with an e-mail form a person per (e-mail, name). Records without one join at most one such person, so that
 * a paper sheet can never glue two people of one name together.
 */

import type { Step } from '../sql.js';
import { step } from '../sql.js';

export interface ExactSettings {
  /** Which record of a person is the counted one. */
  readonly keep: 'first' | 'latest';
}

const KEYS = 'normalized_email, normalized_name, normalized_postcode, normalized_phone, normalized_address, normalized_locality';

/**
 * The records that stand for people, with the keys they are compared by and their rank. Who leaves the name out at an
 * address where others gave one belongs to the first of those.
 */
const PEOPLE_RECORDS = `WITH ranked AS (
  SELECT source_id, record, fate, signed_at, ${KEYS},
    row_number() OVER (ORDER BY signed_at = '', signed_at, content_key, source_id, record) AS rank
  FROM standardized_records WHERE kind = 'person' AND (fate IS NULL OR fate = 'withdrawn')
), nameless AS (
  SELECT DISTINCT normalized_email FROM ranked WHERE normalized_email <> '' AND normalized_name = ''
), first_named AS (
  SELECT normalized_email, arg_min(normalized_name, rank) AS first_name
  FROM ranked SEMI JOIN nameless USING (normalized_email) WHERE normalized_name <> '' GROUP BY normalized_email
)
SELECT r.* REPLACE (CASE WHEN r.normalized_name = '' THEN coalesce(f.first_name, '') ELSE r.normalized_name END AS normalized_name),
  r.fate IS NOT DISTINCT FROM 'withdrawn' AS withdrawn
FROM ranked r LEFT JOIN first_named f USING (normalized_email)`;

/** One row per (e-mail, name): a person who gave an e-mail, withdrawn when any of their own records is. */
const EMAIL_PEOPLE = `SELECT normalized_email, normalized_name, min(rank) AS person,
  coalesce(arg_min(normalized_postcode, rank) FILTER (WHERE normalized_postcode <> ''), '') AS postcode,
  bool_or(withdrawn) AS withdrawn
FROM people_records WHERE normalized_email <> '' GROUP BY normalized_email, normalized_name`;

/**
 * Places at an e-mail address, people who withdrew left out: the first name counts; the second counts when both gave
 * the same postcode; any other is a duplicate of the first (UK e-petitions' rule for couples).
 */
const slots = (people: string): string => `WITH placed AS (
  SELECT normalized_email, normalized_name, person, postcode,
    row_number() OVER w AS place,
    first_value(person) OVER w AS first_person,
    first_value(postcode) OVER w AS first_postcode
  FROM ${people} WHERE NOT withdrawn WINDOW w AS (PARTITION BY normalized_email ORDER BY person)
)
SELECT person, first_person, place = 1 OR place = 2 AND postcode <> '' AND postcode = first_postcode AS counts FROM placed`;

/**
 * Records with no e-mail, one row per group that the rules make one person before anybody joins it: same name and
 * postcode; or, without a postcode, the record alone (they are joined by contact below).
 */
const GROUPS_WITHOUT_EMAIL = `SELECT *,
  CASE WHEN normalized_name <> '' AND normalized_postcode <> '' THEN min(rank) OVER (PARTITION BY normalized_name, normalized_postcode) ELSE rank END AS own_group
FROM people_records WHERE normalized_email = ''`;

/**
 * Whom a group without e-mail may join: by name and postcode, or by name and phone or street address where one of the two
 * has no postcode. Somebody who withdrew comes first, because a withdrawal takes every record of that person; then
 * name and postcode; then the earliest. People refused at a shared address take nobody with them.
 */
const JOINS = `WITH hosts AS (
  SELECT r.normalized_name, r.normalized_postcode, r.normalized_phone, r.normalized_address, p.person, p.withdrawn
  FROM people_records r
  JOIN email_people p ON p.normalized_email = r.normalized_email AND p.normalized_name = r.normalized_name
  LEFT JOIN email_places s ON s.person = p.person
  WHERE r.normalized_name <> '' AND coalesce(s.counts, true)
), groups AS (
  SELECT DISTINCT own_group, normalized_name, normalized_postcode, normalized_phone, normalized_address FROM records_without_email
), offers AS (
  SELECT g.own_group, h.person, h.withdrawn, 0 AS by_contact FROM groups g JOIN hosts h
    ON h.normalized_name = g.normalized_name AND h.normalized_postcode = g.normalized_postcode AND g.normalized_postcode <> ''
  UNION ALL
  SELECT g.own_group, h.person, h.withdrawn, 1 FROM groups g JOIN hosts h
    ON h.normalized_name = g.normalized_name AND h.normalized_phone = g.normalized_phone AND g.normalized_phone <> ''
    AND (h.normalized_postcode = '' OR g.normalized_postcode = '')
  UNION ALL
  SELECT g.own_group, h.person, h.withdrawn, 1 FROM groups g JOIN hosts h
    ON h.normalized_name = g.normalized_name AND h.normalized_address = g.normalized_address AND g.normalized_address <> ''
    AND (h.normalized_postcode = '' OR g.normalized_postcode = '')
), ordered AS (
  SELECT own_group, person, row_number() OVER (PARTITION BY own_group ORDER BY NOT withdrawn, by_contact, person) AS choice FROM offers
)
SELECT own_group, person FROM ordered WHERE choice = 1`;

/** Groups that joined nobody, with the label that spreads among those of one name who share a phone or an address. */
const CONTACT_GROUPS = `SELECT r.rank, r.own_group, r.normalized_name, r.normalized_postcode, r.normalized_phone, r.normalized_address,
  r.withdrawn, r.own_group AS label
FROM records_without_email r ANTI JOIN joined_groups j ON j.own_group = r.own_group
WHERE r.normalized_name <> ''`;

/**
 * Groups without a postcode join the one group with a postcode that shares their name and contact (a withdrawn one
 * first, then the earliest), so that they cannot glue two postcodes together; the rest keep their label.
 */
const CONTACT_HOSTS = `WITH hosts AS (SELECT own_group, normalized_name, normalized_phone, normalized_address, bool_or(withdrawn) OVER (PARTITION BY own_group) AS withdrawn
  FROM contact_groups WHERE normalized_postcode <> ''),
guests AS (SELECT own_group, normalized_name, normalized_phone, normalized_address FROM contact_groups WHERE normalized_postcode = ''),
offers AS (
  SELECT g.own_group, h.own_group AS host, h.withdrawn FROM guests g JOIN hosts h
    ON h.normalized_name = g.normalized_name AND h.normalized_phone = g.normalized_phone AND g.normalized_phone <> ''
  UNION ALL
  SELECT g.own_group, h.own_group, h.withdrawn FROM guests g JOIN hosts h
    ON h.normalized_name = g.normalized_name AND h.normalized_address = g.normalized_address AND g.normalized_address <> ''
), ordered AS (
  SELECT own_group, host, row_number() OVER (PARTITION BY own_group ORDER BY NOT withdrawn, host) AS choice FROM offers
)
SELECT own_group, host FROM ordered WHERE choice = 1`;

/** Guests without any host: the smallest label spreads along shared phones and addresses until nothing changes. */
const CONTACT_LABELS = `SELECT c.own_group, c.normalized_name, c.normalized_phone, c.normalized_address, c.label
FROM contact_groups c ANTI JOIN contact_hosts h ON h.own_group = c.own_group WHERE c.normalized_postcode = ''`;

const SPREAD_LABELS = `SELECT own_group, normalized_name, normalized_phone, normalized_address, least(
  label,
  CASE WHEN normalized_phone <> '' THEN min(label) OVER (PARTITION BY normalized_name, normalized_phone) ELSE label END,
  CASE WHEN normalized_address <> '' THEN min(label) OVER (PARTITION BY normalized_name, normalized_address) ELSE label END
) AS label FROM contact_labels`;

/** True while some two that share a name and a phone, or a name and an address, still have different labels. */
const LABELS_DIFFER = `SELECT (
  SELECT count(*) FROM (SELECT 1 FROM contact_labels WHERE normalized_phone <> '' GROUP BY normalized_name, normalized_phone HAVING min(label) <> max(label))
) + (
  SELECT count(*) FROM (SELECT 1 FROM contact_labels WHERE normalized_address <> '' GROUP BY normalized_name, normalized_address HAVING min(label) <> max(label))
)`;

/** Every record of people with the person it belongs to. */
const MEMBERS = `SELECT r.rank, p.person FROM people_records r
JOIN email_people p ON p.normalized_email = r.normalized_email AND p.normalized_name = r.normalized_name
UNION ALL
SELECT r.rank, coalesce(j.person, h.host, l.label, r.own_group) FROM records_without_email r
LEFT JOIN joined_groups j ON j.own_group = r.own_group
LEFT JOIN contact_hosts h ON h.own_group = r.own_group
LEFT JOIN (SELECT DISTINCT own_group, label FROM contact_labels) l ON l.own_group = r.own_group`;

/** One row per person: whether they withdrew, on any of their records. */
const PEOPLE = `SELECT m.person, bool_or(r.withdrawn) AS withdrawn
FROM person_members m JOIN people_records r USING (rank) GROUP BY m.person`;

/** The people with an e-mail again, now with withdrawals that came by a record without one. */
const SETTLED_EMAIL_PEOPLE = `SELECT e.normalized_email, e.normalized_name, e.person, e.postcode, p.withdrawn
FROM email_people e JOIN people p USING (person)`;

/** What a rule found, in words. */
export const RULE_WORDS = `CASE rule WHEN 'canonical-email' THEN 'same e-mail address and name' WHEN 'shared-email' THEN 'same e-mail address, another name'
  WHEN 'name-postcode' THEN 'same name and postcode' WHEN 'name-contact' THEN 'same name, and same telephone or street address'
  WHEN 'judgement' THEN 'judged to be one person' ELSE '' END`;

/**
 * The person who answers for each record in the count. A record with an e-mail whose owner is refused at a shared
 * address stands as a duplicate of the first person there.
 */
const verdicts = (keep: 'first' | 'latest'): string => `WITH members AS (
  SELECT r.* EXCLUDE (withdrawn), m.person, p.withdrawn,
    r.normalized_email <> '' AND coalesce(NOT s.counts, false) AS refused, s.first_person
  FROM people_records r JOIN person_members m USING (rank) JOIN people p USING (person)
  LEFT JOIN settled_places s ON s.person = m.person
), chosen AS (
  SELECT *, row_number() OVER (PARTITION BY person ORDER BY ${
    keep === 'first' ? 'rank' : "signed_at = '', signed_at DESC, rank"
  }) AS turn FROM members WHERE NOT withdrawn AND NOT refused
), counted AS (SELECT person, rank, source_id, record, ${KEYS} FROM chosen WHERE turn = 1)
SELECT *, CAST(NULL AS DOUBLE) AS match_probability, ${RULE_WORDS} AS evidence FROM (
SELECT m.source_id, m.record,
  CASE WHEN m.fate = 'withdrawn' OR m.withdrawn THEN 'withdrawn' WHEN m.refused OR m.rank <> c.rank THEN 'duplicate' ELSE 'counted' END AS fate,
  CASE WHEN m.fate = 'withdrawn' THEN 'status-withdrawn' WHEN m.withdrawn THEN 'withdrawn-by-person'
    WHEN m.refused THEN 'shared-email' WHEN m.rank <> c.rank THEN 'same-person' ELSE 'signature' END AS reason,
  CASE WHEN m.withdrawn THEN NULL WHEN m.refused THEN 'shared-email' WHEN m.rank = c.rank THEN NULL
    WHEN m.normalized_email <> '' AND m.normalized_email = c.normalized_email THEN 'canonical-email'
    WHEN m.normalized_postcode <> '' AND m.normalized_postcode = c.normalized_postcode THEN 'name-postcode'
    WHEN m.normalized_phone <> '' AND m.normalized_phone = c.normalized_phone
      OR m.normalized_address <> '' AND m.normalized_address = c.normalized_address THEN 'name-contact'
    WHEN m.normalized_postcode <> '' THEN 'name-postcode' ELSE 'name-contact' END AS rule,
  CASE WHEN m.withdrawn THEN NULL ELSE c.source_id END AS counted_source_id,
  CASE WHEN m.withdrawn THEN NULL ELSE c.record END AS counted_record
FROM members m LEFT JOIN counted c ON c.person = CASE WHEN m.refused THEN m.first_person ELSE m.person END)`;

/** From `standardized_records` to `person_members` (rank, person): who is certainly one person. */
export function ruleSteps(): Step[] {
  return [
    step('people_records', PEOPLE_RECORDS),
    step('email_people', EMAIL_PEOPLE),
    step('email_places', slots('email_people')),
    step('records_without_email', GROUPS_WITHOUT_EMAIL),
    step('joined_groups', JOINS),
    step('contact_groups', CONTACT_GROUPS),
    step('contact_hosts', CONTACT_HOSTS),
    step('contact_labels', CONTACT_LABELS),
    step('contact_labels', SPREAD_LABELS, LABELS_DIFFER),
    step('person_members', MEMBERS),
  ];
}

/** From `person_members` to `people_verdicts`, a row per record that stood for a person, by the rules alone. */
export function exactVerdictSteps(settings: ExactSettings): Step[] {
  return [
    step('people', PEOPLE),
    step('settled_email_people', SETTLED_EMAIL_PEOPLE),
    step('settled_places', slots('settled_email_people')),
    step('people_verdicts', verdicts(settings.keep)),
  ];
}
