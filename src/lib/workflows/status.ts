/** Where a campaign and its clock stand. Reads, and writes nothing. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { HandinError } from '../errors.js';
import type { MergeReport } from '../model/merge-report.js';
import type { StatusReport } from '../model/retention.js';
import { MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { defaultMergeOptions } from './build.js';
import { isMergeUpToDate } from './merge.js';
import { privateFolder, readMergeReportIfAny } from './private-folder.js';
import { clockOf, readRetention } from './retention.js';
import { openListIn } from './suppression.js';
import { surroundingsOf } from './surroundings.js';

/** Everything that `handin status` says. */
export function readStatus(context: Context, loaded: LoadedCampaign): StatusReport {
  const { campaign } = loaded;
  const folder = privateFolder(loaded, context.cwd);
  const merge = readMergeReportIfAny(context, folder);
  const clock = clockOf(context, loaded);
  return {
    formatVersion: 1,
    campaign: { title: campaign.title, kind: campaign.kind },
    merge: merge === null ? null : mergeFacts(context, loaded, merge, clock.state === 'passed'),
    erasure: erasureFacts(context, folder, merge),
    pack: packFacts(context, loaded, folder),
    hasPrivateFolder: context.io.files.isFolder(folder),
    clock,
    purged: (readRetention(context, loaded)?.purged ?? []).map(({ on }) => on),
    warnings: surroundingsOf(context, loaded),
  };
}

function mergeFacts(context: Context, loaded: LoadedCampaign, merge: MergeReport, isPassed: boolean): NonNullable<StatusReport['merge']> {
  return {
    signatures: merge.signatures,
    organisations: merge.organisations,
    sources: merge.inputs.length,
    records: merge.counts.total.records,
    unreadable: merge.counts.total.byFate.unreadable ?? 0,
    reviews: (merge.range?.reviews ?? 0) + (merge.organisationRange?.reviews ?? 0),
    isCurrent: isPassed ? null : isCurrent(context, loaded),
  };
}

/** Whether a merge now would give the same files; null where that cannot be told, because an export is missing for instance. */
function isCurrent(context: Context, loaded: LoadedCampaign): boolean | null {
  try {
    return isMergeUpToDate(context, defaultMergeOptions(context, loaded)) !== null;
  } catch (cause) {
    if (cause instanceof HandinError) return null;
    throw cause;
  }
}

function erasureFacts(context: Context, folder: string, merge: MergeReport | null): StatusReport['erasure'] {
  const opened = openListIn(context, folder);
  if (opened === null) return null;
  return {
    people: opened.list.people.length,
    records: merge?.suppression?.records ?? 0,
    undecided: merge?.suppression?.undecided ?? 0,
    withdrawnAfterDelivery: opened.list.withdrawnAfterDelivery,
    requests: opened.list.requests,
  };
}

function packFacts(context: Context, { folder }: LoadedCampaign, privateDir: string): StatusReport['pack'] {
  const { files } = context.io;
  const place = path.join(folder, 'pack', MANIFEST_FILE);
  if (!files.exists(place)) return null;
  try {
    const { manifest } = parseManifest(files.readText(place));
    const release = path.join(privateDir, 'release.json');
    return {
      date: manifest.campaign.date,
      files: manifest.files.length,
      fingerprint: manifest.release.sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '),
      isOfLastRelease: files.exists(release) && files.sha256(release) === manifest.release.sha256,
    };
  } catch (cause) {
    if (cause instanceof HandinError) return null;
    throw cause;
  }
}
