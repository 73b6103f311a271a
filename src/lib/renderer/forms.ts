/** What certificates, slips and forms are made of: a number between rules, facts, lines to write on, and where to tear. */

import type { StructureNode } from '../io/pdf.js';
import type { Blank, Block, Fact } from '../pack/blocks.js';
import { MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

/** Where blocks stand, and the element that owns them. */
interface Place {
  readonly x: number;
  readonly width: number;
  readonly node: StructureNode;
}

/** Labels of facts are as wide as a rail, where they fit there, else at least this wide, and never more than this share of the whole. */
const FACT_LABEL = 44 * MM;
const FACT_LABEL_SHARE = 0.45;
const FACT_GAP = 12;
const BLANK_GAP = 14;
/** Room to write by hand above a line. */
const BLANK_HEIGHT = 34;
/** A slip is cut where the scissors and this line meet the edges of the text. */
const CUT_DASH = [4, 3] as const;

/** A number as large as on the cover, between two rules. */
export function numberBox({ value, sentence }: Block & { type: 'number' }, setter: Setter, { x, width, node }: Place): Box {
  const { looks, colors } = setter.design;
  const owner = node.add('P');
  const lines = setter.lines([{ type: 'text', text: sentence }], 'body', width);
  const height = 18 + looks.bigNumber.leading + 6 + lines.length * looks.body.leading + 18;
  return box(
    height,
    (page, y) => {
      page.add(null, { kind: 'rectangle', x, y, width, height: 2.25, color: colors.accent });
      setter.drawPlain(page, owner, value, 'bigNumber', x, y + 18 + setter.baselineOf('bigNumber'), { fit: width });
      lines.forEach((line, index) => {
        const top = y + 18 + looks.bigNumber.leading + 6 + index * looks.body.leading;
        setter.draw(page, owner, line, x, top + setter.baselineOf('body'));
      });
      page.add(null, { kind: 'line', x1: x, y1: y + height, x2: x + width, y2: y + height, width: 0.75, color: colors.ink });
    },
    { before: 22 },
  );
}

/** Labels left, lines right; facts stay together. */
export function factBoxes(facts: readonly Fact[], setter: Setter, { x, width, node }: Place): Box[] {
  const { entry } = setter.design.looks;
  const { rail } = setter.design.measure;
  const widest = Math.max(...facts.map(({ label }) => setter.width(label, 'label') + FACT_GAP));
  const labels = widest <= rail ? rail : Math.min(Math.max(FACT_LABEL, widest), width * FACT_LABEL_SHARE);
  return facts.map((fact, index) => {
    const owner = node.add('P');
    const lines = fact.lines.flatMap((value) => setter.lines([{ type: 'text', text: value }], 'entry', width - labels));
    return box(
      Math.max(1, lines.length) * entry.leading,
      (page, y) => {
        setter.drawPlain(page, owner, fact.label, 'label', x, y + setter.baselineOf('entry'), { fit: labels - 8 });
        lines.forEach((line, at) => {
          setter.draw(page, owner, line, x + labels, y + at * entry.leading + setter.baselineOf('entry'));
        });
      },
      { before: index === 0 ? 16 : 5, keep: index < facts.length - 1 },
    );
  });
}

/** Rules to write on, with what belongs there below each. */
export function blankBoxes(rows: readonly (readonly Blank[])[], setter: Setter, { x, width, node }: Place): Box[] {
  const { looks, colors } = setter.design;
  return rows.map((row, index) => {
    const owner = node.add('P');
    let left = x;
    const fields = row.map(({ label, share }) => {
      const at = left;
      // The gap behind the last of a full row would only make it end short of the text above.
      left += share * (width + BLANK_GAP);
      const room = share * (width + BLANK_GAP) - BLANK_GAP;
      return { at, room, lines: setter.lines([{ type: 'text', text: label }], 'small', room) };
    });
    const labels = Math.max(1, ...fields.map(({ lines }) => lines.length));
    return box(
      BLANK_HEIGHT + labels * looks.small.leading,
      (page, y) => {
        for (const { at, room, lines } of fields) {
          page.add(null, {
            kind: 'line',
            x1: at,
            y1: y + BLANK_HEIGHT,
            x2: at + room,
            y2: y + BLANK_HEIGHT,
            width: 0.5,
            color: colors.grey,
          });
          lines.forEach((line, number) => {
            setter.draw(page, owner, line, at, y + BLANK_HEIGHT + 1 + number * looks.small.leading + setter.baselineOf('small'));
          });
        }
      },
      { before: index === 0 ? 8 : 2, keep: index < rows.length - 1 },
    );
  });
}

/** A dashed line across the text with its words in the middle. */
export function cutBox(label: string, setter: Setter, { x, width, node }: Place): Box {
  const { colors } = setter.design;
  const owner = node.add('P');
  const middle = setter.width(label, 'small');
  return box(
    14,
    (page, y) => {
      const at = y + 7;
      const start = x + (width - middle) / 2;
      const stroke = { color: colors.grey, width: 0.75, dash: CUT_DASH };
      page.add(null, {
        kind: 'path',
        points: [
          [x, at],
          [start - 8, at],
        ],
        stroke,
      });
      page.add(null, {
        kind: 'path',
        points: [
          [start + middle + 8, at],
          [x + width, at],
        ],
        stroke,
      });
      setter.drawPlain(page, owner, label, 'small', start, y + setter.baselineOf('small'));
    },
    { before: 30, keep: true },
  );
}
