/** Bringing the private files up to the list: by another merge where that gives the same otherwise, else by taking rows out. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { HandinError } from '../errors.js';
import type { UpdatedMerge } from '../model/erasure.js';
import { defaultMergeOptions } from './build.js';
import { trimMerge } from './erase-files.js';
import { isMergeUpToDate, runMerge } from './merge.js';
import { readMergeReportIfAny } from './private-folder.js';

/** Whether the last merge is the one that the campaign file asks for, of the exports as they are now. Ask before the list changes. */
export function isDefaultMerge(context: Context, campaign: LoadedCampaign, folder: string): boolean {
  const options = defaultMergeOptions(context, campaign);
  if (path.resolve(options.outDir) !== path.resolve(folder)) return false;
  try {
    return isMergeUpToDate(context, options) !== null;
  } catch (cause) {
    // An export that is gone, for instance: then the rows are taken out of the files that are there.
    if (cause instanceof HandinError) return false;
    throw cause;
  }
}

export interface MergeToUpdate {
  readonly folder: string;
  readonly campaign: LoadedCampaign | null;
  readonly canMergeAgain: boolean;
  /** The key of the list, where rows have to go whatever happens; null where the next merge is early enough. */
  readonly trimsWith: Uint8Array | null;
}

/** The files of the merge as the list is now. */
export async function updateMerge(context: Context, { folder, campaign, canMergeAgain, trimsWith }: MergeToUpdate): Promise<UpdatedMerge> {
  if (readMergeReportIfAny(context, folder) === null) return { how: 'no-merge-yet', signatures: null, undecided: null };
  if (canMergeAgain && campaign !== null) {
    const { report } = await runMerge(context, defaultMergeOptions(context, campaign));
    return { how: 'merged-again', signatures: report.signatures, undecided: report.suppression?.undecided ?? 0 };
  }
  if (trimsWith !== null) await trimMerge(context, folder, trimsWith);
  return { how: trimsWith === null ? 'merge-needed' : 'trimmed', signatures: null, undecided: null };
}
