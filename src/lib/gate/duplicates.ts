/**
 * Duplicates by the rule that found them, as far as they may leave: ranges of a fixed list of rules, audited against the exact number
 * of duplicates exactly as counts by area are.
 */

import type { ReleaseDuplicates } from '../model/release.js';
import { passesAudit } from './audit.js';
import { BAND_RULE, bandOf } from './bands.js';
import { TOTAL_MIN } from './breakdown.js';

/** Records of people that are duplicates of the same person, by the rule of the ledger. */
export interface RuleCount {
  readonly rule: string;
  readonly records: number;
}

/** Rules told apart outside. Everything else, the judgements of people among it, is weighed evidence: one line. */
const NAMED_RULES = ['canonical-email', 'name-postcode', 'name-contact'] as const;
const EVIDENCE = 'evidence';

/** The ranges, or undefined where there are too few duplicates or a range would not hide what it should. */
export function releasedDuplicates(counts: readonly RuleCount[]): ReleaseDuplicates | undefined {
  const total = counts.reduce((sum, { records }) => sum + records, 0);
  if (total < TOTAL_MIN) return undefined;
  const named = NAMED_RULES.map((id) => ({ id, count: sumOf(counts.filter(({ rule }) => rule === id)) }));
  const cells = [...named, { id: EVIDENCE, count: total - sumOf(named.map(({ count }) => ({ records: count }))) }];
  const bands = cells.map(({ count }) => bandOf(count));
  if (!passesAudit(bands, total, BAND_RULE.smallest)) return undefined;
  return { total, rules: cells.map(({ id, count }) => ({ id, count: bandOf(count) })) };
}

const sumOf = (counts: readonly { readonly records: number }[]): number => counts.reduce((sum, { records }) => sum + records, 0);
