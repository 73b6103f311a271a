/** From blocks to HTML. Every type of block has its case, which the compiler checks; what a text says is written as it is and nothing is added. */

import { DefectError } from '../../errors.js';
import {
  type Bar,
  type Blank,
  type Block,
  type Cell,
  type Column,
  cellSpans,
  type EntryGroup,
  type Fact,
  type Figure,
  type Letterhead,
  type Section,
  type Span,
  type Tile,
} from '../blocks.js';
import type { Messages } from '../messages/index.js';
import type { Look } from '../theme.js';
import { chartFigure } from './charts.js';
import { type Direction, firstDirection, hasOwnDirection } from './direction.js';
import { type ClassName, type ElementName, LINK } from './grammar.js';
import { type Attributes, type Child, element, lines, type Markup, row } from './markup.js';
import type { NoteBook } from './notes.js';

/** Letters that fit beside each other on a phone of 320 pixels; every further column takes the room of one. */
const PHONE_LETTERS = 30;
/** From this many entries on, a list is set in columns. */
const COLUMN_ENTRIES_MIN = 8;
/** Units of a bar's drawing. */
const BAR = { width: 1000, height: 40 } as const;

const LOOK_CLASSES: Readonly<Partial<Record<Look, ClassName>>> = {
  caption: 'caption',
  small: 'small',
  smallInk: 'small',
  petitionHeading: 'subject',
};

/** A language of its own, where there is one. */
const langOf = (language: string | undefined): Attributes => (language === undefined ? {} : { lang: language });

/** Writes the blocks of one page after another; it counts tables, charts and organisations through all of them. */
export class BlockWriter {
  readonly #direction: Direction;
  readonly #notes: NoteBook;
  readonly #messages: Messages;
  #tables = 0;
  #charts = 0;
  #entries = 0;
  /** Level of the heading before, so that none is left out (WCAG technique G141). */
  #level = 2;

  constructor(direction: Direction, notes: NoteBook, messages: Messages) {
    this.#messages = messages;
    this.#direction = direction;
    this.#notes = notes;
  }

  /** A section with its heading; one without a heading of its own gets its title as one. */
  section({ id, title, blocks, language }: Section): Markup {
    this.#level = 2;
    // The letterheads of a joint statement stand above its heading on paper; here the heading begins the section.
    const first = blocks.find(({ type }) => type !== 'letterheads');
    const own = first?.type === 'heading' && first.level === 1 ? first : null;
    return element(
      'section',
      { id, ...langOf(language) },
      '\n',
      this.#withDirection('h2', langOf(own?.language), own?.spans ?? [{ type: 'text', text: title }]),
      '\n',
      this.#all(blocks.filter((block) => block !== own)),
    );
  }

  /** The head of the page: what the printed cover says. */
  cover(cover: Block & { type: 'cover' }): Markup {
    const own = langOf(cover.ownLanguage);
    return lines([
      element('p', { class: 'organisers' }, this.#isolated(cover.organisers)),
      element('p', { class: 'kind' }, this.#isolated(cover.documentType)),
      this.#text('h1', own, cover.title),
      this.#text('p', { class: 'subtitle' }, cover.subtitle),
      ...(cover.ask === undefined ? [] : [this.#text('p', { class: 'ask', ...own }, cover.ask)]),
      ...(cover.number === undefined
        ? []
        : [
            element(
              'p',
              { class: 'number' },
              element('span', { class: 'value' }, cover.number.value),
              ' ',
              this.#isolated(cover.number.sentence),
            ),
          ]),
      this.#facts(cover.facts),
    ]);
  }

  /** The notes, when all other sections have been written. */
  notes(): Markup {
    return this.#notes.list((note) => this.#isolatedSpans(note.spans));
  }

  #all(blocks: readonly Block[]): Markup {
    return lines(blocks.map((block) => this.#block(block)));
  }

  #block(block: Block): Markup {
    switch (block.type) {
      case 'heading':
        return this.#heading(block.level, block.spans);
      case 'paragraph':
        return this.#withDirection('p', classOf(block.look), block.spans);
      case 'list': {
        const items = block.items.map((item) => element('li', {}, this.#all(item)));
        const dir = this.#listDirection(block.items);
        if (!block.ordered) return element('ul', { dir }, row(items));
        return element('ol', { ...(block.start === 1 ? {} : { start: block.start }), dir }, row(items));
      }
      case 'quote':
        return element('blockquote', {}, '\n', this.#all(block.blocks));
      case 'framed':
        return element('div', { class: 'framed' }, '\n', this.#all(block.blocks));
      case 'rail':
        this.#level = 3;
        return element(
          'div',
          { class: 'rail' },
          element('h3', {}, this.#isolated(block.label)),
          element('div', {}, '\n', this.#all(block.blocks)),
        );
      case 'tiles':
        return list(
          'tiles',
          block.tiles.map((tile) => this.#tile(tile)),
        );
      case 'bars':
        return list(
          'bars',
          block.bars.map((bar) => this.#bar(bar)),
        );
      case 'table':
        return this.#table(block);
      case 'number':
        return element('p', { class: 'number' }, element('span', { class: 'value' }, block.value), ' ', this.#isolated(block.sentence));
      case 'facts':
        return this.#facts(block.facts);
      case 'figures':
        return lines(block.figures.map((figure) => this.#figure(figure)));
      case 'cut':
        // A web page is not torn.
        return lines([]);
      case 'blanks':
        return this.#blanks(block.rows);
      case 'entries':
        return lines(block.groups.flatMap((group) => this.#group(group)));
      case 'notes':
        return this.notes();
      case 'letter-head':
        return this.#letterHead(block);
      case 'letterheads':
        return this.#letterheads(block.letterhead);
      case 'closing':
        return this.#closing(block);
      case 'cover':
      case 'contents':
      case 'names':
      case 'spine':
        // The cover is the head of the page, the contents are its navigation, and names and labels for boxes are in no web page.
        throw new DefectError(`A web page has no block of the type ${block.type}.`, { code: 'html-block' });
    }
  }

  /** The numbers of a list stand where its items begin: at the right, where all of them are read from there. */
  #listDirection(items: readonly (readonly Block[])[]): Direction | undefined {
    const directions = items.map(([first]) => (first?.type === 'paragraph' ? firstDirection(plainText(first.spans)) : null));
    const [one] = directions;
    return one !== null && one !== this.#direction && directions.every((direction) => direction === one) ? one : undefined;
  }

  #figure(figure: Figure): Markup {
    this.#charts += 1;
    return chartFigure(figure, `chart-${this.#charts}`, (text) => this.#isolated(text));
  }

  #facts(facts: readonly Fact[]): Markup {
    const pairs = facts.map(({ label, lines }) =>
      element('div', {}, element('dt', {}, this.#isolated(label)), element('dd', {}, this.#broken(lines))),
    );
    return element('dl', { class: 'facts' }, row(pairs));
  }

  /** Who would sign, without lines to write on. */
  #blanks(rows: readonly (readonly Blank[])[]): Markup {
    const labels = rows.map((blanks) => blanks.map(({ label }) => label).filter((label) => label !== ''));
    return lines(labels.flatMap((row) => row.map((label) => this.#text('p', { class: 'small' }, label))));
  }

  #heading(level: 1 | 2 | 3, spans: readonly Span[]): Markup {
    this.#level = Math.min(level + 1, this.#level + 1);
    return this.#withDirection(`h${this.#level}` as 'h2' | 'h3' | 'h4', {}, spans);
  }

  #tile({ value, label, lead }: Tile): Markup {
    return element(
      'li',
      lead === true ? { class: 'lead' } : {},
      element('span', { class: 'value' }, value),
      ' ',
      element('span', { class: 'label' }, this.#isolatedSpans(label)),
    );
  }

  /** The bar is a picture of the words beside it, so it is hidden from those who hear the page. */
  #bar({ name, required, share, met, state, explanation }: Bar): Markup {
    return element(
      'li',
      {},
      element('p', { class: 'label' }, this.#isolatedSpans(name)),
      element('p', { class: 'small' }, this.#isolated(required)),
      ...(share === null ? [] : [barPicture(share, met)]),
      element('p', { class: met ? 'met' : 'state' }, this.#isolated(state)),
      element('p', { class: 'explanation' }, this.#isolated(explanation)),
    );
  }

  #table({ caption, columns, rows, total }: Block & { type: 'table' }): Markup {
    this.#tables += 1;
    const id = `table-${this.#tables}`;
    const body = total ? rows.slice(0, -1) : rows;
    const foot = total ? rows.slice(-1) : [];
    const table = element(
      'table',
      {},
      ...(caption === undefined ? [] : [this.#text('caption', { id }, caption), '\n']),
      element('thead', {}, element('tr', {}, row(columns.map((column) => this.#headCell(column))))),
      '\n',
      element('tbody', {}, '\n', this.#rows(body, columns)),
      '\n',
      ...(foot.length === 0 ? [] : [element('tfoot', {}, this.#rows(foot, columns)), '\n']),
    );
    if (!isWide(columns, rows)) return element('div', { class: 'scroll' }, table);
    // What can be scrolled has to be reached with the keyboard, and then needs a name.
    const name =
      caption === undefined
        ? { 'aria-label': this.#messages.say('web.table', { number: String(this.#tables) }) }
        : { 'aria-labelledby': id };
    return element('div', { class: 'scroll', role: 'region', ...name, tabindex: 0 }, table);
  }

  #headCell({ title, align }: Column): Markup {
    return isEmpty(title) ? element('td') : element('th', { scope: 'col', ...aligned(align) }, this.#isolatedSpans(cellSpans(title)));
  }

  #rows(rows: readonly (readonly Cell[])[], columns: readonly Column[]): Markup {
    return lines(
      rows.map((cells) => {
        const written = columns.map(({ align }, index) => {
          const cell = cells[index] ?? '';
          const isHeader = index === 0 && !isEmpty(cell);
          return isHeader
            ? element('th', { scope: 'row' }, this.#isolatedSpans(cellSpans(cell)))
            : element('td', aligned(align), this.#isolatedSpans(cellSpans(cell)));
        });
        return element('tr', {}, row(written));
      }),
    );
  }

  #group({ title, entries }: EntryGroup): Markup[] {
    const start = this.#entries + 1;
    this.#entries += entries.length;
    const items = entries.map((entry) => element('li', {}, this.#isolatedSpans(entry)));
    const attributes = {
      class: entries.length < COLUMN_ENTRIES_MIN ? 'entries' : 'entries columns',
      ...(start === 1 ? {} : { start }),
    } as const;
    const list = element('ol', attributes, '\n', lines(items));
    return title === undefined ? [list] : [this.#heading(2, [{ type: 'text', text: title }]), list];
  }

  #letterheads(letterhead: readonly Letterhead[]): Markup {
    const heads = letterhead.map(({ name, lines }) => element('p', {}, element('strong', {}, this.#isolated(name)), ...this.#below(lines)));
    return element('div', { class: 'letterhead' }, row(heads));
  }

  #letterHead({ letterhead, address, date, also, salutations, subject }: Block & { type: 'letter-head' }): Markup {
    return lines([
      this.#letterheads(letterhead),
      ...(address.length === 0 ? [] : [element('p', { class: 'address' }, this.#broken(address))]),
      element('p', {}, this.#isolated(date)),
      ...(also === undefined ? [] : [this.#text('p', {}, also)]),
      ...salutations.map((salutation) => this.#text('p', {}, salutation)),
      element('p', { class: 'subject' }, element('strong', {}, this.#isolated(subject))),
    ]);
  }

  #closing({ farewell, signing }: Block & { type: 'closing' }): Markup {
    const people = signing.map(({ name, lines }) => element('li', {}, element('strong', {}, this.#isolated(name)), ...this.#below(lines)));
    const close = farewell === undefined ? [] : [element('p', {}, this.#isolated(farewell))];
    return element('div', { class: 'closing' }, ...close, element('ul', { role: 'list' }, row(people)));
  }

  #below(texts: readonly string[]): Child[] {
    return texts.flatMap((text) => [element('br'), this.#isolated(text)]);
  }

  #broken(texts: readonly string[]): Markup {
    return row(texts.flatMap((text, index) => (index === 0 ? [this.#isolated(text)] : [element('br'), this.#isolated(text)])));
  }

  /** A text whose letters may run the other way, kept from turning its neighbours around. */
  #isolated(text: string): Child {
    return hasOwnDirection(text, this.#direction) ? element('bdi', {}, text) : text;
  }

  #isolatedSpans(spans: readonly Span[]): Markup {
    return hasOwnDirection(plainText(spans), this.#direction) ? element('bdi', {}, this.#spans(spans)) : this.#spans(spans);
  }

  #text(name: ElementName, attributes: Attributes, text: string): Markup {
    return this.#withDirection(name, attributes, [{ type: 'text', text }]);
  }

  #withDirection(name: ElementName, attributes: Attributes, spans: readonly Span[]): Markup {
    const dir = hasOwnDirection(plainText(spans), this.#direction) ? 'auto' : undefined;
    return element(name, { ...attributes, dir }, this.#spans(spans));
  }

  #spans(spans: readonly Span[]): Markup {
    return row(spans.map((span) => this.#span(span)));
  }

  #span(span: Span): Child {
    switch (span.type) {
      case 'break':
        return element('br');
      case 'note':
        return this.#notes.refer(span.note);
      case 'text': {
        const inner: Child = span.emphasis === true ? element('em', {}, span.text) : span.text;
        const outer: Child = span.strong === true ? element('strong', {}, inner) : inner;
        return isAddress(span.href) ? element('a', { href: span.href }, outer) : outer;
      }
    }
  }
}

/** Web and mail addresses stay links; anything else, scripts above all, is its text and no link. */
const isAddress = (href: string | undefined): href is string => href !== undefined && LINK.test(href) && !href.startsWith('#');

const classOf = (look: Look | undefined): Attributes => {
  const name = look === undefined ? undefined : LOOK_CLASSES[look];
  return name === undefined ? {} : { class: name };
};

const ALIGNED: Readonly<Record<Column['align'], Attributes>> = { left: {}, center: { class: 'centred' }, right: { class: 'numeric' } };
const aligned = (align: Column['align']): Attributes => ALIGNED[align];

/** Whether the longest words of the columns need more room than a phone has. Long addresses of links break anywhere. */
function isWide(columns: readonly Column[], rows: readonly (readonly Cell[])[]): boolean {
  const longest = columns.map(({ title }, index) => Math.max(...[title, ...rows.map((cells) => cells[index] ?? '')].map(longestWord)));
  return longest.reduce((sum, letters) => sum + letters + 1, 0) > PHONE_LETTERS;
}

function longestWord(cell: Cell): number {
  const words = cellSpans(cell).flatMap((span) => (span.type === 'text' && !isAddress(span.href) ? span.text.split(/\s+/u) : []));
  return Math.max(0, ...words.map((word) => word.length));
}

/** A cell without a word in it is no header of anything. */
const isEmpty = (cell: Cell): boolean => plainText(cellSpans(cell)).trim() === '';

const plainText = (spans: readonly Span[]): string => spans.map((span) => (span.type === 'text' ? span.text : '')).join('');

/** Without its markers a list is none to some screen readers, unless its role says so. */
const list = (name: ClassName, items: readonly Markup[]): Markup => element('ul', { class: name, role: 'list' }, '\n', lines(items));

function barPicture(share: number, met: boolean): Markup {
  const filled = Math.round(share * BAR.width);
  const size = { height: BAR.height };
  return element(
    'svg',
    { class: 'bar', viewBox: `0 0 ${BAR.width} ${BAR.height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    element('rect', { class: 'track', width: BAR.width, ...size }),
    element('rect', { class: met ? 'fill met' : 'fill', width: share > 0 ? Math.max(filled, 4) : 0, ...size }),
  );
}
