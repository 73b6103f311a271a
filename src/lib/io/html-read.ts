/**
 * Reads a web page of a pack into tokens, for the leak scan and the checks. Uses htmlparser2 as a stream of tags. What it makes of a page is
 * believed only where writing it again gives the same bytes (`pack/html/check.ts`), so no browser can read the page differently.
 */

import { Parser } from 'htmlparser2';
import type { SaidText } from '../model/file-text.js';
import type { HtmlText, HtmlToken } from '../model/html-text.js';

/** A page begins with its declaration; nothing but a byte-order mark and gaps may stand before it. */
const BEGINNING = /^\ufeff?\s*<(?:!doctype\s+html|html)\b/i;
const BEGINNING_BYTES = 256;

export function isHtml(bytes: Buffer): boolean {
  return BEGINNING.test(bytes.toString('utf8', 0, BEGINNING_BYTES));
}

/** Every token of a page, tags and names as they are written. Bytes that are no UTF-8 become U+FFFD. */
export function readHtml(bytes: Uint8Array): HtmlText {
  const source = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const tokens: HtmlToken[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => tokens.push({ type: 'start', name, attributes: Object.entries(attributes) }),
      onclosetag: (name, isImplied) => {
        if (!isImplied || !VOID_BY_PARSER.has(name)) tokens.push({ type: 'end', name });
      },
      ontext: (text) => addText(tokens, text),
      oncomment: (text) => tokens.push({ type: 'comment', text }),
      onprocessinginstruction: (_, text) => tokens.push({ type: 'declaration', text }),
    },
    { lowerCaseTags: false, lowerCaseAttributeNames: false, decodeEntities: true },
  );
  parser.end(source);
  return { source, tokens };
}

/** Elements that the parser ends by itself, because the standard says that they have no end tag. */
const VOID_BY_PARSER: ReadonlySet<string> = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(' '),
);

/** The parser cuts texts at character references. */
function addText(tokens: HtmlToken[], text: string): void {
  const last = tokens.at(-1);
  if (last?.type === 'text') tokens[tokens.length - 1] = { type: 'text', text: last.text + text };
  else tokens.push({ type: 'text', text });
}

/** Elements whose text goes on in the line where it stands; a name may be part of a link and part not. */
const IN_LINE: ReadonlySet<string> = new Set('a abbr b bdi bdo cite code em font i mark q s small span strong sub sup u wbr'.split(' '));

/** What a page says: its text as it is read, and its attributes, comments and styles, which nobody sees. */
export function piecesOfHtml({ tokens }: HtmlText): Pick<SaidText, 'place' | 'text'>[] {
  const shown: string[] = [];
  const hidden: string[] = [];
  const attributes: string[] = [];
  let open = '';
  for (const token of tokens) {
    if (token.type === 'comment' || token.type === 'declaration') hidden.push(token.text);
    else if (token.type === 'text') (open === 'style' || open === 'script' ? hidden : shown).push(token.text);
    else {
      open = token.type === 'start' ? token.name.toLowerCase() : '';
      if (!IN_LINE.has(token.name.toLowerCase())) shown.push('\n');
      if (token.type === 'start') attributes.push(...token.attributes.map(([, value]) => value));
    }
  }
  return [
    { place: 'text', text: shown.join('') },
    { place: 'attributes', text: attributes.join('\n') },
    { place: 'comments and styles', text: hidden.join('\n') },
  ];
}
