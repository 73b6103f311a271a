/** Pages of a release as the renderer lays them out, before they become a PDF: for tests about places on paper. */

import { createHash } from 'node:crypto';

import { type Item, type PageBuilder, PdfWriter } from '../../src/lib/io/pdf.js';
import type { Release } from '../../src/lib/model/release.js';
import { type Design, designOf } from '../../src/lib/pack/design.js';
import { wordsOf } from '../../src/lib/pack/messages.js';
import { buildSections } from '../../src/lib/pack/sections/index.js';
import { releaseOf } from '../../src/lib/pack/view.js';
import { type Typeset, typeset } from '../../src/lib/renderer/typeset.js';
import { releaseBytes } from './releases.js';

/** What stands on a page, in points from its upper left corner. */
export interface Drawn {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly item: Item;
  readonly isTagged: boolean;
}

export interface LaidOut {
  readonly design: Design;
  readonly pages: readonly PageBuilder[];
  readonly typeset: Typeset;
  readonly drawn: readonly Drawn[];
}

/** Fonts are opened once for all layouts: that takes longer than laying out. */
const { typefaces } = new PdfWriter({
  title: '',
  author: '',
  language: 'en',
  producer: '',
  date: new Date(0),
  id: new Uint8Array(16),
  compress: true,
  width: 1,
  height: 1,
});

/** Lays out one document of a release. */
export function layOutRelease(release: Release, index = 0): LaidOut {
  const document = release.documents[index];
  if (document === undefined) throw new RangeError('no such document');
  const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
  const design = designOf(release.print, releaseOf(release, document).counts.named);
  const result = typeset(
    buildSections(release, document, fingerprint),
    { title: release.campaign.title, notice: release.campaign.notice, standing: wordsOf(release) },
    design,
    typefaces,
  );
  const drawn = result.pages.flatMap((page) => {
    const placed = (item: Item, isTagged: boolean): Drawn => ({ page: page.index, item, isTagged, ...extent(item, page.shift) });
    return [
      ...page.contents.flatMap(({ owner, items }) => items.map((item) => placed(item, owner !== null))),
      ...[...(page.list?.rules() ?? [])].map((item) => placed(item, false)),
      ...[...(page.list?.heads ?? []), ...[...(page.list?.entries() ?? [])].flat()].flat().map((item) => placed(item, true)),
    ];
  });
  return { design, pages: result.pages, typeset: result, drawn };

  function extent(item: Item, shift: number): Pick<Drawn, 'left' | 'right' | 'top' | 'bottom'> {
    if (item.kind === 'text') {
      const left = item.x + shift;
      const width = typefaces.width(item.text.trimEnd(), item.face, item.size, item.figures);
      return { left, right: left + width, top: item.y - item.size * 0.75, bottom: item.y + item.size * 0.25 };
    }
    if (item.kind === 'rectangle') {
      return { left: item.x + shift, right: item.x + shift + item.width, top: item.y, bottom: item.y + item.height };
    }
    if (item.kind === 'path') {
      const reach = (item.stroke?.width ?? 0) / 2;
      const [across, down] = [item.points.map(([x]) => x + shift), item.points.map(([, y]) => y)];
      return {
        left: Math.min(...across) - reach,
        right: Math.max(...across) + reach,
        top: Math.min(...down) - reach,
        bottom: Math.max(...down) + reach,
      };
    }
    const half = item.width / 2;
    return {
      left: Math.min(item.x1, item.x2) + shift,
      right: Math.max(item.x1, item.x2) + shift,
      top: Math.min(item.y1, item.y2) - half,
      bottom: Math.max(item.y1, item.y2) + half,
    };
  }
}

/** Pairs of texts on one page whose letters would touch: the bodies of lowercase letters meet. */
export function overlaps(drawn: readonly Drawn[]): string[] {
  const texts = drawn.flatMap(({ item, page, left, right }) =>
    item.kind === 'text' && item.text.trim() !== ''
      ? [{ page, left, right, top: item.y - item.size * 0.48, bottom: item.y, text: item.text }]
      : [],
  );
  const found: string[] = [];
  for (const page of new Set(texts.map((text) => text.page))) {
    const here = texts.filter((text) => text.page === page).sort((a, b) => a.top - b.top);
    here.forEach((upper, index) => {
      for (const lower of here.slice(index + 1)) {
        if (lower.top >= upper.bottom) break;
        if (lower.left < upper.right - 0.5 && upper.left < lower.right - 0.5) found.push(`page ${page + 1}: ${upper.text} / ${lower.text}`);
      }
    });
  }
  return found;
}
