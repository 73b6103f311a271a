/** Merge, check, pack and verify in one go. Steps whose result would be the same are left alone. */

import path from 'node:path';
import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { HandinError, RefusedError } from '../errors.js';
import type { CheckReport } from '../model/check-report.js';
import { MATCH_PROBABILITY_DEFAULT, REVIEW_FROM_DEFAULT } from '../model/linkage-report.js';
import type { MergeReport } from '../model/merge-report.js';
import type { BuildReport, PackReport } from '../model/pack-report.js';
import { MANIFEST_FILE, parseManifest } from '../pack/manifest.js';
import { plural } from '../text.js';
import { runCheck } from './check.js';
import { fixedFiles, homeCountry } from './load.js';
import type { MergeOptions } from './merge.js';
import { isMergeUpToDate, runMerge } from './merge.js';
import { runPack } from './pack.js';
import { privateFolder } from './private-folder.js';
import { verifyPack } from './verify.js';

export interface BuildOptions {
  readonly campaign: LoadedCampaign;
  readonly strict: boolean;
  readonly force: boolean;
  readonly memoryBytes: number;
  readonly threads: number;
}

/** The merge that a campaign file asks for, without anything said on a command line. */
export function defaultMergeOptions(
  context: Context,
  campaign: LoadedCampaign,
  { memoryBytes = MEMORY_BYTES, threads = 0, force = false }: Partial<Pick<BuildOptions, 'memoryBytes' | 'threads' | 'force'>> = {},
): MergeOptions {
  return {
    files: [],
    campaign,
    outDir: privateFolder(campaign, context.cwd),
    profile: null,
    match: null,
    keep: 'first',
    matchProbability: MATCH_PROBABILITY_DEFAULT,
    reviewFrom: REVIEW_FROM_DEFAULT,
    memoryBytes,
    threads,
    idsFrom: null,
    reading: { map: {}, dateOrder: null, country: homeCountry(campaign), fixed: fixedFiles(campaign) },
    force,
  };
}

const MEMORY_BYTES = 2_000_000_000;

/** Builds everything that a campaign file asks for. Thresholds that are not met are reported; only `strict` makes them a no. */
export async function runBuild(context: Context, options: BuildOptions): Promise<BuildReport> {
  const { campaign, folder } = options.campaign;
  const mergeOptions = defaultMergeOptions(context, options.campaign, options);
  const previous = isMergeUpToDate(context, mergeOptions);
  const merge = previous ?? (await runMerge(context, mergeOptions)).report;
  const check =
    campaign.thresholds.length === 0
      ? null
      : await runCheck(context, {
          campaign: options.campaign,
          against: [],
          at: null,
          count: null,
          counts: null,
          sample: null,
          loss: null,
          given: {},
          numbersOnly: false,
          mergeDir: null,
        });
  const outDir = path.join(folder, 'pack');
  refuseJoiningNames(context, options.campaign, outDir);
  const pack = await runPack(context, { campaign: options.campaign, outDir, dryRun: false, force: options.force, keepEqual: true });
  const verify = verifyPack(context.io, outDir);
  const reasons = [...(verify.ok ? [] : ['the pack did not verify']), ...(options.strict ? strictReasons(merge, check, pack.report) : [])];
  return {
    formatVersion: 1,
    campaign: campaign.title,
    merge: { isUpToDate: previous !== null, report: merge },
    check,
    pack: { isUpToDate: pack.isUpToDate, report: pack.report },
    verify,
    ok: reasons.length === 0,
    reasons,
  };
}

/** A pack that was made for many hands, without names, is not replaced by one that holds them because a word was left out. */
function refuseJoiningNames({ io: { files } }: Context, { campaign }: LoadedCampaign, pack: string): void {
  const place = path.join(pack, MANIFEST_FILE);
  if (campaign.pack.names === 'annex' || !files.exists(place)) return;
  let annex: unknown;
  try {
    annex = parseManifest(files.readText(place)).manifest.annex;
  } catch (cause) {
    // A manifest that cannot be read promises nothing.
    if (!(cause instanceof HandinError)) throw cause;
  }
  if (annex === undefined) return;
  throw new RefusedError('The pack has its names in files of their own, and this would put them into the pack.', {
    code: 'build-annex',
    hint: 'Say `names: annex` under pack in campaign.yaml, or build it with `handin pack`.',
  });
}

function strictReasons(merge: MergeReport, check: CheckReport | null, { breakdown, growth }: PackReport): string[] {
  const unread = merge.counts.total.byFate.unreadable ?? 0;
  const reviews = (merge.range?.reviews ?? 0) + (merge.organisationRange?.reviews ?? 0);
  return [
    ...(check === null || check.met ? [] : ['a threshold is not met']),
    ...(unread === 0 ? [] : [`${plural(unread, 'record')} could not be read (see quarantine.csv)`]),
    ...(breakdown?.outcome === 'withheld' ? [`the counts by ${breakdown.dimension} are withheld`] : []),
    ...(growth?.outcome === 'withheld' ? ['the weekly numbers are withheld'] : []),
    ...(reviews === 0 ? [] : [`${plural(reviews, 'pair')} ${reviews === 1 ? 'waits' : 'wait'} for review (see \`handin review\`)`]),
  ];
}
