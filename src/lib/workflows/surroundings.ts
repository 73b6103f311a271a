/** What lies around a private folder and may carry its files away: looked at in passing, by names, and told on stderr. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import type { SurroundingWarning } from '../model/retention.js';
import { pathsOfGitIndex, type SyncService, syncServices } from '../retention/surroundings.js';
import { plural } from '../text.js';
import { privateFolder } from './private-folder.js';

/** Warnings about the private folder of a campaign and its exports. */
export function surroundingsOf(context: Context, loaded: LoadedCampaign): SurroundingWarning[] {
  const folder = privateFolder(loaded, context.cwd);
  const { files } = context.io;
  const root = files.exists(folder) ? files.realPath(folder) : path.join(files.realPath(loaded.folder), path.basename(folder));
  return [...syncWarnings(context, root), ...gitWarnings(context, loaded, root)];
}

/** A folder and every one above it, the innermost first. */
function upward(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}

function syncWarnings({ io }: Context, folder: string): SurroundingWarning[] {
  const { services } = io.files.bundledJson('retention/data')['sync-folders'] as { services: readonly SyncService[] };
  const ancestors = upward(folder).map((place) => ({ name: path.basename(place), entries: io.files.listNames(place) }));
  return syncServices(services, ancestors).map((service) => ({ kind: 'sync-folder', service, files: 0 }));
}

/** What git knows of the private folder and of the exports, where the campaign lies in a work tree. */
function gitWarnings({ io }: Context, loaded: LoadedCampaign, folder: string): SurroundingWarning[] {
  const { files } = io;
  const tree = upward(folder).find((place) => files.exists(path.join(place, '.git')));
  if (tree === undefined) return [];
  const tracked = trackedFiles(io.files, tree);
  const below = (place: string): string => `${path.relative(tree, place).split(path.sep).join('/')}/`;
  const count = (matches: (name: string) => boolean): number => tracked.filter(matches).length;
  const inPrivate = count((name) => name.startsWith(below(folder)));
  const exported = new Set(
    loaded.campaign.sources
      .flatMap(({ file }) => files.glob(loaded.folder, file))
      .map((place) => below(files.realPath(place)).slice(0, -1)),
  );
  const sources = count((name) => exported.has(name));
  const isIgnored = !files.exists(folder) || files.exists(path.join(folder, '.gitignore'));
  return [
    ...(inPrivate > 0 ? [{ kind: 'git-tracked', service: 'git', files: inPrivate } as const] : []),
    ...(sources > 0 ? [{ kind: 'git-sources', service: 'git', files: sources } as const] : []),
    ...(isIgnored ? [] : [{ kind: 'git-not-ignored', service: 'git', files: 0 } as const]),
  ];
}

/** Paths in the index of a work tree, from its root. Empty where the index is none that can be read. */
function trackedFiles(files: Context['io']['files'], tree: string): readonly string[] {
  const own = path.join(tree, '.git');
  // In a linked work tree `.git` is a file that says where the rest is.
  const folder = files.isFolder(own) ? own : path.resolve(tree, /^gitdir: (.+)$/m.exec(files.readText(own))?.[1]?.trim() ?? '.git');
  const index = path.join(folder, 'index');
  if (!files.exists(index)) return [];
  const config = path.join(folder, 'config');
  const isSha256 = files.exists(config) && /^\s*objectformat\s*=\s*sha256\s*$/im.test(files.readText(config));
  return pathsOfGitIndex(files.readBytes(index), isSha256 ? 'sha256' : 'sha1') ?? [];
}

/** A warning in words. */
export function warningWords({ kind, service, files }: SurroundingWarning): string {
  switch (kind) {
    case 'sync-folder':
      return `The private folder lies where ${service} copies files to other machines; a copy there is not deleted with it. Move the campaign to a folder that nothing copies.`;
    case 'git-tracked':
      return `git keeps ${plural(files, 'file')} of the private folder: take ${files === 1 ? 'it' : 'them'} out of the repository, history included, before it goes anywhere.`;
    case 'git-sources':
      return `git keeps ${plural(files, 'export')} of this campaign: take ${files === 1 ? 'it' : 'them'} out of the repository, history included, before it goes anywhere.`;
    case 'git-not-ignored':
      return 'The private folder lies in a git repository and has no .gitignore of its own. `handin merge` writes one.';
  }
}

/** Says every warning on stderr. */
export function warnOfSurroundings(context: Context, loaded: LoadedCampaign | null): void {
  if (loaded === null) return;
  for (const warning of surroundingsOf(context, loaded)) context.note(`Warning: ${warningWords(warning)}\n`);
}
