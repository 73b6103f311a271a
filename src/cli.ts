/** Gives the program the process it runs in: streams, signals, the end. The only place that sets the process's exit code. */

import { setFlagsFromString } from 'node:v8';

import { createIo } from './edges.js';
import { describeError } from './lib/error-text.js';
import { EXIT, type ExitCode } from './lib/errors.js';
import { main } from './main.js';

// What is written is for its owner alone, the engine's own files too; what is made to be handed on gets its mode by name.
process.umask(0o077);

// A long list leaves much garbage behind, and V8 would let the heap grow to twice what is needed before it looks. Looking earlier costs some 5 % of CPU.
setFlagsFromString('--heap-growing-percent=20');

let exitCode: ExitCode = EXIT.yes;
let cleanUp: () => void = () => undefined;

keepQuietAboutCrashes();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    cleanUp();
    process.exit(EXIT.interrupted);
  });
}
process.on('exit', () => cleanUp());
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A closed pipe is the reader's way of saying "enough"; anything else means that the result was lost.
  if (error.code === 'EPIPE') process.exit(exitCode);
  process.stderr.write('handin: The result could not be written to where the output goes; is the disk full?\n  (stdout-write)\n');
  process.exit(EXIT.failed);
});
// Notes that nobody can read are no reason to stop.
process.stderr.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  createIo: () =>
    createIo((discard) => {
      cleanUp = discard;
    }),
  setExit: (code) => {
    exitCode = code;
  },
});

/**
 * Node's own reports of a crash hold messages, stacks, the environment and the command line, and its warnings are a library's words: none
 * of them is written. `NODE_OPTIONS` may ask for them on a machine where other programs are developed.
 */
function keepQuietAboutCrashes(): void {
  if (process.report !== undefined) {
    process.report.reportOnFatalError = false;
    process.report.reportOnSignal = false;
    process.report.reportOnUncaughtException = false;
  }
  process.removeAllListeners('warning');
  const isVerbose = process.argv.includes('--verbose');
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      cleanUp();
      process.stderr.write(describeError(error, isVerbose));
      process.exit(EXIT.defect);
    });
  }
}
