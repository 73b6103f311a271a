/** `handin keys`: the keys that packs are signed and counts are fixed with. */

import type { Command } from 'commander';

import type { Context } from '../lib/context.js';
import { EXIT, type ExitCode, InputError } from '../lib/errors.js';
import { actionOf, createCommand, type GlobalOptions, type Runtime } from './program.js';

export interface KeysCommandOptions extends GlobalOptions {
  readonly name?: string;
  readonly tree?: string | true;
  readonly yes?: boolean;
}

export type KeysRun = (context: Context, action: string, options: KeysCommandOptions) => Promise<ExitCode>;

const ACTIONS = ['show', 'new', 'destroy'];

export function keysCommand(runtime: Runtime, run: KeysRun = runKeysCommand): Command {
  return createCommand({
    name: 'keys',
    group: 'Hand in:',
    summary: 'Make, show and destroy the keys that a pack is signed and its count is fixed with.',
    description:
      '`handin keys new` makes two keys in private/keys. With the signing key, every pack gets manifest.sig; publish the public half on the campaign’s own site. With the tree key, every pack fixes its count: the root of a hash tree over the counted people, which says nothing of anybody without the key. A person can then be told, or given proof, that they are counted (`handin receipt`), and an auditor can look at a sample that nobody chose (`handin audit`). A campaign without keys builds packs without either.\n\nA tree key is for one delivery: `handin keys new --tree` makes another. When the time for questions is over, `handin keys destroy --tree` destroys it, and every hash becomes a random number for good. Keys are never packed.',
    examples: [
      ['handin keys new --name example.org/petition', 'both keys; the name stands in every signature'],
      ['handin keys', 'the public key to publish, and which packs can be proved'],
      ['handin keys new --tree', 'a tree key for another delivery'],
      ['handin keys destroy --tree', 'after the time for questions; asks first'],
    ],
    exitCodes: [
      [0, 'done'],
      [1, 'the keys are there already, or the answer was no'],
      [2, 'could not be done'],
    ],
    next: 'publish the public key, then `handin pack`.',
  })
    .argument('[action]', 'show, new or destroy (default: show)')
    .option('--name <name>', 'name of the signing key, such as example.org/petition (default: from the title)')
    .option('--tree [id]', 'new: only a tree key. destroy: all tree keys, or the one with this id')
    .option('--yes', 'destroy without asking')
    .action(
      actionOf(runtime, (context, action: string | undefined, options: KeysCommandOptions) => run(context, action ?? 'show', options)),
    );
}

async function runKeysCommand(context: Context, action: string, options: KeysCommandOptions): Promise<ExitCode> {
  const { suggestSimilar } = await import('../lib/text.js');
  if (!ACTIONS.includes(action)) {
    const near = suggestSimilar(action, ACTIONS);
    throw new InputError('handin keys can show, make (new) and destroy.', {
      code: 'keys-action',
      hint: near === null ? '`handin help keys` has examples.' : `Did you mean \`handin keys ${near}\`?`,
    });
  }
  const { campaignRequired } = await import('./campaign-option.js');
  const { newKeys, showKeys } = await import('../lib/workflows/keys.js');
  const { formatKeys, formatKeysJson } = await import('../lib/reporters/keys.js');
  const campaign = campaignRequired(context, options);
  if (action === 'destroy') return destroy(context, options);
  const report =
    action === 'new'
      ? await newKeys(context, { campaign, name: options.name ?? null, treeOnly: options.tree !== undefined })
      : showKeys(context, campaign);
  context.out(options.json === true ? formatKeysJson(report) : formatKeys(report, context.style));
  return EXIT.yes;
}

async function destroy(context: Context, options: KeysCommandOptions): Promise<ExitCode> {
  const { campaignRequired } = await import('./campaign-option.js');
  const { chooseTreeKeys, destroyTreeKeys, keysFolder } = await import('../lib/workflows/keys.js');
  const { destroyQuestion, formatKeys, formatKeysJson } = await import('../lib/reporters/keys.js');
  if (options.tree === undefined) {
    throw new InputError('Only tree keys are destroyed here: say --tree.', {
      code: 'keys-destroy',
      hint: 'A signing key that got into other hands: take its public half off the site, delete private/keys/signing.key and make a new one.',
    });
  }
  const campaign = campaignRequired(context, options);
  const id = options.tree === true ? null : options.tree;
  const chosen = chooseTreeKeys(context.io.files, keysFolder(campaign, context.cwd), id);
  if (options.yes !== true) {
    if (context.prompts === null) {
      throw new InputError('Destroying a key cannot be undone.', { code: 'keys-confirm', hint: 'Say --yes.' });
    }
    const isAgreed = await context.prompts.confirm({ message: destroyQuestion(chosen.length), option: '--yes', initial: false });
    if (!isAgreed) return EXIT.no;
  }
  const report = await destroyTreeKeys(context, campaign, id);
  context.out(options.json === true ? formatKeysJson(report) : formatKeys(report, context.style));
  return EXIT.yes;
}
