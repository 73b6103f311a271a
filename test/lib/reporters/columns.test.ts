import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { definitions, displayWidth, formatJson, hang, onOneLine, PLAIN, padTo, wrap } from '../../../src/lib/reporters/columns.js';

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['', 0],
    ['Łódź', 4],
    ['국민', 4],
    ['ﾊﾝ', 2],
    ['ハン', 4],
    ['e\u0301', 1],
    ['🗳', 1],
    ['✅', 2],
  ])('of "%s" is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one', 7, ['one']],
    ['', 7, ['']],
    ['a  b', 7, ['a b']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['국민동의청원', 4, ['국민', '동의', '청원']],
    ['see https://example.org/a/long/address now', 10, ['see', 'https://example.org/a/long/address', 'now']],
    ['key a+0123abcd+QUJDREVGRw== here', 10, ['key', 'a+0123abcd+QUJDREVGRw==', 'here']],
    [`root ${'0a'.repeat(32)}.`, 20, ['root', `${'0a'.repeat(32)}.`]],
  ] as const)('breaks "%s" at %i', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it('never makes a line wider than asked for, and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) if (!line.startsWith('http')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(onOneLine(text).replaceAll(' ', ''));
      }),
    );
  });
});

it('turns control characters into spaces, so that no text can steer the terminal', () => {
  expect(onOneLine('a\u001b[31mb\r\nc\u202ed')).toBe('a [31mb c d');
});

it('pads by columns, not by letters', () => {
  expect(padTo('국', 4)).toBe('국  ');
  expect(padTo('long', 2)).toBe('long');
});

it('indents what hangs below the first line', () => {
  expect(hang('  - ', 'one two three four', 14)).toEqual(['  - one two', '    three four']);
});

it('aligns labels', () => {
  expect(
    definitions(
      [
        ['A', 'x'],
        ['Long', 'y'],
      ],
      2,
      { width: 80, paint: PLAIN },
    ),
  ).toEqual(['  A     x', '  Long  y']);
});

it('writes one JSON document with a final newline', () => {
  expect(formatJson({ formatVersion: 1 })).toBe('{\n  "formatVersion": 1\n}\n');
});
