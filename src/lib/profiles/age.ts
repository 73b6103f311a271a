/**
 * Whether a record says that its person is under 18, in a column that handin never loads. Only the answer to that question leaves the cell:
 * such a person is counted and not named.
 */

import type { AgeWords, ExportProfile } from '../model/profile.js';
import { quoteText } from '../sql.js';
import { cellSql, isOneOfSql, wordSql } from './functions.js';
import { columnKey } from './headers.js';

const ADULT = 18;

/** SQL boolean over `c0` to `cn`, and the headers that it reads. */
export interface AgeCondition {
  readonly saysMinor: string;
  readonly headers: readonly string[];
}

/** Looks for columns about age among the headers of a file. A band that begins below 18 may be a child's, and counts as one. */
export function ageCondition(profile: ExportProfile, header: readonly string[]): AgeCondition {
  const { ages } = profile;
  if (ages === undefined) return { saysMinor: 'false', headers: [] };
  const found = (names: readonly string[]): number[] => {
    const keys = new Set(names.map(columnKey));
    return [...header.keys()].filter((column) => keys.has(columnKey(header[column] ?? '')));
  };
  const answers = (level: 'agrees' | 'refuses'): string[] =>
    Object.entries(profile.consent?.values ?? {}).flatMap(([word, proves]) =>
      (proves === 'count-only') === (level === 'refuses') ? [word] : [],
    );
  const conditions = [
    ...found(ages.columns).map((column) => isMinorSql(cellSql(column), ages)),
    ...found(ages.over).map((column) => isOneOfSql(cellSql(column), [...answers('refuses'), ...NO])),
    ...found(ages.under).map((column) => isOneOfSql(cellSql(column), [...answers('agrees'), ...YES])),
  ];
  return {
    saysMinor: conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`,
    headers: [...ages.columns, ...ages.over, ...ages.under],
  };
}

/** For profiles that list no answers of their own. */
const NO = ['no', 'false', 'nein', 'non', 'nee', 'nie', '0'];
const YES = ['yes', 'true', 'ja', 'oui', 'sí', 'si', 'tak', '1', 'x'];

/** `15`, `16-24`, `under 18`, `minor`; not `18`, `18-24` or `65+`. */
function isMinorSql(cell: string, { belowBefore, belowAfter, minors }: AgeWords): string {
  const number = `try_cast(regexp_extract(${cell}, '[0-9]{1,3}') AS INTEGER)`;
  const word = wordSql(cell);
  const anyOf = (terms: readonly string[]): string => terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const isBelow = `regexp_matches(${word}, ${quoteText(`^(?:${anyOf(belowBefore)})|(?:${anyOf(belowAfter)})$`)})`;
  return `(${isOneOfSql(cell, minors)} OR ${number} < ${ADULT} OR (${number} = ${ADULT} AND ${isBelow}))`;
}
