/**
 * Invented campaigns for tests: people who signed once or several times, in three kinds of export, in many scripts, with every kind of
 * consent, withdrawals, unconfirmed entries, shared mailboxes, people under 18, comments and organisations; and the same campaigns with
 * everything changed that nobody agreed to release. Everything follows from a seed.
 */

import fs from 'node:fs';
import path from 'node:path';

import { formatCsv } from '../../src/lib/io/csv-out.js';
import type { Campaign } from '../../src/lib/model/campaign.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../../src/lib/model/record.js';

/** Numbers that look like chance and follow from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.roll() * count);
  }

  isLucky(chance: number): boolean {
    return this.roll() < chance;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const mixed = [...list];
    for (let at = mixed.length - 1; at > 0; at--) {
      const other = this.below(at + 1);
      [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
    }
    return mixed;
  }
}

/** Syllables by script. The first three scripts are in the pack's fonts; the others may stand in what is never printed. */
const SYLLABLES = {
  latin: ['ba', 'ché', 'di', 'łu', 'ño', 'rö', 'su', 'tå', 'vi', 'zé', 'mor', 'len', 'kin', 'dar', 'wyn', 'pho'],
  cyrillic: ['ба', 'ве', 'гі', 'до', 'жу', 'за', 'кі', 'лю', 'мо', 'не', 'по', 'ра', 'сі', 'та', 'хо', 'ше'],
  greek: ['βα', 'γε', 'δι', 'ζο', 'θυ', 'κα', 'λε', 'μι', 'νο', 'πυ', 'ρα', 'σε', 'τι', 'φο', 'χυ', 'ψα'],
  arabic: ['با', 'تي', 'ثو', 'جا', 'دي', 'رو', 'زا', 'سي', 'شو', 'فا', 'كي', 'لو', 'ما', 'ني', 'هو', 'وا'],
  hebrew: ['בא', 'גי', 'דו', 'הא', 'זי', 'חו', 'טא', 'כי', 'לו', 'מא', 'ני', 'סו', 'פא', 'קי', 'רו', 'שא'],
  han: ['羽', '墨', '紙', '筆', '書', '頁', '印', '文', '字', '巻', '節', '章', '句', '行', '点', '線'],
  devanagari: ['का', 'खी', 'गु', 'चा', 'जी', 'टु', 'डा', 'ती', 'दु', 'ना', 'पी', 'बु', 'मा', 'री', 'लु', 'सा'],
} as const;
type Script = keyof typeof SYLLABLES;
const SCRIPTS = Object.keys(SYLLABLES) as Script[];
const PRINTED: readonly Script[] = ['latin', 'cyrillic', 'greek'];

const TOWNS = ['Leeds', 'Llanelli', 'Zürich', 'Łódź', 'Αθήνα', 'Київ', 'Saint-Étienne', 'Ouagadougou', 'A Coruña', 'Hay'];
const REGIONS = ['West Yorkshire', 'Wales', 'Śląskie', 'Attica', 'Galicia', 'Centre'];
const REASONS_GIVEN = [
  'Because it is right.',
  'My neighbours came here for safety.\nSo did my parents.',
  'Enough.',
  'Ça suffit !',
  'Доста.',
];

/** Answers in a form's consent column by what they prove. Whatever is not listed in a profile proves nothing. */
const ANSWERS: Readonly<Record<ConsentLevel, readonly string[]>> = {
  'count-only': ['no', 'Nein', '', 'perhaps', 'ask me first', 'N/A', 'No, count me only', 'only if I must', '???'],
  initials: ['initials only', 'nur Initialen'],
  'first-name': ['first name only', 'nur Vorname'],
  name: ['yes', 'Yes, show my name', 'oui', 'ja'],
  'name-place': ['name and town', 'Name und Ort'],
  'name-place-comment': ['yes, show everything', 'name, town and comment'],
};

export interface GeneratedRecord {
  readonly source: 0 | 1 | 2;
  readonly status: 'counts' | 'unconfirmed' | 'withdrawn';
  /** Minutes after the first record of the person and of whoever shares their mailbox. */
  readonly minute: number;
  readonly consent: ConsentLevel;
  readonly answer: string;
  readonly isUpper: boolean;
  readonly hasEmail: boolean;
}

export interface GeneratedPerson {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly town: string;
  readonly region: string;
  readonly postcode: string;
  /** Empty, or the date of birth of somebody who certainly is, or is not, of age. */
  readonly birth: string;
  readonly comment: string;
  /** Minutes after the campaign began. */
  readonly start: number;
  readonly records: readonly GeneratedRecord[];
}

export interface GeneratedOrganisation {
  readonly name: string;
  readonly country: string;
  readonly consent: 'name' | 'count-only';
  readonly contact: string;
  readonly email: string;
  readonly phone: string;
}

export interface GeneratedCampaign {
  /** Letters and digits; stands in the column `Ref` of every row. */
  readonly ref: string;
  readonly campaign: Campaign;
  readonly people: readonly GeneratedPerson[];
  readonly organisations: readonly GeneratedOrganisation[];
}

/** What comments begin with that a test may approve; see `isApprovable`. */
const APPROVABLE = 'We say: ';

/** Whether tests approve a comment: known by its first words, on both sides alike. */
export const isApprovable = (comment: string): boolean => comment.startsWith(APPROVABLE);

export interface GeneratorOptions {
  readonly seed: number;
  /** Tells apart campaigns that are merged together: nobody in one matches anybody in another. From 0. */
  readonly index?: number;
  readonly peopleMax?: number;
}

/** A campaign of its own for every seed and index. */
export function generateCampaign({ seed, index = 0, peopleMax = 18 }: GeneratorOptions): GeneratedCampaign {
  const dice = new Dice(seed * 7919 + index * 104729 + 1);
  const count = 1 + dice.below(peopleMax);
  const people: GeneratedPerson[] = [];
  for (let at = 0; at < count; at++) people.push(generatePerson(dice, index * 1000 + at, people.at(-1)));
  const organisations = Array.from({ length: dice.below(5) }, (_, at) => generateOrganisation(dice, index * 1000 + at));
  return { ref: `C${index}`, campaign: generateSettings(dice), people, organisations };
}

function generateSettings(dice: Dice): Campaign {
  const ceiling = dice.isLucky(0.15) ? 'count-only' : dice.pick(CONSENT_LEVELS);
  const lower = CONSENT_LEVELS.slice(0, CONSENT_LEVELS.indexOf(ceiling) + 1);
  const targets = Array.from({ length: dice.below(3) }, (_, at) => ({
    id: `office-${at + 1}`,
    name: `Office ${at + 1}`,
    role: 'Secretary',
    ...(dice.isLucky(0.5) ? { ceiling: dice.pick(lower) } : {}),
  }));
  return {
    kind: dice.pick(['petition', 'open-letter'] as const),
    title: 'Example',
    language: dice.pick(['en-GB', 'de-DE', 'pl-PL', 'sv-SE']),
    organisers: [{ name: 'Example Network', contact: 'hello@example.org' }],
    targets,
    letter: 'letter.md',
    statistics: [],
    aims: [],
    expect: {},
    sources: [{ file: 'exports/*.csv', profile: 'auto', medium: 'online' }],
    fixed: [],
    strikes: [],
    thresholds: [{ name: 'Our first milestone', count: 10, of: 'signatures' }],
    matching: { method: 'exact', 'shared-email': 'household' },
    display: { ceiling, ...(dice.isLucky(0.3) ? { place: 'region' as const } : {}) },
    pack: { date: '2025-05-06', publish: [] },
  };
}

/** A word that no other `unique` below a million gives in the same script: five syllables for the number, and one more or none. */
function wordOf(dice: Dice, script: Script, unique: number): string {
  const syllables = SYLLABLES[script];
  const digits = Array.from(
    { length: 5 },
    (_, place) => syllables[Math.floor(unique / syllables.length ** place) % syllables.length] ?? '',
  );
  return capital(`${digits.join('')}${dice.isLucky(0.3) ? '' : dice.pick(syllables)}`);
}

const capital = (word: string): string => word.charAt(0).toLocaleUpperCase('en-GB') + word.slice(1);

function generatePerson(dice: Dice, unique: number, before: GeneratedPerson | undefined): GeneratedPerson {
  const script = dice.pick(PRINTED);
  const given = `${dice.isLucky(0.3) ? dice.pick(['Ann', 'Zoë', 'Łukasz']) : capital(dice.pick(SYLLABLES[script]) + dice.pick(SYLLABLES[script]))}${dice.isLucky(0.1) ? '-Mo' : ''}`;
  // A mailbox that two people share: of one household, or not.
  const sharing = before !== undefined && dice.isLucky(0.12) ? before : null;
  const isHousehold = dice.isLucky(0.5);
  const own = privateCells(dice, unique);
  return {
    ...own,
    given,
    family: wordOf(dice, script, unique),
    ...(sharing === null ? {} : { email: sharing.email, start: sharing.start, ...(isHousehold ? { postcode: sharing.postcode } : {}) }),
    town: dice.isLucky(0.1) ? '' : dice.pick(TOWNS),
    region: dice.pick(REGIONS),
    birth: birthOf(dice, dice.isLucky(0.12) ? 'minor' : dice.isLucky(0.3) ? 'adult' : 'unknown'),
    comment: commentOf(dice, unique),
    records: generateRecords(dice, unique % PLACES),
  };
}

/** Cells that no level releases. Only domains, numbers and postcodes that belong to nobody. */
function privateCells(dice: Dice, unique: number): Pick<GeneratedPerson, 'email' | 'phone' | 'address' | 'postcode' | 'start'> {
  const letters = 'ABDEFGHJLNPQRSTUWXYZ';
  return {
    email: `${dice.pick(['a', 'quite.a.long.mailbox', 'x-', 'post_'])}${dice.below(1_000_000)}.${unique}@example.${dice.pick(['org', 'com', 'net'])}`,
    phone: dice.isLucky(0.4) ? '' : `07700 900${String(dice.below(1000)).padStart(3, '0')}`,
    address: `${dice.below(900) + 1} ${dice.pick(['Quill Street', 'ul. Przykładowa', 'Inkwell Rd'])} ${unique}`,
    postcode: `ZZ99 ${dice.below(10)}${dice.pick([...letters])}${dice.pick([...letters])}`,
    start: dice.below(60_000),
  };
}

function birthOf(dice: Dice, age: 'minor' | 'adult' | 'unknown'): string {
  if (age === 'unknown') return dice.pick(['', 'rather not say']);
  const year = age === 'minor' ? 2009 + dice.below(7) : 1940 + dice.below(60);
  const [month, day] = [1 + dice.below(12), 1 + dice.below(28)].map((part) => String(part).padStart(2, '0'));
  return dice.pick([`${year}-${month}-${day}`, String(year)]);
}

function ageOf(birth: string): 'minor' | 'adult' | 'unknown' {
  const year = Number(/\d{4}/.exec(birth)?.[0] ?? 0);
  return year === 0 ? 'unknown' : year >= 2009 ? 'minor' : 'adult';
}

function commentOf(dice: Dice, unique: number): string {
  if (dice.isLucky(0.4)) return '';
  if (dice.isLucky(0.5)) return `${APPROVABLE}${dice.pick(REASONS_GIVEN)}`;
  return dice.pick([
    `I am an asylum seeker, number ${unique}.`,
    `Call me on 07700 900${String(dice.below(1000)).padStart(3, '0')}`,
    `${'Long words. '.repeat(dice.below(30))}${unique}`,
    `Write to me${unique}@example.org`,
  ]);
}

/** More than there are people in a campaign. */
const PLACES = 32;

/**
 * @param place of the person in the campaign. No two people of one mailbox sign in the same minute: which of them counts would then be decided
 * by what their records hold (contract, section 2), and the count itself can follow from it.
 */
function generateRecords(dice: Dice, place: number): GeneratedRecord[] {
  const count = dice.isLucky(0.35) ? 2 + dice.below(2) : 1;
  const usual = dice.isLucky(0.35) ? 'count-only' : dice.pick(CONSENT_LEVELS);
  let minute = 0;
  return Array.from({ length: count }, (_, at): GeneratedRecord => {
    const source = dice.pick([0, 1, 2] as const);
    const consent = dice.isLucky(0.8) ? usual : dice.pick(CONSENT_LEVELS);
    minute += 1 + dice.below(100);
    return {
      source,
      // The form of the second source has no column for it.
      status: source === 1 ? 'counts' : dice.isLucky(0.1) ? 'unconfirmed' : dice.isLucky(0.06) ? 'withdrawn' : 'counts',
      minute: minute * PLACES + place,
      consent,
      answer: dice.pick(ANSWERS[consent]),
      isUpper: dice.isLucky(0.15),
      hasEmail: at === 0 || dice.isLucky(0.8),
    };
  });
}

function generateOrganisation(dice: Dice, unique: number): GeneratedOrganisation {
  return {
    name: `${wordOf(dice, 'latin', unique)} Union`,
    country: dice.pick(['GB', 'FR', '']),
    consent: dice.isLucky(0.7) ? 'name' : 'count-only',
    ...contactOf(dice, unique),
  };
}

function contactOf(dice: Dice, unique: number): Pick<GeneratedOrganisation, 'contact' | 'email' | 'phone'> {
  const { email, phone } = privateCells(dice, unique);
  return {
    contact: `${wordOf(dice, dice.pick(SCRIPTS), unique)} ${wordOf(dice, 'latin', dice.below(9000))}`,
    email: `office.${email}`,
    phone,
  };
}

/**
 * The same campaign with everything changed that is not released: names, contacts, places, dates of birth within their age, times, comments,
 * the words of a refusal, spellings, the order of everything. Equal values stay equal and unequal ones unequal, and whoever shared a
 * mailbox or signed twice still does.
 * @param salt another one gives another campaign
 */
export function renameUnconsented(given: GeneratedCampaign, salt: number): GeneratedCampaign {
  const dice = new Dice(salt * 15485863 + given.people.length);
  const base = Number(given.ref.slice(1)) * 1000;
  const fresh = new Map<string, Pick<GeneratedPerson, 'email' | 'start'> & { readonly pace: number }>();
  const postcodes = new Map<string, string>();
  const people = given.people.map((person, at): GeneratedPerson => {
    const cells = privateCells(dice, base + at);
    // By mailbox and by postcode, so that what was shared is shared.
    const shared = fresh.get(person.email) ?? { email: `n.${cells.email}`, start: cells.start, pace: 1 + dice.below(9) };
    fresh.set(person.email, shared);
    const postcode = postcodes.get(`${person.email} ${person.postcode}`) ?? cells.postcode;
    postcodes.set(`${person.email} ${person.postcode}`, postcode);
    const { pace, ...mailbox } = shared;
    const renamed = renamePerson(dice, person, { ...cells, ...mailbox, postcode }, base + at, given.campaign.display);
    return { ...renamed, records: renameRecords(dice, person, pace, given.campaign.display.ceiling) };
  });
  const organisations = given.organisations.map(
    (organisation, at): GeneratedOrganisation => ({
      ...organisation,
      ...(organisation.consent === 'name'
        ? {}
        : { name: `${wordOf(dice, dice.pick(SCRIPTS), base + 500 + at)} e. V.`, country: dice.pick(['DE', 'PL', '']) }),
      ...contactOf(dice, base + 500 + at),
    }),
  );
  return { ...given, people: dice.shuffle(people), organisations: dice.shuffle(organisations) };
}

/** The level that a person can be shown at: never above what any record of theirs agrees to. */
export function agreedLevel(person: GeneratedPerson, ceiling: ConsentLevel): ConsentLevel {
  if (ageOf(person.birth) === 'minor' || person.records.some(({ status }) => status === 'withdrawn')) return 'count-only';
  const counting = person.records.filter(({ status }) => status === 'counts');
  if (counting.length === 0) return 'count-only';
  const least = Math.min(CONSENT_LEVELS.indexOf(ceiling), ...counting.map(({ consent }) => CONSENT_LEVELS.indexOf(consent)));
  return CONSENT_LEVELS[least] ?? 'count-only';
}

function renamePerson(
  dice: Dice,
  person: GeneratedPerson,
  cells: Pick<GeneratedPerson, 'email' | 'phone' | 'address' | 'postcode' | 'start'>,
  unique: number,
  { ceiling, place = 'town' }: Campaign['display'],
): GeneratedPerson {
  const level = agreedLevel(person, ceiling);
  const showsPlace = level === 'name-place' || level === 'name-place-comment';
  const keepsComment = level === 'name-place-comment' && isApprovable(person.comment);
  return {
    ...cells,
    ...renameOf(dice, person, unique, level),
    town: showsPlace && place === 'town' ? person.town : dice.pick(['Nowhere-under-Wold', 'Ur', '東京', '']),
    region: showsPlace && place === 'region' ? person.region : dice.pick(['Elsewhere', 'آسيا', '']),
    birth: birthOf(dice, ageOf(person.birth)),
    comment: keepsComment ? person.comment : otherComment(dice, unique, level),
    records: person.records,
  };
}

/** Other words, or none. Whether somebody approved them changes nothing but for whom a comment can be shown of. */
function otherComment(dice: Dice, unique: number, level: ConsentLevel): string {
  const isApproved = level !== 'name-place-comment' && dice.isLucky(0.5);
  const comment = commentOf(dice, unique).replaceAll(APPROVABLE, '');
  return comment === '' ? '' : `${isApproved ? APPROVABLE : ''}${comment}`;
}

/** Another name that shows the same at a level. */
function renameOf(
  dice: Dice,
  { given, family }: GeneratedPerson,
  unique: number,
  level: ConsentLevel,
): Pick<GeneratedPerson, 'given' | 'family'> {
  if (level === 'count-only') {
    const script = dice.pick(SCRIPTS);
    return {
      given: wordOf(dice, script, dice.below(4000)),
      family: `${wordOf(dice, script, unique)}${dice.isLucky(0.2) ? '-von-und-zu-Lang' : ''}`,
    };
  }
  if (level !== 'initials' && level !== 'first-name') return { given, family };
  // Initials come from every part of the name, and are what is shown where no field holds the given name alone.
  const other = (name: string): string =>
    name
      .split('-')
      .map((part) => `${part.charAt(0)}${dice.pick(['ao', 'elinda', 'u'])}`)
      .join('-');
  const family2 = `${family.charAt(0)}${[...String(unique)].map((digit) => 'aeioubcdfg'.charAt(Number(digit))).join('')}x`;
  return { given: level === 'first-name' ? given : other(given), family: family2 };
}

/**
 * Answers that prove as much. Spelling and times are new, but for who signed first at a mailbox: that decides whose signature and which
 * spelling counts.
 */
function renameRecords(dice: Dice, person: GeneratedPerson, pace: number, ceiling: ConsentLevel): GeneratedRecord[] {
  const level = agreedLevel(person, ceiling);
  const keepsSpelling = level !== 'count-only';
  return dice.shuffle(
    person.records.map((record): GeneratedRecord => {
      const consent = otherConsent(dice, person, record, level, ceiling);
      const isUpper = keepsSpelling ? record.isUpper : dice.isLucky(0.4);
      return { ...record, minute: record.minute * pace, consent, answer: dice.pick(ANSWERS[consent]), isUpper };
    }),
  );
}

/** A consent that leaves the person's level as it is: any where age or a withdrawal decides, any above the ceiling where that does. */
function otherConsent(
  dice: Dice,
  { birth, records }: GeneratedPerson,
  record: GeneratedRecord,
  level: ConsentLevel,
  ceiling: ConsentLevel,
): ConsentLevel {
  const isDecidedOtherwise = ceiling === 'count-only' || ageOf(birth) === 'minor' || records.some(({ status }) => status === 'withdrawn');
  if (isDecidedOtherwise || record.status !== 'counts') return dice.pick(CONSENT_LEVELS);
  if (level !== ceiling && record.consent === level) return level;
  const least = CONSENT_LEVELS.indexOf(level);
  return CONSENT_LEVELS[least + dice.below(CONSENT_LEVELS.length - least)] ?? 'count-only';
}

const CLEAN_HEADER = [
  'kind',
  'given_name',
  'family_name',
  'full_name',
  'organisation',
  'role',
  'email',
  'phone',
  'address',
  'locality',
  'region',
  'postcode',
  'country',
  'date_of_birth',
  'signed_at',
  'comment',
  'display_consent',
  'medium',
  'status',
  'source',
  'record',
  'Ref',
];
const HEADERS: readonly (readonly string[])[] = [
  [
    'First Name',
    'Last Name',
    'Email',
    'Phone',
    'Address',
    'City',
    'Region',
    'Postcode',
    'Date of birth',
    'Comment',
    'Show my name',
    'Status',
    'Signed At',
    'Ref',
  ],
  [
    'Timestamp',
    'Email Address',
    'What is your full name?',
    'Your postcode',
    'Town or city',
    'Date of birth',
    'May we show your name on the letter?',
    'Why are you signing?',
    'Ref',
  ],
  CLEAN_HEADER,
];

/** The time of a record, `YYYY-MM-DDTHH:MM:SSZ`. */
function timeOf(person: GeneratedPerson, record: GeneratedRecord): string {
  return new Date(Date.UTC(2025, 2, 1) + (person.start + record.minute) * 60_000).toISOString().replace('.000', '');
}

function cellsOf(ref: string, person: GeneratedPerson, record: GeneratedRecord): string[] {
  const spelt = (name: string): string => (record.isUpper ? name.toLocaleUpperCase('en-GB') : name);
  const [given, family] = [spelt(person.given), spelt(person.family)];
  const { phone, address, town, region, postcode, birth, comment } = person;
  const email = record.hasEmail ? person.email : '';
  const time = timeOf(person, record);
  switch (record.source) {
    case 0:
      return [
        given,
        family,
        email,
        phone,
        address,
        town,
        region,
        postcode,
        birth,
        comment,
        record.answer,
        record.status === 'counts' ? '' : record.status,
        time,
        ref,
      ];
    case 1:
      return [time, email, `${given} ${family}`, postcode, town, birth, record.answer, comment, ref];
    default: {
      const values: Readonly<Record<string, string>> = {
        kind: 'person',
        given_name: given,
        family_name: family,
        full_name: `${given} ${family}`,
        email,
        phone,
        address,
        locality: town,
        region,
        postcode,
        date_of_birth: birth,
        signed_at: time,
        comment,
        // A level's own word, or one that no profile lists.
        display_consent: record.consent === 'count-only' && record.answer.includes(' ') ? record.answer : record.consent,
        status: record.status,
        Ref: ref,
      };
      return CLEAN_HEADER.map((name) => values[name] ?? '');
    }
  }
}

function organisationCells(ref: string, { name, country, consent, contact, email, phone }: GeneratedOrganisation): string[] {
  const values: Readonly<Record<string, string>> = {
    kind: 'organisation',
    organisation: name,
    full_name: contact,
    email,
    phone,
    country,
    display_consent: consent,
    status: 'counts',
    Ref: ref,
  };
  return CLEAN_HEADER.map((column) => values[column] ?? '');
}

/**
 * Writes the exports of one or several campaigns into one folder, together: three files, their rows in an order of chance.
 * @returns their full paths
 */
export function writeExports(folder: string, campaigns: readonly GeneratedCampaign[], seed: number): string[] {
  const dice = new Dice(seed);
  const rows: string[][][] = [[], [], []];
  for (const { ref, people, organisations } of campaigns) {
    for (const person of people) for (const record of person.records) rows[record.source]?.push(cellsOf(ref, person, record));
    for (const organisation of organisations) rows[2]?.push(organisationCells(ref, organisation));
  }
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'letter.md'),
    'We are {{signatures}} people and {{organisations}} organisations; {{named}} are named.\n',
  );
  return rows.flatMap((own, source) => {
    if (own.length === 0) return [];
    const place = path.join(folder, `${dice.pick(['a', 'zz', 'Export (1)', 'список'])}-${source}-${dice.below(100)}.csv`);
    fs.writeFileSync(place, formatCsv([[...(HEADERS[source] ?? [])], ...dice.shuffle(own)]));
    return [place];
  });
}
