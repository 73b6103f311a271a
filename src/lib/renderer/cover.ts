/**
 * The plan of the first page: title, number and facts, contents. The zones move down when one above needs the room; a zone that the page
 * has no room for goes on to the next one whole.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Block, Fact } from '../pack/blocks.js';
import { type Look, MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import type { Composition } from './compose.js';
import { contentsBoxes, ROW_GAP } from './contents.js';
import type { Setter, TextLine } from './setting.js';

type Cover = Block & { type: 'cover' };

/** A title of more lines is set smaller. */
const TITLE_LINES_MAX = 4;
/** Kept free between the big number and the facts beside it. */
const NUMBER_GAP = 8 * MM;
const FACT_GAP = 5;
/** First baseline below the accent rule. */
const HEAD_BASELINE = 22;
/** Between the document's kind and the organisers beside it. */
const HEAD_GAP = 20;
/** Above the first row of the contents. */
const CONTENTS_TOP = 12;
/** Rows at the end of a list that stand on one page. */
const ROWS_TOGETHER = 3;
/** How near the rows of the contents may come to one another on a full cover. */
const ROW_GAP_LEAST = 1;

/** A part of the cover with what it needs to be drawn from `y` down. */
interface Zone {
  readonly height: number;
  draw(page: PageBuilder, y: number): void;
}

/** Where the zones stand. */
interface Plan {
  readonly title: number;
  readonly facts: number;
  /** Null where they have no room. */
  readonly contents: number | null;
}

/** The cover, which has a page of its own, and whatever did not fit on it. */
export function coverBoxes(cover: Cover, composition: Composition, section: StructureNode): Box[] {
  const { setter } = composition;
  const { cover: plan, page: paper } = setter.design;
  const head = headZone(cover, setter, section.add('P'));
  const title = titleZone(cover, setter, section);
  const facts = factsZone(cover, setter, section);
  const contents = composition.contents.length === 0 ? null : contentsZone(cover.contentsTitle, composition, section);
  const roomy = planOf(setter, head, title, facts, contents, ROOMY);
  const isFull = contents !== null && roomy.contents === null;
  const { title: titleTop, facts: factsTop, contents: contentsTop } = isFull ? closer(setter, head, title, facts, contents, roomy) : roomy;
  const hasFacts = factsTop + facts.height <= plan.bottom;
  const first = box(paper.bottom - paper.top, (page) => {
    head.draw(page, plan.rule);
    title.draw(page, titleTop);
    if (hasFacts) facts.draw(page, factsTop);
    if (contents !== null && contentsTop !== null) contents.fit(plan.bottom - contentsTop).draw(page, contentsTop);
  });
  const rest = [
    ...(hasFacts ? [] : [box(facts.height, facts.draw)]),
    ...(contents === null || contentsTop !== null ? [] : contents.boxes(hasFacts ? 0 : BELOW_FACTS)),
  ];
  return [first, ...rest];
}

/** Spaces above the title and above the facts. */
interface Spaces {
  /** Null puts the title where the design has it. */
  readonly title: number | null;
  readonly facts: number;
}

const TITLE_GAP = 12;
const ROOMY: Spaces = { title: null, facts: 12 * MM };
const CLOSE: Spaces = { title: TITLE_GAP, facts: 5 * MM };
/** Between facts and contents that stand on the page after the cover. */
const BELOW_FACTS = 28;

/** The zones nearer to one another, where that brings more of them onto the cover. */
function closer(setter: Setter, head: Zone, title: Zone, facts: Zone, contents: ContentsZone, roomy: Plan): Plan {
  const { bottom } = setter.design.cover;
  const close = planOf(setter, head, title, facts, contents, CLOSE);
  const hadFacts = roomy.facts + facts.height <= bottom;
  const hasFacts = close.facts + facts.height <= bottom;
  return close.contents !== null || (hasFacts && !hadFacts) ? close : roomy;
}

function planOf(setter: Setter, head: Zone, title: Zone, facts: Zone, contents: ContentsZone | null, spaces: Spaces): Plan {
  const { cover: plan } = setter.design;
  const isClose = spaces.title !== null;
  const titleTop = Math.max(isClose ? 0 : plan.title, plan.rule + head.height + (spaces.title ?? TITLE_GAP));
  const factsTop = Math.max(isClose ? 0 : plan.number, titleTop + title.height + spaces.facts);
  const factsBottom = factsTop + facts.height;
  if (contents === null || factsBottom > plan.bottom) return { title: titleTop, facts: factsTop, contents: null };
  const contentsTop = Math.max(factsBottom + 12, Math.min(Math.max(plan.contents, factsBottom + 8 * MM), plan.bottom - contents.height));
  return { title: titleTop, facts: factsTop, contents: plan.bottom - contentsTop >= contents.least ? contentsTop : null };
}

/** Who asks, and what kind of document this is, below the accent rule. */
function headZone(cover: Cover, setter: Setter, node: StructureNode): Zone {
  const { colors, looks, measure, page: paper } = setter.design;
  const type = setter.width(cover.documentType, 'caption');
  const lines = setter.lines([{ type: 'text', text: cover.organisers }], 'letterhead', measure.full - type - HEAD_GAP);
  return {
    height: HEAD_BASELINE + lines.length * looks.letterhead.leading,
    draw(page, y) {
      page.add(null, { kind: 'rectangle', x: paper.left, y: y - 1.1, width: measure.full, height: 2.25, color: colors.accent });
      setter.drawLines(page, node, lines, 'letterhead', paper.left, y + HEAD_BASELINE - setter.baselineOf('letterhead'));
      setter.drawPlain(page, node, cover.documentType, 'caption', paper.right, y + HEAD_BASELINE, { align: 'right' });
    },
  };
}

interface TitlePart {
  readonly node: StructureNode;
  readonly look: Look;
  readonly lines: readonly TextLine[];
  readonly before: number;
  readonly scale?: number;
}

/** Title, subtitle and the one sentence that says what is asked. */
function titleZone(cover: Cover, setter: Setter, section: StructureNode): Zone {
  const { looks, measure, page: paper } = setter.design;
  const own = cover.ownLanguage === undefined ? {} : { language: cover.ownLanguage };
  const parts: readonly TitlePart[] = [
    { node: section.add('H1', own), ...titleLines(cover.title, setter), before: 0 },
    { node: section.add('P'), look: 'subtitle', lines: setter.balancedLines(cover.subtitle, 'subtitle', measure.full), before: 6 },
    ...(cover.ask === undefined
      ? []
      : [
          {
            node: section.add('P', own),
            look: 'body' as const,
            lines: setter.paragraph([{ type: 'text', text: cover.ask }], 'body', measure.petition),
            before: 12,
          },
        ]),
  ];
  return {
    height: parts.reduce((sum, { look, lines, before, scale = 1 }) => sum + before + lines.length * looks[look].leading * scale, 0),
    draw(page, top) {
      let y = top;
      for (const { node, look, lines, before, scale = 1 } of parts)
        y = setter.drawLines(page, node, lines, look, paper.left, y + before, { scale });
    },
  };
}

/** How much smaller a title is set at most so that its longest word stays whole. */
const TITLE_SCALE_MIN = 0.6;

function titleLines(title: string, setter: Setter): Pick<TitlePart, 'look' | 'lines' | 'scale'> {
  const { full } = setter.design.measure;
  for (const look of ['title', 'titleLong'] as const) {
    const lines = setter.balancedLines(title, look, full);
    if (lines.length <= TITLE_LINES_MAX && setter.widestWord(title, look) <= full) return { look, lines, scale: 1 };
  }
  const look = 'titleLongest';
  const scale = Math.min(1, Math.max(TITLE_SCALE_MIN, (full - 1) / setter.widestWord(title, look)));
  return { look, lines: setter.balancedLines(title, look, full, scale), scale };
}

/** The number with the facts beside it, or below it where the type is large. */
function factsZone(cover: Cover, setter: Setter, section: StructureNode): Zone {
  const { colors, cover: plan, measure, page: paper } = setter.design;
  const number = cover.number === undefined ? null : numberZone(cover.number, setter, section.add('P'));
  const isBeside = number !== null && plan.facts > 0;
  const left = paper.left + (isBeside ? plan.facts : 0);
  const facts = factList(cover.facts, setter, section, left);
  const factsTop = number === null || isBeside ? 16 : 16 + number.height + 8;
  return {
    height: Math.max((number?.height ?? 0) + 8, factsTop + facts.height),
    draw(page, y) {
      page.add(null, { kind: 'line', x1: paper.left, y1: y, x2: paper.left + measure.full, y2: y, width: 0.75, color: colors.ink });
      number?.draw(page, y + 8);
      facts.draw(page, y + factsTop);
    },
  };
}

function numberZone({ value, sentence }: { value: string; sentence: string }, setter: Setter, node: StructureNode): Zone {
  const { cover: plan, looks, measure, page: paper } = setter.design;
  // Wider than this, the big number would run into the facts.
  const width = plan.facts > 0 ? plan.facts - NUMBER_GAP : measure.full;
  const lines = setter.lines([{ type: 'text', text: sentence }], 'entry', plan.facts > 0 ? width - 6 * MM : width);
  return {
    height: looks.bigNumber.leading + 2 + lines.length * looks.entry.leading,
    draw(page, top) {
      setter.drawPlain(page, node, value, 'bigNumber', paper.left - 2, top + setter.baselineOf('bigNumber'), { fit: width });
      setter.drawLines(page, node, lines, 'entry', paper.left, top + looks.bigNumber.leading + 2);
    },
  };
}

function factList(facts: readonly Fact[], setter: Setter, section: StructureNode, left: number): Zone {
  const { cover: plan, looks, page: paper } = setter.design;
  const width = paper.right - left - plan.factLabel;
  const rows = facts.map((fact) => ({
    label: fact.label,
    node: section.add('P'),
    lines: fact.lines.flatMap((value) => setter.balancedLines(value, 'smallInk', width)),
  }));
  const { leading } = looks.smallInk;
  return {
    height: rows.reduce((sum, { lines }) => sum + lines.length * leading + FACT_GAP, 0),
    draw(page, top) {
      let y = top;
      for (const { label, node, lines } of rows) {
        setter.drawPlain(page, node, label, 'factLabel', left, y + setter.baselineOf('smallInk'), { fit: plan.factLabel - 4 });
        y = setter.drawLines(page, node, lines, 'smallInk', left + plan.factLabel, y) + FACT_GAP;
      }
    },
  };
}

/** The contents list: as a zone that can narrow, and as boxes for a page of its own. */
interface ContentsZone {
  /** With rows as usual. */
  readonly height: number;
  /** With rows as close together as they may be. */
  readonly least: number;
  /** The zone, its rows moved together to end within `height`. */
  fit(height: number): Zone;
  /** @param before space above them */
  boxes(before: number): readonly Box[];
}

function contentsZone(title: string, composition: Composition, section: StructureNode): ContentsZone {
  const { setter } = composition;
  const { colors, looks, measure, page: paper } = setter.design;
  const node = section.add('H2');
  const isBeside = measure.rail > 0;
  const titleHeight = isBeside ? 0 : looks.label.leading;
  const pitch = { gap: ROW_GAP };
  const rows = contentsBoxes(composition, { x: paper.left + measure.rail, width: measure.main, node: section }, pitch);
  const height = CONTENTS_TOP + titleHeight + rows.reduce((sum, row) => sum + row.height, 0);
  const drawTitle = (page: PageBuilder, y: number): void =>
    setter.drawPlain(page, node, title, 'label', paper.left, y + setter.baselineOf('label'), isBeside ? { fit: measure.rail - 8 } : {});
  const headed = (before: number): Box[] => {
    const [first, ...others] = rows.map((row, index) => ({
      ...row,
      keep: index < rows.length - 1 && index >= rows.length - ROWS_TOGETHER,
    }));
    if (first === undefined) return [];
    if (!isBeside) return [box(looks.label.leading + 6, drawTitle, { keep: true, before }), first, ...others];
    const beside: Box['draw'] = (page, y) => {
      drawTitle(page, y);
      first.draw(page, y);
    };
    return [{ ...first, before, draw: beside }, ...others];
  };
  return {
    height,
    least: height - rows.length * (ROW_GAP - ROW_GAP_LEAST),
    boxes: headed,
    fit: (room) => ({
      height: Math.min(room, height),
      draw(page, top) {
        pitch.gap = Math.min(ROW_GAP, ROW_GAP - (height - room) / rows.length);
        page.add(null, { kind: 'line', x1: paper.left, y1: top, x2: paper.right, y2: top, width: 0.5, color: colors.rule });
        drawTitle(page, top + CONTENTS_TOP);
        let y = top + CONTENTS_TOP + titleHeight;
        for (const row of rows) {
          row.draw(page, y);
          y += row.height - ROW_GAP + pitch.gap;
        }
      },
    }),
  };
}
