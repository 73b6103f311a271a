/**
 * The disk. Every output is the complete old one or the complete new one: files are written beside their place and
 * renamed, folders are built beside theirs and swapped by two renames under a journal. Inputs are never modified.
 */

import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ByteSink, Files, FolderOptions, HeldFolder, OtherFile, OutputFile, OutputFolder, TemporaryFolder } from '../context.js';
import { InputError } from '../errors.js';

/** Folder of the compiled library, where bundled data lies: `dist/lib` (or `src/lib` under the test runner). */
export const LIBRARY_FOLDER = fileURLToPath(new URL('..', import.meta.url));

function reading<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'EISDIR'
          ? 'is a folder'
          : code === 'EACCES' || code === 'EPERM'
            ? 'may not be read'
            : 'cannot be read';
    throw new InputError(`${path.basename(file)} ${why}.`, { code: 'file-unreadable', hint: 'Check the path and the permissions.', cause });
  }
}

function writing<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new InputError(
      `${path.basename(place)} could not be written${full ? ': the disk is full' : ''}. What was there before is unchanged.`,
      {
        code: full ? 'output-disk-full' : 'output-write',
        hint: full ? 'Free some space and run the command again.' : 'Check the permissions of the folder, or choose another with -o.',
        cause,
      },
    );
  }
}

/** What is being built right now: removed when the process ends before it is published. */
const unfinished = new Set<() => void>();

/** Removes every folder that is being built, with its locks. Called when the program is interrupted or ends early. */
export function discardUnfinished(): void {
  for (const remove of unfinished) remove();
  unfinished.clear();
}

/** Flushes a file or a folder to the disk; folders cannot be flushed on every system. */
function flush(place: string): void {
  const handle = fs.openSync(place, 'r');
  try {
    fs.fsyncSync(handle);
  } catch (cause) {
    if (!fs.statSync(place).isDirectory()) throw cause;
  } finally {
    fs.closeSync(handle);
  }
}

type Content = string | Uint8Array | Iterable<Uint8Array>;

function writeWhole(file: string, content: Content, mode: number): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.handin-new-${randomBytes(6).toString('hex')}`);
  try {
    const handle = fs.openSync(beside, 'wx', mode);
    try {
      for (const bytes of piecesOf(content)) writeAll(handle, bytes);
      fs.fchmodSync(handle, mode);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(beside, file);
    flush(path.dirname(file));
  } catch (cause) {
    fs.rmSync(beside, { force: true });
    throw cause;
  }
}

function piecesOf(content: Content): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(handle, bytes, at);
}

/** One file of a folder that is being built; the folder flushes it when it is published. */
async function createFile(file: string): Promise<ByteSink> {
  const handle = writing(file, () => fs.openSync(file, 'wx', 0o600));
  return {
    async write(bytes) {
      writing(file, () => writeAll(handle, bytes));
    },
    async end() {
      writing(file, () => fs.closeSync(handle));
    },
    async discard() {
      fs.closeSync(handle);
      fs.rmSync(file, { force: true });
    },
  };
}

function appendLines(file: string, lines: string): void {
  const isNew = !fs.existsSync(file);
  const handle = fs.openSync(file, 'a', 0o600);
  try {
    const size = fs.fstatSync(handle).size;
    try {
      writeAll(handle, Buffer.from(lines, 'utf8'));
      fs.fsyncSync(handle);
    } catch (cause) {
      fs.ftruncateSync(handle, size);
      throw cause;
    }
  } finally {
    fs.closeSync(handle);
  }
  if (isNew) flush(path.dirname(file));
}

interface Neighbours {
  readonly parent: string;
  readonly lock: string;
  readonly journal: string;
  readonly prefixes: { readonly fresh: string; readonly old: string };
}

function neighbours(folder: string): Neighbours {
  const parent = path.dirname(folder);
  const name = path.basename(folder);
  return {
    parent,
    lock: path.join(parent, `.${name}.handin-lock`),
    journal: path.join(parent, `.${name}.handin-swap`),
    prefixes: { fresh: `.${name}.handin-new-`, old: `.${name}.handin-old-` },
  };
}

/**
 * Finishes or undoes a swap that a crash broke off, and removes what a crash left. With the journal there, the new
 * folder was complete: it takes the place when the old one is already moved away. Where it was to come together with another one, that
 * one decides.
 */
function recover(folder: string): void {
  const { parent, journal, prefixes } = neighbours(folder);
  if (fs.existsSync(journal)) {
    const names = readJournal(journal);
    if (names !== null) {
      const fresh = path.join(parent, names.fresh);
      const old = path.join(parent, names.old);
      // The new folder has the place, and what it was to come with has not come.
      const isAlone = names.other !== undefined && !isThere(names.other);
      if (isAlone && !fs.existsSync(fresh) && fs.existsSync(folder)) fs.renameSync(folder, fresh);
      if (!fs.existsSync(folder)) {
        const [first, second] = isAlone ? [old, null] : [fresh, old];
        if (fs.existsSync(first)) fs.renameSync(first, folder);
        else if (second !== null && fs.existsSync(second)) fs.renameSync(second, folder);
      }
    }
    fs.rmSync(journal, { force: true });
  }
  for (const entry of fs.readdirSync(parent)) {
    const isLeft = [prefixes.fresh, prefixes.old, `.${path.basename(journal)}.handin-new-`].some((prefix) => entry.startsWith(prefix));
    if (isLeft) fs.rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

/** Whether a file is there and has its digest. */
const isThere = ({ file, sha256 }: OtherFile): boolean => fs.existsSync(file) && sha256Of(file) === sha256;

interface Journal {
  readonly fresh: string;
  readonly old: string;
  readonly other?: OtherFile;
}

function readJournal(journal: string): Journal | null {
  try {
    const { fresh, old, other } = JSON.parse(fs.readFileSync(journal, 'utf8')) as { [key in keyof Journal]?: unknown };
    const plain = (name: unknown): name is string => typeof name === 'string' && name === path.basename(name);
    const { file, sha256 } = (other ?? {}) as { [key in keyof OtherFile]?: unknown };
    if (!plain(fresh) || !plain(old)) return null;
    return typeof file === 'string' && typeof sha256 === 'string' ? { fresh, old, other: { file, sha256 } } : { fresh, old };
  } catch {
    // A journal is written whole or not at all; anything else is not ours to act on.
    return null;
  }
}

function takeLock(lock: string, folder: string): void {
  for (;;) {
    try {
      fs.writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const holder = Number.parseInt(fs.readFileSync(lock, 'utf8'), 10);
      if (isAlive(holder)) {
        throw new InputError(`Another run of handin (process ${holder}) is writing ${path.basename(folder)}.`, {
          code: 'output-busy',
          hint: `Wait for it to end. If no such process is running, remove ${path.basename(lock)} beside the folder.`,
        });
      }
      fs.rmSync(lock, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isOurs(folder: string, marker: string): boolean {
  try {
    const found = JSON.parse(fs.readFileSync(path.join(folder, marker), 'utf8')) as { tool?: { name?: unknown } };
    return found.tool?.name === 'handin';
  } catch {
    return false;
  }
}

/** Sets modes and flushes everything below a folder. */
function settle(folder: string, isPrivate: boolean): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) settle(place, isPrivate);
    // A link that was carried over leads to somebody else's file.
    else if (entry.isFile()) {
      fs.chmodSync(place, isPrivate ? 0o600 : 0o644);
      flush(place);
    }
  }
  fs.chmodSync(folder, isPrivate ? 0o700 : 0o755);
  flush(folder);
}

function beginFolder(place: string, options: FolderOptions): OutputFolder {
  const folder = path.resolve(place);
  const { parent, lock, journal, prefixes } = neighbours(folder);
  return writing(folder, () => {
    fs.mkdirSync(parent, { recursive: true });
    const link = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (link?.isSymbolicLink() || (link !== undefined && !link.isDirectory())) {
      throw new InputError(`${path.basename(folder)} is not a folder of its own.`, {
        code: 'output-not-a-folder',
        hint: 'Choose another place with -o.',
      });
    }
    takeLock(lock, folder);
    try {
      recover(folder);
      if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0 && !isOurs(folder, options.marker) && !options.force) {
        throw new InputError(`${path.basename(folder)} is not empty and was not made by handin.`, {
          code: 'output-not-ours',
          hint: 'Choose another place with -o, or replace it with --force.',
        });
      }
    } catch (cause) {
      fs.rmSync(lock, { force: true });
      throw cause;
    }
    const suffix = randomBytes(6).toString('hex');
    const fresh = path.join(parent, prefixes.fresh + suffix);
    fs.mkdirSync(fresh, { mode: 0o700 });
    const remove = (): void => {
      fs.rmSync(fresh, { recursive: true, force: true });
      fs.rmSync(lock, { force: true });
    };
    unfinished.add(remove);
    /** Everything but what only now can be decided: after it the new folder has the place, and the old one is kept beside it. */
    const swap = (other?: OtherFile): void => {
      try {
        if (options.carryOver !== false && fs.existsSync(folder)) carryOver(folder, fresh, options.carryOver);
        settle(fresh, options.isPrivate);
        const old = prefixes.old + suffix;
        writeWhole(journal, `${JSON.stringify({ fresh: path.basename(fresh), old, other })}\n`, 0o600);
        if (fs.existsSync(folder)) fs.renameSync(folder, path.join(parent, old));
        fs.renameSync(fresh, folder);
        flush(parent);
      } catch (cause) {
        // After a failure between the two renames the journal stays, and the next start finishes the swap.
        if (!fs.existsSync(journal)) remove();
        free(remove);
        throw cause;
      }
    };
    const free = (undo: () => void): void => {
      fs.rmSync(lock, { force: true });
      unfinished.delete(undo);
    };
    return {
      path: fresh,
      async publish() {
        writing(folder, () => {
          swap();
          try {
            recover(folder);
          } finally {
            free(remove);
          }
        });
      },
      async publishWith(other) {
        writing(folder, () => swap(other));
        const end = (): void => {
          try {
            recover(folder);
          } finally {
            free(end);
          }
        };
        unfinished.delete(remove);
        unfinished.add(end);
        return { end: () => writing(folder, end) };
      },
      async discard() {
        remove();
        unfinished.delete(remove);
      },
    };
  });
}

function carryOver(from: string, to: string, isWanted: true | ((name: string) => boolean)): void {
  for (const entry of fs.readdirSync(from)) {
    const kept = path.join(to, entry);
    if (isForTheTimeOfARun(entry) || fs.existsSync(kept) || (isWanted !== true && !isWanted(entry))) continue;
    fs.cpSync(path.join(from, entry), kept, { recursive: true, preserveTimestamps: true });
  }
}

function holdFolder(place: string): HeldFolder {
  const folder = path.resolve(place);
  const { lock } = neighbours(folder);
  return writing(folder, () => {
    takeLock(lock, folder);
    const release = (): void => fs.rmSync(lock, { force: true });
    try {
      recover(folder);
    } catch (cause) {
      release();
      throw cause;
    }
    unfinished.add(release);
    return {
      release() {
        release();
        unfinished.delete(release);
      },
    };
  });
}

/** Begins a file that is too large to be written in one go. */
function beginFile(place: string): OutputFile {
  const file = path.resolve(place);
  return writing(file, () => {
    const link = fs.lstatSync(file, { throwIfNoEntry: false });
    if (link !== undefined && !link.isFile()) {
      throw new InputError(`${path.basename(file)} is not a file of its own.`, {
        code: 'output-not-a-file',
        hint: 'Choose another place with -o.',
      });
    }
    const { path: scratch, end } = temporaryBelow(path.dirname(file), `.${path.basename(file)}.handin-new-`);
    return {
      scratch,
      publish(built, to) {
        writing(to, () => {
          fs.chmodSync(built, 0o600);
          flush(built);
          fs.renameSync(built, to);
          flush(path.dirname(to));
        });
      },
      end,
    };
  });
}

/**
 * A folder whose name begins with a prefix and the number of this process. Folders of processes that no longer run are removed: what a killed
 * run leaves is somebody's data.
 */
function temporaryBelow(parent: string, prefix: string): TemporaryFolder {
  for (const entry of fs.readdirSync(parent)) {
    const pid = entry.startsWith(prefix) ? /^(\d+)-[\w-]+$/.exec(entry.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined || isAlive(Number(pid))) continue;
    const place = path.join(parent, entry);
    const found = fs.lstatSync(place, { throwIfNoEntry: false });
    if (found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid))
      fs.rmSync(place, { recursive: true, force: true });
  }
  const folder = fs.mkdtempSync(path.join(parent, `${prefix}${process.pid}-`));
  fs.chmodSync(folder, 0o700);
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true });
  unfinished.add(remove);
  return {
    path: folder,
    end() {
      remove();
      unfinished.delete(remove);
    },
  };
}

/** Begins the names of folders for the time of one command: in the system's folder, and in a private folder. */
const TEMPORARY = 'handin-';
const WORK_BELOW = '.handin-work-';

/** A name in a private folder that is nobody's decision and no result, but was left by a run that was killed. */
function isForTheTimeOfARun(name: string): boolean {
  return name === '.work' || name.startsWith(WORK_BELOW) || /^\..*\.handin-new-[\w-]+$/.test(name);
}

/** Entries of a folder by full path; none where there is no such folder. */
function entriesOf(folder: string): string[] {
  return fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? fs.readdirSync(folder).map((entry) => path.join(folder, entry))
    : [];
}

/** Process number in the name of a folder for the time of one command; null in the names that have none. */
function pidIn(name: string): number | null {
  const found = /^(?:handin-|\.handin-work-|\..*\.handin-new-)(\d+)-[\w-]+$/.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}

const isOwn = (place: string): boolean => {
  const found = fs.lstatSync(place, { throwIfNoEntry: false });
  return found !== undefined && !found.isSymbolicLink() && found.uid === (process.getuid?.() ?? found.uid);
};

/** Process that holds a lock; 0 for none. */
function holderOf(lock: string): number {
  return fs.existsSync(lock) ? Number.parseInt(fs.readFileSync(lock, 'utf8'), 10) : 0;
}

/** What runs that no longer live left behind. While a living one holds the folder, what lies beside it is that one's. */
function leftovers(place: string): string[] {
  const folder = path.resolve(place);
  const { parent, journal, lock, prefixes } = neighbours(folder);
  const besides = [prefixes.fresh, prefixes.old, `.${path.basename(journal)}.handin-new-`];
  const holder = holderOf(lock);
  const isFree = !isAlive(holder);
  const beside = entriesOf(parent).filter(
    (entry) =>
      (isFree || holder === process.pid) &&
      (entry === journal || (entry === lock && isFree) || besides.some((prefix) => path.basename(entry).startsWith(prefix))),
  );
  const inside = entriesOf(folder).filter((entry) => isForTheTimeOfARun(path.basename(entry)));
  const temporary = entriesOf(os.tmpdir()).filter((entry) => /^handin-\d+-/.test(path.basename(entry)) && isOwn(entry));
  return [...beside, ...[...inside, ...temporary].filter((entry) => !isAlive(pidIn(path.basename(entry)) ?? 0))];
}

function sweep(place: string): number {
  const folder = path.resolve(place);
  const { parent, lock } = neighbours(folder);
  if (!fs.existsSync(parent)) return 0;
  const found = leftovers(folder);
  if (found.length === 0 || isAlive(holderOf(lock))) return 0;
  takeLock(lock, folder);
  try {
    recover(folder);
    for (const entry of found) if (entry !== lock) fs.rmSync(entry, { recursive: true, force: true });
  } finally {
    fs.rmSync(lock, { force: true });
  }
  return found.length;
}

/** A glob as a test of a path relative to its folder: `*` and `?` within a name, `**` over folders. */
function globTest(pattern: string): (relative: string) => boolean {
  const source = pattern
    .split('/')
    .map((part) =>
      part === '**'
        ? '**'
        : part
            .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '[^/]*')
            .replaceAll('?', '[^/]'),
    )
    .join('/')
    .replaceAll('**/', '(?:[^/]+/)*')
    .replaceAll('**', '.*');
  const test = new RegExp(`^${source}$`, 'u');
  return (relative) => test.test(relative);
}

function walk(folder: string, prefix = ''): string[] {
  return fs
    .readdirSync(path.join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? walk(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]));
}

function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const handle = fs.openSync(file, 'r');
  const block = Buffer.allocUnsafe(1 << 20);
  try {
    for (let read = fs.readSync(handle, block); read > 0; read = fs.readSync(handle, block)) hash.update(block.subarray(0, read));
  } finally {
    fs.closeSync(handle);
  }
  return hash.digest('hex');
}

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The real disk behind `Files`. */
export const files: Files = {
  exists: (place) => fs.existsSync(place),
  isFolder: (place) => fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false,
  readText: (file) =>
    reading(file, () => {
      const text = fs.readFileSync(file, 'utf8');
      return text.startsWith('\uFEFF') ? text.slice(1) : text;
    }),
  readBytes: (file) => reading(file, () => fs.readFileSync(file)),
  readStart: (file, bytesMax) =>
    reading(file, () => {
      const handle = fs.openSync(file, 'r');
      try {
        const block = Buffer.alloc(bytesMax);
        return block.subarray(0, fs.readSync(handle, block));
      } finally {
        fs.closeSync(handle);
      }
    }),
  matches: (pattern, relative) => globTest(pattern.replaceAll('\\', '/'))(relative),
  isOpenToOthers: (file) => process.platform !== 'win32' && reading(file, () => (fs.statSync(file).mode & 0o077) !== 0),
  glob(folder, pattern) {
    const plain = pattern.replaceAll('\\', '/');
    if (!/[*?]/.test(plain)) return fs.existsSync(path.join(folder, plain)) ? [path.join(folder, plain)] : [];
    // The fixed part of the pattern bounds the walk, so that `exports/*.csv` never looks into other folders.
    const fixed = plain.slice(0, plain.search(/[*?]/)).replace(/[^/]*$/, '');
    if (!fs.existsSync(path.join(folder, fixed))) return [];
    const matches = globTest(plain);
    return reading(path.join(folder, fixed), () => walk(folder, fixed))
      .filter((relative) => matches(relative) && !path.basename(relative).startsWith('.'))
      .sort(byCodePoint)
      .map((relative) => path.join(folder, relative));
  },
  listFiles: (folder) => reading(folder, () => walk(folder).sort(byCodePoint)),
  listNames(folder) {
    try {
      return fs.readdirSync(folder).sort(byCodePoint);
    } catch {
      // Looked at in passing: what may not be read here is somebody else's.
      return [];
    }
  },
  sha256: (file) => reading(file, () => sha256Of(file)),
  size: (file) => reading(file, () => fs.statSync(file).size),
  realPath: (place) => reading(place, () => fs.realpathSync(place)),
  async writeFile(file, content) {
    writing(file, () => writeWhole(path.resolve(file), content, 0o600));
  },
  createFile,
  async appendFile(file, lines) {
    writing(file, () => appendLines(path.resolve(file), lines));
  },
  beginFile,
  async beginFolder(place, options) {
    return beginFolder(place, options);
  },
  holdFolder,
  sweep: (place) => writing(place, () => sweep(place)),
  leftovers,
  temporaryFolder(parent) {
    try {
      return parent === undefined ? temporaryBelow(os.tmpdir(), TEMPORARY) : temporaryBelow(parent, WORK_BELOW);
    } catch (cause) {
      throw new InputError('The folder for temporary files cannot be written to.', {
        code: 'temporary-folder',
        hint: 'Let TMPDIR lead to a folder of your own, and run the command again.',
        cause,
      });
    }
  },
  scratch(folder, name) {
    const place = path.join(folder, name);
    return writing(place, () => {
      fs.rmSync(place, { recursive: true, force: true });
      fs.mkdirSync(place, { recursive: true, mode: 0o700 });
      return place;
    });
  },
  move: (from, to) => writing(to, () => fs.renameSync(from, to)),
  copyFolder(from, to) {
    reading(from, () => fs.statSync(from));
    writing(to, () => fs.cpSync(from, to, { recursive: true }));
  },
  remove: (place) => writing(place, () => fs.rmSync(place, { recursive: true, force: true })),
  bundledJson: (folder) => readBundled(folder),
};

const BUNDLED = new Map<string, Readonly<Record<string, unknown>>>();

/** What ships with the program does not change while it runs, and several parts of one command ask for the same tables. */
function readBundled(folder: string): Readonly<Record<string, unknown>> {
  const before = BUNDLED.get(folder);
  if (before !== undefined) return before;
  const place = path.join(LIBRARY_FOLDER, folder);
  const names = fs.readdirSync(place).filter((name) => name.endsWith('.json'));
  const data = Object.fromEntries(
    names
      .sort(byCodePoint)
      .map((name) => [name.slice(0, -'.json'.length), JSON.parse(fs.readFileSync(path.join(place, name), 'utf8')) as unknown]),
  );
  BUNDLED.set(folder, freeze(data));
  return data;
}

/** All the way down: a table that one part changed would be another one for the next. */
function freeze<T extends object>(value: T): T {
  for (const item of Object.values(value)) if (typeof item === 'object' && item !== null) freeze(item);
  return Object.freeze(value);
}
