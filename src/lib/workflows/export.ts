/**
 * Private files into one encrypted archive, for another volunteer or for keeping. What leaves the private folder leaves encrypted; a plain
 * archive is made only when somebody says so, and both leave a line in the private folder.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { InputError, RefusedError } from '../errors.js';
import { KEY_FILES, KEY_START_BYTES, KEY_STARTS } from '../model/private-files.js';
import type { ExportPart, ExportReport, Lock, NewIdentityReport, SealedMember } from '../model/sealed.js';
import { shownPath } from '../text.js';
import { type LockOptions, lockFrom } from './locks.js';
import { privateFolder } from './private-folder.js';

/** A line for each archive that was made: day, form, files. No name and no recipient is in it. */
export const EXPORT_LOG = 'export-log.csv';
const LOG_HEADER = ['date', 'form', 'files'];

/** Where files of the private folder, and those that the campaign counts, stand within an archive. */
export const PRIVATE_PREFIX = 'private/';
export const EXPORTS_PREFIX = 'exports/';

export interface ExportOptions extends LockOptions {
  readonly campaign: LoadedCampaign | null;
  readonly what: ExportPart;
  /** Files named on the command line, in place of `what`. */
  readonly files: readonly string[];
  /** Full path. */
  readonly output: string;
  readonly withKeys: boolean;
  readonly plain: boolean;
  readonly force: boolean;
}

/**
 * Writes the archive, whole or not at all, mode 0600.
 * @throws RefusedError `export-plain` without recipients, passphrase or `plain`
 * @throws InputError `export-nothing`, `output-exists`, and as `lockFrom`
 */
export async function runExport(context: Context, options: ExportOptions): Promise<ExportReport> {
  const { files } = context.io;
  const sealing = await context.io.createSealing();
  if (options.plain && (options.passphrase || options.to.length + options.recipientsFiles.length > 0)) {
    throw new InputError('--plain encrypts nothing, so it goes with no recipient and no passphrase.', {
      code: 'lock-both',
      hint: 'Leave --plain out: recipients are what keeps the list safe on the way.',
    });
  }
  const { members, keysLeftOut } = collectMembers(context, options);
  if (members.length === 0) {
    throw new InputError('There is nothing to export.', {
      code: 'export-nothing',
      hint: 'Run `handin merge` first, choose with --what, or name the files.',
    });
  }
  if (files.exists(options.output) && !options.force) throw outputExists(options.output);
  const lock = await lockFrom(context, sealing, options);
  if (lock === null && !options.plain) throw refusePlain();
  const hold = holdIfThere(context, options.campaign);
  const output = files.beginFile(options.output);
  try {
    const built = path.join(output.scratch, 'archive');
    const bytes = await sealing.seal(members, lock, built);
    // The line comes first: a copy in clear that nobody knows of is worse than a line without one.
    await logExport(context, options.campaign, formOf(lock), members.length);
    output.publish(built, options.output);
    return {
      formatVersion: 1,
      action: 'export',
      output: shownPath(options.output, context.cwd),
      form: formOf(lock),
      recipients: lock !== null && 'recipients' in lock ? lock.recipients.length : 0,
      files: members.map((member) => ({ name: member.name, bytes: sizeOf(context, member) })),
      keysLeftOut,
      bytes,
    };
  } finally {
    output.end();
    hold?.release();
  }
}

const formOf = (lock: Lock | null): ExportReport['form'] => (lock === null ? 'plain' : 'passphrase' in lock ? 'passphrase' : 'recipients');

const sizeOf = (context: Context, { content }: SealedMember): number =>
  'bytes' in content ? content.bytes.length : context.io.files.size(content.path);

/** The error of an output that is there already. */
export function outputExists(output: string): InputError {
  return new InputError(`${path.basename(output)} is there already.`, {
    code: 'output-exists',
    hint: 'Choose another name with -o, or replace it with --force.',
  });
}

function refusePlain(): RefusedError {
  return new RefusedError('Nothing was exported: nobody was named who may open the archive.', {
    code: 'export-plain',
    hint: 'Give --to age1… (the other person makes one with `handin export --new-identity FILE`), or --passphrase. An archive that everybody can open needs --plain.',
  });
}

/** A merge that swaps its folder in while it is being read would make an archive of two halves. */
function holdIfThere(context: Context, campaign: LoadedCampaign | null): { release(): void } | null {
  const folder = privateFolder(campaign, context.cwd);
  return context.io.files.isFolder(folder) ? context.io.files.holdFolder(folder) : null;
}

interface Collected {
  readonly members: readonly SealedMember[];
  readonly keysLeftOut: number;
}

function collectMembers(context: Context, options: ExportOptions): Collected {
  const own = privateFolder(options.campaign, context.cwd);
  const found = new Map<string, string>();
  if (options.files.length > 0) {
    for (const file of options.files) add(found, nameOfGiven(context, options.campaign, own, file), path.resolve(context.cwd, file));
  } else {
    if (options.what !== 'exports') for (const [name, place] of privateFiles(context, own)) add(found, name, place);
    if (options.what !== 'private') for (const [name, place] of sourceFiles(context, options.campaign)) add(found, name, place);
  }
  const isLeftOut = ([name, place]: readonly [string, string]): boolean => !options.withKeys && isKey(context, name, place);
  const entries = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = entries.filter((entry) => !isLeftOut(entry));
  return { members: kept.map(([name, place]) => ({ name, content: { path: place } })), keysLeftOut: entries.length - kept.length };
}

function add(found: Map<string, string>, name: string, place: string): void {
  const other = found.get(name);
  if (other !== undefined && other !== place) {
    throw new InputError('Two of these files would have the same name in the archive.', {
      code: 'export-same-name',
      hint: 'Rename one of them, or export them in two archives.',
    });
  }
  found.set(name, place);
}

/**
 * Every file of the private folder that is of use elsewhere. Hidden files and the log belong to this machine, archives hold what is packed
 * already, and links lead to other files.
 */
function privateFiles(context: Context, folder: string): [string, string][] {
  const { files } = context.io;
  if (!files.isFolder(folder)) return [];
  const real = files.realPath(folder);
  return files
    .listFiles(folder)
    .filter((name) => name !== EXPORT_LOG && !name.endsWith('.age') && !name.split('/').some((part) => part.startsWith('.')))
    .filter((name) => files.realPath(path.join(folder, name)) === path.join(real, ...name.split('/')))
    .map((name) => [`${PRIVATE_PREFIX}${name}`, path.join(folder, name)]);
}

/** The files that the campaign counts: its sources, and corrected quarantine files. */
function sourceFiles(context: Context, campaign: LoadedCampaign | null): [string, string][] {
  if (campaign === null) return [];
  const { files } = context.io;
  return [...campaign.campaign.sources.map(({ file }) => file), ...campaign.campaign.fixed]
    .flatMap((pattern) => files.glob(campaign.folder, pattern))
    .filter((place) => !files.isFolder(place))
    .map((place) => [archiveName(path.relative(campaign.folder, place)), place]);
}

/** Where a file that was named stands: by its place below the private folder or the campaign, else among the exports. */
function nameOfGiven(context: Context, campaign: LoadedCampaign | null, own: string, file: string): string {
  const { files } = context.io;
  const place = path.resolve(context.cwd, file);
  if (!files.exists(place) || files.isFolder(place)) {
    throw new InputError(`${path.basename(place)} is not a file.`, {
      code: 'file-unreadable',
      hint: 'Name files one by one; --what private, exports or all takes whole folders.',
    });
  }
  if (isBelow(place, own)) return `${PRIVATE_PREFIX}${archiveName(path.relative(own, place))}`;
  if (campaign !== null && sourceFiles(context, campaign).some(([, source]) => source === place))
    return archiveName(path.relative(campaign.folder, place));
  return `${EXPORTS_PREFIX}${path.basename(place)}`;
}

const archiveName = (relative: string): string => relative.split(path.sep).join('/');

const isBelow = (place: string, folder: string): boolean => place.startsWith(folder + path.sep);

function isKey(context: Context, name: string, place: string): boolean {
  if (KEY_FILES.some((pattern) => pattern.test(name))) return true;
  const start = new TextDecoder('latin1').decode(context.io.files.readStart(place, KEY_START_BYTES));
  return KEY_STARTS.some((pattern) => pattern.test(start));
}

async function logExport(context: Context, campaign: LoadedCampaign | null, form: string, count: number): Promise<void> {
  const { files } = context.io;
  const folder = privateFolder(campaign, context.cwd);
  if (!files.isFolder(folder)) {
    files.scratch(path.dirname(folder), path.basename(folder));
    await files.writeFile(path.join(folder, '.gitignore'), '*\n');
  }
  const log = path.join(folder, EXPORT_LOG);
  const rows = [...(files.exists(log) ? [] : [LOG_HEADER]), [context.now().toISOString().slice(0, 10), form, String(count)]];
  await files.appendFile(log, context.io.formatCsv(rows));
}

/** Makes a pair for age: the identity into a file of its own, the recipient into the report. Never replaces a file. */
export async function makeIdentity(context: Context, output: string): Promise<NewIdentityReport> {
  const { files } = context.io;
  if (files.exists(output)) {
    throw new InputError(
      `${path.basename(output)} is there already, and an identity is never replaced: what was encrypted to it would be lost.`,
      {
        code: 'output-exists',
        hint: 'Choose another name.',
      },
    );
  }
  const { identity, recipient } = await (await context.io.createSealing()).createPair();
  await files.writeFile(output, `# age identity, made by handin. Keep this file to yourself.\n# public key: ${recipient}\n${identity}\n`);
  return { formatVersion: 1, action: 'new-identity', output: shownPath(output, context.cwd), recipient };
}
