/** `handin explain`: why the last merge counted as it did. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, mergeFolderOption, type Runtime } from './program.js';

export interface ExplainCommandOptions extends GlobalOptions {
  readonly reveal?: boolean;
  readonly dir?: string;
}

export type ExplainRun = (context: Context, ids: readonly string[], options: ExplainCommandOptions) => Promise<ExitCode>;

export function explainCommand(runtime: Runtime, run: ExplainRun = runExplainCommand): Command {
  return createCommand({
    name: 'explain',
    group: 'Count:',
    summary: 'Say why a signature, a record or a pair was counted as it was.',
    description:
      'With one id, the story of a signature: its counted record, every other record of that person with the rule or the evidence that joined it, records refused at a shared address, possible links and judgements. Of a record that is set aside: why, and what it would have matched. With two ids, or the id of a pair: both records side by side, what each field says for or against one person, in words and as a bar, and what was decided by what. Nothing is changed.\n\nAn id is a signature (S and 12 digits, from signatures.csv or ledger.csv), a pair (P and 12 digits, from review.csv), or a record as SOURCE:RECORD, both as in ledger.csv; the last colon divides them, so that a sheet is workbook.xlsx#Sheet1:12.\n\nOn a terminal the records themselves are shown. In pipes and with --json they are left out, unless --reveal is given.',
    examples: [
      ['handin explain S0123456789ab', 'every record of one signature, and why it is there'],
      ['handin explain exports.csv:12', 'what became of one record, and why'],
      ['handin explain exports.csv:12 paper.csv:3', 'what each field says of the two'],
      ['handin explain S0123456789ab "sheets.xlsx#Stall 2:40"', 'the strongest tie of a record to a signature'],
      ['handin explain P0123456789ab --json', 'a possible link, for a script, without the records themselves'],
    ],
    exitCodes: [
      [0, 'explained'],
      [2, 'could not be done: an id that nothing has, no merge yet'],
      [70, 'a defect: the records say something else than when they were merged'],
    ],
    next: '`handin review` to judge a pair, `handin review --group` to take a signature apart.',
  })
    .argument('<id>', 'a signature, a pair, or SOURCE:RECORD')
    .argument('[other]', 'another signature or SOURCE:RECORD, for the pair')
    .option('--reveal', 'show the records in pipes and with --json too; refused in CI')
    .addOption(mergeFolderOption('dir'))
    .action(
      actionOf(runtime, (context, id: string, other: string | undefined, options: ExplainCommandOptions) =>
        run(context, other === undefined ? [id] : [id, other], options),
      ),
    );
}

async function runExplainCommand(context: Context, ids: readonly string[], options: ExplainCommandOptions): Promise<ExitCode> {
  const isCi = (context.env['CI'] ?? '') !== '';
  if (options.reveal === true && isCi) {
    throw new InputError('--reveal shows personal data, and the logs of CI are kept.', {
      code: 'reveal-refused',
      hint: 'Leave --reveal out, or run it yourself.',
    });
  }
  const { mergeFolder } = await import('./campaign-option.js');
  const { runExplain } = await import('../lib/workflows/explain.js');
  const { formatExplain, formatExplainJson } = await import('../lib/reporters/explain.js');
  const folder = mergeFolder(context, options, options.dir);
  const isJson = options.json === true;
  const reveals = options.reveal === true || (!isJson && context.isTerminal && !isCi);
  const report = await runExplain(context, { folder, ids, reveals });
  context.out(isJson ? formatExplainJson(report) : formatExplain(report, context.style));
  if (!reveals && !isJson) context.note('The records themselves are left out, because this is no terminal; --reveal shows them.\n');
  return EXIT.yes;
}
