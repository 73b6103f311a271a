/**
 * From clusters to verdicts. The rules of `exact.ts` have made people of records that are certainly one; clusters join such people further.
 * A withdrawal takes every record of its person, as with the rules alone. The household rule is wider here: any shared postcode, not only a full
 * address, gives the second person at a mailbox a place; `docs/decisions/matching.md` tells why.
 */

import type { Step } from '../sql.js';
import { step } from '../sql.js';
import { RULE_WORDS } from './exact.js';
import { PROBABILITY_MAX } from './linkage/model.js';

/**
 * `rule_nodes`: the nodes of each person that the rules made, with what may contradict: a parent and a child may share name and postcode, and
 * their dates of birth then tell them apart.
 */
export const ruleNodesStep: Step = step(
  'rule_nodes',
  `WITH placed AS (
  SELECT m.person, n.node, min(n.rank) AS rank FROM record_nodes n JOIN rule_members m USING (rank) GROUP BY m.person, n.node
)
SELECT p.*, r.birth, r.email, count(DISTINCT nullif(r.birth, '')) OVER (PARTITION BY p.person) > 1 AS is_mixed
FROM placed p JOIN linkage_records r USING (node)`,
);

/** Two dates of birth that may be one with a slip, or one mailbox, which settles it. */
const AGREE = `(a.birth = b.birth OR length(a.birth) = length(b.birth) AND hamming(a.birth, b.birth) = 1 OR a.email <> '' AND a.email = b.email)`;

/**
 * Pairs of nodes that the rules make one person: `l`, `r`. Where dates contradict each other, each date has its own first node, and who gives no
 * date goes with the earliest.
 */
export const RULE_PAIRS_SQL = `WITH firsts AS (
  SELECT person, arg_min(node, rank) AS node, arg_min(node, rank) FILTER (WHERE birth <> '') AS dated FROM rule_nodes GROUP BY person
), mixed AS (
  SELECT b.person, b.node, arg_min(a.node, a.rank) AS first FROM rule_nodes b JOIN rule_nodes a ON a.person = b.person
  WHERE b.is_mixed AND b.birth <> '' AND a.birth <> '' AND ${AGREE} GROUP BY b.person, b.node
)
SELECT DISTINCT l::DOUBLE AS l, r::DOUBLE AS r FROM (
  SELECT f.node AS l, n.node AS r FROM rule_nodes n JOIN firsts f USING (person) WHERE NOT n.is_mixed
  UNION ALL SELECT f.dated, n.node FROM rule_nodes n JOIN firsts f USING (person) WHERE n.is_mixed AND n.birth = ''
  UNION ALL SELECT first, node FROM mixed
) WHERE l <> r ORDER BY l, r`;

/** Pairs of nodes of one name that two dates of birth tell apart: `l`, `r`. */
export const RULE_APART_SQL = `SELECT a.node::DOUBLE AS l, b.node::DOUBLE AS r FROM rule_nodes a JOIN rule_nodes b ON a.person = b.person AND a.node < b.node
WHERE a.is_mixed AND a.birth <> '' AND b.birth <> '' AND NOT ${AGREE} ORDER BY l, r`;

/** Keeps the people that the rules made, under their own name. */
export const ruleMembersStep: Step = step('rule_members', 'SELECT rank, person FROM person_members');

/**
 * People by cluster: `node_clusters` (node, rule_group, sure_group, strong, decided) has the smallest node of what rules, rules and
 * judgements, strong links, and all links join.
 */
const MEMBERS = `WITH placed AS (SELECT n.rank, c.decided FROM record_nodes n JOIN node_clusters c USING (node))
SELECT rank, min(rank) OVER (PARTITION BY decided) AS person FROM placed`;

const PEOPLE = `SELECT m.person, bool_or(r.withdrawn) AS withdrawn FROM person_members m JOIN people_records r USING (rank) GROUP BY m.person`;

/**
 * Places at an e-mail address among those who did not withdraw: the first person counts, the second when some postcode of both is the same,
 * any other is a duplicate of the first. In a list without any postcode the street address or the town has to do. Who has a record without an
 * address, or a place of their own at another one, counts by that.
 */
const PLACES = `WITH known AS (SELECT coalesce(bool_or(normalized_postcode <> ''), false) AS has_postcodes FROM people_records), held AS (
  SELECT m.person, r.normalized_email, min(r.rank) AS rank, list(DISTINCT r.normalized_postcode) FILTER (WHERE r.normalized_postcode <> '') AS postcodes,
    list(DISTINCT r.normalized_address) FILTER (WHERE r.normalized_address <> '') AS addresses,
    list(DISTINCT r.normalized_locality) FILTER (WHERE r.normalized_locality <> '') AS towns
  FROM person_members m JOIN people_records r USING (rank) JOIN people p USING (person)
  WHERE NOT p.withdrawn AND r.normalized_email <> '' GROUP BY m.person, r.normalized_email
), placed AS (
  SELECT *, row_number() OVER w AS place, first_value(person) OVER w AS first_person, first_value(postcodes) OVER w AS first_postcodes,
    first_value(addresses) OVER w AS first_addresses, first_value(towns) OVER w AS first_towns
  FROM held WINDOW w AS (PARTITION BY normalized_email ORDER BY rank)
), judged AS (
  SELECT person, rank, first_person,
    place = 1 OR place = 2 AND CASE WHEN has_postcodes THEN coalesce(list_has_any(postcodes, first_postcodes), false)
      ELSE coalesce(list_has_any(addresses, first_addresses), false) OR coalesce(list_has_any(towns, first_towns), false) END AS counts
  FROM placed, known
), elsewhere AS (
  SELECT DISTINCT m.person FROM person_members m JOIN people_records r USING (rank) WHERE r.normalized_email = ''
)
SELECT j.person, bool_or(j.counts) OR bool_or(e.person IS NOT NULL) AS counts, arg_min(j.first_person, j.rank) AS first_person
FROM judged j LEFT JOIN elsewhere e USING (person) GROUP BY j.person`;

/** The strongest link that joins what the rules had left apart: `sure_group`, `node` and `other` with the pattern of the two. */
const LINKS = `SELECT g.sure_group, g.node, g.other, g.weight, w.words,
  least(${PROBABILITY_MAX}, round(1 / (1 + pow(2, -g.weight)), 4)) AS probability
FROM group_links g JOIN pattern_words w USING (pattern)`;

/** What becomes of each record, without words: narrow rows, for there is one per record of the list. */
const PLACES_OF_RECORDS = `SELECT r.rank, r.withdrawn AS is_own, p.withdrawn, n.node, c.rule_group, c.sure_group, m.person,
  NOT p.withdrawn AND NOT coalesce(s.counts, true) AS refused,
  CASE WHEN coalesce(s.counts, true) THEN m.person ELSE s.first_person END AS counted_person
FROM people_records r JOIN person_members m USING (rank) JOIN people p USING (person) JOIN record_nodes n USING (rank)
JOIN node_clusters c USING (node) LEFT JOIN person_places s USING (person)`;

/** The counted record of each person. */
const counted = (keep: 'first' | 'latest'): string =>
  keep === 'first'
    ? `SELECT person, min(rank) AS rank FROM record_places WHERE NOT withdrawn AND NOT refused GROUP BY person`
    : `SELECT person, rank FROM (
  SELECT t.person, t.rank, row_number() OVER (PARTITION BY t.person ORDER BY r.signed_at = '', r.signed_at DESC, t.rank) AS turn
  FROM record_places t JOIN people_records r USING (rank) WHERE NOT t.withdrawn AND NOT t.refused
) WHERE turn = 1`;

/** Records that are not the counted one of their person, with the rule that says so. */
const DUPLICATES = `SELECT t.rank, c.rank AS counted_rank, t.sure_group, n.node AS counted_node,
  CASE WHEN t.refused THEN 'shared-email'
    WHEN t.sure_group <> n.sure_group THEN 'linked' WHEN t.rule_group <> n.rule_group THEN 'judgement'
    WHEN m.normalized_email <> '' AND m.normalized_email = o.normalized_email THEN 'canonical-email'
    WHEN m.normalized_postcode <> '' AND m.normalized_postcode = o.normalized_postcode THEN 'name-postcode'
    WHEN m.normalized_phone <> '' AND m.normalized_phone = o.normalized_phone
      OR m.normalized_address <> '' AND m.normalized_address = o.normalized_address THEN 'name-contact'
    WHEN m.normalized_postcode <> '' THEN 'name-postcode' ELSE 'name-contact' END AS rule
FROM record_places t JOIN counted_records c ON c.person = t.counted_person
JOIN record_places n ON n.rank = c.rank JOIN people_records m ON m.rank = t.rank JOIN people_records o ON o.rank = c.rank
WHERE NOT t.withdrawn AND t.rank <> c.rank`;

/** The words of each duplicate; a link to another record than the counted one names it. */
const TOLD = `SELECT d.*, CASE WHEN d.rule = 'linked' THEN l.probability END AS match_probability,
  CASE WHEN d.rule <> 'linked' THEN ${RULE_WORDS.replace('CASE rule', 'CASE d.rule')}
    WHEN l.other = d.counted_node THEN l.words ELSE l.words || ' (as ' || o.source || ' record ' || f.record || ')' END AS evidence
FROM duplicate_records d LEFT JOIN group_links_told l ON l.sure_group = CASE WHEN d.rule = 'linked' THEN d.sure_group END
LEFT JOIN (SELECT node, min(rank) AS rank FROM record_nodes SEMI JOIN (SELECT other AS node FROM group_links_told) USING (node) GROUP BY node) n ON n.node = l.other
LEFT JOIN people_records f ON f.rank = n.rank LEFT JOIN sources o ON o.source_id = f.source_id`;

const VERDICTS = `SELECT r.source_id, r.record,
  CASE WHEN t.is_own OR t.withdrawn THEN 'withdrawn' WHEN d.rank IS NOT NULL THEN 'duplicate' ELSE 'counted' END AS fate,
  CASE WHEN t.is_own THEN 'status-withdrawn' WHEN t.withdrawn THEN 'withdrawn-by-person'
    WHEN t.refused THEN 'shared-email' WHEN d.rank IS NOT NULL THEN 'same-person' ELSE 'signature' END AS reason,
  d.rule, CASE WHEN t.withdrawn THEN NULL ELSE coalesce(c.source_id, r.source_id) END AS counted_source_id,
  CASE WHEN t.withdrawn THEN NULL ELSE coalesce(c.record, r.record) END AS counted_record, d.match_probability, d.evidence
FROM people_records r JOIN record_places t USING (rank) LEFT JOIN told_duplicates d USING (rank) LEFT JOIN people_records c ON c.rank = d.counted_rank`;

/** From clusters to `people_verdicts`, a row per record that stood for a person. */
export function linkedVerdictSteps(keep: 'first' | 'latest'): Step[] {
  return [
    step('person_members', MEMBERS),
    step('people', PEOPLE),
    step('person_places', PLACES),
    step('group_links_told', LINKS),
    step('record_places', PLACES_OF_RECORDS),
    step('counted_records', counted(keep)),
    step('duplicate_records', DUPLICATES),
    step('told_duplicates', TOLD),
    step('people_verdicts', VERDICTS),
  ];
}

/**
 * What each node's person is to the count, for working out how far it can move: `node`, `state` (0 counted, 1 refused at a shared address,
 * 2 withdrawn) and whether a record of the node itself was withdrawn.
 */
export const NODE_STATES_SQL = `SELECT n.node::DOUBLE AS node,
  max(CASE WHEN p.withdrawn THEN 2 WHEN NOT coalesce(s.counts, true) THEN 1 ELSE 0 END)::DOUBLE AS state, bool_or(r.withdrawn)::INTEGER::DOUBLE AS is_withdrawn
FROM record_nodes n JOIN people_records r USING (rank) JOIN person_members m USING (rank) JOIN people p USING (person)
LEFT JOIN person_places s ON s.person = m.person GROUP BY n.node ORDER BY n.node`;

/** Rows of `review.csv` from `<table>_numbers` (place, l, r, pattern, probability, is_merged) and `<table>_ids` (place, pair_id, judgement). */
export function reviewStep(table: string): Step {
  return step(
    table,
    `WITH firsts AS (SELECT node, min(identity_key) AS identity_key, min(rank) AS rank FROM record_nodes GROUP BY node),
places AS (SELECT f.node, f.identity_key, s.source, p.record FROM firsts f JOIN people_records p USING (rank) JOIN sources s USING (source_id))
SELECT n.place, i.pair_id, a.source AS left_source, a.record AS left_record, b.source AS right_source, b.record AS right_record,
  least(${PROBABILITY_MAX}, round(n.probability, 4)) AS match_probability, w.words AS evidence, i.judgement,
  least(a.identity_key, b.identity_key) AS left_key, greatest(a.identity_key, b.identity_key) AS right_key,
  CASE WHEN n.is_merged = 1 THEN 'one' ELSE 'two' END AS counted_as
FROM ${table}_numbers n JOIN ${table}_ids i USING (place) JOIN places a ON a.node = n.l JOIN places b ON b.node = n.r
JOIN pattern_words w USING (pattern)`,
  );
}
