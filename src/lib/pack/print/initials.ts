/** The letters by which a reader finds a name in a list of several volumes. */

/** Chinese names would have an initial each, so they share one; the same for what begins with no letter. */
const HAN = '漢';
const OTHER = '#';

/** The letter that a name is looked up by: without accents, in upper case. */
export function initialOf(name: string): string {
  const [letter = ''] = name.match(/\p{L}/u) ?? [];
  if (letter === '' || !/^\p{L}/u.test(name)) return OTHER;
  if (/\p{Script=Han}/u.test(letter)) return HAN;
  return letter.normalize('NFD').replace(/\p{M}/gu, '').toLocaleUpperCase('en');
}
