/**
 * Counts by area for a pack: which list, how many signatures in each area, and what the gate decides.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { type ForbiddenDimensions, forbiddenHeader } from '../dimensions.js';
import { InputError, RefusedError } from '../errors.js';
import { type AreaMap, readAreaMap } from '../gate/area-map.js';
import type { Area, AreaList } from '../gate/areas.js';
import { countByArea, readAreaList } from '../gate/areas.js';
import { decideBreakdown, type GateBreakdown, packedCells } from '../gate/breakdown.js';
import { positionOfArea } from '../gate/local-number.js';
import type { BreakdownDimension, BreakdownReport, MapCell, PackedRelease, PackedTable, WithheldReason } from '../model/breakdown.js';
import type { MergedInput, MergeReport } from '../model/merge-report.js';
import type { Red } from '../red.js';
import { plural } from '../text.js';
import { columnsIn, homeCountry, type LoadedTable } from './load.js';

/** The field of a record that says its area. A constituency is whatever the export has in place of a region. */
export const AREA_FIELDS: Readonly<Record<BreakdownDimension, 'region' | 'country'>> = {
  region: 'region',
  constituency: 'region',
  country: 'country',
};

/** Reasons that lie in an earlier pack, which may never have left. */
const EARLIER: ReadonlySet<WithheldReason> = new Set([
  'places-before',
  'another-dimension',
  'another-list',
  'too-little-growth',
  'joint-audit-failed',
  'third-table',
]);
const IF_NOT_SENT = 'If that pack was never given to anybody, say so with `handin releases --not-sent`.';

/** A decided breakdown: what the gate is given, what the organiser is told, and what the ledger is to keep once it is packed. */
export interface PreparedBreakdown {
  readonly gate: GateBreakdown | undefined;
  readonly report: BreakdownReport;
  /** Left out of a withheld one. */
  readonly table: PackedTable | null;
  /** Whether a table other than this one was packed before. */
  readonly isOtherTablePacked: boolean;
}

export interface BreakdownContext {
  readonly campaign: LoadedCampaign;
  /** What was packed before. */
  readonly packed: readonly PackedRelease[];
  readonly merge: MergeReport;
  /** Whether the pack has the section that shows the table. */
  readonly hasNumbersSection: boolean;
}

/**
 * Decides on the breakdown that a campaign file asks for; null when it asks for none. Throws `RefusedError` when the areas come from a
 * column about something that signatures are never told apart by, `InputError` when there is no list.
 */
export async function prepareBreakdown(context: Context, engine: Engine, given: BreakdownContext): Promise<PreparedBreakdown | null> {
  const { campaign } = given.campaign;
  const { breakdown: dimension } = campaign.display;
  if (dimension === undefined) return null;
  refuseForbiddenColumns(context, given.merge, dimension);
  const list = areaListOf(context, given.campaign, dimension);
  const counts = campaign.sources.length === 0 ? countByArea(list, []) : countByArea(list, await areaCells(engine, dimension));
  const listHash = sha256(canonicalJson({ dimension, areas: list.areas.map(({ name }) => name) }));
  const total = campaign.sources.length === 0 ? 0 : (given.merge.counts.people.signature ?? 0);
  for (const { area, id } of campaign.targets) if (area !== undefined) positionOfArea(list, area, id);
  const decision = decideBreakdown({ list, listHash, counts, total, packed: given.packed, map: areaMapOf(context, given.campaign, list) });
  const base = { dimension, areas: list.areas.length, elsewhere: counts.at(-1) ?? 0 };
  const withheld = (reason: WithheldReason, why: string): PreparedBreakdown => {
    const explanation = EARLIER.has(reason) ? `${why} ${IF_NOT_SENT}` : why;
    return {
      gate: undefined,
      report: { ...base, outcome: 'withheld', rows: 0, reason, explanation },
      table: null,
      isOtherTablePacked: isTablePacked(given.packed),
    };
  };
  if (decision.outcome === 'withheld') return withheld(decision.reason, decision.explanation);
  if (!given.hasNumbersSection) {
    return withheld('no-numbers-section', 'The pack has no section "numbers", where the table would stand. Add it to pack.layout.');
  }
  const { table, bands } = decision;
  const explanation = `${plural(table.areas.length, 'area')} with a row each. Every number is a band, and no small count can be worked out from the others.`;
  return {
    gate: { table, bands, list, counts },
    report: { ...base, outcome: 'published', rows: table.areas.length, reason: null, explanation },
    table: { dimension, list: listHash, total, cells: packedCells(list, bands) },
    isOtherTablePacked: decision.isSecond,
  };
}

/** Whether any table was packed before. */
export function isTablePacked(packed: readonly PackedRelease[]): boolean {
  return packed.some(({ breakdown }) => breakdown !== null);
}

/** What the columns of a table that say where people live are about, where it is something forbidden; for `merge.json`. */
export function forbiddenAreas(context: Context, { mapping, table }: LoadedTable): MergedInput['forbiddenAreas'] {
  const data = forbiddenDimensions(context);
  const found = (['region', 'country'] as const).flatMap((field): [string, string][] => {
    const columns = columnsIn(mapping?.fields[field] ?? '');
    const headers = columns.map((column) => forbiddenHeader(table.header[column] ?? '', data));
    const id = headers.find((header) => header !== null)?.id;
    return id === undefined ? [] : [[field, id]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function refuseForbiddenColumns(context: Context, merge: MergeReport, dimension: BreakdownDimension): void {
  const field = AREA_FIELDS[dimension];
  const { dimensions } = forbiddenDimensions(context);
  for (const input of merge.inputs) {
    const id = input.forbiddenAreas?.[field];
    if (id === undefined) continue;
    const forbidden = dimensions.find((candidate) => candidate.id === id);
    throw new RefusedError(
      `${input.source}: the column that fills ${field} is about ${forbidden?.title ?? id}, by which signatures are never told apart. ${forbidden?.why ?? ''}`.trim(),
      {
        code: 'breakdown-forbidden-column',
        hint: `Read ${field} from another column (--map ${field}=Header), or take display.breakdown out of the campaign file. No option lifts this.`,
      },
    );
  }
}

const forbiddenDimensions = (context: Context): ForbiddenDimensions =>
  context.io.files.bundledJson('gate/data')['forbidden-dimensions'] as ForbiddenDimensions;

/** The campaign's own list, else the bundled one of its country. */
function areaListOf(context: Context, loaded: LoadedCampaign, dimension: BreakdownDimension): AreaList {
  const { areas } = loaded.campaign.display;
  const { files } = context.io;
  if (areas !== undefined) {
    return readAreaList(context.io.readCsv(files.readText(path.join(loaded.folder, areas)), areas), areas, dimension);
  }
  const bundled = Object.entries(files.bundledJson('gate/data'))
    .filter(([name]) => name.startsWith('areas-'))
    .map(([, list]) => list as AreaList);
  const home = homeCountry(loaded);
  const list = bundled.find((candidate) => candidate.dimension === dimension && (candidate.country ?? home) === home);
  if (list === undefined) {
    throw new InputError(`There is no list of ${dimension === 'region' ? 'regions' : 'constituencies'} for this campaign's country.`, {
      code: 'areas-missing',
      hint: 'Give one: a CSV file with the columns area and residents, named under display.areas of the campaign file.',
    });
  }
  return dimension === 'country' ? withCountryNames(context, list) : list;
}

/** The campaign's own map of the list's areas, else the bundled one of a bundled list, else none. */
function areaMapOf(context: Context, { campaign, folder }: LoadedCampaign, list: AreaList): readonly MapCell[] {
  const { map } = campaign.display;
  const { files } = context.io;
  if (map !== undefined) return readAreaMap(context.io.readCsv(files.readText(path.join(folder, map)), map), map, list);
  const bundled = Object.entries(files.bundledJson('gate/data')).filter(([name]) => name.startsWith('map-'));
  return bundled.map(([, one]) => one as AreaMap).find(({ id }) => id === list.id)?.cells ?? [];
}

/** What a country is called beside its usual English name is the data of `tidy`, folded already. */
function withCountryNames(context: Context, list: AreaList): AreaList {
  const data = context.io.files.bundledJson('tidy/data')['countries'] as {
    readonly countries: Readonly<Record<string, readonly string[]>>;
  };
  const areas = list.areas.map((area): Area => ({ ...area, aliases: data.countries[area.code ?? ''] ?? [] }));
  return { ...list, areas };
}

async function areaCells(engine: Engine, dimension: BreakdownDimension): Promise<{ value: Red; count: number }[]> {
  const field = AREA_FIELDS[dimension];
  return engine.rows<{ value: Red; count: number }>(
    `SELECT ${field} AS value, count(*) AS count FROM signatures WHERE kind = 'person' GROUP BY ${field}`,
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
