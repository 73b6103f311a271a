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
}

const PASSES_MAX = 6;
/** A section that must go on to the next page begins on a shared one only when this much of it is free. */
const FREE_MIN = 0.45;

/** Lays out the sections of one document. */
export function typeset(sections: readonly Section[], words: DocumentWords, plain: Design, typefaces: Typefaces): Typeset {
  const design = designUnder(words, plain, typefaces);
  const noteCount = collectNotes(sections.flatMap(({ blocks }) => blocks)).length;
  const nameUnits: Composition['nameUnits'] = { units: null };
  let facts: Facts = { contents: contentsOf(sections, new Map()), notePages: new Map() };
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const laid = layOut(sections, facts, nameUnits, new Setter(design, typefaces, words.standing), noteCount);
    const next: Facts = { contents: contentsOf(sections, laid.sectionPages), notePages: laid.notePages };
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
  return JSON.stringify([a.contents, [...a.notePages]]) === JSON.stringify([b.contents, [...b.notePages]]);
}

interface Laid extends LaidSections {
  readonly root: StructureNode;
  readonly notePages: ReadonlyMap<string, number>;
  /** Second-level headings by the index of their section. */
  readonly headings: ReadonlyMap<number, readonly Bookmark[]>;
}

function layOut(sections: readonly Section[], facts: Facts, nameUnits: Composition['nameUnits'], setter: Setter, noteCount: number): Laid {
  const { design } = setter;
  const root = new StructureNode('Document');
  const paginator = new Paginator(setter, noteCount);
  const sectionPages = new Map<number, number>();
  const sharing = new Set<number>();
  const headings = new Map<number, readonly Bookmark[]>();
  const sects: StructureNode[] = [];
  let sharable = false;
  sections.forEach((section, index) => {
    const sect = root.add('Sect', { title: section.title, ...(section.language === undefined ? {} : { language: section.language }) });
    const headingsBefore = setter.headings.length;
    const items = compose(section.blocks, { setter, contents: facts.contents, notePages: facts.notePages, nameUnits }, sect);
    headings.set(index, setter.headings.slice(headingsBefore));
    const isRecto = design.print.duplex && section.isRecto === true;
    const mayBegin = sharable && section.mayShare && !isRecto && (paginator.free >= FREE_MIN || paginator.fits(items));
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
    if (mayBegin && sectionPages.get(index) === pageBefore) sharing.add(index);
    sharable = section.mayShare;
  });
  endNotes(paginator, sects.at(-1));
  paginator.finishPage();
  const notePages = new Map([...setter.notes].flatMap(([key, note]) => (note.page === null ? [] : [[key, note.page + 1] as const])));
  return { root, setter, pages: paginator.pages, sects, sectionPages, sharing, notePages, headings };
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
