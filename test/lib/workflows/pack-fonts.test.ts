import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LoadedCampaign } from '../../../src/lib/config.js';
import { readPackFonts } from '../../../src/lib/workflows/pack-fonts.js';
import { testContext } from '../../helpers/context.js';
import { CHINESE_FONT } from '../../helpers/scripts.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-fonts-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
fs.writeFileSync(path.join(folder, 'sc.ttf'), CHINESE_FONT);
fs.writeFileSync(path.join(folder, 'web.woff2'), Buffer.concat([Buffer.from('wOF2'), CHINESE_FONT]));
fs.mkdirSync(path.join(folder, 'folder.ttf'));

const campaignWith = (fonts?: readonly string[]): LoadedCampaign =>
  ({ campaign: { pack: { publish: [], ...(fonts === undefined ? {} : { fonts }) } }, folder, path: '' }) as unknown as LoadedCampaign;
const read = (fonts?: readonly string[]): ReturnType<typeof readPackFonts> => readPackFonts(testContext(folder), campaignWith(fonts));

describe('fonts of the organiser’s own', () => {
  it('are none where the campaign file names none', () => {
    expect(read()).toEqual([]);
  });

  it('are read below the campaign folder or by their full path, in order, with name and hash', () => {
    const [relative, absolute] = read(['sc.ttf', path.join(folder, 'sc.ttf')]);
    expect(relative).toMatchObject({ name: 'NotoSansSC-Regular', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Buffer.from(relative?.bytes ?? []).equals(CHINESE_FONT)).toBe(true);
    expect(absolute?.sha256).toBe(relative?.sha256);
  });

  it.each([
    ['a file that is not there', 'none.ttf', 'font-missing'],
    ['a folder', 'folder.ttf', 'font-missing'],
    ['a web font', 'web.woff2', 'font-unusable'],
  ])('are refused for %s, by the place in the campaign file and not by the path', (_what, file, code) => {
    expect(() => read(['sc.ttf', file])).toThrow(expect.objectContaining({ code, message: expect.stringContaining('pack.fonts[1]') }));
    expect(() => read(['sc.ttf', file])).toThrow(expect.objectContaining({ message: expect.not.stringContaining(file) }));
  });

  it('are refused before they are read when they are larger than any font', () => {
    const context = testContext(folder);
    const files = { ...context.io.files, size: () => 41 * 1024 ** 2, readBytes: () => expect.fail('read') };
    expect(() => readPackFonts({ ...context, io: { ...context.io, files } }, campaignWith(['sc.ttf']))).toThrow(
      expect.objectContaining({ code: 'font-too-large' }),
    );
  });
});
