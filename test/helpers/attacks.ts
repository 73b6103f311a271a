/**
 * Invented campaigns for the signs of forgery: people who sign in the rhythm of days and weeks, in waves after a launch and in rushes after a
 * mention, from one community or several; and forgers among them, of several kinds. Every name is put together from syllables, so that
 * nobody is in it.
 */

import { createRandom, type Random } from '../../src/lib/signals/random.js';

export interface MadeRecord {
  readonly signature_id: string;
  readonly signed_at: string;
  readonly medium: string;
  readonly given_name: string;
  readonly full_name: string;
  readonly email: string;
  readonly country: string;
  readonly postcode: string;
  readonly comment: string;
}

/** A record before it is written down. */
interface Draft {
  readonly time: number;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly comment: string;
  readonly isForged: boolean;
}

export interface MadeCampaign {
  readonly records: readonly MadeRecord[];
  readonly forged: ReadonlySet<string>;
}

export const ATTACKS = [
  'numbered-mailboxes',
  'even-gaps',
  'one-domain',
  'name-generator',
  'random-letters',
  'templated-comments',
  'disposable-domains',
  'slow-numbered-mailboxes',
  'slow-templated-comments',
] as const;
export type Attack = (typeof ATTACKS)[number];

const START = Date.UTC(2025, 2, 3) / 1000;
const HOUR = 3600;
const DAY = 86_400;

const ONSETS = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'sh', 'kh', 'th', 'br', 'st'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ia', 'ei', 'ou'];
const ENDS = ['', 'n', 'r', 's', 'l', 'm', 'sk', 'di', 'an'];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

/** A place in a list by Zipf's law: the first ones far more often. */
function zipf(random: Random, size: number): number {
  return Math.min(size - 1, Math.floor(size ** random.next()) - 1 + (random.next() < 0.15 ? random.below(Math.ceil(size / 4)) : 0));
}

function syllables(random: Random, least: number, most: number): string {
  const count = least + random.below(most - least + 1);
  return Array.from({ length: count }, () => pick(random, ONSETS) + pick(random, VOWELS)).join('') + pick(random, ENDS);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

interface Community {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

function makeCommunity(random: Random): Community {
  const names = (size: number, least: number, most: number): string[] =>
    Array.from({ length: size }, () => capital(syllables(random, least, most)));
  return { given: names(150, 1, 3), family: names(600, 2, 3) };
}

const FREE_MAIL = [
  'post.example',
  'mail.example',
  'letters.example',
  'brief.example',
  'correo.example',
  'posta.example',
  'net.example.org',
];
const FREE_MAIL_SHARES = [0.45, 0.17, 0.12, 0.08, 0.04, 0.03, 0.02];

function domainOf(random: Random): string {
  let left = random.next();
  for (const [index, share] of FREE_MAIL_SHARES.entries()) {
    left -= share;
    if (left < 0) return FREE_MAIL[index] ?? '';
  }
  return `d${zipf(random, 400)}.example.net`;
}

/** The name before the @, in the ways that people choose one. */
function localOf(random: Random, given: string, family: string): string {
  const [g, f] = [given.toLowerCase(), family.toLowerCase()];
  const way = random.next();
  const digits = (most: number): string => `${random.below(most)}`;
  if (way < 0.26) return `${g}.${f}`;
  if (way < 0.44) return `${g}${f}`;
  if (way < 0.52) return `${g.charAt(0)}.${f}`;
  if (way < 0.6) return `${g.charAt(0)}${f}`;
  if (way < 0.7) return `${g}${60 + random.below(45)}`.replace(/1(\d\d)$/, '0$1');
  if (way < 0.82) return `${g}${f}${digits(100)}`;
  if (way < 0.87) return `${g}.${f}${digits(1000)}`;
  if (way < 0.91) return `${f}.${g}`;
  if (way < 0.95) return `${g}_${f}`;
  return `${syllables(random, 2, 4)}${random.next() < 0.5 ? digits(2100) : ''}`;
}

function makePerson(random: Random, community: Community): Pick<Draft, 'given' | 'family' | 'email'> {
  const given = community.given[zipf(random, community.given.length)] ?? '';
  const family = community.family[zipf(random, community.family.length)] ?? '';
  return { given, family, email: `${localOf(random, given, family)}@${domainOf(random)}` };
}

/** How many sign at an hour of the day: few at night, most in the evening. */
const BY_HOUR = [4, 2, 1, 1, 1, 2, 4, 8, 12, 14, 14, 14, 16, 14, 13, 13, 14, 17, 20, 22, 24, 22, 15, 8];
const BY_WEEKDAY = [1, 1.05, 1.1, 1, 0.9, 0.7, 0.8];

export interface CleanOptions {
  /** Rushes after a mention on television, or after a newsletter. */
  readonly hasBursts: boolean;
  /** Signatures, about. */
  readonly size: number;
  /** One community or several. */
  readonly communities: number;
}

/** People and nobody else. */
export function cleanCampaign(seed: number, options: CleanOptions): MadeCampaign {
  return finish(seed, cleanDrafts(createRandom(seed), options));
}

/** The same with a forger: at least 50 records and at least two in a hundred. */
export function attackedCampaign(seed: number, options: CleanOptions, attack: Attack, disposable: readonly string[]): MadeCampaign {
  const random = createRandom(seed);
  const drafts = cleanDrafts(random, options);
  return finish(seed, [...drafts, ...forge(random, attack, drafts, disposable)]);
}

function cleanDrafts(random: Random, { hasBursts, size, communities }: CleanOptions): Draft[] {
  const days = 10 + random.below(40);
  const groups = Array.from({ length: communities }, () => makeCommunity(random));
  const write = makeCommenter(random);
  const decay = 3 + random.below(days);
  const rates = Array.from(
    { length: days * 24 },
    (_, hour) => (BY_HOUR[hour % 24] ?? 1) * (BY_WEEKDAY[Math.floor(hour / 24) % 7] ?? 1) * (0.15 + Math.exp(-hour / 24 / decay)),
  );
  const scale = (hasBursts ? size * 0.6 : size) / rates.reduce((sum, rate) => sum + rate, 0);
  const times: { time: number; group: number | null }[] = [];
  for (const [hour, rate] of rates.entries()) {
    const count = random.poisson(rate * scale);
    for (let i = 0; i < count; i++) times.push({ time: hour * HOUR + random.below(HOUR), group: null });
  }
  if (hasBursts) {
    const bursts = 1 + random.below(4);
    for (let burst = 0; burst < bursts; burst++) {
      const at = random.below((days - 1) * 24) * HOUR + random.below(HOUR);
      const tail = random.next() < 0.5 ? 20 * 60 + random.below(100 * 60) : 4 * HOUR;
      // Who watches one programme is often one part of those who sign.
      const group = random.next() < 0.5 ? random.below(communities) : null;
      const count = random.poisson((size * 0.4) / bursts);
      for (let i = 0; i < count; i++) {
        const time = at + Math.floor(-Math.log(1 - random.next()) * tail);
        if (time < days * DAY) times.push({ time, group });
      }
    }
  }
  return times.map(({ time, group }) => {
    const index = group !== null && random.next() < 0.8 ? group : random.below(communities);
    return { time: START + time, ...makePerson(random, groups[index] as Community), comment: write(), isForged: false };
  });
}

/** A writer of comments: a quarter of all people write one; in some campaigns the text that was suggested is pasted. */
function makeCommenter(random: Random): () => string {
  const words = Array.from({ length: 3000 }, () => syllables(random, 1, 3));
  const sentence = (length: number): string => Array.from({ length }, () => words[zipf(random, words.length)] ?? '').join(' ');
  const suggested = sentence(22);
  const pastes = random.next() < 0.3 ? 0.12 : 0;
  return () => {
    const way = random.next();
    if (way < pastes) return suggested;
    return way < 0.3 ? sentence(2 + random.below(28)) : '';
  };
}

function forge(random: Random, attack: Attack, drafts: readonly Draft[], disposable: readonly string[]): Draft[] {
  const size = Math.max(50, Math.ceil(drafts.length * 0.02)) + random.below(30);
  const last = drafts.reduce((latest, { time }) => Math.max(latest, time), START);
  const begin = START + random.below(last - START - HOUR);
  const community = makeCommunity(random);
  const isSlow = attack.startsWith('slow');
  // Forgers use the names that others use too: what gives them away must be something else.
  const person = (): Pick<Draft, 'given' | 'family' | 'email'> => {
    const { given, family } = pick(random, drafts);
    return { given, family, email: `${localOf(random, given, family)}@${domainOf(random)}` };
  };
  const times = timesOf(random, { attack, size, begin: isSlow ? START : begin, length: isSlow ? last - START : HOUR });
  const tricks = makeTricks(random, { community, disposable, size });
  return times.map((time, index) => ({ time, comment: '', ...person(), ...tricks[attack](index, person()), isForged: true }));
}

function timesOf(
  random: Random,
  { attack, size, begin, length }: { readonly attack: Attack; readonly size: number; readonly begin: number; readonly length: number },
): number[] {
  if (attack !== 'even-gaps') return Array.from({ length: size }, () => begin + random.below(length)).sort((a, b) => a - b);
  let time = begin;
  const longest = Math.min(60, HOUR / size);
  const gap = longest * (0.4 + 0.5 * random.next());
  return Array.from({ length: size }, () => {
    time += gap * (1 + 0.14 * random.next());
    return Math.round(time);
  });
}

type Trick = (index: number, person: Pick<Draft, 'given' | 'family' | 'email'>) => Partial<Draft>;

function makeTricks(
  random: Random,
  { community, disposable, size }: { readonly community: Community; readonly disposable: readonly string[]; readonly size: number },
): Record<Attack, Trick> {
  const stem = syllables(random, 2, 3);
  const first = 100 + random.below(800);
  const numbered: Trick = (index) => ({ email: `${stem}${first + index}@${pick(random, FREE_MAIL)}` });
  const own = `${syllables(random, 2, 3)}.example`;
  const template = makeTemplate(random);
  const templated: Trick = () => ({ comment: template() });
  const few = Array.from({ length: 5 }, () => pick(random, disposable));
  return {
    'numbered-mailboxes': numbered,
    'slow-numbered-mailboxes': numbered,
    'even-gaps': () => ({}),
    'one-domain': (_, person) => ({ email: `${person.email.split('@')[0]}@${own}` }),
    'name-generator': () => {
      const [given, family] = [pick(random, community.given), pick(random, community.family)];
      return { given, family, email: `${given}.${family}${10 + random.below(90)}@${domainOf(random)}`.toLowerCase() };
    },
    'random-letters': () => ({
      email: `${Array.from({ length: 10 }, () => String.fromCharCode(97 + random.below(26))).join('')}@${domainOf(random)}`,
    }),
    'templated-comments': templated,
    'slow-templated-comments': templated,
    'disposable-domains': (index, person) => ({ email: `${person.email.split('@')[0]}${size + index}@${pick(random, few)}` }),
  };
}

/** One letter with places in which one of three phrases stands, as the generators of form letters write them. */
function makeTemplate(random: Random): () => string {
  const phrase = (): string => Array.from({ length: 2 + random.below(2) }, () => syllables(random, 1, 3)).join(' ');
  const slots = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? [phrase()] : [phrase(), phrase(), phrase()]));
  return () => slots.map((choices) => pick(random, choices)).join(' ');
}

/** Writes drafts down: ids as good as chance, in no order. */
function finish(seed: number, drafts: readonly Draft[]): MadeCampaign {
  const forged = new Set<string>();
  const random = createRandom(seed ^ 0x5bd1e995);
  const records = drafts.map((draft, index) => {
    const id = `S${random.below(0x1000000).toString(16).padStart(6, '0')}${index.toString(16).padStart(6, '0')}`;
    if (draft.isForged) forged.add(id);
    return {
      signature_id: id,
      signed_at: new Date(draft.time * 1000).toISOString().replace('.000', ''),
      medium: 'online',
      given_name: draft.given,
      full_name: `${draft.given} ${draft.family}`,
      email: draft.email,
      country: 'GB',
      postcode: 'ZZ99 3WZ',
      comment: draft.comment,
    };
  });
  return { records, forged };
}
