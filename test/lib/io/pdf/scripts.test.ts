import bidi from 'bidi-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelsOf, visualOrder } from '../../../../src/lib/io/pdf/bidi.js';
import { drawableText } from '../../../../src/lib/io/pdf/drawable.js';
import { hasRightToLeft, needsShaping, onlyLevel, scriptFontOf } from '../../../../src/lib/io/pdf/scripts.js';
import { runs } from '../../../helpers/runs.js';
import { ALL_NAMES, NAMES } from '../../../helpers/scripts.js';

// The package is CommonJS with types written for an ES module.
const { getBidiCharTypeName: bidiClassOf } = (bidi as unknown as typeof import('bidi-js')['default'])();

const PLAIN_SCRIPTS = ['Latin', 'Greek', 'Cyrillic'];

describe('what has to be shaped', () => {
  it('is every name of the list but those in Latin, Greek and Cyrillic', () => {
    for (const { script, names } of NAMES.languages)
      for (const name of names) expect(needsShaping(name), name).toBe(!PLAIN_SCRIPTS.includes(script));
  });

  it.each([
    ['digits of another script', '٢٠٢٦', true],
    ['a full stop of India', 'a।', true],
    ['a dash, quotation marks and a letter with two marks', '“ễ́” – ’', false],
    ['a picture', '🕊️', false],
    ['letters beyond the basic plane', '𐭠', true],
  ])('knows %s', (_what, text, answer) => {
    expect(needsShaping(text)).toBe(answer);
  });

  it('is every letter that Unicode writes from right to left', () => {
    const unlike: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const letter = String.fromCodePoint(code);
      // Controls of direction (the mark U+200F) have no shape and are never drawn.
      if (/[\p{Surrogate}\p{Cf}]/u.test(letter)) continue;
      const turns = hasRightToLeft(letter);
      if (['R', 'AL', 'AN'].includes(bidiClassOf(letter)) && !turns) unlike.push(`U+${code.toString(16)} does not turn`);
      if (turns && !needsShaping(letter)) unlike.push(`U+${code.toString(16)} turns and is not shaped`);
    }
    expect(unlike).toEqual([]);
  });

  it('is asked of a whole release, however long it is', () => {
    const long = 'Ann Example’s – '.repeat(400_000);
    expect(needsShaping(long)).toBe(false);
    expect(needsShaping(`${long}م`)).toBe(true);
  });

  it.each([
    ['م', 'arabic'],
    ['ڵ', 'arabic'],
    ['ש', 'hebrew'],
    ['ኃ', 'ethiopic'],
    ['ক', 'bengali'],
    ['क', 'devanagari'],
    ['ழ', 'tamil'],
    ['王', null],
    ['a', null],
  ])('has a font: %s', (letter, font) => {
    expect(scriptFontOf(letter)).toBe(font);
  });
});

describe('the order on a line', () => {
  it.each([
    // Levels in logical order, items from left to right.
    [
      [0, 1, 1, 0],
      [0, 2, 1, 3],
    ],
    [
      [1, 1, 2, 1],
      [3, 2, 1, 0],
    ],
    [
      [1, 2, 2, 1],
      [3, 1, 2, 0],
    ],
    [
      [2, 1, 2],
      [2, 1, 0],
    ],
    [[], []],
  ])('follows rule L2: levels %j', (levels, order) => {
    expect(visualOrder(levels)).toEqual(order);
  });

  it('holds every item once, whatever the levels', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 30 }), (levels) => {
        expect([...visualOrder(levels)].sort((a, b) => a - b)).toEqual(levels.map((_, index) => index));
      }),
      { numRuns: runs(100, 5000) },
    );
  });

  it('is told without the algorithm only where the algorithm says the same', () => {
    for (const { name } of ALL_NAMES) {
      const text = drawableText(name);
      const level = onlyLevel(text);
      if (level !== null) expect([...new Set(levelsOf(text).levels)], name).toEqual([level]);
    }
    const letters = [...'abאבגمحمَ ُ.,()12٣ -ক王\u200c'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 }), (picked) => {
        const text = picked.join('').trim();
        const level = onlyLevel(text);
        if (text !== '' && level !== null) expect([...new Set(levelsOf(text).levels)]).toEqual([level]);
      }),
      { numRuns: runs(500, 50_000) },
    );
  });
});

describe('drawable text', () => {
  it.each([
    ['keeps a joiner between letters of Persian', 'علی\u200cرضا', 'علی\u200cرضا'],
    ['keeps a joiner behind a vowel killer', 'র\u200d্যা', 'র\u200d্যা'],
    ['keeps the half letter of Marathi', 'कर\u094d\u200dहाड', 'कर\u094d\u200dहाड'],
    ['drops a joiner among Latin letters', 'An\u200cn', 'Ann'],
    ['drops a joiner at an edge', 'علی\u200c', 'علی'],
    ['drops controls of direction', '\u202eAnn\u2066 محمد\u061c', 'Ann محمد'],
    ['keeps the form of a Chinese character', '葛\u{e0100}城', '葛\u{e0100}城'],
    ['drops a selector elsewhere', 'A\ufe0f', 'A'],
    ['composes', 'Ẹ\u0300bùn e\u0301', 'Ẹ̀bùn é'],
  ])('%s', (_what, text, drawn) => {
    expect(drawableText(text)).toBe(drawn.normalize('NFC'));
  });

  it('is what it is when it is asked again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const once = drawableText(text.replace(/\p{Surrogate}/gu, ''));
        expect(drawableText(once)).toBe(once);
        expect(hasRightToLeft(once) && !needsShaping(once)).toBe(false);
      }),
      { numRuns: runs(200, 20_000) },
    );
  });
});
