/**
 * The tables of an ODS spreadsheet, read from `content.xml` piece by piece. Repeated rows and cells are counted, not multiplied, for as long
 * as nothing stands in them. Rules are those of OpenDocument 1.3 part 3.
 */

import { COLUMNS_MAX, SHEET_ROWS_MAX, UNPACKED_BYTES_MAX } from './limits.js';
import { numberText, type SheetRow, trimMidnight } from './sheet-cells.js';
import { damagedSheet, hostileSheet, sheetColumnsError } from './sheet-errors.js';
import { attributeOf, type XmlAttributes, type XmlHandler } from './xml-events.js';

/** What the reader tells, in the order of the document. */
export interface OdsEvents {
  beginSheet(name: string, isHidden: boolean): void;
  /** A row that holds something; `count` rows in a row are the same. */
  addRow(row: SheetRow, count: number): void;
  endSheet(): void;
}

/** Elements that hold cells or text which are not the sheet's. */
const FOREIGN: ReadonlySet<string> = new Set([
  'tracked-changes',
  'annotation',
  'shapes',
  'dde-link',
  'named-expressions',
  'scripts',
  'forms',
]);
/** Spaces that one element stands for: no cell needs more. */
const SPACES_MAX = 10_000;

export class OdsReader implements XmlHandler {
  readonly #events: OdsEvents;
  readonly #label: string;
  readonly #hiddenStyles = new Set<string>();
  /** Whether the document is a spreadsheet at all. */
  isSpreadsheet = false;
  #style = '';
  #foreign: string | null = null;
  #foreignDepth = 0;
  #isInSheet = false;
  #tableDepth = 0;
  #line = 0;
  #rowRepeat = 1;
  #cells: string[] = [];
  #column = 0;
  #cellRepeat = 1;
  #isInCell = false;
  #isInText = 0;
  #paragraphs = 0;
  #text = '';
  #type = '';
  #value: string | null = null;
  #expandedChars = 0;

  constructor(events: OdsEvents, label: string) {
    this.#events = events;
    this.#label = label;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#foreign !== null) {
      if (name === this.#foreign) this.#foreignDepth++;
      return;
    }
    if (FOREIGN.has(name)) {
      if (name === 'dde-link') throw hostileSheet(this.#label, 'links to other files');
      this.#foreign = name;
      this.#foreignDepth = 1;
      return;
    }
    switch (name) {
      case 'spreadsheet':
        this.isSpreadsheet = true;
        break;
      case 'style':
        this.#style = attributeOf(attributes, 'name') ?? '';
        break;
      case 'table-properties':
        if (attributeOf(attributes, 'display') === 'false') this.#hiddenStyles.add(this.#style);
        break;
      case 'table-source':
        throw hostileSheet(this.#label, 'links to other files');
      case 'table':
        this.#openTable(attributes);
        break;
      case 'table-row':
        if (this.#tableDepth !== 1) break;
        this.#rowRepeat = this.#count(attributes, 'number-rows-repeated');
        this.#cells = [];
        this.#column = 0;
        break;
      case 'table-cell':
      case 'covered-table-cell':
        if (this.#tableDepth === 1) this.#openCell(attributes);
        break;
      case 'p':
      case 'h':
        if (this.#isInCell) {
          if (this.#isInText++ === 0 && this.#paragraphs++ > 0) this.#text += '\n';
        }
        break;
      case 's':
        if (this.#isInText > 0) this.#text += ' '.repeat(Math.min(SPACES_MAX, this.#count(attributes, 'c')));
        break;
      case 'tab':
        if (this.#isInText > 0) this.#text += '\t';
        break;
      case 'line-break':
        if (this.#isInText > 0) this.#text += '\n';
        break;
    }
  }

  close(name: string): void {
    if (this.#foreign !== null) {
      if (name === this.#foreign && --this.#foreignDepth === 0) this.#foreign = null;
      return;
    }
    switch (name) {
      case 'table':
        if (--this.#tableDepth === 0 && this.#isInSheet) {
          this.#isInSheet = false;
          this.#events.endSheet();
        }
        break;
      case 'table-row':
        if (this.#tableDepth === 1) this.#closeRow();
        break;
      case 'table-cell':
      case 'covered-table-cell':
        if (this.#tableDepth === 1 && this.#isInCell) this.#closeCell();
        break;
      case 'p':
      case 'h':
        if (this.#isInText > 0) this.#isInText--;
        break;
    }
  }

  text(text: string): void {
    if (this.#isInText > 0 && this.#foreign === null) this.#text += text;
  }

  #count(attributes: XmlAttributes, name: string): number {
    const written = attributeOf(attributes, name);
    if (written === null) return 1;
    const count = Number(written);
    if (!(Number.isInteger(count) && count >= 0)) throw damagedSheet(this.#label);
    return count;
  }

  #openTable(attributes: XmlAttributes): void {
    if (++this.#tableDepth > 1) return;
    this.#isInSheet = true;
    this.#line = 0;
    const isHidden = this.#hiddenStyles.has(attributeOf(attributes, 'style-name') ?? '');
    this.#events.beginSheet(attributeOf(attributes, 'name') ?? '', isHidden);
  }

  #openCell(attributes: XmlAttributes): void {
    this.#cellRepeat = this.#count(attributes, 'number-columns-repeated');
    this.#isInCell = true;
    this.#paragraphs = 0;
    this.#text = '';
    this.#type = attributeOf(attributes, 'value-type') ?? '';
    const name = VALUE_ATTRIBUTES.get(this.#type);
    this.#value = name === undefined ? null : attributeOf(attributes, name);
  }

  #closeCell(): void {
    this.#isInCell = false;
    this.#isInText = 0;
    const text = this.#cellText();
    const end = this.#column + this.#cellRepeat;
    if (text !== '') {
      if (end > COLUMNS_MAX) throw sheetColumnsError(this.#label);
      this.#spend(text.length * this.#cellRepeat);
      while (this.#cells.length < this.#column) this.#cells.push('');
      while (this.#cells.length < end) this.#cells.push(text);
    }
    this.#column = end;
  }

  #cellText(): string {
    const value = this.#value;
    if (value === null) return this.#text;
    switch (this.#type) {
      case 'date':
        return trimMidnight(value.slice(0, 19));
      case 'time': {
        const parts = /^PT(\d{1,6})H(\d{1,2})M(\d{1,2})/.exec(value);
        return parts === null
          ? this.#text
          : parts
              .slice(1, 4)
              .map((part) => part.padStart(2, '0'))
              .join(':');
      }
      case 'boolean':
        return value;
      case 'string':
        return value;
      default:
        // A formula that failed keeps a number, and says so in its text.
        return /^(?:#|Err:)/.test(this.#text) ? this.#text : numberText(value);
    }
  }

  #closeRow(): void {
    const line = this.#line + 1;
    if (this.#cells.length > 0) {
      if (this.#line + this.#rowRepeat > SHEET_ROWS_MAX) throw hostileSheet(this.#label, 'more rows than a sheet can have');
      this.#spend(this.#cells.reduce((sum, cell) => sum + cell.length, 0) * (this.#rowRepeat - 1));
      this.#events.addRow({ line, cells: this.#cells }, this.#rowRepeat);
    }
    this.#line += this.#rowRepeat;
  }

  /** What repeats unfold to is held to the same ceiling as what is packed. */
  #spend(chars: number): void {
    this.#expandedChars += chars;
    if (this.#expandedChars > UNPACKED_BYTES_MAX) throw hostileSheet(this.#label, 'repeated cells beyond belief');
  }
}

/** Where the value of a cell stands, by its type. Text stands in its paragraphs. */
const VALUE_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['float', 'value'],
  ['percentage', 'value'],
  ['currency', 'value'],
  ['date', 'date-value'],
  ['time', 'time-value'],
  ['boolean', 'boolean-value'],
  ['string', 'string-value'],
]);
