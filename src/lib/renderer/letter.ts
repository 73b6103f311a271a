/**
 * The plan of the letter's first page and its close. The address stands where the window of the chosen envelope is; small ticks show where
 * to fold. The measures are data, see `pack/print/windows.json`.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Block } from '../pack/blocks.js';
import { MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

/** Both ends of a tick at the left edge, which says where to fold. */
const TICK = { from: 5 * MM, to: 10 * MM } as const;
/** Organisers that fit into the letterhead with their addresses. */
const LETTERHEAD_MAX = 4;
/** Rows of signatures that are kept on one page. */
const ROWS_TOGETHER_MAX = 3;
/** Room for a signature by hand. */
const SIGNATURE = 44;

/** Letterhead, address, date, salutation and subject. Its places are fixed, so it must come first on its page. */
export function letterHeadBox(head: Block & { type: 'letter-head' }, setter: Setter, section: StructureNode): Box {
  const { colors, letter: plan, looks, measure, page: paper } = setter.design;
  const letterhead = section.add('P');
  const address = head.address.length === 0 ? null : section.add('P');
  const date = section.add('P');
  const salutation = section.add('P');
  const title = section.add('H1');
  const subject = setter.lines([{ type: 'text', text: head.subject }], 'subject', measure.body);
  const salutationTop = plan.date + looks.body.leading + 16;
  const subjectTop = salutationTop + looks.body.leading + 8;
  const bottom = subjectTop + subject.length * looks.subject.leading;
  return box(
    bottom - paper.top,
    (page) => {
      drawLetterhead(page, head, setter, letterhead);
      let { y } = plan.address;
      for (const line of head.address) {
        // The window is where it is, also on a sheet whose text is moved away from its bound edge.
        setter.drawPlain(page, address, line, 'address', plan.address.x - page.shift, y + setter.baselineOf('address'), {
          fit: plan.address.width,
        });
        y += looks.address.leading;
      }
      setter.drawPlain(page, date, head.date, 'entry', paper.left, plan.date + setter.baselineOf('body'));
      setter.drawPlain(page, salutation, head.salutation, 'body', paper.left, salutationTop + setter.baselineOf('body'));
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

function drawLetterhead(page: PageBuilder, head: Block & { type: 'letter-head' }, setter: Setter, node: StructureNode): void {
  const { letter: plan, looks, page: paper } = setter.design;
  const options = { align: 'right', fit: plan.letterheadWidth } as const;
  let y = plan.letterhead;
  const shown = head.letterhead.slice(0, LETTERHEAD_MAX);
  for (const organiser of shown) {
    setter.drawPlain(page, node, organiser.name, 'letterhead', paper.right, y + setter.baselineOf('letterhead'), options);
    y += looks.letterhead.leading;
    for (const line of organiser.lines) {
      setter.drawPlain(page, node, line, 'small', paper.right, y + setter.baselineOf('small'), options);
      y += looks.small.leading - 1;
    }
    y += 2;
  }
  const more = head.letterhead.length - shown.length;
  if (more > 0)
    setter.drawPlain(
      page,
      node,
      setter.words.say('letter.more', { count: more }),
      'small',
      paper.right,
      y + setter.baselineOf('small'),
      options,
    );
}

/** "Yours sincerely", room to sign, and the names, two beside each other when there are several. */
export function closingBoxes(closing: Block & { type: 'closing' }, setter: Setter, section: StructureNode): Box[] {
  const farewell = section.add('P');
  const boxes: Box[] = [
    box(
      setter.design.looks.body.leading,
      (page, y) => setter.drawPlain(page, farewell, closing.farewell, 'body', setter.design.page.left, y + setter.baselineOf('body')),
      {
        before: 12,
        keep: true,
      },
    ),
  ];
  const columns = closing.signing.length > 1 ? 2 : 1;
  const rows = Math.ceil(closing.signing.length / columns);
  const width = columns === 1 ? setter.design.measure.body : (setter.design.measure.full - 20) / 2;
  for (let start = 0; start < closing.signing.length; start += columns) {
    const row = closing.signing.slice(start, start + columns).map((person) => ({
      node: section.add('P'),
      lines: [
        ...setter.lines([{ type: 'text', text: person.name, strong: true }], 'body', width),
        ...person.lines.flatMap((line) => setter.lines([{ type: 'text', text: line }], 'body', width)),
      ],
    }));
    const height = SIGNATURE + Math.max(...row.map(({ lines }) => lines.length)) * setter.design.looks.body.leading;
    boxes.push(
      box(
        height,
        (page, y) => {
          row.forEach(({ node, lines }, column) => {
            lines.forEach((line, index) => {
              const x = setter.design.page.left + column * (width + 20);
              setter.draw(page, node, line, x, y + SIGNATURE + index * setter.design.looks.body.leading + setter.baselineOf('body'));
            });
          });
        },
        { keep: rows <= ROWS_TOGETHER_MAX && start + columns < closing.signing.length },
      ),
    );
  }
  return boxes;
}
