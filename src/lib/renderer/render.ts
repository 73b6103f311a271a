/** The bytes of a release to the bytes of one PDF: reads, typesets, checks every character, draws. Uses no clock. */

import { createHash } from 'node:crypto';
import { DefectError } from '../errors.js';
import { loadShaper, PdfWriter, type SealPlace } from '../io/pdf.js';
import type { Release } from '../model/release.js';
import { designOf } from '../pack/design.js';
import { documentId } from '../pack/document-id.js';
import { wordsOf } from '../pack/messages.js';
import { SEAL_FIELD, sealDictionary, sealLabel } from '../pack/seal-dictionary.js';
import { buildSections } from '../pack/sections/index.js';
import { STATEMENT_FILE, statementBytes, statementDescription } from '../pack/statement-file.js';
import { releaseOf } from '../pack/view.js';
import { refuseMissing } from './missing.js';
import { readRelease } from './release-reader.js';
import { typeset } from './typeset.js';

export interface RenderOptions {
  /** False leaves the PDF's streams readable, for tests. */
  readonly compress?: boolean;
  /** The bytes of the fonts that the release names, in its order. */
  readonly fonts?: readonly Uint8Array[];
}

/** Renders document number `index` of the release, given whole or as it comes, and hands its bytes to `sink` as pages are finished. */
export async function renderDocument(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  index: number,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  options: RenderOptions = {},
): Promise<void> {
  const { release, fingerprint, hasShaped } = await readRelease(source);
  const document = release.documents[index];
  if (document === undefined) throw new DefectError('The release has no document with this number.', { code: 'document-unknown' });
  const date = new Date(`${release.date}T00:00:00Z`);
  const fonts = options.fonts ?? [];
  assertFonts(release, fonts);
  if (hasShaped) await loadShaper();
  const design = designOf(release.print, releaseOf(release, document).counts.named);
  const writer = new PdfWriter(
    {
      title: release.campaign.title.normalize('NFC'),
      author: release.campaign.organisers.map((organiser) => organiser.name.normalize('NFC')).join(', '),
      language: release.campaign.language,
      producer: `${release.tool.name} ${release.tool.version}`,
      date,
      id: documentId(fingerprint, document.file),
      compress: options.compress ?? true,
      width: design.page.width,
      height: design.page.height,
      isArchival: release.annexOf === undefined,
      ...sealPlaceOf(release),
    },
    fonts,
  );
  const sections = buildSections(release, document, fingerprint);
  const { title, notice } = release.campaign;
  const pages = typeset(sections, { title, notice, standing: wordsOf(release) }, design, writer.typefaces);
  refuseMissing(writer.typefaces.missing, release, 'pack');
  writer.setRoot(pages.root);
  writer.attach({
    name: STATEMENT_FILE,
    type: 'application/json',
    description: statementDescription(release),
    bytes: statementBytes(release, document, fingerprint),
    date,
  });
  for (const bookmark of pages.bookmarks) writer.addBookmark(bookmark);
  for (const page of pages.pages) {
    writer.drawPage(page);
    await drain(writer, sink);
  }
  writer.end();
  await drain(writer, sink);
}

/** The room for the seal, where the release says that there will be one. The key is elsewhere. */
function sealPlaceOf({ seal, campaign: { language } }: Release): { readonly seal?: SealPlace } {
  return seal === undefined ? {} : { seal: { dictionary: sealDictionary(seal, language), field: SEAL_FIELD, label: sealLabel(language) } };
}

/** Hands on what has been written so far. */
export async function drain(writer: PdfWriter, sink: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
  const bytes = writer.read();
  if (bytes !== null) await sink(bytes);
}

/** What is drawn is decided by the release alone, so the fonts must be those that it names. */
function assertFonts(release: Release, fonts: readonly Uint8Array[]): void {
  const named = (release.fonts ?? []).map((font) => font.sha256).join();
  const given = fonts.map((bytes) => createHash('sha256').update(bytes).digest('hex')).join();
  if (named !== given) throw new DefectError('The fonts are not those that the release names.', { code: 'fonts-differ' });
}
