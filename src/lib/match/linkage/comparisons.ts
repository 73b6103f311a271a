/**
 * How two records are compared, field by field. A comparison is an ordered list of levels from full agreement to none; the first
 * level whose condition holds is the pair's. Level 0 is always "one of the two says nothing", which is no evidence either way.
 * How much each level weighs is not said here: `classes.json` holds what is expected, and the model learns the rest from the list.
 *
 * Conditions read the columns of `linkage_records` as `<column>_l` and `<column>_r`. `nicknamed` is true where the given names are two forms
 * of one name by the bundled table, and `is_swapped` where `SWAPPED_SQL` holds.
 */

import { sharedWordsSql, shareWordSql, similaritySql, withinEditsSql, wordsSql } from '../dialect.js';

export interface ComparisonLevel {
  /** Stable code, unique in its comparison. */
  readonly id: string;
  /** What a person reads of a pair at this level. */
  readonly words: string;
  /** SQL condition; the last level of a comparison has none. */
  readonly when?: string;
}

export interface Comparison {
  readonly id: string;
  /** What the field is called in sentences. */
  readonly title: string;
  /** Column whose value both records need; a pair lacking one is at level 0. */
  readonly column: string;
  /** Levels from 1. */
  readonly levels: readonly ComparisonLevel[];
  /** SQL condition under which the pair has a level although one of the two lacks the field. */
  readonly orWhen?: string;
  /** SQL condition under which the pair is at level 0 although both have the field, because another comparison has said it already. */
  readonly unless?: string;
  /** Column whose values are counted, so that a rare one weighs more where two are alike. */
  readonly rarity?: string;
  /** At this level single words are shared: then the commonest of each list of words is what counts. */
  readonly wordRarity?: { readonly level: string; readonly words: string };
}

/**
 * The names stand in each other's places, or the whole name is divided otherwise. Where one of the four is missing, the one that crosses
 * has to be the same.
 */
export const SWAPPED_SQL = `(given_l <> given_r AND family_l <> family_r AND (
    given_l <> '' AND given_r <> '' AND family_l <> '' AND family_r <> '' AND (
      name_joined_l = name_joined_r OR name_joined_l = name_reversed_r OR name_reversed_l = name_joined_r
      OR given_l = family_r AND ${similaritySql('family_l', 'given_r')} >= 0.8
      OR family_l = given_r AND ${similaritySql('given_l', 'family_r')} >= 0.8
      OR ${similaritySql('given_l', 'family_r')} >= 0.9 AND ${similaritySql('family_l', 'given_r')} >= 0.9
      OR least(length(name_joined_l), length(name_joined_r)) >= 8
        AND (${withinEditsSql('name_joined_l', 'name_reversed_r', 1)} OR ${withinEditsSql('name_reversed_l', 'name_joined_r', 1)}))
    OR (family_l = '' OR given_r = '') AND length(given_l) >= 3 AND (given_l = family_r OR given_letters_l = family_letters_r)
    OR (family_r = '' OR given_l = '') AND length(given_r) >= 3 AND (given_r = family_l OR given_letters_r = family_letters_l)))`;

/** Two given names are a slip of the keys or a misreading apart. */
const ALIKE_GIVEN = `${similaritySql('given_first_l', 'given_first_r')} >= 0.9 AND length(given_first_l) >= 4 AND length(given_first_r) >= 4
    OR least(length(given_first_l), length(given_first_r)) >= 3 AND ${withinEditsSql('given_first_l', 'given_first_r', 1)}
    OR least(length(given_l), length(given_r)) >= 7 AND ${withinEditsSql('given_l', 'given_r', 2)}
    OR length(given_first_l) >= 4 AND given_letters_l = given_letters_r`;

/** Fernanda and Fernando sound alike without their vowels, and are sister and brother. A final h is the a of other spellings. */
const ONE_GENDER = `(given_l[-1] IN ('a', 'h')) = (given_r[-1] IN ('a', 'h'))`;

/** Two names sound alike. Arabic and Hebrew do not write the vowel a name begins with. */
const sameSoundSql = (name: string): string =>
  `(${name}_sound_l = ${name}_sound_r OR is_abjad_l <> is_abjad_r AND ltrim(${name}_sound_l, 'a') = ltrim(${name}_sound_r, 'a'))`;

/** Two given names of which one is more likely misspelt than somebody's: a name that nobody knows beside one that is known or common here. */
const RARE_GIVEN = `(${ONE_GENDER} AND (is_known_given_l <> is_known_given_r
    OR NOT (is_known_given_l OR is_known_given_r) AND least(given_count_l, given_count_r) <= 2 AND (greatest(given_count_l, given_count_r) >= 3
      OR least(length(given_first_l), length(given_first_r)) >= 6 AND (given_letters_l = given_letters_r OR ${withinEditsSql('given_first_l', 'given_first_r', 1)}))
    OR NOT (is_known_given_l AND is_known_given_r) AND least(given_count_l, given_count_r) * 50 <= greatest(given_count_l, given_count_r)))`;

/**
 * Two e-mail addresses differ as by a slip of the keys. The digits have to be the same: anna.smith1 and anna.smith7 at a large provider are
 * two people, and their names are no evidence that the name itself does not give.
 */
const EMAIL_CLOSE = `(email_digits_l = email_digits_r AND (
    email_local_l = email_local_r AND ${similaritySql('email_domain_l', 'email_domain_r')} >= 0.85
    OR least(length(email_local_l), length(email_local_r)) >= 6 AND ${withinEditsSql('email_l', 'email_r', 2)}
    OR length(email_l) >= 8 AND ${withinEditsSql('email_l', 'email_r', 1)}))`;

/**
 * Much is the same: before the @ at another provider, or on both sides at a domain that hardly anybody else in the list has. At a common
 * one the same would be true of every two people of one name.
 */
const EMAIL_NEAR = `(email_local_l = email_local_r AND length(email_local_l) >= 6
  OR least(email_domain_count_l, email_domain_count_r) <= 10 AND (
    ${similaritySql('email_local_l', 'email_local_r')} >= 0.85 AND ${similaritySql('email_domain_l', 'email_domain_r')} >= 0.88
    OR email_local_l = email_local_r AND length(email_local_l) >= 3 AND ${similaritySql('email_domain_l', 'email_domain_r')} >= 0.75
    OR least(length(email_l), length(email_r)) >= 14 AND ${withinEditsSql('email_l', 'email_r', 4)}))`;

/** Born within twelve years: with the same day and month further apart, it is a parent and a child more often than a slip. */
const NEAR_YEARS = `abs(substr(birth_l, 1, 4)::INTEGER - substr(birth_r, 1, 4)::INTEGER) <= 12`;

/** About a month or a year apart, by the digits of both dates, which need not be dates of the calendar. */
const CLOSE_DAYS = `(length(birth_l) = 8 AND length(birth_r) = 8 AND abs((substr(birth_l, 1, 4)::INTEGER - substr(birth_r, 1, 4)::INTEGER) * 372
  + (substr(birth_l, 5, 2)::INTEGER - substr(birth_r, 5, 2)::INTEGER) * 31 + substr(birth_l, 7)::INTEGER - substr(birth_r, 7)::INTEGER) <= 410)`;

export const COMPARISONS: readonly Comparison[] = [
  {
    id: 'given',
    title: 'given name',
    column: 'given',
    // Of two names that lost their letters it can still be seen that they are two.
    orWhen: "(is_swapped OR lost_name_l <> '' AND lost_name_r <> '' AND lost_name_l <> lost_name_r)",
    // Arabic and Hebrew write few vowels: of a short name too little is left to say that two differ.
    unless:
      "(is_abjad_l <> is_abjad_r AND ltrim(given_sound_l, 'a') = ltrim(given_sound_r, 'a') AND length(ltrim(given_sound_l, 'a')) < 3)",
    rarity: 'given',
    levels: [
      { id: 'same', words: 'same given name', when: 'given_l = given_r AND length(given_l) > 1' },
      { id: 'swapped', words: 'names that change places or are divided otherwise', when: 'is_swapped' },
      {
        id: 'form',
        words: 'two forms of one given name',
        when: `(nicknamed AND (given_l = given_first_l OR given_r = given_first_r) OR given_joined_l = given_joined_r AND length(given_joined_l) > 1
    OR length(given_sound_l) >= 3 AND ${sameSoundSql('given')} AND ${ONE_GENDER})`,
      },
      {
        id: 'slip',
        words: 'given names that differ by a letter or two, one of them hardly a name',
        when: `(${ALIKE_GIVEN} OR given_first_l[1] = given_first_r[1] AND least(length(given_first_l), length(given_first_r)) >= 6
    AND ${withinEditsSql('given_first_l', 'given_first_r', 2)}) AND ${RARE_GIVEN}`,
      },
      {
        id: 'part',
        words: 'one of several given names is shared',
        when: `(has_given_words_l OR has_given_words_r) AND ${shareWordSql('given_words_l', 'given_words_r')}`,
      },
      { id: 'alike', words: 'given names that are alike', when: `(${ALIKE_GIVEN})` },
      {
        id: 'initial',
        words: 'an initial that fits the given name',
        when: `(length(given_first_l) = 1 OR length(given_first_r) = 1) AND given_l[1] = given_r[1]`,
      },
      { id: 'differs', words: 'different given names' },
    ],
  },
  {
    id: 'family',
    title: 'family name',
    column: 'family',
    unless: 'is_swapped',
    rarity: 'family_joined',
    wordRarity: { level: 'part', words: 'family_words' },
    levels: [
      { id: 'same', words: 'same family name', when: `family_joined_l = family_joined_r` },
      {
        id: 'part',
        words: 'one of two family names is shared, or two spellings of one',
        when: `((has_family_words_l OR has_family_words_r) AND ${shareWordSql('family_words_l', 'family_words_r')} OR length(family_sound_l) >= 3 AND ${sameSoundSql('family')})`,
      },
      {
        id: 'alike',
        words: 'family names that differ by a letter or two',
        when: `(${similaritySql('family_joined_l', 'family_joined_r')} >= 0.9 AND length(family_l) >= 4 AND length(family_r) >= 4
    OR least(length(family_l), length(family_r)) >= 3 AND ${withinEditsSql('family_joined_l', 'family_joined_r', 1)}
    OR least(length(family_l), length(family_r)) >= 7 AND ${withinEditsSql('family_joined_l', 'family_joined_r', 2)}
    OR length(family_joined_l) >= 4 AND family_letters_l = family_letters_r)`,
      },
      {
        id: 'near',
        words: 'family names that have much in common',
        when: `length(family_l) >= 4 AND length(family_r) >= 4 AND ${similaritySql('family_joined_l', 'family_joined_r')} >= 0.8`,
      },
      { id: 'differs', words: 'different family names' },
    ],
  },
  {
    id: 'email',
    title: 'e-mail address',
    column: 'email',
    levels: [
      { id: 'same', words: 'same e-mail address', when: 'email_l = email_r' },
      { id: 'alike', words: 'e-mail addresses that differ as by a slip', when: EMAIL_CLOSE },
      { id: 'near', words: 'e-mail addresses of which much is the same', when: EMAIL_NEAR },
      { id: 'differs', words: 'different e-mail addresses' },
    ],
  },
  {
    id: 'phone',
    title: 'telephone',
    column: 'phone',
    levels: [
      { id: 'same', words: 'same telephone', when: 'phone_l = phone_r' },
      { id: 'alike', words: 'telephones that differ by a digit', when: withinEditsSql('phone_l', 'phone_r', 1) },
      { id: 'differs', words: 'different telephones' },
    ],
  },
  {
    id: 'postcode',
    title: 'postcode',
    column: 'postcode',
    levels: [
      { id: 'same', words: 'same postcode', when: 'postcode_l = postcode_r' },
      {
        id: 'alike',
        words: 'postcodes that differ by a letter, or of which one is cut short',
        when: `(${withinEditsSql('postcode_l', 'postcode_r', 1)} OR starts_with(postcode_l, postcode_r) OR starts_with(postcode_r, postcode_l)
    OR postcode_letters_l = postcode_letters_r)`,
      },
      { id: 'area', words: 'postcodes of one area', when: 'postcode_area_l = postcode_area_r' },
      { id: 'differs', words: 'different postcodes' },
    ],
  },
  {
    id: 'address',
    title: 'street address',
    column: 'address',
    levels: [
      { id: 'same', words: 'same street address', when: 'address_l = address_r' },
      {
        id: 'alike',
        words: 'street addresses that are nearly the same',
        when: `(${similaritySql('address_l', 'address_r')} >= 0.92 OR ${similaritySql('address_l', 'address_r')} >= 0.7
    AND ${sharedWordsSql('address_words_l', 'address_words_r')} * 10 >= 6 * greatest(len(address_words_l), len(address_words_r)))`,
      },
      {
        id: 'part',
        words: 'street addresses that share a part',
        when: `${similaritySql('address_l', 'address_r')} >= 0.8`,
      },
      { id: 'differs', words: 'different street addresses' },
    ],
  },
  {
    id: 'locality',
    title: 'town',
    column: 'locality',
    rarity: 'locality',
    levels: [
      { id: 'same', words: 'same town', when: 'locality_l = locality_r' },
      {
        id: 'alike',
        words: 'towns that differ by a letter or two',
        when: `(${similaritySql('locality_l', 'locality_r')} >= 0.84 OR length(locality_l) >= 4 AND starts_with(locality_r, locality_l) OR length(locality_r) >= 4 AND starts_with(locality_l, locality_r))`,
      },
      { id: 'differs', words: 'different towns' },
    ],
  },
  {
    id: 'birth',
    title: 'date of birth',
    column: 'birth',
    levels: [
      { id: 'same', words: 'same date of birth', when: 'birth_l = birth_r' },
      {
        id: 'alike',
        words: 'dates of birth that differ by a digit, or with day and month exchanged',
        when: `(length(birth_l) = 8 AND length(birth_r) = 8 AND (hamming(birth_l, birth_r) = 1 AND (${NEAR_YEARS} OR birth_l[1:2] <> birth_r[1:2])
    OR substr(birth_l, 1, 4) = substr(birth_r, 1, 4) AND substr(birth_l, 5, 2) = substr(birth_r, 7, 2) AND substr(birth_l, 7, 2) = substr(birth_r, 5, 2)))`,
      },
      {
        id: 'decade',
        words: 'the same day and month of birth, and decades apart',
        when: 'length(birth_l) = 8 AND length(birth_r) = 8 AND hamming(birth_l, birth_r) = 1',
      },
      {
        id: 'part',
        words: 'dates of birth of which two parts agree',
        when: `(length(birth_l) = 8 AND length(birth_r) = 8 AND (substr(birth_l, 1, 6) = substr(birth_r, 1, 6)
    OR substr(birth_l, 1, 4) = substr(birth_r, 1, 4) AND substr(birth_l, 7) = substr(birth_r, 7)
    OR hamming(birth_l, birth_r) = 2 AND ${NEAR_YEARS} OR substr(birth_l, 5) = substr(birth_r, 5) AND ${NEAR_YEARS}))`,
      },
      { id: 'near', words: 'dates of birth about a month or a year apart', when: CLOSE_DAYS },
      { id: 'differs', words: 'different dates of birth' },
    ],
  },
];

/** The level of every comparison of a pair `l`, `r`, as columns named after the comparisons. */
export function levelsSql(comparisons: readonly Comparison[]): string {
  return comparisons
    .map(({ id, column, levels, unless, orWhen }) => {
      const cases = levels.map(({ when }, index) => (when === undefined ? `ELSE ${index + 1}` : `WHEN ${when} THEN ${index + 1}`));
      const lacks = `(${column}_l = '' OR ${column}_r = '')${orWhen === undefined ? '' : ` AND NOT ${orWhen}`}`;
      return `(CASE WHEN ${lacks}${unless === undefined ? '' : ` OR ${unless}`} THEN 0 ${cases.join('\n    ')} END)::UTINYINT AS ${id}`;
    })
    .join(',\n  ');
}

/** The words of a name that can be told from others, for the table of records. */
export const wordsColumnSql = (column: string, name: string): string => `${wordsSql(column, 3)} AS ${name}`;

/** Columns of `linkage_records` that the conditions read. */
export const COMPARED_COLUMNS: readonly string[] = [
  ...new Set([...`${levelsSql(COMPARISONS)} ${SWAPPED_SQL}`.matchAll(/\b([a-z_]+)_[lr]\b/g)].map((match) => match[1] as string)),
].sort();
