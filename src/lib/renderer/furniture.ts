/**
 * What every page carries around its text, once all pages are known: the notice, which is read out before the page's own text, and the
 * running head and the footer, which are not read out. Pages left blank for printing on both sides carry nothing.
 */

import { type PageBuilder, StructureNode, type Typefaces } from '../io/pdf.js';
import type { Section } from '../pack/blocks.js';
import { belowNotice, type Design } from '../pack/design.js';
import type { Messages } from '../pack/messages/index.js';
import { MM } from '../pack/theme.js';
import type { LaidPage } from './paginator.js';
import { Setter, type TextLine } from './setting.js';

export interface DocumentWords {
  /** In the footer of every page but the cover. */
  readonly title: string;
  /** At the top of every page. */
  readonly notice: string | undefined;
  /** What the layout itself says. */
  readonly standing: Messages;
}

/** Pages and where the sections stand on them. */
export interface LaidSections {
  readonly setter: Setter;
  readonly pages: readonly LaidPage[];
  readonly sects: readonly StructureNode[];
  /** First page of each section, from 1, by index. */
  readonly sectionPages: ReadonlyMap<number, number>;
  /** Sections that begin on the page where the one before them ends. */
  readonly sharing: ReadonlySet<number>;
}

/** Space above and below the words of the notice. */
const NOTICE_PADDING = 2.5;
/** How far a long notice may reach up. */
const NOTICE_TOP_MIN = 6 * MM;
/** Between the accent bar of the notice and its words. */
const NOTICE_INDENT = 10;
/** Kept free for the number beside the title of a footer. */
const NUMBER_ROOM = 60;
/** Between the first and the last name: a sign that ends an entry, so that the two never read as one name, to people or to the leak scan. */
const BETWEEN = ' · ';
/** Between what stands at the left and at the right of a head. */
const HEAD_GAP = 16;
/** A longer title is cut. */
const FOOTER_LINES_MAX = 2;

/** The design with room for the notice, which may have several lines. */
export function designUnder({ notice, standing }: DocumentWords, design: Design, typefaces: Typefaces): Design {
  if (notice === undefined || notice.trim() === '') return design;
  const { top, height } = noticeBand(noticeLines(notice, new Setter(design, typefaces, standing)), design);
  return belowNotice(design, top + height);
}

/** Adds notices, running heads and footers to all pages. */
export function furnish(laid: LaidSections, sections: readonly Section[], words: DocumentWords): void {
  const { pages, sects, setter } = laid;
  const footers = footersOf(sections, laid);
  const heads = headsOf(sections, laid, words.title);
  const notices = new Map<StructureNode, { readonly page: number; readonly node: StructureNode }[]>();
  pages.forEach(({ builder, section, footer, isBlank }, index) => {
    if (isBlank) return;
    if (words.notice !== undefined && words.notice.trim() !== '') {
      const node = new StructureNode('P');
      drawNotice(builder, node, words.notice, setter);
      const list = notices.get(section) ?? [];
      list.push({ page: index, node });
      notices.set(section, list);
    }
    const head = heads.get(index + 1);
    if (head !== undefined) drawHead(builder, head, setter);
    if (footer) drawFooter(builder, footers.get(index + 1) ?? words.title, `${index + 1} / ${pages.length}`, setter);
  });
  for (const sect of sects) insertByPage(sect, notices.get(sect) ?? []);
}

/** Words in place of the title, by page from 1: a section's pages reach to the one where the next begins. */
function footersOf(sections: readonly Section[], { sectionPages, sharing, pages }: LaidSections): Map<number, string> {
  const footers = new Map<number, string>();
  for (const [index, { footer }] of sections.entries()) {
    if (footer === undefined) continue;
    const next = sectionPages.get(index + 1) ?? pages.length + 1;
    for (let page = sectionPages.get(index) ?? 1; page <= (sharing.has(index + 1) ? next : next - 1); page++) footers.set(page, footer);
  }
  return footers;
}

/** What stands above a page: at the left where one is, at the right which names, as in a dictionary. */
interface Head {
  readonly left: string;
  readonly right?: string;
}

/**
 * Heads by page from 1: the titles of sections that go on at the top of a page, and on every page of a list of several pages the names that
 * stand on it. The cover has its title in large letters, and a section called like the document has it in its footer.
 */
function headsOf(sections: readonly Section[], { pages, sects, sectionPages, setter }: LaidSections, title: string): Map<number, Head> {
  const heads = new Map<number, Head>();
  const isLongList = setter.nameRanges.size > 1;
  for (const [index, { section, isBlank }] of pages.entries()) {
    const at = sects.indexOf(section);
    const of = sections[at];
    if (isBlank || of === undefined || of.id === 'cover') continue;
    const range = isLongList ? setter.nameRanges.get(index) : undefined;
    if (range !== undefined) {
      const { from, to, total, first, last } = range;
      heads.set(index + 1, {
        left: setter.words.say('volume.names', { from, to, total }),
        right: first === last ? first : `${first}${BETWEEN}${last}`,
      });
    } else if ((sectionPages.get(at) ?? 1) < index + 1 && of.title !== title) {
      heads.set(index + 1, { left: of.title });
    }
  }
  return heads;
}

/** Names that leave no room for one another are left out: the numbers say which they are. */
function drawHead(builder: PageBuilder, { left, right }: Head, setter: Setter): void {
  const { measure, page } = setter.design;
  setter.drawPlain(builder, null, setter.shortened(left, 'footer', measure.full), 'footer', page.left, page.head);
  if (right === undefined) return;
  const room = measure.full - setter.width(left, 'footer') - HEAD_GAP;
  if (setter.width(right, 'footer') <= room) setter.drawPlain(builder, null, right, 'footer', page.right, page.head, { align: 'right' });
}

/** The number stands at the outer edge of the sheet. Words that need a second line grow upwards. */
function drawFooter(builder: PageBuilder, words: string, number: string, setter: Setter): void {
  const { looks, measure, page, print } = setter.design;
  const isVerso = print.duplex && builder.index % 2 === 1;
  const lines = setter.lines([{ type: 'text', text: words }], 'footer', measure.full - NUMBER_ROOM);
  const shown = lines.length <= FOOTER_LINES_MAX ? lines : [...lines.slice(0, FOOTER_LINES_MAX - 1), ...cutLine(words, lines, setter)];
  shown.forEach((line, index) => {
    const y = page.footer - (shown.length - 1 - index) * looks.footer.leading;
    setter.draw(builder, null, line, isVerso ? page.right - line.width - line.left : page.left, y);
  });
  setter.drawPlain(builder, null, number, 'pageNumber', isVerso ? page.left : page.right, page.footer, {
    align: isVerso ? 'left' : 'right',
  });
}

/** The last line that a footer may have, ending in an ellipsis. */
function cutLine(words: string, lines: readonly TextLine[], setter: Setter): TextLine[] {
  const shownBefore = lines
    .slice(0, FOOTER_LINES_MAX - 1)
    .map((line) => line.runs.map((run) => run.text).join(''))
    .join('');
  const fit = setter.design.measure.full - NUMBER_ROOM;
  const rest = setter.shortened(words.slice(shownBefore.length), 'footer', fit);
  return setter.lines([{ type: 'text', text: rest }], 'footer', fit).slice(0, 1);
}

function noticeLines(notice: string, setter: Setter): TextLine[] {
  return setter.lines([{ type: 'text', text: notice }], 'notice', setter.design.measure.full - 2 * NOTICE_INDENT);
}

/** A notice of several lines begins higher up, as far as the edge of the sheet lets it. */
function noticeBand(lines: readonly TextLine[], { page, looks }: Design): { readonly top: number; readonly height: number } {
  const { leading } = looks.notice;
  return {
    top: Math.max(NOTICE_TOP_MIN, page.notice - (lines.length - 1) * leading),
    height: lines.length * leading + 2 * NOTICE_PADDING,
  };
}

function drawNotice(builder: PageBuilder, node: StructureNode, notice: string, setter: Setter): void {
  const { colors, measure, page } = setter.design;
  const lines = noticeLines(notice, setter);
  const { top, height } = noticeBand(lines, setter.design);
  builder.add(null, { kind: 'rectangle', x: page.left, y: top, width: measure.full, height, color: colors.tint });
  builder.add(null, { kind: 'rectangle', x: page.left, y: top, width: 2.25, height, color: colors.accent });
  setter.drawLines(builder, node, lines, 'notice', page.left + NOTICE_INDENT, top + NOTICE_PADDING);
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
