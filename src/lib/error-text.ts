/**
 * What a person reads of an error: our own words only. A library's message, its stack and whatever hangs on it as a cause may quote a
 * cell, a line of a file or a path, so of a foreign error nothing is shown but its kind, and where in our own code it came through.
 */

import os from 'node:os';

import { HandinError } from './errors.js';
import { hang } from './reporters/columns.js';
import { showHidden } from './text.js';

const CAUSES_MAX = 5;

/**
 * The text for stderr, with its last line end. `isVerbose` adds our own frames, of the error and of what caused it. On a terminal of so many
 * columns lines are broken between words; elsewhere, where scripts read them, `width` is null and they stay whole.
 */
export function describeError(error: unknown, isVerbose: boolean, width: number | null = null): string {
  const trace = isVerbose ? traceOf(error) : '';
  if (error instanceof HandinError) {
    const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
    return `${inColumns(harmless(`handin: ${error.message}${hint}\n  (${error.code})`), width)}${trace}\n`;
  }
  const next = isVerbose ? 'with the command you ran and the lines below' : 'with the command you ran; --verbose shows where it happened';
  const words = `handin: Something unexpected went wrong: this is a defect in handin.\n  Please report it ${next}.\n  (unexpected)`;
  return `${inColumns(words, width)}${trace}\n`;
}

/** What goes on to another line is set in like the line that it goes on from. */
function inColumns(text: string, width: number | null): string {
  if (width === null) return text;
  return text
    .split('\n')
    .flatMap((line) => (line.length <= width ? [line] : hang(/^ */.exec(line)?.[0] ?? '', line.trim(), width)))
    .join('\n');
}

/** File names and keys may hold what a terminal would act on; line ends are our own. */
function harmless(text: string): string {
  return text.split('\n').map(showHidden).join('\n');
}

/** Our own frames of an error, then those of its causes, each under its kind. */
function traceOf(error: unknown): string {
  const lines: string[] = [];
  let next: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && next instanceof Error; depth++) {
    if (depth > 0 || !(next instanceof HandinError)) lines.push(`  ${depth > 0 ? 'caused by' : 'from'} ${kindOf(next)}`);
    lines.push(...ownFrames(next));
    next = next.cause;
  }
  return lines.map((line) => `\n${line}`).join('');
}

/** Kinds that the language and Node name; a library's own name for an error is its own text. */
const KIND = /^(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI|Abort)?Error$/;
const NODE_CODE = /^(?:ERR_[A-Z0-9_]{2,40}|Z_(?:BUF|DATA|MEM|STREAM|VERSION)_ERROR)$/;

const isSystemCode = (code: string): boolean => Object.hasOwn(os.constants.errno, code) || NODE_CODE.test(code);

function kindOf(error: Error): string {
  if (error instanceof HandinError) return `(${error.code})`;
  const code: unknown = 'code' in error ? error.code : undefined;
  const kind = KIND.test(error.name) ? error.name : 'an error of a package';
  return typeof code === 'string' && isSystemCode(code) ? `${kind} ${code}` : kind;
}

/** Where our own files lie, as frames name them. */
const OWN_FOLDER = new URL('..', import.meta.url);

/**
 * The frames of our own code. A stack begins with the message, and with it data; a line of the message that looks like a frame must not
 * pass for one, so the message is cut off, and a frame names a file below our own folder.
 */
function ownFrames(error: Error): string[] {
  const { stack = '', message } = error;
  const at = message === '' ? 0 : stack.indexOf(message) + message.length;
  const frame = /^\s+at (?:[^\n]*[( ])?([^\s()]+)\/((?:lib|commands)\/[\w/.-]+:\d+):\d+\)?$/;
  return stack
    .slice(at)
    .split('\n')
    .flatMap((line) => {
      const [, folder = '', place = ''] = frame.exec(line) ?? [];
      return isOwn(folder) ? [`    at ${place}`] : [];
    });
}

function isOwn(folder: string): boolean {
  if (folder === '') return false;
  const own = decodeURI(OWN_FOLDER.pathname).replace(/\/$/, '');
  return folder.replace(/^file:\/\//, '') === OWN_FOLDER.pathname.replace(/\/$/, '') || folder === own;
}
