import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { xmpPacket } from '../../../../src/lib/io/pdf/xmp.js';

const FACTS = { title: 'Title', author: 'Author', language: 'en-GB', producer: 'handin 0', date: '2026-10-05T00:00:00Z' };

/** Texts of the packet by the name of the element that holds them; throws where it is not well-formed. */
function read(packet: string): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name }) => void open.push(name));
  parser.on('text', (text) => {
    if (text.trim() === '') return;
    const name = open.at(-1) === 'rdf:li' ? (open.at(-3) ?? '') : (open.at(-1) ?? '');
    texts.set(name, [...(texts.get(name) ?? []), text]);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(packet).close();
  return texts;
}

describe('the XMP packet', () => {
  it('claims PDF/A-3a and PDF/UA-1, and describes the one property that PDF/A does not know', () => {
    const texts = read(xmpPacket(FACTS));
    expect(texts.get('pdfaid:part')).toEqual(['3']);
    expect(texts.get('pdfaid:conformance')).toEqual(['A']);
    expect(texts.get('pdfuaid:part')).toEqual(['1']);
    expect(texts.get('pdfaSchema:namespaceURI')).toEqual(['http://www.aiim.org/pdfua/ns/id/']);
    expect(texts.get('pdfaSchema:prefix')).toEqual(['pdfuaid']);
    expect(texts.get('pdfaProperty:name')).toEqual(['part']);
  });

  it.each(['Fish & chips', '1 < 2 > 0', `"quoted" 'twice'`, ']]> &amp; <!-- -->', 'Ελένη 王 😀', 'line\nfeed'])(
    'is well-formed and gives back the title %j',
    (title) => {
      expect(read(xmpPacket({ ...FACTS, title })).get('dc:title')).toEqual([title]);
    },
  );

  it('leaves out what XML cannot hold', () => {
    expect(read(xmpPacket({ ...FACTS, author: 'A\u0000\u0008B\uffff\ud800C' })).get('dc:creator')).toEqual(['ABC']);
  });
});
