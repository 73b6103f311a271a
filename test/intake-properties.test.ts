/**
 * What must hold of intake whatever the file: every byte has a class, every record a fate, both paths read sound files alike, and one damaged
 * row costs no other.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DefectError, HandinError } from '../src/lib/errors.js';
import type { IntakeOptions } from '../src/lib/model/intake.js';
import { encodeMark } from './helpers/encode.js';
import { expectConservation, expectTiling, type IntakeBench, openIntake, type ReadTable, type StagedFileReport } from './helpers/intake.js';
import { Draft, type Style } from './helpers/messy-draft.js';
import { Chance, COMMENT, inventPerson, LANGUAGES } from './helpers/messy-people.js';
import { runs } from './helpers/runs.js';

let intake: IntakeBench;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(async () => {
  await intake.close();
});

const SEED = 20_260_322;

describe('whatever the bytes', () => {
  const fragment = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        ...[
          'a,b,c\n',
          'Name,Town,Note\n',
          'Name,Email,Note\r\n',
          'x@example.org,1,2\n',
          '"',
          '""',
          ',',
          '\n',
          '\r',
          '\r\n',
          '\0',
          ';',
          'sep=;\n',
        ],
        ...['\\', '\ufeff', '\t', ' ', "'", '|', 'Total,3\n', '2025-01-01', '"a\nb",c,d\n', 'é', 'Ł😀'],
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  );
  const fragments = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''));
  const bytes = fc.oneof(
    { weight: 4, arbitrary: fragments.map((text) => new Uint8Array(Buffer.from(text))) },
    { weight: 2, arbitrary: fragments.map((text) => new Uint8Array(Buffer.from(text, 'utf16le'))) },
    { weight: 1, arbitrary: fragments.map((text) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())) },
    { weight: 2, arbitrary: fragments.map((text) => new Uint8Array(Buffer.from(text, 'latin1'))) },
    // An odd byte in UTF-16, and half of a character.
    {
      weight: 1,
      arbitrary: fragments.map(
        (text) => new Uint8Array(Buffer.concat([encodeMark('utf-16le'), Buffer.from(text, 'utf16le'), Buffer.from('x')])),
      ),
    },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fragments, fc.uint8Array({ maxLength: 12 }))
        .map(([text, noise]) => new Uint8Array(Buffer.concat([Buffer.from(`Name,Town,Note\n${text}`), noise, Buffer.from(text)]))),
    },
  );

  test('every byte has one class and every record one fate, or the file is refused in words of ours', async () => {
    let tables = 0;
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom<IntakeOptions>({}, {}, {}, { headerRow: 0 }, { path: 'strict' }),
        async (content, options) => {
          let report: StagedFileReport;
          try {
            report = await intake.stageBytes(content, options);
          } catch (error) {
            if (!(error instanceof HandinError) || error instanceof DefectError) throw error;
            return;
          }
          tables += report.tables.length;
          expectTiling(content, report);
          expectConservation(report);
          for (const { quarantine } of report.tables) {
            const ends = quarantine.flatMap(({ byteFrom, byteTo }) => [byteFrom ?? -1, byteTo ?? -1]);
            expect(ends).toEqual([...ends].sort((a, b) => a - b));
            expect(ends.every((end) => end >= 0 && end <= content.length)).toBe(true);
            const lines = quarantine.flatMap(({ lineFrom, lineTo }) => [lineFrom, lineTo]);
            expect(lines).toEqual([...lines].sort((a, b) => a - b));
          }
        },
      ),
      { seed: SEED, numRuns: runs(80, 1000) },
    );
    expect(tables).toBeGreaterThan(runs(16, 200));
  });
});

describe('sound files', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'Zoë',
      '"',
      '""',
      '\n',
      '\r\n',
      '\r',
      ',',
      ';',
      '\t',
      '|',
      '\\',
      '\\"',
      '😀',
      "'",
      ' ',
      '\u00a0',
      '=1+1',
      'NULL',
      '\u{10ffff}',
      '#',
      '0',
    ],
  );
  const cell = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
  const table = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
    .chain(([width, delimiter, lineEnd, quotesAll, endsLine]) =>
      fc.record({
        delimiter: fc.constant(delimiter),
        lineEnd: fc.constant(lineEnd),
        quotesAll: fc.constant(quotesAll),
        endsLine: fc.constant(endsLine),
        header: fc.constant(Array.from({ length: width }, (_, i) => `Header ${String.fromCharCode(65 + i)}`)),
        // A row of several empty cells is nobody's record, and has a test of its own.
        rows: fc.array(
          fc.array(cell, { minLength: width, maxLength: width }).filter((cells) => width === 1 || cells.some((text) => text.trim() !== '')),
          { maxLength: 12 },
        ),
      }),
    );

  function format(cells: readonly string[], delimiter: string, quotesAll: boolean): string {
    return cells
      .map((text) => (quotesAll || text === '' || /["\r\n,;\t|' ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
      .join(delimiter);
  }

  test('are read alike on the fast and on the strict path, cell by cell', async () => {
    let fastCount = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ delimiter, lineEnd, quotesAll, endsLine, header, rows }) => {
        const text = [header, ...rows].map((row) => format(row, delimiter, quotesAll)).join(lineEnd) + (endsLine ? lineEnd : '');
        // Told where the header is and what the delimiter: odd cells by the dozen prove neither.
        const options = { delimiter, headerRow: 1 };
        const fast = await intake.stageBytes(text, options);
        const strict = await intake.stageBytes(text, { ...options, path: 'strict' });
        if (fast.tables[0]?.table.path === 'fast') fastCount++;
        const expected = rows.map((cells, i) => [i + 1, cells]);
        for (const report of [fast, strict]) {
          expect(report.tables).toHaveLength(1);
          expect([...(report.tables[0]?.records ?? [])]).toEqual(expected);
          expect(report.tables[0]?.header).toEqual(header);
        }
        expect(strict.runs).toEqual(fast.runs);
        const comparable = ({ table: staged }: ReadTable): unknown => ({ ...staged, path: '', tables: {}, relations: [] });
        expect(strict.tables.map(comparable)).toEqual(fast.tables.map(comparable));
        expect(strict.tables[0]?.table.path).toBe('strict');
      }),
      { seed: SEED, numRuns: runs(80, 1000) },
    );
    expect(fastCount).toBeGreaterThan(runs(72, 900));
  });
});

describe('one damaged row', () => {
  const people = (words: string, draft: Draft, count: number): string[][] => {
    const chance = new Chance(words);
    const comments = ['', '', 'Yes', `Yes${draft.delimiter} please`, 'Say "yes"', `Two${draft.breakInCell}lines`];
    return Array.from({ length: count }, (_, i) => inventPerson('many', i + 1, chance).with(COMMENT, chance.pick(comments)));
  };
  const at = fc.nat({ max: 10_000 });
  const damage = fc.oneof(
    // Put something in.
    fc.tuple(at, fc.constantFrom('"', '""', '"""', ',', ';', '\n', '\n\n', '\0', '\r', '\\', "'", ',"', '",', '"\n', '\t', '😀')).map(
      ([place, text]) =>
        (row: string): string =>
          row.slice(0, place % (row.length + 1)) + text + row.slice(place % (row.length + 1)),
    ),
    // Take something out.
    fc.tuple(at, fc.integer({ min: 1, max: 12 })).map(
      ([place, length]) =>
        (row: string): string =>
          row.slice(0, place % row.length) + row.slice((place % row.length) + length),
    ),
    fc.constantFrom<(row: string) => string>(
      (row) => row.replace(',', '').replace(';', ''),
      (row) => row.replace('"', ''),
      (row) => row.slice(0, row.lastIndexOf('"') + 1).slice(0, -1) + row.slice(row.lastIndexOf('"') + 1),
      (row) => row.replaceAll('"', ''),
      (row) => `"${row}`,
      (row) => `${row}"`,
      (row) => `${row},${row}`,
      () => '"',
      () => 'x',
      () => '"""",,,"',
    ),
  );
  const style = fc.record<Style>({
    encoding: fc.constant('utf-8'),
    language: fc.constant('many'),
    delimiter: fc.constantFrom(',', ';', '\t'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    quotesAll: fc.boolean(),
  });

  test('costs no other row, whatever the damage', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ count: fc.integer({ min: 30, max: 50 }), place: at, seed: at, style, change: damage }),
        async ({ count, place, seed, style: written, change }) => {
          const draft = new Draft(written);
          const { header } = LANGUAGES[written.language];
          const rows = people(`damage ${seed}`, draft, count);
          const damaged = place % count;
          const lines = [header, ...rows].map((cells) => draft.format(cells));
          lines[damaged + 1] = change(lines[damaged + 1] ?? '');
          const content = lines.map((line) => line + written.newline).join('');
          const report = await intake.stageBytes(content);
          expectTiling(Buffer.from(content), report);
          expectConservation(report);
          expect(report.tables).toHaveLength(1);
          const [table] = report.tables;
          if (table === undefined) return;
          expect(table.header).toEqual(header);
          // Records before it keep their numbers; those after it follow, however many rows it has become.
          const shift = table.counts.records - count;
          expect(shift).toBeGreaterThanOrEqual(0);
          for (const [i, cells] of rows.entries()) {
            if (i < damaged) expect(table.records.get(i + 1)).toEqual(cells);
            else if (i > damaged) expect(table.records.get(i + 1 + shift)).toEqual(cells);
          }
        },
      ),
      { seed: SEED, numRuns: runs(32, 400) },
    );
  });
});
