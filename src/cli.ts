/** Gives the program the process it runs in: streams, signals, the end. The only place that sets the process's exit code. */

import { createIo } from './edges.js';
import { EXIT, type ExitCode } from './lib/errors.js';
import { main } from './main.js';

// What is written is for its owner alone, the engine's own files too; what is made to be handed on gets its mode by name.
process.umask(0o077);

let exitCode: ExitCode = EXIT.yes;
let cleanUp: () => void = () => undefined;

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
