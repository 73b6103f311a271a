/**
 * Which letters need more than a table of glyphs, and which of the bundled fonts has them. Script and direction are
 * properties of Unicode (UAX 24, UAX 9), asked from the engine's own tables.
 */

/** Every letter before this one is Latin, Greek, Cyrillic, a sign or a mark. */
const FIRST_SHAPED = 0x530;
const PLAIN = [...'Latin Greek Cyrillic Common Inherited'.split(' ')].map((script) => `\\p{scx=${script}}`).join('');
const ALL_PLAIN = new RegExp(`^[${PLAIN}]*$`, 'u');
const SHARED = /^[\p{Script=Common}\p{Script=Inherited}]/u;
/**
 * Strong letters from right to left and their signs: Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, then the
 * presentation forms and the historic and African blocks that Unicode keeps for this direction.
 */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Bundled fonts for scripts beyond Latin, Greek and Cyrillic. */
const SCRIPT_FILES = {
  arabic: /\p{scx=Arabic}/u,
  hebrew: /\p{scx=Hebrew}/u,
  ethiopic: /\p{scx=Ethiopic}/u,
  bengali: /\p{scx=Bengali}/u,
  devanagari: /\p{scx=Devanagari}/u,
  tamil: /\p{scx=Tamil}/u,
} as const;

export type ScriptFont = keyof typeof SCRIPT_FILES;

/** Whether a text has a letter that must be shaped; without one, a table of glyphs and of kerning pairs sets it. */
export function needsShaping(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= FIRST_SHAPED) return !ALL_PLAIN.test(text);
  return false;
}

/** Whether any letter of a text runs from right to left. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** Signs, digits, blanks and marks that many scripts share: they follow the font of their neighbours. */
export function isShared(cluster: string): boolean {
  return SHARED.test(cluster);
}

/** Whether a letter with its marks belongs to the scripts of the text fonts. */
export function isPlain(cluster: string): boolean {
  return ALL_PLAIN.test(cluster);
}

/** The bundled font of a letter's script. */
export function scriptFontOf(cluster: string): ScriptFont | null {
  for (const [font, pattern] of Object.entries(SCRIPT_FILES)) if (pattern.test(cluster)) return font as ScriptFont;
  return null;
}
