/**
 * Writing HTML so that a text can never become markup: a `Markup` is made by `element` and `words` and in no other way, and whatever is no
 * `Markup` is escaped. One spelling for everything, so that a page can be read and written again to the same bytes.
 */

import { InputError } from '../../errors.js';
import { type ClassNames, type ElementName, VOID } from './grammar.js';

/** Finished HTML. */
export class Markup {
  readonly #html: string;

  private constructor(html: string) {
    this.#html = html;
  }

  /** The HTML; only the writer of a whole page asks for it. */
  toHtml(): string {
    return this.#html;
  }

  /** For this module alone: `element`, `words` and `stylesheet` make sure that what they hand over is escaped. */
  static of(html: string): Markup {
    return new Markup(html);
  }
}

export type Child = Markup | string;

/** Attributes in the order in which they are written; undefined leaves one out. */
export type Attributes = Readonly<Record<string, string | number | undefined>> & { readonly class?: ClassNames | undefined };

/** An element with its content. Texts among the children are escaped. */
export function element(name: ElementName, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  return Markup.of(`${startTag(name, attributes)}${children.map(toHtml).join('')}${endTag(name)}`);
}

/** Several pieces after one another, each on a line of its own. */
export function lines(pieces: readonly Child[]): Markup {
  return Markup.of(pieces.map((piece) => `${toHtml(piece)}\n`).join(''));
}

/** Several pieces in a row. */
export function row(pieces: readonly Child[]): Markup {
  return Markup.of(pieces.map(toHtml).join(''));
}

/** The content of a style element, which is no text: it must hold no `<`, so that nothing can end it. */
export function stylesheet(css: string): Markup {
  if (css.includes('<')) throw new TypeError('A stylesheet holds no “<”.');
  return Markup.of(`<style>${css}</style>`);
}

const toHtml = (child: Child): string => (typeof child === 'string' ? escapeText(child) : child.toHtml());

/** The one spelling of a start tag. */
export function startTag(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  );
  return `<${name}${written.join('')}>`;
}

/** The one spelling of an end tag; elements without content have none. */
export function endTag(name: string): string {
  return VOID.has(name) ? '' : `</${name}>`;
}

/** A text as it stands between tags. Throws `InputError` `html-character` for characters that HTML cannot hold. */
export function escapeText(text: string): string {
  refuseUnwritable(text);
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text as it stands in double quotes. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}

/** Characters that no HTML text can hold (HTML standard, 13.1.4 and 13.2.3.5): parsers change them or take them out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu;

/** Names the code points, never the text they stand in: it may be a person's name. */
function refuseUnwritable(text: string): void {
  const found = new Set(text.match(UNWRITABLE) ?? []);
  if (found.size === 0) return;
  const names = [...found].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).sort();
  throw new InputError(`A web page cannot hold ${names.join(', ')}.`, {
    code: 'html-character',
    hint: 'Take these control characters out of the campaign texts or the list of organisations.',
  });
}
