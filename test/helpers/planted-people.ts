/**
 * A campaign of six people, one for each level of consent, whose every field is a token of its own that occurs nowhere else, and which
 * tokens each of them agreed to release. Everything follows from a seed.
 */

import fs from 'node:fs';
import path from 'node:path';
import { formatCsv } from '../../src/lib/io/csv-out.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../../src/lib/model/record.js';
import { Dice } from './campaign-generator.js';

export interface PlantedPerson {
  readonly level: ConsentLevel;
  /** By field; each may be looked for as it stands. */
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  readonly cells: Readonly<Record<string, string>>;
}

/** What each level releases of a person; a comment only after somebody approved it, which nobody does here. */
const RELEASED: Readonly<Record<ConsentLevel, readonly string[]>> = {
  'count-only': [],
  initials: [],
  'first-name': ['given'],
  name: ['given', 'family'],
  'name-place': ['given', 'family', 'locality'],
  'name-place-comment': ['given', 'family', 'locality'],
};

const ALPHABETS = ['bdfgklmnprstvz aeiouy', 'бвгджзклмнпрст аеиоу', 'βγδζθκλμνπρσ αειου'];

/** A word of five syllables that no template and no other person has, with a capital. */
function word(dice: Dice, alphabet: string): string {
  const [consonants = '', vowels = ''] = alphabet.split(' ');
  const small = Array.from({ length: 5 }, () => `${dice.pick([...consonants])}${dice.pick([...vowels])}`).join('');
  return small.charAt(0).toUpperCase() + small.slice(1);
}

const digits = (dice: Dice, count: number): string => Array.from({ length: count }, () => dice.below(10)).join('');

function plant(dice: Dice, level: ConsentLevel, at: number): PlantedPerson {
  const alphabet = dice.pick(ALPHABETS);
  const latin = ALPHABETS[0] ?? '';
  const [given, family, locality, region, comment] = Array.from({ length: 5 }, () => word(dice, alphabet));
  const [mailbox, street, organisation, role, id, input] = Array.from({ length: 6 }, () => word(dice, latin).toLowerCase());
  // Drama numbers, pseudo-postcodes and addresses for documentation.
  const phone = `900${at}${digits(dice, 2)}`;
  const postcode = `${1 + dice.below(8)}X${dice.pick([...'BDFGHJ'])}`;
  const birth = `19${30 + at}-0${1 + dice.below(9)}-1${dice.below(10)}`;
  const [year = '', month = '', day = ''] = birth.split('-');
  const ip = `198.51.100.${100 + at * 20 + dice.below(20)}`;
  const name = `${given} ${family}`;
  return {
    level,
    tokens: {
      given: [given ?? ''],
      family: [family ?? ''],
      'full name': [name, `${family} ${given}`, `${given}${family}`],
      'e-mail': [mailbox ?? ''],
      phone: [`07700 ${phone}`, `7700${phone}`, `7700 ${phone}`],
      address: [street ?? ''],
      locality: [locality ?? ''],
      region: [region ?? ''],
      postcode: [`ZZ99 ${postcode}`, `ZZ99${postcode}`],
      'date of birth': [birth, `${day}/${month}/${year}`, `${day}.${month}.${year}`, `${year}${month}${day}`],
      comment: [comment ?? ''],
      organisation: [organisation ?? ''],
      role: [role ?? ''],
      'platform id': [id ?? ''],
      'input id': [input ?? ''],
      'IP column': [ip],
    },
    cells: {
      'First Name': given ?? '',
      'Last Name': family ?? '',
      'Full name': name,
      Email: `${mailbox}@example.org`,
      Phone: `07700 ${phone}`,
      Address: `${1 + at} ${street} Row`,
      City: locality ?? '',
      Region: region ?? '',
      Postcode: `ZZ99 ${postcode}`,
      'Date of birth': birth,
      Comment: `What ${comment} said.`,
      Organisation: organisation ?? '',
      Role: role ?? '',
      'Signature ID': id ?? '',
      input_id: input ?? '',
      'IP address': ip,
      display_consent: level,
      'Signed At': `2025-03-0${1 + at}T0${at}:10:00Z`,
    },
  };
}

/** The people of a seed. */
export function plantPeople(seed: number): PlantedPerson[] {
  const dice = new Dice(seed * 6151 + 3);
  return CONSENT_LEVELS.map((level, at) => plant(dice, level, at));
}

/** The tokens, by field, that a person did not agree to release. */
export function withheldTokens({ level, tokens }: PlantedPerson): Array<readonly [field: string, token: string]> {
  const released = RELEASED[level];
  const isShown = (field: string): boolean =>
    released.includes(field) || (field === 'full name' && released.includes('given') && released.includes('family'));
  return Object.entries(tokens).flatMap(([field, forms]) => (isShown(field) ? [] : forms.map((token) => [field, token] as const)));
}

/** The tokens that must be in the pack: a search that finds nothing would prove nothing. */
export function releasedTokens({ level, tokens }: PlantedPerson): string[] {
  return RELEASED[level].flatMap((field) => tokens[field] ?? []);
}

/** Writes the campaign of these people into a folder, before the first merge. */
export function writePlanted(folder: string, people: readonly PlantedPerson[]): void {
  fs.mkdirSync(path.join(folder, 'exports'), { recursive: true });
  const header = Object.keys(people[0]?.cells ?? {});
  fs.writeFileSync(
    path.join(folder, 'exports', 'list.csv'),
    formatCsv([header, ...people.map(({ cells }) => header.map((column) => cells[column] ?? ''))]),
  );
}
