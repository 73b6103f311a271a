/** Signatures by week for a pack: how many signed on each day, and what the gate decides. */

import type { LoadedCampaign } from '../config.js';
import type { Engine } from '../context.js';
import { type DayCount, decideGrowth, wholeWeeks } from '../gate/growth.js';
import type { PackedRelease } from '../model/breakdown.js';
import type { IsoDate } from '../model/campaign.js';
import type { GrowthReason, GrowthReport, PackedGrowth, ReleaseGrowth } from '../model/growth.js';
import type { MergeReport } from '../model/merge-report.js';

/** A decided series: what the gate is given, what the organiser is told, and what the ledger is to keep once it is packed. */
export interface PreparedGrowth {
  readonly growth: ReleaseGrowth | undefined;
  readonly packed: PackedGrowth | undefined;
  readonly report: GrowthReport;
}

export interface GrowthContext {
  readonly campaign: LoadedCampaign;
  readonly date: IsoDate;
  readonly packed: readonly PackedRelease[];
  readonly merge: MergeReport;
  /** Whether the pack has the section that shows the series. */
  readonly hasNumbersSection: boolean;
}

/** Reasons that lie in an earlier pack, which may never have left. */
const EARLIER: ReadonlySet<GrowthReason> = new Set(['another-total-before', 'same-total-before', 'another-series-before']);
const IF_NOT_SENT = 'If that pack was never given to anybody, say so with `handin releases --not-sent`.';

/** Decides on the weekly numbers that a campaign file asks for; null when it asks for none or collects no signatures. */
export async function prepareGrowth(engine: Engine, given: GrowthContext): Promise<PreparedGrowth | null> {
  const { campaign } = given.campaign;
  const from = campaign.display['growth-from'];
  if (from === undefined || campaign.sources.length === 0) return null;
  const base = { from, weeks: wholeWeeks(from, given.date) };
  const withheld = (reason: GrowthReason, why: string): PreparedGrowth => ({
    growth: undefined,
    packed: undefined,
    report: { ...base, outcome: 'withheld', reason, explanation: EARLIER.has(reason) ? `${why} ${IF_NOT_SENT}` : why },
  });
  const total = given.merge.counts.people.signature ?? 0;
  const decision = decideGrowth({ from, date: given.date, days: await countedByDay(engine), total, packed: given.packed });
  if (decision.outcome === 'withheld') return withheld(decision.reason, decision.explanation);
  if (!given.hasNumbersSection) {
    return withheld('no-numbers-section', 'The pack has no section "numbers", where they would stand. Add it to pack.layout.');
  }
  return {
    growth: decision.growth,
    packed: decision.packed,
    report: {
      ...base,
      outcome: 'published',
      reason: null,
      explanation: 'Every week is a band, and no small count can be worked out from the others.',
    },
  };
}

/** Days as they are written in the records; a time zone moves nobody, because no day is told. */
async function countedByDay(engine: Engine): Promise<DayCount[]> {
  return engine.rows<{ day: string; count: number }>(
    `SELECT CASE WHEN regexp_matches(signed_at, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN substr(signed_at, 1, 10) ELSE '' END AS day, count(*) AS count
FROM signatures WHERE kind = 'person' GROUP BY 1`,
    // Green: a day, counted; the gate bands it.
    ['day'],
  );
}
