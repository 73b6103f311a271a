/** What a checked sample says of the whole: the worksheet's answers, the estimate, the body's own rule, and whether it is enough. */

import path from 'node:path';

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { SampleEstimate, SampleEvaluateReport, SampleKey } from '../model/sample-report.js';
import type { SamplingResult } from '../model/sampling.js';
import type { Scheme } from '../model/scheme.js';
import { type AnswerData, createAnswerReader } from '../review/answers.js';
import { quoteName } from '../sql.js';
import { formatCount, headerKey, listOf, plural } from '../text.js';
import { estimateFromList, estimateFromPile } from '../thresholds/estimate.js';
import { evaluateStage, type FormulaReader } from '../thresholds/sampling.js';
import { COPY_HEADER, keyPlaceOf, NUMBER_HEADER, VALID_HEADER } from './sample-draw.js';

export interface EvaluateOptions {
  /** Full path of the worksheet. */
  readonly worksheet: string;
  /** A scheme whose sampling rule is worked out, with the stage if it has several. */
  readonly rule: { readonly scheme: Scheme; readonly stage: string | null } | null;
  /** Numbers of the rule that no worksheet holds. */
  readonly given: Readonly<Record<string, number>>;
  /** The number that is to be reached. */
  readonly required: number | null;
}

/** A row of the worksheet as it was filled in. */
interface CheckedRow {
  readonly number: number;
  readonly answer: 'valid' | 'invalid' | 'unsettled';
  /** The number of another row that is the same person, as a volunteer saw it. */
  readonly copyOf: number | null;
}

/**
 * Evaluates a worksheet.
 * @throws InputError `sample-key` without its key, `sample-columns`, `sample-answers` with the numbers of rows that are not answered or
 * cannot be understood, and as `evaluateStage`
 */
export async function evaluateSample(context: Context, options: EvaluateOptions): Promise<SampleEvaluateReport> {
  const key = readKey(context, options.worksheet);
  const rows = await readWorksheet(context, options.worksheet, key);
  const groups = groupsOf(key, rows);
  const judged = judge(key, rows, groups, ({ answer }) => answer === 'valid');
  const unsettled = rows.filter(({ answer }) => answer === 'unsettled').length;
  const rule = options.rule === null ? null : applyRule(await context.io.createFormulaReader(), options, options.rule, key, judged);
  return {
    formatVersion: 1,
    action: 'evaluate',
    kind: key.kind,
    population: key.population,
    size: rows.length,
    rows: { valid: judged.signatures, invalid: rows.length - judged.signatures - unsettled, unsettled },
    people: judged.people,
    pairs: judged.pairs,
    valid: judged.estimate,
    validAtMost: unsettled === 0 ? null : judge(key, rows, groups, ({ answer }) => answer !== 'invalid').estimate,
    rule,
    required: options.required,
    answer: options.required === null ? null : answerOf(judged.estimate, options.required),
  };
}

/** Enough only if the low end is; not enough only if the high end is not. */
function answerOf({ low, high }: SampleEstimate, required: number): 'enough' | 'too-close' | 'not-enough' {
  if (low >= required) return 'enough';
  return high < required ? 'not-enough' : 'too-close';
}

function readKey(context: Context, worksheet: string): SampleKey {
  const place = keyPlaceOf(worksheet);
  const wrong = (what: string): InputError =>
    new InputError(`${path.basename(place)} ${what}.`, {
      code: 'sample-key',
      hint: 'It was written beside the worksheet by `handin sample draw` and says how the sample was drawn. Put it back, or draw again by the same seed.',
    });
  if (!context.io.files.exists(place)) throw wrong('is not there');
  let key: Partial<SampleKey> | null;
  try {
    key = JSON.parse(context.io.files.readText(place)) as Partial<SampleKey> | null;
  } catch {
    throw wrong('is damaged');
  }
  const isWhole =
    key !== null &&
    typeof key === 'object' &&
    key.formatVersion === 1 &&
    (key.kind === 'distinct' || key.kind === 'raw') &&
    Number.isSafeInteger(key.population) &&
    Array.isArray(key.groups) &&
    key.groups.length > 0 &&
    key.groups.length <= (key.population ?? 0) &&
    key.groups.every((group) => Number.isSafeInteger(group));
  if (!isWhole) throw wrong('is damaged');
  return key as SampleKey;
}

async function readWorksheet(context: Context, worksheet: string, key: SampleKey): Promise<CheckedRow[]> {
  const { files } = context.io;
  const label = path.basename(worksheet);
  const own = new Set([NUMBER_HEADER, VALID_HEADER, COPY_HEADER].map(headerKey));
  const isOwn = (header: string): boolean => own.has(headerKey(header)) || headerKey(header).startsWith('valid');
  const work = files.temporaryFolder();
  try {
    const engine = await context.io.openEngine({
      stagingDir: files.scratch(work.path, 'staging'),
      spillDir: files.scratch(work.path, 'spill'),
      memoryBytes: 500_000_000,
      threads: 1,
    });
    try {
      const [table] = await context.io.stage(worksheet, engine, { vocabulary: { isKnown: isOwn, namesSomebody: isOwn } });
      const column = (is: (name: string) => boolean): number => table?.header.findIndex((name) => is(headerKey(name))) ?? -1;
      const [number, valid, copy] = [
        column((name) => name === headerKey(NUMBER_HEADER)),
        column((name) => name.startsWith('valid')),
        column((name) => name === headerKey(COPY_HEADER)),
      ];
      if (table === undefined || number === -1 || valid === -1) {
        throw new InputError(`${label} has no columns "${NUMBER_HEADER}" and "valid?".`, {
          code: 'sample-columns',
          hint: 'Fill in the worksheet that `handin sample draw` wrote. Other columns may go, but these two must stay.',
        });
      }
      // Green: numbers of ours, and what a volunteer answered. No answer is printed.
      const cells = await engine.rows<{ number: string; valid: string; copy: string }>(
        `SELECT trim(${quoteName(`c${number}`)}) AS number, ${quoteName(`c${valid}`)} AS valid, ${copy === -1 ? "''" : `trim(${quoteName(`c${copy}`)})`} AS copy
FROM ${quoteName(table.tables.records)} ORDER BY record`,
        ['number', 'valid', 'copy'],
      );
      return sortRows(context, label, key, cells);
    } finally {
      await engine.close();
    }
  } finally {
    work.end();
  }
}

const ANSWERS = { match: 'valid', 'non-match': 'invalid', unsure: 'unsettled' } as const;

function sortRows(
  context: Context,
  label: string,
  key: SampleKey,
  cells: readonly { readonly number: string; readonly valid: string; readonly copy: string }[],
): CheckedRow[] {
  const read = createAnswerReader(context.io.files.bundledJson('review/data')['answers'] as AnswerData);
  const rows = new Map<number, CheckedRow>();
  const wrong = new Set<number>();
  for (const { number: text, valid, copy } of cells) {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    // A row of a volunteer's own, such as a total.
    if (number < 1 || number > key.groups.length) continue;
    const answer = read(valid);
    const copyOf = copy === '' ? null : Number(copy);
    const isCopyWrong = copyOf !== null && !(Number.isInteger(copyOf) && copyOf >= 1 && copyOf <= key.groups.length && copyOf !== number);
    if (answer === 'empty' || answer === 'unclear' || isCopyWrong || rows.has(number)) wrong.add(number);
    else rows.set(number, { number, answer: ANSWERS[answer], copyOf });
  }
  for (let number = 1; number <= key.groups.length; number++) if (!rows.has(number)) wrong.add(number);
  if (wrong.size > 0)
    throw answersWrong(
      label,
      [...wrong].sort((a, b) => a - b),
    );
  return [...rows.values()].sort((a, b) => a.number - b.number);
}

const ROWS_NAMED = 20;

/** A row without an answer is no random row: leaving it out would bend the estimate. */
function answersWrong(label: string, numbers: readonly number[]): InputError {
  const more = numbers.length > ROWS_NAMED ? `, and ${formatCount(numbers.length - ROWS_NAMED)} more` : '';
  const which = `${numbers.length === 1 ? 'number' : 'numbers'} ${listOf(numbers.slice(0, ROWS_NAMED).map(formatCount))}${more}`;
  return new InputError(
    `${label}: ${plural(numbers.length, 'row')} of the sample ${numbers.length === 1 ? 'has' : 'have'} no clear answer: ${which}.`,
    {
      code: 'sample-answers',
      hint: 'Write yes, no or unsure into "valid?" of each, once; somebody who cannot be reached is unsure. "copy of number" holds the number of another row or nothing.',
    },
  );
}

/** The person of each row: as the matching knows it, and joined where a volunteer saw a copy. */
function groupsOf(key: SampleKey, rows: readonly CheckedRow[]): Map<number, number> {
  const groups = new Map(rows.map(({ number }) => [number, key.groups[number - 1] ?? 0]));
  for (const { number, copyOf } of rows) {
    if (copyOf === null) continue;
    const [from, to] = [groups.get(number), groups.get(copyOf)];
    for (const [other, group] of groups) if (group === from) groups.set(other, to ?? group);
  }
  return groups;
}

interface JudgedRows {
  /** Valid rows, copies included. */
  readonly signatures: number;
  readonly people: number;
  readonly pairs: number;
  readonly estimate: SampleEstimate;
}

function judge(
  key: SampleKey,
  rows: readonly CheckedRow[],
  groups: ReadonlyMap<number, number>,
  isValid: (row: CheckedRow) => boolean,
): JudgedRows {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const group = groups.get(row.number) ?? 0;
    if (isValid(row)) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const peopleBySignatures = Array<number>(Math.max(0, ...counts.values())).fill(0);
  for (const count of counts.values()) peopleBySignatures[count - 1] = (peopleBySignatures[count - 1] ?? 0) + 1;
  const signatures = [...counts.values()].reduce((sum, count) => sum + count, 0);
  // On a list without copies a person who stands twice was missed by the matching, and counts once.
  const { estimate, standardError, low, high } =
    key.kind === 'distinct'
      ? estimateFromList({ list: key.population, sample: rows.length, valid: counts.size })
      : estimateFromPile({ pile: key.population, sample: rows.length, peopleBySignatures });
  const pairs = [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  return { signatures, people: counts.size, pairs, estimate: { estimate, standardError, low, high } };
}

function applyRule(
  read: FormulaReader,
  options: EvaluateOptions,
  { scheme, stage: stageId }: NonNullable<EvaluateOptions['rule']>,
  key: SampleKey,
  judged: JudgedRows,
): { readonly scheme: string } & SamplingResult {
  const rule = scheme.sampling;
  const stages = rule?.stages ?? [];
  const stage = stageId === null ? stages[0] : stages.find(({ id }) => id === stageId);
  if (rule === null || stage === undefined) {
    throw new InputError(`${scheme.id} has no sampling rule${stageId === null ? '' : ' of this name'} that can be worked out.`, {
      code: 'sample-rule',
      hint:
        stages.length === 0 ? '`handin schemes` tells which bodies publish one.' : `Its stages: ${stages.map(({ id }) => id).join(', ')}.`,
    });
  }
  const size = key.groups.length;
  const [N, n, y, v] = [key.population, size, judged.signatures, judged.people];
  // The letters of the rules' own texts; each scheme file says what it means by them. Arizona's f is a share of invalid ones, copies among them.
  const known: Record<string, number> = {
    ...{ N, n, y, v, U: N, E0: N, d: y - v, k: judged.pairs, x: n - y, f: (n - v) / n, r1: 0, r2: 0 },
    ...(options.required === null ? {} : { required: options.required, R: options.required }),
    ...options.given,
  };
  return { scheme: scheme.id, ...evaluateStage(rule, stage, known, read) };
}
