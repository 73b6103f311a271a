/** Options of commands that ask a person question after question, at the terminal or in a sheet. */

import { InvalidArgumentError, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { showHidden } from '../lib/text.js';
import type { GlobalOptions } from './program.js';

const REVIEWER_MAX = 100;

/** What such a command is given. */
export interface AnswerCommandOptions extends GlobalOptions {
  readonly reviewer?: string;
  readonly export?: string;
  readonly import?: string;
  readonly skipUnclear?: boolean;
  readonly force?: boolean;
  readonly strict?: boolean;
}

/** `--reviewer`: who answers. */
export function reviewerOption(does: 'decides' | 'judges', kept: 'decision' | 'judgement'): Option {
  return new Option('--reviewer <name>', `who ${does}; kept with each ${kept}`).argParser(reviewerName);
}

/** `--export`: a sheet in place of questions. */
export function exportOption(what: 'comments' | 'pairs'): Option {
  return new Option('--export <file>', `write the ${what} into a sheet instead of asking: .xlsx, or .csv that Excel opens too`).conflicts(
    'import',
  );
}

/** `--skip-unclear`: what is clear is taken from a sheet. */
export function skipUnclearOption(): Option {
  return new Option('--skip-unclear', 'with --import: take what is clear when some answers cannot be understood');
}

/** A sheet was written: what to know of it. */
export function noteSheet(context: Context, { output }: { readonly output: string }): void {
  context.note(`${showHidden(output)} holds personal data: keep it private, and delete it when its answers are imported.\n`);
}

function reviewerName(value: string): string {
  const name = value.trim();
  if (name.length > REVIEWER_MAX || /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(name))
    throw new InvalidArgumentError(`It must be one line of at most ${REVIEWER_MAX} characters.`);
  return name;
}
