/**
 * What programs and people put around an e-mail address is taken off; the address itself is never changed. A domain that looks
 * like a slip of the keys is only flagged: the owner of the wrong domain would get the mail if we were wrong too.
 */

import { quoteText } from '../sql.js';

export interface EmailTypos {
  readonly domains: Readonly<Record<string, readonly string[]>>;
  readonly endings: { readonly typos: Readonly<Record<string, string>> };
}

/** Addresses end at 254 characters (RFC 5321 with its errata); the wrapping takes a few more. */
const LENGTH_MAX = 400;
const OPENING = '<("\'\u201c\u2018\u00ab[';
const CLOSING = '>)"\'\u201d\u2019\u00bb].,;:';

/** The address without `mailto:`, surrounding brackets or quotes and punctuation after it. Only what is then an address is taken. */
export function tidyEmail(given: string): string {
  if (given.length > LENGTH_MAX) return given;
  let text = given.trim();
  for (let changed = true; changed; ) {
    const before = text;
    if (text !== '' && OPENING.includes(text.charAt(0))) text = text.slice(1).trimStart();
    if (text !== '' && CLOSING.includes(text.charAt(text.length - 1))) text = text.slice(0, -1).trimEnd();
    if (text.slice(0, 7).toLowerCase() === 'mailto:') text = text.slice(7).trimStart();
    changed = text !== before;
  }
  return /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+\.[^\s@<>"(),;:.]+$/u.test(text) ? text : given;
}

/** An SQL condition true for every text that `tidyEmail` changes. */
export function mayBeWrappedEmailSql(column: string): string {
  return `(${column} <> '' AND regexp_matches(${column}, '^[<("''\u201c\u2018\u00ab\\[\\s]|[>)"''\u201d\u2019\u00bb\\].,;:\\s]$|^[Mm][Aa][Ii][Ll][Tt][Oo]:'))`;
}

/** An SQL condition: the address is at a domain that is most likely a slip for another. */
export function isDomainTypoSql(column: string, typos: EmailTypos): string {
  const listed = Object.values(typos.domains).flat().map(quoteText).join(', ');
  const endings = Object.keys(typos.endings.typos)
    .map((ending) => ending.replaceAll('.', '\\.'))
    .join('|');
  return `(${column} <> '' AND (lower(split_part(${column}, '@', 2)) IN (${listed}) OR regexp_matches(${column}, '(?i:${endings})$')))`;
}
