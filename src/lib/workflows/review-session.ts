/**
 * The review at the terminal: one question after the other, each judgement on the disk before the next. It shows records to the person who
 * asked for them and tells nobody what the model thinks.
 */

import type { Context, Prompts } from '../context.js';
import { InputError } from '../errors.js';
import type { JudgementWord, ReviewLayout, ReviewSession, ShownRecord } from '../model/review-report.js';
import { joinPairs, keyPair, parsePositions, splitPairs } from '../review/group.js';
import type { StandingJudgement } from '../review/judgements.js';
import type { QueueKind, ReviewPair } from '../review/queue.js';
import { nextQuestion } from '../review/queue.js';
import { plural } from '../text.js';
import type { JudgementWriter } from './judgement-writer.js';
import type { ReviewData } from './review-data.js';

/** What a session works with. */
export interface SessionParts {
  readonly context: Context;
  readonly prompts: Prompts;
  readonly layout: ReviewLayout;
  readonly data: ReviewData;
  readonly writer: JudgementWriter;
}

/** A question, and how many are left with it. */
interface Question {
  readonly pair: ReviewPair;
  readonly left: number;
}

type Word = StandingJudgement['judgement'];

const OPTION = '--export FILE';

/** Digits are there for keyboards whose letters are not Latin. */
const CHOICES = [
  { keys: ['y', 'm', '1'], name: 'same person', value: 'match' },
  { keys: ['n', '2'], name: 'two people', value: 'non-match' },
  { keys: ['u', '3'], name: 'unsure', value: 'unsure' },
  { keys: ['z'], name: 'undo', value: 'undo' },
  { keys: ['g'], name: 'group', value: 'group' },
  { keys: ['s'], name: 'skip', value: 'skip' },
  { keys: ['q'], name: 'quit', value: 'quit' },
] as const;

const GROUP_CHOICES = [
  { keys: ['r', '1'], name: 'take one out', value: 'remove' },
  { keys: ['d', '2'], name: 'divide', value: 'split' },
  { keys: ['j', '3'], name: 'all are one person', value: 'join' },
  { keys: ['z'], name: 'undo', value: 'undo' },
  { keys: ['b', 'q'], name: 'back', value: 'back' },
] as const;

const LAST_CHOICES = [
  { keys: ['q'], name: 'done', value: 'quit' },
  { keys: ['z'], name: 'undo', value: 'undo' },
] as const;

/** Asks until there is nothing left or the person stops. */
export async function askPairs(parts: SessionParts, kind: QueueKind): Promise<ReviewSession> {
  const { data, writer } = parts;
  const session = new Session(parts);
  return session.askAll((passed) => nextQuestion(data, writer.current, writer.resolved, kind, passed), kind === 'unsure');
}

/** Asks again about the pairs of each conflict, first the one that separates, until the conflict is gone. */
export async function askConflicts(parts: SessionParts): Promise<ReviewSession> {
  const { data, writer } = parts;
  const pairOf = (judgement: StandingJudgement): ReviewPair | null => {
    const left = data.placesOfKeys.get(judgement.leftKey);
    const right = data.placesOfKeys.get(judgement.rightKey);
    return left === undefined || right === undefined ? null : { ...judgement, left, right, evidence: '', isControl: false };
  };
  return new Session(parts).askAll((passed) => {
    const ids = new Set(writer.resolved.conflicts.flatMap(({ separatedBy, chain }) => [separatedBy, ...chain]));
    const pairs = [...ids].flatMap((id) => {
      const judgement = writer.current.get(id);
      const pair = judgement === undefined || passed.has(id) ? null : pairOf(judgement);
      return pair ?? [];
    });
    return pairs[0] === undefined ? null : { pair: pairs[0], left: pairs.length };
  }, true);
}

/** Opens the group of one signature. */
export async function askGroup(parts: SessionParts, signatureId: string): Promise<ReviewSession> {
  const records = await parts.data.recordsOf(signatureId, 'A');
  if (records.length === 0) {
    throw new InputError(`There is no signature ${signatureId} in the last merge.`, {
      code: 'signature-unknown',
      hint: 'Take an id from signatures.csv or ledger.csv; ids change when the record that is counted does.',
    });
  }
  const session = new Session(parts);
  await session.workOnGroup(records, null);
  return session.report('stopped');
}

class Session {
  readonly #parts: SessionParts;
  readonly #counts = { match: 0, nonMatch: 0, unsure: 0, undone: 0 };
  /** Times of the steps that this session wrote. */
  readonly #own = new Set<string>();
  /** Pairs laid aside until the next run. */
  readonly #passed = new Set<string>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  report(ended: ReviewSession['ended']): ReviewSession {
    return { ...this.#counts, ended };
  }

  /** @param isSecondLook pairs that were judged before: each is asked once, whatever is said */
  async askAll(next: (passed: ReadonlySet<string>) => Question | null, isSecondLook: boolean): Promise<ReviewSession> {
    const { prompts } = this.#parts;
    for (let place = 1; ; ) {
      const question = next(this.#passed);
      if (question === null) {
        if (!(await this.#mayUndoLast())) return this.report('nothing-left');
        place = Math.max(1, place - (await this.#undo()));
        continue;
      }
      const { pair } = question;
      await this.#show(question, place);
      const answer = await prompts.key({ choices: CHOICES });
      if (answer === 'quit') return this.report('stopped');
      if (answer === 'undo') place = Math.max(1, place - (await this.#undo()));
      else if (answer === 'group') await this.workOnGroup(await this.#groupOf(pair), pair);
      else {
        if (answer !== 'skip') await this.#judge([pair], answer as Word);
        if (answer === 'skip' || isSecondLook) this.#passed.add(pair.pairId);
        place++;
      }
    }
  }

  /** After the last question there would be no other chance to take it back. */
  async #mayUndoLast(): Promise<boolean> {
    const { prompts, writer } = this.#parts;
    if (!this.#own.has(writer.lastStep()?.judgedAt ?? '')) return false;
    prompts.show('That was the last pair.\n\n');
    return (await prompts.key({ choices: LAST_CHOICES })) === 'undo';
  }

  async #show({ pair, left: remaining }: Question, place: number): Promise<void> {
    const { data, prompts, layout, writer } = this.#parts;
    const [left, right] = [await data.recordAt(pair.left, 'A'), await data.recordAt(pair.right, 'B')];
    // The records of a control question are one signature already; saying so would give it away.
    const isOne = pair.left.signatureId === pair.right.signatureId;
    const recordsOf = async (signatureId: string): Promise<number> => (isOne ? 1 : (await data.recordsOf(signatureId, 'A')).length);
    const shown = {
      place,
      total: place + remaining - 1,
      left,
      right,
      evidence: pair.evidence,
      leftRecords: await recordsOf(pair.left.signatureId),
      rightRecords: await recordsOf(pair.right.signatureId),
      before: writer.current.get(pair.pairId)?.judgement ?? null,
    };
    prompts.show(layout.pair(shown, prompts.screen()));
  }

  /** The records of both signatures; of a control question the two that are asked about. */
  async #groupOf({ left, right }: ReviewPair): Promise<ShownRecord[]> {
    const { data } = this.#parts;
    if (left.signatureId === right.signatureId) return [await data.recordAt(left, 'A'), await data.recordAt(right, 'B')];
    return [...(await data.recordsOf(left.signatureId, 'A')), ...(await data.recordsOf(right.signatureId, 'B'))];
  }

  /**
   * Shows the records of a group and lets the person take it apart or join it.
   * @param pair the pair that is being asked, or null for the group of one signature
   */
  async workOnGroup(records: readonly ShownRecord[], pair: ReviewPair | null): Promise<void> {
    const { prompts, layout } = this.#parts;
    const keys = records.map(({ key }) => key);
    for (let isShown = false; ; ) {
      if (!isShown) prompts.show(layout.group(records, prompts.screen()));
      isShown = true;
      if (new Set(keys).size < 2) {
        prompts.show('There is nothing to take apart: they all say the same of a person.\n');
        return;
      }
      const action = await prompts.key({ choices: GROUP_CHOICES });
      if (action === 'back') return;
      if (action === 'undo') await this.#undo();
      else if (action === 'join') {
        await this.#judge(pair === null ? joinPairs(keys).map((each) => ({ ...each, matchProbability: null })) : [pair], 'match');
        if (pair !== null) return;
      } else if ((await this.#takeApart(keys, action === 'remove', pair)) && pair !== null) return;
    }
  }

  async #takeApart(keys: readonly string[], isOne: boolean, asked: ReviewPair | null): Promise<boolean> {
    const { prompts } = this.#parts;
    const typed = await prompts.input({
      message: isOne
        ? 'Which record is another person? Its number; nothing to go back'
        : 'Which records are another person? For example 2, 4-6; nothing to go back',
      option: OPTION,
      check: (answer) => {
        if (answer === '') return null;
        const positions = parsePositions(answer, keys.length);
        if (positions === null || (isOne && positions.size > 1)) return `${isOne ? 'One number' : 'Numbers'} from 1 to ${keys.length}.`;
        return positions.size === keys.length ? 'Leave at least one in the group.' : null;
      },
    });
    const chosen = parsePositions(typed, keys.length);
    if (chosen === null) return false;
    const moved = new Set([...chosen].map((position) => keys[position]));
    const along = keys.flatMap((key, position) => (moved.has(key) && !chosen.has(position) ? [position + 1] : []));
    const pairs = splitPairs(keys, chosen);
    if (pairs.length === 0) {
      prompts.show('They cannot be told apart: the others say the same of a person.\n');
      return false;
    }
    if (along.length > 0)
      prompts.show(`${plural(along.length, 'record')} more (${along.map((each) => `#${each}`).join(', ')}) say the same and go along.\n`);
    await this.#judge(
      pairs.map((each) => ({ ...each, matchProbability: each.pairId === asked?.pairId ? asked.matchProbability : null })),
      'non-match',
    );
    return true;
  }

  async #judge(pairs: readonly Pick<ReviewPair, 'leftKey' | 'rightKey' | 'matchProbability'>[], judgement: Word): Promise<void> {
    const { writer, prompts } = this.#parts;
    await writer.judge(
      pairs.map(({ leftKey, rightKey, matchProbability }) => ({ ...keyPair(leftKey, rightKey), matchProbability, judgement })),
    );
    this.#own.add(writer.lastStep()?.judgedAt ?? '');
    this.#count(judgement, pairs.length);
    if (pairs.length > 1) prompts.show(`${plural(pairs.length, 'pair')} judged in one step.\n`);
  }

  #count(judgement: JudgementWord, change: number): void {
    if (judgement !== 'undone') this.#counts[judgement === 'non-match' ? 'nonMatch' : judgement] += change;
  }

  /** Takes the last step back. Gives how many questions of this session that are. */
  async #undo(): Promise<number> {
    const { writer, prompts } = this.#parts;
    const step = writer.lastStep();
    if (step === null) {
      prompts.show('There is nothing to undo.\n');
      return 0;
    }
    const isOwn = this.#own.has(step.judgedAt);
    const what = plural(step.lines.length, 'judgement');
    if (!isOwn) {
      const message = `Take back ${what} of ${step.judgedAt.slice(0, 16).replace('T', ' ')} UTC, before this run?`;
      if (!(await prompts.confirm({ message, option: OPTION, initial: false }))) return 0;
    }
    await writer.undo(step);
    for (const { pairId } of step.lines) this.#passed.delete(pairId);
    if (isOwn) for (const { judgement } of step.lines) this.#count(judgement, -1);
    else this.#counts.undone += step.lines.length;
    prompts.show(`Took back ${what}.\n`);
    return isOwn ? 1 : 0;
  }
}
