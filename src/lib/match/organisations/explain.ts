/**
 * What a result means for the count: why each entry belongs to the organisation that counts, what to ask a person, and how far the answers can
 * move the total. The entry with the smallest id of a group is the one that counts, so ids must be in the order of counting.
 */

import { UnionFind } from '../../union-find.js';
import type { JudgedPairs, OrganisationLink, OrganisationMatches, RelatedLink } from './index.js';
import { STRENGTH } from './reasons.js';

/** An entry and the organisation it belongs to. */
export interface Membership {
  readonly id: number;
  /** Id of the entry that counts. */
  readonly organisation: number;
  /** What ties the entry to it, or to the next one on the way there; null for the entry that counts. */
  readonly link: OrganisationLink | null;
}

/** A membership per entry, in ascending order. The way to the entry that counts is the shortest there is, along the plainest reasons. */
export function explainGroups({ groups, merges }: OrganisationMatches): Membership[] {
  const neighbours = new Map<number, { readonly other: number; readonly link: OrganisationLink }[]>();
  for (const link of merges) {
    for (const [id, other] of [
      [link.left, link.right],
      [link.right, link.left],
    ] as const)
      neighbours.set(id, [...(neighbours.get(id) ?? []), { other, link }]);
  }
  const strengthOf = ({ reason }: OrganisationLink): number => (STRENGTH as readonly string[]).indexOf(reason);
  return groups
    .flatMap(([organisation = 0]) => {
      const found = new Map<number, OrganisationLink | null>([[organisation, null]]);
      for (let reached = [organisation]; reached.length > 0; ) {
        const next = reached
          .flatMap((id) => neighbours.get(id) ?? [])
          .filter(({ other }) => !found.has(other))
          .sort((a, b) => strengthOf(a.link) - strengthOf(b.link) || a.link.left - b.link.left || a.link.right - b.link.right);
        reached = [];
        for (const { other, link } of next) {
          if (found.has(other)) continue;
          found.set(other, link);
          reached.push(other);
        }
      }
      return [...found].map(([id, link]): Membership => ({ id, organisation, link }));
    })
    .sort((a, b) => a.id - b.id);
}

/** The organisation of each entry. */
export function organisationsOf({ groups }: OrganisationMatches): Map<number, number> {
  return new Map(groups.flatMap((ids) => ids.map((id) => [id, ids[0] ?? id] as const)));
}

/**
 * The pairs to ask about, in their order: one for every two organisations that may be one, less those that follow from the others or that
 * people have judged to be two. Each answer moves the total by one.
 */
export function chooseQuestions(matches: OrganisationMatches, { apart }: Pick<JudgedPairs, 'apart'>): OrganisationLink[] {
  const organisationOf = organisationsOf(matches);
  const keyOf = (a: number, b: number): string => [organisationOf.get(a), organisationOf.get(b)].sort((x = 0, y = 0) => x - y).join(' ');
  const judged = new Set(apart.map(([a, b]) => keyOf(a, b)));
  const components = new UnionFind(Math.max(0, ...organisationOf.keys()) + 1);
  return matches.reviews.filter(
    ({ left, right }) =>
      !judged.has(keyOf(left, right)) && components.join(organisationOf.get(left) ?? left, organisationOf.get(right) ?? right),
  );
}

/**
 * By how many organisations the total falls when every question is answered with "one". Nothing that is joined is in question, so it cannot rise.
 * @param withdrawn ids of entries with a record that was withdrawn; it takes the whole organisation with it
 */
export function mayFallBy(matches: OrganisationMatches, questions: readonly OrganisationLink[], withdrawn: ReadonlySet<number>): number {
  const organisationOf = organisationsOf(matches);
  const idOf = (id: number): number => organisationOf.get(id) ?? id;
  const components = new UnionFind(Math.max(0, ...organisationOf.keys()) + 1);
  for (const { left, right } of questions) components.join(idOf(left), idOf(right));
  const gone = new Set([...withdrawn].map(idOf));
  const goneThen = new Set([...gone].map((id) => components.find(id)));
  const counted = [...new Set(organisationOf.values())].filter((id) => !gone.has(id));
  const countedThen = new Set(counted.map((id) => components.find(id)).filter((id) => !goneThen.has(id)));
  return counted.length - countedThen.size;
}

/** Links of organisations that both count and belong together, one for every two, by the entries that count. */
export function relatedOrganisations(matches: OrganisationMatches, withdrawn: ReadonlySet<number>): RelatedLink[] {
  const organisationOf = organisationsOf(matches);
  const gone = new Set([...withdrawn].map((id) => organisationOf.get(id) ?? id));
  const seen = new Set<string>();
  return matches.related
    .map((link): RelatedLink => {
      const [a, b] = [organisationOf.get(link.left) ?? link.left, organisationOf.get(link.right) ?? link.right];
      return { ...link, left: Math.min(a, b), right: Math.max(a, b) };
    })
    .filter(({ left, right }) => {
      const key = `${left} ${right}`;
      if (left === right || gone.has(left) || gone.has(right) || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => a.left - b.left || a.right - b.right);
}
