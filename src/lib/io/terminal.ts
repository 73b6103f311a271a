/** The terminal: whether to use colour (decided once, here), how wide it is, and writing that survives a closed pipe. */

import { Chalk, type ChalkInstance } from 'chalk';

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
