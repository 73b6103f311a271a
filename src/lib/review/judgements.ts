/**
 * The log of judgements: what people said of pairs, by content, so that it survives new exports and another order of files. It is only ever
 * added to; the last line of a pair holds, and `undone` takes back the earlier ones. `merge` applies what stands. Nothing here reads a
 * disk or asks anybody.
 */

import { createHash } from 'node:crypto';

import { InputError } from '../errors.js';
import type { Agreement, JudgementConflict, JudgementWord } from '../model/review-report.js';
import { JUDGEMENT_COLUMNS, JUDGEMENT_WORDS } from '../model/review-report.js';
import { wilsonInterval } from '../statistics.js';
import { listOf } from '../text.js';

/** Name of the log in the private folder. */
export const JUDGEMENTS_FILE = 'judgements.csv';

/** One line of the log. */
export interface Judgement {
  /** `P` and 12 hexadecimal digits; see `pairIdOf`. */
  readonly pairId: string;
  /** Identity keys of the two records, 16 hexadecimal digits each; the left one is not the greater as a string. */
  readonly leftKey: string;
  readonly rightKey: string;
  readonly judgement: JudgementWord;
  /** What the model said at the time, from 0 to 1; null where it had not compared the two. */
  readonly matchProbability: number | null;
  /** Who judged; empty when nobody said. */
  readonly reviewer: string;
  /** ISO 8601 in UTC with milliseconds. Lines of one step share it. */
  readonly judgedAt: string;
}

/** A judgement that was not taken back. */
export interface StandingJudgement extends Judgement {
  readonly judgement: Exclude<JudgementWord, 'undone'>;
}

/** Standing judgements by pair id. */
export type CurrentJudgements = ReadonlyMap<string, StandingJudgement>;

const KEY = /^[0-9a-f]{16}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const PROBABILITY = /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/;

/** The two keys in the order of the log. */
export function orderedKeys(one: string, other: string): readonly [left: string, right: string] {
  return one <= other ? [one, other] : [other, one];
}

/** Id of the pair of two identity keys, in whichever order: `P` and the first 12 hexadecimal digits of the SHA-256 of `left right`. */
export function pairIdOf(one: string, other: string): string {
  return `P${createHash('sha256').update(orderedKeys(one, other).join(' ')).digest('hex').slice(0, 12)}`;
}

/**
 * Reads the rows of `judgements.csv`, header included.
 * @throws InputError `judgements-invalid` with the number of the line; no cell is quoted
 */
export function parseJudgements(rows: readonly (readonly string[])[]): Judgement[] {
  const [header, ...lines] = rows;
  if (header === undefined) return [];
  if (header.join(',') !== JUDGEMENT_COLUMNS.join(',')) throw invalid(1, `the columns must be ${listOf(JUDGEMENT_COLUMNS)}`);
  return lines.map((cells, index) => parseLine(cells, index + 2));
}

function parseLine(cells: readonly string[], line: number): Judgement {
  if (cells.length !== JUDGEMENT_COLUMNS.length) throw invalid(line, `it has ${cells.length} cells instead of ${JUDGEMENT_COLUMNS.length}`);
  const [pairId = '', leftKey = '', rightKey = '', word = '', probability = '', reviewer = '', judgedAt = ''] = cells;
  const judgement = JUDGEMENT_WORDS.find((known) => known === word);
  if (judgement === undefined) throw invalid(line, `the judgement must be ${listOf(JUDGEMENT_WORDS, 'or')}`);
  if (!KEY.test(leftKey) || !KEY.test(rightKey)) throw invalid(line, 'a key must be 16 hexadecimal digits');
  if (leftKey > rightKey) throw invalid(line, 'the left key must not come after the right one');
  if (pairId !== pairIdOf(leftKey, rightKey)) throw invalid(line, 'the pair id is not the one of its keys');
  if (probability !== '' && !PROBABILITY.test(probability)) throw invalid(line, 'the probability must be empty or from 0 to 1');
  if (!isInstant(judgedAt)) throw invalid(line, 'the time must be like 2026-11-26T09:30:00.000Z');
  const matchProbability = probability === '' ? null : Number(probability);
  return { pairId, leftKey, rightKey, judgement, matchProbability, reviewer, judgedAt };
}

function isInstant(text: string): boolean {
  const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function invalid(line: number, what: string): InputError {
  return new InputError(`${JUDGEMENTS_FILE}, line ${line}: ${what}.`, {
    code: 'judgements-invalid',
    hint: 'The file is written by handin and kept as it is. Put a copy of it back, or correct the line.',
  });
}

/** Cells of a judgement as they stand in the log. */
export function formatJudgement(given: Judgement): string[] {
  return [
    given.pairId,
    given.leftKey,
    given.rightKey,
    given.judgement,
    given.matchProbability === null ? '' : formatProbability(given.matchProbability),
    given.reviewer,
    given.judgedAt,
  ];
}

/** Decimal notation always: `String` would write a small one with an exponent. */
function formatProbability(probability: number): string {
  const plain = String(probability);
  return plain.includes('e') ? probability.toFixed(20) : plain;
}

/**
 * Parts a log's text into whole lines and what a crash left of the last one. A last line without its line end is whole when its time is.
 * @returns `whole` ends with a line end, or is empty
 */
export function splitTornLine(text: string): { readonly whole: string; readonly torn: boolean } {
  if (text === '' || text.endsWith('\n')) return { whole: text, torn: false };
  const start = text.lastIndexOf('\n') + 1;
  const last = text.slice(start).replace(/\r$/, '');
  if (start > 0 && isInstant(last.slice(last.lastIndexOf(',') + 1))) return { whole: `${text}\n`, torn: false };
  return { whole: text.slice(0, start), torn: true };
}

/** What stands: the last line of every pair, without those taken back. */
export function currentJudgements(log: readonly Judgement[]): Map<string, StandingJudgement> {
  const current = new Map<string, StandingJudgement>();
  for (const line of log) {
    // Deleted first, so that the map is in the order of the last lines.
    current.delete(line.pairId);
    if (isStanding(line)) current.set(line.pairId, line);
  }
  return current;
}

function isStanding(line: Judgement): line is StandingJudgement {
  return line.judgement !== 'undone';
}

/** What one action of a person wrote: lines of one time. An undoing has `undone` lines, and again what they had replaced. */
export interface JudgementStep {
  readonly judgedAt: string;
  readonly lines: readonly Judgement[];
  /** What stood for each of its pairs before it. */
  readonly before: ReadonlyMap<string, StandingJudgement>;
}

/** The steps of a log that were not taken back, oldest first. */
export function standingSteps(log: readonly Judgement[]): JudgementStep[] {
  const steps: JudgementStep[] = [];
  const current = new Map<string, StandingJudgement>();
  for (let from = 0; from < log.length; ) {
    const judgedAt = log[from]?.judgedAt ?? '';
    let to = from;
    while (log[to]?.judgedAt === judgedAt) to++;
    const lines = log.slice(from, to);
    const undone = new Set(lines.flatMap(({ judgement, pairId }) => (judgement === 'undone' ? [pairId] : [])));
    if (undone.size > 0) {
      const taken = steps.findLastIndex((step) => step.lines.some(({ pairId }) => undone.has(pairId)));
      if (taken !== -1) steps.splice(taken, 1);
    } else {
      const before = new Map(lines.flatMap(({ pairId }) => [current.get(pairId) ?? []].flat().map((line) => [pairId, line] as const)));
      steps.push({ judgedAt, lines, before });
    }
    for (const line of lines) {
      if (isStanding(line)) current.set(line.pairId, line);
      else current.delete(line.pairId);
    }
    from = to;
  }
  return steps;
}

/** The lines that take a step back: `undone` for each of its pairs, and what the step had replaced. */
export function undoLines(step: JudgementStep, judgedAt: string): Judgement[] {
  const undone = step.lines.map((line): Judgement => ({ ...line, judgement: 'undone', judgedAt }));
  return [...undone, ...[...step.before.values()].map((line) => ({ ...line, judgedAt }))];
}

/** What judgements say together. */
export interface ResolvedJudgements {
  /** Matches that no non-match stands against, newest first. */
  readonly applied: readonly StandingJudgement[];
  readonly nonMatches: readonly StandingJudgement[];
  readonly conflicts: readonly JudgementConflict[];
  /** What follows for two keys: said of them or by way of others; null where nothing does. Keys that are equal say nothing. */
  implied(one: string, other: string): 'match' | 'non-match' | null;
}

/**
 * Applies matches, newest first (of one time, by pair id), except those that would join what a non-match separates. The order of the lines
 * does not matter. A pair of equal keys is about several records that say the same; it joins and separates nothing here.
 */
export function resolveJudgements(current: CurrentJudgements): ResolvedJudgements {
  const standing = [...current.values()].sort(newestFirst);
  const nonMatches = standing.filter(({ judgement }) => judgement === 'non-match');
  const components = new Components();
  for (const line of nonMatches) components.separate(line);
  const applied: StandingJudgement[] = [];
  const conflicts: JudgementConflict[] = [];
  for (const line of standing) {
    if (line.judgement !== 'match') continue;
    const against = components.between(line.leftKey, line.rightKey);
    if (against === null) {
      components.join(line);
      applied.push(line);
    } else {
      conflicts.push({ pairId: line.pairId, separatedBy: against.pairId, chain: components.chain(line, against) });
    }
  }
  return {
    applied,
    nonMatches,
    conflicts,
    implied: (one, other) => {
      if (one === other) return null;
      if (components.rootOf(one) === components.rootOf(other)) return 'match';
      return components.between(one, other) === null ? null : 'non-match';
    },
  };
}

/** Matches that contradict a non-match by way of others; see `resolveJudgements`. */
export function judgementConflicts(current: CurrentJudgements): readonly JudgementConflict[] {
  return resolveJudgements(current).conflicts;
}

function newestFirst(a: StandingJudgement, b: StandingJudgement): number {
  if (a.judgedAt !== b.judgedAt) return a.judgedAt < b.judgedAt ? 1 : -1;
  return a.pairId < b.pairId ? -1 : 1;
}

/** Keys joined by matches, and the non-matches between what is joined. */
class Components {
  readonly #parent = new Map<string, string>();
  /** Non-matches of a component by the keys of theirs that lie in it; kept at its root. */
  readonly #separations = new Map<string, StandingJudgement[]>();
  readonly #neighbours = new Map<string, StandingJudgement[]>();

  rootOf(key: string): string {
    let root = key;
    for (let next = this.#parent.get(root); next !== undefined; next = this.#parent.get(root)) root = next;
    for (let at = key; at !== root; ) {
      const next = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = next;
    }
    return root;
  }

  separate(line: StandingJudgement): void {
    if (line.leftKey === line.rightKey) return;
    for (const key of [line.leftKey, line.rightKey]) this.#separations.set(key, [...(this.#separations.get(key) ?? []), line]);
  }

  /** The newest non-match between the components of two keys. */
  between(one: string, other: string): StandingJudgement | null {
    const [here, there] = [this.rootOf(one), this.rootOf(other)];
    if (here === there) return null;
    const found = (this.#separations.get(here) ?? []).filter((line) => {
      const roots = [this.rootOf(line.leftKey), this.rootOf(line.rightKey)];
      return roots.includes(there);
    });
    return found.sort(newestFirst)[0] ?? null;
  }

  join(line: StandingJudgement): void {
    for (const key of [line.leftKey, line.rightKey]) this.#neighbours.set(key, [...(this.#neighbours.get(key) ?? []), line]);
    const roots = [this.rootOf(line.leftKey), this.rootOf(line.rightKey)] as const;
    if (roots[0] === roots[1]) return;
    const [small, large] = this.#sizeOf(roots[0]) <= this.#sizeOf(roots[1]) ? roots : [roots[1], roots[0]];
    this.#parent.set(small, large);
    const moved = this.#separations.get(small);
    if (moved === undefined) return;
    this.#separations.set(large, [...(this.#separations.get(large) ?? []), ...moved]);
    this.#separations.delete(small);
  }

  #sizeOf(root: string): number {
    return this.#separations.get(root)?.length ?? 0;
  }

  /** Pair ids of the matches that join the keys of a non-match once `line` is taken too. */
  chain(line: StandingJudgement, against: StandingJudgement): string[] {
    const [near, far] =
      this.rootOf(against.leftKey) === this.rootOf(line.leftKey) ? (['leftKey', 'rightKey'] as const) : (['rightKey', 'leftKey'] as const);
    return [...this.#path(against[near], line.leftKey), line.pairId, ...this.#path(line.rightKey, against[far])];
  }

  /** The shortest way along matches from one key to another of the same component. */
  #path(from: string, to: string): string[] {
    const cameBy = new Map<string, { readonly key: string; readonly pairId: string } | null>([[from, null]]);
    const waiting = [from];
    for (let at = waiting.shift(); at !== undefined && at !== to; at = waiting.shift()) {
      for (const line of this.#neighbours.get(at) ?? []) {
        const next = line.leftKey === at ? line.rightKey : line.leftKey;
        if (cameBy.has(next)) continue;
        cameBy.set(next, { key: at, pairId: line.pairId });
        waiting.push(next);
      }
    }
    const path: string[] = [];
    for (let step = cameBy.get(to); step !== null && step !== undefined; step = cameBy.get(step.key)) path.unshift(step.pairId);
    return path;
  }
}

/** From here on `merge` joins two records by itself; asking about such a pair is a control question. */
export const MERGED_FROM = 0.95;
/** The model leans to "one person" from here on. */
const LEANS_FROM = 0.5;
/** Fewer judged pairs say nothing. */
const AGREEMENT_MIN = 20;

/**
 * How often people agree with the side that the model leaned to, of the pairs that were judged match or non-match and have a recorded
 * probability: apart for those it would merge by itself and for possible links. Null below 20 pairs.
 */
export function agreement(
  current: CurrentJudgements,
  mergedFrom = MERGED_FROM,
): { readonly mergedAlready: Agreement | null; readonly possibleLinks: Agreement | null } {
  const judged = [...current.values()].flatMap(({ judgement, matchProbability }) =>
    judgement === 'unsure' || matchProbability === null
      ? []
      : [{ isControl: matchProbability >= mergedFrom, agrees: matchProbability >= LEANS_FROM === (judgement === 'match') }],
  );
  const of = (pairs: typeof judged): Agreement | null =>
    pairs.length < AGREEMENT_MIN ? null : withInterval(pairs.filter(({ agrees }) => agrees).length, pairs.length);
  return {
    mergedAlready: of(judged.filter(({ isControl }) => isControl)),
    possibleLinks: of(judged.filter(({ isControl }) => !isControl)),
  };
}

const withInterval = (agreed: number, judged: number): Agreement => ({ judged, agreed, ...wilsonInterval(agreed, judged) });
