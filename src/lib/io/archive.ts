/**
 * Opens what is packed: zip containers (XLSX and ODS are zips too) and gzip. Nothing that a header claims is believed: sizes are counted
 * while unpacking, places are checked against the file, and nothing is allocated from a number in the file. On `node:zlib` alone.
 */

import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';

import { DefectError, HandinError, InputError } from '../errors.js';
import { detectFileKind, formatError } from '../intake/file-kind.js';
import { PACKED_RATIO_FROM_BYTES, PACKED_RATIO_MAX, UNPACKED_BYTES_MAX, ZIP_ENTRIES_MAX, ZIP_ENTRY_BYTES_MAX } from '../intake/limits.js';
import type { StagedTable } from '../model/intake.js';
import type { Problem } from '../model/problem.js';
import { formatCount } from '../text.js';
import type { SourceFile } from './source-file.js';
import { nextStagedPath, type StagingPlace } from './staging.js';

/** Small enough that unpacking and reading take turns, large enough that the turns do not count. */
const CHUNK_BYTES = 256 * 1024;
/** The end record is 22 bytes and a comment of at most 65,535. */
const END_BYTES = 22;
const END_SEARCH_BYTES = END_BYTES + 65_535;
/** 46 bytes and three fields of at most 65,535 each; real ones are about 100 bytes long. */
const DIRECTORY_BYTES_MAX = 16 * 1024 * 1024;
/** What a 32-bit field holds when the number stands in the 64-bit extra field. */
const IN_EXTRA_FIELD = 0xffffffff;

/** One file within a zip container. */
export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packedBytes: number;
  /** As claimed; `ZipContainer.read` holds to it. */
  readonly bytes: number;
  readonly crc: number;
  /** Where the packed data begins. */
  readonly dataOffset: number;
}

/** An InputError `file-hostile`. */
export function hostileArchive(label: string, what: string): InputError {
  return new InputError(`${label} is not read, because it holds ${what}.`, {
    code: 'file-hostile',
    hint: 'Unpack it yourself if you trust where it came from, and give the files inside.',
  });
}

function damagedArchive(label: string, cause?: unknown): InputError {
  return new InputError(`${label} is damaged and cannot be read.`, {
    code: 'file-damaged',
    hint: 'Download it again, or ask for it once more.',
    cause,
  });
}

/** A zip container whose directory has been checked. */
export class ZipContainer {
  readonly entries: readonly ZipEntry[];
  readonly label: string;
  readonly #handle: FileHandle;
  readonly #byName: ReadonlyMap<string, ZipEntry>;
  #unpackedBytes = 0;
  #packedBytesRead = 0;

  private constructor(handle: FileHandle, label: string, entries: readonly ZipEntry[]) {
    this.#handle = handle;
    this.label = label;
    this.entries = entries;
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /**
   * Reads and checks the directory.
   * @throws InputError `file-damaged` for a damaged container; `file-hostile` for too many entries, overlaps, entries of one name, encrypted
   *   ones, paths that climb, and records that contradict one another
   */
  static async open(handle: FileHandle, label: string, fileBytes: number): Promise<ZipContainer> {
    const entries = await readDirectory(handle, label, fileBytes);
    return new ZipContainer(handle, label, entries);
  }

  /** Packed bytes that were read so far: how far it has come. */
  get packedBytesRead(): number {
    return this.#packedBytesRead;
  }

  find(name: string): ZipEntry | undefined {
    return this.#byName.get(name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * The content of an entry, piece by piece. Counts what really comes out, for this entry and for all that were read so far.
   * @throws InputError `file-hostile` for a bomb or a size that disagrees; `file-damaged` when it is damaged
   */
  async *read(entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
    const { label } = this;
    const most = Math.max(PACKED_RATIO_FROM_BYTES, entry.packedBytes * PACKED_RATIO_MAX);
    let size = 0;
    let crc = 0;
    const pieces = entry.method === 0 ? this.#readPacked(entry) : this.#inflate(entry);
    try {
      for await (const piece of pieces) {
        size += piece.length;
        this.#unpackedBytes += piece.length;
        if (size > entry.bytes) throw hostileArchive(label, 'parts larger than they say');
        if (size > ZIP_ENTRY_BYTES_MAX) throw hostileArchive(label, 'a part of more than 512 MiB');
        if (size > most) throw hostileArchive(label, 'parts packed beyond belief');
        if (this.#unpackedBytes > UNPACKED_BYTES_MAX) throw hostileArchive(label, 'more than 1 GiB of packed data');
        crc = crc32(piece, crc);
        yield piece;
      }
    } catch (cause) {
      if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
      throw damagedArchive(label, cause);
    }
    if (size !== entry.bytes || crc !== entry.crc) throw damagedArchive(label);
  }

  /** The content of an entry in one piece, for small ones. */
  async readWhole(entry: ZipEntry, bytesMax: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.read(entry)) {
      size += piece.length;
      if (size > bytesMax) throw hostileArchive(this.label, 'a part that is larger than any such part needs to be');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async *#readPacked(entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
    const end = entry.dataOffset + entry.packedBytes;
    for (let at = entry.dataOffset; at < end; ) {
      const piece = await readAt(this.#handle, at, Math.min(CHUNK_BYTES, end - at));
      if (piece.length === 0) throw damagedArchive(this.label);
      at += piece.length;
      this.#packedBytesRead += piece.length;
      yield piece;
    }
  }

  async *#inflate(entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    const packed = Readable.from(this.#readPacked(entry));
    packed.on('error', (cause) => inflate.destroy(cause));
    packed.pipe(inflate);
    try {
      for await (const piece of inflate) yield piece as Buffer;
      if (inflate.bytesWritten !== entry.packedBytes) throw damagedArchive(this.label);
    } finally {
      packed.unpipe(inflate);
      packed.destroy();
      inflate.destroy();
    }
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, position + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly bytes: number;
}

async function findDirectory(handle: FileHandle, label: string, fileBytes: number): Promise<DirectoryPlace> {
  const tailBytes = Math.min(fileBytes, END_SEARCH_BYTES);
  const tailOffset = fileBytes - tailBytes;
  const tail = await readAt(handle, tailOffset, tailBytes);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== 0x06054b50) end--;
  if (end < 0) throw damagedArchive(label);
  const disks = tail.readUInt16LE(end + 4) + tail.readUInt16LE(end + 6);
  if (disks !== 0 && disks !== 0xffff * 2) throw formatError(label, 'one part of a split zip archive', 'Ask for it in one piece.');
  let count = tail.readUInt16LE(end + 10);
  let bytes = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  let directoryEnd = tailOffset + end;
  if (count === 0xffff || offset === IN_EXTRA_FIELD || bytes === IN_EXTRA_FIELD) {
    const locator = end - 20;
    if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
      directoryEnd = toSafeNumber(tail.readBigUInt64LE(locator + 8), label);
      const record = await readAt(handle, directoryEnd, 56);
      if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) throw damagedArchive(label);
      count = toSafeNumber(record.readBigUInt64LE(32), label);
      bytes = toSafeNumber(record.readBigUInt64LE(40), label);
      offset = toSafeNumber(record.readBigUInt64LE(48), label);
    }
  }
  if (count > ZIP_ENTRIES_MAX) throw hostileArchive(label, `more than ${formatCount(ZIP_ENTRIES_MAX)} parts`);
  if (offset + bytes > directoryEnd || bytes > DIRECTORY_BYTES_MAX) throw damagedArchive(label);
  return { count, offset, bytes };
}

function toSafeNumber(value: bigint, label: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedArchive(label);
  return Number(value);
}

async function readDirectory(handle: FileHandle, label: string, fileBytes: number): Promise<ZipEntry[]> {
  const place = await findDirectory(handle, label, fileBytes);
  const bytes = await readAt(handle, place.offset, place.bytes);
  const names = new Set<string>();
  const entries: (ZipEntry & { readonly offset: number })[] = [];
  let at = 0;
  for (let i = 0; i < place.count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw damagedArchive(label);
    const nameBytes = bytes.readUInt16LE(at + 28);
    const extraBytes = bytes.readUInt16LE(at + 30);
    const next = at + 46 + nameBytes + extraBytes + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw damagedArchive(label);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/');
    // Bit 0: encrypted; bit 6: strongly; bit 13: the directory too.
    if ((bytes.readUInt16LE(at + 8) & 0x2041) !== 0) throw hostileArchive(label, 'encrypted parts');
    if (name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.includes('\0') || name.split('/').includes('..')) {
      throw hostileArchive(label, 'parts outside its own folder');
    }
    if (names.has(name)) throw hostileArchive(label, 'parts of the same name');
    names.add(name);
    const sizes = readSizes(bytes, at, bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes), label);
    const method = bytes.readUInt16LE(at + 10);
    if (method !== 0 && method !== 8) throw hostileArchive(label, 'parts packed in an unusual way');
    const rawName = bytes.subarray(at + 46, at + 46 + nameBytes);
    const dataOffset = await checkLocalHeader(handle, label, fileBytes, { ...sizes, method, rawName });
    const crc = bytes.readUInt32LE(at + 16);
    entries.push({ name, isFolder: name.endsWith('/'), method, crc, dataOffset, ...sizes });
    at = next;
  }
  let lastEnd = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < lastEnd) throw hostileArchive(label, 'parts that overlap');
    lastEnd = entry.dataOffset + entry.packedBytes;
    if (lastEnd > place.offset) throw hostileArchive(label, 'parts that overlap');
  }
  return entries;
}

interface EntrySizes {
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the local header. */
  readonly offset: number;
}

/** Sizes and place of an entry of the directory; large ones stand in the 64-bit extra field, in this order and only then. */
function readSizes(directory: Buffer, at: number, extra: Buffer, label: string): EntrySizes {
  let bytes = directory.readUInt32LE(at + 24);
  let packedBytes = directory.readUInt32LE(at + 20);
  let offset = directory.readUInt32LE(at + 42);
  for (let field = 0; field + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(field + 2);
    if (extra.readUInt16LE(field) === 1) {
      let value = field + 4;
      const end = Math.min(extra.length, value + length);
      const take = (): number => {
        if (value + 8 > end) throw damagedArchive(label);
        value += 8;
        return toSafeNumber(extra.readBigUInt64LE(value - 8), label);
      };
      if (bytes === IN_EXTRA_FIELD) bytes = take();
      if (packedBytes === IN_EXTRA_FIELD) packedBytes = take();
      if (offset === IN_EXTRA_FIELD) offset = take();
    }
    field += 4 + length;
  }
  return { bytes, packedBytes, offset };
}

/** Where the packed data of an entry begins, by its own header, which must agree with the directory. */
async function checkLocalHeader(
  handle: FileHandle,
  label: string,
  fileBytes: number,
  entry: EntrySizes & { readonly method: number; readonly rawName: Buffer },
): Promise<number> {
  if (entry.offset + 30 > fileBytes) throw damagedArchive(label);
  const head = await readAt(handle, entry.offset, 30 + entry.rawName.length);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damagedArchive(label);
  const nameBytes = head.readUInt16LE(26);
  if (nameBytes !== entry.rawName.length || !head.subarray(30).equals(entry.rawName) || head.readUInt16LE(8) !== entry.method) {
    throw hostileArchive(label, 'records that contradict one another');
  }
  // Bit 3: the sizes follow the data, and the header need not know them.
  if ((head.readUInt16LE(6) & 8) === 0) {
    const packedBytes = head.readUInt32LE(18);
    const bytes = head.readUInt32LE(22);
    const disagrees = (local: number, other: number): boolean => local !== other && local !== IN_EXTRA_FIELD;
    if (disagrees(packedBytes, entry.packedBytes) || disagrees(bytes, entry.bytes)) {
      throw hostileArchive(label, 'records that contradict one another');
    }
  }
  const dataOffset = entry.offset + 30 + nameBytes + head.readUInt16LE(28);
  if (dataOffset + entry.packedBytes > fileBytes) throw damagedArchive(label);
  return dataOffset;
}

export type ZipKind = 'xlsx' | 'ods' | 'files';

/**
 * What a zip container is, by the names in its directory.
 * @throws InputError `file-format` for other documents that are zips, and as `ZipContainer.open`
 */
export function zipKindOf(container: ZipContainer): ZipKind {
  const { entries, label } = container;
  const isNamed = (name: string): boolean => container.has(name);
  if (isNamed('xl/workbook.xml')) return 'xlsx';
  if (isNamed('xl/workbook.bin')) throw formatError(label, 'a binary Excel file (.xlsb)', 'Save it as .xlsx or as CSV UTF-8.');
  if (isNamed('content.xml') && (isNamed('META-INF/manifest.xml') || isNamed('mimetype'))) return 'ods';
  if (isNamed('word/document.xml')) throw formatError(label, 'a Word document', 'Copy the table into a spreadsheet and save it as .xlsx.');
  if (isNamed('ppt/presentation.xml')) throw formatError(label, 'a presentation', 'Ask for the CSV or XLSX export of the same list.');
  if (isNamed('[Content_Types].xml')) {
    // Other programs put the workbook elsewhere; the sheets tell it.
    if (entries.some((entry) => /(?:^|\/)worksheets\/[^/]{1,200}\.xml$/i.test(entry.name))) return 'xlsx';
    throw formatError(label, 'an Office document that is no workbook', 'Save it as .xlsx or as CSV UTF-8.');
  }
  if (entries.some((entry) => entry.name.startsWith('Index/') && entry.name.endsWith('.iwa')) || isNamed('Index.zip')) {
    throw formatError(label, 'a Numbers document', 'Export it from Numbers as CSV or Excel.');
  }
  if (isNamed('META-INF/container.xml')) throw formatError(label, 'an e-book', 'Ask for the CSV or XLSX export of the same list.');
  return 'files';
}

/** Whether a zip container is a workbook, rather than a zip of files. */
export async function isWorkbook(handle: FileHandle, source: Pick<SourceFile, 'label' | 'bytes'>): Promise<boolean> {
  return zipKindOf(await ZipContainer.open(handle, source.label, source.bytes)) !== 'files';
}

/** Errors that say that a file is no table, rather than that something is wrong with a table. */
const NO_TABLE_CODES: ReadonlySet<string> = new Set(['file-format', 'file-empty']);
/** A text without a header is no table when it is called a note; when it is called a table, people may be lost with it. */
const HEADER_CODES: ReadonlySet<string> = new Set(['header-missing']);
const NOTE_NAME = /(?:^|\/)(?:[^./]{1,200}|[^/]{0,200}\.(?:txt|md|log|nfo|url|ini|rtf))$/i;

/**
 * Stages every table of a zip of files. Each member is unpacked into a private file and read like a file of its own; members that are no
 * tables are passed over with a problem.
 * @param stageMember reads the unpacked file at `path`; `label` is `file.zip#member.csv`
 * @throws InputError `file-empty` when no member is a table; `file-hostile` for archives in archives, and as `ZipContainer.open` and `read`
 */
export async function stageZip(
  handle: FileHandle,
  source: SourceFile,
  place: StagingPlace,
  stageMember: (path: string, label: string) => Promise<StagedTable[]>,
): Promise<StagedTable[]> {
  const container = await ZipContainer.open(handle, source.label, source.bytes);
  const tables: StagedTable[] = [];
  const skipped: Problem[] = [];
  for (const entry of [...container.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFolder || isSystemFile(entry.name)) continue;
    const label = `${source.label}#${entry.name}`;
    const path = nextStagedPath(place.stagingDir, 'member');
    await writePrivate(path, container.read(entry));
    try {
      await refuseNested(path, source.label, label);
      tables.push(...(await stageMember(path, label)));
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      if (!NO_TABLE_CODES.has(cause.code) && !(HEADER_CODES.has(cause.code) && NOTE_NAME.test(entry.name))) throw cause;
      skipped.push({ type: 'member-skipped', source: label, count: 1, records: [] });
    } finally {
      rmSync(path, { force: true });
    }
  }
  const [first, ...rest] = tables;
  if (first === undefined) {
    throw new InputError(`${source.label} holds no table.`, { code: 'file-empty', hint: 'Look inside, and give the file with the list.' });
  }
  return [{ ...first, problems: [...first.problems, ...skipped] }, ...rest];
}

/** What operating systems add to an archive on their own. */
function isSystemFile(name: string): boolean {
  const parts = name.split('/');
  return parts[0] === '__MACOSX' || parts.some((part) => part.startsWith('.')) || /^(?:thumbs\.db|desktop\.ini)$/i.test(parts.at(-1) ?? '');
}

async function refuseNested(path: string, archive: string, label: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const kind = detectFileKind(await readAt(handle, 0, Math.min(size, 4096)), label);
    const isNested = kind === 'gzip' || (kind === 'zip' && !(await isWorkbook(handle, { label, bytes: size })));
    if (isNested) throw hostileArchive(archive, 'an archive inside');
  } finally {
    await handle.close();
  }
}

/** Writes pieces to a new file, mode 0600; removes it when they fail. */
async function writePrivate(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: 4 * CHUNK_BYTES });
  const finished = once(file, 'close');
  finished.catch(() => {});
  try {
    for await (const piece of pieces) if (!file.write(piece)) await Promise.race([once(file, 'drain'), finished]);
    file.end();
    await finished;
    if (file.errored !== null) throw file.errored;
  } catch (cause) {
    file.destroy();
    await finished.catch(() => {});
    rmSync(path, { force: true });
    throw cause;
  }
}

/**
 * Unpacks a gzip file, of one or several members, into a private file of the staging folder.
 * @returns the path of the file, which the caller removes
 * @throws InputError `file-hostile` for a bomb or an archive inside; `file-damaged` when it is damaged or cut off
 */
export async function unpackGzip(handle: FileHandle, source: SourceFile, place: StagingPlace): Promise<string> {
  const { label } = source;
  const path = nextStagedPath(place.stagingDir, 'unpacked');
  await writePrivate(path, gunzip(handle, source));
  try {
    const unpacked = await open(path, 'r');
    try {
      const { size } = await unpacked.stat();
      const kind = detectFileKind(await readAt(unpacked, 0, Math.min(size, 4096)), label);
      if (kind === 'gzip' || kind === 'zip') throw hostileArchive(label, 'an archive inside');
    } finally {
      await unpacked.close();
    }
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause;
  }
  return path;
}

async function* gunzip(handle: FileHandle, { label, bytes }: SourceFile): AsyncGenerator<Buffer, void, undefined> {
  const unpack = createGunzip({ chunkSize: CHUNK_BYTES });
  const packed = createReadStream('', { fd: handle, start: 0, end: Math.max(0, bytes - 1), autoClose: false, highWaterMark: CHUNK_BYTES });
  packed.on('error', (cause) => unpack.destroy(cause));
  packed.pipe(unpack);
  let size = 0;
  try {
    for await (const piece of unpack) {
      const chunk = piece as Buffer;
      size += chunk.length;
      if (size > UNPACKED_BYTES_MAX) throw hostileArchive(label, 'more than 1 GiB of packed data');
      if (size > Math.max(PACKED_RATIO_FROM_BYTES, unpack.bytesWritten * PACKED_RATIO_MAX)) {
        throw hostileArchive(label, 'data packed beyond belief');
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof HandinError || (cause instanceof Error && 'syscall' in cause)) throw cause;
    throw damagedArchive(label, cause);
  } finally {
    packed.unpipe(unpack);
    packed.destroy();
    unpack.destroy();
  }
}

/** Copies a file into the staging folder under a generated name, for the engine, which may read nothing else. */
export async function copyToStaging(handle: FileHandle, source: SourceFile, place: StagingPlace, extension: string): Promise<string> {
  const path = nextStagedPath(place.stagingDir, extension);
  await writePrivate(path, readPieces(handle, source));
  return path;
}

async function* readPieces(handle: FileHandle, source: SourceFile): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < source.bytes; ) {
    const piece = await readAt(handle, at, Math.min(CHUNK_BYTES, source.bytes - at));
    if (piece.length === 0) throw new DefectError('A file became shorter while it was read.', { code: 'file-changed' });
    at += piece.length;
    yield piece;
  }
}
