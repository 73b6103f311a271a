/** Which facts about a petition a scheme asks for. Whatever else a campaign file says of it changes no answer. */

import type { Scheme, SchemeThreshold } from '../model/scheme.js';
import { REGION_UNITS } from './evaluate.js';
import { findThreshold } from './select.js';

/** Keys of a threshold in the campaign file that hold for some schemes only. */
export const SCHEME_KEYS = ['base', 'registered', 'bases', 'regions-total'] as const;
export type SchemeKey = (typeof SCHEME_KEYS)[number];

/**
 * The keys that change what a scheme answers.
 * @param thresholdId one threshold of the scheme; without it, all of them
 */
export function factsUsed(scheme: Scheme, thresholdId?: string): ReadonlySet<SchemeKey> {
  const thresholds = thresholdId === undefined ? scheme.thresholds : [findThreshold(scheme, thresholdId)];
  return new Set(thresholds.flatMap((threshold) => [...ofNumber(threshold), ...ofRegions(scheme, threshold)]));
}

/** The number that a percentage comes to. */
function ofNumber({ count, percent }: SchemeThreshold): SchemeKey[] {
  return count === null && percent !== null ? ['base'] : [];
}

function ofRegions({ regional_minimums: rule }: Scheme, { id, unit }: SchemeThreshold): SchemeKey[] {
  if (rule === null || !(rule.applies_to.includes(id) || REGION_UNITS.has(unit))) return [];
  const { tables = [] } = rule;
  const hasTables = tables.length > 0;
  const isDated = tables.some(({ valid_from: from, valid_to: to }) => from !== null || to !== null);
  if (rule.max_share_per_region !== undefined) return isDated ? ['registered'] : [];
  return [
    ...(isDated ? (['registered'] as const) : []),
    ...(rule.percent !== undefined && !hasTables ? (['bases'] as const) : []),
    ...(typeof rule.regions_required === 'number' ? [] : (['regions-total'] as const)),
  ];
}
