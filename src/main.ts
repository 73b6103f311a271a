/**
 * The whole program as a function: arguments and a world in, text on the streams and an exit code out. `cli.ts` gives it the process;
 * tests give it streams of their own. Errors become text here and nowhere else.
 */

import { once } from 'node:events';
import fs from 'node:fs';
import type { ReadStream } from 'node:tty';

import { type Command, CommanderError } from 'commander';

import { createProgram } from './commands/index.js';
import type { GlobalOptions } from './commands/program.js';
import type { Context, Io } from './lib/context.js';
import { describeError } from './lib/error-text.js';
import { EXIT, type ExitCode, HandinError } from './lib/errors.js';

const { version } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** A stream that text is written to: stdout or stderr, or a test's stand-in. */
export interface OutStream extends NodeJS.EventEmitter {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

/** Where the program runs. */
export interface World {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  now(): Date;
  /** The edges: disk, engine, renderer. */
  createIo(): Promise<Io>;
  /** Told the exit code as soon as a command has its answer: what is lost on the way out afterwards changes nothing about it. */
  setExit(code: ExitCode): void;
}

/**
 * Runs one command line, and never throws.
 * @param args what stands behind the program's name
 * @returns the exit code of the contract
 */
export async function main(args: readonly string[], world: World): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.yes;
  // Before the options are read nobody has asked for more than the message.
  let isVerbose = false;
  const program = createProgram(
    {
      createContext: (options) => {
        isVerbose = options.verbose === true;
        return createContext(options, world);
      },
      setExit: (code) => {
        exitCode = code;
        world.setExit(code);
      },
    },
    version,
  );
  writeTo(program, world);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    exitCode = exitCodeOf(error);
    // Commander has already said what is wrong with the command line.
    if (!(error instanceof CommanderError)) world.stderr.write(describeError(error, isVerbose, stderrWidth(world)));
  }
  return exitCode;
}

/** Help and usage errors of every command go to the world's streams. */
function writeTo(command: Command, { stdout, stderr }: World): void {
  command.configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    getOutHelpWidth: () => helpWidthOf(stdout),
    getErrHelpWidth: () => helpWidthOf(stderr),
  });
  for (const inner of command.commands) writeTo(inner, { stdout, stderr } as World);
}

/** Longer lines than this are hard to read; reports keep to it as well. */
const WIDTH_MOST = 120;
const WIDTH_USUAL = 80;

function helpWidthOf({ isTTY, columns }: OutStream): number {
  return isTTY === true ? Math.min(columns ?? WIDTH_USUAL, WIDTH_MOST) : WIDTH_USUAL;
}

/** Null where errors go to a file or a script. */
const stderrWidth = ({ stderr }: World): number | null => (stderr.isTTY === true ? helpWidthOf(stderr) : null);

async function createContext(options: GlobalOptions, world: World): Promise<Context> {
  const { stdin, stdout, stderr, env } = world;
  const { createProgress, styleFor, usesColor } = await import('./lib/io/terminal.js');
  const styleOf = (stream: OutStream): Context['style'] => styleFor(stream, usesColor(stream, env, options.color === false));
  const asks = options.input !== false && stdin.isTTY === true && stderr.isTTY === true;
  return {
    out: (text) => {
      stdout.write(text);
    },
    outSlowly: async (text) => {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    note: (text) => {
      if (options.quiet !== true) stderr.write(text);
    },
    now: world.now,
    env,
    cwd: world.cwd,
    version,
    verbose: options.verbose === true,
    isTerminal: stdout.isTTY === true,
    style: { ...styleOf(stdout), cwd: world.cwd },
    progress: createProgress(stderr, env, options.quiet === true, () => performance.now()),
    prompts: asks
      ? (await import('./lib/io/prompts.js')).createPrompts(stdin as ReadStream, stderr as OutStream & NodeJS.WritableStream, () =>
          styleOf(stderr),
        )
      : null,
    io: await world.createIo(),
  };
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof HandinError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.yes : EXIT.failed;
  return EXIT.defect;
}
