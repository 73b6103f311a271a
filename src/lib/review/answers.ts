/** What a volunteer wrote into the answer column of a review sheet, in whatever language and case. The words are in `data/answers.json`. */

/** The answers of the bundled data. */
export interface AnswerData {
  readonly match: readonly string[];
  readonly nonMatch: readonly string[];
  readonly unsure: readonly string[];
}

export type Answer = 'match' | 'non-match' | 'unsure' | 'empty' | 'unclear';

/** Reads answers by the bundled data. `empty` for a cell that holds nothing, `unclear` for what is in no list. */
export function createAnswerReader(data: AnswerData): (cell: string) => Answer {
  const answers = new Map<string, Answer>();
  const lists = [
    ['match', data.match],
    ['non-match', data.nonMatch],
    ['unsure', data.unsure],
  ] as const;
  for (const [answer, words] of lists) for (const word of words) answers.set(foldAnswer(word), answer);
  return (cell) => {
    const folded = foldAnswer(cell);
    return folded === '' ? 'empty' : (answers.get(folded) ?? 'unclear');
  };
}

/** Lower case, no accents, no full stops or spaces at the ends; question marks stay, because they are an answer. */
export function foldAnswer(cell: string): string {
  return cell
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[\s.,;:!'"\u2018\u2019`]+/gu, ' ')
    .trim()
    .replace(/(?<=[^?])\?+$/u, '')
    .replace(/^\?+$/u, '?')
    .trim();
}
