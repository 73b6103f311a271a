/** The terminal: whether to use colour (decided once, here), how wide it is, and writing that survives a closed pipe. */

import { Chalk, type ChalkInstance } from 'chalk';

import type { Progress } from '../context.js';
import { formatBytes } from '../text.js';

/** The parts of a stream that the decision needs. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Colour means something or is absent: off for `--no-color`, `NO_COLOR`, `TERM=dumb` or no terminal; `FORCE_COLOR` turns it
 * on where there is no terminal. chalk alone ignores `NO_COLOR` on a terminal.
 */
export function usesColor(stream: TerminalStream, env: Readonly<Record<string, string | undefined>>, noColorOption: boolean): boolean {
  if (noColorOption || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Colour functions and width for a stream. */
export function styleFor(
  stream: TerminalStream,
  color: boolean,
): {
  width: number;
  paint: Record<'bold' | 'dim' | 'green' | 'yellow' | 'red', (text: string) => string>;
} {
  const chalk: ChalkInstance = new Chalk({ level: color ? 1 : 0 });
  return {
    width: Math.min(stream.isTTY === true ? (stream.columns ?? 80) : 100, 120),
    paint: {
      bold: (text) => chalk.bold(text),
      dim: (text) => chalk.dim(text),
      green: (text) => chalk.green(text),
      yellow: (text) => chalk.yellow(text),
      red: (text) => chalk.red(text),
    },
  };
}

/** The wait before anything is shown: shorter ones are not felt. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 200;

/**
 * One line that says how far a reading has come: bytes, rate and time left. It is drawn on a terminal only, after about a second, and
 * leaves nothing behind.
 * @param now milliseconds that only ever go up
 */
export function createProgress(
  stream: TerminalStream & { write(text: string): unknown },
  env: Readonly<Record<string, string | undefined>>,
  isQuiet: boolean,
  now: () => number,
): Progress {
  if (isQuiet || stream.isTTY !== true || env['TERM'] === 'dumb') return { begin: nothing, advance: nothing, end: nothing };
  let what = '';
  let total = 0;
  let began = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    begin(words, bytes) {
      what = words;
      total = bytes;
      began = now();
      drawn = Number.NEGATIVE_INFINITY;
    },
    advance(done) {
      const time = now();
      const elapsed = time - began;
      if (elapsed < PATIENCE_MS || time - drawn < REDRAW_MS) return;
      drawn = time;
      isShown = true;
      const line = progressLine(what, Math.min(done, total), total, elapsed / 1000);
      // Shorter than the line, or the terminal would begin a new one that nothing clears.
      stream.write(`\r${line.slice(0, Math.max(1, (stream.columns ?? 80) - 1))}\u001b[K`);
    },
    end() {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
      total = 0;
    },
  };
}

function nothing(): void {
  // Nobody watches.
}

function progressLine(what: string, done: number, total: number, seconds: number): string {
  const rate = done / seconds;
  const share = total === 0 ? 100 : Math.floor((100 * done) / total);
  const left = rate === 0 ? '' : `, ${formatWait((total - done) / rate)} left`;
  return `${what}: ${share}%, ${formatBytes(done)} of ${formatBytes(total)}, ${formatBytes(rate)}/s${left}`;
}

function formatWait(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
