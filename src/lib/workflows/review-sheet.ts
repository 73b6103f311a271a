/**
 * Review in a spreadsheet: the pairs written out for a volunteer, and the answers read back, however they were saved. The sheet holds
 * personal data; it goes only to the file that was named.
 */

import path from 'node:path';

import type { Context } from '../context.js';
import type { ReviewExportReport, ReviewImportReport, ShownField } from '../model/review-report.js';
import { SHOWN_FIELDS } from '../model/review-report.js';
import type { AnswerData } from '../review/answers.js';
import { createAnswerReader } from '../review/answers.js';
import { keyPair } from '../review/group.js';
import { currentJudgements, resolveJudgements, type StandingJudgement } from '../review/judgements.js';
import { type QueueKind, questionsInOrder, type ReviewPair } from '../review/queue.js';
import { findAnswerColumns, isSheetHeader, PAIR_HEADER, QUESTION_COLUMNS, SIDE_COLUMNS } from '../review/sheet.js';
import { csvSql, quoteText } from '../sql.js';
import { shownPath } from '../text.js';
import { type AnswerRow, type AnswerSheet, planAnswerSheet, readAnswerSheet, unclearAnswers, writeAnswerSheet } from './answer-sheet.js';
import type { JudgedKeyPair } from './judgement-writer.js';
import { JudgementWriter } from './judgement-writer.js';
import { type ReviewData, readJudgementLog, withHeldMerge, withReviewData } from './review-data.js';

const SHEET: AnswerSheet = {
  code: 'review-sheet',
  called: 'a review sheet',
  command: 'handin review',
  fileName: 'review.xlsx',
  headers: { id: PAIR_HEADER, answer: 'same person?' },
  answers: 'Write yes, no or unsure there, one answer for each pair, or nothing',
  isHeader: isSheetHeader,
  findColumns: findAnswerColumns,
};

export interface ExportOptions {
  readonly folder: string;
  /** Full path; `.xlsx` makes a workbook, `.csv` a text that Excel opens too. */
  readonly output: string;
  readonly kind: QueueKind;
  readonly force: boolean;
}

/** Writes the pairs that are still to be judged, with the control questions among them. */
export async function exportReview(context: Context, options: ExportOptions): Promise<ReviewExportReport> {
  const form = planAnswerSheet(context, SHEET, options.output, options.force);
  const current = currentJudgements(readJudgementLog(context, options.folder).lines);
  return withReviewData(context, options.folder, { showsRecords: true, signatureId: null, keys: [] }, async (data) => {
    const pairs = questionsInOrder(data, current, resolveJudgements(current), options.kind);
    await writeAnswerSheet(context, options.output, form, () => writeRows(context, data, pairs));
    return { formatVersion: 1, output: shownPath(options.output, context.cwd), pairs: pairs.length };
  });
}

/** The rows of the sheet as a file of the staging folder; no cell leaves the engine on the way. Fields that nobody filled are left out. */
async function writeRows(
  context: Context,
  { engine }: ReviewData,
  pairs: readonly ReviewPair[],
): Promise<{ readonly place: string; readonly header: readonly string[] }> {
  const asked = path.join(engine.stagingDir, 'asked.csv');
  const list = pairs.map(({ pairId, isControl }, place) => [String(place), pairId, String(isControl)]);
  await context.io.files.writeFile(asked, context.io.formatCsv(list));
  await engine.run(`CREATE TABLE asked AS SELECT * FROM ${csvSql(asked, { place: 'BIGINT', pair_id: 'VARCHAR', is_control: 'VARCHAR' })}`);
  const from = `FROM asked q
JOIN review_pairs p ON p.pair_id = q.pair_id AND p.is_control = (q.is_control = 'true')
JOIN shown_records A ON A.source = p.left_source AND A.record = p.left_record
JOIN shown_records B ON B.source = p.right_source AND B.record = p.right_record`;
  const filledSql = SHOWN_FIELDS.map((field) => `coalesce(bool_or(A.${field} <> '' OR B.${field} <> ''), false) AS ${field}`);
  const [filled] = await engine.rows<Record<ShownField, boolean>>(`SELECT ${filledSql.join(', ')} ${from}`);
  const columns = SIDE_COLUMNS.filter(({ field }) => field === 'source' || filled?.[field] === true);
  const cells = columns.map(({ field, side }) =>
    field === 'source' ? `${side}.source || ', record ' || ${side}.record` : `${side}.${field}`,
  );
  const place = path.join(engine.stagingDir, 'rows.csv');
  await engine.run(`COPY (SELECT p.pair_id, '', p.evidence, ${cells.join(', ')} ${from} ORDER BY q.place)
TO ${quoteText(place)} (FORMAT csv, HEADER false, FORCE_QUOTE *, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
  return { place, header: [...QUESTION_COLUMNS, ...columns.map(({ header }) => header)] };
}

export interface ImportOptions {
  readonly folder: string;
  /** Full path of the sheet. */
  readonly input: string;
  readonly reviewer: string;
  /** Takes what is clear and leaves the rest. */
  readonly skipsUnclear: boolean;
  /** Answers win over judgements that say otherwise. */
  readonly force: boolean;
}

/**
 * Reads the answers of a sheet into the log, as one step.
 * @throws InputError `review-sheet-columns` when it is no review sheet, `review-sheet-unclear` when an answer cannot be understood
 */
export async function importReview(context: Context, options: ImportOptions): Promise<ReviewImportReport> {
  return withHeldMerge(context, options.folder, async () => {
    const writer = await JudgementWriter.open(context, options.folder, options.reviewer);
    return withReviewData(context, options.folder, { showsRecords: false, signatureId: null, keys: [] }, async (data) => {
      const rows = await readAnswerSheet(context, data.engine, SHEET, options);
      const sorted = sortAnswers(context, rows, data, writer.current, options);
      if (sorted.unclear.length > 0 && !options.skipsUnclear) throw unclearAnswers(SHEET, options.input, sorted.unclear);
      const judged = [...sorted.taken.values()];
      if (judged.length > 0) await writer.judge(judged);
      const count = (word: string): number => judged.filter(({ judgement }) => judgement === word).length;
      return {
        formatVersion: 1,
        input: path.basename(options.input),
        rows: rows.length,
        imported: { match: count('match'), nonMatch: count('non-match'), unsure: count('unsure') },
        empty: sorted.empty,
        known: sorted.known,
        unknownPairs: sorted.unknown,
        contradicting: sorted.contradicting,
        unclear: sorted.unclear,
        conflicts: writer.resolved.conflicts.length,
      };
    });
  });
}

interface SortedAnswers {
  readonly taken: ReadonlyMap<string, JudgedKeyPair & { readonly judgement: StandingJudgement['judgement'] }>;
  readonly empty: number;
  readonly known: number;
  readonly unknown: readonly number[];
  readonly contradicting: readonly number[];
  readonly unclear: readonly number[];
}

function sortAnswers(
  context: Context,
  rows: readonly AnswerRow[],
  data: ReviewData,
  current: ReadonlyMap<string, StandingJudgement>,
  options: ImportOptions,
): SortedAnswers {
  const read = createAnswerReader(context.io.files.bundledJson('review/data')['answers'] as AnswerData);
  const pairs = new Map([...data.controls, ...data.links].map((pair) => [pair.pairId, pair]));
  const taken = new Map<string, JudgedKeyPair & { readonly judgement: StandingJudgement['judgement'] }>();
  const rowsOf = new Map<string, number>();
  const unknown: number[] = [];
  const contradicting: number[] = [];
  const unclear: number[] = [];
  let empty = 0;
  let known = 0;
  for (const { row, id: pair, answer } of rows) {
    const judgement = read(answer);
    const standing = current.get(pair);
    const about = pairs.get(pair) ?? standing;
    if (judgement === 'empty') empty++;
    else if (about === undefined) unknown.push(row);
    else if (judgement === 'unclear') unclear.push(row);
    else if (taken.has(pair)) {
      // The same pair twice: agreeing is no harm, anything else cannot be told.
      if (taken.get(pair)?.judgement === judgement) known++;
      else unclear.push(rowsOf.get(pair) ?? row, row);
    } else if (standing?.judgement === judgement) known++;
    // Somebody who could not tell is answered by somebody who can.
    else if (standing !== undefined && standing.judgement !== 'unsure' && !options.force) contradicting.push(row);
    else {
      taken.set(pair, { ...keyPair(about.leftKey, about.rightKey), matchProbability: about.matchProbability, judgement });
      rowsOf.set(pair, row);
    }
  }
  for (const [pair, row] of rowsOf) if (unclear.includes(row)) taken.delete(pair);
  return { taken, empty, known, unknown, contradicting, unclear: [...new Set(unclear)].sort((a, b) => a - b) };
}
