/** The bytes of a release to the bytes of one web page, its front part. Uses no clock. */

import { createHash } from 'node:crypto';

import { DefectError } from '../errors.js';
import type { Release } from '../model/release.js';
import { htmlPage } from '../pack/html/page.js';

/** Renders the HTML edition of document number `index` of the release and hands its bytes to `sink`. */
export async function renderHtml(
  releaseBytes: Uint8Array,
  index: number,
  sink: (bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const release = JSON.parse(new TextDecoder().decode(releaseBytes)) as Release;
  const document = release.documents[index];
  if (document === undefined) throw new DefectError('The release has no document with this number.', { code: 'document-unknown' });
  const fingerprint = createHash('sha256').update(releaseBytes).digest('hex');
  await sink(new TextEncoder().encode(htmlPage(release, document, fingerprint)));
}
