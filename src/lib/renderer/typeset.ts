/**
 * Sections to finished pages. Page numbers in the contents list and in the references depend on the layout, so the
 * document is laid out again until they hold still; then notices and footers are added, which know the total.
 */

import { DefectError } from '../errors.js';
import { type Bookmark, type PageBuilder, StructureNode, type Typefaces } from '../io/pdf.js';
import { isListed, type Section } from '../pack/blocks.js';
import type { Design } from '../pack/design.js';
import { collectNotes } from '../pack/notes.js';
import type { Placeable } from './boxes.js';
import { type Composition, type ContentsEntry, compose } from './compose.js';
import { type DocumentWords, designUnder, furnish, type LaidSections } from './furniture.js';
import { Paginator } from './paginator.js';
import { type NameRange, Setter } from './setting.js';
import { decide, type Ending, type Fits, fitted } from './tails.js';

/** The contents of a document with everything in its place. */
export interface Typeset {
  readonly root: StructureNode;
  readonly pages: readonly PageBuilder[];
  readonly bookmarks: readonly Bookmark[];
  /** Which names stand on which page, by its index. */
  readonly nameRanges: ReadonlyMap<number, NameRange>;
}

interface Facts {
  readonly contents: readonly ContentsEntry[];
  readonly notePages: ReadonlyMap<string, number>;
  readonly fits: Fits;
}

const PASSES_MAX = 10;
/** From this pass on no section is set in another way, so that page numbers can settle. */
const FITTING_PASSES = 6;
/** A section that must go on to the next page begins on a shared one only when this much of it is free. */
const FREE_MIN = 0.45;

/** Lays out the sections of one document. */
export function typeset(sections: readonly Section[], words: DocumentWords, plain: Design, typefaces: Typefaces): Typeset {
  const design = designUnder(words, plain, typefaces);
  const noteCount = collectNotes(sections.flatMap(({ blocks }) => blocks)).length;
  const nameUnits: Composition['nameUnits'] = { units: null };
  let facts: Facts = { contents: contentsOf(sections, new Map()), notePages: new Map(), fits: new Map() };
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const laid = layOut(sections, facts, nameUnits, new Setter(design, typefaces, words.standing), noteCount);
    const next: Facts = {
      contents: contentsOf(sections, laid.sectionPages),
      notePages: laid.notePages,
      fits: pass < FITTING_PASSES ? decide(facts.fits, laid.endings) : facts.fits,
    };
    if (sameFacts(facts, next)) {
      furnish(laid, sections, words);
      return {
        root: laid.root,
        pages: laid.pages.map((page) => page.builder),
        nameRanges: laid.setter.nameRanges,
        bookmarks: sections.map((section, index) => bookmarkOf(section, index, laid.headings.get(index) ?? [])),
      };
    }
    facts = next;
  }
  throw new DefectError('The page numbers of the pack do not settle.', { code: 'layout-unstable' });
}

/** The cover's one further heading is the contents list itself. */
function bookmarkOf({ id, title }: Section, index: number, headings: readonly Bookmark[]): Bookmark {
  const children = id === 'cover' ? [] : headings;
  return { title, destination: destinationOf(index), ...(children.length === 0 ? {} : { children }) };
}

function destinationOf(index: number): string {
  return `section-${String(index + 1).padStart(2, '0')}`;
}

/** Every section but the cover and the contents list itself. */
function contentsOf(sections: readonly Section[], pages: ReadonlyMap<number, number>): ContentsEntry[] {
  return sections.flatMap((section, index): ContentsEntry[] => {
    if (!isListed(section)) return [];
    return [{ title: section.title, destination: destinationOf(index), page: pages.get(index) ?? 1 }];
  });
}

function sameFacts(a: Facts, b: Facts): boolean {
  const flat = ({ contents, notePages, fits }: Facts): string => JSON.stringify([contents, [...notePages], [...fits]]);
  return flat(a) === flat(b);
}

interface Laid extends LaidSections {
  readonly root: StructureNode;
  readonly notePages: ReadonlyMap<string, number>;
  /** Second-level headings by the index of their section. */
  readonly headings: ReadonlyMap<number, readonly Bookmark[]>;
  readonly endings: ReadonlyMap<number, Ending>;
}

function layOut(sections: readonly Section[], facts: Facts, nameUnits: Composition['nameUnits'], setter: Setter, noteCount: number): Laid {
  const { design } = setter;
  const root = new StructureNode('Document');
  const paginator = new Paginator(setter, noteCount);
  const sectionPages = new Map<number, number>();
  const sharing = new Set<number>();
  const headings = new Map<number, readonly Bookmark[]>();
  const sects: StructureNode[] = [];
  const endings = new Map<number, Ending>();
  let sharable = false;
  sections.forEach((section, index) => {
    const sect = root.add('Sect', { title: section.title, ...(section.language === undefined ? {} : { language: section.language }) });
    const headingsBefore = setter.headings.length;
    const composition = { setter, contents: facts.contents, notePages: facts.notePages, nameUnits };
    const items = fitted(compose(section.blocks, composition, sect), facts.fits.get(index)?.fit, setter);
    headings.set(index, setter.headings.slice(headingsBefore));
    const isRecto = design.print.duplex && section.isRecto === true;
    const mayBegin = sharable && section.mayShare && !isRecto && (paginator.free >= FREE_MIN || paginator.fits(items));
    const before = endings.get(index - 1);
    if (mayBegin && before !== undefined) endings.set(index - 1, { ...before, tail: null });
    if (!mayBegin) {
      endNotes(paginator, sects.at(-1));
      paginator.startPage(sect, { footer: section.id !== 'cover', isRecto });
    }
    sects.push(sect);
    const pageBefore = paginator.index + 1;
    const begin = (builder: PageBuilder, y: number): void => {
      sectionPages.set(index, builder.index + 1);
      builder.addDestination(destinationOf(index), Math.max(0, y - 20));
    };
    paginator.place(noticed(items, begin), sect);
    if (!sectionPages.has(index)) begin(paginator.builder, paginator.y);
    const firstPage = sectionPages.get(index) ?? 1;
    if (mayBegin && firstPage === pageBefore) sharing.add(index);
    const pages = paginator.index + 2 - firstPage;
    // Lists in columns end as their columns do, and a cover is no running text.
    const hasTail = pages > 1 && section.id !== 'cover' && items.at(-1)?.kind === 'box';
    endings.set(index, { pages, tail: hasTail ? paginator.filled : null });
    sharable = section.mayShare;
  });
  endNotes(paginator, sects.at(-1));
  paginator.finishPage();
  const notePages = new Map([...setter.notes].flatMap(([key, note]) => (note.page === null ? [] : [[key, note.page + 1] as const])));
  return { root, setter, pages: paginator.pages, sects, sectionPages, sharing, notePages, headings, endings };
}

/** A section's notes end before another section takes a new page. */
function endNotes(paginator: Paginator, section: StructureNode | undefined): void {
  if (section !== undefined) paginator.endNotes(section);
}

/** The items, with `begin` called where the first of them is drawn: a heading can move to the next page with what follows it. */
function noticed(items: readonly Placeable[], begin: (builder: PageBuilder, y: number) => void): readonly Placeable[] {
  const [first, ...rest] = items;
  if (first === undefined || first.kind === 'flow') return items;
  const draw: typeof first.draw = (builder, y) => {
    begin(builder, y);
    first.draw(builder, y);
  };
  return [{ ...first, draw }, ...rest];
}
