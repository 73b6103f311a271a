/**
 * Looks at the machine, the campaign file, the last merge and its sources, and says what they are like without saying what they hold. Built
 * from closed lists only: a word that is in none of them becomes `other`, whoever wrote it and wherever.
 */

import { findCampaign, type LoadedCampaign, loadCampaign } from '../config.js';
import type { Context } from '../context.js';
import { HandinError } from '../errors.js';
import { CAMPAIGN_KINDS } from '../model/campaign.js';
import type { DoctorReport, DoctorSource, MachineCheck, Rounded } from '../model/doctor-report.js';
import type { InspectedColumn } from '../model/inspect-report.js';
import { SOURCE_FORMATS } from '../model/intake.js';
import type { MergeReport } from '../model/merge-report.js';
import { PROBLEMS } from '../model/problem.js';
import { CONSENT_LEVELS, FATES, MAPPABLE_FIELDS, MEDIA, REASONS } from '../model/record.js';
import { REPAIRS } from '../model/repair.js';
import { shownPath } from '../text.js';
import { effectHints } from './effects.js';
import { runInspect } from './inspect.js';
import { fixedFiles, homeCountry } from './load.js';
import { privateFolder, readMergeReport } from './private-folder.js';

export interface DoctorOptions {
  readonly campaign: string | null;
  /** Looks at the machine, the settings and the last merge alone, and reads no export. */
  readonly quick: boolean;
}

const NODE_MIN: readonly [number, number] = [20, 19];
const FREE_BYTES_MIN = 1_000_000_000;

export async function runDoctor(context: Context, options: DoctorOptions): Promise<DoctorReport> {
  const { machine } = context.io;
  const place = options.campaign ?? findCampaign(context.io.files, context.cwd);
  const loaded = place === null ? null : attempt(() => loadCampaign(context.io, place));
  const campaign = loaded !== null && 'value' in loaded ? loaded.value : null;
  const merge = attempt(() => readMergeReport(context, privateFolder(campaign, context.cwd)));
  const looked = options.quick || !('value' in merge) || campaign === null ? null : await lookAtSources(context, campaign);
  return {
    formatVersion: 1,
    handin: context.version,
    machine: {
      node: machine.node,
      system: machine.system,
      cores: machine.cores,
      memoryGigabytes: Math.round(machine.memoryBytes / 1e9),
    },
    checks: await checkMachine(context, campaign?.folder ?? context.cwd),
    campaign: describeCampaign(context, loaded),
    merge:
      'value' in merge
        ? describeMerge(context, merge.value, looked?.columns ?? null)
        : { state: merge.error.code === 'merge-missing' ? 'none' : 'broken', code: merge.error.code },
    ...(looked?.code === undefined ? {} : { sourcesError: looked.code }),
  };
}

type Attempt<T> = { readonly value: T } | { readonly error: HandinError };

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof HandinError) return { error };
    throw error;
  }
}

async function checkMachine(context: Context, folder: string): Promise<DoctorReport['checks']> {
  const { machine } = context.io;
  const [major = 0, minor = 0] = machine.node.split('.').map(Number);
  const free = [folder, machine.temporaryFolder()].map((place) => machine.freeBytes(place) ?? Number.POSITIVE_INFINITY);
  const engine = await tryEngine(context);
  const simple: readonly (readonly [MachineCheck, boolean])[] = [
    ['node', major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])],
    ['renderer', Object.keys(context.io.files.bundledJson('pack/layouts')).length > 0],
    ['temporary-folder', machine.mayWrite(machine.temporaryFolder())],
    ['folder', machine.mayWrite(folder)],
    ['disk', Math.min(...free) >= FREE_BYTES_MIN],
    ['dumps', !machine.writesDumps(context.env)],
  ];
  return [
    { check: 'engine', ok: engine === null, ...(engine === null ? {} : { code: engine }) },
    ...simple.map(([check, ok]) => ({ check, ok })),
  ];
}

/** Null, or the code of the error that the engine did not start with. */
async function tryEngine(context: Context): Promise<string | null> {
  const { files } = context.io;
  try {
    const folder = files.temporaryFolder();
    try {
      const engine = await context.io.openEngine({
        stagingDir: files.scratch(folder.path, 'staging'),
        spillDir: files.scratch(folder.path, 'spill'),
        memoryBytes: 200_000_000,
        threads: 1,
      });
      await engine.run('SELECT 1');
      await engine.close();
    } finally {
      folder.end();
    }
    return null;
  } catch (error) {
    if (error instanceof HandinError) return error.code;
    throw error;
  }
}

/** The columns of every source of the campaign, by its name; nothing is kept of a header or a cell. */
async function lookAtSources(
  context: Context,
  loaded: LoadedCampaign,
): Promise<{ columns: ReadonlyMap<string, readonly InspectedColumn[]>; code?: string }> {
  const names = loaded.campaign.sources.flatMap(({ file }) => context.io.files.glob(loaded.folder, file));
  if (names.length === 0) return { columns: new Map() };
  try {
    const { tables } = await runInspect(context, {
      files: names,
      profile: null,
      reading: { map: {}, dateOrder: null, country: homeCountry(loaded), fixed: fixedFiles(loaded) },
      campaign: loaded,
      reveal: false,
    });
    return { columns: new Map(tables.map(({ source, columns, records }) => [source, withShares(columns, records)])) };
  } catch (error) {
    if (error instanceof HandinError) return { columns: new Map(), code: error.code };
    throw error;
  }
}

const withShares = (columns: readonly InspectedColumn[], records: number): readonly InspectedColumn[] =>
  columns.map((column) => ({ ...column, filled: records === 0 ? 0 : Math.round((10 * column.filled) / records) * 10 }));

function describeCampaign(context: Context, loaded: Attempt<LoadedCampaign> | null): DoctorReport['campaign'] {
  if (loaded === null) return { state: 'none' };
  if ('error' in loaded) return { state: 'broken', code: loaded.error.code, findings: loaded.error.message.split('\n').length };
  const { campaign } = loaded.value;
  return {
    state: 'sound',
    settings: {
      kind: oneOf(campaign.kind, CAMPAIGN_KINDS),
      language: /^[a-z]{2,3}(?:-[A-Z]{2})?$/.test(campaign.language) ? campaign.language : 'other',
      ceiling: oneOf(campaign.display.ceiling, CONSENT_LEVELS),
      organisers: campaign.organisers.length,
      targets: campaign.targets.length,
      sources: campaign.sources.length,
      thresholds: campaign.thresholds.length,
      hasOrganisations: campaign.organisations !== undefined,
      hasDate: campaign.pack.date !== undefined,
      layout:
        typeof campaign.pack.layout === 'string'
          ? oneOf(campaign.pack.layout, Object.keys(context.io.files.bundledJson('pack/layouts')))
          : campaign.pack.layout === undefined
            ? 'of its kind'
            : 'a list of sections',
    },
    withoutEffect: hintsOf(context, loaded.value),
  };
}

function hintsOf(context: Context, loaded: LoadedCampaign): readonly string[] {
  const hints = attempt(() => effectHints(context, loaded));
  if ('value' in hints) return hints.value;
  return [`No pack can be built from it (${hints.error.code}): \`handin pack --dry-run\` says why.`];
}

function describeMerge(
  context: Context,
  merge: MergeReport,
  columns: ReadonlyMap<string, readonly InspectedColumn[]> | null,
): DoctorReport['merge'] {
  const profiles = Object.keys(context.io.files.bundledJson('profiles/data'));
  const names = [...new Set(asList(merge.inputs).map(({ source }) => source))].sort();
  const label = (source: string): string => (names.includes(source) ? `source-${names.indexOf(source) + 1}` : 'other');
  const sources = asList(merge.inputs).map((input): DoctorSource => {
    const fates = merge.counts?.bySource?.[input.source];
    return {
      label: label(input.source),
      format: oneOf(input.format, SOURCE_FORMATS),
      profile: profiles.includes(input.profile) ? input.profile : 'own',
      medium: oneOf(input.medium, MEDIA),
      records: rounded(fates?.records),
      fates: counted(fates?.byFate, FATES),
      columns: columns?.get(input.source)?.map(describeColumn) ?? null,
      repairs: asList(input.repairs).map(({ field, kind, count }) => ({
        field: oneOf(field, MAPPABLE_FIELDS),
        kind: oneOf(kind, Object.keys(REPAIRS)),
        count: rounded(count),
      })),
    };
  });
  return {
    state: 'sound',
    version: /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(String(merge.tool?.version)) ? merge.tool.version : 'other',
    settings: {
      match: oneOf(merge.settings?.match, ['exact', 'linked']),
      keep: oneOf(merge.settings?.keep, ['first', 'latest']),
      matchProbability: Number(merge.settings?.matchProbability) || 0,
      reviewFrom: Number(merge.settings?.reviewFrom) || 0,
      mappedByHand: Object.keys(merge.settings?.map ?? {}).length,
      hasIds: typeof merge.settings?.idsFrom === 'string',
    },
    reasons: counted(merge.counts?.people, REASONS),
    problems: asList(merge.problems).map(({ type, source, count, field }) => ({
      type: oneOf(type, Object.keys(PROBLEMS)),
      source: label(source),
      count: rounded(count),
      ...(field === undefined ? {} : { field: oneOf(field, MAPPABLE_FIELDS) }),
    })),
    sources,
  };
}

/** The merge report may have been changed by hand: what should be a list may be anything. */
const asList = <T>(value: readonly T[] | undefined): readonly T[] => (Array.isArray(value) ? value : []);

function describeColumn({ fields, isDropped, filled, shape }: InspectedColumn): { role: string; filledPercent: number; looksLike: string } {
  const role = isDropped ? 'dropped' : fields.length === 0 ? 'unused' : fields.map((field) => oneOf(field, MAPPABLE_FIELDS)).join('+');
  return { role, filledPercent: filled, looksLike: kindOf(shape) };
}

/** A shape shows how long a name is; its kind does not. */
function kindOf(shape: string): string {
  if (shape === '') return 'nothing';
  if (shape.includes('@')) return 'e-mail addresses';
  if (/^9{1,4}[-/.]9{1,2}[-/.]9{1,4}/.test(shape)) return 'dates';
  if (/^[+(]?9[9 ()+.-]*$/.test(shape)) return 'numbers';
  return /9/.test(shape) ? 'letters and digits' : 'words';
}

function oneOf(word: unknown, known: readonly string[]): string {
  return typeof word === 'string' && known.includes(word) ? word : 'other';
}

function counted(counts: unknown, known: readonly string[]): Record<string, Rounded> {
  const given = typeof counts === 'object' && counts !== null ? (counts as Record<string, unknown>) : {};
  return Object.fromEntries(known.flatMap((key) => (typeof given[key] === 'number' ? [[key, rounded(given[key])]] : [])));
}

/** No difference of two of these gives a small number back. */
function rounded(count: unknown): Rounded {
  if (typeof count !== 'number' || !Number.isFinite(count)) return 'other';
  if (count <= 0) return 'none';
  if (count < 10) return 'fewer than 10';
  if (count < 100) return `${Math.floor(count / 10) * 10} to ${Math.floor(count / 10) * 10 + 9}`;
  return `about ${Number(count.toPrecision(2))}`;
}

/** The file that a bundle is written to, as a person reads it. */
export async function writeDoctorReport(context: Context, place: string, text: string): Promise<string> {
  await context.io.files.writeFile(place, text);
  return shownPath(place, context.cwd);
}
