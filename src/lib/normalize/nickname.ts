/**
 * Given names that one person may use for each other: full, short and pet forms, and spellings of one name. For comparing
 * people, as evidence beside other evidence; not for printing, and not for turning one name into another. The groups are
 * data (`data/nicknames.json`).
 */

export interface NicknameGroup {
  /** The full name, folded as `foldedTextSql` folds, one word. It may head several groups, whose forms stay apart. */
  readonly formal: string;
  /** Folded as the formal name is. A form may stand in the groups of several formal names. */
  readonly forms: readonly string[];
  /** Where the forms are at home, ISO 639-1. */
  readonly language: string;
}

export interface NicknameData {
  readonly groups: readonly NicknameGroup[];
}

export interface NicknameRow {
  readonly left: string;
  readonly right: string;
}

/** Every pair of names that share a group, once, with `left` before `right` and in the order of their letters. Equal names are no pair. */
export function nicknameRows(data: NicknameData): NicknameRow[] {
  const rows: NicknameRow[] = [];
  for (const [left, partners] of partnersOf(data)) for (const right of partners) if (left < right) rows.push({ left, right });
  return rows.sort((a, b) => compare(a.left, b.left) || compare(a.right, b.right));
}

/**
 * Says of two folded given names whether they share a group. Not transitive: Alex goes with Alexander and with Alexandra, who do
 * not go with each other. Equal names are not nicknames of each other.
 */
export function areNicknames(data: NicknameData): (left: string, right: string) => boolean {
  const partners = partnersOf(data);
  return (left, right) => partners.get(left)?.has(right) ?? false;
}

/** For each name the names it shares a group with, itself left out. */
function partnersOf(data: NicknameData): Map<string, Set<string>> {
  const partners = new Map<string, Set<string>>();
  for (const { formal, forms } of data.groups) {
    const names = [formal, ...forms];
    for (const name of names) {
      const own = partners.get(name) ?? new Set();
      for (const other of names) if (other !== name) own.add(other);
      partners.set(name, own);
    }
  }
  return partners;
}

/** By code unit, so that no locale changes the order. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
