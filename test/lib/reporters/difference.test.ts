import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { displayWidth } from '../../../src/lib/reporters/columns.js';
import { compareCells, type Letter, showCell, wrapLetters } from '../../../src/lib/reporters/difference.js';

const marked = (letters: readonly Letter[]): string => letters.map(({ text, differs }) => (differs ? `<${text}>` : text)).join('');

describe('two cells compared', () => {
  it.each([
    ['equal ones', 'Ann', 'Ann', 'same', 'Ann', 'Ann'],
    ['a letter more', 'Ann', 'Anne', 'near', 'Ann', 'Ann<e>'],
    ['another letter', 'Smith', 'Smyth', 'near', 'Sm<i>th', 'Sm<y>th'],
    ['a letter in common by chance', 'a@ex.com', 'a@ex.org', 'near', 'a@ex.<c><o><m>', 'a@ex.<o><r><g>'],
    ['case', 'ann', 'Ann', 'near', '<a>nn', '<A>nn'],
    ['composed and decomposed accents are the same letter', 'Jos\u00e9', 'Jose\u0301', 'same', 'Jos\u00e9', 'Jos\u00e9'],
    ['an accent more', 'José', 'Jose', 'near', 'Jos<é>', 'Jos<e>'],
    ['nothing in common', 'Ann', 'Bob', 'apart', '<A><n><n>', '<B><o><b>'],
    ['one empty', 'Ann', '', 'missing', 'Ann', ''],
    ['both empty', '', '', 'same', '', ''],
    ['Chinese', '太郎', '太朗', 'near', '太<郎>', '太<朗>'],
    ['a vowel sign belongs to its letter', 'मीरा', 'मिरा', 'near', '<मी>रा', '<मि>रा'],
    ['a line end is shown', 'a\nb', 'a b', 'near', 'a<\u23ce>b', 'a< >b'],
    ['an invisible letter is written out', 'a\u200bb', 'ab', 'near', 'a<\\u{200b}>b', 'ab'],
    ['what turns the direction is written out', 'a\u202eb', 'ab', 'near', 'a<\\u{202e}>b', 'ab'],
    ['an escape is written out', 'a\u001b[31mb', 'a', 'apart', '<a><\\u{1b}><[><3><1><m><b>', '<a>'],
  ])('%s', (_what, left, right, verdict, leftMarks, rightMarks) => {
    const found = compareCells(left, right);
    expect([found.verdict, marked(found.left), marked(found.right)]).toEqual([verdict, leftMarks, rightMarks]);
  });

  it('lose no letter, and what is not marked is the same in both', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ł', '太', ' ', 'ש'), maxLength: 20 });
    fc.assert(
      fc.property(cell, cell, (left, right) => {
        const found = compareCells(left, right);
        const textOf = (letters: readonly Letter[]): string => letters.map(({ text }) => text).join('');
        expect(textOf(found.left)).toBe(left);
        expect(textOf(found.right)).toBe(right);
        if (found.verdict !== 'near') return;
        const same = (letters: readonly Letter[]): string => textOf(letters.filter(({ differs }) => !differs));
        expect(same(found.left)).toBe(same(found.right));
      }),
    );
  });

  it('are not compared letter by letter when nobody could read the marks', () => {
    expect(compareCells('a'.repeat(500), `${'a'.repeat(499)}b`).verdict).toBe('apart');
  });
});

describe('letters on lines', () => {
  it('fill no line beyond its width and lose nothing', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '太', ' ', '\u200b', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(cell, fc.integer({ min: 10, max: 30 }), (text, width) => {
        const letters = showCell(text);
        const lines = wrapLetters(letters, width);
        expect(lines.flat()).toEqual(letters);
        for (const line of lines) expect(displayWidth(line.map(({ text }) => text).join(''))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('break at a space where there is one', () => {
    expect(wrapLetters(showCell('one two three'), 8).map((line) => line.map(({ text }) => text).join(''))).toEqual(['one two ', 'three']);
  });
});
