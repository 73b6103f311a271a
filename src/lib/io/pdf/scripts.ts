/**
 * Which letters need more than a table of glyphs, and which of the bundled fonts has them. Script and direction are
 * properties of Unicode (UAX 24, UAX 9), asked from the engine's own tables.
 */

/** Every letter before this one is Latin, Greek, Cyrillic, a sign or a mark. */
const FIRST_SHAPED = 0x530;
const SHARED = /^[\p{Script=Common}\p{Script=Inherited}]/u;
/**
 * Strong letters from right to left and their signs: Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, then the
 * presentation forms and the historic and African blocks that Unicode keeps for this direction.
 */
const RIGHT_TO_LEFT = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefe\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
const FROM_RIGHT = new RegExp(`[${RIGHT_TO_LEFT}]`, 'u');
const PLAIN = [...'Latin Greek Cyrillic Common Inherited'.split(' ')].map((script) => `\\p{scx=${script}}`).join('');
/** Numbers of old accounts (Siyaq) run from right to left and belong to no script, so what turns is asked for beside the script. */
const OTHER = new RegExp(`[^${PLAIN}]|[${RIGHT_TO_LEFT}]`, 'u');

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

/** Whether each unit of the basic plane needs shaping, once it was met: 0 unknown, 1 no, 2 yes. */
const KNOWN = new Uint8Array(0x10000);

/**
 * Whether a text has a letter that must be shaped; without one, a table of glyphs and of kerning pairs sets it. Asked of every
 * name several times, and of a whole release, so each letter is looked up in a table.
 */
export function needsShaping(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < FIRST_SHAPED) continue;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      if (OTHER.test(String.fromCodePoint(text.codePointAt(at) ?? 0))) return true;
      at++;
      continue;
    }
    if (KNOWN[unit] === 0) KNOWN[unit] = OTHER.test(String.fromCharCode(unit)) ? 2 : 1;
    if (KNOWN[unit] === 2) return true;
  }
  return false;
}

/** Whether any letter of a text runs from right to left. */
export function hasRightToLeft(text: string): boolean {
  return FROM_RIGHT.test(text);
}

/** Letters and marks from right to left, with blanks and joiners between them, and nothing else. */
const ONLY_RIGHT_TO_LEFT =
  /^[\u05d0-\u05ea\u0591-\u05c7\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f \u200c\u200d]*[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]$/;

/** The one level of a text whose letters all run in one direction, without numbers or signs that could turn; null for any other. */
export function onlyLevel(text: string): 0 | 1 | null {
  if (!hasRightToLeft(text)) return 0;
  return ONLY_RIGHT_TO_LEFT.test(text) ? 1 : null;
}

/** Signs, digits, blanks and marks that many scripts share: they follow the font of their neighbours. */
export function isShared(cluster: string): boolean {
  return SHARED.test(cluster);
}

/** Whether a letter with its marks belongs to the scripts of the text fonts. */
export function isPlain(cluster: string): boolean {
  return !OTHER.test(cluster);
}

/** The bundled font of a letter's script. */
export function scriptFontOf(cluster: string): ScriptFont | null {
  for (const [font, pattern] of Object.entries(SCRIPT_FILES)) if (pattern.test(cluster)) return font as ScriptFont;
  return null;
}
