/**
 * What signatures may be told apart by, and what they never are. The words are data (`gate/data/forbidden-dimensions.json`);
 * there is no option that lifts the rule.
 */

/** A dimension that is refused, with the reason in one or two sentences. */
export interface ForbiddenDimension {
  readonly id: string;
  /** As in "by nationality". */
  readonly title: string;
  readonly why: string;
  /** Lower case, without accents and punctuation. */
  readonly words: readonly string[];
}

export interface ForbiddenDimensions {
  readonly dimensions: readonly ForbiddenDimension[];
  /** Units in which few people live. */
  readonly tooSmall: ForbiddenDimension;
}

/** Shorter words stand in headers that mean something else ("State or union territory"); alone they mean what they say. */
const TELLING_LENGTH = 6;

/** The forbidden dimension that a word of a campaign file asks for, or null. */
export function forbiddenDimension(word: string, data: ForbiddenDimensions): ForbiddenDimension | null {
  return find(word, [...data.dimensions, data.tooSmall]);
}

/**
 * The forbidden dimension that a column's header names, or null. Small units are none: a column of towns may hold the
 * names of a list whose areas are large enough.
 */
export function forbiddenHeader(header: string, data: ForbiddenDimensions): ForbiddenDimension | null {
  return find(header, data.dimensions);
}

function find(text: string, dimensions: readonly ForbiddenDimension[]): ForbiddenDimension | null {
  const folded = foldAreaName(text);
  if (folded === '') return null;
  const whole = dimensions.find(({ id, words }) => words.includes(folded) || foldAreaName(id) === folded);
  if (whole !== undefined) return whole;
  const isTelling = (word: string): boolean => word.includes(' ') || word.length >= TELLING_LENGTH;
  return dimensions.find(({ words }) => words.some((word) => isTelling(word) && ` ${folded} `.includes(` ${word} `))) ?? null;
}

/** Names as they are compared: case, accents, punctuation and spaces are no differences, and "&" is "and". */
export function foldAreaName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
