import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalBytes, canonicalJson } from '../../src/lib/canonical-json.js';
import { runs } from '../helpers/runs.js';

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [[], '[]'],
    [{}, '{}'],
    // RFC 8785, 3.2.3: keys by UTF-16 code units, so a surrogate pair stands before U+FB33.
    [
      { '\u20ac': 'Euro', '\r': 'CR', '\ufb33': 'Dalet', '1': 'One', '\ud83d\ude00': 'Smile', '\u0080': 'Control', '\u00f6': 'o' },
      '{"\\r":"CR","1":"One","\u0080":"Control","\u00f6":"o","\u20ac":"Euro","\ud83d\ude00":"Smile","\ufb33":"Dalet"}',
    ],
    // RFC 8785, appendix B.
    [
      [0, -0, 5e-324, 1.7976931348623157e308, 9007199254740992, 1e23, 0.000001, 1e-7],
      '[0,0,5e-324,1.7976931348623157e+308,9007199254740992,1e+23,0.000001,1e-7]',
    ],
    ['\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
  ])('writes %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('says the same in pieces, as often as it is read', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const bytes = canonicalBytes(value);
        for (let time = 0; time < 2; time++) expect(Buffer.concat([...bytes]).toString('utf8')).toBe(canonicalJson(value));
      }),
      { numRuns: runs(50, 2000) },
    );
  });

  it('never has all of a long list as one piece', () => {
    const list = { entries: Array.from({ length: 5000 }, (_, at) => ({ name: `Zoë Příklad ${at}`, place: '😀' })) };
    const pieces = [...canonicalBytes(list)];
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.length).toBeLessThan(150_000);
    expect(Buffer.concat(pieces).toString('utf8')).toBe(canonicalJson(list));
  });

  it('ends with a line feed when asked', () => {
    expect(canonicalJson({ a: 1 }, { trailingNewline: true })).toBe('{"a":1}\n');
  });

  const cycle: unknown[] = [];
  cycle.push(cycle);
  it.each([
    ['undefined', { a: undefined }],
    ['a hole', Object.assign([], { length: 2 })],
    ['NaN', [Number.NaN]],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a big integer', [1n]],
    ['a function', [() => 1]],
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a date', [new Date(0)]],
    ['a map', new Map()],
    ['a cycle', cycle],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrowError(expect.objectContaining({ code: 'canonical-json' }));
  });

  it('is read back as the same value, and is the same for the same value in another order', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }), fc.boolean())),
        (value) => {
          const text = canonicalJson(value);
          expect(canonicalJson(JSON.parse(text))).toBe(text);
          expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
        },
      ),
    );
  });
});
