/**
 * What only the whole list can say of acronyms: who gives one, whose initials spell it, and which entries are nothing
 * but one. How an acronym looks is in `acronyms.ts`.
 */

import { initialsOf, spells } from './acronyms.js';
import type { Subject, Verdict } from './compare.js';
import { giveDifferentAcronyms, giveDifferentCountries } from './compare.js';
import type { Lexicon } from './lexicon.js';
import type { Bare } from './parts.js';

/** Acronyms of so few letters are words and initials of many things. */
const INITIALS_CERTAIN_MIN = 4;
const INITIALS_POSSIBLE_MIN = 3;
const ACRONYM_CERTAIN_MIN = 3;
const TITLE_CERTAIN_MIN = 4;
/** Of the organisations that claim one acronym, so many are named; the first entry stands for each. */
const OFFERS_MAX = 20;

/** Two positions of a list and what they are to each other. */
export interface Found {
  readonly left: number;
  readonly right: number;
  readonly verdict: Verdict;
}

/** What the list as a whole teaches about acronyms: who gives them, and which entries are nothing but one. */
export function acronymsOf(
  nodes: readonly Subject[],
  groupOf: readonly number[],
  isBranch: (branch: number, of: number) => boolean,
  lexicon: Lexicon,
): Found[] {
  const claims = claimsOf(nodes, ({ parts }) => [...parts.acronyms].filter((acronym) => parts.bare?.letters !== acronym));
  const spelled = claimsOf(nodes, ({ parts }) =>
    parts.acronyms.size > 0 ? [] : parts.names.flatMap(({ core }) => (core.words.length > 1 ? initialsOf(core) : [])),
  );
  const found: Found[] = [];
  for (const [index, node] of nodes.entries()) {
    const { bare, isUnreadable } = node.parts;
    if (isUnreadable) continue;
    if (bare === null) {
      found.push(...acronymWithWords(node, index, nodes, claims));
      continue;
    }
    const offers = (from: ReadonlyMap<string, readonly number[]>): Offer[] => {
      const byGroup = new Map<number, Offer>();
      for (const position of from.get(bare.letters) ?? []) {
        const other = nodes[position];
        const group = groupOf[position] ?? position;
        if (other === undefined || position === index || byGroup.has(group)) continue;
        byGroup.set(group, { position, other, apart: placesApart(node, other, lexicon) });
        if (byGroup.size === OFFERS_MAX) break;
      }
      return [...byGroup.values()];
    };
    const claimants = offers(claims);
    const isDeclared = claimants.length > 0;
    const isSpelling = bare.style === 'capitals' && bare.letters.length >= INITIALS_POSSIBLE_MIN;
    for (const { position, verdict } of decideOffers(
      node,
      bare,
      isDeclared ? claimants : isSpelling ? offers(spelled) : [],
      isDeclared,
      groupOf,
      isBranch,
    )) {
      found.push({ left: index, right: position, verdict });
    }
  }
  return found;
}

/** An entry for which a word may stand, and why not when its place or country is another. */
interface Offer {
  readonly position: number;
  readonly other: Subject;
  readonly apart: Verdict | null;
}

/** Which of the entries that give or spell an acronym an entry stands for that is nothing but the acronym. */
function decideOffers(
  node: Subject,
  bare: Bare,
  offers: readonly Offer[],
  isDeclared: boolean,
  groupOf: readonly number[],
  isBranch: (branch: number, of: number) => boolean,
): { readonly position: number; readonly verdict: Verdict }[] {
  const possible = offers.filter(({ apart }) => apart === null);
  const hasPlace = node.parts.places.length > 0 || node.parts.names.some(({ core }) => core.places.length > 0);
  // Without a place, the acronym of a body and its branches means the body.
  const isOfBody = ({ position }: Offer): boolean => hasPlace || !possible.some((other) => isBranch(position, other.position));
  const groups = new Set(possible.filter(isOfBody).map(({ position }) => groupOf[position]));
  return offers.map((offer) => {
    const { position, apart } = offer;
    if (apart !== null) return { position, verdict: apart };
    if (!isOfBody(offer)) return { position, verdict: { kind: 'related', reason: 'branch', acronym: '' } };
    return { position, verdict: isDeclared ? declaredVerdict(node, bare, offer.other, groups.size) : spelledVerdict(bare, groups.size) };
  });
}

function spelledVerdict({ letters }: Bare, groups: number): Verdict {
  const isCertain = letters.length >= INITIALS_CERTAIN_MIN && groups === 1;
  if (isCertain) return { kind: 'merge', reason: 'initials', acronym: letters, slash: null };
  return { kind: 'review', reason: 'initials-possible', acronym: letters, isSeparating: false };
}

/** The entries behind each acronym, in order. */
function claimsOf(nodes: readonly Subject[], acronyms: (node: Subject) => readonly string[]): Map<string, number[]> {
  const claims = new Map<string, number[]>();
  for (const [index, node] of nodes.entries()) {
    if (node.parts.isUnreadable) continue;
    for (const acronym of new Set(acronyms(node))) {
      const positions = claims.get(acronym);
      if (positions === undefined) claims.set(acronym, [index]);
      else positions.push(index);
    }
  }
  return claims;
}

/** An entry that is nothing but an acronym, beside one that gives it with its name. `groups`: how many organisations give it. */
function declaredVerdict(node: Subject, { letters, style }: Bare, claimant: Subject, groups: number): Verdict {
  if (groups > 1) return { kind: 'review', reason: 'acronym-claimed-by-several', acronym: letters, isSeparating: false };
  // Written as a name (Flex, Ogden), it is only believed where the other name spells it.
  const isSpelled = claimant.parts.names.some(({ core }) => spells(letters, core.initials));
  const isShort = letters.length < ACRONYM_CERTAIN_MIN || (style === 'title' && (letters.length < TITLE_CERTAIN_MIN || !isSpelled));
  // A general word written as a word is more likely that word.
  const isWord = style !== 'capitals' && node.parts.names.some(({ core }) => core.isGeneric.some(Boolean));
  if (isShort || isWord) return { kind: 'review', reason: 'acronym-in-small-letters', acronym: letters, isSeparating: false };
  return { kind: 'merge', reason: 'acronym-declared', acronym: letters, slash: null };
}

/** Different places or countries of an acronym and the name it stands for; null when there are none. */
function placesApart(bare: Subject, other: Subject, lexicon: Lexicon): Verdict | null {
  const places = (node: Subject, isInside: boolean): string[] => {
    const inside = isInside ? node.parts.names.flatMap(({ core }) => core.places) : [];
    const all = new Set([...node.parts.places, ...inside]);
    for (const place of [...all]) all.delete(lexicon.countryOfTown.get(place) ?? '');
    return [...all].sort();
  };
  const [own, others] = [places(bare, true), places(other, false)];
  const insideOther = other.parts.names.flatMap(({ core }) => core.places);
  const isSame =
    own.join(' ') === others.join(' ') || (own.length > 0 && own.every((place) => others.includes(place) || insideOther.includes(place)));
  const isKnown = bare.parts.arePlacesKnown && other.parts.arePlacesKnown;
  if (!isSame && !isKnown && (own.length === 0 || others.length === 0))
    return { kind: 'review', reason: 'place-in-one', acronym: '', isSeparating: true };
  if (!isSame) return { kind: 'related', reason: own.length > 0 && others.length > 0 ? 'different-place' : 'branch', acronym: '' };
  return giveDifferentCountries(bare, other) ? { kind: 'review', reason: 'different-country', acronym: '', isSeparating: true } : null;
}

/** "SUMW coalition" beside "Step Up Migrant Women (SUMW)": the acronym and general words. */
function acronymWithWords(
  node: Subject,
  index: number,
  nodes: readonly Subject[],
  claims: ReadonlyMap<string, readonly number[]>,
): Found[] {
  const found: Found[] = [];
  for (const { core } of node.parts.names) {
    const [acronym, ...rest] = core.words;
    if (acronym === undefined || rest.length === 0 || !core.isGeneric.slice(1).every(Boolean)) continue;
    for (const claimant of claims.get(acronym) ?? []) {
      const other = nodes[claimant];
      if (claimant === index || other === undefined || giveDifferentAcronyms(node, other)) continue;
      found.push({ left: index, right: claimant, verdict: { kind: 'review', reason: 'acronym-and-word', acronym, isSeparating: false } });
    }
  }
  return found;
}
