/** `handin erase`: somebody asks to be removed. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import type { ErasureRequest, UndecidedErasure } from '../lib/model/erasure.js';
import type { EraseOptions } from '../lib/workflows/erase.js';
import { actionOf, collect, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface EraseCommandOptions extends GlobalOptions {
  readonly email?: string;
  readonly name?: string;
  readonly postcode?: string;
  readonly id?: string;
  readonly stdin?: boolean;
  readonly everybody?: boolean;
  readonly forLater?: boolean;
  readonly letter?: boolean;
  readonly undo?: boolean;
  readonly decide?: boolean;
  readonly same?: readonly string[];
  readonly other?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly merged?: string;
}

export type EraseRun = (context: Context, options: EraseCommandOptions) => Promise<ExitCode>;

export function eraseCommand(runtime: Runtime, run: EraseRun = runEraseCommand): Command {
  return createCommand({
    name: 'erase',
    group: 'Afterwards:',
    summary: 'Remove somebody who asks to be removed, so that no later export brings them back.',
    description:
      'Finds every record of the person by way of the last merge, takes them out of every private file, and keeps a keyed fingerprint of the address, the number, and the name with the postcode: every later merge knows the person again, however the address is written, and leaves the records out as suppressed. Nothing of them is kept but their places in the exports, and the request is noted as a number and a day.\n\nWhat is typed on a command line stays in the history of the shell: on a terminal give nothing and be asked, or pipe the request in with --stdin, one person a line: an e-mail address, an e-mail address and a name, a name and a postcode, or a signature id; semicolons divide.\n\nA record at the same address under another name may be a partner: it is not counted until somebody says whose it is, with --decide.\n\nAfter a delivery handin cannot take anything back. It notes how many withdrew, and writes a letter to each target that asks to delete the line.',
    examples: [
      ['handin erase', 'be asked for the address or the name, see what is found, and decide'],
      ['handin erase --stdin --yes', 'requests from a pipe or a file, one person a line'],
      ['handin erase --id S0123456789ab --dry-run', 'how many records a signature has, and where they are'],
      ['handin erase --decide', 'records of another name at the address of somebody who was removed'],
      ['handin erase --undo', 'take a removal back, for somebody who wants to be counted after all'],
    ],
    exitCodes: [
      [0, 'done, or counted'],
      [1, 'nobody answers to that, more than one person does, or the answer was no; nothing was changed'],
      [2, 'could not be done: no merge to look in, or the key of the list is missing'],
    ],
    next: 'delete the person on the platform too; `handin build` makes the pack again.',
  })
    .option('--email <address>', 'whom to remove, by e-mail address; stays in the history of the shell')
    .option('--name <name>', 'the name, beside an e-mail address that several people share, or with --postcode')
    .option('--postcode <postcode>', 'the postcode that goes with the name')
    .option('--id <id>', 'whom to remove, by signature id, such as S0123456789ab')
    .option('--stdin', 'read requests from the input, one person a line')
    .option('--everybody', 'where several people answer to a request, remove all of them')
    .option('--for-later', 'put somebody on the list of whom no record is there yet')
    .option('--letter', 'write the letters to the targets even where the pack named nobody who is removed')
    .option('--undo', 'take a removal back')
    .option('--decide', 'decide on records that share an address or a number with somebody who was removed')
    .option('--same <record>', 'with --decide: SOURCE:RECORD is of the person who was removed (repeatable)', collect)
    .option('--other <record>', 'with --decide: SOURCE:RECORD is of somebody else, and counts (repeatable)', collect)
    .option('--dry-run', 'count, and change nothing')
    .option('--yes', 'remove without asking')
    .addOption(mergeFolderOption('merged'))
    .action(actionOf(runtime, run));
}

async function runEraseCommand(context: Context, options: EraseCommandOptions): Promise<ExitCode> {
  const { campaignIfAny, mergeFolder } = await import('./campaign-option.js');
  const campaign = campaignIfAny(context, options);
  const place = { folder: mergeFolder(context, options, options.merged, campaign), campaign };
  if (options.decide === true || options.same !== undefined || options.other !== undefined) return decide(context, options, place);
  const requests = await requestsOf(context, options);
  if (options.undo === true) return undo(context, options, { ...place, requests });
  return eraseAll(context, options, {
    ...place,
    requests,
    takesAll: options.everybody === true,
    keepsForLater: options.forLater === true,
    letter: options.letter === true,
  });
}

type Place = Pick<EraseOptions, 'folder' | 'campaign'>;

/** What the command line, the input or the person at the terminal says. No value of it is ever printed. */
async function requestsOf(context: Context, options: EraseCommandOptions): Promise<ErasureRequest[]> {
  const { email, name, postcode, id } = options;
  const { askRequest, parseRequests } = await import('../lib/workflows/erase-requests.js');
  const given = [email, postcode, id].filter((value) => value !== undefined).length + (options.stdin === true ? 1 : 0);
  if (given > 1) {
    throw new InputError('Say who it is in one way: --email, --name with --postcode, --id or --stdin.', {
      code: 'erase-request',
      hint: '`handin help erase` has examples.',
    });
  }
  if (options.stdin === true) return parseRequests(await context.io.readInput());
  if (given === 0 && name === undefined && context.prompts !== null) return [await askRequest(context.prompts)];
  if (given === 0 && name === undefined) {
    throw new InputError('Nobody is named.', {
      code: 'erase-nobody',
      hint: 'On a terminal handin asks; elsewhere pipe the request in with --stdin.',
    });
  }
  return parseRequests([email ?? id ?? name, email !== undefined ? name : postcode].filter((part) => part !== undefined).join(';'));
}

/** Nobody is asked where the result is for a program. */
async function eraseAll(context: Context, options: EraseCommandOptions, erase: EraseOptions): Promise<ExitCode> {
  const { carryOutErasure, planErasure } = await import('../lib/workflows/erase.js');
  const { eraseQuestion, formatEraseFound, formatEraseJson, formatEraseOutcome } = await import('../lib/reporters/erase.js');
  const isJson = options.json === true;
  const plan = await planErasure(context, erase);
  let { report } = plan;
  if (!isJson) context.out(formatEraseFound(report, context.style));
  if ((report.outcome === 'counted' || report.outcome === 'kept-for-later') && options.dryRun !== true) {
    const asks = options.yes !== true && !isJson && context.prompts !== null;
    const isAgreed = asks
      ? await context.prompts?.confirm({ message: eraseQuestion(report), option: '--yes', initial: false })
      : options.yes === true;
    if (isAgreed === true) report = await carryOutErasure(context, erase, plan);
    else report = { ...report, outcome: asks ? 'declined' : 'counted' };
  }
  context.out(isJson ? formatEraseJson(report) : formatEraseOutcome(report, options.dryRun === true, context.style));
  return ['nobody', 'several', 'declined'].includes(report.outcome) ? EXIT.no : EXIT.yes;
}

async function undo(
  context: Context,
  options: EraseCommandOptions,
  asked: Place & { readonly requests: readonly ErasureRequest[] },
): Promise<ExitCode> {
  const { undoErasure } = await import('../lib/workflows/erase-decide.js');
  const { formatEraseJson, formatUndo } = await import('../lib/reporters/erase.js');
  const report = await undoErasure(context, asked);
  context.out(options.json === true ? formatEraseJson(report) : formatUndo(report, context.style));
  return report.people === 0 ? EXIT.no : EXIT.yes;
}

/** With records named, as they are named; on a terminal one after the other; else only a list of what waits. */
async function decide(context: Context, options: EraseCommandOptions, place: Place): Promise<ExitCode> {
  const { decideErasures } = await import('../lib/workflows/erase-decide.js');
  const { formatDecide, formatEraseJson } = await import('../lib/reporters/erase.js');
  const isJson = options.json === true;
  const named = { same: (options.same ?? []).map(recordPlace), other: (options.other ?? []).map(recordPlace) };
  const isNamed = named.same.length + named.other.length > 0;
  const asks = !isNamed && !isJson && context.prompts !== null && (context.env['CI'] ?? '') === '';
  const { askDecisions } = await import('../lib/workflows/erase-requests.js');
  const decisions = asks ? await askDecisions(context, place.folder) : named;
  const report = await decideErasures(context, place, decisions);
  context.out(isJson ? formatEraseJson(report) : formatDecide(report, context.style));
  return EXIT.yes;
}

/** `SOURCE:RECORD`; the last colon divides them. */
function recordPlace(text: string): UndecidedErasure {
  const found = /^(.+):(\d{1,9})$/.exec(text);
  if (found === null) {
    throw new InputError('A record is named by its source and its number, as in list.csv:12.', {
      code: 'erase-record',
      hint: '`handin erase --decide` lists them.',
    });
  }
  return { source: found[1] ?? '', record: Number(found[2]) };
}
