/**
 * The records that the model compares: one row per distinct thing that is said of a person, numbered by content, with every field in the
 * form in which it is compared. Reads `people_records` and `ascii_names`.
 */

import { quoteText } from '../../sql.js';
import { wordsColumnSql } from './comparisons.js';

/** Words of family names that say nothing by themselves, and address words; see `match/data`. */
export interface FieldWords {
  readonly particles: readonly string[];
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
    ['sch', 's'], ['tsch', 's'], ['sh', 's'], ['ch', 'k'], ['kh', 'k'], ['gh', 'g'], ['ph', 'f'], ['th', 't'], ['dh', 'd'], ['bh', 'b'], ['ck', 'k'],
    ['dj', 'j'], ['cz', 's'], ['ts', 's'], ['x', 'ks'],
  ];
  for (const [from, to] of folds) text = `replace(${text}, '${from}', '${to}')`;
  text = `translate(${text}, 'cqzvwj', 'kksfyg')`;
  text = `regexp_replace(regexp_replace(${text}, 'h$', ''), '[aeiouy]+', '', 'g')`;
  for (const letter of 'bdfgklmnprst') text = `replace(${text}, '${letter}${letter}', '${letter}')`;
  return text;
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

/** `linkage_records` from `people_records`. */
export function linkageRecordsSql(words: FieldWords): string {
  const address = (text: string): string => {
    let padded = `' ' || replace(${text}, ' ', '  ') || ' '`;
    for (const [from, to] of Object.entries(words.addressWords)) padded = `replace(${padded}, ${quoteText(` ${from} `)}, ${quoteText(` ${to} `)})`;
    return `trim(regexp_replace(regexp_replace(${padded}, ' (?:${words.addressFillers.join('|')}) ', ' ', 'g'), ' +', ' ', 'g'))`;
  };
  const code = `translate(normalized_postcode, 'OI', '01')`;
  return `WITH distinct_records AS (
  SELECT identity_key, min(rank) AS first_rank, any_value(normalized_name) AS name, any_value(normalized_given) AS given,
    any_value(normalized_family) AS family, any_value(normalized_email) AS email, any_value(normalized_phone) AS phone,
    any_value(normalized_postcode) AS normalized_postcode, any_value(normalized_address) AS address,
    any_value(normalized_locality) AS locality, any_value(normalized_birth) AS birth
  FROM people_records GROUP BY identity_key
), ascii AS (
  SELECT d.* REPLACE (${readLettersSql('coalesce(n.ascii, d.name)')} AS name, ${readLettersSql('coalesce(g.ascii, d.given)')} AS given,
    ${readLettersSql('coalesce(f.ascii, d.family)')} AS family, coalesce(a.ascii, d.address) AS address, coalesce(t.ascii, d.locality) AS locality)
  FROM distinct_records d
  LEFT JOIN ascii_names n ON n.value = d.name LEFT JOIN ascii_names g ON g.value = d.given LEFT JOIN ascii_names f ON f.value = d.family
  LEFT JOIN ascii_names a ON a.value = d.address LEFT JOIN ascii_names t ON t.value = d.locality
), parted AS (
  SELECT *, string_split(name, ' ') AS name_words FROM ascii
), named AS (
  SELECT * REPLACE (
    regexp_replace(${withoutParticlesSql(`CASE WHEN given <> '' AND family <> '' THEN given
      WHEN len(name_words) < 2 THEN given ELSE array_to_string(name_words[1:-2], ' ') END`, words.particles)}, '^([a-z]{2,}.*?)(?: [a-z])+$', '\\1') AS given,
    ${withoutParticlesSql(`CASE WHEN given <> '' AND family <> '' THEN family WHEN len(name_words) < 2 AND given = '' THEN name
      WHEN len(name_words) < 2 THEN '' ELSE name_words[-1] END`, words.particles)} AS family)
  FROM parted
), keyed AS (
  SELECT row_number() OVER (ORDER BY first_rank) - 1 AS node, first_rank, identity_key, given, family,
    split_part(given, ' ', 1) AS given_first, replace(family, ' ', '') AS family_joined,
    replace(given || family, ' ', '') AS name_joined, replace(family || given, ' ', '') AS name_reversed,
    email, split_part(email, '@', 1) AS email_local, split_part(email, '@', 2) AS email_domain, phone,
    ${code} AS postcode,
    CASE WHEN regexp_matches(normalized_postcode, '^[A-Z]') AND length(normalized_postcode) >= 5 THEN substr(${code}, 1, length(normalized_postcode) - 3)
      WHEN length(normalized_postcode) >= 5 THEN substr(${code}, 1, 3) WHEN regexp_matches(normalized_postcode, '^[A-Z]') THEN ${code}
      ELSE substr(${code}, 1, 2) END AS postcode_area,
    array_to_string(list_sort(string_split(${address('address')}, ' ')), ' ') AS address, locality, birth
  FROM named
)
SELECT node::INTEGER AS node, * EXCLUDE (node), ${lettersSql('given_first')} AS given_letters, ${lettersSql('family_joined')} AS family_letters, ${soundSql('given_first')} AS given_sound, ${soundSql('family')} AS family_sound,
  ${wordsColumnSql('given', 'given_words')}, ${wordsColumnSql('family', 'family_words')}, ${wordsColumnSql('address', 'address_words')}
FROM keyed`;
}

/** How often each value of a column is met, as steps of rarity: log2 of the chance that two records share a value, over this value's share. */
export function raritySql(column: string): string {
  return `WITH counted AS (SELECT ${column} AS value, count(*) AS n FROM linkage_records WHERE ${column} <> '' GROUP BY ${column}),
total AS (SELECT sum(n)::DOUBLE AS records, sum(n::DOUBLE * n) AS squares FROM counted)
SELECT value, greatest(-6, least(12, round(log2(squares / records / n))))::TINYINT AS rarity FROM counted, total`;
}
