import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRegionNumbers } from '../../../src/lib/workflows/check.js';
import { testContext } from '../../helpers/context.js';
import { runProgram } from '../../helpers/program.js';

let root = '';
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-regions-'));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function read(text: string): Record<string, number> {
  const place = path.join(root, 'counts.csv');
  fs.writeFileSync(place, text);
  return Object.fromEntries(readRegionNumbers(testContext(root), place, 0));
}

describe('a file of counts by region', () => {
  it.each([
    ['without a header', 'DE,70000\nFR,0\n', { DE: 70_000, FR: 0 }],
    ['with a header', 'region,count\nde,70000\n', { DE: 70_000 }],
    ['with a header of other words', 'Land;Zahl der Unterschriften\nDE;7\n', { DE: 7 }],
    ['with a byte-order mark', '\uFEFFDE,70000\n', { DE: 70_000 }],
    ['with tabs', 'DE\t70000\nFR\t5\n', { DE: 70_000, FR: 5 }],
    ['with thousands as people write them', 'DE,"70,000"\nFR,60 000\n', { DE: 70_000, FR: 60_000 }],
    ['with a region twice, and an empty last column', 'DE,1,\nDE,2,\n', { DE: 3 }],
  ])('is read %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    // Each of these would be a number lost, or a thousandth of it, without a word.
    ['DE,NaN\nFR,60000\n', 1],
    ['DE,Infinity\nFR,60000\n', 1],
    ['DE,\nFR,60000\n', 1],
    ['DE,n/a\nFR,60000\n', 1],
    ['DE,70,000\nFR,60000\n', 1],
    ['region,count\nDE,70,000\n', 2],
    ['DE,1e5\n', 1],
    ['DE,-5\n', 1],
    ['DE,12.5\n', 1],
    ['region,count\nDE,9007199254740993\n', 2],
    [',5\n', 1],
  ])('is refused as %j, by the row', (text, row) => {
    expect(() => read(text)).toThrow(`counts.csv, row ${row}: a region and a whole number belong there`);
  });
});

describe('a count on the command line', () => {
  it.each(['9007199254740992', '9007199254740993', '1e5', '-1', 'NaN', 'Infinity'])('is not %s', async (count) => {
    const run = await runProgram(['check', '--against', 'gb-eng-walsall', '--count', count], root);
    expect(run.code).toBe(2);
  });
});
