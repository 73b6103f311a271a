/** Renders a release in this process, for tests that look into the PDF. */

import type { Release } from '../../src/lib/model/release.js';
import { type RenderOptions, renderDocument } from '../../src/lib/renderer/render.js';
import { releaseBytes } from './releases.js';

/** Bytes of one document of a release. */
export async function render(release: Release, index = 0, options: RenderOptions = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await renderDocument(
    releaseBytes(release),
    index,
    (chunk) => {
      chunks.push(chunk);
    },
    options,
  );
  return Buffer.concat(chunks);
}

/** The PDF with readable streams, as text: one character a byte. */
export async function renderReadable(release: Release, index = 0): Promise<string> {
  return (await render(release, index, { compress: false })).toString('latin1');
}
