/**
 * What remains of a full name when it is made short: its initials, and its Soundex code. Either could be chance, so a
 * hit is told to the organiser and refuses nothing. Only names of three words and more: two letters stand everywhere.
 */

const SHADOWED_WORDS_MIN = 3;

/** The American Soundex of 1930: letters of one sound share a digit. */
const SOUNDS: Readonly<Record<string, string>> = {
  b: '1',
  f: '1',
  p: '1',
  v: '1',
  c: '2',
  g: '2',
  j: '2',
  k: '2',
  q: '2',
  s: '2',
  x: '2',
  z: '2',
  d: '3',
  t: '3',
  l: '4',
  m: '5',
  n: '5',
  r: '6',
};

export interface Shadows {
  /** Forms to look for as words in a row; each form is one shadow. */
  readonly soundex: readonly (readonly string[])[];
  readonly initials: readonly (readonly string[])[];
}

/** Shadows of a name given as its folded words; null when the name is too short to have any. */
export function shadowsOf(words: readonly string[]): Shadows | null {
  if (words.length < SHADOWED_WORDS_MIN) return null;
  const letters = words.map((word) => word[0] ?? '');
  const codes = words.map(soundex);
  return {
    initials: [letters, [letters.join('')]],
    soundex: codes.every((code) => code !== null) ? [codes.filter((code) => code !== null), [codes.join('')]] : [],
  };
}

/** Letter and three digits; null for a word in another script. */
export function soundex(word: string): string | null {
  if (!/^[a-z]+$/.test(word)) return null;
  let code = word[0] ?? '';
  let last = SOUNDS[code] ?? '';
  for (const letter of word.slice(1)) {
    const sound = SOUNDS[letter] ?? '';
    if (sound !== '' && sound !== last) code += sound;
    // H and W do not part two letters of one sound; a vowel does.
    if (letter !== 'h' && letter !== 'w') last = sound;
    if (code.length === 4) break;
  }
  return code.padEnd(4, '0');
}
