/**
 * What every command shares: the options that work everywhere, the order of help, and the runtime that a command's
 * action gets its context from. Commands choose and report; the work is in `lib/`.
 */

import { Command, InvalidArgumentError, Option } from 'commander';

import type { Context } from '../lib/context.js';
import type { ExitCode } from '../lib/errors.js';
import { hang } from '../lib/reporters/columns.js';
import { usageText } from './usage.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly input?: boolean;
  readonly campaign?: string;
}

/** Handed to every command builder: makes the context when a command runs, and takes its exit code. */
export interface Runtime {
  createContext(options: GlobalOptions): Promise<Context>;
  setExit(code: ExitCode): void;
}

/** Help texts of a command, in the order they are printed. */
export interface CommandText {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly description: string;
  /** Command lines with a word on each. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  readonly exitCodes: readonly (readonly [code: number, meaning: string])[];
  readonly next: string;
}

/** A command with its help, the global options, and errors instead of `process.exit`. */
export function createCommand(text: CommandText): Command {
  const command = new Command(text.name)
    .summary(text.summary)
    .description(`${text.summary}\n\n${text.description}`)
    .helpGroup(text.group)
    .configureHelp(HELP_LAYOUT)
    .exitOverride();
  explainUsage(command, `handin help ${text.name}`);
  addGlobalOptions(command);
  return command.addHelpText('after', ({ error }) => afterOptions(text, helpWidth(command, error)));
}

/** What stands below the options of a command: examples, exit codes, and what comes next. A command line is never broken. */
function afterOptions({ examples, exitCodes, next }: CommandText, width: number): string {
  return [
    ...exampleLines(examples, width),
    '',
    'Exit codes:',
    ...exitCodes.flatMap(([code, meaning]) => hang(`  ${code}  `, meaning, width)),
    '',
    ...hang('', `Next: ${next}`, width),
  ].join('\n');
}

/** Examples below a help text, each with a word on it. */
export function exampleLines(examples: CommandText['examples'], width: number): string[] {
  return ['', 'Examples:', ...examples.flatMap(([line, meaning]) => [`  $ ${line}`, ...hang('      ', meaning, width)])];
}

/** Columns of the stream that help is written to, as the program says it; see `main.ts`. */
export function helpWidth(command: Command, isError: boolean): number {
  const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput();
  return (isError ? getErrHelpWidth?.() : getOutHelpWidth?.()) ?? HELP_WIDTH;
}

const HELP_WIDTH = 80;
/** Beside long options a narrow terminal has few columns left for words, and words in few columns are better than words cut in two. */
export const HELP_LAYOUT = { minWidthToWrap: 16 } as const;

/** Says what is wrong with a command line in our own words, and where the help is. */
export function explainUsage(command: Command, help: string): void {
  command
    .showSuggestionAfterError(false)
    .showHelpAfterError(`  See \`${help}\`.\n  (usage)`)
    .configureOutput({ outputError: (message, write) => write(usageText(message, command)) });
}

/**
 * What a command does when it is called: its context is made, and what it answers becomes the exit code. A run takes the arguments of the
 * command line in their order, then the options, those of the whole program included.
 */
export function actionOf<Given extends unknown[], Options extends GlobalOptions>(
  runtime: Runtime,
  run: (context: Context, ...given: [...Given, Options]) => Promise<ExitCode>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    // Commander hands over the arguments, then the command's own options, then the command.
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<Options>();
    const all = [...given.slice(0, -2), options] as unknown as [...Given, Options];
    runtime.setExit(await run(await runtime.createContext(options), ...all));
  };
}

/** Which merge a command works on, where that is not the campaign's own. */
export function mergeFolderOption(name: 'dir' | 'merged'): Option {
  return new Option(`--${name} <dir>`, 'folder of the merge (default: private/ beside the campaign file, merged/ without one)');
}

/** How much of the machine a command that reads whole exports may take. */
export function memoryOption(): Option {
  const words = 'for the whole process (default: 2GB); larger work spills into a private folder';
  return new Option('--memory <size>', words).argParser(memorySize);
}

/** The same of its cores. */
export function threadsOption(): Option {
  return new Option('--threads <n>', 'threads of the engine (default: one per core)').argParser(wholeNumber(1));
}

/** The options of the contract that work with every command. None has a default here, or a campaign file could never win. */
export function addGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no notes and no progress')
    .option('--verbose', 'more about what happens, and stack traces of our own code')
    .option('--no-color', 'no colour (also NO_COLOR; FORCE_COLOR turns it on)')
    .option('--no-input', 'never ask (implied when stdin is no terminal)')
    .option('--campaign <path>', 'campaign file or its folder (default: the nearest campaign.yaml upward)');
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** A whole number of at least `min`. */
export function wholeNumber(min: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < min || !/^\d+$/.test(value))
      throw new InvalidArgumentError(
        `It must be a whole number of at least ${min}${number > Number.MAX_SAFE_INTEGER ? ' and at most 9,007,199,254,740,991' : ''}.`,
      );
    return number;
  };
}

/** A probability above 0 and below 1. */
export function probability(value: string): number {
  const number = Number(value);
  if (!/^0?\.\d+$/.test(value) || !(number > 0 && number < 1))
    throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.95.');
  return number;
}

/** A share such as 4% or 0.04, from 0 to below 1. */
export function share(value: string): number {
  const match = /^(\d{1,2}(?:\.\d+)?)\s*%$/.exec(value.trim());
  const number = match === null ? Number(value) : Number(match[1]) / 100;
  if (!(number >= 0 && number < 1) || (match === null && !/^0?\.\d+$|^0$/.test(value)))
    throw new InvalidArgumentError('It must be a share such as 4% or 0.04.');
  return number;
}

/** A size such as 2GB or 800MB, in bytes (decimal units). */
export function memorySize(value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(MB|GB|TB)$/i.exec(value.trim());
  if (match === null) throw new InvalidArgumentError('It must be a size such as 2GB or 800MB.');
  const unit = { MB: 1e6, GB: 1e9, TB: 1e12 }[(match[2] ?? 'MB').toUpperCase() as 'MB' | 'GB' | 'TB'];
  return Math.floor(Number(match[1]) * unit);
}

/** The id of a counted signature. */
export function signatureId(value: string): string {
  if (!/^S[0-9a-f]{12}$/.test(value))
    throw new InvalidArgumentError('It must be a signature id such as S0123456789ab; see signatures.csv.');
  return value;
}

/** A calendar day that exists. */
export function calendarDay(value: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value)
    throw new InvalidArgumentError('It must be a day such as 2025-05-06.');
  return value;
}

export const MEMORY_DEFAULT_BYTES = 2_000_000_000;
