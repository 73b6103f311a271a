/**
 * Runs the program in this process, by the function that `cli.ts` calls: a real command line, real edges, streams that are kept. It costs
 * a tenth of starting the built program, which `run.ts` does.
 */

import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

import { createIo } from '../../src/edges.js';
import type { Io } from '../../src/lib/context.js';
import { main, type OutStream } from '../../src/main.js';
import { openSmallEngine } from './context.js';
import type { Run } from './run.js';

class KeptStream extends EventEmitter implements OutStream {
  text = '';
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

export interface ProgramGiven {
  readonly env?: Readonly<Record<string, string>>;
  /** Removes what was left unfinished at the end, as the end of the process does. Not where other runs go on meanwhile. */
  readonly endsProcess?: boolean;
  /** What the clock says; the real time when left out. */
  readonly now?: Date;
  /** What stands on the program's input. */
  readonly input?: string;
  /** Puts something else in the place of an edge. */
  readonly changeIo?: (io: Io) => Io;
}

/** Runs `handin ...args` in `cwd`. */
export async function runProgram(args: readonly string[], cwd: string, given: ProgramGiven = {}): Promise<Run> {
  const [stdout, stderr] = [new KeptStream(), new KeptStream()];
  let cleanUp = (): void => undefined;
  const code = await main(args, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: { HOME: cwd, TZ: 'UTC', NO_COLOR: '1', ...given.env },
    cwd,
    now: () => given.now ?? new Date(),
    createIo: async () => {
      const io = await createIo((discard) => {
        cleanUp = discard;
      });
      const withInput: Io = { ...io, openEngine: openSmallEngine, readInput: async () => given.input ?? '' };
      return given.changeIo?.(withInput) ?? withInput;
    },
    setExit: () => undefined,
  });
  if (given.endsProcess === true) cleanUp();
  return { code, stdout: stdout.text, stderr: stderr.text };
}
