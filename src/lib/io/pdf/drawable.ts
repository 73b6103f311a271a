/** Text as it will be drawn: what has no shape and would only disturb its neighbours is taken out, and nothing else. */

/** Scripts whose letters join or stack, so that a joiner between two of them changes what is read (Unicode, chapters 9, 12, 13). */
const JOINING = [
  ...'Arabic Syriac Mongolian Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan'.split(
    ' ',
  ),
]
  .map((script) => `\\p{scx=${script}}`)
  .join('');
/** Vowel killers of the scripts of India: a joiner behind one chooses between a conjunct and a half letter. */
const VOWEL_KILLERS = '\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca';
/**
 * Characters without a shape of their own that would disturb their neighbours or have no glyph: controls, soft hyphen,
 * zero-width characters, direction controls (one name must not turn the next one round), variation selectors. Kept are
 * joiners where a script needs them, and the selectors by which a Chinese character has the form that its bearer writes.
 */
const INVISIBLE = new RegExp(
  [
    '(?!\\s)\\p{Cc}',
    `(?!\\s|(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])|(?<=[${VOWEL_KILLERS}])[\\u200c\\u200d])\\p{Cf}`,
    '(?<!\\p{Script=Han})\\p{Variation_Selector}',
  ].join('|'),
  'gu',
);

/** Printable letters that canonical composition leaves alone: most text is made of nothing else. */
const SETTLED = /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u0388-\u0481\u1ea0-\u1ef9\u2010-\u2026]*$/u;

/** Canonical composition, no invisible characters, one kind of blank. */
export function drawableText(text: string): string {
  if (SETTLED.test(text)) return text;
  return text
    .replace(/\ufeff/gu, '')
    .replace(INVISIBLE, '')
    .replace(/[\t\n\v\f\r]/gu, ' ')
    .normalize('NFC');
}
