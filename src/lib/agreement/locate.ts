/** Where a phrase of a read text stands in its file, which holds marks, line ends and references that the read text does not. */

/** Marks and blanks that may stand between two words of one phrase in Markdown. */
const BETWEEN = String.raw`(?:[\s>*_\\|]|\[\^[^\]\s]+\]|\]\([^)\s]*\)|\[|&nbsp;)*`;

/** Line and column, from 1, of the n-th place (from 0) of a phrase; the beginning when it cannot be found. */
export function locatePhrase(source: string, phrase: string, n: number): { readonly line: number; readonly column: number } {
  const words = phrase.match(/\{\{[^{}]*\}\}|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
  const escaped = words.map((word) => (word.startsWith('{{') ? placeholder(word) : word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')));
  const matches = [...source.matchAll(new RegExp(escaped.join(BETWEEN), 'gu'))];
  const at = (matches[n] ?? matches.at(-1))?.index ?? 0;
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const placeholder = (word: string): string => String.raw`\{\{\s*${word.replace(/[{}\s]/g, '').replaceAll('.', '\\.')}\s*\}\}`;
