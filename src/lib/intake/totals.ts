/**
 * Words that begin a totals row, which spreadsheets and platforms put below a list: it is nobody's record. Languages as in the header
 * synonyms of the profiles; a word counts only at the start of a cell and before its end, a colon, a number or a bracket.
 */

import { headerKey } from '../text.js';

const WORDS = [
  'total', 'totals', 'grand total', 'subtotal', 'sub-total', 'sum', 'total signatures', 'number of signatures', 'signatures in total',
  'gesamt', 'gesamtsumme', 'gesamtzahl', 'insgesamt', 'summe', 'zwischensumme', 'anzahl',
  'total général', 'somme', 'nombre total', 'sous-total',
  'total general', 'suma', 'suma total', 'totale', 'totale complessivo', 'totale generale', 'somma',
  'totaal', 'eindtotaal', 'total geral', 'soma', 'razem', 'suma końcowa', 'ogółem', 'łącznie',
  'totalt', 'summa', 'i alt', 'yhteensä', 'celkem', 'součet', 'spolu', 'súčet', 'összesen', 'ukupno', 'skupaj',
  'total general:', 'σύνολο', 'общо', 'всього', 'усього', 'разом', 'toplam', 'genel toplam', 'المجموع', 'الإجمالي', 'cyfanswm',
]; // biome-ignore format: a list by language reads better in lines

const KEYS = new Set(WORDS.map(headerKey));
const LONGEST = Math.max(...[...KEYS].map((key) => key.length));

/** Whether a cell begins with a word for "total". */
export function isTotalsCell(cell: string): boolean {
  const key = headerKey(cell.slice(0, 80));
  const word = /^[\p{L}\p{M}' -]{2,60}/u.exec(key)?.[0].trim() ?? '';
  if (word.length > LONGEST + 12) return false;
  const after = key.slice(word.length).trimStart();
  const isBare = after === '' || /^[:=(\d]/.test(after);
  return isBare && (KEYS.has(word) || KEYS.has(word.replace(/ (?:of )?(?:signatures|rows|records|signatories|people|names)$/, '')));
}

/** For each byte, whether a totals word may begin with it: a look at one byte that spares nearly every row the full comparison. */
export const TOTALS_FIRST_BYTES: Uint8Array = firstBytes();

function firstBytes(): Uint8Array {
  const table = new Uint8Array(256);
  const encoder = new TextEncoder();
  for (const word of WORDS) {
    for (const spelling of [word, word.toUpperCase()]) table[encoder.encode(spelling)[0] ?? 0] = 1;
  }
  return table;
}
