/**
 * Whether a web page is one that this program could have written: made of the elements and attributes of the grammar, and spelt as the
 * writer spells it, so that every browser reads it as it was read here. Needs no release, so `verify` can ask too.
 */

import type { HtmlText, HtmlToken } from '../../model/html-text.js';
import { isElement, mayHave } from './grammar.js';
import { endTag, escapeText, startTag } from './markup.js';
import { META, policyFor } from './page.js';

/** What is wrong, in our own words, each once; empty for a page of ours. */
export function strangeParts(html: HtmlText): string[] {
  const found = new Set<string>();
  if (!isSpeltAsWritten(html)) found.add('HTML that the program would spell differently');
  for (const token of html.tokens) for (const what of strangeIn(token)) found.add(what);
  for (const what of strangeHead(html.tokens)) found.add(what);
  return [...found];
}

/** The contents of the style elements. */
export function stylesOf({ tokens }: HtmlText): string[] {
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    return token.type === 'text' && before?.type === 'start' && before.name === 'style' ? [token.text] : [];
  });
}

/** The security policies that a page has by its stylesheets: digests in base64, in which chance writes what looks like a postcode. */
export function policiesOf(html: HtmlText | null): string[] {
  return html === null ? [] : stylesOf(html).map(policyFor);
}

/** What a named meta element says. */
export function metaOf({ tokens }: Pick<HtmlText, 'tokens'>, name: string): string[] {
  return metaElements(tokens).flatMap((attributes) =>
    (attributes.get('name') ?? attributes.get('http-equiv')) === name ? [attributes.get('content') ?? ''] : [],
  );
}

function metaElements(tokens: readonly HtmlToken[]): Map<string, string>[] {
  return tokens.flatMap((token) => (token.type === 'start' && token.name === 'meta' ? [new Map(token.attributes)] : []));
}

/** Every id of a page, and how often it is there. */
export function idsOf({ tokens }: HtmlText): Map<string, number> {
  const ids = new Map<string, number>();
  for (const token of tokens) {
    if (token.type !== 'start') continue;
    for (const [name, value] of token.attributes) if (name === 'id') ids.set(value, (ids.get(value) ?? 0) + 1);
  }
  return ids;
}

/** Writing what was read gives the same characters: no comment, no other case, no gap and no reference that could hide something. */
function isSpeltAsWritten({ source, tokens }: HtmlText): boolean {
  const written: string[] = [];
  let isStyle = false;
  for (const token of tokens) {
    if (token.type === 'start') written.push(startTag(token.name, Object.fromEntries(token.attributes)));
    else if (token.type === 'end') written.push(endTag(token.name));
    else if (token.type === 'text') written.push(isStyle ? token.text : safely(token.text));
    else if (token.type === 'declaration') written.push(`<${token.text}>`);
    else return false;
    isStyle = token.type === 'start' && token.name === 'style';
  }
  return source.startsWith('<!doctype html>\n<html ') && written.join('') === source;
}

/** A text that HTML cannot hold was not written by us. */
function safely(text: string): string {
  try {
    return escapeText(text);
  } catch {
    return '';
  }
}

function strangeIn(token: HtmlToken): string[] {
  if (token.type === 'comment') return ['a comment'];
  if (token.type === 'declaration') return token.text === '!doctype html' ? [] : ['a declaration'];
  if (token.type !== 'start') return [];
  const { name, attributes } = token;
  // The name of the element could be a value itself, so it is not told.
  if (!isElement(name)) return ['an element that no page has'];
  return attributes.some(([attribute, value]) => !mayHave(name, attribute, value)) ? ['an attribute that no page has'] : [];
}

/** Signs by which a stylesheet can load, or write something that stands in no text. */
const ACTIVE_STYLE = /url\(|image-set\(|src\(|@import|@font-face|@namespace|expression\(|\\|\/\*|<|>/i;
/** The one piece of text of our own stylesheet, printed behind links. */
const PRINTED = /content:" \(" attr\(href\) "\)"/g;

function strangeHead(tokens: readonly HtmlToken[]): string[] {
  const page = { source: '', tokens };
  const styles = stylesOf(page);
  const [style] = styles;
  const found: string[] = [];
  if (style === undefined || styles.length > 1) found.push('other than one stylesheet');
  else if (ACTIVE_STYLE.test(style) || style.replace(PRINTED, '').includes('content:'))
    found.push('a stylesheet that does more than lay out');
  const policies = metaOf(page, 'Content-Security-Policy');
  if (policies.length !== 1 || policies[0] !== policyFor(style ?? '')) found.push('another security policy');
  for (const [name, content] of META) if (metaOf(page, name).join('\n') !== content) found.push('another description of the page');
  return found;
}
