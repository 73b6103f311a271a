/**
 * How two records are compared, field by field. A comparison is an ordered list of levels from full agreement to none; the first
 * level whose condition holds is the pair's. Level 0 is always "one of the two says nothing", which is no evidence either way.
 * How much each level weighs is not said here: `classes.json` holds what is expected, and the model learns the rest from the list.
 *
 * Conditions read the columns of `linkage_records` as `l.column` and `r.column`. `nicknamed` is true where the given names are two forms
 * of one name by the bundled table.
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
const SWAPPED = `(l.given <> r.given AND l.family <> r.family AND (
    l.given <> '' AND r.given <> '' AND l.family <> '' AND r.family <> '' AND (
      l.name_joined = r.name_joined OR l.name_joined = r.name_reversed
      OR l.given = r.family AND ${similaritySql('l.family', 'r.given')} >= 0.8
      OR l.family = r.given AND ${similaritySql('l.given', 'r.family')} >= 0.8
      OR ${similaritySql('l.given', 'r.family')} >= 0.9 AND ${similaritySql('l.family', 'r.given')} >= 0.9
      OR length(l.name_joined) >= 8 AND ${withinEditsSql('l.name_joined', 'r.name_reversed', 1)})
    OR (l.family = '' OR r.given = '') AND length(l.given) >= 3 AND (l.given = r.family OR l.given_letters = r.family_letters)
    OR (r.family = '' OR l.given = '') AND length(r.given) >= 3 AND (r.given = l.family OR r.given_letters = l.family_letters)))`;

/** Two given names are a slip of the keys or a misreading apart. */
const ALIKE_GIVEN = `${similaritySql('l.given_first', 'r.given_first')} >= 0.9 AND length(l.given_first) >= 4 AND length(r.given_first) >= 4
    OR least(length(l.given_first), length(r.given_first)) >= 3 AND ${withinEditsSql('l.given_first', 'r.given_first', 1)}
    OR least(length(l.given), length(r.given)) >= 7 AND ${withinEditsSql('l.given', 'r.given', 2)}
    OR length(l.given) >= 4 AND l.given_letters = r.given_letters`;

/** Fernanda and Fernando sound alike without their vowels, and are sister and brother. A final h is the a of other spellings. */
const ONE_GENDER = `(l.given[-1] IN ('a', 'h')) = (r.given[-1] IN ('a', 'h'))`;

/** Two given names of which one is so rare that it is more likely misspelt than somebody's. */
const RARE_GIVEN =
  '(least(l.given_count, r.given_count) <= 2 OR least(l.given_count, r.given_count) * 50 <= greatest(l.given_count, r.given_count))';

/**
 * Two e-mail addresses differ as by a slip of the keys. The digits have to be the same: anna.smith1 and anna.smith7 at a large provider are
 * two people, and their names are no evidence that the name itself does not give.
 */
const EMAIL_CLOSE = `(l.email_digits = r.email_digits AND (
    l.email_local = r.email_local AND ${similaritySql('l.email_domain', 'r.email_domain')} >= 0.85
    OR least(length(l.email_local), length(r.email_local)) >= 6 AND ${withinEditsSql('l.email', 'r.email', 2)}
    OR length(l.email) >= 8 AND ${withinEditsSql('l.email', 'r.email', 1)}))`;

/**
 * Much is the same: before the @ at another provider, or on both sides at a domain that hardly anybody else in the list has. At a common
 * one the same would be true of every two people of one name.
 */
const EMAIL_NEAR = `(l.email_local = r.email_local AND length(l.email_local) >= 6
  OR least(l.email_domain_count, r.email_domain_count) <= 10 AND (
    ${similaritySql('l.email_local', 'r.email_local')} >= 0.85 AND ${similaritySql('l.email_domain', 'r.email_domain')} >= 0.88
    OR (l.email_domain = '' OR r.email_domain = '') AND ${similaritySql('l.email', 'r.email')} >= 0.88))`;

/** Born within twelve years: with the same day and month further apart, it is a parent and a child more often than a slip. */
const NEAR_YEARS = `abs(substr(l.birth, 1, 4)::INTEGER - substr(r.birth, 1, 4)::INTEGER) <= 12`;

/** About a month or a year apart, by the digits of both dates, which need not be dates of the calendar. */
const CLOSE_DAYS = `(length(l.birth) = 8 AND length(r.birth) = 8 AND abs((substr(l.birth, 1, 4)::INTEGER - substr(r.birth, 1, 4)::INTEGER) * 372
  + (substr(l.birth, 5, 2)::INTEGER - substr(r.birth, 5, 2)::INTEGER) * 31 + substr(l.birth, 7)::INTEGER - substr(r.birth, 7)::INTEGER) <= 410)`;

export const COMPARISONS: readonly Comparison[] = [
  {
    id: 'given',
    title: 'given name',
    column: 'given',
    orWhen: SWAPPED,
    rarity: 'given',
    levels: [
      { id: 'same', words: 'same given name', when: 'l.given = r.given AND length(l.given) > 1' },
      { id: 'swapped', words: 'given and family name change places', when: SWAPPED },
      {
        id: 'form',
        words: 'two forms of one given name',
        when: `(nicknamed AND (l.given = l.given_first OR r.given = r.given_first) OR l.given_joined = r.given_joined
    OR length(l.given_sound) >= 3 AND l.given_sound = r.given_sound AND ${ONE_GENDER})`,
      },
      {
        id: 'slip',
        words: 'given names that differ by a letter or two, one of them hardly a name',
        when: `(${ALIKE_GIVEN} OR length(l.given_first) >= 4 AND length(r.given_first) >= 4 AND l.given[1] = r.given[1] AND ${similaritySql('l.given_first', 'r.given_first')} >= 0.84) AND ${RARE_GIVEN}`,
      },
      {
        id: 'part',
        words: 'one of several given names is shared',
        when: `length(l.given) > 3 AND length(r.given) > 3 AND ${shareWordSql('l.given_words', 'r.given_words', 3)}`,
      },
      { id: 'alike', words: 'given names that are alike', when: `(${ALIKE_GIVEN})` },
      {
        id: 'initial',
        words: 'an initial that fits the given name',
        when: `(length(l.given_first) = 1 OR length(r.given_first) = 1) AND l.given[1] = r.given[1]`,
      },
      { id: 'differs', words: 'different given names' },
    ],
  },
  {
    id: 'family',
    title: 'family name',
    column: 'family',
    unless: SWAPPED,
    rarity: 'family_joined',
    wordRarity: { level: 'part', words: 'family_words' },
    levels: [
      { id: 'same', words: 'same family name', when: `l.family_joined = r.family_joined` },
      {
        id: 'part',
        words: 'one of two family names is shared, or two spellings of one',
        when: `(${shareWordSql('l.family_words', 'r.family_words', 3)} OR length(l.family_sound) >= 3 AND l.family_sound = r.family_sound)`,
      },
      {
        id: 'alike',
        words: 'family names that differ by a letter or two',
        when: `(${similaritySql('l.family_joined', 'r.family_joined')} >= 0.9 AND length(l.family) >= 4 AND length(r.family) >= 4
    OR least(length(l.family), length(r.family)) >= 3 AND ${withinEditsSql('l.family_joined', 'r.family_joined', 1)}
    OR least(length(l.family), length(r.family)) >= 7 AND ${withinEditsSql('l.family_joined', 'r.family_joined', 2)}
    OR length(l.family) >= 4 AND l.family_letters = r.family_letters)`,
      },
      {
        id: 'near',
        words: 'family names that have much in common',
        when: `length(l.family) >= 4 AND length(r.family) >= 4 AND ${similaritySql('l.family_joined', 'r.family_joined')} >= 0.8`,
      },
      { id: 'differs', words: 'different family names' },
    ],
  },
  {
    id: 'email',
    title: 'e-mail address',
    column: 'email',
    levels: [
      { id: 'same', words: 'same e-mail address', when: 'l.email = r.email' },
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
      { id: 'same', words: 'same telephone', when: 'l.phone = r.phone' },
      { id: 'alike', words: 'telephones that differ by a digit', when: withinEditsSql('l.phone', 'r.phone', 1) },
      { id: 'differs', words: 'different telephones' },
    ],
  },
  {
    id: 'postcode',
    title: 'postcode',
    column: 'postcode',
    levels: [
      { id: 'same', words: 'same postcode', when: 'l.postcode = r.postcode' },
      {
        id: 'alike',
        words: 'postcodes that differ by a letter, or of which one is cut short',
        when: `(${withinEditsSql('l.postcode', 'r.postcode', 1)} OR starts_with(l.postcode, r.postcode) OR starts_with(r.postcode, l.postcode)
    OR length(l.postcode) = length(r.postcode) AND list_sort(string_split(l.postcode, '')) = list_sort(string_split(r.postcode, '')))`,
      },
      { id: 'area', words: 'postcodes of one area', when: 'l.postcode_area = r.postcode_area' },
      { id: 'differs', words: 'different postcodes' },
    ],
  },
  {
    id: 'address',
    title: 'street address',
    column: 'address',
    levels: [
      { id: 'same', words: 'same street address', when: 'l.address = r.address' },
      {
        id: 'alike',
        words: 'street addresses that are nearly the same',
        when: `(${sharedWordsSql('l.address_words', 'r.address_words')} * 10 >= 6 * greatest(len(l.address_words), len(r.address_words))
    OR ${similaritySql('l.address', 'r.address')} >= 0.92)`,
      },
      {
        id: 'part',
        words: 'street addresses that share a part',
        when: `(${shareWordSql('l.address_words', 'r.address_words', 4)} OR ${similaritySql('l.address', 'r.address')} >= 0.8)`,
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
      { id: 'same', words: 'same town', when: 'l.locality = r.locality' },
      {
        id: 'alike',
        words: 'towns that differ by a letter or two',
        when: `(${similaritySql('l.locality', 'r.locality')} >= 0.84 OR length(l.locality) >= 4 AND starts_with(r.locality, l.locality) OR length(r.locality) >= 4 AND starts_with(l.locality, r.locality))`,
      },
      { id: 'differs', words: 'different towns' },
    ],
  },
  {
    id: 'birth',
    title: 'date of birth',
    column: 'birth',
    levels: [
      { id: 'same', words: 'same date of birth', when: 'l.birth = r.birth' },
      {
        id: 'alike',
        words: 'dates of birth that differ by a digit, or with day and month exchanged',
        when: `(length(l.birth) = 8 AND length(r.birth) = 8 AND (hamming(l.birth, r.birth) = 1 AND (${NEAR_YEARS} OR l.birth[1:2] <> r.birth[1:2])
    OR substr(l.birth, 1, 4) = substr(r.birth, 1, 4) AND substr(l.birth, 5, 2) = substr(r.birth, 7, 2) AND substr(l.birth, 7, 2) = substr(r.birth, 5, 2)))`,
      },
      {
        id: 'decade',
        words: 'the same day and month of birth, and decades apart',
        when: 'length(l.birth) = 8 AND length(r.birth) = 8 AND hamming(l.birth, r.birth) = 1',
      },
      {
        id: 'part',
        words: 'dates of birth of which two parts agree',
        when: `(length(l.birth) = 8 AND length(r.birth) = 8 AND (substr(l.birth, 1, 6) = substr(r.birth, 1, 6)
    OR substr(l.birth, 1, 4) = substr(r.birth, 1, 4) AND substr(l.birth, 7) = substr(r.birth, 7)
    OR hamming(l.birth, r.birth) = 2 AND ${NEAR_YEARS} OR substr(l.birth, 5) = substr(r.birth, 5) AND ${NEAR_YEARS}))`,
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
      const lacks = `(l.${column} = '' OR r.${column} = '')${orWhen === undefined ? '' : ` AND NOT ${orWhen}`}`;
      return `(CASE WHEN ${lacks}${unless === undefined ? '' : ` OR ${unless}`} THEN 0 ${cases.join('\n    ')} END)::UTINYINT AS ${id}`;
    })
    .join(',\n  ');
}

/** Words of a text column, for the table of records. */
export const wordsColumnSql = (column: string, name: string): string => `${wordsSql(column)} AS ${name}`;
