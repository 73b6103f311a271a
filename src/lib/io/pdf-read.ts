/**
 * Our own PDF reader, for scanning: it looks for everything a PDF can say, not for what a viewer shows. It reads
 * unreferenced objects, earlier revisions and the bytes between objects too, and it names what it could not read. No
 * outside package: a leak scan that shares its reader with the writer would share its blind spots.
 */

import { HandinError, InputError } from '../errors.js';
import type { PdfText } from '../model/pdf-text.js';
import type { PdfSeal } from '../model/seal.js';
import { type ContentSources, type ContentText, type Matrix, readContent } from './pdf-read/content.js';
import { type Font, guessFont, readFont } from './pdf-read/fonts.js';
import { Limits } from './pdf-read/limits.js';
import { isNamed, PdfObjects, type StoredObject, type StoredStream } from './pdf-read/objects.js';
import { bareKey, isData, type PdfDict, PdfName, PdfString, type PdfValue, readableText, readText } from './pdf-read/syntax.js';

/** Names that stand for something a pack must not do (reference: PDF injection). Anything of the name counts. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  'JS',
  'JavaScript',
  'OpenAction',
  'AA',
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'RichMedia',
  'XFA',
  'Encrypt',
]);

/** The one attachment a pack's PDF carries. */
const ATTACHMENT_NAME = 'statement.json';
/** Fonts of one resource name to try on text whose resources are lost. */
const FONT_VARIANTS_MAX = 8;
/** Share of known operators above which an unknown stream is taken for page content. */
const CONTENT_SHARE_MIN = 0.9;
const NESTING_MAX = 300;

/** Reads a PDF whole. Throws an `InputError` (`pdf-unreadable`) when it is none or unpacks to too much; nothing else. */
export function readPdf(bytes: Uint8Array): PdfText {
  try {
    return new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).read();
  } catch (error) {
    if (error instanceof HandinError) throw error;
    // Whatever a hostile file breaks in here, the answer to the caller is the same: it cannot be vouched for.
    throw unreadable('The PDF is damaged.', error);
  }
}

const unreadable = (message: string, cause?: unknown): InputError =>
  new InputError(message, { code: 'pdf-unreadable', hint: 'Build the pack again.', cause });

class Reader {
  readonly #objects: PdfObjects;
  readonly #limits: Limits;
  /** Streams whose content is accounted for. */
  readonly #used = new Set<StoredStream>();
  readonly #fonts = new Map<PdfDict, Font>();
  readonly #metadata: string[] = [];
  readonly #spellings: string[] = [];
  readonly #spelledParts: string[] = [];
  readonly #names = new Set<string>();
  readonly #uris: string[] = [];
  readonly #seals: PdfSeal[] = [];
  readonly #unreferenced: string[] = [];
  readonly #attachments: { name: string; bytes: Uint8Array }[] = [];
  readonly #outside: string[] = [];
  readonly #data: Buffer[] = [];
  readonly #dataText: string[] = [];
  readonly #crossReferences: Buffer[] = [];
  /** Fonts by the name that content uses for them, wherever they are defined. */
  readonly #fontsByName = new Map<string, Set<PdfDict>>();
  readonly #pageDicts: PdfDict[] = [];
  readonly #fileSpecs: PdfDict[] = [];

  constructor(bytes: Buffer) {
    this.#limits = new Limits(bytes.length);
    if (!bytes.subarray(0, 1024).includes('%PDF-')) throw unreadable('The file is not a PDF.');
    this.#objects = new PdfObjects(bytes, this.#limits);
  }

  read(): PdfText {
    const { held, trailers } = this.#objects;
    for (const value of this.#objects.values()) this.#walk(value, null, 0);
    for (const trailer of trailers) this.#walk(trailer, null, 0);

    const shown = this.#shownPages();
    if (shown.length === 0) throw unreadable('The PDF has no page.');
    const pages = shown.map((page) => this.#readPage(page));
    const isShown = new Set(shown);
    for (const page of this.#pageDicts) {
      if (isShown.has(page)) continue;
      const text = this.#readPage(page);
      if (text !== '') this.#unreferenced.push(text);
    }
    this.#readAttachments();
    for (const object of held) if (object.stream !== null && !this.#used.has(object.stream)) this.#readOrphan(object.stream);

    const forbidden = [...FORBIDDEN_NAMES].filter((name) => this.#names.has(name)).map((name) => `/${name}`);
    if (this.#objects.endMarkCount > 1) forbidden.push('earlier revision');
    const [attachment, ...others] = this.#attachments;
    if (others.length > 0 || (attachment !== undefined && attachment.name !== ATTACHMENT_NAME)) forbidden.push('/EmbeddedFile');
    return {
      pages,
      unreferenced: this.#unreferenced,
      metadata: this.#metadata,
      spellings: this.#spellings,
      spelledParts: this.#spelledParts,
      names: [...this.#names],
      attachments: this.#attachments,
      trailing: [...this.#objects.outside, ...this.#outside],
      data: [...this.#objects.data, ...this.#data],
      dataText: this.#dataText,
      crossReferences: this.#crossReferences,
      uris: this.#uris,
      seals: this.#seals,
      forbidden,
      unread: this.#objects.unread,
    };
  }

  /** Notes every string and name, and the dictionaries that matter later. */
  #walk(value: PdfValue, key: string | null, depth: number): void {
    this.#limits.spendSteps(1);
    if (depth > NESTING_MAX) return;
    if (value instanceof PdfString) {
      const texts = readText(value.bytes);
      const kept = key === 'ActualText' ? this.#spellings : this.#metadata;
      for (const text of texts) if (text !== '') kept.push(text);
      if (isData(value.bytes)) this.#data.push(value.bytes);
      if (key === 'URI' && texts[0] !== undefined) this.#uris.push(texts[0]);
    } else if (value instanceof PdfName) this.#names.add(value.text);
    else if (Array.isArray(value)) for (const item of value) this.#walk(item, null, depth + 1);
    else if (value instanceof Map) {
      if (isNamed(value.get('Type'), 'Page')) this.#pageDicts.push(value);
      if (value.has('EF')) this.#fileSpecs.push(value);
      const fonts = this.#objects.dict(value.get('Font'));
      for (const [name, font] of fonts ?? []) {
        const dict = this.#objects.dict(font);
        if (dict === null) continue;
        const known = this.#fontsByName.get(name) ?? new Set();
        this.#fontsByName.set(name, known.add(dict));
      }
      const seal = this.#readSeal(value);
      for (const [itemKey, item] of value) {
        this.#names.add(bareKey(itemKey));
        // A signature is data: read as text it would be words that nobody wrote.
        if (seal !== null && itemKey === 'Contents') {
          this.#data.push(Buffer.from(seal.contents));
          continue;
        }
        // A file identifier is two strings of bytes: read as text they would be words that nobody wrote.
        if (bareKey(itemKey) === 'ID' && Array.isArray(item) && item.every((part) => part instanceof PdfString)) {
          this.#data.push(...item.map((part) => (part as PdfString).bytes));
          continue;
        }
        if (itemKey !== bareKey(itemKey)) this.#names.add(itemKey);
        this.#walk(item, bareKey(itemKey), depth + 1);
      }
    }
  }

  /** Notes a signature dictionary, which has the bytes that it covers beside its own. */
  #readSeal(dict: PdfDict): PdfSeal | null {
    const contents = this.#objects.lookUp(dict.get('Contents'));
    if (!(contents instanceof PdfString) || !(dict.has('ByteRange') || isNamed(dict.get('Type'), 'Sig'))) return null;
    const range = this.#objects.lookUp(dict.get('ByteRange'));
    const isRange = (value: PdfValue): value is number[] => Array.isArray(value) && value.every((item) => typeof item === 'number');
    const seal = { contents: contents.bytes, byteRange: isRange(range) ? range : null, keys: [...dict.keys()].map(bareKey) };
    this.#seals.push(seal);
    return seal;
  }

  /** The pages of the newest page tree, in order. */
  #shownPages(): PdfDict[] {
    const roots = [...this.#objects.trailers, ...this.#objects.held.map((object) => object.value).filter((value) => value instanceof Map)]
      .map((dict) => this.#objects.dict(dict.get('Root')))
      .filter((dict) => dict !== null);
    const catalog = roots.at(-1) ?? this.#lastCatalog();
    const pages: PdfDict[] = [];
    const visited = new Set<PdfDict>();
    const visit = (node: PdfDict | null): void => {
      if (node === null || visited.has(node) || visited.size > 10_000_000) return;
      visited.add(node);
      const kids = this.#objects.lookUp(node.get('Kids'));
      if (Array.isArray(kids)) for (const kid of kids) visit(this.#objects.dict(kid));
      else if (isNamed(node.get('Type'), 'Page') || node.has('Contents')) pages.push(node);
    };
    visit(this.#objects.dict(catalog?.get('Pages')));
    return pages;
  }

  #lastCatalog(): PdfDict | null {
    const isCatalog = (object: StoredObject): boolean => object.value instanceof Map && isNamed(object.value.get('Type'), 'Catalog');
    const value = this.#objects.held.findLast(isCatalog)?.value;
    return value instanceof Map ? value : null;
  }

  #readPage(page: PdfDict): string {
    const contents = this.#objects.lookUp(page.get('Contents'));
    const streams = (Array.isArray(contents) ? contents : [page.get('Contents')])
      .map((item) => this.#objects.stream(item))
      .filter((stream) => stream !== null);
    const parts: Buffer[] = [];
    for (const stream of streams) {
      this.#used.add(stream);
      const { bytes, unread } = this.#objects.decode(stream);
      if (unread === null) parts.push(bytes, Buffer.from('\n'));
      else this.#keepReadable(bytes);
    }
    const content = readContent(Buffer.concat(parts), this.#inherited(page, 'Resources'), this.#sources(null), this.#limits);
    this.#keepRest(content);
    return content.text;
  }

  /** An attribute that page tree nodes hand down. */
  #inherited(page: PdfDict, key: string): PdfDict | null {
    let node: PdfDict | null = page;
    for (let step = 0; node !== null && step < 64; step++) {
      const value = this.#objects.dict(node.get(key));
      if (value !== null) return value;
      node = this.#objects.dict(node.get('Parent'));
    }
    return null;
  }

  /**
   * Fonts and forms for one run over a page. With a `variant`, resources are unknown and names stand for any font of the
   * file that goes by them.
   */
  #sources(variant: number | null): ContentSources {
    // A form is read once a page; drawing it again says nothing new, and forms in forms could double without end.
    const drawn = new Set<StoredStream>();
    return {
      font: (resources, name) => {
        const dict = this.#objects.dict(this.#objects.dict(resources?.get('Font'))?.get(name));
        if (dict !== null) return this.#font(dict);
        const candidates = [...(this.#fontsByName.get(name) ?? [])];
        const candidate = candidates[Math.min(variant ?? 0, candidates.length - 1)];
        return candidate === undefined ? guessFont() : this.#font(candidate);
      },
      form: (resources, name) => {
        const stream = this.#objects.stream(this.#objects.dict(resources?.get('XObject'))?.get(name));
        if (stream === null || drawn.has(stream) || !isNamed(stream.dict.get('Subtype'), 'Form')) return null;
        drawn.add(stream);
        this.#used.add(stream);
        const { bytes, unread } = this.#objects.decode(stream);
        if (unread !== null) {
          this.#keepReadable(bytes);
          return null;
        }
        return {
          bytes,
          resources: this.#objects.dict(stream.dict.get('Resources')),
          matrix: readMatrix(this.#objects.lookUp(stream.dict.get('Matrix'))),
        };
      },
    };
  }

  #font(dict: PdfDict): Font {
    let font = this.#fonts.get(dict);
    if (font === undefined) {
      font = readFont(dict, this.#objects);
      this.#fonts.set(dict, font);
    }
    return font;
  }

  #keepRest(content: ContentText): void {
    for (const bytes of content.strings) {
      this.#metadata.push(...readText(bytes));
      if (isData(bytes)) this.#data.push(bytes);
    }
    for (const text of content.spellings) if (text !== '') this.#spellings.push(text);
    for (const text of content.spelledParts) if (text !== '') this.#spelledParts.push(text);
    this.#outside.push(...content.other);
    this.#data.push(...content.data);
  }

  #keepReadable(bytes: Buffer): void {
    const text = readableText(bytes).trim();
    if (isData(bytes)) {
      this.#data.push(bytes);
      if (text !== '') this.#dataText.push(text);
    } else if (text !== '') this.#unreferenced.push(text);
  }

  #readAttachments(): void {
    const attach = (stream: StoredStream, name: string): void => {
      if (this.#used.has(stream)) return;
      this.#used.add(stream);
      this.#attachments.push({ name, bytes: this.#objects.decode(stream).bytes });
    };
    for (const spec of this.#fileSpecs) {
      const name = this.#objects.lookUp(spec.get('UF') ?? spec.get('F'));
      const text = name instanceof PdfString ? (readText(name.bytes).at(-1) ?? '') : '';
      for (const value of this.#objects.dict(spec.get('EF'))?.values() ?? []) {
        const stream = this.#objects.stream(value);
        if (stream !== null) attach(stream, text);
      }
    }
    for (const { stream } of this.#objects.held) {
      if (stream !== null && isNamed(stream.dict.get('Type'), 'EmbeddedFile')) attach(stream, '');
    }
  }

  /** A stream that no page and no attachment led to: metadata, page content left behind, or data with text in it. */
  #readOrphan(stream: StoredStream): void {
    const { dict } = stream;
    const type = dict.get('Type');
    const subtype = dict.get('Subtype');
    const { bytes, unread, image } = this.#objects.decode(stream);
    // Object streams were taken apart into their objects; a cross-reference stream should be all offsets.
    if (unread === null && isNamed(type, 'ObjStm')) return;
    if (unread === null && isNamed(type, 'XRef')) {
      this.#crossReferences.push(bytes);
      return;
    }
    if (isNamed(type, 'Metadata') || isNamed(subtype, 'XML')) {
      this.#metadata.push(markupText(bytes));
      return;
    }
    const isContent = isNamed(subtype, 'Form') || isNamed(type, 'Pattern');
    if (unread !== null || image || isNamed(subtype, 'Image') || !(isContent || looksLikeContent(bytes))) {
      this.#keepReadable(bytes);
      return;
    }
    const resources = this.#objects.dict(dict.get('Resources'));
    const texts = new Set<string>();
    const variantCount = Math.min(FONT_VARIANTS_MAX, Math.max(1, ...[...this.#fontsByName.values()].map((fonts) => fonts.size)));
    let content: ContentText | null = null;
    for (let variant = 0; variant < (resources === null ? variantCount : 1); variant++) {
      content = readContent(bytes, resources, this.#sources(variant), this.#limits);
      texts.add(content.text);
    }
    if (content === null || (!isContent && content.operatorShare < CONTENT_SHARE_MIN)) {
      this.#keepReadable(bytes);
      return;
    }
    this.#keepRest(content);
    for (const text of texts) if (text !== '') this.#unreferenced.push(text);
  }
}

/** A cheap first look: only text and no control characters, as content streams are. */
function looksLikeContent(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 64);
  return !head.startsWith('<?') && !head.includes('%!') && !head.includes('/CIDInit');
}

function readMatrix(value: PdfValue): Matrix {
  const number = (index: number): number => {
    const item = Array.isArray(value) ? value[index] : undefined;
    return typeof item === 'number' ? item : index === 0 || index === 3 ? 1 : 0;
  };
  return [number(0), number(1), number(2), number(3), number(4), number(5)];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text and attribute values of an XML packet, a line each, entities decoded. Not a parser: nothing may be left out. */
function markupText(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xfe || bytes[0] === 0xff || bytes[0] === 0 || bytes[1] === 0;
  const source =
    utf16 && bytes.length > 1
      ? new TextDecoder(bytes[0] === 0xfe || bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes)
      : (readText(bytes).at(-1) ?? '');
  return source
    .split('<')
    .flatMap((piece) => {
      const end = piece.indexOf('>');
      // Only inside a tag do quotes part values; in text they belong to names such as O'Brien.
      return end < 0 ? [piece] : [...piece.slice(0, end).split(/["']/), piece.slice(end + 1)];
    })
    .map((piece) => piece.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/gi, (whole, name: string) => entityText(name) ?? whole).trim())
    .filter((piece) => piece !== '')
    .join('\n');
}

function entityText(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}
