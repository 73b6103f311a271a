/**
 * Which entries of a list name the same organisation. Names are taken apart (`parts.ts`), brought to their core
 * (`core.ts`) and compared pair by pair (`compare.ts`); what only the whole list can say, such as which acronym stands
 * for which name, is in `claims.ts`, and links become groups (`group.ts`). No probabilities: every answer has a reason.
 *
 * Merges are for what a reader of the list would call certain. What is near goes to review; branches, local members and
 * members of an umbrella are related, because whether a branch counts is for the campaign to decide. The order of the
 * entries changes nothing, and ids are labels only.
 */

import { UnionFind } from '../../union-find.js';
import { candidatePairs } from './candidates.js';
import type { Found } from './claims.js';
import { acronymsOf } from './claims.js';
import type { Subject, Verdict, WordRarity } from './compare.js';
import { compareEntries, giveDifferentAcronyms, giveDifferentCountries, haveDifferentNumbers } from './compare.js';
import { wordsOf } from './core.js';
import type { GroupLink } from './group.js';
import { joinGroups } from './group.js';
import type { Lexicon, OrganisationData } from './lexicon.js';
import { createLexicon } from './lexicon.js';
import type { Parts } from './parts.js';
import { takeApart } from './parts.js';
import type { Reason, RelatedReason } from './reasons.js';
import { STRENGTH, sentence } from './reasons.js';

export type { OrganisationData } from './lexicon.js';

/** An organisation as a list gives it. Fields that are not there are empty. */
export interface OrganisationEntry {
  readonly id: number;
  readonly name: string;
  readonly acronym: string;
  readonly aliases: readonly string[];
  /** The country's name in any language, or its ISO 3166-1 code. */
  readonly country: string;
  /** In the form in which e-mail addresses are compared. */
  readonly email?: string;
}

/** Two entries and what they are to each other. `left` is the smaller id. */
export interface OrganisationLink {
  readonly left: number;
  readonly right: number;
  /** A stable code in kebab case: see `reasons.ts`. */
  readonly reason: string;
  /** The same as a sentence for the audit trail. It may quote an acronym, and nothing else of the entries. */
  readonly words: string;
}

/** A link of two that belong together and are not one. */
export interface RelatedLink extends OrganisationLink {
  readonly reason: RelatedReason;
}

/** Pairs of ids of which people said that they are one organisation, or two. It goes before everything that the entries say. */
export interface JudgedPairs {
  readonly together: readonly (readonly [number, number])[];
  readonly apart: readonly (readonly [number, number])[];
}

export interface OrganisationMatches {
  /** Every pair found to be the same that is in one group; a group may hold pairs that are the same only by way of others. */
  readonly merges: readonly OrganisationLink[];
  /** Pairs for a person to decide; none is within a group. */
  readonly reviews: readonly OrganisationLink[];
  /** Branches, members of umbrellas, names within names: never merged. */
  readonly related: readonly RelatedLink[];
  /** Ids of one organisation each, in ascending order; entries without company stand alone. Ordered by the first id. */
  readonly groups: readonly (readonly number[])[];
  /** Ids of entries whose names cannot be read, in ascending order. They stand alone, and so does every record that says the same. */
  readonly unreadable: readonly number[];
}

interface Node extends Subject {
  /** Ids of the entries of this content, ascending. */
  readonly ids: readonly number[];
}

/** A lexicon costs more to build than a short list to match; data is read once and never changed. */
const lexicons = new WeakMap<OrganisationData, Lexicon>();

const NOTHING_JUDGED: JudgedPairs = { together: [], apart: [] };

/** The names in a cell of other names, as lists hold them. A name may hold a comma, so only a semicolon or a new line parts two. */
export function splitAliases(cell: string): string[] {
  return cell
    .split(/[;\n]/)
    .map((alias) => alias.trim())
    .filter((alias) => alias !== '');
}

/** Finds the organisations in a list. Ids must differ. */
export function matchOrganisations(
  entries: readonly OrganisationEntry[],
  data: OrganisationData,
  judged: JudgedPairs = NOTHING_JUDGED,
): OrganisationMatches {
  const lexicon = lexicons.get(data) ?? createLexicon(data);
  lexicons.set(data, lexicon);
  const nodes = nodesOf(entries, lexicon);
  const verdicts = new Map<string, Found>();
  const keyOf = (left: number, right: number): string => `${Math.min(left, right)} ${Math.max(left, right)}`;
  const put = (left: number, right: number, verdict: Verdict): void => {
    verdicts.set(keyOf(left, right), { left, right, verdict });
  };
  const rarity = rarityOf(nodes, lexicon);
  for (const [left, right] of candidatePairs(nodes, lexicon)) {
    const [a, b] = [nodes[left], nodes[right]];
    const verdict = a === undefined || b === undefined ? null : compareEntries(a, b, rarity, lexicon);
    if (verdict !== null) put(left, right, verdict);
  }
  const judgements = judgementsOf(nodes, judged, keyOf);
  for (const [key, [left, right]] of judgements.together) {
    if (verdicts.get(key)?.verdict.kind !== 'merge') put(left, right, { kind: 'merge', reason: 'judgement', acronym: '', slash: null });
  }

  const separated = new Set<number>(judgements.positions);
  const noteSeparated = (): void => {
    for (const { left, right, verdict } of verdicts.values()) if (isSeparating(verdict)) separated.add(left).add(right);
  };
  noteSeparated();
  const classOf = (index: number): string => {
    const node = nodes[index];
    if (node === undefined || separated.has(index)) return `${index}`;
    const numbers = node.parts.names.map(({ core }) => core.numbers);
    return JSON.stringify([[...node.parts.acronyms].sort(), node.country, numbers]);
  };
  const mustStayApart = (left: number, right: number): boolean => {
    const [a, b] = [nodes[left], nodes[right]];
    if (a === undefined || b === undefined) return false;
    if (judgements.apart.has(keyOf(left, right))) return true;
    if (judgements.components.get(left) !== undefined && judgements.components.get(left) === judgements.components.get(right)) return false;
    const verdict = verdicts.get(keyOf(left, right))?.verdict;
    return (
      (verdict !== undefined && isSeparating(verdict)) ||
      giveDifferentAcronyms(a, b) ||
      giveDifferentCountries(a, b) ||
      haveDifferentNumbers(a, b)
    );
  };
  const byNames = joinGroups(nodes.length, linksOf(verdicts, judgements.together), { classOf, mustStayApart });
  const placesIn = (index: number): number => {
    const parts = nodes[index]?.parts;
    return (parts?.places.length ?? 0) + (parts?.names[0]?.core.places.length ?? 0);
  };
  const isBranch = (branch: number, of: number): boolean => {
    const verdict = verdicts.get(keyOf(branch, of))?.verdict;
    return verdict?.kind === 'related' && verdict.reason === 'branch' && placesIn(branch) > placesIn(of);
  };
  for (const found of acronymsOf(nodes, byNames.groupOf, isBranch, lexicon)) {
    const known = verdicts.get(keyOf(found.left, found.right));
    if (known === undefined || (known.verdict.kind !== 'merge' && found.verdict.kind === 'merge' && known.verdict.kind !== 'related')) {
      put(found.left, found.right, found.verdict);
    }
  }
  noteSeparated();
  const links = linksOf(verdicts, judgements.together);
  const grouping = joinGroups(nodes.length, links, { classOf, mustStayApart });
  for (const link of grouping.doubtful) put(link.left, link.right, review('second-name-elsewhere'));
  for (const link of grouping.refused) put(link.left, link.right, review('kept-apart'));
  return report(nodes, [...verdicts.values()], grouping.groupOf);
}

/** Two entries of such a verdict are never of one group, whoever else would join them. */
const isSeparating = (verdict: Verdict): boolean => verdict.kind === 'related' || (verdict.kind === 'review' && verdict.isSeparating);

const review = (reason: 'second-name-elsewhere' | 'kept-apart'): Verdict => ({ kind: 'review', reason, acronym: '', isSeparating: false });

interface Judgements {
  /** Positions of each pair that is one, by its key. */
  readonly together: ReadonlyMap<string, readonly [number, number]>;
  /** Keys of pairs that are two. */
  readonly apart: ReadonlySet<string>;
  /** What is one by judgements, also by way of others: the same number for each position of it. */
  readonly components: ReadonlyMap<number, number>;
  /** Every position that is in a judgement. */
  readonly positions: ReadonlySet<number>;
}

/** Judgements on ids as judgements on positions. Entries of one content are one, whatever is said of them. */
function judgementsOf(nodes: readonly Node[], judged: JudgedPairs, keyOf: (left: number, right: number) => string): Judgements {
  const positionOf = new Map(nodes.flatMap(({ ids }, position) => ids.map((id) => [id, position] as const)));
  const pairsOf = (pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] =>
    pairs.flatMap(([a, b]) => {
      const [left, right] = [positionOf.get(a), positionOf.get(b)];
      return left === undefined || right === undefined || left === right ? [] : [[left, right] as const];
    });
  const [together, apart] = [pairsOf(judged.together), pairsOf(judged.apart)];
  const components = new UnionFind(nodes.length);
  for (const [left, right] of together) components.join(left, right);
  return {
    together: new Map(together.map((pair) => [keyOf(...pair), pair])),
    apart: new Set(apart.map((pair) => keyOf(...pair))),
    components: new Map(together.flat().map((position) => [position, components.find(position)])),
    positions: new Set([...together, ...apart].flat()),
  };
}

/** Entries of one content as one node, in the order of content. */
function nodesOf(entries: readonly OrganisationEntry[], lexicon: Lexicon): Node[] {
  const byContent = new Map<string, { readonly entry: OrganisationEntry; readonly ids: number[] }>();
  for (const entry of entries) {
    const content = JSON.stringify([entry.name, entry.acronym, [...entry.aliases].sort(), entry.country, entry.email ?? '']);
    const known = byContent.get(content);
    if (known === undefined) byContent.set(content, { entry, ids: [entry.id] });
    else known.ids.push(entry.id);
  }
  const nodes = [...byContent.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { entry, ids }]) => ({
      ids: ids.sort((a, b) => a - b),
      parts: takeApart({ ...entry, aliases: [...entry.aliases].sort() }, lexicon),
      country: countryOf(entry.country, lexicon),
      email: (entry.email ?? '').trim().toLowerCase(),
    }));
  const declared = new Set(nodes.flatMap(({ parts }) => [...parts.acronyms]));
  return nodes.map((node) => ({ ...node, parts: withTaughtAcronyms(node.parts, declared) }));
}

/** A word in brackets that could be a place is the acronym that another entry declares: "... (asgi)" beside "... (ASGI)". */
function withTaughtAcronyms(parts: Parts, declared: ReadonlySet<string>): Parts {
  if (parts.arePlacesKnown) return parts;
  const taught = parts.places.filter((place) => declared.has(place));
  if (taught.length === 0) return parts;
  const places = parts.places.filter((place) => !taught.includes(place));
  return { ...parts, places, arePlacesKnown: places.length === 0, acronyms: new Set([...parts.acronyms, ...taught]) };
}

/** The sign of the country that a cell names; a part of a country is the whole of it here. */
function countryOf(text: string, lexicon: Lexicon): string | null {
  const tokens = wordsOf(text, lexicon);
  const phrase = tokens.map((token) => token.folded).join(' ');
  const sign = lexicon.places.get(phrase) ?? lexicon.countryCodes.get(phrase);
  if (sign === undefined) return /^[a-z]{2}$/.test(phrase) ? `@${phrase.toUpperCase()}` : null;
  return lexicon.countryOfTown.get(sign) ?? sign;
}

/** How rare words are among the entries. A generic word weighs a fraction; a word of every entry next to nothing. */
function rarityOf(nodes: readonly Node[], lexicon: Lexicon): WordRarity {
  const counts = new Map<string, number>();
  for (const { parts } of nodes) {
    for (const word of new Set(parts.names.flatMap(({ core }) => core.words))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  // With few entries nothing is rare or common yet, so the list counts as a hundred at least.
  const total = Math.max(100, nodes.length) + 1;
  return {
    entriesWith: (word) => counts.get(word) ?? 0,
    weightOf: (word) => (lexicon.genericWeights.get(word) ?? 1) * Math.log(total / ((counts.get(word) ?? 0) + 0.5)),
  };
}

function linksOf(verdicts: ReadonlyMap<string, Found>, judged: ReadonlyMap<string, unknown>): GroupLink[] {
  return [...verdicts].flatMap(([key, { left, right, verdict }]) => {
    if (verdict.kind !== 'merge') return [];
    if (judged.has(key)) return [{ left, right, rank: STRENGTH.indexOf('judgement'), slashOf: null }];
    const slashOf = verdict.slash === null ? null : verdict.slash === 'left' ? left : right;
    return [{ left, right, rank: STRENGTH.indexOf(verdict.reason), slashOf }];
  });
}

function report(nodes: readonly Node[], found: readonly Found[], groupOf: readonly number[]): OrganisationMatches {
  const merges: OrganisationLink[] = [];
  const reviews: OrganisationLink[] = [];
  const related: RelatedLink[] = [];
  const link = <R extends Reason>(a: number, b: number, reason: R, acronym: string): OrganisationLink & { readonly reason: R } => ({
    left: Math.min(a, b),
    right: Math.max(a, b),
    reason,
    words: sentence(reason, acronym),
  });
  const groups = new Map<number, number[]>();
  const alone: number[][] = [];
  const sizes = new Map<number, number>();
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  for (const [index, { ids, parts }] of nodes.entries()) {
    const [first = 0, ...others] = ids;
    // Only a person can have given company to a name that nobody can read.
    if (parts.isUnreadable && sizes.get(groupOf[index] ?? index) === 1) {
      // Letters are lost: that two such cells are alike says nothing.
      alone.push(...ids.map((id) => [id]));
      continue;
    }
    for (const other of others) merges.push(link(first, other, 'same-entry', ''));
    const group = groupOf[index] ?? index;
    groups.set(group, [...(groups.get(group) ?? []), ...ids]);
  }
  for (const { left, right, verdict } of found) {
    const [a = 0] = nodes[left]?.ids ?? [];
    const [b = 0] = nodes[right]?.ids ?? [];
    const isTogether = groupOf[left] === groupOf[right];
    if (verdict.kind === 'merge' && isTogether) merges.push(link(a, b, verdict.reason, verdict.acronym));
    if (verdict.kind === 'review' && !isTogether) reviews.push(link(a, b, verdict.reason, verdict.acronym));
    if (verdict.kind === 'related' && !isTogether) related.push(link(a, b, verdict.reason, verdict.acronym));
  }
  const inOrder = <L extends OrganisationLink>(links: L[]): L[] => links.sort((a, b) => a.left - b.left || a.right - b.right);
  return {
    merges: inOrder(merges),
    reviews: inOrder(reviews),
    related: inOrder(related),
    groups: [...groups.values(), ...alone].map((ids) => ids.sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    unreadable: alone.flat().sort((a, b) => a - b),
  };
}
