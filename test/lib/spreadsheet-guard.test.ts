import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { guard, isDangerous, unguard } from '../../src/lib/spreadsheet-guard.js';

/** What a cautious reader makes of a cell: compatibility forms resolved, invisible characters, spaces and quotation marks gone. */
function firstVisible(cell: string): string {
  const visible = cell
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/^[ \u00a0\u2000-\u200a\u3000"\u201c\u201d\u2018\u2019]+/u, '');
  return visible.charAt(0);
}

const DANGEROUS_FIRST = ['=', '+', '-', '@', '\t', '\r', '\n', '\0'];
const PHONE = /^\+[0-9 ]+$/;

describe('a cell for a spreadsheet', () => {
  it.each([
    ["=cmd|' /C calc'!A1", 'a formula that starts a program'],
    ['＝1+1', 'a full-width equals sign'],
    ['\u200b=1', 'a formula behind a zero-width space'],
    ['"=1+2"";=1+2"', 'a formula behind a quotation mark'],
    ['\t=1', 'a formula behind a tab'],
    ['\r=1', 'a carriage return'],
    ['\n=1', 'a line feed'],
    ['\0=1', 'a NUL'],
    ['+1+1', 'a sum'],
    ['-1-1', 'a difference'],
    ['@SUM(A1)', 'a function of an old spreadsheet'],
    ['＠SUM(A1)', 'a full-width at sign'],
    ['﹣1', 'a small hyphen'],
    ['⁺1', 'a superscript plus'],
    ['\u22121', 'a minus sign'],
    ['  =1', 'a formula behind spaces'],
    ['\u3164=1', 'a formula behind a Hangul filler'],
    ['+44-20-7946-0000', 'a phone number that a spreadsheet would subtract'],
    ['+44 20 7946 0000=1', 'a formula that begins as a phone number'],
    ['+', 'a plus alone'],
  ])('is guarded: %j (%s)', (cell) => {
    expect(guard(cell)).toBe(`'${cell}`);
    expect(unguard(guard(cell))).toBe(cell);
  });

  it.each([
    '',
    'Zoë Quillfeather',
    '+44 20 7946 0000',
    '+442079460000',
    '020 7946 0000',
    'ann=1@example.org',
    'a+b@example.org',
    'ZZ99 3WZ',
    '2025-05-06',
    '¡Basta!',
    '李雷',
    'علی‌رضا',
  ])('is left alone: %j', (cell) => {
    expect(guard(cell)).toBe(cell);
    expect(unguard(cell)).toBe(cell);
  });

  it('that begins with an apostrophe is guarded again only when a formula follows', () => {
    expect(guard("'t Hooft")).toBe("'t Hooft");
    expect(guard("'=1+1")).toBe("''=1+1");
    expect(unguard("''=1+1")).toBe("'=1+1");
  });

  it('keeps an apostrophe that no guard has set, as in a file that was never guarded', () => {
    expect(unguard("'t Hooft")).toBe("'t Hooft");
  });

  const parts = fc.constantFrom(
    "'",
    '"',
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    '\t',
    '\r',
    '\n',
    '\0',
    ' ',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u0338',
    'a',
    '4',
    '李',
    '\ud800',
    '¨',
  );
  const cells = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: parts }),
    fc.array(parts, { maxLength: 6 }).map((list) => list.join('')),
  );

  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        expect(unguard(guard(cell))).toBe(cell);
      }),
      { numRuns: 3000 },
    );
  });

  it('never begins a formula once it is guarded, however it is read', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const guarded = guard(cell);
        if (guarded.startsWith("'") || PHONE.test(guarded)) return;
        expect(isDangerous(guarded)).toBe(false);
        expect(DANGEROUS_FIRST).not.toContain(firstVisible(guarded));
        expect(DANGEROUS_FIRST).not.toContain(guarded.charAt(0));
      }),
      { numRuns: 3000 },
    );
  });

  it('is looked at in time that grows with its length only', () => {
    const long = `${' '.repeat(1_000_000)}a`;
    expect(guard(long)).toBe(long);
  });
});
