/**
 * The chain from people's records to compared pairs, as SQL steps that do not run themselves. In between the workflow asks how large the
 * blocks are, transliterates names, and lets the model learn from counts of patterns.
 */

import type { Step } from '../../sql.js';
import { dropStep, step } from '../../sql.js';
import { numberOfSql } from '../dialect.js';
import type { BlockingRule } from './blocking.js';
import { BLOCK_SIZE_MAX } from './blocking.js';
import { COMPARED_COLUMNS, COMPARISONS, levelsSql, SWAPPED_SQL } from './comparisons.js';
import { patternSql } from './patterns.js';
import type { FieldWords } from './records.js';
import {
  familyFormsSql,
  givenFormsSql,
  LINKAGE_KEYS_SQL,
  linkageValuesSql,
  NAMED_RECORDS_SQL,
  partedRecordsSql,
  raritySql,
  wordRaritySql,
} from './records.js';

/** Lists of so few pairs are compared pair by pair. */
export const ALL_PAIRS_MAX = 500_000;
/** Random pairs from which it is learnt what strangers have in common. */
export const SAMPLE_PAIRS = 500_000;

/** Values that are not plain ASCII, for transliterating: `value`, each once. Reads `linkage_values`. */
export const FOREIGN_VALUES_SQL = `SELECT DISTINCT value FROM (
  SELECT unnest([name, given, family, address, locality]) AS value FROM linkage_values
) WHERE regexp_matches(value, '[^ -~]') ORDER BY value`;

/** `linkage_values` and `record_nodes` (rank, node, identity_key) from `standardized_records` and `people_records`. */
export function valueSteps(): Step[] {
  return [
    step('linkage_keys', LINKAGE_KEYS_SQL),
    step('linkage_values', linkageValuesSql()),
    step('record_nodes', 'SELECT k.rank, v.node, k.identity_key FROM linkage_keys k JOIN linkage_values v USING (node_key)'),
  ];
}

/** `linkage_records` with rarities. Reads `linkage_values`, `ascii_names` (value, ascii) and `known_names` (name). */
export function recordSteps(words: FieldWords): Step[] {
  return [
    step('parted_records', partedRecordsSql(words)),
    step('given_forms', givenFormsSql(words)),
    step('family_forms', familyFormsSql(words)),
    step('named_records', NAMED_RECORDS_SQL),
    dropStep('linkage_keys', 'linkage_values', 'ascii_names', 'parted_records', 'given_forms', 'family_forms'),
    step(
      'given_counts',
      `SELECT given_first AS value, count(*)::INTEGER AS n FROM named_records WHERE given_first <> '' GROUP BY given_first`,
    ),
    step('domain_counts', `SELECT email_domain AS value, count(*)::INTEGER AS n FROM named_records GROUP BY email_domain`),
    ...RARE_COLUMNS.map(({ id, column }) => step(`${id}_rarity`, raritySql('named_records', column))),
    ...WORD_COLUMNS.map(({ id, words: column }) => step(`${id}_word_rarity`, wordRaritySql('named_records', column))),
    step(
      'linkage_records',
      `SELECT r.*, coalesce(c.n, 0) AS given_count, coalesce(d.n, 0) AS email_domain_count, k.name IS NOT NULL AS is_known_given, ${RARE_COLUMNS.map(({ id }) => `coalesce(${id}_rarity.rarity, 0)::TINYINT AS ${id}_rarity`).join(', ')}${WORD_COLUMNS.map(({ id }) => `, coalesce(${id}_word_rarity.rarity, 0)::TINYINT AS ${id}_word_rarity`).join('')}
FROM named_records r LEFT JOIN given_counts c ON c.value = r.given_first LEFT JOIN domain_counts d ON d.value = r.email_domain
LEFT JOIN known_names k ON k.name = r.given_first
${RARE_COLUMNS.map(({ id, column }) => `LEFT JOIN ${id}_rarity ON ${id}_rarity.value = r.${column}`).join('\n')}
${WORD_COLUMNS.map(({ id }) => `LEFT JOIN ${id}_word_rarity ON ${id}_word_rarity.node = r.node`).join('\n')}`,
    ),
    dropStep(
      'named_records',
      'given_counts',
      'domain_counts',
      ...RARE_COLUMNS.map(({ id }) => `${id}_rarity`),
      ...WORD_COLUMNS.map(({ id }) => `${id}_word_rarity`),
    ),
  ];
}

const RARE_COLUMNS = COMPARISONS.flatMap(({ id, rarity }) => (rarity === undefined ? [] : [{ id, column: rarity }]));

const WORD_COLUMNS = COMPARISONS.flatMap(({ id, wordRarity }) => (wordRarity === undefined ? [] : [{ id, words: wordRarity.words }]));

/** The table of pairs that share a key, before any rule has run: `l` < `r`. */
export const EMPTY_PAIRS: Step = step('keyed_pairs', 'SELECT 0::INTEGER AS l, 0::INTEGER AS r, 0::UTINYINT AS rule WHERE false');

/** `block_keys` (rule, node, key) and `block_sizes` (rule, key, size) of some rules, by their positions; keys of a single record are left out. */
export function keySteps(rules: readonly (readonly [position: number, rule: BlockingRule])[]): Step[] {
  const keys = rules.flatMap(([position, rule]) =>
    rule.keys.map((key) => `SELECT ${position}::UTINYINT AS rule, node, ${key} AS key FROM linkage_records WHERE (${key}) IS NOT NULL`),
  );
  return [
    step('block_keys', keys.join('\nUNION ALL\n')),
    step('block_sizes', 'SELECT rule, key, count(*)::INTEGER AS size FROM block_keys GROUP BY rule, key HAVING count(*) > 1'),
  ];
}

/** How many keys of each rule are shared by how many records, from the smallest: `rule`, `size`, `keys`. */
export const BLOCK_SIZES_SQL = 'SELECT rule, size, count(*)::INTEGER AS keys FROM block_sizes GROUP BY rule, size ORDER BY rule, size';

/** Adds the pairs of the rules in `block_keys` to `keyed_pairs`, of blocks up to a size. */
export function pairStep(sizeMax: number): Step {
  return {
    table: 'keyed_pairs',
    sql: `INSERT INTO keyed_pairs SELECT DISTINCT a.node, b.node, a.rule
FROM block_keys a JOIN block_sizes s ON s.rule = a.rule AND s.key = a.key AND s.size <= ${sizeMax}
JOIN block_keys b ON b.rule = a.rule AND b.key = a.key WHERE a.node < b.node`,
  };
}

/** Pairs of each rule: `rule`, `pairs`. */
export const KEYED_COUNTS_SQL = 'SELECT rule, count(*) AS pairs FROM keyed_pairs GROUP BY rule ORDER BY rule';

/** The largest block of a rule that is still compared: the cap, or for a weak rule what keeps its pairs within `pairsMax`. */
export function blockSizeMax(
  rule: BlockingRule,
  sizes: readonly { readonly size: number; readonly keys: number }[],
  pairsMax: number,
): number {
  let largest = 1;
  let pairs = 0;
  for (const { size, keys } of sizes) {
    pairs += (keys * size * (size - 1)) / 2;
    if (size > BLOCK_SIZE_MAX || (rule.isWeak === true && pairs > pairsMax)) break;
    largest = size;
  }
  return largest;
}

/** `candidate_pairs` (l, r, is_blocked): the pairs of the rules, or all pairs where the list is short. */
export function candidateStep(comparesAll: boolean): Step {
  return step(
    'candidate_pairs',
    comparesAll
      ? `SELECT a.node AS l, b.node AS r, k.l IS NOT NULL AS is_blocked FROM linkage_records a JOIN linkage_records b ON a.node < b.node
LEFT JOIN (SELECT DISTINCT l, r FROM keyed_pairs) k ON k.l = a.node AND k.r = b.node`
      : 'SELECT DISTINCT l, r, true AS is_blocked FROM keyed_pairs',
  );
}

/** `random_pairs` (l, r) of a list of `nodes` records: every pair of a short list, else about `SAMPLE_PAIRS` chosen by a hash. */
export function randomStep(nodes: number, comparesAll: boolean): Step {
  if (comparesAll) return step('random_pairs', 'SELECT l, r FROM candidate_pairs');
  const draws = Math.ceil(SAMPLE_PAIRS / nodes);
  const every = Math.max(1, Math.floor(nodes / SAMPLE_PAIRS));
  return step(
    'random_pairs',
    `SELECT DISTINCT least(a, b) AS l, greatest(a, b) AS r FROM (
  SELECT node AS a, (${numberOfSql('node', 'draw')} % ${nodes})::INTEGER AS b FROM linkage_records, range(${draws}) draws(draw)
  WHERE node % ${every} = 0
) WHERE a <> b`,
  );
}

/** The levels of every pair of a table (l, r), with its pattern. `nicknames` (left_name, right_name) holds each pair of forms once. */
export function compareSql(pairs: string, extra = ''): string {
  const columns = [
    ...new Set([
      ...COMPARED_COLUMNS,
      ...RARE_COLUMNS.map(({ id }) => `${id}_rarity`),
      ...WORD_COLUMNS.map(({ id }) => `${id}_word_rarity`),
    ]),
  ];
  return `WITH sides AS (
  SELECT p.*, n.left_name IS NOT NULL AS nicknamed, ${columns.map((column) => `a.${column} AS ${column}_l, b.${column} AS ${column}_r`).join(', ')}
  FROM ${pairs} p JOIN linkage_records a ON a.node = p.l JOIN linkage_records b ON b.node = p.r
  LEFT JOIN nicknames n ON n.left_name = least(a.given_first, b.given_first) AND n.right_name = greatest(a.given_first, b.given_first)
), crossed AS (
  SELECT *, ${SWAPPED_SQL} AS is_swapped FROM sides
), levels AS (
  SELECT *, ${levelsSql(COMPARISONS)} FROM crossed
)
SELECT l, r${extra}, ${patternSql()} AS pattern FROM levels`;
}

export const compareSteps = (): Step[] => [
  step('compared_pairs', compareSql('candidate_pairs', ', is_blocked')),
  step('compared_sample', compareSql('random_pairs')),
  dropStep('candidate_pairs', 'random_pairs'),
];

/** Pairs by pattern: of the candidates that a rule found, of the sample, and every pattern that needs a weight. */
export const CANDIDATE_PATTERNS_SQL =
  'SELECT pattern::DOUBLE, count(*)::DOUBLE FROM compared_pairs WHERE is_blocked GROUP BY pattern ORDER BY pattern';
export const SAMPLE_PATTERNS_SQL = 'SELECT pattern::DOUBLE, count(*)::DOUBLE FROM compared_sample GROUP BY pattern ORDER BY pattern';
export const ALL_PATTERNS_SQL = 'SELECT DISTINCT pattern::DOUBLE AS pattern FROM compared_pairs ORDER BY pattern';

/** How many records, and how many of them with a date of birth. */
export const NODE_COUNTS_SQL = `SELECT count(*)::DOUBLE, (count(*) FILTER (WHERE birth <> ''))::DOUBLE FROM linkage_records`;

/** `weighted_pairs` (l, r, pattern, weight) of the records that have any link at all. Reads `pattern_weights` (pattern, weight). */
export const weightSteps = (): Step[] => [
  step(
    'linked_nodes',
    `WITH links AS (SELECT l, r FROM compared_pairs JOIN pattern_weights USING (pattern) WHERE weight > 0)
SELECT l AS node FROM links UNION SELECT r FROM links`,
  ),
  step(
    'weighted_pairs',
    `SELECT c.l, c.r, c.pattern, w.weight FROM compared_pairs c JOIN pattern_weights w USING (pattern)
SEMI JOIN linked_nodes a ON a.node = c.l SEMI JOIN linked_nodes b ON b.node = c.r`,
  ),
];
