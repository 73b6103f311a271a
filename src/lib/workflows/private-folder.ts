/** Where a merge's results are, and reading its report again. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { MergeReport } from '../model/merge-report.js';

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
