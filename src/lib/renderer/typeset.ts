/**
 * Sections to finished pages. Page numbers in the contents list and in the references depend on the layout, so the
 * document is laid out again until they hold still; then notices and footers are added, which know the total.
 */

import { DefectError } from '../errors.js';
import { type PageBuilder, StructureNode, type Typefaces } from '../io/pdf.js';
import type { Section } from '../pack/blocks.js';
import { type Design, MM } from '../pack/theme.js';
import { type Composition, type ContentsEntry, compose } from './compose.js';
import { type LaidPage, Paginator } from './paginator.js';
import { Setter } from './setting.js';

/** The contents of a document with everything in its place. */
export interface Typeset {
  readonly root: StructureNode;
  readonly pages: readonly PageBuilder[];
  readonly bookmarks: readonly { readonly title: string; readonly destination: string }[];
}

export interface DocumentWords {
  /** In the footer of every page but the cover. */
  readonly title: string;
  /** At the top of every page. */
  readonly notice: string | undefined;
}

interface Facts {
  readonly contents: readonly ContentsEntry[];
  readonly notePages: ReadonlyMap<string, number>;
}

const PASSES_MAX = 6;
/** Space above and below the words of the notice. */
const NOTICE_PADDING = 2.5;
/** How far a long notice may reach up. */
const NOTICE_TOP_MIN = 6 * MM;
/** A section that must go on to the next page begins on a shared one only when this much of it is free. */
const FREE_MIN = 0.45;

/** Lays out the sections of one document. */
export function typeset(sections: readonly Section[], words: DocumentWords, design: Design, typefaces: Typefaces): Typeset {
  const nameUnits: Composition['nameUnits'] = { units: null };
  let facts: Facts = { contents: contentsOf(sections, new Map()), notePages: new Map() };
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const laid = layOut(sections, facts, nameUnits, new Setter(design, typefaces));
    const next: Facts = { contents: contentsOf(sections, laid.sectionPages), notePages: laid.notePages };
    if (sameFacts(facts, next)) {
      furnish(laid, footersOf(sections, laid), words);
      return {
        root: laid.root,
        pages: laid.pages.map((page) => page.builder),
        bookmarks: sections.map((section, index) => ({ title: section.title, destination: destinationOf(index) })),
      };
    }
    facts = next;
  }
  throw new DefectError('The page numbers of the pack do not settle.', { code: 'layout-unstable' });
}

function destinationOf(index: number): string {
  return `section-${String(index + 1).padStart(2, '0')}`;
}

/** Every section but the cover and the contents list itself. */
function contentsOf(sections: readonly Section[], pages: ReadonlyMap<number, number>): ContentsEntry[] {
  return sections.flatMap((section, index): ContentsEntry[] => {
    if (section.id === 'cover' || section.id === 'contents') return [];
    return [{ title: section.title, destination: destinationOf(index), page: pages.get(index) ?? 1 }];
  });
}

function sameFacts(a: Facts, b: Facts): boolean {
  return JSON.stringify([a.contents, [...a.notePages]]) === JSON.stringify([b.contents, [...b.notePages]]);
}

interface Laid {
  readonly root: StructureNode;
  readonly setter: Setter;
  readonly pages: readonly LaidPage[];
  readonly sects: readonly StructureNode[];
  readonly sectionPages: ReadonlyMap<number, number>;
  /** Sections that begin on the page where the one before them ends. */
  readonly sharing: ReadonlySet<number>;
  readonly notePages: ReadonlyMap<string, number>;
}

function layOut(sections: readonly Section[], facts: Facts, nameUnits: Composition['nameUnits'], setter: Setter): Laid {
  const root = new StructureNode('Document');
  const paginator = new Paginator(setter);
  const sectionPages = new Map<number, number>();
  const sharing = new Set<number>();
  const sects: StructureNode[] = [];
  let sharable = false;
  sections.forEach((section, index) => {
    const sect = root.add('Sect', { title: section.title });
    sects.push(sect);
    const items = compose(section.blocks, { setter, contents: facts.contents, notePages: facts.notePages, nameUnits }, sect);
    const shares = sharable && section.mayShare && (paginator.free >= FREE_MIN || paginator.fits(items));
    if (shares) sharing.add(index);
    else paginator.startPage(sect, { footer: section.id !== 'cover' });
    sectionPages.set(index, paginator.index + 1);
    paginator.builder.addDestination(destinationOf(index), Math.max(0, paginator.y - 20));
    paginator.place(items, sect);
    sharable = section.mayShare;
  });
  paginator.finishPage();
  const notePages = new Map([...setter.notes].flatMap(([key, note]) => (note.page === null ? [] : [[key, note.page + 1] as const])));
  return { root, setter, pages: paginator.pages, sects, sectionPages, sharing, notePages };
}

/** Words in place of the title, by page from 1: a section's pages reach to the one where the next begins. */
function footersOf(sections: readonly Section[], { sectionPages, sharing, pages }: Laid): Map<number, string> {
  const footers = new Map<number, string>();
  for (const [index, { footer }] of sections.entries()) {
    if (footer === undefined) continue;
    const next = sectionPages.get(index + 1) ?? pages.length + 1;
    for (let page = sectionPages.get(index) ?? 1; page <= (sharing.has(index + 1) ? next : next - 1); page++) footers.set(page, footer);
  }
  return footers;
}

/** Adds what every page carries: the notice, read out before the page's own text, and the footer, which is not read out. */
function furnish({ pages, sects, setter }: Laid, footers: ReadonlyMap<number, string>, words: DocumentWords): void {
  const notices = new Map<StructureNode, { readonly page: number; readonly node: StructureNode }[]>();
  pages.forEach(({ builder, section, footer }, index) => {
    if (words.notice !== undefined && words.notice.trim() !== '') {
      const node = new StructureNode('P');
      drawNotice(builder, node, words.notice, setter);
      const list = notices.get(section) ?? [];
      list.push({ page: index, node });
      notices.set(section, list);
    }
    if (!footer) return;
    const number = `${index + 1} / ${pages.length}`;
    const title = setter.shortened(footers.get(index + 1) ?? words.title, 'footer', setter.design.measure.full - 60);
    setter.drawPlain(builder, null, title, 'footer', setter.design.page.left, setter.design.page.footer, {
      fit: setter.design.measure.full - 60,
    });
    setter.drawPlain(builder, null, number, 'pageNumber', setter.design.page.right, setter.design.page.footer, { align: 'right' });
  });
  for (const sect of sects) insertByPage(sect, notices.get(sect) ?? []);
}

function drawNotice(builder: PageBuilder, node: StructureNode, notice: string, setter: Setter): void {
  const { leading } = setter.design.looks.notice;
  const lines = setter.lines([{ type: 'text', text: notice }], 'notice', setter.design.measure.full - 20);
  const height = lines.length * leading + 2 * NOTICE_PADDING;
  const top = Math.max(NOTICE_TOP_MIN, setter.design.page.notice - (lines.length - 1) * leading);
  builder.add(null, {
    kind: 'rectangle',
    x: setter.design.page.left,
    y: top,
    width: setter.design.measure.full,
    height,
    color: setter.design.colors.tint,
  });
  builder.add(null, { kind: 'rectangle', x: setter.design.page.left, y: top, width: 2.25, height, color: setter.design.colors.accent });
  lines.forEach((line, index) => {
    setter.draw(builder, node, line, setter.design.page.left + 10, top + NOTICE_PADDING + index * leading + setter.baselineOf('notice'));
  });
}

/** Puts each element before the first child of the section whose content begins on the same page or a later one. */
function insertByPage(sect: StructureNode, additions: readonly { readonly page: number; readonly node: StructureNode }[]): void {
  const waiting = [...additions];
  const kids = sect.kids.splice(0);
  for (const kid of kids) {
    const first = kid.kind === 'node' ? kid.node.firstPage() : Number.POSITIVE_INFINITY;
    while (waiting[0] !== undefined && waiting[0].page <= first && first !== Number.POSITIVE_INFINITY) {
      const addition = waiting.shift();
      if (addition !== undefined) sect.kids.push({ kind: 'node', node: addition.node });
    }
    sect.kids.push(kid);
  }
  for (const { node } of waiting) sect.kids.push({ kind: 'node', node });
}
