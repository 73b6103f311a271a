/**
 * Letters from right to left stand in a file in the order in which they are seen. Here they are turned round, so that a name
 * is found as it is spelled. Ours alone: it shares nothing with the writer's bidirectional algorithm.
 */

/** Letters and marks from right to left (Hebrew to Arabic Extended-A, presentation forms, historic and African blocks). */
const RIGHT_TO_LEFT = /[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const FIRST_RIGHT_TO_LEFT = 0x590;
const LEFT_TO_RIGHT = /\p{L}/u;
const NUMBER = /\p{Nd}/u;
const IN_NUMBER = /^(?:\p{Nd}+|[.,:/\u066a-\u066c\p{M}])$/u;
const LINE_END = /^[\n\t]$/u;

/** Joins the pieces of a page, one glyph each, with every stretch from right to left in the order in which it is read. */
export function inReadingOrder(pieces: readonly string[]): string {
  if (!pieces.some(hasRightToLeft)) return pieces.join('');
  const ordered: string[] = [];
  let stretch: string[] = [];
  /** Pieces of the stretch up to its last strong letter; what follows may belong to the text behind it. */
  let strong = 0;
  const close = (): void => {
    ordered.push(...turned(stretch.slice(0, strong)), ...stretch.slice(strong));
    stretch = [];
    strong = 0;
  };
  for (const piece of pieces) {
    if (hasRightToLeft(piece)) {
      stretch.push(piece);
      strong = stretch.length;
    } else if (stretch.length === 0) ordered.push(piece);
    else if (LINE_END.test(piece) || LEFT_TO_RIGHT.test(piece)) {
      close();
      ordered.push(piece);
    } else stretch.push(piece);
  }
  close();
  return ordered.join('');
}

function hasRightToLeft(piece: string): boolean {
  for (let at = 0; at < piece.length; at++) if (piece.charCodeAt(at) >= FIRST_RIGHT_TO_LEFT) return RIGHT_TO_LEFT.test(piece);
  return false;
}

/** A stretch backwards, letter by letter, but for its numbers, which run from left to right in every script. */
function turned(pieces: readonly string[]): string[] {
  const result: string[] = [];
  for (let end = pieces.length; end > 0; ) {
    let start = end - 1;
    const piece = pieces[start] ?? '';
    if (NUMBER.test(piece)) {
      while (start > 0 && IN_NUMBER.test(pieces[start - 1] ?? '')) start--;
      while (!NUMBER.test(pieces[start] ?? '')) start++;
      result.push(...pieces.slice(start, end));
    } else result.push([...piece].reverse().join(''));
    end = start;
  }
  return result;
}
