/**
 * What a person reads of an error: our own words only. A library's message, its stack and whatever hangs on it as a cause may quote a
 * cell, a line of a file or a path, so of a foreign error nothing is shown but the fact, and where in our own code it came through.
 */

import { HandinError } from './errors.js';
import { showHidden } from './text.js';

/** The text for stderr, with its last line end. `isVerbose` adds our own frames, of the error and of what caused it. */
export function describeError(error: unknown, isVerbose: boolean): string {
  const stack = isVerbose && error instanceof Error ? `\n${ownFrames(error)}` : '';
  if (error instanceof HandinError) {
    const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
    return `${harmless(`handin: ${error.message}${hint}\n  (${error.code})`)}${stack}\n`;
  }
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
