/**
 * An archive of `export` back into a campaign: opened beside the private folder under the lock of that folder, checked whole, and only then
 * put in place. An archive may come from anybody, for age does not say who encrypted it: it can add files to the private folder and to the
 * places of exports, and to nothing else.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, OpenedArchive } from '../context.js';
import { InputError } from '../errors.js';
import { FILE_BYTES_MAX } from '../intake/limits.js';
import type { ImportReport } from '../model/sealed.js';
import { plural } from '../text.js';
import { EXPORTS_PREFIX, PRIVATE_PREFIX } from './export.js';
import { keyFor } from './locks.js';

export interface ImportOptions {
  /** Full path of the archive. */
  readonly input: string;
  readonly identities: readonly string[];
  /** Null when the files go to `into`. */
  readonly campaign: LoadedCampaign | null;
  /** Full path of the folder that gets `private/` and `exports/`. */
  readonly into: string;
  readonly force: boolean;
}

/** Where opened files wait, within the private folder that is being built. */
const WORK = '.import';
const NAME_CHARACTERS_MAX = 200;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
/** No sign that a system or a terminal acts on. */
const PLAIN_PART = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>:"|?*\\/]+$/u;

/**
 * Puts the files of an archive in place.
 * @throws InputError `import-exists` when files would be replaced and `force` is not given; `file-hostile` for names that lead elsewhere;
 *   `age-no-match`, `age-damaged`, `import-form`, and as `keyFor`
 */
export async function runImport(context: Context, options: ImportOptions): Promise<ImportReport> {
  const { files } = context.io;
  const label = path.basename(options.input);
  const sealing = await context.io.createSealing();
  if (!files.exists(options.input) || files.isFolder(options.input)) throw notAFile(label);
  if (files.size(options.input) > FILE_BYTES_MAX) throw tooLarge(label);
  const kind = await sealing.kindOf(options.input);
  if (kind === 'armor' || kind === 'other') throw notOurs(label, kind);
  const key = kind === 'zip' ? null : await keyFor(context, sealing, kind, options.identities);
  const folder = await files.beginFolder(path.join(options.into, 'private'), {
    marker: 'merge.json',
    // The old folder's files are carried over, so nothing that is not ours can get lost.
    force: true,
    carryOver: true,
    isPrivate: true,
  });
  try {
    const work = files.scratch(folder.path, WORK);
    const archive = path.join(work, 'archive');
    if (key !== null) await sealing.unseal(options.input, key, label, archive);
    const opened = await sealing.open(key === null ? options.input : archive, label);
    const placed = await placeFiles(context, options, opened, work).finally(() => opened.close());
    const isPrivate = (name: string): boolean => name.startsWith(PRIVATE_PREFIX);
    for (const { name, at } of placed.changes.filter((change) => isPrivate(change.name))) {
      const own = name.slice(PRIVATE_PREFIX.length);
      keepFolder(context, path.join(options.into, 'private'), folder.path, own);
      files.move(at, makeParents(context, folder.path, own));
    }
    // Exports come before the private folder: what is private can be made from them again.
    for (const { name, at } of placed.changes.filter((change) => !isPrivate(change.name)))
      files.move(at, makeParents(context, options.into, name));
    files.remove(work);
    if (placed.changes.some(({ name }) => isPrivate(name))) {
      if (!files.exists(path.join(options.into, 'private', '.gitignore')))
        await files.writeFile(path.join(folder.path, '.gitignore'), '*\n');
      await folder.publish();
    } else await folder.discard();
    return { formatVersion: 1, action: 'import', input: label, form: kind === 'zip' ? 'plain' : kind, ...placed.report };
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
}

function notAFile(label: string): InputError {
  return new InputError(`${label} is not a file.`, { code: 'file-unreadable', hint: 'Check the path.' });
}

function tooLarge(label: string): InputError {
  return new InputError(`${label} is larger than any archive that \`handin export\` makes.`, {
    code: 'file-hostile',
    hint: 'Ask the sender, by another way, what it is.',
  });
}

function notOurs(label: string, kind: 'armor' | 'other'): InputError {
  return new InputError(
    kind === 'armor' ? `${label} is an age file written out as text.` : `${label} is no archive that \`handin export\` made.`,
    {
      code: 'import-form',
      hint:
        kind === 'armor'
          ? 'Ask for the file as `handin export` writes it.'
          : 'An export of a platform is no archive: put it into exports/ and run `handin merge`, which reads it.',
    },
  );
}

interface Placed {
  /** Files that are to be moved: name within the archive, and where each waits. */
  readonly changes: readonly { readonly name: string; readonly at: string }[];
  readonly report: Pick<ImportReport, 'added' | 'replaced' | 'unchanged'>;
}

/** Opens every file into the work folder and compares it with what is there. Nothing is put in place yet. */
async function placeFiles(context: Context, options: ImportOptions, archive: OpenedArchive, work: string): Promise<Placed> {
  const { files } = context.io;
  checkNames(context, options, archive);
  const changes: { name: string; at: string }[] = [];
  const report = { added: [] as string[], replaced: [] as string[], unchanged: [] as string[] };
  for (const [index, { name }] of archive.files.entries()) {
    const at = path.join(work, String(index));
    await archive.extract(name, at);
    const place = path.join(options.into, name);
    if (!files.exists(place)) report.added.push(name);
    else if (!files.isFolder(place) && files.sha256(place) === files.sha256(at)) report.unchanged.push(name);
    else report.replaced.push(name);
    if (!report.unchanged.includes(name)) changes.push({ name, at });
  }
  if (report.replaced.length > 0 && !options.force) {
    const shown = report.replaced.slice(0, 5).map((name) => `  ${name}`);
    const more = report.replaced.length > shown.length ? [`  and ${report.replaced.length - shown.length} more`] : [];
    throw new InputError(
      `${plural(report.replaced.length, 'file')} of the archive would replace ${report.replaced.length === 1 ? 'another' : 'others'} here; nothing was changed.\n${[...shown, ...more].join('\n')}`,
      { code: 'import-exists', hint: 'Choose another folder with --into, or replace what is here with --force.' },
    );
  }
  return { changes, report };
}

/** Every name must lead to a place of its own, below the private folder or where exports lie. */
function checkNames(context: Context, options: ImportOptions, archive: OpenedArchive): void {
  const hostile = (what: string): InputError =>
    new InputError(`The archive is not imported, because it holds ${what}.`, {
      code: 'file-hostile',
      hint: 'Ask the sender, by another way, whether they made it with `handin export`.',
    });
  const seen = new Set<string>();
  for (const { name } of archive.files) {
    const parts = name.split('/');
    const isPlain = parts.every((part) => PLAIN_PART.test(part) && !part.startsWith('.') && !/[. ]$/.test(part) && !DEVICE_NAME.test(part));
    if (!isPlain || name.length > NAME_CHARACTERS_MAX) throw hostile('a file of a name that handin never gives');
    if (!isPlaceOfExports(context, options, name) && !name.startsWith(PRIVATE_PREFIX))
      throw hostile('a file for a place where neither exports nor private files lie');
    // Systems that take no notice of case or of accents' form would make one file of two.
    const folded = name.normalize('NFC').toLowerCase();
    if (seen.has(folded) || [...seen].some((other) => other.startsWith(`${folded}/`) || folded.startsWith(`${other}/`)))
      throw hostile('two files for one place');
    seen.add(folded);
    assertNoLink(context, options.into, parts, hostile);
  }
  if (seen.size === 0) throw new InputError('The archive is empty.', { code: 'export-nothing', hint: 'Ask the sender to export again.' });
}

function isPlaceOfExports(context: Context, { campaign }: ImportOptions, name: string): boolean {
  if (name.startsWith(EXPORTS_PREFIX)) return true;
  if (campaign === null) return false;
  const patterns = [...campaign.campaign.sources.map(({ file }) => file), ...campaign.campaign.fixed];
  return patterns.some((pattern) => context.io.files.matches(pattern, name));
}

/** A folder on the way that is a link would lead out of the campaign. */
function assertNoLink(context: Context, into: string, parts: readonly string[], hostile: (what: string) => InputError): void {
  const { files } = context.io;
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = path.join(into, ...parts.slice(0, depth));
    if (!files.exists(folder)) return;
    const real = path.join(files.realPath(into), ...parts.slice(0, depth));
    if (!files.isFolder(folder) || files.realPath(folder) !== real) throw hostile('a file for a folder that is a link here');
  }
}

/** A folder within the private folder is carried over whole or not at all, so what is there already comes before what is added to it. */
function keepFolder(context: Context, from: string, to: string, name: string): void {
  const { files } = context.io;
  const [top = '', ...below] = name.split('/');
  if (below.length > 0 && files.isFolder(path.join(from, top)) && !files.exists(path.join(to, top)))
    files.copyFolder(path.join(from, top), path.join(to, top));
}

/** The full path of a file, its folders made. */
function makeParents(context: Context, folder: string, name: string): string {
  const parts = name.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const place = path.join(folder, ...parts.slice(0, depth));
    if (!context.io.files.exists(place)) context.io.files.scratch(path.dirname(place), path.basename(place));
  }
  return path.join(folder, ...parts);
}
