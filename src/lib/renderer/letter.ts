/**
 * The plan of the letter's first page and its close. The address stands where the window of the chosen envelope is; small ticks show where
 * to fold. The measures are data, see `pack/print/windows.json`.
 */

import type { PageBuilder, StructureNode } from '../io/pdf.js';
import type { Block, Letterhead } from '../pack/blocks.js';
import { MM } from '../pack/theme.js';
import { type Box, box } from './boxes.js';
import type { Setter } from './setting.js';

/** Both ends of a tick at the left edge, which says where to fold. */
const TICK = { from: 5 * MM, to: 10 * MM } as const;
/** Organisers that fit into the letterhead with their addresses. */
const LETTERHEAD_MAX = 4;
/** Rows of signatures that are kept on one page. */
const ROWS_TOGETHER_MAX = 3;
/** Room for a signature by hand, and the line to set it on. */
const SIGNATURE = 44;
const SIGNING_LINE = 60 * MM;
/** Letterheads that stand beside each other; more stand one below the other. */
const SIDE_BY_SIDE_MAX = 3;
/** Between two columns. */
const GUTTER = 20;

/** Letterhead, address, date, salutation and subject. Its places are fixed, so it must come first on its page. */
export function letterHeadBox(head: Block & { type: 'letter-head' }, setter: Setter, section: StructureNode): Box {
  const { colors, letter: plan, looks, measure, page: paper } = setter.design;
  const roomEnd = head.address.length === 0 || isNarrow(setter) ? plan.date : plan.address.y;
  const letterhead = letterheadsBox(head.letterhead, setter, section, roomEnd - plan.letterhead);
  const address = head.address.length === 0 ? null : section.add('P');
  const date = section.add('P');
  const alsoNode = head.also === undefined ? null : section.add('P');
  const salutations = head.salutations.map((text) => ({ text, node: section.add('P') }));
  const title = section.add('H1');
  const also = head.also === undefined ? [] : setter.lines([{ type: 'text', text: head.also }], 'small', measure.body);
  const subject = setter.paragraph([{ type: 'text', text: head.subject }], 'subject', measure.body);
  const alsoTop = plan.date + looks.body.leading + 6;
  const alsoHeight = also.length === 0 ? 0 : also.length * looks.small.leading + 4;
  const salutationTop = plan.date + looks.body.leading + 16 + alsoHeight;
  const subjectTop = salutationTop + salutations.length * looks.body.leading + 8;
  const bottom = subjectTop + subject.length * looks.subject.leading;
  return box(
    bottom - paper.top,
    (page) => {
      letterhead.draw(page, plan.letterhead);
      let { y } = plan.address;
      for (const line of head.address) {
        // The window is where it is, also on a sheet whose text is moved away from its bound edge.
        setter.drawPlain(page, address, line, 'address', plan.address.x - page.shift, y + setter.baselineOf('address'), {
          fit: plan.address.width,
        });
        y += looks.address.leading;
      }
      setter.drawPlain(page, date, head.date, 'entry', paper.left, plan.date + setter.baselineOf('body'));
      if (alsoNode !== null) setter.drawLines(page, alsoNode, also, 'small', paper.left, alsoTop);
      salutations.forEach(({ text, node }, index) => {
        const top = salutationTop + index * looks.body.leading;
        setter.drawPlain(page, node, text, 'body', paper.left, top + setter.baselineOf('body'), { fit: measure.body });
      });
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

/**
 * Letterheads: one or many at the right edge, two or three beside each other.
 * @param room above whatever stands below, such as an address in its window; what would reach further is set on single lines, smaller
 */
export function letterheadsBox(
  all: readonly Letterhead[],
  setter: Setter,
  section: StructureNode,
  room: number = Number.POSITIVE_INFINITY,
): Box {
  const isBeside = all.length > 1 && all.length <= SIDE_BY_SIDE_MAX && !isNarrow(setter);
  return isBeside ? besideEachOther(all, setter, section, room) : belowEachOther(all, setter, section, room);
}

/** Whether the letterhead keeps to the right of an address that stands high. */
const isNarrow = ({ design: { letter, measure } }: Setter): boolean => letter.letterheadWidth < measure.full;

/** Looks of names and of what stands below them. */
const LETTERHEAD_LOOKS = [
  { name: 'letterhead', line: 'small' },
  { name: 'small', line: 'small' },
  { name: 'address', line: 'address' },
] as const;

/** As the design has it; where that would reach too far, in the sizes of the address, and at last each on one line. */
function besideEachOther(all: readonly Letterhead[], setter: Setter, section: StructureNode, room: number): Box {
  const { looks, page: paper, measure } = setter.design;
  const width = (measure.full - GUTTER * (all.length - 1)) / all.length;
  const nodes = all.map(() => section.add('P'));
  const lineCount = Math.max(...all.map(({ lines }) => lines.length));
  const plans = LETTERHEAD_LOOKS.map(({ name, line }) => {
    const names = all.map((one) => setter.lines([{ type: 'text', text: one.name, strong: true }], name, width));
    const nameHeight = Math.max(...names.map(({ length }) => length)) * looks[name].leading;
    return { name, line, names, nameHeight, height: nameHeight + lineCount * looks[line].leading };
  });
  const fitting = plans.find(({ height }) => height <= room);
  const { name, line, names, nameHeight, height } = fitting ?? {
    ...(plans[0] as (typeof plans)[number]),
    names: [],
    nameHeight: looks.letterhead.leading,
    height: looks.letterhead.leading + lineCount * looks.small.leading,
  };
  return box(height, (page, y) => {
    all.forEach((one, index) => {
      const x = paper.left + index * (width + GUTTER);
      const node = nodes[index] ?? null;
      const wrapped = names[index];
      if (wrapped === undefined) setter.drawPlain(page, node, one.name, name, x, y + setter.baselineOf(name), { fit: width });
      else setter.drawLines(page, node, wrapped, name, x, y);
      one.lines.forEach((text, at) => {
        setter.drawPlain(page, node, text, line, x, y + nameHeight + at * looks[line].leading + setter.baselineOf(line), { fit: width });
      });
    });
  });
}

/** As many as have room, one at least; the others are counted. */
function belowEachOther(all: readonly Letterhead[], setter: Setter, section: StructureNode, room: number): Box {
  const { letter: plan, looks, page: paper } = setter.design;
  const options = { align: 'right', fit: plan.letterheadWidth } as const;
  const node = section.add('P');
  const heightOf = (count: number): number => {
    const lines = all.slice(0, count).reduce((sum, { lines: own }) => sum + own.length, count < all.length ? 1 : 0);
    return count * (looks.letterhead.leading + 2) + lines * (looks.small.leading - 1);
  };
  let count = Math.min(all.length, LETTERHEAD_MAX);
  while (count > 1 && heightOf(count) > room) count -= 1;
  const shown = all.slice(0, count);
  const more = all.length - count;
  return box(heightOf(count), (page, top) => {
    let y = top;
    for (const organiser of shown) {
      setter.drawPlain(page, node, organiser.name, 'letterhead', paper.right, y + setter.baselineOf('letterhead'), options);
      y += looks.letterhead.leading;
      for (const line of organiser.lines) {
        setter.drawPlain(page, node, line, 'small', paper.right, y + setter.baselineOf('small'), options);
        y += looks.small.leading - 1;
      }
      y += 2;
    }
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
  });
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
