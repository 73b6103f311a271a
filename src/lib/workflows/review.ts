/**
 * Clerical review: what is left to judge, the judging itself, and what the judgements say together. It changes nothing but the log of
 * judgements; the next merge applies them.
 */

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { ConflictsReport, JudgedPair, ReviewLayout, ReviewReport, ReviewSession } from '../model/review-report.js';
import { agreement, currentJudgements, type ResolvedJudgements, resolveJudgements, type StandingJudgement } from '../review/judgements.js';
import { mayFallBy, openLinks, type QueueKind, type ReviewPair } from '../review/queue.js';
import { JudgementWriter } from './judgement-writer.js';
import { type ReviewData, readJudgementLog, withHeldMerge, withReviewData } from './review-data.js';
import { askConflicts, askGroup, askPairs, type SessionParts } from './review-session.js';

/** What is judged at the terminal. */
export type ReviewSubject =
  | { readonly kind: QueueKind }
  | { readonly kind: 'group'; readonly signatureId: string }
  | { readonly kind: 'conflicts' };

export interface ReviewOptions {
  readonly folder: string;
  readonly subject: ReviewSubject;
  readonly reviewer: string;
  readonly layout: ReviewLayout;
}

/** What is left and what was judged, without asking anybody. */
export async function countReview(context: Context, folder: string): Promise<ReviewReport> {
  const log = readJudgementLog(context, folder);
  const current = currentJudgements(log.lines);
  return withReviewData(context, folder, { showsRecords: false, signatureId: null, keys: [] }, async (data) =>
    reportOf(data.links, current, resolveJudgements(current), null),
  );
}

/**
 * Asks at the terminal.
 * @throws InputError `review-no-terminal` when nobody can be asked; InterruptedError for Ctrl-C: what was judged is kept
 */
export async function runReview(context: Context, options: ReviewOptions): Promise<ReviewReport> {
  const { prompts } = context;
  if (prompts === null) {
    throw new InputError('Nobody can be asked here: there is no terminal, or --no-input was given.', {
      code: 'review-no-terminal',
      hint: 'Review in a spreadsheet with --export FILE and --import FILE, or count with --json.',
    });
  }
  const { folder, subject, layout } = options;
  return withHeldMerge(context, folder, async () => {
    const writer = await JudgementWriter.open(context, folder, options.reviewer);
    const wanted = {
      showsRecords: true,
      signatureId: subject.kind === 'group' ? subject.signatureId : null,
      keys: subject.kind === 'conflicts' ? keysOfConflicts(writer.current, writer.resolved) : [],
    };
    return withReviewData(context, folder, wanted, async (data) => {
      const session = await ask({ context, prompts, layout, data, writer }, subject);
      return reportOf(data.links, writer.current, writer.resolved, session);
    });
  });
}

function ask(parts: SessionParts, subject: ReviewSubject): Promise<ReviewSession> {
  if (subject.kind === 'group') return askGroup(parts, subject.signatureId);
  return subject.kind === 'conflicts' ? askConflicts(parts) : askPairs(parts, subject.kind);
}

/** Judgements that contradict each other, with where the records are. */
export async function listConflicts(context: Context, folder: string): Promise<ConflictsReport> {
  const current = currentJudgements(readJudgementLog(context, folder).lines);
  const resolved = resolveJudgements(current);
  const wanted = { showsRecords: false, signatureId: null, keys: keysOfConflicts(current, resolved) };
  return withReviewData(context, folder, wanted, async (data) => {
    const judged = (pairId: string): JudgedPair[] => {
      const line = current.get(pairId);
      return line === undefined ? [] : [judgedPair(line, data)];
    };
    return {
      formatVersion: 1,
      conflicts: resolved.conflicts.flatMap(({ pairId, separatedBy, chain }) =>
        judged(pairId).flatMap((match) => judged(separatedBy).map((nonMatch) => ({ match, nonMatch, chain: chain.flatMap(judged) }))),
      ),
    };
  });
}

function judgedPair(
  { pairId, judgement, judgedAt, reviewer, leftKey, rightKey }: StandingJudgement,
  { placesOfKeys }: ReviewData,
): JudgedPair {
  const placeOf = (key: string): JudgedPair['left'] => {
    const place = placesOfKeys.get(key);
    return place === undefined ? null : { source: place.source, record: place.record };
  };
  return { pairId, judgement, judgedAt, reviewer, left: placeOf(leftKey), right: placeOf(rightKey) };
}

function keysOfConflicts(current: ReadonlyMap<string, StandingJudgement>, { conflicts }: ResolvedJudgements): string[] {
  const ids = new Set(conflicts.flatMap(({ separatedBy, chain }) => [separatedBy, ...chain]));
  return [
    ...new Set(
      [...ids].flatMap((id) => {
        const line = current.get(id);
        return line === undefined ? [] : [line.leftKey, line.rightKey];
      }),
    ),
  ];
}

function reportOf(
  links: readonly ReviewPair[],
  current: ReadonlyMap<string, StandingJudgement>,
  resolved: ResolvedJudgements,
  session: ReviewSession | null,
): ReviewReport {
  const standing = [...current.values()];
  const count = (word: StandingJudgement['judgement']): number => standing.filter(({ judgement }) => judgement === word).length;
  const pending = openLinks(links, current, resolved, 'pending').length;
  const unsure = openLinks(links, current, resolved, 'unsure').length;
  return {
    formatVersion: 1,
    pending,
    unsure,
    judged: { match: count('match'), nonMatch: count('non-match'), unsure: count('unsure') },
    conflicts: resolved.conflicts,
    agreement: agreement(current),
    notYetApplied: links.length - pending - unsure,
    mayFallBy: mayFallBy(links, current, resolved),
    session,
  };
}
