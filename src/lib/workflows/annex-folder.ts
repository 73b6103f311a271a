/**
 * The folder of the files of names. It is built beside its place and swapped in together with the pack: a pack and the names of another one are of no
 * use to anybody. A list in it says which files handin wrote, so that those of an earlier pack go and nothing else does.
 */

import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { Context, Files, OutputFolder } from '../context.js';
import { InputError } from '../errors.js';
import type { Release } from '../model/release.js';
import type { ManifestFile } from '../pack/manifest.js';
import type { DrawnAnnex } from './annex.js';

/** Says that a folder is one of files of names, and lists them. It holds no name and no passphrase. */
export const ANNEX_LIST = 'names.json';

interface AnnexList {
  readonly formatVersion: 1;
  readonly tool: Release['tool'];
  /** The title of the campaign. */
  readonly campaign: string;
  /** SHA-256 of the pack's release. */
  readonly release: string;
  readonly files: readonly ManifestFile[];
}

/**
 * Refuses a folder that holds what is not ours to replace: a folder of other things, names of another campaign, and a file in the place of one that is
 * to be written which is not as handin wrote it. An empty folder, and none, are fine.
 * @param names of the files that are to be written; left out where they are not known yet
 * @throws InputError `annex-not-ours`, `annex-other-campaign`, `annex-changed`
 */
export function assertAnnexFolder({ io: { files } }: Context, folder: string, campaign: string, names: readonly string[] = []): void {
  if (files.listNames(folder).length === 0) return;
  const list = readList(files, folder);
  const name = path.basename(folder);
  if (list === null) {
    throw new InputError(`${name} is not empty, and handin did not make it.`, {
      code: 'annex-not-ours',
      hint: 'Name a new or an empty folder with --annex; nothing in this one was changed.',
    });
  }
  if (list.campaign !== campaign) {
    throw new InputError(`${name} holds the names of another campaign, or of this one under another title.`, {
      code: 'annex-other-campaign',
      hint: 'Name another folder with --annex, or delete this one when nobody needs it any more.',
    });
  }
  const changed = names.find((file) => files.exists(path.join(folder, file)) && !isOld(files, folder, list, file));
  if (changed === undefined) return;
  throw new InputError(`${changed} in ${name} is not as handin wrote it.`, {
    code: 'annex-changed',
    hint: 'Move the file away, or name another folder with --annex.',
  });
}

/** A folder of files of names that is ready to take its place. */
export interface BuiltAnnex {
  /** Swaps it in for as long as the pack, by its manifest, follows; `end` says that it has, or that it will not. */
  publishWith: OutputFolder['publishWith'];
  discard: OutputFolder['discard'];
}

/**
 * Writes the files into a folder beside their own. What else lies there stays, but for the files of an earlier pack.
 * @throws InputError as `assertAnnexFolder`
 */
export async function buildAnnex(context: Context, { folder, locked, release }: DrawnAnnex): Promise<BuiltAnnex> {
  const { files } = context.io;
  const { title } = release.campaign;
  assertAnnexFolder(
    context,
    folder,
    title,
    locked.files.map(({ file }) => file),
  );
  const output = await files.beginFolder(folder, {
    marker: ANNEX_LIST,
    force: false,
    // Asked when the folders are swapped, under the lock: the list is the one that then lies there.
    carryOver: (name) => name !== ANNEX_LIST && !isOld(files, folder, readList(files, folder), name),
    isPrivate: true,
  });
  try {
    for (const { file, bytes } of locked.files) await files.writeFile(path.join(output.path, file), bytes);
    const list: AnnexList = {
      formatVersion: 1,
      tool: release.tool,
      campaign: title,
      release: release.annexOf ?? '',
      files: locked.listed,
    };
    await files.writeFile(path.join(output.path, ANNEX_LIST), canonicalJson(list, { trailingNewline: true }));
    return output;
  } catch (cause) {
    await output.discard();
    throw cause;
  }
}

/** Whether a file is one of an earlier pack, and as handin wrote it. */
function isOld(files: Files, folder: string, list: AnnexList | null, name: string): boolean {
  const known = list?.files.find((file) => file.path === name);
  const place = path.join(folder, name);
  return known !== undefined && !files.isFolder(place) && files.sha256(place) === known.sha256;
}

/** The list of a folder; null where there is none that handin wrote. */
function readList(files: Files, folder: string): AnnexList | null {
  const place = path.join(folder, ANNEX_LIST);
  if (!files.exists(place) || files.isFolder(place)) return null;
  try {
    const list = JSON.parse(files.readText(place)) as { [key in keyof AnnexList]?: unknown } | null;
    const tool = list?.tool as { readonly name?: unknown } | undefined;
    const isList = tool?.name === 'handin' && typeof list?.campaign === 'string' && Array.isArray(list.files);
    return isList ? (list as unknown as AnnexList) : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
