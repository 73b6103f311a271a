import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/lib/errors.js';
import { renderHtml, renderRelease } from '../../../src/lib/io/renderer.js';
import { openLetterRelease, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { drawnBy, keepingSinks } from '../../helpers/render-here.js';
import { render } from '../../helpers/rendering.js';
import { CHINESE_FONT, namesRelease } from '../../helpers/scripts.js';

const isBuilt = existsSync(new URL('../../../dist/lib/renderer/main.js', import.meta.url));

describe.runIf(isBuilt)('the renderer process', () => {
  it('renders every document of a release, in order', async () => {
    const release = openLetterRelease();
    const rendered = await drawnBy(renderRelease, releaseBytes(release));
    expect(rendered.map((document) => document.file)).toEqual(release.documents.map((document) => document.file));
    for (const document of rendered) expect(Buffer.from(document.bytes).subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
  });

  it('hands on its own errors with code, message and hint', async () => {
    const release = petitionRelease({ signatories: { ceiling: 'name', entries: [{ name: '王' }] } });
    await expect(drawnBy(renderRelease, releaseBytes(release))).rejects.toMatchObject({
      code: 'glyph-missing',
      exitCode: 2,
      message: expect.stringContaining('U+738B'),
    });
  });

  it('gets the fonts that the release names beside it, and draws with no other', async () => {
    const release = namesRelease(['王小明', 'محمد حسن']);
    const [document] = await drawnBy(renderRelease, releaseBytes(release), [CHINESE_FONT]);
    expect(Buffer.from(document?.bytes ?? [])).toEqual(await render(release, 0, { fonts: [CHINESE_FONT] }));
    const other = Uint8Array.from(CHINESE_FONT, (byte, at) => (at === 5000 ? byte ^ 1 : byte));
    await expect(drawnBy(renderRelease, releaseBytes(release), [other])).rejects.toMatchObject({ code: 'fonts-differ', exitCode: 70 });
  });

  it('ends no sink of a document that is not whole, and tells so only when all of them have stopped', async () => {
    const release = openLetterRelease();
    const [, second] = release.documents;
    const missing = { ...release, documents: [...release.documents.slice(0, 1), { ...second, target: { id: 'x', name: '王' } }] };
    const { open, drawn, discarded } = keepingSinks();
    const source = { documents: missing.documents, bytes: [releaseBytes(missing as typeof release)] } as Parameters<
      typeof renderRelease
    >[0];
    await expect(renderRelease(source, open)).rejects.toMatchObject({ code: 'glyph-missing' });
    expect(discarded).toEqual([second?.file]);
    expect(drawn.map(({ file }) => file)).toEqual([release.documents[0]?.file]);
  });

  it.each([
    ['a PDF', renderRelease],
    ['a page', renderHtml],
  ])('is stopped when what it draws cannot be kept: %s', async (_, draw) => {
    const release = petitionRelease();
    const discarded: string[] = [];
    const full = new InputError('The disk is full.', { code: 'output-disk-full', hint: 'Free some space.' });
    const open = async (file: string) => ({
      write: () => Promise.reject(full),
      end: () => Promise.reject(new Error('it is not whole')),
      discard: async () => void discarded.push(file),
    });
    await expect(draw({ documents: release.documents, bytes: [releaseBytes(release)] }, open)).rejects.toBe(full);
    expect(discarded).toEqual(release.documents.map(({ file }) => file));
  });

  it('gets the release in pieces of any size, and is told where it breaks off', async () => {
    const release = petitionRelease();
    const bytes = releaseBytes(release);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) => bytes.subarray(at * 1000, (at + 1) * 1000));
    const whole = keepingSinks();
    await renderRelease({ documents: release.documents, bytes: pieces }, whole.open);
    expect(whole.drawn[0]?.bytes).toEqual(await render(release));
    const cut = keepingSinks();
    await expect(renderRelease({ documents: release.documents, bytes: pieces.slice(0, -1) }, cut.open)).rejects.toMatchObject({
      exitCode: 70,
    });
    expect([cut.drawn, cut.discarded]).toEqual([[], release.documents.map(({ file }) => file)]);
  });

  it('reports anything else as a defect without foreign words', async () => {
    const broken = { ...petitionRelease(), statistics: 'secret' } as unknown as Parameters<typeof releaseBytes>[0];
    await expect(drawnBy(renderRelease, releaseBytes(broken))).rejects.toMatchObject({
      exitCode: 70,
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe.runIf(!isBuilt)('the renderer process without a build', () => {
  it('is reported as missing', async () => {
    await expect(drawnBy(renderRelease, releaseBytes(petitionRelease()))).rejects.toMatchObject({ code: 'renderer-missing' });
  });
});

describe('the renderer in this process', () => {
  it('needs no more than the bytes of the release', async () => {
    expect((await render(petitionRelease())).length).toBeGreaterThan(10_000);
  });
});
