/** All signs together: run over one list, judged as one set, held against what the organiser knows of, and added up to a bracket. */

import type { KnownEvent, SignalCheck, SignalFinding, SignalId, SignalWindow } from '../model/signals-report.js';
import { findBursts } from './bursts.js';
import type { SignalKind } from './catalogue.js';
import { SIGNAL_KINDS } from './catalogue.js';
import { findClockwork } from './clockwork.js';
import type { Candidate, SignalColumns, SignalResult, SignalSettings } from './columns.js';
import { DAY } from './columns.js';
import { findTemplates } from './comments.js';
import { findConcentrations } from './concentration.js';
import type { SmallPopulations } from './geography.js';
import { findImpossiblePlaces } from './geography.js';
import { discoveryLimit } from './multiple.js';
import { findNameDrift, findRepeatedNames } from './names.js';
import { createRandom, seedOf } from './random.js';
import { joinRepeats } from './repeats.js';
import { findSequences } from './sequences.js';
import { allWindows } from './windows.js';

export interface Assessment {
  readonly checks: readonly SignalCheck[];
  /** Findings that flag records, with the rows; the strongest first within a sign. */
  readonly flags: readonly FoundRows[];
  readonly observations: readonly FoundRows[];
  readonly annotated: readonly FoundRows[];
  /** Rows that at least one flag is on. */
  readonly flagged: ReadonlySet<number>;
}

export interface FoundRows {
  readonly finding: Omit<SignalFinding, 'id'>;
  /** Tells findings of one sign and one window apart, without saying of what they are. */
  readonly key: string;
  readonly rows: readonly number[];
}

interface Judged extends Candidate {
  readonly signal: SignalId;
}

/** Looks for every sign. Pure, and equal for equal columns. */
export function assess(
  columns: SignalColumns,
  settings: SignalSettings,
  { atMost, events }: { readonly atMost: SmallPopulations; readonly events: readonly KnownEvent[] },
): Assessment {
  const results = runAll(columns, settings, atMost);
  const tested: Judged[] = [...results].flatMap(([signal, { candidates }]) => candidates.map((candidate) => ({ ...candidate, signal })));
  const p = tested.flatMap((candidate) => (candidate.p === null ? [] : [candidate.p]));
  const tests = [...results.values()].reduce((sum, result) => sum + result.tests, 0);
  const limit = discoveryLimit(p, settings.falseDiscoveryRate, tests);
  const held = tested.filter((candidate) => candidate.p === null || candidate.p <= limit);
  const found = SIGNAL_KINDS.flatMap((kind) =>
    told(
      held.filter(({ signal }) => signal === kind.id),
      kind,
    ),
  ).map((candidate) => toFound(candidate, eventOf(candidate, events)));
  const isFlag = ({ finding }: FoundRows): boolean => SIGNAL_KINDS.some(({ id, weight }) => id === finding.signal && weight === 'flag');
  const unexplained = found.filter(({ finding }) => finding.event === null);
  const flags = unexplained.filter(isFlag).sort(byStrength);
  return {
    checks: SIGNAL_KINDS.map(({ id, weight }) => ({
      id,
      weight,
      state: isInTheData(id, columns) ? 'ran' : 'not-in-the-data',
      tests: results.get(id)?.tests ?? 0,
    })),
    flags,
    observations: unexplained.filter((one) => !isFlag(one)).sort(byStrength),
    annotated: found.filter(({ finding }) => finding.event !== null).sort(byStrength),
    flagged: new Set(flags.flatMap(({ rows }) => rows)),
  };
}

/** What is only told is left in its windows. */
function told(candidates: readonly Judged[], { weight }: SignalKind): readonly Judged[] {
  return weight === 'flag' ? joinRepeats(candidates) : candidates;
}

function runAll(columns: SignalColumns, settings: SignalSettings, atMost: SmallPopulations): Map<SignalId, SignalResult> {
  const windows = allWindows(columns, settings.windowMin);
  const random = createRandom(seedOf(columns.time, columns.name));
  const concentrations = (labels: Float64Array, name: string, more: { only?: number; reportsEntropy?: boolean } = {}): SignalResult =>
    findConcentrations(labels, windows, settings, { name, ...more });
  const onHours = windows.filter(({ from, to }) => to - from === DAY || from % (to - from) === 0);
  return new Map<SignalId, SignalResult>([
    ['clockwork', findClockwork(columns, settings)],
    ['sequential-mailboxes', findSequences(columns, settings)],
    [
      'mailbox-shape',
      both(
        concentrations(columns.shape, 'shape', { reportsEntropy: true }),
        concentrations(columns.scheme, 'scheme', { reportsEntropy: true }),
      ),
    ],
    ['domain-concentration', concentrations(columns.domain, 'domain')],
    ['disposable-domains', concentrations(columns.disposable, 'disposable', { only: 2 })],
    ['templated-comments', both(findTemplates(columns, settings), concentrations(columns.comment, 'comment'))],
    ['impossible-geography', findImpossiblePlaces(columns, atMost)],
    ['burst', findBursts(columns, settings, random)],
    ['name-repetition', findRepeatedNames(columns, onHours, settings)],
    ['name-drift', findNameDrift(columns, onHours, settings, random)],
  ]);
}

function both(a: SignalResult, b: SignalResult): SignalResult {
  return { tests: a.tests + b.tests, candidates: [...a.candidates, ...b.candidates] };
}

/** The columns that each sign cannot do without; the rest are numbers of the ledger. */
const NEEDS: Readonly<Partial<Record<SignalId, readonly (keyof SignalColumns)[]>>> = {
  clockwork: ['hasClock'],
  'sequential-mailboxes': ['domain'],
  'mailbox-shape': ['shape', 'time'],
  'domain-concentration': ['domain', 'time'],
  'disposable-domains': ['domain'],
  'templated-comments': ['comment'],
  'impossible-geography': ['country'],
  burst: ['hasClock'],
  'name-repetition': ['name', 'time'],
  'name-drift': ['given', 'time'],
  'postcode-abroad': ['postcode', 'country'],
};

function isInTheData(id: SignalId, columns: SignalColumns): boolean {
  // Addresses on the network are dropped when an export is read: handin never has them.
  if (id === 'same-address-on-the-network') return false;
  return (NEEDS[id] ?? []).every((name) => columns[name].some((value) => (name === 'time' ? value >= 0 : value > 0)));
}

/** The reason of the event that covers the whole window of a finding, if the sign is one that events explain. */
function eventOf({ signal, from, to }: Judged, events: readonly KnownEvent[]): string | null {
  if (from === null || to === null || !SIGNAL_KINDS.some(({ id, isExplainedByEvents }) => id === signal && isExplainedByEvents))
    return null;
  const covering = events.find((event) => secondsOf(event.from) <= from && endOf(event.to) >= to);
  return covering?.reason ?? null;
}

function secondsOf(moment: string): number {
  return Date.parse(moment.length === 10 ? `${moment}T00:00:00Z` : `${moment}${moment.length === 16 ? ':00' : ''}Z`) / 1000;
}

const endOf = (moment: string): number => secondsOf(moment) + (moment.length === 10 ? DAY : 0);

function toFound(candidate: Judged, event: string | null): FoundRows {
  const { signal, rows, from, to, of, expected, p, measure, key } = candidate;
  // Whole minutes around it: the second of the first record is that record's own.
  const window: SignalWindow | null =
    from === null || to === null ? null : { from: momentOf(Math.floor(from / 60) * 60), to: momentOf(Math.ceil(to / 60) * 60) };
  return {
    finding: {
      signal,
      window,
      seen: rows.length,
      of,
      expected: expected === null ? null : rounded(expected),
      p: p === null ? null : rounded(p),
      measure: measure === null ? null : { ...measure, value: rounded(measure.value) },
      event,
    },
    key,
    rows,
  };
}

const momentOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19);

/** Three digits: more would promise what the last bits of a logarithm do not keep from one machine to the next. */
const rounded = (value: number): number => Number(value.toPrecision(3));

function byStrength(a: FoundRows, b: FoundRows): number {
  const order = SIGNAL_KINDS.findIndex(({ id }) => id === a.finding.signal) - SIGNAL_KINDS.findIndex(({ id }) => id === b.finding.signal);
  const window = (a.finding.window?.from ?? '') < (b.finding.window?.from ?? '') ? -1 : 1;
  return order || (a.finding.p ?? 0) - (b.finding.p ?? 0) || b.rows.length - a.rows.length || window;
}
