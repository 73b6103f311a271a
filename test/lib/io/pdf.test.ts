import { describe, expect, it } from 'vitest';
import { drawableText, PageBuilder, PdfWriter, StructureNode } from '../../../src/lib/io/pdf.js';
import { readPdf } from '../../../src/lib/io/pdf-read.js';

function writer(compress = true): PdfWriter {
  return new PdfWriter({
    title: 'Title',
    author: 'Author',
    language: 'en-GB',
    producer: 'handin 0',
    date: new Date(0),
    id: new Uint8Array(16),
    compress,
    width: 595.28,
    height: 841.89,
  });
}

/** A PDF of one page that shows one line. */
function oneLine(text: string, compress = true): Buffer {
  const pdf = writer(compress);
  const root = new StructureNode('Document');
  pdf.setRoot(root);
  const page = new PageBuilder(0);
  page.add(root.add('P'), { kind: 'text', text: drawableText(text), x: 70, y: 100, face: 'serif', size: 12, color: '#000000' });
  pdf.drawPage(page);
  pdf.end();
  return Buffer.from(pdf.read() ?? new Uint8Array());
}

function textOf(text: string): string {
  return (readPdf(oneLine(text)).pages[0] ?? '').normalize('NFC').trim();
}

describe('drawable text', () => {
  it('is composed and free of characters that cannot be seen', () => {
    expect(drawableText('e\u0301')).toBe('é');
    expect(drawableText('a\u200bb\u202ec\u2066d\ufeff')).toBe('abcd');
    expect(drawableText('a\tb\nc')).toBe('a b c');
  });
});

describe('text runs', () => {
  it('give the same characters back, ligatures and look-alikes included', () => {
    for (const text of [
      'office fjord',
      'Łukasz Nguyễn',
      'Олександр Їжакевич',
      'Γιώργος',
      'Ἀριστοτέλης ᾧ',
      'Adébáyọ̀',
      'Ω Ω Å – — “x” ½',
      '100\u00a0%',
    ]) {
      expect(textOf(text)).toBe(text.normalize('NFC'));
    }
  });

  it('keep the minus, the hyphen and the no-break hyphen apart', () => {
    expect(textOf('a-b\u2011c\u2212d')).toBe('a-b\u2011c\u2212d');
  });

  it('take a letter that the face lacks from the fallback font', () => {
    const pdf = oneLine('Ἀ', false).toString('latin1');
    expect(pdf).toContain('NotoSans-Regular');
    expect(pdf).not.toMatch(/<0000>\] TJ/u);
  });

  it('remember every code point that no font has, and leave it out', () => {
    const { typefaces } = writer();
    expect(typefaces.width('王', 'sans', 10)).toBe(0);
    expect([...typefaces.missing]).toEqual([0x738b]);
  });

  it('are kerned', () => {
    const { typefaces } = writer();
    const apart = typefaces.width('A', 'serif', 10) + typefaces.width('V', 'serif', 10);
    expect(typefaces.width('AV', 'serif', 10)).toBeLessThan(apart);
  });

  it('are as wide as their words and blanks together', () => {
    const { typefaces } = writer();
    const parts = ['one', ' ', 'two'].reduce((sum, part) => sum + typefaces.width(part, 'sans', 9), 0);
    expect(typefaces.width('one two', 'sans', 9)).toBeCloseTo(parts, 6);
  });
});

describe('a page', () => {
  it('joins neighbours of one owner into one marked content', () => {
    const root = new StructureNode('Document');
    const page = new PageBuilder(0);
    const line = { kind: 'line', x1: 0, y1: 0, x2: 1, y2: 0, width: 1, color: '#000000' } as const;
    const owner = root.add('P');
    page.add(owner, line);
    page.add(owner, line);
    page.add(null, line);
    page.add(owner, line);
    expect(page.contents.map((content) => content.items.length)).toEqual([2, 1, 1]);
    expect(owner.kids).toEqual([
      { kind: 'content', content: { page: 0, mcid: 0 } },
      { kind: 'content', content: { page: 0, mcid: 1 } },
    ]);
  });

  it('gives up its bytes as soon as the next one begins', () => {
    const pdf = writer();
    pdf.setRoot(new StructureNode('Document'));
    pdf.read();
    pdf.drawPage(new PageBuilder(0));
    expect(pdf.read()).toBeNull();
    pdf.drawPage(new PageBuilder(1));
    expect(pdf.read()?.length).toBeGreaterThan(0);
  });
});
