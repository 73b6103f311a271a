/** Plurals, thousands separators, lists of things. Words only; no input or output. */

const NUMBER = new Intl.NumberFormat('en-GB');

/** `1204` as `1,204`. */
export function formatCount(count: number): string {
  return NUMBER.format(count);
}

/** `1 record`, `2 records`; pass the plural when it is irregular. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `a, b and c`. */
export function listOf(items: readonly string[], conjunction = 'and'): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items[items.length - 1]}`;
}

/**
 * The known word nearest to a mistyped one, or null when none is near. Uses the optimal string alignment distance
 * (Damerau 1964, restricted): one slip per three letters, at least one and at most three.
 */
export function suggestSimilar(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.max(1, Math.ceil(word.length / 3))) + 1;
  for (const candidate of known) {
    const distance = alignmentDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function alignmentDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Ids of ours, option names and keys: lower case, digits, hyphens. */
const ID_SHAPE = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$/;
const ID_LENGTH_MAX = 40;

/**
 * Whether a word that somebody typed may be repeated in a message. Names, e-mail addresses, telephone numbers and postcodes do not look
 * like this, and any of them may stand where an id was expected.
 */
export function isIdShaped(word: string): boolean {
  return word.length <= ID_LENGTH_MAX && ID_SHAPE.test(word);
}

/** The end of `There is no layout …`: ` "x"` for a word that may be repeated, else ` of that name`. */
export function namedOrThat(word: string): string {
  return isIdShaped(word) ? ` "${word}"` : ' of that name';
}

/** `targets[0].id`: where a value stands in a document; keys that may not be repeated are `?`. Empty for the whole document. */
export function placeInDocument(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${isKeyShaped(step) ? step : '?'}`),
    '',
  );
}

/** Whether a key of a document may be repeated: an id, or words of a program joined by capitals. */
export function isKeyShaped(key: string): boolean {
  return key.length <= ID_LENGTH_MAX && /^[a-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(key);
}

/** White space and invisible characters that are no part of a cell or header at its edges: NBSP, zero-width, marks of direction. */
const EDGE = /[\s\u0085\u00ad\u061c\u180e\u200b-\u200f\u2060\ufeff\0]/;

/** Trims white space, NBSP and zero-width characters at both edges. */
export function trimEdges(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isEdge(text, start)) start++;
  while (end > start && isEdge(text, end - 1)) end--;
  return text.slice(start, end);
}

function isEdge(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // Nearly every cell begins and ends with visible ASCII, which needs no expression.
  return (code <= 0x20 || code >= 0x7f) && EDGE.test(text.charAt(at));
}

const QUOTES = '"\'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb';

/** A header as it is compared: NFC, lower case, white space collapsed, surrounding quotes and NUL characters dropped. */
export function headerKey(header: string): string {
  let key = trimEdges(header.replaceAll('\0', ''));
  while (key.length > 1 && QUOTES.includes(key.charAt(0)) && QUOTES.includes(key.charAt(key.length - 1))) key = trimEdges(key.slice(1, -1));
  return key.normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
}

/** What a terminal acts on instead of showing it: controls, and characters that turn the direction of text around. */
const HIDDEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with every character that a terminal would act on written as `\u{1b}`. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * A path as a person reads it: from the folder they are in where it lies below that, else in full. Logs of CI and golden cases then hold no
 * path of a machine. Every place that is printed goes through here.
 */
export function shownPath(place: string, cwd: string): string {
  const isBelow = place.startsWith(cwd) && (/[\\/]$/.test(cwd) || /^[\\/]/.test(place.slice(cwd.length)));
  const below = isBelow ? place.slice(cwd.length).replace(/^[\\/]+/, '') : place;
  return place === cwd || below === '' ? '.' : below;
}

/** A path as a word of a command line: in quotes where a shell would cut it. */
export function asArgument(place: string): string {
  if (/^[\w./\\:~+%@,-]+$/u.test(place)) return place;
  return place.includes('"') || /[$`!\\]/.test(place) ? `'${place.replaceAll("'", "'\\''")}'` : `"${place}"`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `512 B`, `1.2 MB`; decimal units. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(size) : size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
