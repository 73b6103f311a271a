/** `handin papers`: papers for the data-protection file, and the answer to a request for access. */

import path from 'node:path';

import { Argument, type Command, InvalidArgumentError, Option } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { GENERAL_PAPERS, PAPER_IDS, type PaperId } from '../lib/model/paper.js';
import type { AccessSubject } from '../lib/workflows/access-data.js';
import { addLockOptions, type LockCommandOptions, lockOptionsOf } from './lock-options.js';
import { actionOf, calendarDay, collect, createCommand, type GlobalOptions, type Runtime, signatureId } from './program.js';

export interface PapersCommandOptions extends GlobalOptions, LockCommandOptions {
  readonly output?: string;
  readonly pack?: readonly string[];
  readonly noticed?: string;
  readonly signature?: string;
  readonly force?: boolean;
}

export type PapersRun = (context: Context, which: readonly PaperId[], options: PapersCommandOptions) => Promise<ExitCode>;

export function papersCommand(runtime: Runtime, run: PapersRun = runPapersCommand): Command {
  const command = createCommand({
    name: 'papers',
    group: 'Protect:',
    summary: 'Write the papers of the data-protection file.',
    description:
      'From the campaign file and the last merge, as Markdown and as PDF: record (of processing, Article 30), dpia (impact assessment, Article 35), privacy-notice (for people who sign, naming the recipient), consent-wording (what to ask, for each level of display) and breach (a note to begin at once). Facts come from data-protection in campaign.yaml; what is missing becomes a blank that says what belongs there, and is listed on stderr. Nothing is made up, and no paper but access holds anything of a person.\n\naccess is the answer to one person who asks what you hold: all of their records and nobody else’s, found by --signature or by an e-mail address that is asked for. With --to or --passphrase it is one encrypted file, otherwise a folder below private/.\n\nThe papers are no legal advice. Have a data-protection adviser read them.',
    examples: [
      ['handin papers', 'all but access, into papers/'],
      ['handin papers privacy-notice consent-wording -o web', 'two of them, somewhere else'],
      ['handin papers breach --noticed 2025-05-07T09:30', 'with the 72 hours worked out'],
      ['handin papers access --signature S0123456789ab --passphrase -o answer.age', 'one person’s records, encrypted'],
    ],
    exitCodes: [
      [0, 'done; blanks may be left'],
      [2, 'could not be done: nobody found, several people found, a paper that was changed by hand'],
    ],
    next: 'fill in the blanks, and let an adviser read the result.',
  }).addArgument(new Argument('[paper...]', 'which papers (default: all but access)').choices([...PAPER_IDS]));
  command
    .option('-o, --output <place>', 'folder (default: papers/ beside the campaign file); with access, the encrypted file')
    .option('--pack <dir>', 'for breach: a pack that was handed over (default: pack/; repeatable)', collect)
    .addOption(new Option('--noticed <time>', 'for breach: when it was noticed, as 2025-05-07T09:30').argParser(clockTime))
    .addOption(new Option('--signature <id>', 'for access: the signature of the person').argParser(signatureId));
  return addLockOptions(command)
    .option('--force', 'replace papers that were changed by hand, or an earlier answer')
    .action(actionOf(runtime, run));
}

function clockTime(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d$/.test(value))
    throw new InvalidArgumentError('It must be a day and a time such as 2025-05-07T09:30.');
  calendarDay(value.slice(0, 10));
  return value;
}

async function runPapersCommand(context: Context, which: readonly PaperId[], options: PapersCommandOptions): Promise<ExitCode> {
  assertTogether(which, options);
  const { campaignRequired } = await import('./campaign-option.js');
  const campaign = campaignRequired(context, options);
  const { formatAccess, formatBlanks, formatPapers, formatPapersJson } = await import('../lib/reporters/papers.js');
  const place = (name: string): string => path.resolve(context.cwd, name);
  if (which.includes('access')) {
    const { runAccess } = await import('../lib/workflows/papers-access.js');
    const report = await runAccess(context, {
      ...lockOptionsOf(options),
      campaign,
      subject: await askSubject(context, options),
      output: place(options.output ?? 'access.age'),
      force: options.force === true,
    });
    if (!report.isEncrypted)
      context.note('The bundle is not encrypted: it lies in the private folder. --to or --passphrase makes a file that can be sent.\n');
    context.note(formatBlanks(report.blanks, context.style));
    context.out(options.json === true ? formatPapersJson(report) : formatAccess(report, context.style));
    return EXIT.yes;
  }
  const { runPapers } = await import('../lib/workflows/papers.js');
  const report = await runPapers(context, {
    campaign,
    which: which.length === 0 ? GENERAL_PAPERS : [...new Set(which)],
    outDir: options.output === undefined ? path.join(campaign.folder, 'papers') : place(options.output),
    packs: options.pack?.map(place) ?? [path.join(campaign.folder, 'pack')],
    noticed: options.noticed ?? null,
    force: options.force === true,
  });
  context.note(
    formatBlanks(
      report.papers.flatMap(({ blanks }) => blanks),
      context.style,
    ),
  );
  context.out(options.json === true ? formatPapersJson(report) : formatPapers(report, context.style));
  return EXIT.yes;
}

/** The bundle of one person is made alone: its place and its readers are others than those of the papers. */
function assertTogether(which: readonly PaperId[], options: PapersCommandOptions): void {
  const isAccess = which.includes('access');
  const isOfAccess = [options.to, options.recipientsFile, options.passphrase, options.signature].some((option) => option !== undefined);
  if (isAccess ? which.length === 1 : !isOfAccess) return;
  throw new InputError(
    isAccess
      ? 'access is made alone, without other papers.'
      : '--signature, --to, --recipients-file and --passphrase belong to the paper access.',
    { code: 'papers-together', hint: '`handin help papers` has examples.' },
  );
}

/** Whose records: the signature that was named, or an e-mail address, and a name where the address is several people's. */
async function askSubject(context: Context, options: PapersCommandOptions): Promise<AccessSubject> {
  if (options.signature !== undefined) return { signatureId: options.signature };
  const { prompts } = context;
  if (prompts === null) {
    throw new InputError('Whose records? An e-mail address is asked for on a terminal only, so that it stands in no history.', {
      code: 'access-whom',
      hint: 'Give --signature ID; `handin explain` and signatures.csv have the ids.',
    });
  }
  const email = await prompts.input({
    message: 'E-mail address that the person signed with:',
    option: '--signature',
    check: (answer) => (answer.includes('@') ? null : 'An e-mail address has an @.'),
  });
  const name = await prompts.input({
    message: 'Name in the record, where several people share the address (else nothing):',
    option: '--signature',
  });
  return { email, name: name === '' ? null : name };
}
