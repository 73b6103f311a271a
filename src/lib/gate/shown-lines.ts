/** Where in a released list of signatories somebody stands, so that a letter can point at a line without naming anybody. */

import type { ReleaseSignatory } from '../model/release.js';
import type { Red } from '../red.js';
import { reveal } from '../red.js';

/** The private cells of a signature that a line can be made of. */
export interface ShownPerson {
  readonly given_name: Red;
  readonly full_name: Red;
  readonly locality: Red;
  readonly region: Red;
}

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Everything that a line of this person can say in the place of a name. */
function namesOf({ full_name, given_name }: ShownPerson): string[] {
  const full = plain(reveal(full_name));
  const initials = full
    .split(/[\s-]/u)
    .flatMap((part) => [...part].slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase('en-GB')}.`)
    .join(' ');
  return [full, plain(reveal(given_name)), full.split(' ')[0] ?? '', initials].filter((name) => name !== '');
}

/**
 * Numbers of the lines, from 1, that show one of these people. Several people who are shown alike have lines that are alike, of which each of
 * ours takes one. The whole name is looked for first: "Ada" alone is somebody's line only where "Ada Quill" is nobody's.
 */
export function shownLines(entries: readonly ReleaseSignatory[], people: readonly ShownPerson[]): number[] {
  const taken = new Set<number>();
  for (const person of people) {
    const places = [plain(reveal(person.locality)), plain(reveal(person.region))];
    for (const name of namesOf(person)) {
      const found = entries.findIndex(
        (entry, index) =>
          !taken.has(index) && plain(entry.name) === name && (entry.place === undefined || places.includes(plain(entry.place))),
      );
      if (found === -1) continue;
      taken.add(found);
      break;
    }
  }
  return [...taken].sort((a, b) => a - b).map((index) => index + 1);
}
