/**
 * Reads workbooks: XLSX and ODS by our own readers of their XML, so that each part is unpacked once, counted and checked on the way and
 * never held as a whole; XLS (BIFF8) through hucre, and this is the only file that reads with it. See `docs/decisions/formats.md`.
 */

import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { type CellValue, readXls } from 'hucre/xlsx';

import { HandinError, InputError } from '../errors.js';
import { formatError } from '../intake/file-kind.js';
import { WORKBOOK_PART_BYTES_MAX, XLS_BYTES_MAX, ZIP_ENTRY_BYTES_MAX } from '../intake/limits.js';
import { OdsReader } from '../intake/ods.js';
import { numberText, type SheetRow, trimMidnight } from '../intake/sheet-cells.js';
import { emptyError } from '../intake/table.js';
import {
  type CellContext,
  type Relation,
  RelationsReader,
  SharedStringsReader,
  SheetReader,
  StylesReader,
  WorkbookReader,
} from '../intake/xlsx.js';
import { brokenXml, hostileXml, type XmlHandler, XmlScanner } from '../intake/xml.js';
import type { IntakeOptions, SourceFormat, StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { ZipContainer, type ZipEntry, zipKindOf } from './archive.js';
import { RowBudget, RowTables } from './row-tables.js';
import { assertUnchanged, type SourceFile } from './source-file.js';
import type { StagingPlace } from './staging.js';

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
      throw hostileXml(label, 'macros');
    }
    if (/(?:^|\/)externalLinks\//i.test(name)) throw hostileXml(label, 'links to other files');
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

/** Reads an XML part piece by piece. */
async function scanPart(
  container: ZipContainer,
  entry: ZipEntry,
  handler: XmlHandler,
  bytesMax: number,
  onPiece?: () => Promise<void>,
): Promise<void> {
  const { label } = container;
  const scanner = new XmlScanner(handler, label);
  let size = 0;
  let cut: Uint8Array = new Uint8Array(0);
  for await (const piece of container.read(entry)) {
    // UTF-16 and UTF-32 begin with a mark or hold a NUL; the text would look harmless and mean something else.
    if (size === 0 && piece.length > 0 && piece[0] !== 0x3c && piece[0] !== 0xef && !isXmlSpace(piece[0])) {
      throw hostileXml(label, 'parts in an unusual encoding');
    }
    size += piece.length;
    if (size > bytesMax) throw hostileXml(label, 'a part that is larger than any such part needs to be');
    const bytes = cut.length === 0 ? piece : Buffer.concat([cut, piece]);
    const end = bytes.length - incompleteBytes(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw brokenXml(label);
    cut = Uint8Array.from(bytes.subarray(end));
    const text = whole.toString('utf8');
    if (text.includes('\0')) throw hostileXml(label, 'parts in an unusual encoding');
    scanner.write(text);
    await onPiece?.();
  }
  if (cut.length > 0) throw brokenXml(label);
  scanner.end();
}

function isXmlSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** How many bytes at the end begin a character that the next piece completes. */
function incompleteBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

function partAt(container: ZipContainer, path: string | undefined): ZipEntry {
  const entry = path === undefined ? undefined : container.find(path);
  if (entry === undefined) throw brokenXml(container.label);
  return entry;
}

async function readRelations(container: ZipContainer, path: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  const entry = container.find(`${folder === '' ? '' : `${folder}/`}_rels/${path.slice(slash + 1)}.rels`);
  const reader = new RelationsReader(folder, container.label);
  if (entry !== undefined) await scanPart(container, entry, reader, WORKBOOK_PART_BYTES_MAX);
  return reader.relations;
}

function pathOfType(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  for (const relation of relations.values()) if (relation.type === type && !relation.isExternal) return relation.path;
  return undefined;
}

async function readXlsx(container: ZipContainer, sheets: SheetStager): Promise<void> {
  const { label } = container;
  const workbookPath = pathOfType(await readRelations(container, ''), 'officeDocument');
  const workbook = new WorkbookReader(label);
  await scanPart(container, partAt(container, workbookPath), workbook, WORKBOOK_PART_BYTES_MAX);
  const relations = await readRelations(container, workbookPath ?? '');

  const styles = new StylesReader(label);
  const stylesPath = pathOfType(relations, 'styles');
  if (stylesPath !== undefined) await scanPart(container, partAt(container, stylesPath), styles, WORKBOOK_PART_BYTES_MAX);
  const strings = new SharedStringsReader();
  const stringsPath = pathOfType(relations, 'sharedStrings');
  if (stringsPath !== undefined && container.has(stringsPath)) {
    await scanPart(container, partAt(container, stringsPath), strings, WORKBOOK_PART_BYTES_MAX);
  }

  const context: CellContext = { strings: strings.strings, dateStyles: styles.dateStyles(), is1904: workbook.is1904 };
  for (const sheet of workbook.sheets) {
    const relation = relations.get(sheet.relation);
    // Sheets of other types hold a chart or a dialogue.
    if (relation !== undefined && relation.type !== 'worksheet') continue;
    const entry = partAt(container, relation?.path);
    const reader = new SheetReader(context, `${label}#${sheet.name}`);
    sheets.begin(sheet.name, sheet.isHidden, 'xlsx');
    await scanPart(container, entry, reader, ZIP_ENTRY_BYTES_MAX, async () => {
      for (const row of reader.takeRows()) sheets.add(row);
      await sheets.settle(container.packedBytesRead);
    });
    await sheets.end();
  }
}

type OdsEvent =
  | { readonly type: 'begin'; readonly name: string; readonly isHidden: boolean }
  | { readonly type: 'row'; readonly row: SheetRow; readonly count: number }
  | { readonly type: 'end' };

/** Rows that are handed on before the engine is waited for. */
const ROWS_PER_SETTLE = 20_000;

async function readOds(container: ZipContainer, sheets: SheetStager): Promise<void> {
  const { label } = container;
  const manifest = container.find('META-INF/manifest.xml');
  if (manifest !== undefined) {
    const finder = new EncryptionFinder();
    await scanPart(container, manifest, finder, WORKBOOK_PART_BYTES_MAX);
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
  await scanPart(container, partAt(container, 'content.xml'), reader, WORKBOOK_PART_BYTES_MAX, async () => {
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
  if (bytes.includes(MACRO_STREAM)) throw hostileXml(label, 'macros');
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
        const cells = Array.from(sheet.rows[i] ?? [], valueText);
        while (cells.length > 0 && cells[cells.length - 1] === '') cells.pop();
        if (cells.length > 0) sheets.add({ line: i + 1, cells });
        if (i % ROWS_PER_SETTLE === 0) await sheets.settle(source.bytes);
      }
      await sheets.end();
    }
  } catch (cause) {
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw brokenXml(label, cause);
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

/** A cell's value as text; days and times as ISO 8601 without a zone. */
function valueText(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    return trimMidnight(new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, 19));
  }
  return typeof value === 'number' ? numberText(String(value)) : String(value);
}
