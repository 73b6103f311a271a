/**
 * What the engine calls things. Every function of SQL that another engine names or does otherwise stands here and nowhere else in
 * `match`, with the guard that its behaviour needs. Texts that are compared are folded to ASCII first: DuckDB's distances count bytes.
 */

/** Jaro-Winkler similarity of two texts, 0 to 1. */
export function similaritySql(left: string, right: string): string {
  return `jaro_winkler_similarity(${left}, ${right})`;
}

/** True when two texts are at most `distance` insertions, deletions and replacements apart. Lengths decide first, for the distance itself is slow. */
export function withinEditsSql(left: string, right: string, distance: number): string {
  return `(abs(length(${left}) - length(${right})) <= ${distance} AND levenshtein(${left}, ${right}) <= ${distance})`;
}

/** Words of a text of at least `letters` letters; they are separated by one space. */
export function wordsSql(text: string, letters: number): string {
  return `list_filter(string_split(${text}, ' '), lambda word: length(word) >= ${letters})`;
}

/** True when two lists share a word. */
export function shareWordSql(left: string, right: string): string {
  return `list_has_any(${left}, ${right})`;
}

/** How many different words two lists share. */
export function sharedWordsSql(left: string, right: string): string {
  return `len(list_intersect(${left}, ${right}))`;
}

/** A 64-bit number of a text or several: for joining and for choosing, never kept, since versions may number differently. */
export function numberOfSql(...parts: readonly string[]): string {
  return `hash(${parts.join(', ')})`;
}
