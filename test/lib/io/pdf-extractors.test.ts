import { createHash } from 'node:crypto';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { Release } from '../../../src/lib/model/release.js';
import { leftOnPages } from '../../../src/lib/pack/closed-world.js';
import { expectText } from '../../../src/lib/pack/expected-text.js';
import { drawWithPdfkit } from '../../helpers/leaks.js';
import { hasPoppler, withPdfJs, withPoppler } from '../../helpers/pdf-others.js';
import { coalitionRelease, openLetterRelease, petitionRelease, releaseBytes } from '../../helpers/releases.js';
import { render } from '../../helpers/rendering.js';
import { ROOT } from '../../helpers/run.js';

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
