/** The statement of numbers of the last merge, reconciled with the ledger row by row. */

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import { HandinError } from '../errors.js';
import type { RuleCount } from '../gate/duplicates.js';
import { buildStatement } from '../gate/statement.js';
import { LEDGER_TALLY_SQL, type LedgerTally, sumUp } from '../merge/statement-of-numbers.js';
import type { MergeReport } from '../model/merge-report.js';
import type { NumbersReport } from '../model/numbers-report.js';
import type { SignalsReport } from '../model/signals-report.js';
import { guard } from '../spreadsheet-guard.js';
import { plural } from '../text.js';
import { duplicateRules } from './gate-input.js';
import { runPack } from './pack.js';
import { withPrivateData } from './private-folder.js';
import { SEALS_AS_CAMPAIGN } from './seal-pack.js';
import { readSignals } from './signals.js';
import { assertStrikesApplied } from './strikes.js';

export interface NumbersOptions {
  readonly campaign: LoadedCampaign | null;
  /** Folder of the merge. */
  readonly folder: string;
}

/** Adds the ledger up. Throws `DefectError` when a line of it does not agree with the merge's own report. */
export async function stateNumbers(context: Context, options: NumbersOptions): Promise<NumbersReport> {
  const named = await namedIn(context, options);
  return withPrivateData(context, options.folder, async (engine, merge) => {
    assertStrikesApplied(context, options.folder, options.campaign, merge);
    const sums = sumUp(
      await engine.rows<LedgerTally>(LEDGER_TALLY_SQL, ['source', 'fate', 'reason', 'rule']),
      { bySource: merge.counts.bySource, signatures: merge.signatures, organisations: merge.organisations },
      new Map(merge.inputs.map(({ source, medium }) => [source, medium])),
    );
    const rules = await duplicateRules(engine);
    const signals = readSignals(context, options.folder, merge)?.report ?? null;
    const collects = options.campaign === null || options.campaign.campaign.sources.length > 0;
    return {
      formatVersion: 1,
      campaign: options.campaign?.campaign.title ?? null,
      at: packDate(options.campaign?.campaign ?? null, context),
      lastSigned: await lastSigned(engine),
      ...sums,
      counted: { signatures: merge.signatures, organisations: merge.organisations },
      range: merge.range,
      signals: signals === null ? null : { flagged: signals.flagged, bracket: signals.bracket },
      named,
      stated: (merge.numbers ?? []).map(({ source, count }) => ({ source, signatures: count })),
      checked: checkedIn(merge),
      unchecked: [...UNCHECKED, ...(signals === null ? [UNCHECKED_SIGNS] : [])],
      outside: collects ? outsideOf(merge, signals, rules) : null,
    };
  });
}

/** A table as CSV for a spreadsheet: a name of a source must not become a formula. */
export function tableAsCsv(context: Context, rows: readonly (readonly string[])[]): string {
  return context.io.formatCsv(rows.map((cells) => cells.map(guard)));
}

/** What the pack's own statement says, from the same function. */
function outsideOf(merge: MergeReport, signs: SignalsReport | null, rules: readonly RuleCount[]): NumbersReport['outside'] {
  const { method: _method, ...statement } = buildStatement(merge.counts.people, merge.settings.match, signs, rules);
  return { ...statement, checked: checkedOutside(merge) };
}

/** How many a pack would name; nobody can say where one would be refused. */
async function namedIn(context: Context, { campaign }: NumbersOptions): Promise<number | null> {
  if (campaign === null) return null;
  try {
    // The seal changes no number, and its key need not be at hand.
    const sealing = { ...SEALS_AS_CAMPAIGN, isWanted: false };
    const { report } = await runPack(context, { campaign, outDir: '', dryRun: true, force: false, keepEqual: false, sealing });
    return report.counts.named;
  } catch (cause) {
    if (cause instanceof HandinError && cause.code !== 'red-leak') return null;
    throw cause;
  }
}

async function lastSigned(engine: Engine): Promise<string | null> {
  const [found] = await engine.rows<{ day: string | null }>(
    `SELECT max(substr(signed_at, 1, 10)) FILTER (WHERE regexp_matches(signed_at, '^[0-9]{4}-[0-9]{2}-[0-9]{2}')) AS day FROM signatures`,
    ['day'],
  );
  return found?.day ?? null;
}

/** The same for every campaign of a method: that there was a judgement, a rule or a request can point at somebody. */
function checkedOutside({ settings }: MergeReport): string[] {
  return [
    'Every record has one row in the ledger with one fate and a reason; for each source, and in all, records are counted + duplicates + set aside.',
    settings.match === 'linked'
      ? 'Who signed more than once was found by fixed rules and by the evidence of all fields together.'
      : 'Who signed more than once was found by fixed rules on e-mail address, name, postcode, telephone and street address.',
    'Unconfirmed and withdrawn signatures were set aside as the platforms mark them; a withdrawal takes every record of that person with it.',
  ];
}

function checkedIn(merge: MergeReport): string[] {
  const { range, strikes, model, suppression } = merge;
  const judged = model?.judgements.applied ?? 0;
  const open = range === null ? 0 : range.reviews + range.unsure;
  return [
    ...checkedOutside(merge),
    ...(judged === 0 ? [] : [`${plural(judged, 'judgement')} of people ${judged === 1 ? 'was' : 'were'} applied.`]),
    ...(open === 0 ? [] : [`${plural(open, 'possible link')} ${open === 1 ? 'waits' : 'wait'} for a person to decide.`]),
    ...(strikes === undefined || strikes.length === 0
      ? []
      : [`${plural(strikes.length, 'rule')} with a stated reason struck records out.`]),
    ...(suppression === undefined ? [] : ['People who asked to be removed were left out.']),
  ];
}

const UNCHECKED_SIGNS = 'Whether the signatures show signs of forgery.';

const UNCHECKED: readonly string[] = [
  'Whether a person is who they say they are.',
  'Whether somebody may sign under the rules of the body that receives this.',
  'Whether an e-mail address belongs to the person who gave it, beyond what a platform confirmed.',
];
