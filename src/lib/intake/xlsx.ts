/**
 * The parts of an XLSX workbook that hold a table: the list of sheets, number formats, shared strings and rows, each read from its XML piece
 * by piece. Everything else in a workbook stays unread. Rules are those of ECMA-376 part 1, transitional and strict.
 */

import { InputError } from '../errors.js';
import { formatCount } from '../text.js';
import { COLUMNS_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX } from './limits.js';
import { columnOf, dateText, isDateFormat, numberText, type SheetRow, trimMidnight } from './sheet-cells.js';
import { attributeOf, brokenXml, type XmlHandler } from './xml.js';

export interface SheetInfo {
  readonly name: string;
  readonly isHidden: boolean;
  /** Id of the relationship that leads to its part. */
  readonly relation: string;
}

/** Reads `workbook.xml`. */
export class WorkbookReader implements XmlHandler {
  readonly sheets: SheetInfo[] = [];
  /** Days are counted from 1904. */
  is1904 = false;
  readonly #label: string;

  constructor(label: string) {
    this.#label = label;
  }

  open(name: string, attributes: string): void {
    if (name === 'workbookPr') {
      const value = attributeOf(attributes, 'date1904', this.#label);
      this.is1904 = value === '1' || value === 'true' || value === 'on';
    } else if (name === 'sheet') {
      this.sheets.push({
        name: attributeOf(attributes, 'name', this.#label) ?? '',
        isHidden: (attributeOf(attributes, 'state', this.#label) ?? 'visible') !== 'visible',
        relation: relationId(attributes, this.#label),
      });
    }
  }

  close(): void {}

  text(): void {}
}

/** `r:id`, whatever the prefix: the one attribute `id` that has a prefix. */
function relationId(attributes: string, label: string): string {
  return attributeOf(attributes.replace(/\ssheetId\s{0,9}=/i, ' x='), 'id', label) ?? '';
}

export interface Relation {
  /** Last part of the type's address: `worksheet`, `sharedStrings`, `styles`, `officeDocument`. */
  readonly type: string;
  /** Path within the container. */
  readonly path: string;
  readonly isExternal: boolean;
}

/** Reads a `.rels` part: relations by id. */
export class RelationsReader implements XmlHandler {
  readonly relations = new Map<string, Relation>();
  readonly #folder: string;
  readonly #label: string;

  /** @param folder the folder that targets are relative to, without a slash at its end; empty for the root */
  constructor(folder: string, label: string) {
    this.#folder = folder;
    this.#label = label;
  }

  open(name: string, attributes: string): void {
    if (name !== 'Relationship') return;
    const type = attributeOf(attributes, 'Type', this.#label) ?? '';
    this.relations.set(attributeOf(attributes, 'Id', this.#label) ?? '', {
      type: type.slice(type.lastIndexOf('/') + 1),
      path: resolvePath(this.#folder, attributeOf(attributes, 'Target', this.#label) ?? ''),
      isExternal: attributeOf(attributes, 'TargetMode', this.#label) === 'External',
    });
  }

  close(): void {}

  text(): void {}
}

function resolvePath(folder: string, target: string): string {
  const parts: string[] = target.startsWith('/') ? [] : folder.split('/');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.filter((part) => part !== '').join('/');
}

/** Reads `styles.xml`: which cell styles show a day or a time. */
export class StylesReader implements XmlHandler {
  readonly #label: string;
  readonly #codes = new Map<number, string>();
  readonly #formats: number[] = [];
  #isInCellFormats = false;

  constructor(label: string) {
    this.#label = label;
  }

  open(name: string, attributes: string): void {
    if (name === 'numFmt') {
      const id = Number(attributeOf(attributes, 'numFmtId', this.#label));
      // Formats of differences and of conditions come later and mean other cells.
      if (!this.#codes.has(id)) this.#codes.set(id, attributeOf(attributes, 'formatCode', this.#label) ?? '');
    } else if (name === 'cellXfs') this.#isInCellFormats = true;
    else if (name === 'xf' && this.#isInCellFormats) this.#formats.push(Number(attributeOf(attributes, 'numFmtId', this.#label) ?? '0'));
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#isInCellFormats = false;
  }

  text(): void {}

  /** By index of cell style. */
  dateStyles(): boolean[] {
    return this.#formats.map((id) => isDateFormat(id, this.#codes.get(id)));
  }
}

/** Reads `sharedStrings.xml`. Phonetic guides are no part of a text. */
export class SharedStringsReader implements XmlHandler {
  readonly strings: string[] = [];
  #text = '';
  #isInText = false;
  #isInGuide = false;

  open(name: string): void {
    if (name === 't') this.#isInText = !this.#isInGuide;
    else if (name === 'si') this.#text = '';
    else if (name === 'rPh') this.#isInGuide = true;
  }

  close(name: string): void {
    if (name === 't') this.#isInText = false;
    else if (name === 'si') this.strings.push(unescapeChars(this.#text));
    else if (name === 'rPh') this.#isInGuide = false;
  }

  text(text: string): void {
    if (this.#isInText) this.#text += text;
  }
}

/** Characters that XML cannot hold are written `_x000D_`, and an underscore that would look like one `_x005F_`. */
function unescapeChars(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

export interface CellContext {
  readonly strings: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly is1904: boolean;
}

/** Reads the rows of a sheet. Take them with `takeRows` between pieces. */
export class SheetReader implements XmlHandler {
  readonly #context: CellContext;
  readonly #label: string;
  #rows: SheetRow[] = [];
  #line = 0;
  #cells: string[] = [];
  #column = 0;
  #nextColumn = 0;
  #type = '';
  #style = -1;
  #value = '';
  #state: 'outside' | 'data' | 'row' | 'cell' | 'value' | 'guide' = 'outside';

  /** @param label the file's name and the sheet's, for messages */
  constructor(context: CellContext, label: string) {
    this.#context = context;
    this.#label = label;
  }

  /** The rows that are complete and hold anything, since the last call. */
  takeRows(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: string): void {
    switch (this.#state) {
      case 'row':
        if (name === 'c') this.#openCell(attributes);
        break;
      case 'cell':
        if (name === 'v' || name === 't') this.#state = 'value';
        else if (name === 'rPh') this.#state = 'guide';
        break;
      case 'data':
        if (name === 'row') this.#openRow(attributes);
        break;
      case 'outside':
        if (name === 'sheetData') this.#state = 'data';
        break;
    }
  }

  close(name: string): void {
    switch (this.#state) {
      case 'value':
        if (name === 'v' || name === 't') this.#state = 'cell';
        break;
      case 'cell':
        if (name === 'c') {
          this.#closeCell();
          this.#state = 'row';
        }
        break;
      case 'row':
        if (name === 'row') {
          const cells = this.#cells;
          while (cells.length > 0 && cells[cells.length - 1] === '') cells.pop();
          if (cells.length > 0) this.#rows.push({ line: this.#line, cells });
          this.#cells = [];
          this.#state = 'data';
        }
        break;
      case 'guide':
        if (name === 'rPh') this.#state = 'cell';
        break;
      case 'data':
        if (name === 'sheetData') this.#state = 'outside';
        break;
    }
  }

  text(text: string): void {
    if (this.#state === 'value') this.#value += text;
  }

  #openRow(attributes: string): void {
    const written = attributeOf(attributes, 'r', this.#label);
    const line = written === null ? this.#line + 1 : Number(written);
    // Rows out of order or beyond the sheet are a forged or broken file; skipping them would lose people.
    if (!(Number.isInteger(line) && line > this.#line && line <= SHEET_ROWS_MAX)) throw brokenXml(this.#label);
    this.#line = line;
    this.#nextColumn = 0;
    this.#state = 'row';
  }

  #openCell(attributes: string): void {
    this.#column = this.#nextColumn;
    this.#type = 'n';
    this.#style = -1;
    // By hand, because there is one for every cell: `r`, `s` and `t` are all that matter, in any order.
    for (let at = 0; ; ) {
      const equals = attributes.indexOf('=', at);
      if (equals < 0) break;
      let nameEnd = equals;
      while (attributes.charCodeAt(nameEnd - 1) <= 0x20) nameEnd--;
      let open = equals + 1;
      while (attributes.charCodeAt(open) <= 0x20) open++;
      const close = attributes.indexOf(attributes.charAt(open), open + 1);
      if (close < 0) throw brokenXml(this.#label);
      if (!(attributes.charCodeAt(nameEnd - 2) > 0x20)) {
        const value = attributes.slice(open + 1, close);
        switch (attributes.charAt(nameEnd - 1)) {
          case 'r':
            this.#column = columnOf(value);
            break;
          case 's':
            this.#style = Number(value);
            break;
          case 't':
            this.#type = value;
            break;
        }
      }
      at = close + 1;
    }
    if (this.#column < 0) throw brokenXml(this.#label);
    if (this.#column >= SHEET_COLUMNS_MAX) throw sheetColumnsError(this.#label);
    this.#nextColumn = this.#column + 1;
    this.#value = '';
    this.#state = 'cell';
  }

  #closeCell(): void {
    const text = this.#cellText();
    if (text === '') return;
    if (this.#column >= COLUMNS_MAX) throw sheetColumnsError(this.#label);
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = text;
  }

  #cellText(): string {
    const value = this.#value;
    switch (this.#type) {
      case 's': {
        if (value === '') return '';
        const text = this.#context.strings[Number(value)];
        // A text that is not there is lost: no guess can stand in for a name.
        if (text === undefined) throw brokenXml(this.#label);
        return text;
      }
      case 'inlineStr':
      case 'str':
        return unescapeChars(value);
      case 'b':
        return value === '' ? '' : value === '1' || value === 'true' ? 'true' : 'false';
      case 'e':
        return value;
      case 'd':
        return trimMidnight(value);
      default:
        if (value === '') return '';
        return (this.#context.dateStyles[this.#style] === true ? dateText(Number(value), this.#context.is1904) : null) ?? numberText(value);
    }
  }
}

/** A table that is too wide. */
export function sheetColumnsError(label: string): InputError {
  return new InputError(`${label} has more than ${formatCount(COLUMNS_MAX)} columns.`, {
    code: 'columns-too-many',
    hint: 'Remove the columns that are not needed.',
  });
}
