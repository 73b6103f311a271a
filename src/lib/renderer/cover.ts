/** The plan of the first page: title, number and facts, contents. The zones move down when the title needs the room. */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Block, Fact } from '../pack/blocks.js';
import { type Look, MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import { CONTENTS_ROW, type Composition, contentsBoxes } from './compose.js';
import type { Setter } from './setting.js';

type Cover = Block & { type: 'cover' };

const RULE = 30 * MM;
/** A title of more lines is set smaller. */
const TITLE_LINES_MAX = 4;
const TITLE_TOP = 58 * MM;
/** Where the number and the contents begin when nothing above pushes them down. */
const NUMBER_TOP = 142 * MM;
const CONTENTS_TOP = 206 * MM;
/** The contents may come this near to the lower edge, because the cover has no footer. */
const COVER_BOTTOM = 280 * MM;
const FACTS_LEFT = 83 * MM;
const FACT_LABEL = 25 * MM;
/** From this width on, the big number would run into the facts. */
const NUMBER_WIDTH = FACTS_LEFT - 8 * MM;

/** The whole cover; it takes a page of its own. */
export function coverBox(cover: Cover, composition: Composition, section: StructureNode): Box {
  const { setter } = composition;
  const head = section.add('P');
  const title = section.add('H1');
  const subtitle = section.add('P');
  const ask = cover.ask === undefined ? null : section.add('P');
  const number = cover.number === undefined ? null : section.add('P');
  const facts = cover.facts.map(() => section.add('P'));
  const contentsTitle = composition.contents.length === 0 ? null : section.add('H2');
  const contentsPlace = { x: setter.design.page.left + setter.design.measure.rail, width: setter.design.measure.main, node: section };
  // Rows move closer together when a long title leaves little room.
  const pitch = { row: CONTENTS_ROW };
  const contents = composition.contents.length === 0 ? [] : contentsBoxes(composition, contentsPlace, pitch);
  return box(setter.design.page.bottom - setter.design.page.top, (page) => {
    page.add(null, {
      kind: 'rectangle',
      x: setter.design.page.left,
      y: RULE - 1.1,
      width: setter.design.measure.full,
      height: 2.25,
      color: setter.design.colors.accent,
    });
    const typeWidth = setter.width(cover.documentType, 'caption');
    setter.drawPlain(page, head, cover.organisers, 'letterhead', setter.design.page.left, RULE + 22, {
      fit: setter.design.measure.full - typeWidth - 20,
    });
    setter.drawPlain(page, head, cover.documentType, 'caption', setter.design.page.right, RULE + 22, { align: 'right' });
    let y = drawTitle(page, cover, setter, title, subtitle);
    if (ask !== null) y = drawAsk(page, cover.ask ?? '', setter, ask, y + 12);
    y = Math.max(NUMBER_TOP, y + 12 * MM);
    page.add(null, {
      kind: 'line',
      x1: setter.design.page.left,
      y1: y,
      x2: setter.design.page.right,
      y2: y,
      width: 0.75,
      color: setter.design.colors.ink,
    });
    const left = number === null ? y : drawNumber(page, cover, setter, number, y + 8);
    const factsLeft = number === null ? setter.design.page.left : setter.design.page.left + FACTS_LEFT;
    const right = drawFacts(page, cover.facts, facts, setter, factsLeft, y + 16);
    if (contentsTitle === null) return;
    const height = contents.length * CONTENTS_ROW;
    const wanted = Math.max(CONTENTS_TOP, Math.max(left, right) + 8 * MM);
    y = Math.max(Math.max(left, right) + 12, Math.min(wanted, COVER_BOTTOM - height));
    page.add(null, {
      kind: 'line',
      x1: setter.design.page.left,
      y1: y,
      x2: setter.design.page.right,
      y2: y,
      width: 0.5,
      color: setter.design.colors.rule,
    });
    y += 12;
    setter.drawPlain(page, contentsTitle, cover.contentsTitle, 'label', setter.design.page.left, y + setter.baselineOf('entry') + 1);
    pitch.row = Math.min(CONTENTS_ROW, (COVER_BOTTOM - y) / contents.length);
    for (const row of contents) {
      row.draw(page, y);
      y += pitch.row;
    }
  });
}

function drawTitle(page: PageBuilder, cover: Cover, setter: Setter, title: StructureNode, subtitle: StructureNode): number {
  let look: Look = 'title';
  let lines = setter.balancedLines(cover.title, look, setter.design.measure.full);
  for (const smaller of ['titleLong', 'titleLongest'] as const) {
    if (lines.length <= TITLE_LINES_MAX) break;
    look = smaller;
    lines = setter.balancedLines(cover.title, look, setter.design.measure.full);
  }
  let y = TITLE_TOP;
  for (const line of lines) {
    setter.draw(page, title, line, setter.design.page.left, y + setter.baselineOf(look));
    y += setter.design.looks[look].leading;
  }
  y += 6;
  for (const line of setter.balancedLines(cover.subtitle, 'subtitle', setter.design.measure.full)) {
    setter.draw(page, subtitle, line, setter.design.page.left, y + setter.baselineOf('subtitle'));
    y += setter.design.looks.subtitle.leading;
  }
  return y;
}

function drawAsk(page: PageBuilder, ask: string, setter: Setter, node: StructureNode, top: number): number {
  let y = top;
  for (const line of setter.lines([{ type: 'text', text: ask }], 'body', setter.design.measure.petition)) {
    setter.draw(page, node, line, setter.design.page.left, y + setter.baselineOf('body'));
    y += setter.design.looks.body.leading;
  }
  return y;
}

function drawNumber(page: PageBuilder, cover: Cover, setter: Setter, node: StructureNode, top: number): number {
  const value = cover.number?.value ?? '';
  setter.drawPlain(page, node, value, 'bigNumber', setter.design.page.left - 2, top + setter.baselineOf('bigNumber'), {
    fit: NUMBER_WIDTH,
  });
  let y = top + setter.design.looks.bigNumber.leading + 2;
  for (const line of setter.lines([{ type: 'text', text: cover.number?.sentence ?? '' }], 'entry', NUMBER_WIDTH - 6 * MM)) {
    setter.draw(page, node, line, setter.design.page.left, y + setter.baselineOf('entry'));
    y += setter.design.looks.entry.leading;
  }
  return y;
}

function drawFacts(
  page: PageBuilder,
  facts: readonly Fact[],
  nodes: readonly StructureNode[],
  setter: Setter,
  left: number,
  top: number,
): number {
  let y = top;
  facts.forEach((fact, index) => {
    const node = nodes[index];
    if (node === undefined) return;
    setter.drawPlain(page, node, fact.label, 'factLabel', left, y + setter.baselineOf('smallInk'));
    for (const value of fact.lines) {
      for (const line of setter.lines([{ type: 'text', text: value }], 'smallInk', setter.design.page.right - left - FACT_LABEL)) {
        setter.draw(page, node, line, left + FACT_LABEL, y + setter.baselineOf('smallInk'));
        y += setter.design.looks.smallInk.leading;
      }
    }
    y += 5;
  });
  return y;
}
