/** How near two words are: one slip of the keys, or alike as a whole. Knows letters only. */

/** One letter is left out, added, exchanged or swapped with its neighbour (Damerau-Levenshtein distance of one). */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [[...a], [...b]] : [[...b], [...a]];
  if (long.length - short.length > 1 || a === b) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const rest = (letters: readonly string[], from: number): string => letters.slice(from).join('');
  if (short.length < long.length) return rest(short, at) === rest(long, at + 1);
  if (rest(short, at + 1) === rest(long, at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && rest(short, at + 2) === rest(long, at + 2);
}

/** The words differ only in whether a letter stands once or twice: Southall, Southhall. */
export function isDoubledLetter(a: string, b: string): boolean {
  const single = (word: string): string => word.replace(/(.)\1+/gu, '$1');
  return a !== b && single(a) === single(b) && Math.abs(a.length - b.length) <= 1 && isOneSlip(a, b);
}

/** Jaro-Winkler likeness from 0 to 1 (Winkler 1990: up to four letters in common at the beginning, each weighing 0.1). */
export function jaroWinkler(first: string, second: string): number {
  if (first === second) return 1;
  const a = [...first];
  const b = [...second];
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const inA: string[] = [];
  for (const [index, letter] of a.entries()) {
    for (let at = Math.max(0, index - reach); at <= Math.min(b.length - 1, index + reach); at += 1) {
      if (taken[at] === true || b[at] !== letter) continue;
      taken[at] = true;
      inA.push(letter);
      break;
    }
  }
  if (inA.length === 0) return 0;
  const inB = b.filter((_, index) => taken[index] === true);
  const swapped = inA.filter((letter, index) => letter !== inB[index]).length / 2;
  const jaro = (inA.length / a.length + inA.length / b.length + (inA.length - swapped) / inA.length) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}
