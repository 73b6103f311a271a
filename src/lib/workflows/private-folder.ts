/** Where a merge's results are, and reading its report and its tables again. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { MergeReport } from '../model/merge-report.js';
import { LEDGER_COLUMNS, SET_ASIDE_COLUMNS, SIGNATURE_COLUMNS } from '../model/record.js';
import { csvWithHeaderSql, quoteName } from '../sql.js';

/** `private/` beside the campaign file, `merged/` in the current folder without one. */
export function privateFolder(loaded: LoadedCampaign | null, cwd: string): string {
  return loaded === null ? path.join(cwd, 'merged') : path.join(loaded.folder, 'private');
}

/** The report of the last merge. Throws `InputError` when there is none or another version wrote it. */
export function readMergeReport(context: Context, folder: string): MergeReport {
  const report = readMergeReportIfAny(context, folder);
  if (report === null) {
    throw new InputError(`There is no finished merge in ${path.basename(folder)}.`, {
      code: 'merge-missing',
      hint: 'Run `handin merge` first, or `handin build` for everything.',
    });
  }
  return report;
}

/** The same, or null when there is none that this version can read. */
export function readMergeReportIfAny(context: Context, folder: string): MergeReport | null {
  const place = path.join(folder, 'merge.json');
  if (!context.io.files.exists(place)) return null;
  try {
    const report = JSON.parse(context.io.files.readText(place)) as MergeReport;
    return report.formatVersion === 1 ? report : null;
  } catch {
    return null;
  }
}

/** The private files that speak of every record, with their columns. */
const PRIVATE_TABLES: readonly (readonly [string, readonly string[]])[] = [
  ['signatures', SIGNATURE_COLUMNS],
  ['ledger', LEDGER_COLUMNS],
  ['set-aside', SET_ASIDE_COLUMNS],
];

/**
 * Opens the engine on copies of the merge's files, below the private folder, and removes them afterwards: tables `signatures`, `ledger` and
 * `set-aside`, every column as text.
 */
export async function withPrivateData<T>(
  context: Context,
  folder: string,
  use: (engine: Engine, merge: MergeReport) => Promise<T>,
): Promise<T> {
  const { files } = context.io;
  const merge = readMergeReport(context, folder);
  const work = files.temporaryFolder(folder);
  try {
    const stagingDir = files.scratch(work.path, 'staging');
    const engine = await context.io.openEngine({
      stagingDir,
      spillDir: files.scratch(work.path, 'spill'),
      memoryBytes: 1_000_000_000,
      threads: 0,
    });
    try {
      for (const [name, columns] of PRIVATE_TABLES) {
        const staged = path.join(stagingDir, `${name}.csv`);
        files.copyFolder(path.join(folder, `${name}.csv`), staged);
        await engine.run(`CREATE TABLE ${quoteName(name)} AS SELECT * FROM ${csvWithHeaderSql(staged, columns)}`);
      }
      return await use(engine, merge);
    } finally {
      await engine.close();
    }
  } finally {
    work.end();
  }
}
