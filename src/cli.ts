/** Builds the program and the context, and turns errors into text and an exit code. The only place that sets the exit code. */

import { once } from 'node:events';
import fs from 'node:fs';

import { CommanderError } from 'commander';

import { createProgram } from './commands/index.js';
import type { GlobalOptions } from './commands/program.js';
import type { Context, Io } from './lib/context.js';
import { EXIT, type ExitCode, HandinError } from './lib/errors.js';
import { showHidden } from './lib/text.js';

const { version } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

// What is written is for its owner alone, the engine's own files too; what is made to be handed on gets its mode by name.
process.umask(0o077);

let exitCode: ExitCode = EXIT.yes;
let isVerbose = false;
let cleanUp: () => void = () => undefined;

/** The edges of the world. Heavy packages load when they are first used, so that `--help` is instant. */
async function createIo(): Promise<Io> {
  const [{ files, discardUnfinished }, { parseYaml }, { validate }, { parseMarkdown }, { formatCsv }, { readCsv }, { readPdf }] =
    await Promise.all([
      import('./lib/io/files.js'),
      import('./lib/io/yaml.js'),
      import('./lib/io/schema.js'),
      import('./lib/io/markdown.js'),
      import('./lib/io/csv-out.js'),
      import('./lib/io/csv-small.js'),
      import('./lib/io/pdf-read.js'),
    ]);
  cleanUp = discardUnfinished;
  return {
    files,
    parseYaml,
    validate: (schemaId, value) => validate(schemaId, value),
    parseMarkdown,
    formatCsv,
    readCsv,
    readPdf,
    stage: async (place, engine, options) =>
      (await import('./lib/io/intake.js')).stageFile(place, { engine, stagingDir: engine.stagingDir }, options),
    sheetOut: {
      write: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.write(...given),
      print: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.print(...given),
      startsWith: async (...given) => (await import('./lib/io/sheet-out.js')).sheetOut.startsWith(...given),
    },
    openEngine: async (options) => (await import('./lib/io/engine.js')).openEngine(options),
    mapValues: async (pathIn, pathOut, mapping) => (await import('./lib/io/value-map.js')).mapValues(pathIn, pathOut, mapping),
    createTransliterator: async () => (await import('./lib/io/transliterate.js')).transliterate,
    createPhoneReader: async () => (await import('./lib/io/phone.js')).createPhoneReader(),
    render: async (bytes) => (await import('./lib/io/renderer.js')).renderRelease(bytes),
  };
}

async function createContext(options: GlobalOptions): Promise<Context> {
  isVerbose = options.verbose === true;
  const { createProgress, styleFor, usesColor } = await import('./lib/io/terminal.js');
  const asks = options.input !== false && process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    out: (text) => {
      process.stdout.write(text);
    },
    outSlowly: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    note: (text) => {
      if (options.quiet !== true) process.stderr.write(text);
    },
    now: () => new Date(),
    env: process.env,
    cwd: process.cwd(),
    version,
    verbose: isVerbose,
    isTerminal: process.stdout.isTTY === true,
    style: styleFor(process.stdout, usesColor(process.stdout, process.env, options.color === false)),
    progress: createProgress(process.stderr, process.env, options.quiet === true, () => performance.now()),
    prompts: asks
      ? (await import('./lib/io/prompts.js')).createPrompts(process.stdin, process.stderr, () =>
          styleFor(process.stderr, usesColor(process.stderr, process.env, options.color === false)),
        )
      : null,
    io: await createIo(),
  };
}

/** What a person reads of an error: our own words only, never a library's, which quote data. */
function describe(error: unknown): string {
  if (error instanceof HandinError) {
    const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
    const stack = isVerbose ? `\n${ownFrames(error)}` : '';
    return `${harmless(`handin: ${error.message}${hint}\n  (${error.code})`)}${stack}\n`;
  }
  const stack = isVerbose && error instanceof Error ? `\n${ownFrames(error)}` : '';
  return `handin: Something unexpected went wrong: this is a defect in handin.\n  Please report it with the command you ran; --verbose shows where it happened.\n  (unexpected)${stack}\n`;
}

/** File names and keys may hold what a terminal would act on; line ends are our own. */
function harmless(text: string): string {
  return text.split('\n').map(showHidden).join('\n');
}

/** The frames of our own code: a stack's first lines hold the message, and with it data. */
function ownFrames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .flatMap((line) => /^\s+at .*?(?:dist|src)\/((?:lib|commands)\/[\w/.-]+:\d+)/.exec(line)?.[1] ?? [])
    .map((frame) => `    at ${frame}`)
    .join('\n');
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof HandinError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.yes : EXIT.failed;
  return EXIT.defect;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cleanUp();
    process.exit(EXIT.interrupted);
  });
}
process.on('exit', () => cleanUp());
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A closed pipe is the reader's way of saying "enough"; anything else means that the result was lost.
  process.exit(error.code === 'EPIPE' ? exitCode : EXIT.failed);
});

const program = createProgram(
  {
    createContext,
    setExit: (code) => {
      exitCode = code;
    },
  },
  version,
);
try {
  await program.parseAsync();
} catch (error) {
  exitCode = exitCodeOf(error);
  // Commander has already said what is wrong with the command line.
  if (!(error instanceof CommanderError)) process.stderr.write(describe(error));
}
process.exitCode = exitCode;
