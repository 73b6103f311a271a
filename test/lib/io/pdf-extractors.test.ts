import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';

import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { Release } from '../../../src/lib/model/release.js';
import { leftOnPages } from '../../../src/lib/pack/closed-world.js';
import { expectText } from '../../../src/lib/pack/expected-text.js';
import { drawWithPdfkit } from '../../helpers/leaks.js';
import { coalitionRelease, openLetterRelease, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { ROOT } from '../../helpers/run.js';

/** Text of each page as pdf.js reads it, a reader that shares nothing with ours. */
async function withPdfJs(bytes: Buffer): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
  }
  await pdf.destroy();
  return pages;
}

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

function withPoppler(bytes: Buffer): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-poppler-'));
  try {
    const file = path.join(folder, 'a.pdf');
    fs.writeFileSync(file, bytes);
    const run = spawnSync('pdftotext', ['-raw', '-enc', 'UTF-8', file, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
    expect(run.status).toBe(0);
    return run.stdout.split('\f').slice(0, -1);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Letters and digits of a page, sorted: readers part words, order columns and set marks beside their letters each in their own way. */
const lettersOf = (text: string): string => [...(text.normalize('NFKD').match(/[\p{L}\p{N}]/gu) ?? [])].sort().join('');

const RELEASES: readonly (readonly [string, () => Release])[] = [
  ['a petition', petitionRelease],
  ['a coalition', coalitionRelease],
  ['an open letter', openLetterRelease],
];

describe('our reader and the others', () => {
  it.each(RELEASES)('read the same letters from every page of %s, and none of them has a word left over', async (_, make) => {
    const release = make();
    const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
    const [document] = release.documents;
    if (document === undefined) throw new Error('no document');
    const bytes = await render(release);
    const own = readPdf(bytes).pages;
    const others: [string, string[]][] = [['pdf.js', await withPdfJs(bytes)]];
    if (hasPoppler) others.push(['pdftotext', withPoppler(bytes)]);
    for (const [name, pages] of others) {
      expect([name, pages.map(lettersOf)]).toEqual([name, own.map(lettersOf)]);
      // Poppler sets some marks apart from their letters, so its words are not compared.
      if (name !== 'pdf.js') continue;
      const left = leftOnPages(pages, expectText(release, document, fingerprint, pages.length));
      expect([name, left]).toEqual([name, []]);
    }
  });

  it.skipIf(hasPoppler)('SKIPPED: pdftotext is not installed, so only pdf.js was compared', () => undefined);
});

describe('the font of a pack', () => {
  it('keeps no glyph of a text that was measured and not drawn', async () => {
    const font = path.join(ROOT, 'src', 'lib', 'pack', 'fonts', 'source-sans-3-regular.ttf');
    const draw = (measure: boolean): Promise<Buffer> =>
      drawWithPdfkit(
        (doc) => {
          if (measure) doc.widthOfString('Oluwakemi Placeholder');
          doc.text('Ann');
        },
        { font },
      );
    const codes = (pdf: Buffer): string[] => readPdf(pdf).unreferenced.filter((text) => text.includes('begincmap'));
    expect(codes(await draw(true))).toEqual(codes(await draw(false)));
    // A, n, and the glyph that stands for none.
    expect(
      codes(await draw(true))
        .join()
        .match(/<[0-9a-f]{4}>/gi),
    ).not.toContain('<0050>');
  });
});
