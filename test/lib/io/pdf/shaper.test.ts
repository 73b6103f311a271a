import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawableText } from '../../../../src/lib/io/pdf/drawable.js';
import { hasRightToLeft, type ScriptFont, scriptFontOf } from '../../../../src/lib/io/pdf/scripts.js';
import { loadShaper, openShapingFont, type ShapingFont } from '../../../../src/lib/io/pdf/shaper.js';
import { NAMES } from '../../../helpers/scripts.js';

const FILES: Readonly<Record<ScriptFont, string>> = {
  arabic: 'vazirmatn-regular',
  hebrew: 'noto-sans-hebrew-regular',
  ethiopic: 'noto-sans-ethiopic-regular',
  bengali: 'noto-sans-bengali-regular',
  devanagari: 'noto-sans-devanagari-regular',
  tamil: 'noto-sans-tamil-regular',
};

const pathOf = (font: ScriptFont): string => fileURLToPath(new URL(`../../../../src/lib/pack/fonts/${FILES[font]}.ttf`, import.meta.url));
const open = (font: ScriptFont): ShapingFont => openShapingFont(readFileSync(pathOf(font)));

const hasHarfBuzz = spawnSync('hb-shape', ['--version']).error === undefined;
if (!hasHarfBuzz) process.stderr.write('hb-shape is not on this machine (Debian: libharfbuzz-bin), so shaping is not compared with it.\n');

beforeAll(() => loadShaper());

describe('shaping', () => {
  it('joins letters: one letter has four forms', () => {
    const forms = ['ه', 'هه', 'ههه'].flatMap((text) =>
      open('arabic')
        .shape(text, 'rtl')
        .map(({ id }) => id),
    );
    expect(new Set(forms).size).toBe(4);
  });

  it('makes one glyph of lam and alef', () => {
    expect(open('arabic').shape('لا', 'rtl')).toHaveLength(1);
  });

  it('mirrors brackets from right to left, and only there', () => {
    const font = open('arabic');
    const [opening, closing] = ['(', ')'].map((sign) => font.shape(sign, 'ltr')[0]?.id);
    expect(font.shape('(', 'rtl')[0]?.id).toBe(closing);
    expect(font.shape(')', 'rtl')[0]?.id).toBe(opening);
    expect(opening).not.toBe(closing);
  });

  it('makes conjuncts, where fontkit fails', () => {
    expect(open('bengali').shape('ক্ষ', 'ltr')).toHaveLength(1);
    expect(open('devanagari').shape('श्री', 'ltr').length).toBeLessThan(4);
  });

  it('puts the vowel sign that is read after its letter before it', () => {
    const font = open('devanagari');
    const sign = font.shape('सि', 'ltr');
    expect(sign).toHaveLength(2);
    expect(sign[1]?.id).toBe(font.shape('स', 'ltr')[0]?.id);
  });

  it('says the same again, whatever was shaped in between', () => {
    const font = open('tamil');
    const first = font.shape('கொற்றவை', 'ltr');
    font.shape('ஸ்ரீ', 'ltr');
    expect(font.shape('கொற்றவை', 'ltr')).toEqual(first);
  });

  it.skipIf(!hasHarfBuzz)('is HarfBuzz’s own: the same glyphs and places as hb-shape for every word of the names', () => {
    let compared = 0;
    for (const font of Object.keys(FILES) as ScriptFont[]) {
      const words = [
        ...new Set(
          NAMES.languages
            .flatMap(({ names }) => names)
            .flatMap((name) => drawableText(name).split(/[ ()/,]+/u))
            .filter((word) => [...word].every((letter) => /\p{M}|[\u200c\u200d]/u.test(letter) || scriptFontOf(letter) === font)),
        ),
      ].filter((word) => word !== '');
      const run = spawnSync('hb-shape', ['--no-glyph-names', '--no-clusters', pathOf(font)], { input: words.join('\n'), encoding: 'utf8' });
      const own = words.map((word) => {
        const glyphs = open(font).shape(word, hasRightToLeft(word) ? 'rtl' : 'ltr');
        const parts = glyphs.map(
          ({ id, xAdvance, xOffset, yOffset }) => `${id}${xOffset === 0 && yOffset === 0 ? '' : `@${xOffset},${yOffset}`}+${xAdvance}`,
        );
        return `[${parts.join('|')}]`;
      });
      expect(own, font).toEqual(run.stdout.trimEnd().split('\n'));
      compared += words.length;
    }
    expect(compared).toBeGreaterThan(90);
  });
});
