/** Fonts: embedded, every code shown with text and a glyph of its own, widths as in the font program (ISO 14289-1, 7.21). */

import { readFont } from '../../../src/lib/io/pdf-read/fonts.js';
import type { PdfDict } from '../../../src/lib/io/pdf-read/syntax.js';
import type { PageContent } from './content.js';
import type { Breach, StructuredPdf } from './document.js';

export function fontBreaches(pdf: StructuredPdf, contents: readonly PageContent[]): Breach[] {
  const shown = new Map<PdfDict, Set<number>>();
  for (const { codes } of contents) {
    for (const [font, some] of codes) {
      const all = shown.get(font) ?? new Set();
      for (const code of some) all.add(code);
      shown.set(font, all);
    }
  }
  return [...shown].flatMap(([font, codes]) =>
    oneFont(pdf, font, codes).map((rule) => ({ rule, where: pdf.name(font.get('BaseFont')) ?? 'a font' })),
  );
}

function oneFont(pdf: StructuredPdf, font: PdfDict, codes: ReadonlySet<number>): string[] {
  const { objects } = pdf;
  const descendant = objects.dict(pdf.list(font.get('DescendantFonts'))[0]);
  if (descendant === null || pdf.name(font.get('Encoding')) !== 'Identity-H') return ['font'];
  const program = objects.stream(objects.dict(descendant.get('FontDescriptor'))?.get('FontFile2'));
  if (program === null) return ['7.21.4.1-1'];
  const breaches: string[] = [];
  if (pdf.name(descendant.get('CIDToGIDMap')) !== 'Identity') breaches.push('7.21.3.2-1');
  if (objects.stream(font.get('ToUnicode')) === null) return [...breaches, '7.21.7-1'];
  const { unitsPerEm, glyphCount, advance } = trueType(objects.decode(program).bytes);
  const reading = readFont(font, objects);
  const broken = new Set<string>();
  for (const code of codes) {
    // With an identity map the code is the number of the glyph, and glyph 0 is .notdef.
    if (code === 0) broken.add('7.21.8-1');
    if (code >= glyphCount) {
      broken.add('7.21.4.1-2');
      continue;
    }
    const [glyph] = reading.decode(Buffer.from([code >> 8, code & 0xff]));
    if (glyph === undefined || glyph.text === '' || glyph.text === '\ufffd') broken.add('7.21.7-1');
    else if (/[\0\ufeff\ufffe]/.test(glyph.text)) broken.add('7.21.7-2');
    if (Math.abs((advance(code) * 1000) / unitsPerEm - (glyph?.width ?? 0)) > 1) broken.add('7.21.5-1');
  }
  return [...breaches, ...broken];
}

/** The few tables of a TrueType file that widths need (OpenType 1.9: head, hhea, hmtx, maxp). */
function trueType(bytes: Buffer): { unitsPerEm: number; glyphCount: number; advance: (glyph: number) => number } {
  const tables = new Map<string, number>();
  for (let at = 0; at < bytes.readUInt16BE(4); at++) {
    const entry = 12 + at * 16;
    tables.set(bytes.toString('latin1', entry, entry + 4), bytes.readUInt32BE(entry + 8));
  }
  const at = (name: string): number => tables.get(name) ?? bytes.length;
  const metricCount = bytes.readUInt16BE(at('hhea') + 34);
  return {
    unitsPerEm: bytes.readUInt16BE(at('head') + 18),
    glyphCount: bytes.readUInt16BE(at('maxp') + 4),
    advance: (glyph) => bytes.readUInt16BE(at('hmtx') + 4 * Math.min(glyph, metricCount - 1)),
  };
}
