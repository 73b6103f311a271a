/**
 * The way into handin: what a file is, by its content, and who reads it. Every way of reading ends in tables of the engine, one per
 * list of people that the file holds. The file itself is only read.
 */

import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';

import { DefectError, HandinError, InputError } from '../errors.js';
import { resolveDelimiter } from '../intake/dialect.js';
import { resolveEncoding } from '../intake/encoding.js';
import { detectFileKind } from '../intake/file-kind.js';
import { emptyError } from '../intake/table.js';
import type { IntakeOptions, StagedTable } from '../model/intake.js';
import { type PeekedFile, peekFile, type SourceFile, surveyFile, unreadableError } from './source-file.js';
import type { StagingPlace } from './staging.js';

/**
 * Stages every table of a file into the engine.
 * @param place an engine, and a private folder that it may read
 * @throws InputError `file-unreadable`, `file-empty`, `file-too-large`, `file-changed`, `file-format`, `file-hostile`, `header-missing`,
 *   `columns-too-many`, `line-too-long`, `encoding-unknown`, `encoding-wrong`, `delimiter-unknown`, `dialect-unclear`. No message holds a cell.
 */
export async function stageFile(path: string, place: StagingPlace, options: IntakeOptions): Promise<StagedTable[]> {
  if (options.delimiter !== undefined) resolveDelimiter(options.delimiter);
  if (options.encoding !== undefined) resolveEncoding(options.encoding);
  return stagePath(path, basename(path), place, askingOnce(options), null);
}

/** A file that is read twice, the fast way and then the strict way, asks its question once. */
function askingOnce(options: IntakeOptions): IntakeOptions {
  const { ask } = options;
  if (ask === undefined) return options;
  const answers = new Map<string, Promise<string>>();
  return {
    ...options,
    ask: (question) => {
      const answer = answers.get(question.message) ?? ask(question);
      answers.set(question.message, answer);
      return answer;
    },
  };
}

/** The archive that a file was unpacked from. */
interface Archive {
  readonly kind: 'gzip' | 'zip';
  readonly source: SourceFile;
}

async function stagePath(
  path: string,
  label: string,
  place: StagingPlace,
  options: IntakeOptions,
  archive: Archive | null,
): Promise<StagedTable[]> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw unreadableError(label, cause);
  }
  try {
    const peeked = await peekFile(handle, label);
    if (peeked.bytes === 0) throw emptyError(label);
    const tables = await stageSource(handle, peeked, place, options, archive);
    if (archive === null) return tables;
    const { sha256, bytes } = archive.source;
    return tables.map((table) => ({ ...table, sha256, bytes, container: archive.kind }));
  } catch (error) {
    if (error instanceof HandinError) throw error;
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS') throw noRoomError(error);
    if (syscall !== undefined) throw unreadableError(label, error);
    throw new DefectError(`${label} could not be staged.`, { code: 'intake-defect', cause: error });
  } finally {
    await handle.close();
  }
}

/** The file is fine: there is no room for working on it. */
function noRoomError(cause: unknown): InputError {
  return new InputError('The disk that holds the working folder is full or cannot be written to.', {
    code: 'output-disk-full',
    hint: 'Free some space, or let TMPDIR (for inspect and clean) or -o (for merge) lead to another disk, and run the command again.',
    cause,
  });
}

async function stageSource(
  handle: FileHandle,
  peeked: PeekedFile,
  place: StagingPlace,
  options: IntakeOptions,
  archive: Archive | null,
): Promise<StagedTable[]> {
  const kind = detectFileKind(peeked.head, peeked.label);
  if (kind === 'text') return (await import('./text-in.js')).stageText(handle, peeked, place, options);
  const source = await surveyFile(handle, peeked);
  switch (kind) {
    case 'gzip': {
      if (archive !== null) return refuseNested(source.label);
      const { unpackGzip } = await import('./archive.js');
      const unpacked = await unpackGzip(handle, source, place);
      try {
        return await stagePath(unpacked, source.label, place, options, { kind: 'gzip', source });
      } finally {
        rmSync(unpacked, { force: true });
      }
    }
    case 'zip': {
      const { isWorkbook, stageZip } = await import('./archive.js');
      if (await isWorkbook(handle, source)) return (await import('./sheets.js')).stageWorkbook(handle, source, place, options);
      if (archive !== null) return refuseNested(source.label);
      return stageZip(handle, source, place, (path, label) => stagePath(path, label, place, options, { kind: 'zip', source }));
    }
    case 'ole':
      return (await import('./sheets.js')).stageWorkbook(handle, source, place, options);
    case 'html':
      return (await import('./html-table.js')).stageHtml(handle, source, place, options);
    case 'json':
      return (await import('./json-in.js')).stageJson(handle, source, place, options);
    case 'json-lines':
      return (await import('./json-in.js')).stageJsonLines(handle, source, place, options);
    case 'parquet':
      return (await import('./parquet-in.js')).stageParquet(handle, source, place, options);
  }
}

async function refuseNested(label: string): Promise<never> {
  const { formatError } = await import('../intake/file-kind.js');
  throw formatError(label, 'an archive inside an archive', 'Unpack the outer one first.');
}
