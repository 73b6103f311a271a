/**
 * Names, organisations and addresses in the form they are compared in: folded letters, no accents, no punctuation, no
 * forms of address. Never printed.
 */

import { quoteText } from '../sql.js';

export interface LetterFolds {
  readonly letters: Readonly<Record<string, string>>;
}

/** Zero-width, bidi and soft-hyphen characters: invisible, so two spellings that differ in them are one. */
const INVISIBLE = '[\\x{00AD}\\x{061C}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FEFF}]';

/** Text folded for comparing: lower case, accents and listed letters folded, apostrophes dropped, other punctuation to one space. */
export function foldedTextSql(column: string, folds: LetterFolds): string {
  const single = Object.entries(folds.letters).filter(([, to]) => to.length === 1);
  const several = Object.entries(folds.letters).filter(([, to]) => to.length > 1);
  let text = `strip_accents(lower(nfc_normalize(regexp_replace(${column}, '${INVISIBLE}', '', 'g'))))`;
  text = `translate(${text}, ${quoteText(single.map(([from]) => from).join(''))}, ${quoteText(single.map(([, to]) => to).join(''))})`;
  for (const [from, to] of several) text = `replace(${text}, ${quoteText(from)}, ${quoteText(to)})`;
  text = `regexp_replace(${text}, '[''’‘ʼ\`´]', '', 'g')`;
  // Letters, marks and digits of every script stay; the rest separates words.
  text = `trim(regexp_replace(${text}, '[^\\p{L}\\p{M}\\p{N}]+', ' ', 'g'))`;
  // Plain ASCII, which has as many bytes as letters, needs little of this; it is most of every list.
  const plain = `trim(regexp_replace(replace(replace(lower(${column}), '''', ''), '\`', ''), '[^a-z0-9]+', ' ', 'g'))`;
  return `(CASE WHEN strlen(${column}) = length(${column}) THEN ${plain} ELSE ${text} END)`;
}

/**
 * A person's name for comparing. A name of which no letter is left, as where a code page lost them all, stands as it is written, so that
 * two such names are only one when they are written alike.
 */
export function normalizedNameSql(column: string, folds: LetterFolds, titles: readonly string[]): string {
  const folded = foldedTextSql(column, folds);
  return `CASE WHEN ${folded} = '' AND ${column} <> '' THEN regexp_replace(trim(${column}), '\\s+', ' ', 'g') ELSE regexp_replace(${folded}, '^(?:${titles.join('|')}) (?:(?:${titles.join('|')}) )?', '') END`;
}

/** An organisation's name for comparing: a leading "the" is left out. */
export function normalizedOrganisationSql(column: string, folds: LetterFolds): string {
  return `regexp_replace(${foldedTextSql(column, folds)}, '^the ', '')`;
}
