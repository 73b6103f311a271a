import { describe, expect, it } from 'vitest';

import { Limits } from '../../../../src/lib/io/pdf-read/limits.js';
import { PdfObjects } from '../../../../src/lib/io/pdf-read/objects.js';
import { DecodedStreams, Numbers, SmallObjects } from '../../../../src/lib/io/pdf-read/small-objects.js';
import { PdfRef } from '../../../../src/lib/io/pdf-read/syntax.js';
import { readPdf } from '../../../../src/lib/io/pdf-read.js';
import { objectStream, plain } from '../../../helpers/plain-pdf.js';

const NAME = 'Oluwakemi Placeholder';
const read = (bytes: Buffer): PdfObjects => new PdfObjects(bytes, new Limits(bytes.length));
const K = (objects: PdfObjects): unknown => objects.dict(new PdfRef(100))?.get('K');
const top = (body: string): string => `\n100 0 obj\n${body}\nendobj\n`;

describe('elements of a structure tree in object streams', () => {
  const MEMBERS = ['<</S/TD/P 9 0 R/K 3>>', '[100 0 R 102 0 R]', `<</S/Span/ActualText(${NAME})>>`, '<</S/URI/URI(https://example.org)>>'];

  it('are not held, but for what could matter later, and are all there in their order', () => {
    const objects = read(plain({ objects: [objectStream(MEMBERS)] }));
    expect(objects.held.map(({ num }) => num)).not.toContain(100);
    expect(objects.held.map(({ num }) => num)).toContain(103);
    const values = [...objects.values()];
    expect(values.length).toBe(objects.held.length + 3);
    expect(values.slice(-4).map((value) => (value instanceof Map ? [...value.keys()] : 'a list'))).toEqual([
      ['S', 'P', 'K'],
      'a list',
      ['S', 'ActualText'],
      ['S', 'URI'],
    ]);
  });

  it('are the same each time that something leads to them, so that a circle ends', () => {
    const objects = read(plain({ objects: [objectStream(MEMBERS)] }));
    expect(objects.lookUp(new PdfRef(101))).toBe(objects.lookUp(new PdfRef(101)));
    expect(K(objects)).toBe(3);
    const circle = plain({ objects: [objectStream(['<</S/P/K 101 0 R>>', '<</S/P/P 100 0 R>>'])], page: '/Parent 100 0 R' });
    expect(readPdf(circle).pages.length).toBe(1);
  });

  it('hide nothing: their texts and names are read', () => {
    const text = readPdf(plain({ objects: [objectStream(['<</S/TD/Alt(Oluwakemi Placeholder)/T(x)>>', MEMBERS[2] ?? ''])] }));
    expect(text.metadata).toContain(NAME);
    expect(text.spellings).toContain(NAME);
  });

  it.each<[string, Parameters<typeof plain>[0], number]>([
    ['in a later stream', { objects: [objectStream(['<</S/P/K 1>>']), objectStream(['<</S/P/K 2>>'])] }, 2],
    ['as an object of the file itself', { objects: [objectStream(['<</S/P/K 1>>'])], end: top('<</S/P/K 2>>') }, 2],
    ['with another key, which is held', { objects: [objectStream(['<</S/P/K 1>>']), objectStream(['<</S/P/K 2/X 1>>'])] }, 2],
    ['after one that is held', { objects: [objectStream(['<</S/P/K 1/X 1>>']), objectStream(['<</S/P/K 2>>'])] }, 2],
  ])('are what their last version says, %s; each version is read', (_, parts, last) => {
    const objects = read(plain(parts));
    expect(K(objects)).toBe(last);
    const versions = [...objects.values()].flatMap((value) => (value instanceof Map && value.has('S') ? [value.get('K')] : []));
    expect(versions).toEqual([1, 2]);
  });
});

describe('what is remembered of a file', () => {
  it('are numbers in four bytes each', () => {
    const numbers = new Numbers();
    for (let at = 0; at < 3000; at++) numbers.push(-at);
    numbers.set(5000, 7);
    expect([numbers.length, numbers.get(2999), numbers.get(4000), numbers.get(5000), numbers.get(9999)]).toEqual([5001, -2999, 0, 7, 0]);
    expect([...numbers].length).toBe(5001);
  });

  it('is no object whose number would need gigabytes', () => {
    expect([-1, 0, 1.5, 2 ** 24, Number.MAX_SAFE_INTEGER].map(SmallObjects.takes)).toEqual([false, true, false, false, false]);
  });

  it('are the last unpacked streams, as many as there is room for', () => {
    const decoded = new DecodedStreams(100);
    const streams = [30, 80, 20, 500].map((length) => ({ dict: new Map(), raw: Buffer.alloc(0), length }));
    const held = (): number[] => streams.flatMap((stream) => (decoded.get(stream) === undefined ? [] : [stream.length]));
    const after = streams.map((stream) => {
      decoded.add(stream, { bytes: Buffer.alloc(stream.length), unread: null, image: false, leftover: Buffer.alloc(0) });
      return held();
    });
    // The newest one is held, however large it is.
    expect(after).toEqual([[30], [80], [80, 20], [500]]);
    expect(streams.every((stream) => decoded.hasSeen(stream))).toBe(true);
  });
});
