/** Counts against thresholds: which counts, which schemes and milestones, on which day. The comparing itself is in `thresholds/`. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { Campaign } from '../model/campaign.js';
import type { CheckReport } from '../model/check-report.js';
import type { MergeReport } from '../model/merge-report.js';
import type { ListFacts, Scheme, SchemeFacts } from '../model/scheme.js';
import { formatCount } from '../text.js';
import type { CheckInput, CheckTarget } from '../thresholds/report.js';
import { buildCheckReport } from '../thresholds/report.js';
import { findScheme, findThreshold, listSchemes, parseAgainst } from '../thresholds/select.js';
import { growthOf, readFieldWords, readListFacts } from './list-facts.js';
import { privateFolder, readMergeReport, withPrivateData } from './private-folder.js';
import { evaluateSample } from './sample-evaluate.js';
import { dateFindings, schemaFindings } from './scheme-words.js';
import { assertStrikesApplied } from './strikes.js';
import { assertErasuresApplied } from './suppression.js';

export interface CheckOptions {
  readonly campaign: LoadedCampaign | null;
  /** `SCHEME[:THRESHOLD]`; without any, the thresholds of the campaign file. */
  readonly against: readonly string[];
  readonly at: string | null;
  /** Check this count instead of a merge's. */
  readonly count: number | null;
  readonly numbersOnly: boolean;
  /** Counts by region instead of a merge's: a file of two columns, region and count. */
  readonly counts: string | null;
  /** A checked worksheet of `handin sample` instead of a merge's count: its full path. */
  readonly sample: string | null;
  /** A share that will be lost of what is counted or given, from 0 to below 1. */
  readonly loss: number | null;
  /** What every scheme is told; each wins over the campaign file. */
  readonly given: GivenFacts;
  /** Folder of the merge, when it is not the campaign's own. */
  readonly mergeDir: string | null;
}

/** Facts about a petition that no list of signatures holds. */
export interface GivenFacts {
  readonly base?: number | undefined;
  readonly registered?: string | undefined;
  readonly opened?: string | undefined;
  /** Full path of a file of two columns, region and what a percentage is of there. */
  readonly bases?: string | undefined;
  readonly regionsTotal?: number | undefined;
}

/** What is compared: numbers, and what else they tell. */
interface Counted extends Pick<CheckInput, 'counts' | 'ranges' | 'seen' | 'growth' | 'warnings'> {
  readonly list: ListFacts | undefined;
}

/** Compares the counts of a merge, or a given count, with thresholds. */
export async function runCheck(context: Context, options: CheckOptions): Promise<CheckReport> {
  const schemes = loadSchemes(context);
  const counts = options.counts === null ? null : readRegionNumbers(context, options.counts, 0);
  const targets = (
    options.against.length > 0
      ? options.against.map((text) => readAgainst(context, text, schemes))
      : campaignTargets(context, options.campaign, schemes)
  ).map((target) => withFacts(context, target, options.given, counts));
  if (targets.length === 0) {
    throw new InputError('There is no threshold to check against.', {
      code: 'check-nothing',
      hint: 'Name one with --against SCHEME (see `handin schemes`), or put thresholds into campaign.yaml.',
    });
  }
  const counted = await countedOf(context, options, counts);
  const at = options.at ?? packDate(options.campaign?.campaign ?? null, context);
  const now = packDate(null, context);
  return buildCheckReport({
    at,
    // A hand-in that is planned for next month does not make today's list an old one.
    today: at < now ? at : now,
    counts: counted.counts,
    ranges: counted.ranges,
    targets: targets.map((target) => withList(target, counted.list)),
    numbersOnly: options.numbersOnly,
    loss: options.loss ?? undefined,
    seen: counted.seen,
    growth: counted.growth,
    warnings: counted.warnings,
  });
}

/** The numbers: given ones, those of a file by region, or the merge's with all that its list tells. */
async function countedOf(context: Context, options: CheckOptions, counts: ReadonlyMap<string, number> | null): Promise<Counted> {
  if (options.sample !== null) return { ...(await countedInSample(context, options.sample)), list: undefined };
  const given = options.count ?? (counts === null ? null : [...counts.values()].reduce((sum, count) => sum + count, 0));
  if (given !== null) return { counts: { signatures: given, organisations: null }, list: undefined };
  const merge = readCountedMerge(context, options);
  const own: Counted = {
    counts: countsOf(merge, options.campaign),
    ranges: { signatures: merge.range, organisations: merge.organisationRange },
    list: undefined,
  };
  const list = await withPrivateData(context, mergeFolder(context, options), (engine) => listFactsOf(context, engine, own.counts));
  if (list === undefined || own.counts.signatures === null) return own;
  const records = Object.values(merge.counts.people).reduce((sum, count) => sum + count, 0);
  return { ...own, list, seen: { records, lost: records - own.counts.signatures }, growth: growthOf(list, packDate(null, context)) };
}

/** What the list of a merge tells beyond its length; undefined where nobody is on it. */
export async function listFactsOf(context: Context, engine: Engine, counts: CheckReport['counts']): Promise<ListFacts | undefined> {
  return counts.signatures === null || counts.signatures === 0 ? undefined : readListFacts(engine, readFieldWords(context));
}

/** A scheme is told what the list tells; a milestone only counts. */
export function withList(target: CheckTarget, list: ListFacts | undefined): CheckTarget {
  return 'scheme' in target && list !== undefined ? { ...target, facts: { ...target.facts, list } } : target;
}

/** What a sample lets one say for certain: the low end of its estimate. */
async function countedInSample(context: Context, worksheet: string): Promise<Pick<Counted, 'counts' | 'warnings'>> {
  const { valid, size, population } = await evaluateSample(context, { worksheet, rule: null, given: {}, required: null });
  const low = Math.floor(valid.low);
  return {
    counts: { signatures: low, organisations: null },
    warnings: [
      `The number is the low end of what a sample of ${formatCount(size)} of ${formatCount(population)} says: about ${formatCount(Math.round(valid.estimate))}, between ${formatCount(low)} and ${formatCount(Math.ceil(valid.high))} 19 times in 20.`,
    ],
  };
}

/** Adds what the command line says to what the campaign file says of a scheme. */
function withFacts(context: Context, target: CheckTarget, given: GivenFacts, counts: ReadonlyMap<string, number> | null): CheckTarget {
  if (!('scheme' in target)) return target;
  const { base = target.facts?.base, registered = target.facts?.registered, opened = target.facts?.opened } = given;
  const bases = given.bases === undefined ? (target.facts?.regions?.bases ?? null) : readRegionNumbers(context, given.bases, 1);
  const total = given.regionsTotal ?? target.facts?.regions?.total ?? null;
  const facts: SchemeFacts = {
    ...(base === undefined ? {} : { base }),
    ...(registered === undefined ? {} : { registered }),
    ...(opened === undefined ? {} : { opened }),
    ...(counts === null && bases === null && total === null ? {} : { regions: { counts, bases, total } }),
  };
  return { ...target, facts };
}

/**
 * A small CSV of two columns, region and a whole number, with or without a header row. Regions are compared in capitals, without spaces
 * around them; a region that stands twice is added up.
 * @throws InputError `region-numbers` with the line that cannot be read
 */
export function readRegionNumbers(context: Context, place: string, least: number): Map<string, number> {
  const label = path.basename(place);
  const text = context.io.files.readText(place);
  const [first = ''] = text.split('\n', 1);
  const delimiter = [';', '\t'].find((sign) => first.includes(sign)) ?? ',';
  const rows = context.io.readCsv(text, label, delimiter);
  const numbers = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const [region = '', count = '', ...more] = row.map((cell) => cell.trim());
    // 1,204 and 1 204 are numbers as people write them. Without quotes, 1,204 is two cells, and the first of them is no number to go by.
    const plain = count.replace(/[ ,\u00a0\u202f']/g, '');
    if (index === 0 && isHeader(plain)) continue;
    if (region === '' && plain === '') continue;
    if (region === '' || more.some((cell) => cell !== '') || !/^\d{1,10}$/.test(plain) || Number(plain) < least) {
      throw new InputError(`${label}, row ${index + 1}: a region and a whole number${least > 0 ? ' above zero' : ''} belong there.`, {
        code: 'region-numbers',
        hint: 'Two columns and no more, such as "DE,70000"; a header row may stand above them. Write 70000 or "70,000", not 70,000.',
      });
    }
    const key = region.normalize('NFC').toUpperCase();
    numbers.set(key, (numbers.get(key) ?? 0) + Number(plain));
  }
  if (numbers.size === 0) {
    throw new InputError(`${label} holds no region.`, { code: 'region-numbers', hint: 'Two columns, such as "DE,70000".' });
  }
  return numbers;
}

/** A first row whose number is a word, and not one that programs write in place of a number. */
const isHeader = (cell: string): boolean => /^\D*\p{L}\D*$/u.test(cell) && !/^(?:nan|inf|infinity|null|none|n\/?a)$/i.test(cell);

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
    const { base, registered, opened, bases, 'regions-total': total } = threshold;
    const facts: SchemeFacts = {
      ...(base === undefined ? {} : { base }),
      ...(registered === undefined ? {} : { registered }),
      ...(opened === undefined ? {} : { opened }),
      ...(bases === undefined && total === undefined
        ? {}
        : {
            regions: {
              counts: null,
              bases: bases === undefined ? null : readRegionNumbers(context, path.join(loaded?.folder ?? '', bases), 1),
              total: total ?? null,
            },
          }),
    };
    return { scheme, threshold: threshold.threshold, of: threshold.of, facts };
  });
}

/** The JSON of a scheme of one's own, not yet checked. Throws `InputError` `scheme-invalid` when it is none. */
export function readSchemeJson(context: Context, place: string): unknown {
  try {
    return JSON.parse(context.io.files.readText(place));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${path.basename(place)} is not valid JSON.`, {
      code: 'scheme-invalid',
      hint: 'Check it with any JSON editor.',
      cause,
    });
  }
}

/** A scheme of one's own, by path; checked like a bundled one. */
export function readScheme(context: Context, place: string): Scheme {
  const label = path.basename(place);
  const value = readSchemeJson(context, place);
  const issues = context.io.validate('threshold-scheme', value);
  const [finding] = issues.length > 0 ? schemaFindings(issues) : dateFindings(value as Scheme);
  if (finding !== undefined) {
    throw new InputError(`${label}: ${finding.where}: ${finding.problem}.`, {
      code: 'scheme-invalid',
      hint: '`handin schemes --validate FILE` tells everything that is wrong with it.',
    });
  }
  return value as Scheme;
}

/** `FILE.json` or `FILE.json:PART` as the scheme of that file and the part; null for the id of a bundled one. */
export function readSchemeByPath(context: Context, text: string): { readonly scheme: Scheme; readonly part: string | null } | null {
  const [, place, part] = /^(.*\.json)(?::([^:]*))?$/u.exec(text) ?? [];
  return place === undefined ? null : { scheme: readScheme(context, path.resolve(context.cwd, place)), part: part ?? null };
}

function readAgainst(context: Context, text: string, schemes: readonly Scheme[]): CheckTarget {
  const byPath = readSchemeByPath(context, text);
  if (byPath !== null) {
    if (byPath.part !== null) findThreshold(byPath.scheme, byPath.part);
    return { scheme: byPath.scheme, threshold: byPath.part ?? undefined };
  }
  const { scheme, threshold } = parseAgainst(text, schemes);
  return { scheme, threshold: threshold?.id };
}

const mergeFolder = (context: Context, options: CheckOptions): string => options.mergeDir ?? privateFolder(options.campaign, context.cwd);

/** The merge whose numbers are compared; refused when the rules that strike records out have changed since. */
function readCountedMerge(context: Context, options: CheckOptions): MergeReport {
  const folder = mergeFolder(context, options);
  const merge = readMergeReport(context, folder);
  assertStrikesApplied(context, folder, options.campaign, merge);
  assertErasuresApplied(context, folder, options.campaign, merge);
  return merge;
}

/** Counts of a merge; people's are null where nobody's signature is collected. */
export function countsOf(merge: MergeReport, loaded: LoadedCampaign | null): CheckReport['counts'] {
  const collects = loaded === null || loaded.campaign.sources.length > 0;
  return { signatures: collects ? merge.signatures : null, organisations: merge.organisations };
}
