/** The options that say who may open an archive, for the commands that make one. */

import { type Command, Option } from 'commander';

import { collect } from './program.js';

export interface LockCommandOptions {
  readonly to?: readonly string[];
  readonly recipientsFile?: readonly string[];
  readonly passphrase?: boolean;
}

/** Adds them. */
export function addLockOptions(command: Command): Command {
  return command
    .option('--to <recipient>', 'who can open it: a line age1… (repeatable)', collect)
    .option('--recipients-file <file>', 'a file with a recipient on each line; # begins a comment (repeatable)', collect)
    .addOption(
      new Option('--passphrase', 'asked for on the terminal, twice; for somebody who has no identity').conflicts(['to', 'recipientsFile']),
    );
}

/** As a workflow takes them. */
export function lockOptionsOf(options: LockCommandOptions): {
  to: readonly string[];
  recipientsFiles: readonly string[];
  passphrase: boolean;
} {
  return { to: options.to ?? [], recipientsFiles: options.recipientsFile ?? [], passphrase: options.passphrase === true };
}
