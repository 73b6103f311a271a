import { describe, expect, it } from 'vitest';

import type { Screen, ShownPair, ShownRecord } from '../../../src/lib/model/review-report.js';
import { SHOWN_FIELDS } from '../../../src/lib/model/review-report.js';
import { displayWidth, PLAIN } from '../../../src/lib/reporters/columns.js';
import { reviewLayout } from '../../../src/lib/reporters/review-pair.js';

const screen = (width: number): Screen => ({ width, paint: PLAIN });

function shown(cells: Readonly<Record<string, string>>, side: 'A' | 'B', record = 1): ShownRecord {
  const all = Object.fromEntries(SHOWN_FIELDS.map((field) => [field, cells[field] ?? ''])) as ShownRecord['cells'];
  return { cells: all, source: 'online.csv', record, key: '', side };
}

function pairOf(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>, more: Partial<ShownPair> = {}): ShownPair {
  const records = { left: shown(left, 'A', 12), right: shown(right, 'B', 30) };
  return { place: 3, total: 41, ...records, evidence: '', leftRecords: 1, rightRecords: 1, before: null, ...more };
}

const linesOf = (pair: ShownPair, width: number): string[] => reviewLayout.pair(pair, screen(width)).split('\n');

describe('a pair on the screen', () => {
  it('stands side by side, with signs below the letters that differ', () => {
    const pair = pairOf(
      { name: 'Ann Example', email: 'ann@example.org', postcode: 'ZZ99 1AA', signed: '2026-03-01' },
      { name: 'Anne Example', email: 'ann@example.org', phone: '07700 900123', postcode: 'ZZ88 8BB', signed: '2026-03-02' },
      { evidence: 'same e-mail; given name alike (one letter)', leftRecords: 3 },
    );
    expect(linesOf(pair, 80)).toEqual([
      '',
      `Pair 3 of 41 ${'-'.repeat(66)}`,
      '',
      '                 A                               B',
      'name          ~  Ann Example                     Anne Example',
      '                                                    ^',
      'e-mail        =  ann@example.org                 ann@example.org',
      'phone         -                                  07700 900123',
      'postcode      != ZZ99 1AA                        ZZ88 8BB',
      'signed           2026-03-01                      2026-03-02',
      'from             online.csv, record 12           online.csv, record 30',
      '',
      'A stands for 3 records (g shows them all).',
      'Same e-mail; given name alike (one letter).',
      '',
      '',
    ]);
  });

  it('stands one above the other on a narrow terminal', () => {
    expect(linesOf(pairOf({ name: 'Ann Example' }, { name: 'Anne Example' }), 50).slice(3, 8)).toEqual([
      'name          ~  A  Ann Example',
      '                 B  Anne Example',
      '                       ^',
      'from             A  online.csv, record 12',
      '                 B  online.csv, record 30',
    ]);
    expect(linesOf(pairOf({ name: 'Ann Example' }, { name: 'Anne Example' }), 30).slice(3, 7)).toEqual([
      'name ~',
      '  A  Ann Example',
      '  B  Anne Example',
      '        ^',
    ]);
  });

  it('names what differs where a terminal may turn letters around', () => {
    expect(linesOf(pairOf({ name: 'שלום נוצה' }, { name: 'שלומי נוצה' }), 80).slice(4, 8)).toEqual([
      'name          ~  A  שלום נוצה',
      '                 B  שלומי נוצה',
      '                 only in A: ם',
      '                 only in B: מי',
    ]);
  });

  it('keeps the columns where letters are wide, and wraps what is long', () => {
    const lines = linesOf(
      pairOf({ name: '羽毛 太郎', email: `${'long.'.repeat(12)}@example.org` }, { name: '羽毛 太朗', email: 'x@example.org' }),
      80,
    );
    expect(lines.slice(4, 6)).toEqual([
      'name          ~  羽毛 太郎                       羽毛 太朗',
      '                        ^^                              ^^',
    ]);
    for (const line of lines) expect(displayWidth(line)).toBeLessThan(80);
    expect(
      lines
        .slice(6, 9)
        .map((line) => line.slice(17, 47).trimEnd())
        .join(''),
    ).toBe(`${'long.'.repeat(12)}@example.org`);
  });

  it('lets no cell or file name act on the terminal', () => {
    const pair = pairOf({ name: 'Ann\u001b[2J\u202e' }, { name: 'Ann' });
    const text = reviewLayout.pair({ ...pair, left: { ...pair.left, source: 'a\u001b[31m.csv' } }, screen(100));
    for (const acting of ['\u001b', '\u202e']) expect(text).not.toContain(acting);
    expect(text).toContain('\\u{1b}[2J\\u{202e}');
  });

  it('says what was said before, and nothing of a probability', () => {
    const text = reviewLayout.pair(pairOf({ name: 'Ann' }, { name: 'Anne' }, { before: 'unsure' }), screen(80));
    expect(text).toContain('Judged before: unsure.');
    expect(text).not.toMatch(/%|0\.\d/);
  });

  it('marks with colour what differs, apart from the signs', () => {
    const painted = { ...PLAIN, yellow: (text: string) => `<${text}>` };
    const text = reviewLayout.pair(pairOf({ name: 'Ann Ex' }, { name: 'Anne Ey' }), { width: 80, paint: painted });
    expect(text).toContain('Ann E<x>');
    expect(text).toContain('Ann<e> E<y>');
  });
});

describe('a group on the screen', () => {
  it('says once what all records say, and numbers the rest', () => {
    const records = [
      shown({ name: 'Ann Example', postcode: 'ZZ99 1AA' }, 'A', 1),
      shown({ name: 'Ann Example', postcode: 'ZZ99 1AB', phone: '07700 900123' }, 'B', 7),
    ];
    expect(reviewLayout.group(records, screen(60)).split('\n')).toEqual([
      '',
      '2 records',
      '',
      'All of them:',
      '      name           Ann Example',
      '',
      '#1 (A): online.csv, record 1',
      '      postcode       ZZ99 1AA',
      '#2 (B): online.csv, record 7',
      '      phone          07700 900123',
      '      postcode       ZZ99 1AB',
      '',
      '',
    ]);
  });
});
