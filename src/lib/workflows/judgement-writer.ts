/**
 * Adds judgements to the log, each step on the disk before the next question. The log is never rewritten, but for what a crash left of its
 * last line.
 */

import path from 'node:path';

import type { Context } from '../context.js';
import { JUDGEMENT_COLUMNS } from '../model/review-report.js';
import type { KeyPair } from '../review/group.js';
import type { Judgement, JudgementStep, ResolvedJudgements, StandingJudgement } from '../review/judgements.js';
import { currentJudgements, formatJudgement, JUDGEMENTS_FILE, resolveJudgements, standingSteps, undoLines } from '../review/judgements.js';
import { readJudgementLog } from './review-data.js';

/** A pair with what the model said of it. */
export interface JudgedKeyPair extends KeyPair {
  readonly matchProbability: number | null;
}

export class JudgementWriter {
  readonly #context: Context;
  readonly #place: string;
  readonly #reviewer: string;
  readonly #lines: Judgement[];
  #current: ReadonlyMap<string, StandingJudgement>;
  #resolved: ResolvedJudgements;
  #isNew: boolean;

  private constructor(context: Context, place: string, reviewer: string, lines: readonly Judgement[]) {
    this.#context = context;
    this.#place = place;
    this.#reviewer = reviewer;
    this.#lines = [...lines];
    this.#isNew = !context.io.files.exists(place);
    this.#current = currentJudgements(lines);
    this.#resolved = resolveJudgements(this.#current);
  }

  /** Opens the log of a private folder that this run holds. */
  static async open(context: Context, folder: string, reviewer: string): Promise<JudgementWriter> {
    const place = path.join(folder, JUDGEMENTS_FILE);
    const log = readJudgementLog(context, folder);
    if (log.torn)
      context.note(`The last line of ${JUDGEMENTS_FILE} was cut short when a run was broken off. It is no judgement and is left out.\n`);
    if (!log.isWhole) {
      if (log.whole === '') context.io.files.remove(place);
      else await context.io.files.writeFile(place, log.whole);
    }
    return new JudgementWriter(context, place, reviewer, log.lines);
  }

  get current(): ReadonlyMap<string, StandingJudgement> {
    return this.#current;
  }

  get resolved(): ResolvedJudgements {
    return this.#resolved;
  }

  /** Writes one step: the same judgement, or one of its own, for each pair. */
  async judge(pairs: readonly (JudgedKeyPair & { readonly judgement: StandingJudgement['judgement'] })[]): Promise<void> {
    const judgedAt = this.#nextInstant();
    await this.#append(
      pairs.map(({ pairId, leftKey, rightKey, matchProbability, judgement }) => ({
        pairId,
        leftKey,
        rightKey,
        judgement,
        matchProbability,
        reviewer: this.#reviewer,
        judgedAt,
      })),
    );
  }

  /** The step that `undo` would take back, or null. */
  lastStep(): JudgementStep | null {
    return standingSteps(this.#lines).at(-1) ?? null;
  }

  async undo(step: JudgementStep): Promise<void> {
    await this.#append(undoLines(step, this.#nextInstant()));
  }

  /** Now, but later than every line there is: lines of one time are one step. */
  #nextInstant(): string {
    const last = this.#lines.reduce((latest, { judgedAt }) => Math.max(latest, Date.parse(judgedAt)), 0);
    return new Date(Math.max(this.#context.now().getTime(), last + 1)).toISOString();
  }

  async #append(lines: readonly Judgement[]): Promise<void> {
    const rows = lines.map(formatJudgement);
    const text = this.#context.io.formatCsv(this.#isNew ? [[...JUDGEMENT_COLUMNS], ...rows] : rows);
    await this.#context.io.files.appendFile(this.#place, text);
    this.#isNew = false;
    this.#lines.push(...lines);
    this.#current = currentJudgements(this.#lines);
    this.#resolved = resolveJudgements(this.#current);
  }
}
