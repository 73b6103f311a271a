/** Names of organisations in tests: the bundled data, entries from names, and the pairs that a result joins. */

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { files } from '../../src/lib/io/files.js';
import type { OrganisationData, OrganisationEntry, OrganisationMatches } from '../../src/lib/match/organisations/index.js';

const own = files.bundledJson('match/organisations/data') as Record<string, never>;

export const organisationData: OrganisationData = {
  legalForms: own['legal-forms'] as never,
  genericWords: own['generic-words'] as never,
  smallWords: own['small-words'] as never,
  spelling: own['spelling'] as never,
  branchWords: own['branch-words'] as never,
  places: own['places'] as never,
  countries: files.bundledJson('tidy/data')['countries'] as never,
  letters: files.bundledJson('normalize/data')['letters'] as never,
};

/** The parsed files of `match/organisations/data` by name. */
export const organisationFiles: Readonly<Record<string, never>> = own;

export function entry(id: number, given: string | Partial<OrganisationEntry>): OrganisationEntry {
  return { acronym: '', aliases: [], country: '', ...(typeof given === 'string' ? { name: given } : { name: '', ...given }), id };
}

/** Entries numbered from 0 in the order given. */
export function entries(given: readonly (string | Partial<OrganisationEntry>)[]): OrganisationEntry[] {
  return given.map((one, index) => entry(index, one));
}

/** The pairs within the groups of a result, as `a b` with the smaller id first. */
export function pairsOf(groups: readonly (readonly number[])[]): Set<string> {
  return new Set(groups.flatMap((group) => group.flatMap((a) => group.filter((b) => b > a).map((b) => `${a} ${b}`))));
}

/** What a result says of two entries: `merge`, `review` or `related` with the reason, or `apart`. */
export function saidOf(matches: OrganisationMatches, a: number, b: number): string {
  const [left, right] = [Math.min(a, b), Math.max(a, b)];
  for (const [kind, links] of [
    ['merge', matches.merges],
    ['review', matches.reviews],
    ['related', matches.related],
  ] as const) {
    const found = links.find((link) => link.left === left && link.right === right);
    if (found !== undefined) return `${kind}:${found.reason}`;
  }
  return pairsOf(matches.groups).has(`${left} ${right}`) ? 'merge:by-others' : 'apart';
}

/** The truth of the two public lists and the mentions in running text: names, and the number of the organisation of each. */
export function truth(): readonly { readonly name: string; readonly organisation: string; readonly from: string }[] {
  const place = fileURLToPath(new URL('../../fixtures/organisations/lists-and-mentions.json', import.meta.url));
  return (JSON.parse(fs.readFileSync(place, 'utf8')) as { names: { name: string; organisation: string; from: string }[] }).names;
}

/** The pairs that are to be found: positions of one label each. */
export function pairsOfLabels(labels: readonly string[]): Set<string> {
  const groups = new Map<string, number[]>();
  for (const [index, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), index]);
  return pairsOf([...groups.values()]);
}
