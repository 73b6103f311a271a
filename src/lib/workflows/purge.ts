/**
 * Deleting everything private of a campaign, and proving that it is gone. Keys go first, so that a purge that is broken off leaves nothing that
 * opens anything; then the report of the merge, so that what is left is no merge any more; then the rest. Afterwards the places are looked at
 * again, and a certificate beside the campaign file says what was deleted, in numbers.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { DefectError, HandinError, InputError } from '../errors.js';
import { SIGNATURE_COLUMNS } from '../model/record.js';
import type { PurgeReport } from '../model/retention.js';
import { MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { QUESTION_COLUMNS } from '../review/sheet.js';
import { CLEAN_COLUMNS } from './clean.js';
import { readMergeReportIfAny } from './private-folder.js';
import { clockOf, recordPurge } from './retention.js';
import { surroundingsOf } from './surroundings.js';

export interface PurgeOptions {
  /** The private folder. */
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
  /** Deletes the exports that the campaign names too, and lists that handin wrote beside them. */
  readonly withSources: boolean;
}

/** What a purge will delete: full paths, which stay inside. */
export interface PurgePlan {
  readonly report: PurgeReport;
  /** In the order in which they go. */
  readonly files: readonly string[];
  readonly leftovers: readonly string[];
  readonly sources: readonly string[];
  readonly lists: readonly string[];
}

/** Throws `InputError` for a folder that is none of ours: nobody else's files are deleted. */
export function assertOwnFolder(context: Context, folder: string): void {
  if (readMergeReportIfAny(context, folder)?.tool.name === 'handin' || !context.io.files.isFolder(folder)) return;
  throw new InputError(`${path.basename(folder)} is not a folder that handin made.`, {
    code: 'purge-not-ours',
    hint: 'Name the folder of a merge: one with a merge.json.',
  });
}

/** Counts what would go. Changes nothing. */
export function planPurge(context: Context, options: PurgeOptions): PurgePlan {
  const { folder, campaign, withSources } = options;
  const { files } = context.io;
  const inside = files.isFolder(folder) ? files.listFiles(folder).map((name) => path.join(folder, name)) : [];
  const leftovers = files.leftovers(folder).filter((place) => path.dirname(place) !== folder);
  const sources = campaign === null ? [] : sourceFiles(context, campaign);
  const lists = campaign === null ? [] : ownLists(context, campaign, [folder, ...sources]);
  const isNothing =
    inside.length === 0 && !files.isFolder(folder) && leftovers.length === 0 && !(withSources && sources.length + lists.length > 0);
  const gone = [...inside, ...(withSources ? [...sources, ...lists] : [])];
  const now = context.now().toISOString();
  return {
    files: ordered(folder, inside),
    leftovers,
    sources,
    lists,
    report: {
      formatVersion: 1,
      tool: { name: 'handin', version: context.version },
      outcome: isNothing ? 'nothing' : 'counted',
      campaign: campaign === null ? null : { title: campaign.campaign.title },
      begun: now,
      ended: now,
      retainUntil: campaign === null ? null : clockOf(context, campaign).retainUntil,
      deleted: {
        files: inside.length,
        bytes: gone.reduce((sum, place) => sum + files.size(place), 0),
        keys: inside.filter((place) => isKey(folder, place)).length,
        leftovers: leftovers.length,
        sources: withSources ? sources.length : 0,
        lists: withSources ? lists.length : 0,
      },
      absent: { checked: 0, stillThere: 0 },
      kept: { sources: withSources ? 0 : sources.length, lists: withSources ? 0 : lists.length },
      pack: campaign === null ? null : packOf(context, campaign),
      warnings: campaign === null ? [] : surroundingsOf(context, campaign),
      certificate: null,
    },
  };
}

const isKey = (folder: string, place: string): boolean => path.relative(folder, place).split(path.sep)[0] === 'keys';

function ordered(folder: string, inside: readonly string[]): string[] {
  const rank = (place: string): number => (isKey(folder, place) ? 0 : path.relative(folder, place) === 'merge.json' ? 1 : 2);
  return [...inside].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The exports, corrections and lists of rows that a campaign names, wherever links lead: inside its folder only. */
function sourceFiles(context: Context, { campaign, folder }: LoadedCampaign): string[] {
  const { files } = context.io;
  const named = [
    ...campaign.sources.flatMap(({ file }) => files.glob(folder, file)),
    ...campaign.fixed.map((name) => path.join(folder, name)),
  ];
  return [...new Set(named)].filter((place) => files.exists(place) && !files.isFolder(place));
}

/** Columns that begin the lists and sheets which handin writes to a place that somebody names. */
const LIST_HEADS: readonly (readonly string[])[] = [CLEAN_COLUMNS.slice(0, 6), SIGNATURE_COLUMNS.slice(0, 6), QUESTION_COLUMNS];

/** Lists that handin wrote elsewhere in the campaign folder, told by their first line. */
function ownLists(context: Context, { folder }: LoadedCampaign, apart: readonly string[]): string[] {
  const { files } = context.io;
  return files
    .glob(folder, '**/*.csv')
    .filter((place) => !apart.some((other) => place === other || place.startsWith(`${other}${path.sep}`)))
    .filter((place) => {
      const head = new TextDecoder().decode(files.readBytes(place).subarray(0, 400)).replace(/^\uFEFF/, '');
      const cells = (head.split(/\r?\n/)[0] ?? '').split(/[,;\t]/).map((cell) => cell.replaceAll('"', ''));
      return LIST_HEADS.some((columns) => columns.every((column, index) => cells[index] === column));
    });
}

function packOf(context: Context, { folder }: LoadedCampaign): PurgeReport['pack'] {
  const place = path.join(folder, 'pack', MANIFEST_FILE);
  if (!context.io.files.exists(place)) return null;
  const text = context.io.files.readText(place);
  try {
    return { manifest: createHash('sha256').update(text).digest('hex'), release: parseManifest(text).manifest.release.sha256 };
  } catch (cause) {
    if (cause instanceof HandinError) return null;
    throw cause;
  }
}

/**
 * Deletes, looks again, and writes the certificate.
 * @throws InputError `output-busy` while another run holds the folder; DefectError `purge-incomplete` (70) when something is still there
 */
export async function carryOutPurge(context: Context, options: PurgeOptions): Promise<PurgeReport> {
  const { folder, campaign, withSources } = options;
  const { files } = context.io;
  const hold = files.holdFolder(folder);
  let plan: PurgePlan;
  try {
    files.sweep(folder);
    // Counted under the lock: until then another run may have written.
    plan = planPurge(context, options);
    for (const place of plan.files) files.remove(place);
    files.remove(folder);
    for (const place of [...plan.leftovers, ...(withSources ? [...plan.sources, ...plan.lists] : [])]) files.remove(place);
  } finally {
    hold.release();
  }
  const places = [
    folder,
    ...plan.files,
    ...plan.leftovers,
    ...(withSources ? [...plan.sources, ...plan.lists] : []),
    ...files.leftovers(folder),
  ];
  const stillThere = places.filter((place) => files.exists(place)).length;
  const report: PurgeReport = {
    ...plan.report,
    outcome: 'purged',
    ended: context.now().toISOString(),
    absent: { checked: places.length, stillThere },
  };
  if (stillThere > 0) {
    throw new DefectError(`${stillThere} of ${places.length} things that were deleted are still there.`, {
      code: 'purge-incomplete',
      hint: 'Something writes to the private folder or keeps it: a sync program, perhaps. Stop it, and run `handin purge` again.',
    });
  }
  return writeCertificate(context, campaign, folder, report);
}

async function writeCertificate(
  context: Context,
  campaign: LoadedCampaign | null,
  folder: string,
  report: PurgeReport,
): Promise<PurgeReport> {
  const { files } = context.io;
  const home = campaign?.folder ?? path.dirname(folder);
  const day = report.ended.slice(0, 10);
  let name = `purge-${day}.json`;
  for (let turn = 2; files.exists(path.join(home, name)); turn++) name = `purge-${day}-${turn}.json`;
  const certified = { ...report, certificate: name };
  await files.writeFile(path.join(home, name), canonicalJson(certified, { trailingNewline: true }));
  if (campaign !== null) await recordPurge(context, campaign, report.retainUntil);
  return certified;
}
