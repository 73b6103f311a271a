/**
 * Minimums and caps region by region: in how many regions a campaign has what a rule asks for. Which table holds depends on a date, and what
 * a percentage comes to on numbers that only the organiser has; where one of them is missing the answer says which.
 */

import type { RegionalMinimums, RegionFacts, RegionStanding, RegionsResult } from '../model/scheme.js';
import { formatCount, plural } from '../text.js';
import { firstDay, lastDay } from './dates.js';

/** What came out, or why nothing can be said. `hint` is what the organiser can give. */
export type RegionVerdict = RegionsResult | { readonly isMet: null; readonly reason: string; readonly hint: string };

const COUNTS_HINT = 'give the counts per region with --counts FILE (two columns, region and count)';

/** The Union writes EL for Greece in its own tables, ISO 3166-1 writes GR. */
const ALIASES: Readonly<Record<string, string>> = { EL: 'GR' };

/**
 * Holds counts per region against a rule.
 * @param day the day that chooses the table: of registration where it is known, else the day of the check
 */
export function evaluateRegions(rule: RegionalMinimums, facts: RegionFacts | null, day: string, isRegistered: boolean): RegionVerdict {
  const tables = rule.tables ?? [];
  if (tables.length > 1 && !isRegistered) {
    return unknown('which table of minimums holds depends on the day of registration', 'say when it was registered with --registered DATE');
  }
  if (facts === null || facts.counts === null) return unknown('counts per region are needed', COUNTS_HINT);
  const table = tables.find(
    ({ valid_from: from, valid_to: to }) => (from === null || day >= firstDay(from)) && (to === null || day <= lastDay(to)),
  );
  if (tables.length > 0 && table === undefined)
    return unknown('no table of minimums is known for that day', 'look up the minimums of that time');
  const minimums = minimumsOf(rule, facts, table?.values ?? null);
  if (minimums === null) {
    return unknown(
      `what ${rule.percent ?? ''}% of ${rule.percent_base ?? 'a region'} comes to is not known here`,
      'give the numbers with --bases FILE (two columns, region and number)',
    );
  }
  const counts = withAliases(facts.counts, minimums);
  if (rule.max_share_per_region !== undefined) return evaluateCap(rule, rule.max_share_per_region, counts);
  const required = regionsRequired(rule, facts, minimums.size);
  if (required === null) {
    return unknown('how many regions there are in all is not known here', 'say it with --regions-total N');
  }
  const regions = [...new Set([...minimums.keys(), ...counts.keys()])].sort().flatMap((region): RegionStanding[] => {
    const minimum = minimums.get(region) ?? rule.count_per_region;
    const count = counts.get(region) ?? 0;
    return minimum === undefined ? [] : [{ region, count, required: minimum, missing: Math.max(0, minimum - count) }];
  });
  const reached = regions.filter(({ missing }) => missing === 0).length;
  return {
    rule: rule.rule,
    unit: rule.unit_of_region ?? 'region',
    isMet: reached >= required,
    required,
    reached,
    regions,
    unmatched: unmatchedOf(counts, minimums, rule),
  };
}

/** Minimums by region; empty where one number holds for every region, null where a base is missing. */
function minimumsOf(
  rule: RegionalMinimums,
  facts: RegionFacts,
  table: Readonly<Record<string, number>> | null,
): ReadonlyMap<string, number> | null {
  if (table !== null) return new Map(Object.entries(table).map(([region, minimum]) => [region.toUpperCase(), minimum]));
  const { percent } = rule;
  if (percent === undefined) return new Map();
  if (facts.bases === null || facts.bases.size === 0) return null;
  return new Map([...facts.bases].map(([region, base]) => [region, leastWhole(base, percent)]));
}

/** The smallest whole number that is at least a percentage of a base. Percentages of the catalogue have one decimal at most. */
export function leastWhole(base: number, percent: number): number {
  return Math.ceil(Number(((base * percent) / 100).toFixed(6)));
}

function regionsRequired(rule: RegionalMinimums, facts: RegionFacts, listed: number): number | null {
  const { regions_required: required } = rule;
  if (typeof required === 'number') return required;
  const total = facts.total ?? rule.regions_total ?? (listed > 0 ? listed : null);
  if (total === null) return null;
  const fraction = /^(\d+)\/(\d+)$/.exec(required ?? 'all');
  // "At least half" of an odd number is the larger half.
  return fraction === null ? total : Math.ceil((total * Number(fraction[1])) / Number(fraction[2]));
}

function evaluateCap(rule: RegionalMinimums, share: number, counts: ReadonlyMap<string, number>): RegionsResult {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const most = Math.floor(Number((total * share).toFixed(6)));
  const regions = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([region, count]) => ({ region, count, required: most, missing: 0 }));
  const above = regions.filter(({ count }) => count > most).length;
  return {
    rule: rule.rule,
    unit: rule.unit_of_region ?? 'region',
    isMet: above === 0,
    required: 0,
    reached: above,
    cap: share,
    regions,
    unmatched: 0,
  };
}

function withAliases(counts: ReadonlyMap<string, number>, minimums: ReadonlyMap<string, number>): Map<string, number> {
  const merged = new Map<string, number>();
  for (const [region, count] of counts) {
    const alias = ALIASES[region];
    const key = alias !== undefined && !minimums.has(region) && minimums.has(alias) ? alias : region;
    merged.set(key, (merged.get(key) ?? 0) + count);
  }
  return merged;
}

/** Signatures that belong to no region of the table, such as those of people from outside. */
function unmatchedOf(counts: ReadonlyMap<string, number>, minimums: ReadonlyMap<string, number>, rule: RegionalMinimums): number {
  if (rule.count_per_region !== undefined || minimums.size === 0) return 0;
  return [...counts].reduce((sum, [region, count]) => (minimums.has(region) ? sum : sum + count), 0);
}

const unknown = (reason: string, hint: string): RegionVerdict => ({ isMet: null, reason, hint });

/** The standing in words, with the regions that are nearest to their minimum. */
export function describeRegions(result: RegionsResult): string {
  if (result.cap !== undefined) {
    const share = `${Math.round(result.cap * 100)}%`;
    return result.isMet
      ? `no ${result.unit} gives more than ${share}`
      : `${plural(result.reached, result.unit)} ${result.reached === 1 ? 'gives' : 'give'} more than ${share} of the signatures, and what is above does not count`;
  }
  const standing = `the minimum is reached in ${formatCount(result.reached)} of the ${formatCount(result.required)} that are needed (${result.unit})`;
  if (result.isMet) return standing;
  const nearest = result.regions
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => a.missing - b.missing || (a.region < b.region ? -1 : 1))
    .slice(0, Math.min(5, result.required - result.reached + 2))
    .map(({ region, missing }) => `${region} ${formatCount(missing)}`);
  return nearest.length === 0 ? standing : `${standing}; nearest, with what is missing: ${nearest.join(', ')}`;
}
