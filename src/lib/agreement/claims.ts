/**
 * Finds the numbers of a text that speak of who signs or supports this campaign. A number counts only with a noun for people, signatures
 * or organisations, and only where the sentence says that these sign, support or ask: "2,656 people were detained" is about others. The
 * rules are about where words stand; the words are data.
 */

import type { Claim, Relation, Subject } from '../model/agreement.js';
import { numberAt } from './numbers.js';
import { type Token, tokenize } from './tokens.js';
import type { Act, Language } from './words.js';

/** Words between a number and its noun: "57 independent human rights, refugee and women's organisations". */
const MODIFIERS_MAX = 7;
/** Words between who signs and that they sign. */
const REACH = 14;
/** Words between an act and its object. */
const OBJECT_REACH = 6;

/** A number with what it counts, wherever in a sentence. Places are indexes of tokens. */
interface Mention {
  readonly relation: Relation;
  readonly value: number;
  readonly noun: Subject | 'people';
  /** First token, of the comparing word if there is one. */
  readonly from: number;
  readonly number: number;
  /** Behind the number and what compares it there. */
  readonly rest: number;
  /** Behind the noun. */
  readonly to: number;
}

interface Sentence {
  readonly tokens: readonly Token[];
  readonly words: readonly string[];
  readonly language: Language;
  readonly mentions: readonly Mention[];
}

export interface ClaimContext {
  /** Of the pack: a sentence about another year is about something else. */
  readonly year: number;
  /** What placeholders stand for. */
  readonly values: ReadonlyMap<string, number>;
}

/** Every such number of a text, in order. */
export function findClaims(text: string, language: Language, context: ClaimContext): Claim[] {
  return tokenize(text, language, context.values).flatMap((tokens) => {
    const words = tokens.map((token) => token.text);
    const mentions = mentionsIn(tokens, words, language);
    const sentence: Sentence = { tokens, words, language, mentions };
    return mentions.filter((mention) => isAboutUs(mention, sentence, context)).map((mention) => claimOf(mention, tokens));
  });
}

function claimOf({ relation, value, noun, from, to }: Mention, tokens: readonly Token[]): Claim {
  return {
    of: noun === 'people' ? 'signatures' : noun,
    relation,
    value,
    start: tokens[from]?.start ?? 0,
    end: tokens[to - 1]?.end ?? 0,
  };
}

function mentionsIn(tokens: readonly Token[], words: readonly string[], language: Language): Mention[] {
  const mentions: Mention[] = [];
  for (let at = 0; at < tokens.length; ) {
    const number = numberAt(tokens, words, at, language);
    if (number === null) {
      at++;
      continue;
    }
    const mention = mentionAt(tokens, words, at, number, language);
    if (mention !== null) mentions.push(mention);
    at = mention?.to ?? number.next;
  }
  return mentions;
}

type NumberFound = NonNullable<ReturnType<typeof numberAt>>;

function mentionAt(
  tokens: readonly Token[],
  words: readonly string[],
  at: number,
  number: NumberFound,
  language: Language,
): Mention | null {
  if (/^[£$€]$/.test(words[at - 1] ?? '')) return null;
  if (tokens[at]?.isYear === true && language.yearBefore.endingBefore(words, at, 2) !== null) return null;
  const before = relationBefore(words, at, language);
  let next = number.next;
  let relation: Relation = number.isVague ? 'at-least' : (before?.relation ?? 'exact');
  if (words[next] === '+') {
    relation = 'at-least';
    next++;
  }
  for (const [after, phrases] of language.comparatorAfter) {
    const found = phrases.matchAt(words, next);
    if (found === null) continue;
    relation = after;
    next += found.length;
  }
  const noun = nounFrom(tokens, words, next, language);
  if (noun === null) return null;
  return { relation, value: number.value, noun: noun.noun, from: before?.from ?? at, number: at, rest: next, to: noun.to };
}

function relationBefore(words: readonly string[], at: number, language: Language): { relation: Relation; from: number } | null {
  let best: { relation: Relation; from: number } | null = null;
  for (const [relation, phrases] of language.comparator) {
    const from = phrases.endingBefore(words, at);
    if (from !== null && (best === null || from < best.from)) best = { relation, from };
  }
  return best;
}

/** The first noun that the number can be of; a number, a mark or a word that begins something else is in the way. */
function nounFrom(
  tokens: readonly Token[],
  words: readonly string[],
  from: number,
  language: Language,
): { noun: Subject | 'people'; to: number } | null {
  let found: { noun: Subject | 'people'; to: number } | null = null;
  for (let at = from, passed = 0; passed <= MODIFIERS_MAX && at < tokens.length; at++, passed++) {
    const noun = nounAt(words, at, language);
    if (noun !== null) {
      found = { noun, to: at + 1 };
      if (!isNounAgain(words, at + 1, language)) return found;
      continue;
    }
    if (found !== null) return found;
    const word = words[at] ?? '';
    if (tokens[at]?.kind === 'number') return null;
    if (tokens[at]?.kind === 'mark' && !/^[-‑,'’*]$/u.test(word)) return null;
    if (language.percent.matchAt(words, at) !== null) return null;
    if (passed === 0 && language.links.has(word)) continue;
    if (language.and.has(word)) {
      // "57 refugee and women's organisations" goes on, "57 and no organisation" does not.
      if (passed === 0) return null;
    } else if (language.stops.has(word) || isAct(word, language) || language.breaks.matchAt(words, at) !== null) return null;
  }
  return found;
}

/** "women organisations": the last of several nouns is what is counted, unless it only says that these have signed. */
const isNounAgain = (words: readonly string[], at: number, language: Language): boolean =>
  !language.selfModifiers.has(words[at]) &&
  (nounAt(words, at, language) !== null || (words[at] === '-' && nounAt(words, at + 1, language) !== null));

function nounAt(words: readonly string[], at: number, language: Language): Subject | 'people' | null {
  for (const [noun, list] of language.noun) if (list.has(words[at])) return noun;
  return null;
}

const isAct = (word: string, { act }: Language): boolean => (['sign', 'support', 'ask'] as const).some((kind) => act[kind].has(word));

function isAboutUs(mention: Mention, sentence: Sentence, context: ClaimContext): boolean {
  if (isPart(mention, sentence)) return false;
  if (isUs(mention, sentence)) return true;
  if (isElsewhere(sentence, context)) return false;
  return (
    // A signature is given to something, and here nothing else is spoken of.
    mention.noun === 'signatures' ||
    isBehalf(mention, sentence) ||
    isCarried(mention, sentence) ||
    doesAct(mention, sentence) ||
    isDoneBy(mention, sentence) ||
    isHeading(mention, sentence)
  );
}

/** "another 12 people", "12 of the people", "on the first day": a part of the count, which the data do not know. */
function isPart({ from, to, rest }: Mention, { words, language }: Sentence): boolean {
  return (
    language.partialModifiers.within(words, from - 2, from) ||
    language.partialModifiers.within(words, rest, to + 1) ||
    language.partial.within(words, 0, words.length)
  );
}

/** "We, the undersigned 57 organisations", "our 58 members", "the 57 signatory organisations". */
function isUs({ from, to, number, noun }: Mention, { words, language }: Sentence): boolean {
  if (noun === 'people' && !language.selfModifiers.within(words, number, to + 3)) return isWe(words, from, language);
  return language.selfModifiers.within(words, number, Math.min(words.length, to + 3)) || isWe(words, from, language);
}

/**
 * "We" directly before the number, with nothing between but a comma, a word such as "are" or an article. Where a verb comes before "we", as in "trafen wir
 * 15 Organisationen", those who are counted are others.
 */
function isWe(words: readonly string[], from: number, language: Language): boolean {
  if (language.we.has(words[from - 1]) && language.own.has(words[from - 1])) return true;
  for (let at = from - 1; at >= Math.max(0, from - 7); at--) {
    const word = words[at] ?? '';
    if (language.we.has(word) && !language.own.has(word))
      return (
        at === 0 || words.slice(at + 1, from).includes(',') || /^\P{L}+$/u.test(words[at - 1] ?? '') || language.and.has(words[at - 1])
      );
    if (word !== ',' && !language.weLinks.has(word) && !language.articles.has(word)) return false;
  }
  return false;
}

/** Whether the sentence speaks of another campaign, of another year, or of what would be needed. */
function isElsewhere({ tokens, words, language }: Sentence, { year }: ClaimContext): boolean {
  if (language.conditions.within(words, 0, words.length)) return true;
  const isToYou = language.address.within(words, 0, words.length);
  const ownDocument = words.some((word, at) => language.own.has(word) && objectWithin(words, at + 1, 3, language) !== null);
  const otherYear = tokens.some(
    (token, at) => token.isYear && token.value !== year && language.yearBefore.endingBefore(words, at, 2) !== null,
  );
  if (otherYear && !isToYou && !ownDocument) return true;
  return words.some((word, at) => language.foreign.has(word) && language.documents.within(words, at + 1, at + 4) && !isToYou);
}

/** "On behalf of 57 organisations". */
function isBehalf({ from, noun }: Mention, { words, language }: Sentence): boolean {
  return noun !== 'people' && language.behalf.endingBefore(words, withoutArticles(words, from, language)) !== null;
}

/** The place before any articles that end at `end`: "by the 57 organisations". */
function withoutArticles(words: readonly string[], end: number, { articles, own, by, behalf }: Language): number {
  let at = end;
  // A preposition may be in the list of articles too, because it stands before an object.
  const isPart = (place: number): boolean => by.endingBefore(words, place) !== null || behalf.endingBefore(words, place) !== null;
  while (at > 0 && !isPart(at) && (articles.has(words[at - 1]) || own.has(words[at - 1]))) at--;
  return at;
}

/** "The petition carries 25 signatures", "the coalition is formed of 57 organisations". */
function isCarried({ from, noun }: Mention, sentence: Sentence): boolean {
  if (noun === 'people') return false;
  const { words, language } = sentence;
  for (let at = Math.max(0, from - 5); at < from; at++) {
    const found = language.carries.matchAt(words, at);
    if (found === null) continue;
    const rest = words.slice(at + found.length, from);
    const isNear = rest.every((word) => language.articles.has(word) || language.adverbs.has(word));
    if (isNear && objectWithin(words, Math.max(0, at - 6), Math.min(at, 6), language) !== null) return true;
  }
  return false;
}

/** Whether who is counted signs, supports or asks: the act behind them, or before them where the language allows it. */
function doesAct(mention: Mention, sentence: Sentence): boolean {
  return actAfter(mention, sentence) || (sentence.language.file.inverted && actBefore(mention, sentence));
}

function actAfter({ from, to }: Mention, sentence: Sentence): boolean {
  const { tokens, words, language, mentions } = sentence;
  for (let at = to; at < Math.min(tokens.length, to + REACH); at++) {
    const inner = mentions.find((other) => other.from <= at && at < other.to);
    if (inner !== undefined) {
      at = inner.to - 1;
      continue;
    }
    const kind = actAt(words, at, language);
    if (kind !== null) return fitsObject(kind, from, to, at, sentence);
    if (isEnd(words, at, language)) return false;
    const helper = language.auxiliaries.matchAt(words, at);
    if (helper !== null) {
      const next = afterHelpers(words, at + helper.length, language);
      const helped = actAt(words, next, language);
      // A helping verb of another verb: "people have been returned".
      if (helped === null && !language.file.verbLast && !isObjectNext(words, at + helper.length, language)) return false;
      if (helped !== null) return fitsObject(helped, from, to, next, sentence);
    }
  }
  return false;
}

function actAt(words: readonly string[], at: number, { act }: Language): Act | null {
  return (['sign', 'support', 'ask'] as const).find((kind) => act[kind].matchAt(words, at) !== null) ?? null;
}

const isEnd = (words: readonly string[], at: number, language: Language): boolean =>
  /^[;:–—(]$/u.test(words[at] ?? '') || language.breaks.matchAt(words, at) !== null;

function afterHelpers(words: readonly string[], from: number, { auxiliaries, adverbs, pronouns }: Language): number {
  let at = from;
  while (at < words.length) {
    const found = auxiliaries.matchAt(words, at) ?? adverbs.matchAt(words, at) ?? pronouns.matchAt(words, at);
    if (found === null) break;
    at += found.length;
  }
  return at;
}

/** German and the like set the object between a helping verb and its verb. */
const isObjectNext = (words: readonly string[], at: number, language: Language): boolean =>
  (language.own.has(words[at]) || language.articles.has(words[at]) || language.pronouns.has(words[at])) &&
  objectWithin(words, at, 4, language) !== null;

/** What a word of the campaign's own stands within so many words: its place, or null. */
function objectWithin(words: readonly string[], from: number, count: number, { documents, causes }: Language): number | null {
  for (let at = from; at < Math.min(words.length, from + count); at++) if (documents.has(words[at]) || causes.has(words[at])) return at;
  return null;
}

/** Whether what is signed, supported or asked can be this campaign. */
function fitsObject(kind: Act, from: number, to: number, at: number, sentence: Sentence): boolean {
  const { words, language } = sentence;
  const behind = words.slice(at + 1, at + 1 + OBJECT_REACH);
  if (kind === 'ask') return true;
  if (language.things.within([...words.slice(to, at), ...behind.slice(0, 3)], 0, words.length)) return false;
  const hasOwnObject = (all: readonly string[]): boolean =>
    language.file.hasArticles
      ? all.some(
          (word, index) => (language.own.has(word) || language.articles.has(word)) && objectWithin(all, index + 1, 3, language) !== null,
        )
      : objectWithin(all, 0, 3, language) !== null;
  const between = words.slice(to, at);
  const before = words.slice(Math.max(0, from - OBJECT_REACH), from);
  const hasPronoun = language.pronouns.has(behind[0]) || between.some((word) => language.pronouns.has(word));
  const isOwn = hasPronoun || hasOwnObject(behind) || hasOwnObject(between) || objectWithin(before, 0, before.length, language) !== null;
  if (kind === 'support') return isOwn;
  // Who signs nothing that is named signs this.
  const first = behind.find((word) => !language.adverbs.has(word));
  const isNamed = first !== undefined && (language.articles.has(first) || language.foreign.has(first));
  return isOwn || !isNamed;
}

/** "Podpisało 57 organizacji", "han firmado esta carta 57 organizaciones". */
function actBefore({ from, to }: Mention, sentence: Sentence): boolean {
  const { words, language, mentions } = sentence;
  for (let at = from - 1; at >= Math.max(0, from - 8); at--) {
    if (mentions.some((other) => other.from <= at && at < other.to)) continue;
    const kind = actAt(words, at, language);
    if (kind !== null) {
      if (kind !== 'support') return true;
      const around = [...words.slice(Math.max(0, at - OBJECT_REACH), from), ...words.slice(to, to + OBJECT_REACH)];
      return objectWithin(around, 0, around.length, language) !== null || around.some((word) => language.pronouns.has(word));
    }
    const word = words[at] ?? '';
    const isPassable =
      language.articles.has(word) ||
      language.own.has(word) ||
      language.adverbs.has(word) ||
      language.pronouns.has(word) ||
      language.auxiliaries.has(word) ||
      language.and.has(word) ||
      language.documents.has(word) ||
      language.causes.has(word);
    if (!isPassable) return false;
  }
  return false;
}

/** "Signed by 25 people", "von 57 Organisationen unterzeichnet". */
function isDoneBy({ from, to }: Mention, sentence: Sentence): boolean {
  const { words, language, mentions } = sentence;
  const start = withoutArticles(words, firstJoined(from, mentions, words, language), language);
  const by = language.by.endingBefore(words, start);
  if (by === null) return false;
  const range = [
    ...words.slice(Math.max(0, by - 6), by).map((word, index, all) => ({ word, near: all.length - index })),
    ...words.slice(to, to + 6).map((word, index) => ({ word, near: index + 1 })),
  ];
  const doing = range.find(({ word }) => language.participle.sign.has(word) || language.participle.support.has(word));
  if (doing === undefined) return false;
  if (language.participle.sign.has(doing.word)) return true;
  const around = words.slice(Math.max(0, by - 10), to + 10);
  return (
    objectWithin(around, 0, around.length, language) !== null ||
    around.some((word) => language.pronouns.has(word)) ||
    language.address.within(words, 0, words.length)
  );
}

/** Where the first of several numbers stands that are joined by "and": "by 25 people and 3 organisations". */
function firstJoined(from: number, mentions: readonly Mention[], words: readonly string[], language: Language): number {
  const isJoined = (other: Mention): boolean =>
    other.to < from && words.slice(other.to, from).every((word) => word === ',' || language.and.has(word));
  const earlier = mentions.find(isJoined);
  return earlier === undefined ? from : firstJoined(earlier.from, mentions, words, language);
}

/** "57 organisations: stop the Pact", "25 signatures reached": the number opens a heading. */
function isHeading({ from, to, noun }: Mention, { tokens, words }: Sentence): boolean {
  return noun !== 'people' && from === 0 && (words[to] === ':' || words[to] === '–' || words[to] === '—' || to === tokens.length);
}
