/**
 * Taking an entry apart: "The Border Violence Monitoring Network (BVMN)" is a name and an acronym, "NLA (Northern Lights
 * Aid)" is the same the other way round, "A / B" is one body with two names, "Refugee Action, Leeds" a name and a place,
 * "X (member of Y)" a name and an umbrella that it is not. Nothing is compared here.
 */

import type { AcronymStyle } from './acronyms.js';
import { acronymStyle, looksLikeAcronym, spells } from './acronyms.js';
import type { Core } from './core.js';
import { coreOf, isShouted, phraseOf, placeAt, wordsOf } from './core.js';
import type { Token } from './fold.js';
import { hasLostLetters, readText } from './fold.js';
import type { Lexicon } from './lexicon.js';

/** What an entry of a list gives: as in `organisations.csv`. */
export interface EntryText {
  readonly name: string;
  readonly acronym: string;
  readonly aliases: readonly string[];
}

/**
 * Where a name comes from. `name` is the entry's own; `alias` was declared or stands in brackets; `slash` stands behind a
 * slash, which joins two names of one body or two bodies; `whole` is the name with the acronym that was taken off.
 */
export type NameSource = 'name' | 'alias' | 'slash' | 'whole';

export interface Name {
  readonly core: Core;
  readonly source: NameSource;
}

/** A single word that may be the acronym of another entry. */
export interface Bare {
  readonly letters: string;
  readonly style: AcronymStyle;
}

export interface Parts {
  readonly names: readonly Name[];
  /** Declared acronyms, folded, without full stops. */
  readonly acronyms: ReadonlySet<string>;
  /** Places that qualify the entry from outside its name: signs, or the words of a place nobody listed. */
  readonly places: readonly string[];
  /** What stood in brackets and is neither acronym nor form nor umbrella: names and places, folded. */
  readonly brackets: readonly string[];
  /** Every such place is a listed one or was called a section, and none is only part of an acronym. */
  readonly arePlacesKnown: boolean;
  readonly umbrellas: readonly Core[];
  /** The name before a dash, where what follows may be its subtitle. */
  readonly titles: readonly Core[];
  /** The entry is nothing but one word, apart from places. */
  readonly bare: Bare | null;
  /** Nobody can say what the name was, so it is compared with nothing. */
  readonly isUnreadable: boolean;
}

interface Draft {
  readonly names: { readonly tokens: readonly Token[]; readonly source: NameSource }[];
  readonly acronyms: Set<string>;
  readonly places: Set<string>;
  readonly umbrellas: Core[];
  readonly titles: Core[];
  readonly brackets: Set<string>;
  arePlacesKnown: boolean;
}

/** Longer names than this many words are no alternative in brackets but still a name; shorter ones may be a place. */
const PLACE_WORDS_MAX = 2;

/** Takes an entry apart. */
export function takeApart(entry: EntryText, lexicon: Lexicon): Parts {
  const draft: Draft = {
    names: [],
    acronyms: new Set(),
    places: new Set(),
    umbrellas: [],
    titles: [],
    brackets: new Set(),
    arePlacesKnown: true,
  };
  const text = readText(entry.name);
  readName(text, 'name', draft, lexicon);
  for (const alias of entry.aliases) readName(readText(alias), 'alias', draft, lexicon);
  for (const acronym of readText(entry.acronym).split(/[/;,|]/)) readAcronym(wordsOf(acronym, lexicon), draft, lexicon);

  const names: Name[] = [];
  const seen = new Set<string>();
  const add = (core: Core, source: NameSource): void => {
    if (core.key === '' || seen.has(core.key)) return;
    seen.add(core.key);
    names.push({ core, source });
  };
  for (const { tokens, source } of draft.names) {
    add(coreOf(tokens, lexicon), source);
    if (tokens.some((token) => token.spelledOut !== token.folded)) add(coreOf(tokens, lexicon, true), source);
  }
  const single = draft.names.filter(({ source }) => source !== 'whole').map(({ tokens }) => bareWord(tokens, lexicon));
  const [only] = single;
  const isBare = single.length === 1 && only !== null && only !== undefined;
  return {
    names,
    acronyms: draft.acronyms,
    places: [...draft.places].sort(),
    brackets: [...draft.brackets].sort(),
    arePlacesKnown: draft.arePlacesKnown,
    umbrellas: draft.umbrellas,
    titles: draft.titles,
    bare: isBare ? only : null,
    isUnreadable: names.length === 0 || [entry.name, ...entry.aliases].some(hasLostLetters),
  };
}

/** The one word of a name that is a word and no place, with an article before it at most. */
function bareWord(tokens: readonly Token[], lexicon: Lexicon): Bare | null {
  const rest: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const place = at === 0 ? null : placeAt(tokens, at, lexicon);
    const token = tokens[at];
    if (token !== undefined && place === null && !(at === 0 && tokens.length > 1 && lexicon.leadingArticles.has(token.folded)))
      rest.push(token);
    at += place?.length ?? 1;
  }
  const [word] = rest;
  if (word === undefined || rest.length > 1 || !/\p{L}/u.test(word.original)) return null;
  return { letters: word.folded, style: acronymStyle(word) };
}

/** Whether the tokens begin with one of the phrases, and how many tokens that takes. */
function leading(tokens: readonly Token[], phrases: readonly string[]): number {
  const text = `${phraseOf(tokens)} `;
  const found = phrases.find((phrase) => text.startsWith(`${phrase} `));
  return found === undefined ? 0 : found.split(' ').length;
}

function isLegalForm(tokens: readonly Token[], lexicon: Lexicon): boolean {
  const letters = tokens.map((token) => token.folded).join('');
  return (
    tokens.length > 0 &&
    (lexicon.legalForms.has(phraseOf(tokens)) || (tokens.every((token) => token.folded.length <= 2) && lexicon.legalForms.has(letters)))
  );
}

/** The signs of the places that a text consists of, with small words between them; null when anything else is in it. */
function placesOf(tokens: readonly Token[], lexicon: Lexicon): string[] | null {
  const signs: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    const place = placeAt(tokens, at, lexicon);
    if (place !== null) signs.push(place.sign);
    else if (token !== undefined && lexicon.regions.has(token.folded)) signs.push(token.folded);
    else if (token === undefined || !lexicon.smallWords.has(token.folded)) return null;
    at += place?.length ?? 1;
  }
  return signs.length > 0 ? signs : null;
}

/** A part that says which section of a body this is ("UK section", "Section française"): its place, or null. */
function sectionOf(tokens: readonly Token[], lexicon: Lexicon): string[] | null {
  for (let length = 3; length > 0; length -= 1) {
    for (const part of [
      { section: tokens.slice(0, length), rest: tokens.slice(length) },
      { section: tokens.slice(-length), rest: tokens.slice(0, -length) },
    ]) {
      if (part.rest.length === 0 || tokens.length <= length || !lexicon.sections.has(phraseOf(part.section))) continue;
      const rest = part.rest.filter((token) => !lexicon.smallWords.has(token.folded));
      if (rest.length === 0 || rest.length > PLACE_WORDS_MAX + 1) continue;
      return placesOf(part.rest, lexicon) ?? [phraseOf(rest)];
    }
  }
  return null;
}

/** Reads a place, section or head office; false when the part is none of them. */
function readQualifier(tokens: readonly Token[], draft: Draft, lexicon: Lexicon): boolean {
  if (lexicon.headOffices.has(phraseOf(tokens))) return true;
  const places = sectionOf(tokens, lexicon) ?? placesOf(tokens, lexicon);
  for (const place of places ?? []) draft.places.add(place);
  return places !== null;
}

/** Reads "member of Y"; false when the part is no such phrase. */
function readMembership(tokens: readonly Token[], draft: Draft, lexicon: Lexicon): boolean {
  const length = leading(tokens, lexicon.memberships);
  if (length === 0 || length === tokens.length) return false;
  const umbrella = tokens.slice(length);
  draft.umbrellas.push(coreOf(umbrella, lexicon));
  const last = umbrella.at(-1);
  // "a member of the WAVE Network" names WAVE or WAVE Network.
  if (umbrella.length > 1 && last !== undefined && lexicon.umbrellaWords.has(last.folded))
    draft.umbrellas.push(coreOf(umbrella.slice(0, -1), lexicon));
  return true;
}

/** Reads "PICUM" or "WAST Manchester" where an acronym is expected. */
function readAcronym(tokens: readonly Token[], draft: Draft, lexicon: Lexicon): void {
  const [first, ...rest] = tokens;
  if (first === undefined) return;
  if (rest.length > 0 && readQualifier(rest, draft, lexicon)) {
    draft.acronyms.add(first.folded);
    return;
  }
  draft.acronyms.add(tokens.map((token) => token.folded).join(''));
}

/** An acronym with a tail: WAST Manchester. The tail is a place even when nobody listed it. */
function readBracketedAcronym(
  tokens: readonly Token[],
  outside: readonly Token[],
  isShoutedText: boolean,
  draft: Draft,
  lexicon: Lexicon,
): boolean {
  const [first, ...rest] = tokens;
  if (first === undefined || rest.length > PLACE_WORDS_MAX) return false;
  const isSpelled = spells(first.folded, coreOf(outside, lexicon).initials);
  if (!isSpelled && !looksLikeAcronym(first, isShoutedText)) return false;
  // In a text without capitals only one that is spelled is believed, and two capital words in brackets are a name.
  if (rest.some((token) => looksLikeAcronym(token, isShoutedText)) && !isSpelled) return false;
  if (rest.length > 0) {
    if (!readQualifier(rest, draft, lexicon)) {
      if (rest.length > 1 || !isSpelled) return false;
      draft.places.add(phraseOf(rest));
    }
    // A place that is part of the acronym may be one that the name goes without.
    draft.arePlacesKnown = false;
  }
  draft.acronyms.add(first.folded);
  return true;
}

interface Bracketed {
  readonly outside: string;
  readonly contents: readonly string[];
}

/** The text without its brackets, and what stood in them. A bracket that nobody closed ends with the text. */
function withoutBrackets(text: string): Bracketed {
  const contents: string[] = [];
  const outside = text.replace(/[([]([^()[\]]*)(?:[)\]]|$)/gu, (_, content: string) => {
    if (content.trim() !== '') contents.push(content.trim());
    return ' ';
  });
  return {
    outside: outside
      .replace(/[()[\]]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    contents,
  };
}

function readName(text: string, source: 'name' | 'alias', draft: Draft, lexicon: Lexicon): void {
  const { outside, contents } = withoutBrackets(text);
  const [first = '', ...others] = outside.split(/\s+[/|]\s*|\s*[/|]\s+/u).filter((part) => /[\p{L}\p{N}]/u.test(part));
  // A name that stands in brackets as a whole is the name.
  if (first === '') {
    const [inner, ...more] = contents;
    if (inner !== undefined) readName(inner, source, draft, lexicon);
    for (const content of more) readBracket(content, [], false, draft, lexicon);
    return;
  }
  const isShoutedText = isShouted(wordsOf(text, lexicon));
  const main = readDashes(first, source, isShoutedText, draft, lexicon);
  for (const other of others) {
    const tokens = wordsOf(other, lexicon);
    const [only] = tokens;
    const isAcronym =
      tokens.length === 1 &&
      only !== undefined &&
      (looksLikeAcronym(only, isShoutedText) || spells(only.folded, coreOf(main, lexicon).initials));
    if (isAcronym) draft.acronyms.add(only.folded);
    else if (isPlaceBySlash(tokens, main, draft, lexicon)) continue;
    else readDashes(other, 'slash', isShoutedText, draft, lexicon);
  }
  for (const content of contents) readBracket(content, main, isShoutedText, draft, lexicon);
  adoptLeadingAcronym(main, contents, isShoutedText, draft, lexicon);
}

/** "Refuge Association / Leeds", "... / فرع سوسة": a place or section, or one word behind a name of several, which may be a place. */
function isPlaceBySlash(tokens: readonly Token[], main: readonly Token[], draft: Draft, lexicon: Lexicon): boolean {
  if (readQualifier(tokens, draft, lexicon)) return true;
  if (tokens.length !== 1 || main.length < 2) return false;
  draft.places.add(phraseOf(tokens));
  draft.arePlacesKnown = false;
  return true;
}

/**
 * "NLA (Northern Lights Aid)", "ABC / Long Name": a name of one word that looks like an acronym, or that another name of
 * the entry spells, is the acronym of that name and no name of its own.
 */
function adoptLeadingAcronym(
  main: readonly Token[],
  contents: readonly string[],
  isShoutedText: boolean,
  draft: Draft,
  lexicon: Lexicon,
): void {
  const index = draft.names.findIndex(({ tokens }) => tokens === main);
  const [word, ...more] = main;
  const others = draft.names.filter(({ tokens }, at) => at > index && tokens.length > 1);
  if (index === -1 || word === undefined || more.length > 0 || others.length === 0) return;
  const isSpelled = others.some(({ tokens }) => spells(word.folded, coreOf(tokens, lexicon).initials));
  if (!isSpelled && !(looksLikeAcronym(word, isShoutedText) && contents.length > 0)) return;
  draft.acronyms.add(word.folded);
  draft.names.splice(index, 1);
}

function readBracket(content: string, outside: readonly Token[], isShoutedText: boolean, draft: Draft, lexicon: Lexicon): void {
  const tokens = wordsOf(content, lexicon);
  if (tokens.length === 0 || isLegalForm(tokens, lexicon) || readMembership(tokens, draft, lexicon)) return;
  const former = leading(tokens, lexicon.formers);
  if (former > 0 && former < tokens.length) {
    readAlternative(tokens.slice(former), isShoutedText, draft);
    return;
  }
  const isSpelledWord = tokens.length === 1 && spells(tokens[0]?.folded ?? '', coreOf(outside, lexicon).initials);
  if (!isSpelledWord && readQualifier(tokens, draft, lexicon)) return;
  if (readBracketedAcronym(tokens, outside, isShoutedText, draft, lexicon)) return;
  const pieces = content.split(/[/,;]/).map((piece) => wordsOf(piece, lexicon));
  if (
    pieces.length > 1 &&
    pieces.every((piece) => piece.length === 1 && piece[0] !== undefined && looksLikeAcronym(piece[0], isShoutedText))
  ) {
    for (const piece of pieces) for (const token of piece) draft.acronyms.add(token.folded);
    return;
  }
  // "PICUM, Brussels": an acronym and a place.
  const [head = [], ...tail] = pieces;
  if (tail.length > 0 && head.length === 1 && tail.every((piece) => placesOf(piece, lexicon) !== null)) {
    if (readBracketedAcronym(head, outside, isShoutedText, draft, lexicon)) {
      for (const piece of tail) readQualifier(piece, draft, lexicon);
      return;
    }
  }
  if (isDescription(tokens, lexicon)) return;
  draft.brackets.add(coreOf(tokens, lexicon).key);
  if (isAlternativeName(tokens, outside, lexicon)) {
    draft.names.push({ tokens, source: 'alias' });
    return;
  }
  draft.places.add(phraseOf(tokens));
  draft.arePlacesKnown = false;
}

/** What says of a body what it is and not which: a register, a number, general words. Many bodies may have the same. */
function isDescription(tokens: readonly Token[], lexicon: Lexicon): boolean {
  const { words, isGeneric } = coreOf(tokens, lexicon);
  return leading(tokens, lexicon.descriptions) > 0 || words.every((word, index) => isGeneric[index] === true || /^[\d]+$/.test(word));
}

/** What follows "formerly": an acronym or a name. */
function readAlternative(tokens: readonly Token[], isShoutedText: boolean, draft: Draft): void {
  const [word, ...more] = tokens;
  if (word !== undefined && more.length === 0 && looksLikeAcronym(word, isShoutedText)) draft.acronyms.add(word.folded);
  else draft.names.push({ tokens, source: 'alias' });
}

/**
 * What stands in brackets is another name when it has more words than a place has, a word that names of bodies have, a
 * legal form or other letters than the name outside. One or two other words may be a place.
 */
function isAlternativeName(tokens: readonly Token[], outside: readonly Token[], lexicon: Lexicon): boolean {
  const [word, ...more] = outside;
  const core = coreOf(tokens, lexicon);
  if (core.words.length > PLACE_WORDS_MAX || core.forms.length > 0) return true;
  if (word !== undefined && more.length === 0 && tokens.length > 1 && looksLikeAcronym(word, false)) return true;
  const isLatin = (part: readonly Token[]): boolean => /\p{Script=Latin}/u.test(phraseOf(part));
  if (outside.length > 0 && isLatin(tokens) !== isLatin(outside)) return true;
  return tokens.length > 1 && core.isGeneric.some(Boolean);
}

/** Words that join a name to its umbrella without a comma or dash. */
const MEMBER_WORDS = new Set([
  'member',
  'members',
  'mitglied',
  'membre',
  'miembro',
  'membro',
  'lid',
  'czlonek',
  'medlem',
  'section',
  'branch',
  'chapter',
]);

/**
 * Reads a name with what dashes, colons and commas set apart, and returns the words of the name itself. An acronym at
 * either end is taken off; what cannot be told stays in the name.
 */
function readDashes(
  given: string,
  source: 'name' | 'alias' | 'slash',
  isShoutedText: boolean,
  draft: Draft,
  lexicon: Lexicon,
): readonly Token[] {
  const text = readCommas(given, draft, lexicon);
  const segments = text.split(/\s+-\s*|\s*-\s+|\s*:\s+/u).filter((segment) => /[\p{L}\p{N}]/u.test(segment));
  let parts = segments.map((segment) => wordsOf(segment, lexicon));
  for (let last = parts.at(-1); parts.length > 1 && last !== undefined; last = parts.at(-1)) {
    if (!readMembership(last, draft, lexicon) && !readQualifier(last, draft, lexicon)) break;
    parts = parts.slice(0, -1);
  }
  const whole = readTail(parts.flat(), draft, lexicon);
  const [first = [], second] = parts;
  const last = parts.at(-1) ?? [];
  const push = (tokens: readonly Token[], from: NameSource): readonly Token[] => {
    draft.names.push({ tokens, source: from });
    return tokens;
  };
  /** The rest of the name, when the word beside it is its acronym. */
  const beside = (word: Token | undefined, rest: readonly Token[], isSetApart: boolean, isBefore: boolean): readonly Token[] | null => {
    if (word === undefined || rest.filter((token) => /\p{L}/u.test(token.original)).length < 2) return null;
    const isAcronym = spells(word.folded, coreOf(rest, lexicon).initials)
      ? isSetApart || (looksLikeAcronym(word, isShoutedText) && word.original.length > 2)
      : // Behind a dash, a word in capitals may be the code of a site.
        isSetApart && isBefore && looksLikeAcronym(word, isShoutedText);
    return isAcronym ? rest : null;
  };
  const takeOff = (word: Token | undefined, rest: readonly Token[], isSetApart: boolean, isBefore: boolean): readonly Token[] | null => {
    const name = beside(word, rest, isSetApart, isBefore);
    if (name === null || word === undefined) return null;
    draft.acronyms.add(word.folded);
    push(name, source);
    push(whole, 'whole');
    return name;
  };
  if (second !== undefined) {
    const afterFirst = first.length === 1 ? takeOff(first[0], whole.slice(1), true, true) : null;
    if (afterFirst !== null) return afterFirst;
    const beforeLast = last.length === 1 ? takeOff(last[0], whole.slice(0, -1), true, false) : null;
    if (beforeLast !== null) return beforeLast;
    const [only] = first;
    if (first.length === 1 && only !== undefined && looksLikeAcronym(only, isShoutedText)) draft.acronyms.add(only.folded);
    if (whole.length > first.length) draft.titles.push(coreOf(first, lexicon));
    return push(whole, source);
  }
  return takeOff(whole[0], whole.slice(1), false, true) ?? takeOff(whole.at(-1), whole.slice(0, -1), false, false) ?? push(whole, source);
}

/** Takes off what a comma sets apart at the end, as long as it is a place, a section, a head office, a form or an umbrella. */
function readCommas(given: string, draft: Draft, lexicon: Lexicon): string {
  let text = given;
  for (let at = text.lastIndexOf(','); at > 0; at = text.lastIndexOf(',')) {
    const tail = wordsOf(text.slice(at + 1), lexicon);
    // A form stays in the text and leaves it with the core; places before it can then be seen.
    if (tail.length > 0 && !readMembership(tail, draft, lexicon) && !readQualifier(tail, draft, lexicon)) return text;
    text = text.slice(0, at).trimEnd();
  }
  return text;
}

/** Takes off "member of Y", head offices and sections that nothing sets apart. */
function readTail(given: readonly Token[], draft: Draft, lexicon: Lexicon): readonly Token[] {
  let tokens = given;
  for (let at = 1; at < tokens.length; at += 1) {
    const word = tokens[at];
    if (word === undefined || !MEMBER_WORDS.has(word.folded)) continue;
    const before = tokens.slice(0, at);
    const places = placesOf(before, lexicon);
    const length = leading(tokens.slice(at), lexicon.memberships);
    if (length === 0 || at + length >= tokens.length) continue;
    // "UK section of Amnesty International" is that body in a place; its own name is the umbrella's.
    if (places !== null) {
      for (const place of places) draft.places.add(place);
      tokens = tokens.slice(at + length);
    } else if (readMembership(tokens.slice(at), draft, lexicon)) {
      const article = before.at(-1);
      tokens = article !== undefined && article.folded === 'a' && before.length > 1 ? before.slice(0, -1) : before;
    }
    break;
  }
  for (let length = Math.min(3, tokens.length - 1); length > 0; length -= 1) {
    if (lexicon.headOffices.has(phraseOf(tokens.slice(-length)))) return tokens.slice(0, -length);
  }
  return readSectionTail(tokens, draft, lexicon);
}

/** "Amnesty International UK Section", "Oxfam Kenya Office", "Oxfam Büro Berlin": a place and a section word at the end. */
function readSectionTail(tokens: readonly Token[], draft: Draft, lexicon: Lexicon): readonly Token[] {
  for (let length = Math.min(lexicon.phraseMax, tokens.length - 1); length > 1; length -= 1) {
    const tail = tokens.slice(-length);
    for (let words = Math.min(3, length - 1); words > 0; words -= 1) {
      const isSectionFirst = lexicon.sections.has(phraseOf(tail.slice(0, words)));
      const isSectionLast = lexicon.sections.has(phraseOf(tail.slice(-words)));
      // "Ortsgruppe Musterstadt": what follows is a place, whether or not it is listed.
      const isLocal = lexicon.localSections.has(phraseOf(tail.slice(0, words))) && length === words + 1;
      const listed = isSectionFirst
        ? placesOf(tail.slice(words), lexicon)
        : isSectionLast
          ? placesOf(tail.slice(0, -words), lexicon)
          : null;
      const places = listed ?? (isLocal ? [phraseOf(tail.slice(-1))] : null);
      if (places === null) continue;
      for (const place of places) draft.places.add(place);
      return tokens.slice(0, -length);
    }
  }
  return tokens;
}
