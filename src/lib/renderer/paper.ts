/** The bytes of a paper to the bytes of its PDF: one section, set like a text of a pack, tagged and without an attachment. Uses no clock. */

import { createHash } from 'node:crypto';

import { loadShaper, needsShaping, PdfWriter } from '../io/pdf.js';
import type { PaperDocument } from '../model/paper.js';
import { heading } from '../pack/blocks.js';
import { designOf } from '../pack/design.js';
import { messagesFor } from '../pack/messages/index.js';
import { richBlocks } from '../pack/rich.js';
import { refuseMissing } from './missing.js';
import { drain, type RenderOptions } from './render.js';
import { typeset } from './typeset.js';

/** Renders a paper and hands its bytes to `sink` as pages are finished. */
export async function renderPaper(
  paperBytes: Uint8Array,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  options: RenderOptions = {},
): Promise<void> {
  const text = new TextDecoder().decode(paperBytes);
  const paper = JSON.parse(text) as PaperDocument;
  if (needsShaping(text)) await loadShaper();
  const title = paper.title.normalize('NFC');
  const design = designOf();
  const writer = new PdfWriter({
    title,
    author: paper.author.normalize('NFC'),
    language: paper.language,
    producer: `${paper.tool.name} ${paper.tool.version}`,
    date: new Date(`${paper.date}T00:00:00Z`),
    id: createHash('sha256').update(paperBytes).digest().subarray(0, 16),
    compress: options.compress ?? true,
    width: design.page.width,
    height: design.page.height,
  });
  const blocks = [heading(1, title), ...richBlocks(paper.text, 'paper', { paragraph: 'body', heading: 'heading2' })];
  const section = { id: 'text', title, mayShare: false, blocks } as const;
  const pages = typeset([section], { title, notice: undefined, standing: messagesFor(paper.language) }, design, writer.typefaces);
  refuseMissing(writer.typefaces.missing, paper, 'paper');
  writer.setRoot(pages.root);
  for (const bookmark of pages.bookmarks) writer.addBookmark(bookmark);
  for (const page of pages.pages) {
    writer.drawPage(page);
    await drain(writer, sink);
  }
  writer.end();
  await drain(writer, sink);
}
