/**
 * The plan of the letter's first page and its close. The address stands where the window of the chosen envelope is; small ticks show where
 * to fold. The measures are data, see `pack/print/windows.json`.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Block } from '../pack/blocks.js';
import { MM } from '../pack/theme.js';
import { addressIn } from './address.js';
import { type Box, box } from './boxes.js';
import { GUTTER, isNarrow, letterheadsBox } from './letterhead.js';
import type { Setter } from './setting.js';

/** Both ends of a tick at the left edge, which says where to fold. */
const TICK = { from: 5 * MM, to: 10 * MM } as const;
/** Rows of signatures that are kept on one page. */
const ROWS_TOGETHER_MAX = 3;
/** Room for a signature by hand, and the line to set it on. */
const SIGNATURE = 44;
const SIGNING_LINE = 60 * MM;
/** Between an address that is higher than its field and the date. */
const ADDRESS_GAP = 6 * MM;

/** Letterhead, address, date, salutation and subject. Its places are fixed, so it must come first on its page. */
export function letterHeadBox(head: Block & { type: 'letter-head' }, setter: Setter, section: StructureNode): Box {
  const { colors, letter: plan, looks, measure, page: paper } = setter.design;
  const field = addressIn(setter, head.address);
  const dateTop = Math.max(plan.date, field.height > plan.address.height ? plan.address.y + field.height + ADDRESS_GAP : 0);
  const roomEnd = head.address.length === 0 || isNarrow(setter) ? plan.date : plan.address.y;
  const letterhead = letterheadsBox(head.letterhead, setter, section, roomEnd - plan.letterhead);
  const address = head.address.length === 0 ? null : section.add('P');
  const date = section.add('P');
  const alsoNode = head.also === undefined ? null : section.add('P');
  const salutations = head.salutations.map((text) => ({
    lines: setter.lines([{ type: 'text', text }], 'body', measure.body),
    node: section.add('P'),
  }));
  const title = section.add('H1');
  const also = head.also === undefined ? [] : setter.lines([{ type: 'text', text: head.also }], 'small', measure.body);
  const subject = setter.paragraph([{ type: 'text', text: head.subject }], 'subject', measure.body);
  const alsoTop = dateTop + looks.body.leading + 6;
  const alsoHeight = also.length === 0 ? 0 : also.length * looks.small.leading + 4;
  const salutationTop = dateTop + looks.body.leading + 16 + alsoHeight;
  const salutationLines = salutations.reduce((sum, { lines }) => sum + lines.length, 0);
  const subjectTop = salutationTop + salutationLines * looks.body.leading + 8;
  const bottom = subjectTop + subject.length * looks.subject.leading;
  return box(
    bottom - paper.top,
    (page) => {
      letterhead.draw(page, plan.letterhead);
      if (address !== null) field.draw(page, address);
      setter.drawPlain(page, date, head.date, 'entry', paper.left, dateTop + setter.baselineOf('body'), { fit: measure.full });
      if (alsoNode !== null) setter.drawLines(page, alsoNode, also, 'small', paper.left, alsoTop);
      let y = salutationTop;
      for (const { lines, node } of salutations) y = setter.drawLines(page, node, lines, 'body', paper.left, y);
      setter.drawLines(page, title, subject, 'subject', paper.left, subjectTop);
      for (const tick of plan.ticks) {
        page.add(null, {
          kind: 'line',
          x1: TICK.from - page.shift,
          y1: tick,
          x2: TICK.to - page.shift,
          y2: tick,
          width: 0.25,
          color: colors.grey,
        });
      }
    },
    { keep: true },
  );
}

/** "Yours sincerely", room to sign, and the names, two beside each other when there are several; then each has a line to sign on. */
export function closingBoxes({ farewell, signing }: Block & { type: 'closing' }, setter: Setter, section: StructureNode): Box[] {
  const { colors, looks, measure, page: paper } = setter.design;
  const { leading } = looks.body;
  const node = farewell === undefined ? null : section.add('P');
  const close = farewell === undefined ? [] : setter.lines([{ type: 'text', text: farewell }], 'body', measure.body);
  const boxes: Box[] = close.map((line, index) =>
    box(leading, (page, y) => setter.draw(page, node, line, paper.left, y + setter.baselineOf('body')), {
      before: index === 0 ? 12 : 0,
      keep: true,
    }),
  );
  const columns = signing.length > 1 ? 2 : 1;
  const rows = Math.ceil(signing.length / columns);
  const width = columns === 1 ? measure.body : (measure.full - GUTTER) / 2;
  for (let start = 0; start < signing.length; start += columns) {
    const row = signing.slice(start, start + columns).map((person) => ({
      node: section.add('P'),
      lines: [
        ...setter.lines([{ type: 'text', text: person.name, strong: true }], 'body', width),
        ...person.lines.flatMap((line) => setter.lines([{ type: 'text', text: line }], 'body', width)),
      ],
    }));
    const height = SIGNATURE + Math.max(...row.map(({ lines }) => lines.length)) * leading;
    const draw = (page: PageBuilder, y: number): void => {
      row.forEach(({ node: owner, lines }, column) => {
        const x = paper.left + column * (width + GUTTER);
        const rule = y + SIGNATURE - 4;
        if (columns > 1)
          page.add(null, {
            kind: 'line',
            x1: x,
            y1: rule,
            x2: x + Math.min(width, SIGNING_LINE),
            y2: rule,
            width: 0.5,
            color: colors.rule,
          });
        setter.drawLines(page, owner, lines, 'body', x, y + SIGNATURE);
      });
    };
    boxes.push(box(height, draw, { keep: rows <= ROWS_TOGETHER_MAX && start + columns < signing.length }));
  }
  return boxes;
}
