/**
 * What a page paints, and inside which marks: content outside every mark, artifacts in tags, and the codes that each font shows. Follows
 * ISO 32000-1, 14.6, and ISO 14289-1, 7.1.
 */

import { Limits } from '../../../src/lib/io/pdf-read/limits.js';
import { Lexer, type PdfDict, PdfName, PdfString, type PdfValue, PdfWord } from '../../../src/lib/io/pdf-read/syntax.js';
import type { Breach, PageOf, StructuredPdf } from './document.js';

const PAINTING: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'S', 's', 'sh', 'Do', 'EI']);
const SHOWING: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"']);

interface Mark {
  readonly tag: string;
  readonly mcid: number | null;
}

/** What the content of one page says. */
export interface PageContent {
  /** Content numbers with their tags, in order. */
  readonly marks: readonly { readonly tag: string; readonly mcid: number }[];
  /** Codes shown, by the object number of the font. */
  readonly codes: ReadonlyMap<PdfDict, ReadonlySet<number>>;
  readonly breaches: readonly Breach[];
}

export function readPageContent(pdf: StructuredPdf, page: PageOf, index: number): PageContent {
  const { objects } = pdf;
  const parts = pdf.list(page.dict.get('Contents')).flatMap((item) => {
    const stream = objects.stream(item);
    return stream === null ? [] : [objects.decode(stream).bytes, Buffer.from('\n')];
  });
  const fonts = objects.dict(objects.dict(page.dict.get('Resources'))?.get('Font'));
  return new PageReader(pdf, fonts, `page ${index + 1}`).read(Buffer.concat(parts));
}

class PageReader {
  readonly #pdf: StructuredPdf;
  readonly #fonts: PdfDict | null;
  readonly #where: string;
  readonly #stack: Mark[] = [];
  readonly #marks: { tag: string; mcid: number }[] = [];
  readonly #codes = new Map<PdfDict, Set<number>>();
  readonly #breaches: Breach[] = [];
  #font: PdfDict | null = null;

  constructor(pdf: StructuredPdf, fonts: PdfDict | null, where: string) {
    this.#pdf = pdf;
    this.#fonts = fonts;
    this.#where = where;
  }

  read(bytes: Buffer): PageContent {
    const lexer = new Lexer(bytes, 0, new Limits(bytes.length), []);
    let operands: PdfValue[] = [];
    for (let value = lexer.next(false); value !== undefined; value = lexer.next(false)) {
      if (!(value instanceof PdfWord)) {
        operands.push(value);
        continue;
      }
      this.#operator(value.text, operands);
      operands = [];
    }
    if (this.#stack.length > 0) this.#breach('marks', 'a mark is not closed');
    return { marks: this.#marks, codes: this.#codes, breaches: this.#breaches };
  }

  #breach(rule: string, detail = ''): void {
    this.#breaches.push({ rule, where: detail === '' ? this.#where : `${this.#where}: ${detail}` });
  }

  #operator(operator: string, operands: readonly PdfValue[]): void {
    if (operator === 'BMC' || operator === 'BDC') this.#open(operator, operands);
    else if (operator === 'EMC') {
      if (this.#stack.pop() === undefined) this.#breach('marks', 'EMC without a mark');
    } else if (operator === 'Tf') {
      const [name] = operands;
      this.#font = name instanceof PdfName ? this.#pdf.objects.dict(this.#fonts?.get(name.text)) : null;
      if (this.#font === null) this.#breach('font', 'Tf names a font that the page does not have');
    }
    if (!PAINTING.has(operator)) return;
    const isArtifact = this.#stack.some(({ tag }) => tag === 'Artifact');
    const isTagged = this.#stack.some(({ mcid }) => mcid !== null);
    if (!isArtifact && !isTagged) this.#breach('7.1-3', operator);
    if (SHOWING.has(operator)) for (const operand of operands) this.#show(operand);
  }

  #open(operator: string, operands: readonly PdfValue[]): void {
    const [name, properties] = operands;
    const tag = name instanceof PdfName ? name.text : '';
    const mcid = operator === 'BDC' && properties instanceof Map ? this.#pdf.number(properties.get('MCID')) : null;
    const isInside = this.#stack.some((mark) => mark.mcid !== null);
    if (tag === 'Artifact' && isInside) this.#breach('7.1-1');
    if (mcid !== null && this.#stack.some((mark) => mark.tag === 'Artifact')) this.#breach('7.1-2');
    if (mcid !== null && isInside) this.#breach('marks', 'tagged content in tagged content');
    if (mcid !== null) this.#marks.push({ tag, mcid });
    this.#stack.push({ tag, mcid });
  }

  #show(operand: PdfValue): void {
    if (Array.isArray(operand)) for (const piece of operand) this.#show(piece);
    if (!(operand instanceof PdfString) || this.#font === null) return;
    const codes = this.#codes.get(this.#font) ?? new Set();
    this.#codes.set(this.#font, codes);
    // Packs have fonts of two bytes a code only; `fontBreaches` refuses all others.
    for (let at = 0; at + 1 < operand.bytes.length; at += 2) codes.add(operand.bytes.readUInt16BE(at));
  }
}
