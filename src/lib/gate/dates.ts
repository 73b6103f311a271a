/**
 * Dates in a text, whatever the order of day, month and year: for looking up dates of birth. A day is no contact data, so nothing is
 * made of a date that no record holds.
 */

/** Years of people who can sign. */
const YEAR = '(?:19|20)\\d\\d';
/** What the three groups of a pattern hold; none of them is optional. */
type Parts = readonly [string, string, string];
const NUMERIC: readonly (readonly [RegExp, (parts: Parts) => readonly (readonly [string, string, string])[]])[] = [
  // 1990-05-17, 1990/5/17, 1990.05.17.
  [new RegExp(`(?<!\\d)(${YEAR})[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)`, 'g'), ([year, a, b]) => [[year, a, b]]],
  // 17/05/1990 and, in North America, 05/17/1990.
  [
    new RegExp(`(?<!\\d)(\\d{1,2})[-/. ](\\d{1,2})[-/. ](${YEAR})(?!\\d)`, 'g'),
    ([a, b, year]) => [
      [year, b, a],
      [year, a, b],
    ],
  ],
  // 19900517 and 17051990, standing alone.
  [new RegExp(`(?<!\\d)(${YEAR})(\\d\\d)(\\d\\d)(?!\\d)`, 'g'), ([year, a, b]) => [[year, a, b]]],
  [
    new RegExp(`(?<!\\d)(\\d\\d)(\\d\\d)(${YEAR})(?!\\d)`, 'g'),
    ([a, b, year]) => [
      [year, b, a],
      [year, a, b],
    ],
  ],
];
const WITH_WORDS: readonly (readonly [RegExp, (parts: Parts) => readonly [string, string, string]])[] = [
  // 17 May 1990, 17th of May 1990, 17. mai 1990, 1º de maio de 1990, whose sign is an o by then.
  [
    new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|\\.|o)?(?: (?:of|de|di))? (\\p{L}{3,12})\\.?(?: (?:de|di))?,? (${YEAR})(?!\\d)`, 'gu'),
    ([day, month, year]) => [year, month, day],
  ],
  // May 17, 1990.
  [
    new RegExp(`(?<!\\p{L})(\\p{L}{3,12})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (${YEAR})(?!\\d)`, 'gu'),
    ([month, day, year]) => [year, month, day],
  ],
];

/** Languages in which campaigns of this program write; the names themselves come from the runtime. */
const LANGUAGES = ['en', 'cy', 'ga', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'uk', 'ru', 'cs', 'hu', 'ro', 'el', 'tr', 'sv', 'da', 'fi'];

let months: ReadonlyMap<string, string> | undefined;

/** Month names and their short forms, folded, to two digits. */
function monthNames(): ReadonlyMap<string, string> {
  if (months !== undefined) return months;
  const names = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' });
      for (let number = 0; number < 12; number++) {
        const name = format.formatToParts(new Date(Date.UTC(2024, number, 1))).find(({ type }) => type === 'month')?.value ?? '';
        names.set(name.toLowerCase().replace(/\.$/, ''), String(number + 1).padStart(2, '0'));
      }
    }
  }
  months = names;
  return names;
}

/** Every date in the text as `YYYY-MM-DD`, in each reading that is a day of the calendar. */
export function dateKeysIn(text: string): string[] {
  const plain = text.normalize('NFKC');
  if (!/(?:19|20)\d\d/.test(plain)) return [];
  const keys: string[] = [];
  for (const [pattern, readings] of NUMERIC) {
    for (const match of plain.matchAll(pattern)) {
      // Two readings of one date count once.
      const found = new Set(readings(partsOf(match)).flatMap(([year, month, day]) => key(year, month, day)));
      keys.push(...found);
    }
  }
  for (const [pattern, reading] of WITH_WORDS) {
    for (const match of plain.replace(/\s+/g, ' ').matchAll(pattern)) {
      const [year, month, day] = reading(partsOf(match));
      keys.push(...key(year, monthNames().get(month.toLowerCase()) ?? '', day));
    }
  }
  return keys;
}

/** The date of a record as a key; null for what is none. */
export function dateKey(value: string): string | null {
  return dateKeysIn(value)[0] ?? null;
}

const partsOf = (match: RegExpExecArray): Parts => match.slice(1) as unknown as Parts;

function key(year: string, month: string, day: string): string[] {
  const [m, d] = [Number(month), Number(day)];
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return [];
  return [`${year}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`];
}
