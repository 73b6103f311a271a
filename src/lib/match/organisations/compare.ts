/**
 * Two entries side by side: the same, perhaps the same, related, or nothing to each other. What can only be said by
 * looking at the whole list (which acronyms are declared, by how many) is in `claims.ts`.
 */

import type { Core } from './core.js';
import type { Lexicon } from './lexicon.js';
import type { Name, Parts } from './parts.js';
import type { MergeReason, RelatedReason, ReviewReason } from './reasons.js';
import { isDoubledLetter, isOneSlip, jaroWinkler } from './slips.js';

/** An entry as it is compared. */
export interface Subject {
  readonly parts: Parts;
  /** The sign of the country that the entry gives for itself; null when it gives none that can be read. */
  readonly country: string | null;
  /** Lower case; empty when there is none. */
  readonly email: string;
}

export type Verdict =
  | { readonly kind: 'merge'; readonly reason: MergeReason; readonly acronym: string; readonly slash: 'left' | 'right' | null }
  | { readonly kind: 'review'; readonly reason: ReviewReason; readonly acronym: string; readonly isSeparating: boolean }
  | { readonly kind: 'related'; readonly reason: RelatedReason; readonly acronym: string };

/** How rare a word is: its weight, and the number of entries that have it. */
export interface WordRarity {
  readonly weightOf: (word: string) => number;
  readonly entriesWith: (word: string) => number;
}

/** Winkler likeness from which two words of `SLIP_LETTERS_MIN` letters may be one with a typing error (measured on the two lists). */
const LIKENESS_MIN = 0.93;
const SLIP_LETTERS_MIN = 5;
/** A slip is certain only in a long word of a long name: short ones have too many neighbours that are words of their own. */
const CERTAIN_LETTERS_MIN = 6;
const CERTAIN_WORDS_MIN = 3;
/** The telling words beside a slip that make it certain in a name of four words or more. */
const TELLING_MIN = 2;
/** The share of their weight that two names with one acronym must have in common to be merged. */
const ACRONYM_SHARE_MIN = 0.5;
/** The share in common from which names that differ in one telling word are looked at. */
const ONE_WORD_SHARE_MIN = 0.8;
/** A word that no more entries have than this is rare. */
const RARE_ENTRIES_MAX = 5;
/** A whole name with this many unknown words behind it is related. */
const TAIL_WORDS_MAX = 2;

const merge = (reason: MergeReason, acronym = '', slash: 'left' | 'right' | null = null): Verdict => ({
  kind: 'merge',
  reason,
  acronym,
  slash,
});
const review = (reason: ReviewReason, isSeparating = false, acronym = ''): Verdict => ({ kind: 'review', reason, acronym, isSeparating });
const related = (reason: RelatedReason): Verdict => ({ kind: 'related', reason, acronym: '' });

/** What two entries are to each other; null when nothing says that they belong together. Symmetric, but for the sides named. */
export function compareEntries(a: Subject, b: Subject, rarity: WordRarity, lexicon: Lexicon): Verdict | null {
  if (a.parts.isUnreadable || b.parts.isUnreadable) return null;
  if (isUmbrellaOf(a, b) || isUmbrellaOf(b, a)) return related('member-of-umbrella');
  const equal = equalNames(a, b, lexicon);
  if (equal !== null) return equal;
  const number = otherNumbers(a, b);
  if (number !== null) return number;
  const shared = [...a.parts.acronyms].filter((acronym) => b.parts.acronyms.has(acronym)).sort()[0];
  if (shared !== undefined) return sameAcronym(a, b, shared, rarity, lexicon);
  if (giveDifferentAcronyms(a, b)) return null;
  const slip = typingError(a, b, rarity, lexicon);
  const near = slip ?? nearNames(a, b, rarity, lexicon);
  if (near?.kind === 'review' && EMAIL_DECIDES.has(near.reason) && a.email !== '' && a.email === b.email) {
    return hindrance(a, b, [], lexicon) ?? merge('same-email');
  }
  // A name with a slip may bear the same marks of being another body as a name without.
  return near === null || near.kind === 'related' ? near : (hindrance(a, b, [], lexicon) ?? near);
}

/** Doubts that one e-mail address for both entries removes. */
const EMAIL_DECIDES: ReadonlySet<string> = new Set(['typing-error', 'other-order', 'extra-generic-word', 'without-subtitle']);

export function giveDifferentAcronyms(a: Subject, b: Subject): boolean {
  const { acronyms } = a.parts;
  return acronyms.size > 0 && b.parts.acronyms.size > 0 && ![...acronyms].some((acronym) => b.parts.acronyms.has(acronym));
}

/** Every pair of names differs in its numbers, where both have some. */
export function haveDifferentNumbers(a: Subject, b: Subject): boolean {
  const numbers = (subject: Subject): string[] => subject.parts.names.map(({ core }) => core.numbers);
  const [ofA, ofB] = [numbers(a), numbers(b)];
  return ofA.length > 0 && ofB.length > 0 && ofA.every((one) => ofB.every((other) => one !== '' && other !== '' && one !== other));
}

export function giveDifferentCountries(a: Subject, b: Subject): boolean {
  return a.country !== null && b.country !== null && a.country !== b.country;
}

/** Both have something in brackets, and nothing of it in common: (Lake Street) and (Old Mill). */
function haveDifferentBrackets(a: Subject, b: Subject): boolean {
  const { brackets } = a.parts;
  return brackets.length > 0 && b.parts.brackets.length > 0 && !brackets.some((bracket) => b.parts.brackets.includes(bracket));
}

function isUmbrellaOf(umbrella: Subject, member: Subject): boolean {
  return member.parts.umbrellas.some(
    (core) =>
      umbrella.parts.acronyms.has(core.joined) ||
      umbrella.parts.bare?.letters === core.joined ||
      umbrella.parts.names.some((name) => name.core.key === core.key),
  );
}

/** The places of an entry: those around its name and those in the name at hand. A country is left out beside a town of it. */
function placesWith(subject: Subject, core: Core | null, lexicon: Lexicon): string[] {
  const all = new Set([...subject.parts.places, ...(core?.places ?? [])]);
  for (const place of [...all]) {
    const country = lexicon.countryOfTown.get(place);
    if (country !== undefined) all.delete(country);
  }
  return [...all].sort();
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const isTelling = (core: Core): boolean => core.words.some((word, index) => !core.isGeneric[index] && !word.startsWith('@'));

/** A reason why names that are equal are not merged all the same; null when there is none. `pair`: the names at hand. */
function hindrance(a: Subject, b: Subject, pair: readonly Core[], lexicon: Lexicon): Verdict | null {
  if (giveDifferentAcronyms(a, b)) return review('different-acronyms', true);
  const [placesA, placesB] = [placesWith(a, null, lexicon), placesWith(b, null, lexicon)];
  if (pair.length === 0 && !sameList(placesA, placesB)) return placeVerdict(a, b, placesA, placesB);
  if (haveDifferentBrackets(a, b)) return review('different-brackets');
  if (giveDifferentCountries(a, b)) return review('different-country', true);
  const [coreA, coreB] = pair;
  if (coreA === undefined || coreB === undefined) return null;
  if (coreA.forms.length > 0 && coreB.forms.length > 0 && !sameList(coreA.forms, coreB.forms)) return review('different-legal-form', true);
  const onlyIn = (one: Core, other: Core): boolean => [...one.directions].some((direction) => !other.directions.has(direction));
  return onlyIn(coreA, coreB) && onlyIn(coreB, coreA) ? review('different-small-words') : null;
}

/** What two different lists of places say about one name. */
function placeVerdict(a: Subject, b: Subject, placesA: readonly string[], placesB: readonly string[]): Verdict {
  const isKnown = a.parts.arePlacesKnown && b.parts.arePlacesKnown;
  const extra = placesA.filter((place) => !placesB.includes(place)).concat(placesB.filter((place) => !placesA.includes(place)));
  const isOneSided = placesA.every((place) => placesB.includes(place)) || placesB.every((place) => placesA.includes(place));
  if (!isOneSided) return related('different-place');
  const own = placesA.length < placesB.length ? a.country : b.country;
  if (own !== null && extra.length === 1 && extra[0] === own) return review('country-in-name', true);
  return isKnown ? related('branch') : review('place-in-one', true);
}

/** Which of two names stands behind a slash; null where neither does, or both do. */
function slashSide(a: Name, b: Name): 'left' | 'right' | null {
  if ((a.source === 'slash') === (b.source === 'slash')) return null;
  return a.source === 'slash' ? 'left' : 'right';
}
const isOwnName = (name: Name): boolean => name.source === 'name' || name.source === 'whole';

/** Names with the same core, letters, or words and places. The pair of names that lets most through decides. */
function equalNames(a: Subject, b: Subject, lexicon: Lexicon): Verdict | null {
  let best: Verdict | null = null;
  for (const nameA of a.parts.names) {
    for (const nameB of b.parts.names) {
      const verdict = equalPair(a, b, nameA, nameB, lexicon);
      if (verdict !== null && (best === null || rank(verdict) < rank(best))) best = verdict;
    }
  }
  return best;
}

const MERGE_ORDER: readonly MergeReason[] = ['same-name', 'same-name-and-place', 'same-letters', 'alias-given'];

function rank(verdict: Verdict): number {
  if (verdict.kind === 'merge') return MERGE_ORDER.indexOf(verdict.reason) * 2 + Number(verdict.slash !== null);
  return verdict.kind === 'review' ? 20 : 30;
}

function equalPair(a: Subject, b: Subject, nameA: Name, nameB: Name, lexicon: Lexicon): Verdict | null {
  const [coreA, coreB] = [nameA.core, nameB.core];
  const isSameKey = coreA.key === coreB.key;
  const isSameJoined = coreA.joined === coreB.joined && coreA.joined.length >= CERTAIN_LETTERS_MIN;
  const isSameBase = coreA.baseKey !== '' && coreA.baseKey === coreB.baseKey;
  if (!isSameKey && !isSameJoined && !isSameBase) return null;
  const placesA = placesWith(a, coreA, lexicon);
  const placesB = placesWith(b, coreB, lexicon);
  if (!sameList(placesA, placesB))
    return isSameKey || isSameJoined || arePlacesApart(a, b, coreA, coreB) ? placeVerdict(a, b, placesA, placesB) : null;
  if (!isSameKey && !isSameJoined && !(coreA.arePlacesLast && coreB.arePlacesLast)) return review('other-order');
  const hindered = hindrance(a, b, [coreA, coreB], lexicon);
  if (hindered !== null) return hindered;
  // A second name that two entries share may be that of a campaign, a host or an umbrella of both.
  if (!isOwnName(nameA) && !isOwnName(nameB)) return review('alias-shared');
  const isAlias = !isOwnName(nameA) || !isOwnName(nameB);
  if (isAlias) return merge('alias-given', '', slashSide(nameA, nameB));
  return merge(isSameKey ? 'same-name' : isSameJoined ? 'same-letters' : 'same-name-and-place');
}

/**
 * Places inside names say something about branches when what is left over is a name: with a telling word (Amnesty
 * International Scotland), or with the place at its end (Women's Aid Leeds). Hackney and Hillingdon Migrant Centre are
 * two centres that have nothing else in common.
 */
function arePlacesApart(a: Subject, b: Subject, coreA: Core, coreB: Core): boolean {
  const isBaseTelling = isTelling(coreA) || isTelling(coreB);
  const isOneSided = placesInside(a, coreA) === 0 || placesInside(b, coreB) === 0;
  return isBaseTelling || (isOneSided && coreA.arePlacesLast && coreB.arePlacesLast && coreA.base.length > 1);
}

const placesInside = (subject: Subject, core: Core): number => core.places.length + subject.parts.places.length;

/** Names that differ in nothing but numbers. */
function otherNumbers(a: Subject, b: Subject): Verdict | null {
  for (const { core: coreA } of a.parts.names) {
    for (const { core: coreB } of b.parts.names) {
      if (coreA.numberless !== coreB.numberless || coreA.numberless === '' || coreA.numbers === coreB.numbers) continue;
      if (coreA.numbers !== '' && coreB.numbers !== '') return review('different-number', haveDifferentNumbers(a, b));
      if (isTelling(coreA) && isTelling(coreB)) return review('number-in-one');
    }
  }
  return null;
}

function sameAcronym(a: Subject, b: Subject, acronym: string, rarity: WordRarity, lexicon: Lexicon): Verdict {
  const names = (subject: Subject): readonly Name[] => subject.parts.names.filter(({ source }) => source !== 'whole');
  const pairs = names(a).flatMap((one) => names(b).map((other) => commonOf(one.core, other.core, rarity)));
  // Two sites of one body share an acronym and most words, and each has a word of its own.
  const share = Math.max(0, ...pairs.map(({ share: common, isEachTelling }) => (isEachTelling ? 0 : common)));
  const isBare = a.parts.bare?.letters === acronym || b.parts.bare?.letters === acronym;
  const isSame = share >= ACRONYM_SHARE_MIN || isBare;
  const hindered = hindrance(a, b, [], lexicon);
  if (hindered !== null) return hindered;
  if (!isSame) return review('acronym-other-words', false, acronym);
  const placesDiffer = names(a).every((one) =>
    names(b).every((other) => !sameList(placesWith(a, one.core, lexicon), placesWith(b, other.core, lexicon))),
  );
  if (placesDiffer && !isBare) return review('acronym-other-words', false, acronym);
  return merge('same-acronym', acronym);
}

/** Words that may be one: equal, or alike and long enough. */
function areAlike(a: string, b: string): boolean {
  return (
    a === b ||
    (Math.min(a.length, b.length) >= SLIP_LETTERS_MIN && !a.startsWith('@') && !b.startsWith('@') && jaroWinkler(a, b) >= LIKENESS_MIN)
  );
}

interface Common {
  /** The weight that two names have in common, as a share of the weight of both. */
  readonly share: number;
  /** Each has a telling word or a place that the other lacks. */
  readonly isEachTelling: boolean;
}

function commonOf(a: Core, b: Core, rarity: WordRarity): Common {
  const left = [...b.words];
  const alone: string[] = [];
  let shared = 0;
  for (const word of a.words) {
    const exact = left.indexOf(word);
    const at = exact === -1 ? left.findIndex((other) => areAlike(word, other)) : exact;
    const found = left[at];
    if (found === undefined) {
      alone.push(word);
      continue;
    }
    left.splice(at, 1);
    shared += rarity.weightOf(word) + rarity.weightOf(found);
  }
  const total = [...a.words, ...b.words].reduce((sum, word) => sum + rarity.weightOf(word), 0);
  const tells = (core: Core, words: readonly string[]): boolean => words.some((word) => core.isGeneric[core.words.indexOf(word)] !== true);
  return { share: total === 0 ? 0 : shared / total, isEachTelling: tells(a, alone) && tells(b, left) };
}

/** Names of as many words, of which one or two differ by a typing error and the others not at all. */
function typingError(a: Subject, b: Subject, rarity: WordRarity, lexicon: Lexicon): Verdict | null {
  let found: Verdict | null = null;
  for (const { core: coreA } of a.parts.names) {
    for (const { core: coreB } of b.parts.names) {
      if (coreA.words.length !== coreB.words.length || coreA.numbers !== coreB.numbers) continue;
      const differing = coreA.words.flatMap((word, index) => {
        const other = coreB.words[index] ?? '';
        return word === other ? [] : [[word, other] as const];
      });
      if (differing.length === 0 || differing.length > 2 || (differing.length === 2 && coreA.words.length < CERTAIN_WORDS_MIN + 1))
        continue;
      if (!differing.every(([word, other]) => areAlike(word, other) && !lexicon.lookalikes.has(`${word} ${other}`))) continue;
      const [pair] = differing;
      if (pair === undefined) continue;
      if (
        differing.length === 1 &&
        coreA.words.length >= CERTAIN_WORDS_MIN &&
        isCertainSlip(pair[0], pair[1], tellingBeside(coreA, pair[0]), rarity, lexicon)
      ) {
        return hindrance(a, b, [], lexicon) ?? hindrance(a, b, [coreA, coreB], lexicon) ?? merge('typing-error-certain');
      }
      // Two words of the lists are both right: Kind and Kinder, Organisation and Organizacion.
      if (!differing.every(([word, other]) => lexicon.genericWeights.has(word) && lexicon.genericWeights.has(other)))
        found = review('typing-error');
    }
  }
  return found;
}

/** How many telling words a name of four words or more has beside one of them; none in a shorter name. */
function tellingBeside(core: Core, word: string): number {
  if (core.words.length <= CERTAIN_WORDS_MIN) return 0;
  return core.words.filter((other, index) => other !== word && core.isGeneric[index] !== true && !other.startsWith('@')).length;
}

/**
 * A slip that may be merged without a look, in a long word that no other entry spells so: a letter stands once instead
 * of twice, or twice instead of once; or one letter is wrong inside a general word of the lists; or inside any word of a
 * long name with two other telling words. Elsewhere one letter may make another word of it.
 */
function isCertainSlip(a: string, b: string, telling: number, rarity: WordRarity, lexicon: Lexicon): boolean {
  const isLong = Math.min(a.length, b.length) >= CERTAIN_LETTERS_MIN;
  const [isKnownA, isKnownB] = [lexicon.genericWeights.has(a), lexicon.genericWeights.has(b)];
  if (!isLong || (isKnownA && isKnownB)) return false;
  const isInside = a[0] === b[0] && a.at(-1) === b.at(-1) && isOneSlip(a, b);
  // How often the same slip was made matters less where the word meant is known.
  if (isKnownA !== isKnownB) return isInside && rarity.entriesWith(isKnownA ? b : a) <= rarity.entriesWith(isKnownA ? a : b);
  if (Math.min(rarity.entriesWith(a), rarity.entriesWith(b)) > 1) return false;
  return isDoubledLetter(a, b) || (isInside && telling >= TELLING_MIN);
}

/** Names near enough to be looked at, or one within the other. */
function nearNames(a: Subject, b: Subject, rarity: WordRarity, lexicon: Lexicon): Verdict | null {
  let contained: Verdict | null = null;
  // With its acronym before it a name is no other name, and being a part of it says nothing.
  const names = (subject: Subject): readonly Name[] => subject.parts.names.filter(({ source }) => source !== 'whole');
  for (const { core: coreA } of names(a)) {
    for (const { core: coreB } of names(b)) {
      if (!isTelling(coreA) || !isTelling(coreB)) continue;
      if (coreA.words.length === coreB.words.length) {
        if (sameList([...coreA.words].sort(), [...coreB.words].sort())) return review('other-order');
        if (differInOneWord(coreA, coreB, rarity, lexicon)) return review('one-word-differs');
      }
      const [short, long] = coreA.words.length < coreB.words.length ? [coreA, coreB] : [coreB, coreA];
      if (isWithGenericTail(short, long)) return review('extra-generic-word');
      const extra = long.words.length - short.words.length;
      if (
        extra > 0 &&
        extra <= TAIL_WORDS_MAX &&
        hasRareWord(short, rarity) &&
        sameList(long.words.slice(0, short.words.length), short.words)
      )
        contained = related('name-contained');
    }
  }
  const isTitleOf = (one: Subject, other: Subject): boolean =>
    one.parts.titles.some((title) => isTelling(title) && other.parts.names.some(({ core }) => core.key === title.key));
  if (isTitleOf(a, b) || isTitleOf(b, a)) return review('without-subtitle');
  return contained;
}

/** A telling word that few entries have: a name made of common words is within many others by chance. */
function hasRareWord(core: Core, rarity: WordRarity): boolean {
  return core.words.some((word, index) => !core.isGeneric[index] && !word.startsWith('@') && rarity.entriesWith(word) <= RARE_ENTRIES_MAX);
}

function differInOneWord(a: Core, b: Core, rarity: WordRarity, lexicon: Lexicon): boolean {
  const places = a.words.flatMap((word, index) => (word === b.words[index] ? [] : [index]));
  const [at] = places;
  if (places.length !== 1 || at === undefined) return false;
  const [wordA, wordB] = [a.words[at] ?? '', b.words[at] ?? ''];
  if (wordA.startsWith('@') || wordB.startsWith('@') || lexicon.lookalikes.has(`${wordA} ${wordB}`)) return false;
  const isTellingLeft = a.words.some((word, index) => index !== at && !a.isGeneric[index] && !word.startsWith('@'));
  if (!isTellingLeft) return false;
  if (a.isGeneric[at] === true && b.isGeneric[at] === true) return a.words.length > 2;
  return commonOf(a, b, rarity).share >= ONE_WORD_SHARE_MIN;
}

/** `long` is `short` with general words behind or before it: Praxis, Praxis Community Projects. */
function isWithGenericTail(short: Core, long: Core): boolean {
  const extra = long.words.length - short.words.length;
  if (extra < 1 || extra > TAIL_WORDS_MAX) return false;
  const fits = (from: number): boolean =>
    short.words.every((word, index) => word === long.words[from + index]) &&
    long.isGeneric.every((isGeneric, index) => isGeneric || (index >= from && index < from + short.words.length));
  return fits(0) || fits(extra);
}
