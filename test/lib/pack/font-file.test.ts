import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFontFile } from '../../../src/lib/pack/font-file.js';
import { runs } from '../../helpers/runs.js';
import { CHINESE_FONT } from '../../helpers/scripts.js';

/** A copy of the font with one table's bytes changed; `at` counts from the start of the table. */
function changed(tag: string, at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(CHINESE_FONT);
  copy.set(bytes, offsetOf(copy, tag) + at);
  return copy;
}

function entryOf(font: Buffer, tag: string): number {
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    if (font.toString('latin1', 12 + index * 16, 16 + index * 16) === tag) return 12 + index * 16;
  }
  throw new RangeError(`no ${tag}`);
}

const offsetOf = (font: Buffer, tag: string): number => font.readUInt32BE(entryOf(font, tag) + 8);

/** A copy in which a table goes by another name. */
function renamed(tag: string, other: string): Buffer {
  const copy = Buffer.from(CHINESE_FONT);
  copy.write(other, entryOf(copy, tag), 'latin1');
  return copy;
}

describe('a font file', () => {
  it('says its PostScript name', () => {
    expect(readFontFile(CHINESE_FONT)).toEqual({ name: 'NotoSansSC-Regular' });
    const bundled = readFileSync(new URL('../../../src/lib/pack/fonts/vazirmatn-regular.ttf', import.meta.url));
    expect(readFontFile(bundled)).toEqual({ name: 'Vazirmatn-Regular' });
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'no-font'],
    ['a text', Buffer.from('%PDF-1.7 and so on, longer than a font’s head'), 'no-font'],
    ['a web font', Buffer.concat([Buffer.from('wOF2'), CHINESE_FONT.subarray(4)]), 'web-font'],
    ['an older web font', Buffer.concat([Buffer.from('wOFF'), CHINESE_FONT.subarray(4)]), 'web-font'],
    ['a collection', Buffer.concat([Buffer.from('ttcf'), CHINESE_FONT.subarray(4)]), 'collection'],
    ['a font cut off', Buffer.from(CHINESE_FONT.subarray(0, CHINESE_FONT.length - 500)), 'damaged'],
    ['a font without outlines', renamed('glyf', 'xxxx'), 'damaged'],
    ['a font without a table of letters', renamed('cmap', 'xxxx'), 'damaged'],
    ['a font of no tables', changed('head', 0, []).fill(0, 4, 6), 'damaged'],
    ['a font whose maker forbids embedding', changed('OS/2', 8, [0, 2]), 'not-embeddable'],
    ['a font whose maker forbids a part of it', changed('OS/2', 8, [1, 0]), 'not-embeddable'],
    ['a font without a name', changed('name', 2, [0, 0]), 'no-name'],
  ])('is refused when it is %s', (_what, bytes, problem) => {
    expect(readFontFile(bytes)).toEqual({ problem });
  });

  it('is refused when it is variable: its default is often the thinnest form', () => {
    expect(readFontFile(renamed('gasp', 'fvar'))).toEqual({ problem: 'variable' });
  });

  it('is judged and never makes the reader fail, however it is damaged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(CHINESE_FONT.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(3000),
        (edits, cut) => {
          const copy = Buffer.from(CHINESE_FONT);
          for (const [at, value] of edits) copy[at % 700] = value;
          const reading = readFontFile(copy.subarray(0, copy.length - cut));
          expect('name' in reading ? /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(reading.name) : reading.problem.length > 0).toBe(true);
        },
      ),
      { numRuns: runs(200, 20_000) },
    );
  });
});
