/** `handin consent`: change how one signatory may be shown, with a record of who did it and why. */

import { Argument, type Command, InvalidArgumentError, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../lib/model/record.js';
import type { ConsentEvidence } from '../lib/workflows/consent.js';
import { actionOf, createCommand, type GlobalOptions, mergeFolderOption, type Runtime, signatureId } from './program.js';

export interface ConsentCommandOptions extends GlobalOptions {
  readonly lower?: ConsentLevel;
  readonly raise?: ConsentLevel;
  readonly date?: string;
  readonly wording?: string;
  readonly channel?: string;
  readonly reason?: string;
  readonly by?: string;
  readonly list?: boolean;
  readonly undo?: string;
  readonly dir?: string;
}

export type ConsentRun = (context: Context, options: ConsentCommandOptions, signature: string | undefined) => Promise<ExitCode>;

export function consentCommand(runtime: Runtime, run: ConsentRun = runConsentCommand): Command {
  return createCommand({
    name: 'consent',
    group: 'Count:',
    summary: 'Change how a signatory may be shown, and keep the evidence.',
    description:
      'A lower level is always possible: somebody rang and would rather not be named. A higher one needs evidence of what the person agreed to: the day, the wording (or its id) and how they said it. Both are kept in consent-changes.csv of the private folder, by what the records say of the person, so that they survive newer exports; nothing is ever deleted from it. The next `handin merge` applies them. The least of everything still holds: no change lifts anybody above the ceiling of the campaign file, back into the count after a withdrawal, or out of the protection of under-18s, and a record that was signed after the evidence speaks for itself.',
    examples: [
      [
        'handin consent S0123456789ab --lower count-only --reason "asked by phone" --by "Ann Example"',
        'count this person, and do not name them',
      ],
      [
        'handin consent S0123456789ab --raise name --date 2026-03-01 --wording "sign-on form 2" --channel e-mail --by "Ann Example"',
        'the person has agreed to more than the export says',
      ],
      ['handin consent --list', 'the changes that stand, and what each does'],
      ['handin consent --undo K3 --by "Ann Example"', 'take a change back'],
    ],
    exitCodes: [
      [0, 'done'],
      [2, 'could not be done: nothing to lower or to raise, evidence that is lacking, no merge yet'],
    ],
    next: '`handin merge`, which applies the changes.',
  })
    .addArgument(new Argument('[signature]', 'id of the signature, from signatures.csv').argParser(signatureId))
    .addOption(
      new Option('--lower <level>', 'show less: count-only, initials, first-name, name or name-place').choices(CONSENT_LEVELS.slice(0, -1)),
    )
    .addOption(
      new Option('--raise <level>', 'show more, with evidence').choices(CONSENT_LEVELS.slice(1)).conflicts(['lower', 'list', 'undo']),
    )
    .option('--date <day>', 'with --raise: the day on which the person agreed')
    .option('--wording <text>', 'with --raise: what they agreed to, or the id of the text', oneLine)
    .option('--channel <text>', 'with --raise: how they said it, such as e-mail, paper or phone', oneLine)
    .option('--reason <text>', 'why', oneLine)
    .option('--by <name>', 'who makes the change; kept with it', oneLine)
    .addOption(new Option('--list', 'list the changes that stand').conflicts(['lower', 'undo']))
    .addOption(new Option('--undo <change>', 'take a change back').argParser(changeId).conflicts('lower'))
    .addOption(mergeFolderOption('dir'))
    .action(
      actionOf(runtime, (context, signature: string | undefined, options: ConsentCommandOptions) => run(context, options, signature)),
    );
}

function changeId(value: string): string {
  if (!/^K[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a change such as K3; `handin consent --list` names them.');
  return value;
}

const TEXT_MAX = 500;

function oneLine(value: string): string {
  const text = value.trim();
  if (text === '' || text.length > TEXT_MAX || /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(text))
    throw new InvalidArgumentError(`It must be one line of 1 to ${TEXT_MAX} characters.`);
  return text;
}

async function runConsentCommand(context: Context, options: ConsentCommandOptions, signature: string | undefined): Promise<ExitCode> {
  const { mergeFolder } = await import('./campaign-option.js');
  const { changeConsent, listConsent, undoConsent } = await import('../lib/workflows/consent.js');
  const { formatConsentChange, formatConsentJson, formatConsentList } = await import('../lib/reporters/consent.js');
  const folder = mergeFolder(context, options, options.dir);
  if (options.list === true) {
    const report = await listConsent(context, folder);
    context.out(options.json === true ? formatConsentJson(report) : formatConsentList(report, context.style));
    return EXIT.yes;
  }
  const by = required(options.by, '--by');
  const report =
    options.undo !== undefined
      ? await undoConsent(context, folder, options.undo, by)
      : await changeConsent(context, { folder, by, reason: options.reason ?? '', ...changeOf(options, signature) });
  context.out(options.json === true ? formatConsentJson(report) : formatConsentChange(report, context.style));
  return EXIT.yes;
}

function changeOf(
  options: ConsentCommandOptions,
  signatureId: string | undefined,
): { signatureId: string; level: ConsentLevel; evidence: ConsentEvidence | null } {
  const level = options.raise ?? options.lower;
  if (signatureId === undefined || level === undefined) {
    throw new InputError('Say whose consent changes, and to what: a signature id with --lower or --raise, or --list, or --undo.', {
      code: 'consent-nothing',
      hint: '`handin help consent` has examples.',
    });
  }
  if (options.raise === undefined) {
    return { signatureId, level, evidence: null };
  }
  return {
    signatureId,
    level,
    evidence: {
      date: required(options.date, '--date'),
      wording: required(options.wording, '--wording'),
      channel: required(options.channel, '--channel'),
    },
  };
}

function required(value: string | undefined, option: string): string {
  if (value !== undefined) return value;
  throw new InputError(`${option} is missing.`, {
    code: 'consent-incomplete',
    hint:
      option === '--by'
        ? 'A change of consent is kept with the name of whoever made it: --by "Ann Example".'
        : 'Consent is raised only with evidence: --date, --wording and --channel say when the person agreed, to what, and how.',
  });
}
