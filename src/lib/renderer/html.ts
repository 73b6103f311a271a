/** The bytes of a release to the bytes of one web page, its front part. Uses no clock. */

import { DefectError } from '../errors.js';
import { htmlPage } from '../pack/html/page.js';
import { readRelease } from './release-reader.js';

/** Renders the HTML edition of document number `index` of the release, given whole or as it comes, and hands its bytes to `sink`. */
export async function renderHtml(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  index: number,
  sink: (bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { release, fingerprint } = await readRelease(source);
  const document = release.documents[index];
  if (document === undefined) throw new DefectError('The release has no document with this number.', { code: 'document-unknown' });
  await sink(new TextEncoder().encode(htmlPage(release, document, fingerprint)));
}
