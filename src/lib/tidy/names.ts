/**
 * A whole name divided into given and family name, where that is safe. The whole name as the person wrote it always wins and
 * is never changed here; `null` is the answer wherever a person of another country could be meant by the same words.
 */

export interface NameData {
  readonly particles: readonly string[];
  /** The particles that may be the first word of a family name on their own, after one given name. */
  readonly leadingParticles: readonly string[];
  readonly suffixes: readonly string[];
  readonly devotional: readonly string[];
  readonly familyFirst: readonly string[];
}

export interface SplitName {
  readonly given: string;
  readonly family: string;
}

/** Longer texts are no name; words are counted before they are looked at. */
const LENGTH_MAX = 120;
const WORDS_MAX = 8;

/** A word of a name in Latin script: letters and marks, joined by apostrophes and hyphens; an initial may end in a full stop. */
const LATIN_WORD = /^(?=\p{L})[\p{Script=Latin}\p{M}'\u2019\u02bc-]+\.?$/u;
const CYRILLIC_WORD = /^[\p{Script=Cyrillic}'\u2019\u02bc-]+$/u;
/** East Slavic patronymics, which stand between given and family name or at the very end. */
const PATRONYMIC =
  /(?:\u043e\u0432\u0438\u0447|\u0435\u0432\u0438\u0447|\u0439\u043e\u0432\u0438\u0447|\u0456\u0432\u043d\u0430|\u0457\u0432\u043d\u0430|\u043e\u0432\u043d\u0430|\u0435\u0432\u043d\u0430|\u0438\u0447\u043d\u0430|\u0456\u0432\u0438\u0447)$/u;

/** Splits names by the bundled data; made once, called for many names. */
export function createNameSplitter(data: NameData, titles: readonly string[]): (full: string) => SplitName | null {
  const particles = new Set(data.particles);
  const leading = new Set(data.leadingParticles);
  const suffixes = new Set(data.suffixes);
  const devotional = new Set(data.devotional);
  const familyFirst = new Set(data.familyFirst);
  const forms = new Set(titles);

  return (full) => {
    if (full.length > LENGTH_MAX) return null;
    const parts = full.split(',').map((part) => part.trim());
    if (parts.length === 2 && parts[0] !== undefined && parts[1] !== undefined) return splitAtComma(parts[0], parts[1]);
    return parts.length === 1 ? splitWords(wordsOf(full), '') : null;
  };

  /** `Family, Given`, and `Given Family, Jr`. */
  function splitAtComma(before: string, after: string): SplitName | null {
    const first = wordsOf(before);
    const second = wordsOf(after);
    if (first.length === 0 || second.length === 0) return null;
    if (second.length === 1 && suffixes.has(foldWord(second[0] ?? ''))) return splitWords(first, after);
    const given = withoutTitles(second);
    if (first.length > 4 || given.length === 0 || given.length > 4) return null;
    if (forms.has(foldWord(first[0] ?? ''))) return null;
    if (![...first, ...given].every((word) => LATIN_WORD.test(word) || CYRILLIC_WORD.test(word))) return null;
    // Letters after a name (Ann Example, MBE) are no given name.
    if (given.every((word) => word === word.toUpperCase() && word.length > 1) && !first.every((word) => word === word.toUpperCase()))
      return null;
    return { given: given.join(' '), family: first.join(' ') };
  }

  function splitWords(all: readonly string[], suffixAfterComma: string): SplitName | null {
    let words = withoutTitles(all);
    if (words.length === 0 || words.length > WORDS_MAX) return null;
    const last = words.at(-1) ?? '';
    let suffix = suffixAfterComma;
    if (suffix === '' && words.length > 2 && suffixes.has(foldWord(last))) {
      suffix = last;
      words = words.slice(0, -1);
    }
    const found = words.every((word) => LATIN_WORD.test(word))
      ? splitLatin(words)
      : words.every((word) => CYRILLIC_WORD.test(word))
        ? splitCyrillic(words)
        : null;
    if (found === null) return null;
    return suffix === '' ? found : { given: found.given, family: `${found.family} ${suffix}` };
  }

  function splitLatin(words: readonly string[]): SplitName | null {
    const byCapitals = splitByCapitals(words);
    if (byCapitals !== undefined) return byCapitals;
    const [first = '', ...rest] = words;
    if (rest.length === 0 || isInitial(words.at(-1) ?? '')) return null;
    if (familyFirst.has(foldWord(first)) || particles.has(foldWord(first))) return null;
    const at = rest.findIndex((word) => particles.has(foldWord(word)));
    if (at >= 0) return splitAtParticle(words, at + 1);
    if (rest.length === 1) return { given: first, family: rest[0] ?? '' };
    // Initials between the first and the last word leave no choice; whole words between them could be of either name.
    return rest.slice(0, -1).every(isInitial) ? { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '' } : null;
  }

  /** `Ludwig van Beethoven`, `Anna Maria de la Cruz`: from the particle on it is the family name. */
  function splitAtParticle(words: readonly string[], at: number): SplitName | null {
    const particle = words[at] ?? '';
    const given = words.slice(0, at);
    const family = words.slice(at);
    if (!leading.has(foldWord(particle)) || family.every((word) => particles.has(foldWord(word)))) return null;
    // A capital particle that is a name elsewhere (Le, Do) is only believed in small letters or before another word.
    if (family.length < 2) return null;
    const firstName = family.find((word) => !particles.has(foldWord(word))) ?? '';
    if (devotional.has(foldWord(firstName))) return null;
    const isSure = given.length === 1 || given.slice(1).every(isInitial);
    return isSure ? { given: given.join(' '), family: family.join(' ') } : null;
  }

  function withoutTitles(words: readonly string[]): readonly string[] {
    let start = 0;
    // A title alone is no name, and nobody has more than three.
    while (start < 3 && start < words.length - 1 && forms.has(foldWord(words[start] ?? ''))) start++;
    return words.slice(start);
  }
}

/** `DUPONT Jean` and `Jean DUPONT`: one run of words in capitals at an edge beside words that are not. Undefined where capitals say nothing. */
function splitByCapitals(words: readonly string[]): SplitName | undefined {
  const capital = words.map((word) => lettersIn(word) > 1 && word === word.toUpperCase() && word !== word.toLowerCase());
  const count = capital.filter(Boolean).length;
  if (count === 0 || count === words.length || words.some((word) => isInitial(word))) return undefined;
  const startsWithThem = capital.slice(0, count).every(Boolean);
  const endsWithThem = capital.slice(-count).every(Boolean);
  if (startsWithThem) return { given: words.slice(count).join(' '), family: words.slice(0, count).join(' ') };
  return endsWithThem ? { given: words.slice(0, -count).join(' '), family: words.slice(-count).join(' ') } : undefined;
}

/** Two words decide nothing, for given and family name stand in either order; a patronymic shows which it is. */
function splitCyrillic(words: readonly string[]): SplitName | null {
  const [first = '', second = '', third = ''] = words;
  if (words.length !== 3) return null;
  const isSecond = PATRONYMIC.test(second.toLowerCase());
  const isThird = PATRONYMIC.test(third.toLowerCase());
  if (isSecond === isThird) return null;
  return isSecond ? { given: `${first} ${second}`, family: third } : { given: `${second} ${third}`, family: first };
}

function wordsOf(text: string): string[] {
  return text.split(/\s/).filter((word) => word !== '');
}

function lettersIn(word: string): number {
  return [...word].filter((char) => /\p{L}/u.test(char)).length;
}

function isInitial(word: string): boolean {
  return lettersIn(word) === 1 || /^(?:\p{Lu}\.-?){1,3}$/u.test(word);
}

/** A word as the data lists it: lower case, no accents, no full stops. */
function foldWord(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}|[.'\u2019\u02bc]/gu, '')
    .toLowerCase();
}
