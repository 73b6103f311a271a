/**
 * A scanner for the XML of spreadsheet files: text in, tags and text out, in one pass and piece by piece. It knows no document types, no
 * entities of a document's own and no other file, and refuses a document that has any of them; so nothing can be expanded or fetched.
 */

import { InputError } from '../errors.js';
import { XML_NESTING_MAX, XML_TAG_CHARS_MAX } from './limits.js';

export interface XmlHandler {
  /**
   * An element begins. `attributes` is their text as written: read them with `attributeOf`.
   * @param name local name, without a prefix
   */
  open(name: string, attributes: string): void;
  /** An element ends; also called for one that is empty. */
  close(name: string): void;
  /** Text between tags, entities resolved; may come in several pieces. */
  text(text: string): void;
}

type Skip = 'comment' | 'instruction' | 'cdata';
const SKIP_END: Readonly<Record<Skip, string>> = { comment: '-->', instruction: '?>', cdata: ']]>' };

/** No entity that is known here is longer, `&` and `;` included. */
const ENTITY_CHARS_MAX = 12;

export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #label: string;
  #rest = '';
  #skip: Skip | null = null;
  #depth = 0;
  #hasBegun = false;

  /** @param label the file's name, for messages */
  constructor(handler: XmlHandler, label: string) {
    this.#handler = handler;
    this.#label = label;
  }

  /**
   * Scans the next piece.
   * @throws InputError `file-hostile` for a document type, an entity of its own, or nesting without end; `file-damaged` for broken XML
   */
  write(piece: string): void {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const handler = this.#handler;
    let at = 0;
    if (!this.#hasBegun && text !== '') {
      this.#hasBegun = true;
      if (text.charCodeAt(0) === 0xfeff) at = 1;
    }
    for (;;) {
      if (this.#skip !== null) {
        const mark = SKIP_END[this.#skip];
        const end = text.indexOf(mark, at);
        if (end < 0) {
          const keep = Math.max(at, text.length - mark.length + 1);
          if (this.#skip === 'cdata' && keep > at) handler.text(text.slice(at, keep));
          at = keep;
          break;
        }
        if (this.#skip === 'cdata' && end > at) handler.text(text.slice(at, end));
        this.#skip = null;
        at = end + mark.length;
        continue;
      }
      const open = text.indexOf('<', at);
      if (open < 0) {
        // The rest may end inside an entity.
        const amp = text.lastIndexOf('&');
        const end = amp >= at && amp > text.length - ENTITY_CHARS_MAX && !text.includes(';', amp) ? amp : text.length;
        if (end > at) this.#emitText(text.slice(at, end));
        at = end;
        break;
      }
      if (open > at) this.#emitText(text.slice(at, open));
      at = open;
      const next = text.charCodeAt(open + 1);
      if (next === 0x21 /* ! */) {
        if (text.startsWith('<!--', open)) {
          this.#skip = 'comment';
          at = open + 4;
          continue;
        }
        if (text.startsWith('<![CDATA[', open)) {
          this.#skip = 'cdata';
          at = open + 9;
          continue;
        }
        if (text.length - open < 9) break;
        throw hostileXml(this.#label, 'document type declarations');
      }
      if (next === 0x3f /* ? */) {
        const end = text.indexOf('?>', open);
        if (end < 0) {
          this.#checkTagLength(text.length - open);
          break;
        }
        this.#checkDeclaration(text.slice(open, end));
        at = end + 2;
        continue;
      }
      const end = tagEnd(text, open + 1);
      if (end < 0) {
        this.#checkTagLength(text.length - open);
        break;
      }
      if (next === 0x2f /* / */) {
        if (--this.#depth < 0) throw brokenXml(this.#label);
        handler.close(localName(text, open + 2, end));
      } else {
        const isEmpty = text.charCodeAt(end - 1) === 0x2f;
        const until = isEmpty ? end - 1 : end;
        let nameEnd = open + 1;
        while (nameEnd < until && text.charCodeAt(nameEnd) > 0x20) nameEnd++;
        const name = localName(text, open + 1, nameEnd);
        if (this.#depth >= XML_NESTING_MAX) throw hostileXml(this.#label, 'elements nested without end');
        handler.open(name, text.slice(nameEnd, until));
        if (isEmpty) handler.close(name);
        else this.#depth++;
      }
      at = end + 1;
    }
    this.#rest = text.slice(at);
  }

  /** @throws InputError `file-damaged` when the document is not complete */
  end(): void {
    if (this.#rest.trim() !== '' || this.#depth !== 0 || this.#skip !== null || !this.#hasBegun) throw brokenXml(this.#label);
  }

  #emitText(text: string): void {
    this.#handler.text(text.includes('&') ? resolveEntities(text, this.#label) : text);
  }

  #checkTagLength(chars: number): void {
    if (chars > XML_TAG_CHARS_MAX) throw hostileXml(this.#label, 'a tag without end');
  }

  /** The bytes were read as UTF-8; a document that claims another encoding was misread. */
  #checkDeclaration(text: string): void {
    const encoding = /^<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([^"']{1,40})["']/.exec(text)?.[1]?.toLowerCase();
    if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'utf8' && encoding !== 'us-ascii') {
      throw hostileXml(this.#label, 'parts in an unusual encoding');
    }
  }
}

/** Where the tag that begins before `from` ends: the next `>` that is in no quotes; -1 when it is not there yet. */
function tagEnd(text: string, from: number): number {
  let end = text.indexOf('>', from);
  let at = from;
  while (end >= 0) {
    let quote = -1;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22 || code === 0x27) {
        quote = at;
        break;
      }
    }
    if (quote < 0) return end;
    const close = text.indexOf(text.charAt(quote), quote + 1);
    if (close < 0) return -1;
    at = close + 1;
    if (close > end) end = text.indexOf('>', at);
  }
  return -1;
}

function localName(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= 0x20) end--;
  for (let i = from; i < end; i++) if (text.charCodeAt(i) === 0x3a) return text.slice(i + 1, end);
  return text.slice(from, end);
}

/**
 * The value of an attribute, or null.
 * @param attributes text of a tag between its name and its end
 * @param name local name; a prefixed attribute is found by what follows the prefix
 */
export function attributeOf(attributes: string, name: string, label: string): string | null {
  let at = 0;
  for (;;) {
    const equals = attributes.indexOf('=', at);
    if (equals < 0) return null;
    let nameEnd = equals;
    while (nameEnd > at && attributes.charCodeAt(nameEnd - 1) <= 0x20) nameEnd--;
    let open = equals + 1;
    while (open < attributes.length && attributes.charCodeAt(open) <= 0x20) open++;
    const quote = attributes.charAt(open);
    const close = quote === '"' || quote === "'" ? attributes.indexOf(quote, open + 1) : -1;
    if (close < 0) return null;
    const nameStart = nameEnd - name.length;
    if (nameStart >= at && attributes.startsWith(name, nameStart)) {
      const before = nameStart === at ? 0x20 : attributes.charCodeAt(nameStart - 1);
      if (before <= 0x20 || before === 0x3a) {
        const value = attributes.slice(open + 1, close);
        return value.includes('&') ? resolveEntities(value, label) : value;
      }
    }
    at = close + 1;
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function resolveEntities(text: string, label: string): string {
  let result = '';
  let from = 0;
  for (;;) {
    const amp = text.indexOf('&', from);
    if (amp < 0) return result + text.slice(from);
    const end = text.indexOf(';', amp);
    if (end < 0 || end - amp > ENTITY_CHARS_MAX) throw brokenXml(label);
    const name = text.slice(amp + 1, end);
    let char = ENTITIES.get(name);
    if (char === undefined) {
      const isHex = name.startsWith('#x') && /^#x[0-9a-fA-F]{1,6}$/.test(name);
      const isDecimal = !isHex && /^#[0-9]{1,7}$/.test(name);
      const code = isHex ? Number.parseInt(name.slice(2), 16) : isDecimal ? Number(name.slice(1)) : Number.NaN;
      if (!(code <= 0x10ffff)) {
        // A name that XML itself does not know can only come from a document type.
        if (/^[A-Za-z][\w.-]*$/.test(name)) throw hostileXml(label, 'entities of its own');
        throw brokenXml(label);
      }
      char = String.fromCodePoint(code);
    }
    result += text.slice(from, amp) + char;
    from = end + 1;
  }
}

/** An InputError `file-hostile` for what stands in a spreadsheet. */
export function hostileXml(label: string, what: string): InputError {
  return new InputError(`${label} is not read, because it holds ${what}.`, {
    code: 'file-hostile',
    hint: 'Copy the values into a new workbook and save it as .xlsx, or save the sheet as CSV UTF-8.',
  });
}

/** An InputError `file-damaged` for a spreadsheet that is broken. */
export function brokenXml(label: string, cause?: unknown): InputError {
  return new InputError(`${label} is damaged and cannot be read.`, {
    code: 'file-damaged',
    hint: 'Open it in a spreadsheet program and save it again as .xlsx or as CSV UTF-8.',
    cause,
  });
}
