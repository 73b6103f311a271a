/**
 * Which pairs of records are worth comparing: two that share a key. A rule gives a record one or several keys; many cheap rules find what
 * a single one misses. A key that more records share than the cap is left out and reported, for it says little and would make most pairs.
 */

import { numberOfSql } from '../dialect.js';

export interface BlockingRule {
  /** Stable code. */
  readonly id: string;
  /** What two records share, in words. */
  readonly words: string;
  /** A rule that by itself says little: it gives way where a list is long, so that it never makes most of the pairs. */
  readonly isWeak?: true;
  /** SQL expressions over `linkage_records`; a record has one key for each that is not null. */
  readonly keys: readonly string[];
}

/** Records that may share one key. */
export const BLOCK_SIZE_MAX = 100;

/** Pairs that a weak rule may make: so many, and so many more per record. */
export const WEAK_PAIRS_MIN = 100_000;
export const WEAK_PAIRS_PER_RECORD = 0.1;

const filled = (...columns: readonly string[]): string => columns.map((column) => `${column} <> ''`).join(' AND ');

/** A key of several texts, null where one of them is empty. */
const key = (...columns: readonly string[]): string => `CASE WHEN ${filled(...columns)} THEN ${numberOfSql(...columns)} END`;

/** A name as it sounds, or as it is written where too little is left of it. */
const sound = (name: 'given' | 'family'): string =>
  name === 'given'
    ? `(CASE WHEN length(given_sound) >= 2 THEN given_sound ELSE given_first END)`
    : `(CASE WHEN length(family_sound) >= 2 THEN family_sound ELSE family_joined END)`;

/** The names a record may be found by, whichever box they were put into: given name, first and last word of the family name. */
const NAMES = [
  sound('given'),
  sound('family'),
  // As they are written: a double name and one of its halves sound otherwise.
  `coalesce(family_words[1], '')`,
  `coalesce(family_words[-1], '')`,
];

/** A date of birth with each digit left out in turn: a slip of one digit leaves seven of the eight keys. */
const maskedBirths = (name: string): string[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map(
    (place) =>
      `CASE WHEN ${filled('birth', name)} THEN ${numberOfSql(`substr(birth, 1, ${place - 1})`, `substr(birth, ${place + 1})`, String(place), `${name}[1]`)} END`,
  );

export const BLOCKING_RULES: readonly BlockingRule[] = [
  { id: 'email', words: 'e-mail address', keys: [key('email')] },
  {
    id: 'email-local',
    words: 'e-mail address before the @',
    keys: [`CASE WHEN length(email_local) >= 6 THEN ${numberOfSql('email_local')} END`],
  },
  { id: 'phone', isWeak: true, words: 'telephone', keys: [key('phone')] },
  { id: 'name-phone', words: 'one of the names and the telephone', keys: NAMES.slice(0, 2).map((name) => key(name, 'phone')) },
  {
    id: 'name',
    isWeak: true,
    words: 'given and family name as they sound, in either order',
    keys: [
      `CASE WHEN ${filled('given', 'family')} THEN ${numberOfSql(`least(${sound('given')}, ${sound('family')})`, `greatest(${sound('given')}, ${sound('family')})`)} END`,
    ],
  },
  { id: 'name-postcode', words: 'one of the names and the postcode', keys: NAMES.map((name) => key(name, 'postcode')) },
  {
    id: 'name-area',
    isWeak: true,
    words: 'one of the names and the area of the postcode',
    keys: NAMES.slice(0, 2).map((name) => key(name, 'postcode_area')),
  },
  {
    id: 'name-locality',
    isWeak: true,
    words: 'one of the names and the town',
    keys: NAMES.slice(0, 2).map((name) => key(name, 'locality')),
  },
  {
    id: 'name-birth-year',
    isWeak: true,
    words: 'one of the names and the year of birth',
    keys: NAMES.slice(0, 2).map((name) => key(name, 'substr(birth, 1, 4)')),
  },
  { id: 'name-address', words: 'one of the names and the street address', keys: NAMES.slice(0, 2).map((name) => key(name, 'address')) },
  { id: 'address-postcode', words: 'street address and postcode', keys: [key('address', 'postcode')] },
  { id: 'birth-postcode', words: 'date of birth and postcode', keys: [key('birth', 'postcode')] },
  { id: 'birth-locality', words: 'date of birth and town', keys: [key('birth', 'locality')] },
  { id: 'one-name', isWeak: true, words: 'one of the names', keys: NAMES.slice(0, 2).map((name) => key(name)) },
  {
    id: 'email-start',
    isWeak: true,
    words: 'first letters of the e-mail address',
    keys: [`CASE WHEN length(email_local) >= 4 THEN ${numberOfSql('substr(email_local, 1, 4)')} END`],
  },
  { id: 'email-domain', isWeak: true, words: 'mail domain', keys: [key('email_domain')] },
  { id: 'address', isWeak: true, words: 'street address', keys: [key('address')] },
  { id: 'postcode', isWeak: true, words: 'postcode', keys: [key('postcode')] },
  {
    id: 'birth-given',
    isWeak: true,
    words: 'date of birth but for a digit, and the initial of the given name',
    keys: maskedBirths('given'),
  },
  {
    id: 'birth-family',
    isWeak: true,
    words: 'date of birth but for a digit, and the initial of the family name',
    keys: maskedBirths('family'),
  },
];
