/** `handin sample`: drawing a sample for checking by hand, and what the checked one says. */

import path from 'node:path';

import { Argument, type Command, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { SAMPLE_KINDS, type SampleKind } from '../lib/model/sample-report.js';
import type { Scheme } from '../lib/model/scheme.js';
import { actionOf, collect, createCommand, type GlobalOptions, mergeFolderOption, type Runtime, share, wholeNumber } from './program.js';

export interface SampleCommandOptions extends GlobalOptions {
  readonly from?: SampleKind;
  readonly size?: number;
  readonly share?: number;
  readonly rule?: string;
  readonly seed?: string;
  readonly output?: string;
  readonly print?: string;
  readonly dir?: string;
  readonly force?: boolean;
  readonly required?: number;
  readonly given?: readonly string[];
}

export type SampleRun = (context: Context, job: string, file: string | undefined, options: SampleCommandOptions) => Promise<ExitCode>;

export function sampleCommand(runtime: Runtime, run: SampleRun = runSampleCommand): Command {
  return createCommand({
    name: 'sample',
    group: 'Count:',
    summary: 'Draw a sample of signatures for checking, and judge the whole by it.',
    description:
      'draw writes a worksheet for the volunteers who phone or visit, drawn by a public seed: first without --seed, which prints the fingerprint of the list to publish; then with a seed that became known afterwards. The same list and seed always give the same sample. From the distinct list (one row for each person counted) unless --from raw takes the pile as a body would receive it, copies included.\n\nevaluate reads the worksheet and estimates how many different people signed validly, with an interval: the plain share for a distinct list, Goodman’s estimator by pairs for a raw pile. Somebody who was not reached is "unsure" and counts as not valid. With --rule, the rule of a state that judges petitions by samples is worked out step by step.',
    examples: [
      ['handin sample draw --size 300', 'the fingerprint of the list, to publish before the seed is known'],
      ['handin sample draw --size 300 --seed "Lotto 6 of 49, 29 November 2026: 4 8 15 16 23 42" -o sample.xlsx', 'the worksheet'],
      ['handin sample evaluate sample.xlsx --required 10000', 'what the answers say'],
      ['handin sample draw --from raw --rule us-ca-initiative --seed 20261126 -o county.csv', 'as large as California asks'],
      ['handin sample evaluate county.csv --rule us-ca-initiative --required 15000', 'by its own rule'],
    ],
    exitCodes: [
      [0, 'drawn; evaluated, and enough where a number was asked for'],
      [1, 'evaluated, and not enough or too close to tell'],
      [2, 'could not be done: rows without an answer, no worksheet, no merge yet'],
    ],
    next: 'delete the worksheet and its key when the checking is over.',
  })
    .addArgument(new Argument('<job>', 'what to do').choices(['draw', 'evaluate']))
    .argument('[worksheet]', 'the filled-in worksheet, for evaluate')
    .addOption(new Option('--from <list>', 'which list is drawn from (default: distinct)').choices(SAMPLE_KINDS))
    .option('--size <n>', 'how many are drawn', wholeNumber(1))
    .option('--share <share>', 'or which share of the list, such as 3%', share)
    .option('--rule <scheme[:stage]>', 'draw as many as this scheme, or JSON file of your own, asks; evaluate by its rule')
    .option('--seed <text>', 'what the sample is drawn by; anything public that nobody could choose')
    .option('-o, --output <file>', 'the worksheet, .csv or .xlsx (default: sample.csv in the folder of the merge)')
    .option('--print <file>', 'also as a PDF, for volunteers with a telephone and a pen')
    .option('--required <n>', 'the number that is to be reached', wholeNumber(1))
    .option('--given <name=number>', 'a number that the rule needs beyond the worksheet (repeatable)', collect)
    .option('--force', 'replace a worksheet that is there')
    .addOption(mergeFolderOption('dir'))
    .action(actionOf(runtime, run));
}

async function runSampleCommand(context: Context, job: string, file: string | undefined, options: SampleCommandOptions): Promise<ExitCode> {
  return job === 'draw' ? drawSample(context, file, options) : evaluate(context, file, options);
}

async function drawSample(context: Context, file: string | undefined, options: SampleCommandOptions): Promise<ExitCode> {
  const { mergeFolder } = await import('./campaign-option.js');
  const { drawFromMerge } = await import('../lib/workflows/sample-draw.js');
  const { formatSampleDraw, formatSampleJson } = await import('../lib/reporters/sample.js');
  if (file !== undefined) {
    throw new InputError('draw takes no worksheet; it writes one.', { code: 'sample-options', hint: 'Say where with -o FILE.' });
  }
  const folder = mergeFolder(context, options, options.dir);
  const report = await drawFromMerge(context, {
    folder,
    kind: options.from ?? 'distinct',
    sizeOf: await sizeFrom(context, options),
    seed: options.seed ?? null,
    output: options.output === undefined ? path.join(folder, 'sample.csv') : path.resolve(context.cwd, options.output),
    pages: options.print === undefined ? null : path.resolve(context.cwd, options.print),
    force: options.force === true,
  });
  context.out(options.json === true ? formatSampleJson(report) : formatSampleDraw(report, context.style));
  return EXIT.yes;
}

/** Exactly one of --size, --share and --rule says how many. */
async function sizeFrom(context: Context, { size, share: part, rule }: SampleCommandOptions): Promise<(population: number) => number> {
  if ([size, part, rule].filter((each) => each !== undefined).length !== 1) {
    throw new InputError('Say how many to draw: --size N, --share 3% or --rule SCHEME.', {
      code: 'sample-options',
      hint: '300 answers give the share of valid ones to about 5 points either way.',
    });
  }
  if (size !== undefined) return () => size;
  if (part !== undefined) return (population) => Math.max(1, Math.ceil(Number((population * part).toFixed(6))));
  const { scheme, stage } = await ruleFrom(context, rule ?? '');
  const { sampleSize } = await import('../lib/thresholds/sampling.js');
  const stages = scheme.sampling?.stages ?? [];
  const chosen = stage === null ? stages[0] : stages.find(({ id }) => id === stage);
  return (population) => {
    const found = sampleSize(chosen?.sample ?? null, population);
    if (found !== null) return found;
    throw new InputError(`${scheme.id} does not say how many to draw.`, { code: 'sample-rule', hint: 'Say it with --size N.' });
  };
}

async function ruleFrom(context: Context, text: string): Promise<{ readonly scheme: Scheme; readonly stage: string | null }> {
  const { loadSchemes, readSchemeByPath } = await import('../lib/workflows/check.js');
  const { findScheme } = await import('../lib/thresholds/select.js');
  const byPath = readSchemeByPath(context, text);
  if (byPath !== null) return { scheme: byPath.scheme, stage: byPath.part };
  const [id = '', stage] = text.split(':');
  return { scheme: findScheme(loadSchemes(context), id), stage: stage ?? null };
}

async function evaluate(context: Context, file: string | undefined, options: SampleCommandOptions): Promise<ExitCode> {
  const { evaluateSample } = await import('../lib/workflows/sample-evaluate.js');
  const { formatSampleEvaluate, formatSampleJson } = await import('../lib/reporters/sample.js');
  if (file === undefined) {
    throw new InputError('Name the worksheet that was filled in.', {
      code: 'sample-options',
      hint: 'For example `handin sample evaluate sample.xlsx`.',
    });
  }
  const report = await evaluateSample(context, {
    worksheet: path.resolve(context.cwd, file),
    rule: options.rule === undefined ? null : await ruleFrom(context, options.rule),
    given: givenFrom(options.given ?? []),
    required: options.required ?? null,
  });
  context.out(options.json === true ? formatSampleJson(report) : formatSampleEvaluate(report, context.style));
  // Where a body has a rule of its own, that is what decides there.
  const isEnough = report.rule === null ? report.answer === null || report.answer === 'enough' : report.rule.verdict === 'enough';
  return isEnough ? EXIT.yes : EXIT.no;
}

function givenFrom(pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const match = /^([A-Za-z][A-Za-z0-9_]{0,30})=(\d{1,12}(?:\.\d{1,6})?)$/.exec(pair);
      if (match === null) {
        throw new InputError('--given takes a name of the rule and a number.', {
          code: 'sample-options',
          hint: 'For example --given certify_at_or_above=465.',
        });
      }
      return [match[1] ?? '', Number(match[2])];
    }),
  );
}
