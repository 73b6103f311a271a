import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderRelease } from '../../../src/lib/io/renderer.js';
import { openLetterRelease, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { CHINESE_FONT, namesRelease } from '../../helpers/scripts.js';

const isBuilt = existsSync(new URL('../../../dist/lib/renderer/main.js', import.meta.url));

describe.runIf(isBuilt)('the renderer process', () => {
  it('renders every document of a release, in order', async () => {
    const release = openLetterRelease();
    const rendered = await renderRelease(releaseBytes(release));
    expect(rendered.map((document) => document.file)).toEqual(release.documents.map((document) => document.file));
    for (const document of rendered) expect(Buffer.from(document.bytes).subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
  });

  it('hands on its own errors with code, message and hint', async () => {
    const release = petitionRelease({ signatories: { ceiling: 'name', entries: [{ name: '王' }] } });
    await expect(renderRelease(releaseBytes(release))).rejects.toMatchObject({
      code: 'glyph-missing',
      exitCode: 2,
      message: expect.stringContaining('U+738B'),
    });
  });

  it('gets the fonts that the release names beside it, and draws with no other', async () => {
    const release = namesRelease(['王小明', 'محمد حسن']);
    const [document] = await renderRelease(releaseBytes(release), [CHINESE_FONT]);
    expect(Buffer.from(document?.bytes ?? [])).toEqual(await render(release, 0, { fonts: [CHINESE_FONT] }));
    const other = Uint8Array.from(CHINESE_FONT, (byte, at) => (at === 5000 ? byte ^ 1 : byte));
    await expect(renderRelease(releaseBytes(release), [other])).rejects.toMatchObject({ code: 'fonts-differ', exitCode: 70 });
  });

  it('reports anything else as a defect without foreign words', async () => {
    const broken = { ...petitionRelease(), statistics: 'secret' } as unknown as Parameters<typeof releaseBytes>[0];
    await expect(renderRelease(releaseBytes(broken))).rejects.toMatchObject({
      exitCode: 70,
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe.runIf(!isBuilt)('the renderer process without a build', () => {
  it('is reported as missing', async () => {
    await expect(renderRelease(releaseBytes(petitionRelease()))).rejects.toMatchObject({ code: 'renderer-missing' });
  });
});

describe('the renderer in this process', () => {
  it('needs no more than the bytes of the release', async () => {
    expect((await render(petitionRelease())).length).toBeGreaterThan(10_000);
  });
});
