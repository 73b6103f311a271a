/**
 * Reads workbooks: XLSX and XLS through hucre, ODS by the events of an XML parser. What is packed is checked before and while a library sees
 * it; this is the only file that reads with hucre. See `docs/decisions/formats.md`.
 */

import type { FileHandle } from 'node:fs/promises';
import { type CellValue, readXls, streamXlsxRows } from 'hucre/xlsx';

import { HandinError, InputError } from '../errors.js';
import { formatError } from '../intake/file-kind.js';
import { SHEET_ROWS_MAX, UNPACKED_BYTES_MAX, WORKBOOK_PART_BYTES_MAX, XLS_BYTES_MAX } from '../intake/limits.js';
import { OdsReader } from '../intake/ods.js';
import { dateText, type SheetRow } from '../intake/sheet-cells.js';
import { damagedSheet, hostileSheet } from '../intake/sheet-errors.js';
import { emptyError } from '../intake/table.js';
import { type Relation, RelationsReader, WorkbookReader } from '../intake/workbook.js';
import type { XmlHandler } from '../intake/xml-events.js';
import type { IntakeOptions, SourceFormat, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { ZipContainer, type ZipEntry, zipKindOf } from './archive.js';
import { PlainWorkbook, type WorkbookParts } from './plain-workbook.js';
import { RowBudget, RowTables } from './row-tables.js';
import { assertUnchanged, type SourceFile } from './source-file.js';
import type { StagingPlace } from './staging.js';
import { readTreePart, readXmlPart } from './xml-part.js';

/**
 * Stages every sheet of a workbook that holds anything, hidden ones too. A sheet without a header is passed over with a problem when others
 * have one and no address of a person stands in it.
 * @throws InputError `file-format`, `file-damaged`, `file-hostile`, `file-too-large`, `file-empty`, `file-changed`, `header-missing`, `columns-too-many`
 */
export async function stageWorkbook(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  options: IntakeOptions,
): Promise<StagedTable[]> {
  const sheets = new SheetStager(source, place, options);
  try {
    if (source.head[0] === 0xd0) await readOldWorkbook(handle, source, sheets);
    else {
      const container = await ZipContainer.open(handle, source.label, source.bytes);
      refuseActiveParts(container);
      if (zipKindOf(container) === 'ods') await readOds(container, sheets);
      else await readXlsx(container, sheets);
    }
    await assertUnchanged(handle, source);
    return sheets.finish();
  } catch (cause) {
    await sheets.abandon();
    throw cause;
  }
}

/** Macros and links to other files have no place in a list of names. */
function refuseActiveParts({ entries, label }: ZipContainer): void {
  for (const { name } of entries) {
    if (/vbaProject\.bin$/i.test(name) || /^(?:Basic|Scripts)\/./.test(name) || /^xl\/macrosheets\//i.test(name)) {
      throw hostileSheet(label, 'macros');
    }
    if (/(?:^|\/)externalLinks\//i.test(name)) throw hostileSheet(label, 'links to other files');
  }
}

/** Stages one sheet after the other, and remembers those that were no tables. */
class SheetStager {
  readonly label: string;
  readonly #source: SourceFile;
  readonly #place: StagingPlace;
  readonly #options: IntakeOptions;
  readonly #budget: RowBudget;
  readonly #tables: StagedTable[] = [];
  readonly #passedOver: { readonly name: string; readonly error: InputError; readonly hasAddress: boolean }[] = [];
  #rows: RowTables | null = null;
  #name = '';

  constructor(source: SourceFile, place: StagingPlace, options: IntakeOptions) {
    this.label = source.label;
    this.#source = source;
    this.#place = place;
    this.#options = options;
    this.#budget = new RowBudget(source.label);
  }

  begin(name: string, isHidden: boolean, format: SourceFormat): void {
    this.#name = `${this.label}#${name}`;
    const problems: Problem[] = isHidden ? [{ type: 'sheet-hidden', source: this.#name, count: 1, records: [] }] : [];
    this.#rows = new RowTables({
      place: this.#place,
      source: this.#source,
      sourceName: this.#name,
      format,
      intake: this.#options,
      budget: this.#budget,
      problems,
    });
  }

  /** The same row may come several times over. */
  add(row: SheetRow, count = 1): void {
    if (this.#rows === null) return;
    for (let i = 0; i < count; i++) {
      try {
        this.#rows.add(i === 0 ? row : { ...row, line: row.line + i });
      } catch (error) {
        this.#passOver(error, this.#rows);
        return;
      }
    }
  }

  /** @param bytesRead how much of the file has been read */
  async settle(bytesRead: number): Promise<void> {
    this.#options.onProgress?.(Math.min(bytesRead, this.#source.bytes), this.#source.bytes);
    await this.#rows?.settle();
  }

  async end(): Promise<void> {
    const rows = this.#rows;
    if (rows === null) return;
    try {
      this.#tables.push(...(await rows.finish()));
      this.#rows = null;
    } catch (error) {
      this.#passOver(error, rows);
    }
  }

  finish(): StagedTable[] {
    const [first, ...rest] = this.#tables;
    const [missing] = this.#passedOver;
    if (first === undefined) throw missing?.error ?? emptyError(this.label);
    const people = this.#passedOver.find(({ hasAddress }) => hasAddress);
    if (people !== undefined) throw people.error;
    const problems = this.#passedOver.map(({ name }): Problem => ({ type: 'member-skipped', source: name, count: 1, records: [] }));
    return [{ ...first, problems: [...first.problems, ...problems] }, ...rest];
  }

  async abandon(): Promise<void> {
    await this.#rows?.abandon();
  }

  #passOver(error: unknown, rows: RowTables): void {
    if (!(error instanceof InputError) || error.code !== 'header-missing') throw error;
    this.#passedOver.push({ name: this.#name, error, hasAddress: rows.hasAddress() });
    this.#rows = null;
  }
}

function partAt(container: ZipContainer, path: string | undefined): ZipEntry {
  const entry = path === undefined ? undefined : container.find(path);
  if (entry === undefined) throw damagedSheet(container.label);
  return entry;
}

async function readRelations(container: ZipContainer, path: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  const entry = container.find(`${folder === '' ? '' : `${folder}/`}_rels/${path.slice(slash + 1)}.rels`);
  const reader = new RelationsReader(folder);
  if (entry !== undefined) await readXmlPart(container, entry, reader, WORKBOOK_PART_BYTES_MAX);
  return reader.relations;
}

function pathOfType(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  for (const relation of relations.values()) if (relation.type === type && !relation.isExternal) return relation.path;
  return undefined;
}

async function readXlsx(container: ZipContainer, sheets: SheetStager): Promise<void> {
  const { label } = container;
  const workbookPath = pathOfType(await readRelations(container, ''), 'officeDocument');
  const workbook = new WorkbookReader();
  await readXmlPart(container, partAt(container, workbookPath), workbook, WORKBOOK_PART_BYTES_MAX);
  const relations = await readRelations(container, workbookPath ?? '');

  const partOf = async (type: string): Promise<Buffer | null> => {
    const entry = container.find(pathOfType(relations, type) ?? '');
    return entry === undefined ? null : readTreePart(container, entry);
  };
  const strings = await partOf('sharedStrings');
  const styles = await partOf('styles');
  let stringBytes = 0;
  const parts = new Set<ZipEntry>();
  for (const sheet of workbook.sheets) {
    const relation = relations.get(sheet.relation);
    // Sheets of other types hold a chart or a dialogue.
    if (relation !== undefined && relation.type !== 'worksheet') continue;
    const part = partAt(container, relation?.path);
    if (parts.has(part)) throw hostileSheet(label, 'sheets that are the same one');
    parts.add(part);
    // The library reads them once more for every sheet.
    stringBytes += strings?.length ?? 0;
    if (stringBytes > UNPACKED_BYTES_MAX) {
      throw new InputError(`${label} has too many sheets for as much text as it holds.`, {
        code: 'file-too-large',
        hint: 'Save each sheet as a workbook of its own, or as CSV UTF-8, and give all of them.',
      });
    }
    sheets.begin(sheet.name, sheet.isHidden, 'xlsx');
    await readSheet({ container, sheet: part, strings, styles, is1904: workbook.is1904 }, sheets);
    await sheets.end();
  }
}

/** Rows that are handed on before the engine is waited for. */
const ROWS_PER_SETTLE = 2000;

async function readSheet(parts: WorkbookParts, sheets: SheetStager): Promise<void> {
  const { container } = parts;
  const workbook = new PlainWorkbook(parts);
  let last = 0;
  let rows = 0;
  try {
    for await (const { index, values } of streamXlsxRows(workbook.stream, { readStyles: true })) {
      workbook.noteRow();
      const line = index + 1;
      // Rows out of order or beyond the sheet are a forged or broken file; skipping them would lose people.
      if (!(Number.isInteger(line) && line > last && line <= SHEET_ROWS_MAX)) throw damagedSheet(container.label);
      last = line;
      const cells = textCells(values, parts.is1904);
      if (cells.length > 0) sheets.add({ line, cells });
      if (++rows % ROWS_PER_SETTLE === 0) await workbook.pauseFor(sheets.settle(container.packedBytesRead));
    }
    await workbook.finish();
  } catch (error) {
    const cause = workbook.failure ?? error;
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw damagedSheet(container.label, cause);
  } finally {
    await workbook.close();
  }
}

/** The cells of a row as text, up to the last one that holds anything. */
function textCells(values: readonly (CellValue | undefined)[], is1904: boolean): string[] {
  let width = values.length;
  while (width > 0 && (values[width - 1] ?? '') === '') width--;
  const cells = new Array<string>(width);
  for (let column = 0; column < width; column++) cells[column] = valueText(values[column], is1904);
  return cells;
}

type OdsEvent =
  | { readonly type: 'begin'; readonly name: string; readonly isHidden: boolean }
  | { readonly type: 'row'; readonly row: SheetRow; readonly count: number }
  | { readonly type: 'end' };

async function readOds(container: ZipContainer, sheets: SheetStager): Promise<void> {
  const { label } = container;
  const manifest = container.find('META-INF/manifest.xml');
  if (manifest !== undefined) {
    const finder = new EncryptionFinder();
    await readXmlPart(container, manifest, finder, WORKBOOK_PART_BYTES_MAX);
    if (finder.isEncrypted) throw passwordError(label);
  }
  let events: OdsEvent[] = [];
  const reader = new OdsReader(
    {
      beginSheet: (name, isHidden) => events.push({ type: 'begin', name, isHidden }),
      addRow: (row, count) => events.push({ type: 'row', row, count }),
      endSheet: () => events.push({ type: 'end' }),
    },
    label,
  );
  await readXmlPart(container, partAt(container, 'content.xml'), reader, WORKBOOK_PART_BYTES_MAX, async () => {
    const taken = events;
    events = [];
    for (const event of taken) {
      if (event.type === 'begin') sheets.begin(event.name, event.isHidden, 'ods');
      else if (event.type === 'end') await sheets.end();
      else {
        for (let from = 0; from < event.count; from += ROWS_PER_SETTLE) {
          sheets.add({ ...event.row, line: event.row.line + from }, Math.min(ROWS_PER_SETTLE, event.count - from));
          if (event.count > 1) await sheets.settle(container.packedBytesRead);
        }
      }
    }
    await sheets.settle(container.packedBytesRead);
  });
  if (!reader.isSpreadsheet) {
    throw formatError(label, 'an OpenDocument file that is no spreadsheet', 'Copy the table into a spreadsheet and save it as .xlsx.');
  }
}

class EncryptionFinder implements XmlHandler {
  isEncrypted = false;

  open(name: string): void {
    if (name === 'encryption-data') this.isEncrypted = true;
  }

  close(): void {}

  text(): void {}
}

function passwordError(label: string): InputError {
  return formatError(label, 'a workbook with a password', 'Open it, remove the password, and save it as .xlsx or as CSV UTF-8.');
}

/** Names of streams in an OLE container, in UTF-16: of a workbook that is encrypted whole, and of macros. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');
const MACRO_STREAM = Buffer.from('_VBA_PROJECT', 'utf16le');
/** Names of the stream that holds the workbook: BIFF8, and BIFF5 and before. */
const WORKBOOK_STREAM = Buffer.from('Workbook', 'utf16le');
const OLD_STREAM = Buffer.from('Book\0', 'utf16le');

async function readOldWorkbook(handle: FileHandle, source: SourceFile, sheets: SheetStager): Promise<void> {
  const { label } = source;
  if (source.bytes > XLS_BYTES_MAX) {
    throw new InputError(`${label} is larger than 64 MiB.`, { code: 'file-too-large', hint: 'Save it as .xlsx and give that.' });
  }
  const bytes = Buffer.alloc(source.bytes);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  if (bytes.includes(ENCRYPTED_STREAM)) throw passwordError(label);
  if (bytes.includes(MACRO_STREAM)) throw hostileSheet(label, 'macros');
  if (!bytes.includes(WORKBOOK_STREAM)) {
    if (bytes.includes(OLD_STREAM)) throw formatError(label, 'an Excel file from before 1997', 'Save it as .xlsx or as CSV UTF-8.');
    throw formatError(label, 'an old Office document that is no workbook', 'Copy the table into a spreadsheet and save it as .xlsx.');
  }
  if (isPasswordProtected(bytes)) throw passwordError(label);
  if (hasSharedText(bytes)) {
    throw formatError(label, 'an old Excel file whose formulas give text in a way that is not read', 'Save it as .xlsx or as CSV UTF-8.');
  }
  try {
    const workbook = await readXls(bytes);
    for (const sheet of workbook.sheets) {
      sheets.begin(sheet.name, false, 'xls');
      for (let i = 0; i < sheet.rows.length; i++) {
        const cells = textCells(sheet.rows[i] ?? [], false);
        if (cells.length > 0) sheets.add({ line: i + 1, cells });
        if (i % ROWS_PER_SETTLE === 0) await sheets.settle(source.bytes);
      }
      await sheets.end();
    }
  } catch (cause) {
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw damagedSheet(label, cause);
  }
}

/** First record of a BIFF8 stream, and of the workbook among its streams ([MS-XLS] 2.4.21). */
const FIRST_RECORD = Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]);
const FILE_PASS = 0x002f;

/** A record `FilePass` among the first few says that the rest is encrypted; read as it is, it would be nonsense. */
function isPasswordProtected(bytes: Buffer): boolean {
  let at = bytes.indexOf(FIRST_RECORD);
  for (let i = 0; at >= 0 && i < 4 && at + 4 <= bytes.length; i++) {
    if (bytes.readUInt16LE(at) === FILE_PASS) return true;
    at += 4 + bytes.readUInt16LE(at + 2);
  }
  return false;
}

const FORMULA = 0x0006;
/** Records that may stand between a formula and the text it gave: a shared formula, an array, a table of operations. */
const BETWEEN: ReadonlySet<number> = new Set([0x04bc, 0x0221, 0x0236]);

/**
 * Whether a formula's text stands behind another record ([MS-XLS] 2.4.127, 2.1.7.20.5). hucre 1.0.0 looks for it only right behind the
 * formula and would leave the cell empty, which must not happen to a name.
 */
function hasSharedText(bytes: Buffer): boolean {
  // The result of such a formula begins with 0 and ends with FF FF; these are found faster than the record.
  for (let mark = bytes.indexOf(TEXT_RESULT_END); mark >= 0; mark = bytes.indexOf(TEXT_RESULT_END, mark + 1)) {
    const at = mark - 16;
    if (at < 0 || bytes.readUInt16LE(at) !== FORMULA || bytes[at + 10] !== 0) continue;
    const next = at + 4 + bytes.readUInt16LE(at + 2);
    if (next + 2 <= bytes.length && BETWEEN.has(bytes.readUInt16LE(next))) return true;
  }
  return false;
}

const TEXT_RESULT_END = Buffer.from([0xff, 0xff]);

function valueText(value: CellValue | undefined, is1904: boolean): string {
  if (typeof value === 'string') return value;
  // Digits in full up to 21 of them: a phone number kept as a number does not turn into an exponent.
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return dateText(value.getTime(), is1904);
  return value === null || value === undefined ? '' : String(value);
}
