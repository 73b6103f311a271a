/**
 * The records that the model compares: one row per distinct thing that is said of a person, numbered by content, with every field in the
 * form in which it is compared. Reads `people_records` and `ascii_names`.
 */

import { quoteText } from '../../sql.js';
import { wordsColumnSql } from './comparisons.js';

/** Words of family names that say nothing by themselves, and address words; see `match/data`. */
export interface FieldWords {
  readonly particles: readonly string[];
  /** Family names of peoples who write them first. */
  readonly familyFirst: readonly string[];
  /** Short forms of words in street addresses and what they stand for. */
  readonly addressWords: Readonly<Record<string, string>>;
  /** Words of street addresses that say nothing. */
  readonly addressFillers: readonly string[];
}

/**
 * How a name sounds, roughly: letters of one sound folded, doubled ones single, vowels left out. Two romanisations of one name mostly give
 * the same; names of fewer than three such letters prove nothing.
 */
export function soundSql(name: string): string {
  let text = `replace(${name}, ' ', '')`;
  const folds: readonly (readonly [string, string])[] = [
    ['tsch', 's'],
    ['sch', 's'],
    ['sh', 's'],
    ['ch', 'k'],
    ['kh', 'k'],
    ['gh', 'g'],
    ['ph', 'f'],
    ['th', 't'],
    ['dh', 'd'],
    ['bh', 'b'],
    ['ck', 'k'],
    ['dj', 'j'],
    ['cz', 's'],
    ['ts', 's'],
    ['x', 'ks'],
  ];
  for (const [from, to] of folds) text = `replace(${text}, '${from}', '${to}')`;
  text = `translate(${text}, 'cqzvwj', 'kksfyg')`;
  text = `regexp_replace(regexp_replace(${text}, 'h$', ''), '[aeiouy]+', '', 'g')`;
  for (const letter of 'bdfgklmnprst') text = `replace(${text}, '${letter}${letter}', '${letter}')`;
  // That a name begins with a vowel is heard: Ahmad is not Hamid.
  return `(CASE WHEN regexp_matches(${name}, '^[aeiouy]') THEN 'a' ELSE '' END || ${text})`;
}

/** The letters of a name in the order of the alphabet: the same for a name whose letters were jumbled. */
const lettersSql = (name: string): string => `array_to_string(list_sort(string_split(${name}, '')), '')`;

/** Digits that stand for letters in a misread name become those letters again. */
function readLettersSql(name: string): string {
  return `CASE WHEN regexp_matches(${name}, '[a-z]') AND regexp_matches(${name}, '[0158]') THEN translate(${name}, '0158', 'olsb') ELSE ${name} END`;
}

/** A name without particles, as long as another word is left; "Mac" is written "Mc" by half of its bearers. */
function withoutParticlesSql(name: string, particles: readonly string[]): string {
  const bare = `trim(regexp_replace(' ' || replace(${name}, ' ', '  ') || ' ', ' (?:${particles.join('|')}) ', ' ', 'g'))`;
  return `regexp_replace(regexp_replace(CASE WHEN ${bare} = '' THEN ${name} ELSE ${bare} END, ' +', ' ', 'g'), '\\bmac', 'mc', 'g')`;
}

/** Nobody's name or address is longer, and comparing two texts takes time by the square of their length. */
const COMPARED_LENGTH = 150;

const VALUE_OF: Readonly<Record<string, string>> = {
  // Of a name that lost letters nothing is left to compare.
  name: "CASE WHEN contains(s.normalized_name, '?') THEN '' ELSE s.normalized_name END",
  lost_name: "CASE WHEN contains(s.normalized_name, '?') THEN s.normalized_name ELSE '' END",
  email: 's.compared_email',
};

/**
 * What each record says, every thing once. Records that say the same of a person who can be told apart are one node; a name alone tells
 * nobody apart, so there every record is a node of its own.
 */
export function linkageValuesSql(): string {
  return `SELECT (row_number() OVER (ORDER BY min(k.rank)) - 1)::INTEGER AS node, k.node_key, min(k.rank) AS first_rank,
  ${['name', 'lost_name', 'given', 'family', 'email', 'phone', 'postcode', 'address', 'locality', 'birth']
    .map((field) => `left(arg_min(${VALUE_OF[field] ?? `s.normalized_${field}`}, k.rank), ${COMPARED_LENGTH}) AS ${field}`)
    .join(',\n  ')}
FROM linkage_keys k JOIN standardized_records s USING (source_id, record) GROUP BY k.node_key`;
}

/** `linkage_keys` (rank, source_id, record, identity_key, node_key) from `people_records`. */
export const LINKAGE_KEYS_SQL = `SELECT p.rank, p.source_id, p.record, s.identity_key,
  CASE WHEN s.compared_email <> '' OR s.normalized_name <> '' AND (s.normalized_postcode <> '' OR s.normalized_phone <> '' OR s.normalized_address <> ''
      OR s.normalized_locality <> '' AND s.normalized_birth <> '')
    THEN s.identity_key ELSE s.identity_key || '#' || p.rank END AS node_key
FROM people_records p JOIN standardized_records s USING (source_id, record)`;

/**
 * `parted_records`: every field but the names in the form in which it is compared, and the names divided: `own_given`, `own_family`. Reads
 * `linkage_values` and `ascii_names`.
 */
export function partedRecordsSql(words: FieldWords): string {
  const address = (text: string): string => {
    let padded = `' ' || replace(${text}, ' ', '  ') || ' '`;
    for (const [from, to] of Object.entries(words.addressWords))
      padded = `replace(${padded}, ${quoteText(` ${from} `)}, ${quoteText(` ${to} `)})`;
    return `string_split(trim(regexp_replace(regexp_replace(${padded}, ' (?:${words.addressFillers.join('|')}) ', ' ', 'g'), ' +', ' ', 'g')), ' ')`;
  };
  const code = `translate(postcode, 'OI', '01')`;
  // A whole name in one box: its first word, and the rest. Two family names, or a second given name, are compared word by word.
  const isFamilyFirst = `name_words[1] IN (${words.familyFirst.map(quoteText).join(', ')}) AND NOT name_words[-1] IN (${words.familyFirst.map(quoteText).join(', ')})`;
  return `WITH ascii AS (
  SELECT regexp_matches(v.name, '[\\p{Arabic}\\p{Hebrew}]') AS is_abjad, v.* REPLACE (coalesce(n.ascii, v.name) AS name, coalesce(g.ascii, v.given) AS given, coalesce(f.ascii, v.family) AS family,
    coalesce(a.ascii, v.address) AS address, coalesce(t.ascii, v.locality) AS locality)
  FROM linkage_values v
  LEFT JOIN ascii_names n ON n.value = v.name LEFT JOIN ascii_names g ON g.value = v.given LEFT JOIN ascii_names f ON f.value = v.family
  LEFT JOIN ascii_names a ON a.value = v.address LEFT JOIN ascii_names t ON t.value = v.locality
), parted AS (
  SELECT *, CASE WHEN given <> '' AND family <> '' THEN [] ELSE string_split(name, ' ') END AS name_words,
    CASE WHEN address = '' THEN [''] ELSE list_sort(${address('address')}) END AS address_words
  FROM ascii
)
SELECT node, node_key, first_rank, is_abjad, lost_name,
  CASE WHEN given <> '' AND family <> '' OR len(name_words) < 2 THEN given
    WHEN ${isFamilyFirst} THEN array_to_string(name_words[2:], ' ') ELSE name_words[1] END AS own_given,
  CASE WHEN given <> '' AND family <> '' THEN family WHEN len(name_words) < 2 AND given = '' THEN name
    WHEN len(name_words) < 2 THEN '' WHEN ${isFamilyFirst} THEN name_words[1] ELSE array_to_string(name_words[2:], ' ') END AS own_family,
  email, split_part(email, '@', 1) AS email_local, split_part(email, '@', 2) AS email_domain, phone,
  ${code} AS postcode, ${lettersSql(code)} AS postcode_letters,
  CASE WHEN postcode = '' THEN '' WHEN postcode[1] BETWEEN 'A' AND 'Z' AND length(postcode) >= 5 THEN substr(${code}, 1, length(postcode) - 3)
    WHEN length(postcode) >= 5 THEN substr(${code}, 1, 3) WHEN postcode[1] BETWEEN 'A' AND 'Z' THEN ${code}
    ELSE substr(${code}, 1, 2) END AS postcode_area,
  array_to_string(address_words, ' ') AS address, address_words, locality, birth
FROM parted`;
}

/** Each given name of `parted_records` once, in the forms in which it is compared. */
export function givenFormsSql(words: FieldWords): string {
  return `WITH cleaned AS (
  SELECT own_given, n,
    -- An initial after a whole name is left out: most people leave it out too.
    regexp_replace(${withoutParticlesSql(readLettersSql('own_given'), words.particles)}, '^([a-z]{2,}.*?)(?: [a-z])+$', '\\1') AS given
  FROM (SELECT own_given, count(*) AS n FROM parted_records GROUP BY own_given)
), parts AS (SELECT *, split_part(given, ' ', 1) AS given_first, replace(given, ' ', '') AS given_joined FROM cleaned)
SELECT own_given, n, given, given_first, given_joined, ${soundSql('given_joined')} AS given_sound, ${lettersSql('given_first')} AS given_letters,
  ${wordsColumnSql('given', 'given_words')}, contains(given, ' ') AS has_given_words
FROM parts`;
}

/** Each family name of `parted_records` once, in the forms in which it is compared. */
export function familyFormsSql(words: FieldWords): string {
  return `WITH cleaned AS (
  SELECT own_family, n, ${withoutParticlesSql(readLettersSql('own_family'), words.particles)} AS family
  FROM (SELECT own_family, count(*) AS n FROM parted_records GROUP BY own_family)
), parts AS (SELECT *, replace(family, ' ', '') AS family_joined FROM cleaned)
SELECT own_family, n, family, family_joined, ${soundSql('family')} AS family_sound, ${lettersSql('family_joined')} AS family_letters,
  ${wordsColumnSql('family', 'family_words')}, contains(family, ' ') AS has_family_words
FROM parts`;
}

/** `named_records`: the records with their names' forms. */
export const NAMED_RECORDS_SQL = `SELECT r.* EXCLUDE (own_given, own_family), g.* EXCLUDE (own_given, n), f.* EXCLUDE (own_family, n),
  given_joined || family_joined AS name_joined, family_joined || given_joined AS name_reversed,
  CASE WHEN r.email = '' THEN '' ELSE regexp_replace(email_local, '[^0-9]+', '', 'g') END AS email_digits
FROM parted_records r JOIN given_forms g USING (own_given) JOIN family_forms f USING (own_family)`;

/** How often each value of a column is met, as steps of rarity: log2 of the chance that two records share a value, over this value's share. */
export function raritySql(table: string, column: string): string {
  return `WITH counted AS (SELECT ${column} AS value, count(*) AS n FROM ${table} WHERE ${column} <> '' GROUP BY ${column}),
total AS (SELECT sum(n)::DOUBLE AS records, sum(n::DOUBLE * n) AS squares FROM counted)
SELECT value, greatest(-6, least(12, round(log2(squares / records / n))))::TINYINT AS rarity FROM counted, total`;
}

/** The same for single words of a list column, and per node the rarity of its commonest word. */
export function wordRaritySql(table: string, column: string): string {
  return `WITH words AS (SELECT node, unnest(${column}) AS value FROM ${table} ),
counted AS (SELECT value, count(*) AS n FROM words GROUP BY value),
total AS (SELECT sum(n)::DOUBLE AS records, sum(n::DOUBLE * n) AS squares FROM counted)
SELECT node, min(greatest(-6, least(12, round(log2(squares / records / n)))))::TINYINT AS rarity FROM words JOIN counted USING (value), total GROUP BY node`;
}
