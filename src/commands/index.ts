/** The commands, in the order an organiser meets them. */

import { Command } from 'commander';

import { hang } from '../lib/reporters/columns.js';
import { areasCommand } from './areas.js';
import { auditCommand } from './audit.js';
import { buildCommand } from './build.js';
import { checkCommand } from './check.js';
import { cleanCommand } from './clean.js';
import { commentsCommand } from './comments.js';
import { consentCommand } from './consent.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { eraseCommand } from './erase.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { extendCommand } from './extend.js';
import { importCommand } from './import.js';
import { inspectCommand } from './inspect.js';
import { keysCommand } from './keys.js';
import { mergeCommand } from './merge.js';
import { numbersCommand } from './numbers.js';
import { packCommand } from './pack.js';
import { papersCommand } from './papers.js';
import { profilesCommand } from './profiles.js';
import { addGlobalOptions, exampleLines, explainUsage, HELP_LAYOUT, helpWidth, type Runtime } from './program.js';
import { purgeCommand } from './purge.js';
import { receiptCommand } from './receipt.js';
import { releasesCommand } from './releases.js';
import { reviewCommand } from './review.js';
import { sampleCommand } from './sample.js';
import { schemesCommand } from './schemes.js';
import { signalsCommand } from './signals.js';
import { statusCommand } from './status.js';
import { strikeCommand } from './strike.js';
import { verifyCommand } from './verify.js';

/** The whole program. Errors come as exceptions; nothing here ends the process. */
export function createProgram(runtime: Runtime, version: string): Command {
  const program = new Command('handin')
    .description('From messy signature exports to a counted, deduplicated, safe delivery pack.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .configureHelp(HELP_LAYOUT)
    .exitOverride();
  explainUsage(program, 'handin help');
  addGlobalOptions(program);
  for (const create of [
    inspectCommand,
    cleanCommand,
    mergeCommand,
    signalsCommand,
    strikeCommand,
    checkCommand,
    numbersCommand,
    areasCommand,
    sampleCommand,
    reviewCommand,
    explainCommand,
    consentCommand,
    commentsCommand,
    packCommand,
    verifyCommand,
    releasesCommand,
    keysCommand,
    receiptCommand,
    auditCommand,
    buildCommand,
    exportCommand,
    importCommand,
    papersCommand,
    statusCommand,
    eraseCommand,
    extendCommand,
    purgeCommand,
    schemesCommand,
    profilesCommand,
    demoCommand,
    doctorCommand,
  ]) {
    program.addCommand(create(runtime));
  }
  return program.addHelpText('after', ({ error }) => {
    const width = helpWidth(program, error);
    return [...exampleLines(EXAMPLES, width), '', ...hang('', EXIT_CODES, width), ...hang('', OFFLINE, width)].join('\n');
  });
}

const EXAMPLES = [
  ['handin demo', 'see four example campaigns turned into packs'],
  ['handin inspect exports/*.csv', 'what the exports are, and what is wrong with them'],
  ['handin clean exports/*.csv -o clean.xlsx', 'all of them as one tidy sheet'],
  ['handin build', 'merge, check, pack and verify the campaign of this folder'],
] as const;
const EXIT_CODES =
  'Exit codes: 0 done, the answer is yes; 1 done, the answer is no; 2 could not be done; 70 a defect of handin; 130 stopped.';
const OFFLINE = 'Everything runs on this machine: handin never opens a connection.';
