/** Papers rendered in this process, and what their pages say. */

import { files } from '../../src/lib/io/files.js';
import { readPdf } from '../../src/lib/io/pdf-read.js';
import { renderPaper } from '../../src/lib/renderer/paper.js';
import { type TestContext, testContext } from './context.js';

/** Bytes of a paper's PDF. */
export async function renderPaperHere(paperBytes: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await renderPaper(paperBytes, (piece) => {
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

/** A context that renders the papers of which pages are looked at. */
export function papersContext(
  cwd: string,
  given: Parameters<typeof testContext>[1] & { readonly renders?: (title: string) => boolean } = {},
): TestContext {
  const context = testContext(cwd, given);
  const renderPaper = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const { title } = JSON.parse(new TextDecoder().decode(bytes)) as { title: string };
    return given.renders?.(title) === true ? renderPaperHere(bytes) : new TextEncoder().encode('%PDF-');
  };
  return { ...context, io: { ...context.io, renderPaper } };
}

/** Every letter of the pages in their order, without blanks, footers and the signs of lists. */
export function lettersOfPdf(place: string, title: string): string {
  const { pages } = readPdf(files.readBytes(place));
  return pages
    .map((page, index) => letters(page).replace(new RegExp(`${quoted(letters(title))}${index + 1}/${pages.length}$`), ''))
    .join('');
}

/** The same of a paper in Markdown. */
export function lettersOfMarkdown(markdown: string): string {
  const plain = markdown
    .split('\n')
    .map((line) => line.replace(/^#+ /, '').replace(/^> ?/, '').replace(/^- /, ''))
    .join('\n')
    .replaceAll('**', '')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '');
  return letters(plain);
}

const letters = (text: string): string => text.normalize('NFC').replace(/[\s\u00a0•]/g, '');
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
