/** Which way a language and a text are read. */

/** Languages that are written from right to left in their usual script (Unicode CLDR, `characterOrder`). */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);
/** Scripts of the same kind, for tags that name one, as `ku-Arab`. */
const RIGHT_TO_LEFT_SCRIPTS: ReadonlySet<string> = new Set(['adlm', 'arab', 'hebr', 'mand', 'nkoo', 'rohg', 'syrc', 'thaa']);

export type Direction = 'ltr' | 'rtl';

/** The direction of a language tag such as `en-GB` or `ku-Arab`. */
export function directionOf(language: string): Direction {
  const [name = '', ...rest] = language.toLowerCase().split('-');
  const script = rest.find((part) => /^[a-z]{4}$/.test(part));
  if (script !== undefined) return RIGHT_TO_LEFT_SCRIPTS.has(script) ? 'rtl' : 'ltr';
  return RIGHT_TO_LEFT.has(name) ? 'rtl' : 'ltr';
}

/** Letters that are read from right to left, and the characters that turn what follows around. */
const RIGHT_LETTERS =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Mandaic}\p{Script=Samaritan}]/u;
const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;
const LEFT_LETTERS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** Whether a text in a page of this direction has to be told to find its own. */
export function hasOwnDirection(text: string, page: Direction): boolean {
  return TURNING.test(text) || (page === 'ltr' ? RIGHT_LETTERS : LEFT_LETTERS).test(text);
}

/** The direction of the first letter of a text (UAX 9, rule P2); null without letters. */
export function firstDirection(text: string): Direction | null {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined) return null;
  return RIGHT_LETTERS.test(letter) ? 'rtl' : 'ltr';
}
