/**
 * The plan of the letter's first page and its close. The address stands 25 mm from the left edge, from 50 to 76 mm below
 * the top, where the windows of DIN and C5 envelopes are; small ticks show where to fold.
 */

import type { StructureNode } from '../io/pdf.js';
import type { Block } from '../pack/blocks.js';
import { MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

const LETTERHEAD_TOP = 19 * MM;
const ADDRESS_TOP = 50 * MM;
const ADDRESS_WIDTH = 85 * MM;
const DATE_TOP = 88 * MM;
/** Thirds of the sheet. */
const FOLDS = [99 * MM, 198 * MM] as const;
/** Organisers that fit into the letterhead with their addresses. */
const LETTERHEAD_MAX = 4;
/** Rows of signatures that are kept on one page. */
const ROWS_TOGETHER_MAX = 3;
/** Room for a signature by hand. */
const SIGNATURE = 44;

/** Letterhead, address, date, salutation and subject. Its places are fixed, so it must come first on its page. */
export function letterHeadBox(head: Block & { type: 'letter-head' }, setter: Setter, section: StructureNode): Box {
  const letterhead = section.add('P');
  const address = head.address.length === 0 ? null : section.add('P');
  const date = section.add('P');
  const salutation = section.add('P');
  const title = section.add('H1');
  const subject = setter.lines([{ type: 'text', text: head.subject }], 'subject', setter.design.measure.body);
  const salutationTop = DATE_TOP + setter.design.looks.body.leading + 16;
  const subjectTop = salutationTop + setter.design.looks.body.leading + 8;
  const bottom = subjectTop + subject.length * setter.design.looks.subject.leading;
  return box(
    bottom - setter.design.page.top,
    (page) => {
      let y = LETTERHEAD_TOP;
      const shown = head.letterhead.slice(0, LETTERHEAD_MAX);
      for (const organiser of shown) {
        setter.drawPlain(page, letterhead, organiser.name, 'letterhead', setter.design.page.right, y + setter.baselineOf('letterhead'), {
          align: 'right',
          fit: setter.design.measure.full,
        });
        y += setter.design.looks.letterhead.leading;
        for (const line of organiser.lines) {
          setter.drawPlain(page, letterhead, line, 'small', setter.design.page.right, y + setter.baselineOf('small'), {
            align: 'right',
            fit: setter.design.measure.full,
          });
          y += setter.design.looks.small.leading - 1;
        }
        y += 2;
      }
      const more = head.letterhead.length - shown.length;
      if (more > 0)
        setter.drawPlain(page, letterhead, `and ${more} more`, 'small', setter.design.page.right, y + setter.baselineOf('small'), {
          align: 'right',
        });
      y = ADDRESS_TOP;
      for (const line of head.address) {
        setter.drawPlain(page, address, line, 'address', setter.design.page.left, y + setter.baselineOf('address'), { fit: ADDRESS_WIDTH });
        y += setter.design.looks.address.leading;
      }
      setter.drawPlain(page, date, head.date, 'entry', setter.design.page.left, DATE_TOP + setter.baselineOf('body'));
      setter.drawPlain(page, salutation, head.salutation, 'body', setter.design.page.left, salutationTop + setter.baselineOf('body'));
      subject.forEach((line, index) => {
        setter.draw(
          page,
          title,
          line,
          setter.design.page.left,
          subjectTop + index * setter.design.looks.subject.leading + setter.baselineOf('subject'),
        );
      });
      for (const fold of FOLDS)
        page.add(null, { kind: 'line', x1: 5 * MM, y1: fold, x2: 10 * MM, y2: fold, width: 0.25, color: setter.design.colors.grey });
    },
    { keep: true },
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
