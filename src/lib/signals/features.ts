/**
 * From cells to labels, as a chain of SQL steps over `signatures` and `signal_countries` (value, iso). Two records get one label where the
 * folded cells are equal; the labels are numbers and say nothing of the cells.
 */

import type { LetterFolds } from '../normalize/name.js';
import { foldedTextSql } from '../normalize/name.js';
import type { Step } from '../sql.js';
import { dropStep, quoteText, step } from '../sql.js';
import { SIGNAL_COLUMNS } from './columns.js';

/** Bands of two hashes each: of texts that share 45 % of their word pairs, more than nine in ten meet in a band. */
const BANDS = 12;

const ADDRESS = 'lower(nfc_normalize(trim(email)))';
/** What distinguishes the mailbox; a tag behind a plus sign does not. */
const LOCAL = `regexp_replace(split_part(address, '@', 1), '(.)\\+.*$', '\\1')`;
const SHAPE = `regexp_replace(regexp_replace(local, '\\p{L}', 'a', 'g'), '\\p{N}', '0', 'g')`;
/** Digits at the end, as many as a whole number holds exactly. */
const SERIAL = '[0-9]{1,9}';

/** `signal_records`: the counted signatures of people in the order of time, with the texts that labels are made of. */
function recordsStep(letters: LetterFolds): Step {
  return step(
    'signal_records',
    `WITH cells AS (
  SELECT signature_id, signed_at, medium, country, postcode,
    CASE WHEN regexp_matches(trim(email), '[^@\\s]@[^@\\s]') THEN ${ADDRESS} ELSE '' END AS address,
    ${foldedTextSql('full_name', letters)} AS name,
    ${foldedTextSql('given_name', letters)} AS given,
    ${foldedTextSql('comment', letters)} AS words
  FROM signatures WHERE kind = 'person'
), parts AS (
  SELECT *, ${LOCAL} AS local, split_part(address, '@', -1) AS domain FROM cells
)
SELECT row_number() OVER (ORDER BY signed_at = '', signed_at, signature_id) AS row, *, ${SHAPE} AS shape,
  CASE WHEN regexp_matches(local, '${SERIAL}$') THEN regexp_extract(local, '^(.*?)${SERIAL}$', 1) END AS prefix,
  coalesce(try_cast(regexp_extract(local, '(${SERIAL})$', 1) AS BIGINT), -1) AS serial
FROM parts`,
  );
}

/**
 * `signal_texts` (id, words, shingles): every comment of at least `wordsMin` words, once; and `signal_alike` (one, other): pairs of them that
 * share at least `similarityMin` of their pairs of words. Which pairs to compare is found by min-wise hashing, so that a million
 * comments need no comparing each with each.
 */
function textSteps({ wordsMin, similarityMin }: { readonly wordsMin: number; readonly similarityMin: number }): Step[] {
  const hashes = Array.from(
    { length: BANDS },
    (_, band) =>
      `{'band': ${band}, 'key': hash(${[2 * band, 2 * band + 1]
        .map((seed) => `list_min(list_transform(shingles, lambda s: hash(s, ${seed})))`)
        .join(', ')})}`,
  );
  return [
    step(
      'signal_texts',
      `WITH texts AS (SELECT DISTINCT words, string_split(words, ' ') AS list FROM signal_records WHERE words <> '')
SELECT row_number() OVER (ORDER BY words) AS id, words,
  list_distinct(list_transform(range(1, len(list)), lambda i: hash(list[i], list[i + 1]))) AS shingles
FROM texts WHERE len(list) >= ${wordsMin}`,
    ),
    step('signal_bands', `SELECT id, unnest([${hashes.join(', ')}], recursive := true) FROM signal_texts`),
    step(
      'signal_alike',
      `WITH met AS (
  SELECT id, min(id) OVER (PARTITION BY band, key) AS first, lag(id) OVER (PARTITION BY band, key ORDER BY id) AS before FROM signal_bands
), pairs AS (
  SELECT first AS one, id AS other FROM met WHERE first <> id UNION SELECT before, id FROM met WHERE before IS NOT NULL
), compared AS (
  SELECT p.one, p.other, len(list_intersect(a.shingles, b.shingles)) AS common, len(a.shingles) + len(b.shingles) AS whole
  FROM pairs p JOIN signal_texts a ON a.id = p.one JOIN signal_texts b ON b.id = p.other
)
SELECT one, other FROM compared WHERE common >= ${similarityMin} * (whole - common)`,
    ),
    dropStep('signal_bands'),
  ];
}

/** A label of a text column: its place among the distinct texts, 0 for none. */
const label = (column: string): string => `CASE WHEN ${column} = '' THEN 0 ELSE dense_rank() OVER (ORDER BY ${column}) END`;

/** `signal_columns`: `SIGNAL_COLUMNS` by row. `comment` is a text's own number; joining those that are alike is not SQL. */
function columnsStep(domains: readonly string[], places: readonly string[]): Step {
  const sql: Readonly<Record<(typeof SIGNAL_COLUMNS)[number], string>> = {
    time: `coalesce(epoch(try_cast(substr(r.signed_at, 1, 19) AS TIMESTAMP)), -1)::BIGINT`,
    hasClock: `(length(r.signed_at) > 10)::INTEGER`,
    isOnline: `(r.medium <> 'paper')::INTEGER`,
    domain: label('r.domain'),
    disposable: `CASE WHEN r.domain = '' THEN 0 WHEN d.domain IS NULL THEN 1 ELSE 2 END`,
    shape: label('r.shape'),
    scheme: label(`regexp_replace(r.shape, 'a+', 'a', 'g')`),
    prefix: `CASE WHEN r.serial < 0 THEN 0 ELSE dense_rank() OVER (ORDER BY r.prefix) END`,
    serial: 'r.serial',
    name: label('r.name'),
    given: label(`CASE WHEN r.given <> '' THEN r.given ELSE split_part(r.name, ' ', 1) END`),
    comment: 'coalesce(t.id, 0)',
    text: 'coalesce(t.id, 0)',
    country: `(coalesce(c.iso, '') <> '')::INTEGER`,
    postcode: `(r.postcode <> '')::INTEGER`,
    place: `CASE WHEN coalesce(c.iso, '') = '' THEN 0 ELSE coalesce(list_position([${places.map(quoteText).join(', ')}], c.iso), 0) END`,
  };
  return step(
    'signal_columns',
    `SELECT r.row, ${SIGNAL_COLUMNS.map((name) => `${sql[name]} AS ${name}`).join(', ')}
FROM signal_records r
LEFT JOIN (SELECT unnest([${domains.map(quoteText).join(', ')}]) AS domain) d ON d.domain = r.domain
LEFT JOIN signal_texts t ON t.words = r.words
LEFT JOIN signal_countries c ON c.value = r.country`,
  );
}

export interface FeatureData {
  readonly letters: LetterFolds;
  readonly comments: { readonly wordsMin: number; readonly similarityMin: number };
  readonly domains: readonly string[];
  readonly places: readonly string[];
}

/** The whole chain: afterwards `signal_records` (row, signature_id, ...), `signal_alike` and `signal_columns` are there. */
export function featureSteps(data: FeatureData): Step[] {
  return [recordsStep(data.letters), ...textSteps(data.comments), columnsStep(data.domains, data.places)];
}

/** Rows of numbers in the order of `SIGNAL_COLUMNS`. */
export const COLUMNS_SQL = `SELECT ${SIGNAL_COLUMNS.join(', ')} FROM signal_columns ORDER BY row`;

/** Pairs of texts that are alike. */
export const ALIKE_SQL = 'SELECT one, other FROM signal_alike ORDER BY one, other';

/** Counts that are told as they are; see `SignalNumbers`. */
export const NUMBERS_SQL = `SELECT
  (SELECT count(*) FILTER (WHERE disposable = 2) FROM signal_columns) AS disposable,
  (SELECT count(*) FILTER (WHERE disposable > 0) FROM signal_columns) AS addressed,
  (SELECT coalesce(sum(n), 0)::BIGINT FROM (SELECT count(*) AS n FROM signal_records WHERE address <> '' GROUP BY address HAVING count(*) > 1)) AS shared,
  (SELECT count(*) FROM signal_records r JOIN signal_countries c ON c.value = r.country WHERE c.iso <> '' AND r.postcode <> '') AS placed,
  (SELECT count(*) FROM signal_records r JOIN signal_countries c ON c.value = r.country
   WHERE c.iso NOT IN ('', 'GB', 'GG', 'JE', 'IM')
     AND regexp_full_match(upper(replace(r.postcode, ' ', '')), '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}')) AS abroad`;
