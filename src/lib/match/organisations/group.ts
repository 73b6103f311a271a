/**
 * From links between two to groups: who is the same as whom, also by way of others, as long as no group joins two that
 * must stay apart. Knows positions and links, not names.
 */

export interface GroupLink {
  readonly left: number;
  readonly right: number;
  /** The smaller, the earlier it is taken; equal links are taken in the order of positions. */
  readonly rank: number;
  /** The one of the two whose second name behind a slash the link rests on; null for any other link. */
  readonly slashOf: number | null;
}

export interface Grouping {
  /** The group of each position, named by its smallest position. */
  readonly groupOf: readonly number[];
  /** Links that were not taken because they would have joined two that must stay apart. */
  readonly refused: ReadonlySet<GroupLink>;
  /** Links by a second name whose entry had already joined another by its first. */
  readonly doubtful: ReadonlySet<GroupLink>;
}

/** Which positions no group may join. */
export interface Apartness {
  /** Positions of one class are never apart from one another, and apart from the same others, so that one of them is asked for all. */
  readonly classOf: (position: number) => string;
  readonly mustStayApart: (a: number, b: number) => boolean;
}

/** Joins positions along the links, as long as no two of a group must stay apart. */
export function joinGroups(count: number, links: readonly GroupLink[], { classOf, mustStayApart }: Apartness): Grouping {
  const groupOf = Array.from({ length: count }, (_, index) => index);
  const members = new Map<number, number[]>(groupOf.map((index) => [index, [index]]));
  /** One position of each class in a group, by the group's name. */
  const spokesmen = new Map<number, Map<string, number>>(groupOf.map((index) => [index, new Map([[classOf(index), index]])]));
  const speakingFor = (position: number): Map<string, number> => spokesmen.get(groupOf[position] ?? position) ?? new Map();
  const refused = new Set<GroupLink>();
  const doubtful = new Set<GroupLink>();
  const membersOf = (position: number): readonly number[] => members.get(groupOf[position] ?? position) ?? [];
  const isBySlash = (link: GroupLink): boolean => link.slashOf !== null;
  const ordered = [...links].sort(
    (a, b) => Number(isBySlash(a)) - Number(isBySlash(b)) || a.rank - b.rank || a.left - b.left || a.right - b.right,
  );
  /** Groups as they were before any link by a slash, so that the order of those links changes nothing. */
  let isDoubtful: ((link: GroupLink) => boolean) | null = null;
  for (const link of ordered) {
    const [left, right] = [membersOf(link.left), membersOf(link.right)];
    if (left === right) continue;
    if (isBySlash(link)) {
      isDoubtful ??= doubtBy(ordered.filter(isBySlash), [...groupOf], new Map(members));
      if (isDoubtful(link)) {
        doubtful.add(link);
        continue;
      }
    }
    const [ofLeft, ofRight] = [speakingFor(link.left), speakingFor(link.right)];
    if ([...ofLeft.values()].some((a) => [...ofRight.values()].some((b) => mustStayApart(a, b)))) {
      refused.add(link);
      continue;
    }
    const [into, from] = (left[0] ?? 0) < (right[0] ?? 0) ? [left, right] : [right, left];
    const target = into[0] ?? 0;
    members.set(
      target,
      [...into, ...from].sort((a, b) => a - b),
    );
    members.delete(from[0] ?? 0);
    spokesmen.set(target, new Map([...ofLeft, ...ofRight]));
    for (const member of from) groupOf[member] = target;
  }
  return { groupOf, refused, doubtful };
}

/**
 * "A / B" may be one body with two names, or two bodies. When others in the list are called A and others B, it is for a
 * person to say: a link is doubtful when its entry already has company that does not bear the second name too.
 */
function doubtBy(
  links: readonly GroupLink[],
  groupOf: readonly number[],
  members: ReadonlyMap<number, readonly number[]>,
): (link: GroupLink) => boolean {
  const ends = (link: GroupLink): readonly [number, number] => {
    const slash = link.slashOf ?? link.left;
    return [slash, slash === link.left ? link.right : link.left];
  };
  const linked = new Set(
    links.map((link) => {
      const [slash, other] = ends(link);
      return `${slash} ${groupOf[other]}`;
    }),
  );
  return (link) => {
    const [slash, other] = ends(link);
    const company = members.get(groupOf[slash] ?? slash) ?? [];
    return company.some((member) => !linked.has(`${member} ${groupOf[other]}`));
  };
}
