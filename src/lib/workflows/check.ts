/** Counts against thresholds: which counts, which schemes and milestones, on which day. The comparing itself is in `thresholds/`. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { Campaign } from '../model/campaign.js';
import type { CheckReport } from '../model/check-report.js';
import type { MergeReport } from '../model/merge-report.js';
import type { Scheme } from '../model/scheme.js';
import { placeInDocument } from '../text.js';
import type { CheckTarget } from '../thresholds/report.js';
import { buildCheckReport } from '../thresholds/report.js';
import { findScheme, findThreshold, listSchemes, parseAgainst } from '../thresholds/select.js';
import { privateFolder, readMergeReport } from './private-folder.js';
import { assertStrikesApplied } from './strikes.js';

export interface CheckOptions {
  readonly campaign: LoadedCampaign | null;
  /** `SCHEME[:THRESHOLD]`; without any, the thresholds of the campaign file. */
  readonly against: readonly string[];
  readonly at: string | null;
  /** Check this count instead of a merge's. */
  readonly count: number | null;
  readonly numbersOnly: boolean;
  /** Folder of the merge, when it is not the campaign's own. */
  readonly mergeDir: string | null;
}

/** Compares the counts of a merge, or a given count, with thresholds. */
export function runCheck(context: Context, options: CheckOptions): CheckReport {
  const schemes = loadSchemes(context);
  const targets =
    options.against.length > 0
      ? options.against.map((text) => readAgainst(context, text, schemes))
      : campaignTargets(context, options.campaign, schemes);
  if (targets.length === 0) {
    throw new InputError('There is no threshold to check against.', {
      code: 'check-nothing',
      hint: 'Name one with --against SCHEME (see `handin schemes`), or put thresholds into campaign.yaml.',
    });
  }
  const merge = options.count === null ? readCountedMerge(context, options) : null;
  return buildCheckReport({
    at: options.at ?? packDate(options.campaign?.campaign ?? null, context),
    counts: merge === null ? { signatures: options.count, organisations: null } : countsOf(merge, options.campaign),
    ranges: { signatures: merge?.range ?? null, organisations: merge?.organisationRange ?? null },
    targets,
    numbersOnly: options.numbersOnly,
  });
}

/** Bundled threshold schemes. */
export function loadSchemes(context: Context): readonly Scheme[] {
  return listSchemes(context.io.files.bundledJson('thresholds/data'));
}

/** The thresholds that a campaign file names. */
export function campaignTargets(context: Context, loaded: LoadedCampaign | null, schemes: readonly Scheme[]): CheckTarget[] {
  return (loaded?.campaign.thresholds ?? []).map((threshold: Campaign['thresholds'][number]): CheckTarget => {
    if (!('scheme' in threshold)) return threshold;
    const scheme = threshold.scheme.endsWith('.json')
      ? readScheme(context, path.resolve(loaded?.folder ?? context.cwd, threshold.scheme))
      : findScheme(schemes, threshold.scheme);
    if (threshold.threshold !== undefined) findThreshold(scheme, threshold.threshold);
    return { scheme, threshold: threshold.threshold, of: threshold.of };
  });
}

/** A scheme of one's own, by path; checked like a bundled one. */
export function readScheme(context: Context, place: string): Scheme {
  const label = path.basename(place);
  let value: unknown;
  try {
    value = JSON.parse(context.io.files.readText(place));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${label} is not valid JSON.`, { code: 'scheme-invalid', hint: 'Check it with any JSON editor.', cause });
  }
  const [issue] = context.io.validate('threshold-scheme', value);
  if (issue !== undefined) {
    throw new InputError(
      `${label}: ${placeInDocument(issue.path) || 'the scheme'} breaks the rule "${issue.keyword}" of a threshold scheme.`,
      {
        code: 'scheme-invalid',
        hint: 'Compare it with a bundled one: `handin schemes gb-parliament-epetitions --json`.',
      },
    );
  }
  return value as Scheme;
}

function readAgainst(context: Context, text: string, schemes: readonly Scheme[]): CheckTarget {
  const byPath = /^(.*\.json)(?::([^:]*))?$/u.exec(text);
  if (byPath?.[1] !== undefined) {
    const scheme = readScheme(context, path.resolve(context.cwd, byPath[1]));
    if (byPath[2] !== undefined) findThreshold(scheme, byPath[2]);
    return { scheme, threshold: byPath[2] };
  }
  const { scheme, threshold } = parseAgainst(text, schemes);
  return { scheme, threshold: threshold?.id };
}

/** The merge whose numbers are compared; refused when the rules that strike records out have changed since. */
function readCountedMerge(context: Context, options: CheckOptions): MergeReport {
  const folder = options.mergeDir ?? privateFolder(options.campaign, context.cwd);
  const merge = readMergeReport(context, folder);
  assertStrikesApplied(context, folder, options.campaign, merge);
  return merge;
}

/** Counts of a merge; people's are null where nobody's signature is collected. */
export function countsOf(merge: MergeReport, loaded: LoadedCampaign | null): CheckReport['counts'] {
  const collects = loaded === null || loaded.campaign.sources.length > 0;
  return { signatures: collects ? merge.signatures : null, organisations: merge.organisations };
}
