/** Who may open an archive, as said on the command line: recipients, files of recipients and identities, and passphrases, which are asked for. */

import path from 'node:path';

import type { Context, Prompts, Sealing } from '../context.js';
import { InputError } from '../errors.js';
import type { Key, Lock } from '../model/sealed.js';

export interface LockOptions {
  /** Recipients, `age1…`. */
  readonly to: readonly string[];
  /** Files with a recipient on each line. */
  readonly recipientsFiles: readonly string[];
  readonly passphrase: boolean;
}

/** age's own advice is four or five random words; shorter than this nothing resists guessing. */
const PASSPHRASE_CHARACTERS_MIN = 16;
/** More recipients than a campaign has volunteers with a key. */
const RECIPIENTS_MAX = 100;

/**
 * Whom to encrypt to; null when nobody was named.
 * @throws InputError `age-recipient` for what is no recipient; `lock-both`; `passphrase-terminal` where nobody can be asked
 */
export async function lockFrom(context: Context, sealing: Sealing, options: LockOptions): Promise<Lock | null> {
  const names = options.to.length > 0 || options.recipientsFiles.length > 0;
  if (options.passphrase && names) {
    throw new InputError('An archive has recipients or a passphrase, not both.', {
      code: 'lock-both',
      hint: 'Recipients are the safer way: nobody has to pass a secret on.',
    });
  }
  if (options.passphrase) return { passphrase: await newPassphrase(context.prompts) };
  if (!names) return null;
  const recipients = new Set<string>();
  for (const [index, text] of options.to.entries()) recipients.add(recipientFrom(sealing, text, `--to (${index + 1})`));
  for (const file of options.recipientsFiles) {
    const lines = secretLines(context, file);
    if (lines.length === 0) throw notRecipient(`${path.basename(file)} holds no recipient.`);
    for (const { line, text } of lines) recipients.add(recipientFrom(sealing, text, `${path.basename(file)}, line ${line}`));
  }
  if (recipients.size > RECIPIENTS_MAX) throw notRecipient(`More than ${RECIPIENTS_MAX} recipients were given.`);
  return { recipients: [...recipients].sort() };
}

/** A recipient, or an error that does not repeat what was typed: it might be an identity. */
function recipientFrom(sealing: Sealing, text: string, place: string): string {
  const recipient = text.trim();
  if (sealing.isRecipient(recipient)) return recipient;
  if (/^AGE-SECRET-KEY-/i.test(recipient)) {
    throw new InputError(`${place} is a secret identity, not a recipient.`, {
      code: 'age-recipient',
      hint: 'It was shown to whoever reads this command line or file: make a new pair with `handin export --new-identity FILE`, and hand on the line age1….',
    });
  }
  throw notRecipient(`${place} is no recipient of the kind age1….`);
}

function notRecipient(message: string): InputError {
  return new InputError(message, {
    code: 'age-recipient',
    hint: 'The person who will open the archive makes one with `handin export --new-identity FILE` (or age-keygen) and sends you the line that begins with age1.',
  });
}

/** Lines of a file of recipients or identities, comments and blank ones left out. */
function secretLines(context: Context, file: string): { line: number; text: string }[] {
  return context.io.files
    .readText(path.resolve(context.cwd, file))
    .split(/\r?\n/)
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}

/** A passphrase for a new archive, asked twice. */
async function newPassphrase(prompts: Prompts | null): Promise<string> {
  const asking = asked(prompts);
  const check = (answer: string): string | null =>
    [...answer].length < PASSPHRASE_CHARACTERS_MIN
      ? `Take at least ${PASSPHRASE_CHARACTERS_MIN} characters: four or five random words are good.`
      : null;
  const first = await asking.secret({ message: 'Passphrase for the archive:', check });
  const again = await asking.secret({ message: 'The same passphrase once more:' });
  if (again === first) return first;
  throw new InputError('The two passphrases differ; nothing was written.', { code: 'passphrase-differs', hint: 'Run the command again.' });
}

function asked(prompts: Prompts | null): Prompts {
  if (prompts !== null) return prompts;
  throw new InputError('A passphrase is asked for on a terminal only, so that it stands in no history and no list of processes.', {
    code: 'passphrase-terminal',
    hint: 'Run the command in a terminal and without --no-input, or use recipients: --to to export, --identity to import.',
  });
}

/** Warns when others on this machine may read a file of secrets. */
function warnIfOpen(context: Context, file: string): void {
  if (!context.io.files.isOpenToOthers(path.resolve(context.cwd, file))) return;
  context.note(`${path.basename(file)} can be read by others on this machine: \`chmod 600\` closes it.\n`);
}

/**
 * What opens an archive that was encrypted in this way.
 * @throws InputError `identity-missing`, `age-identity`, or `passphrase-terminal`
 */
export async function keyFor(
  context: Context,
  sealing: Sealing,
  kind: 'recipients' | 'passphrase',
  identityFiles: readonly string[],
): Promise<Key> {
  if (kind === 'passphrase') return { passphrase: await asked(context.prompts).secret({ message: 'Passphrase of the archive:' }) };
  if (identityFiles.length === 0) {
    throw new InputError('This archive was encrypted to recipients.', {
      code: 'identity-missing',
      hint: 'Name the file of your identity with --identity FILE: the one that `handin export --new-identity` made.',
    });
  }
  const identities: string[] = [];
  for (const file of identityFiles) {
    warnIfOpen(context, file);
    for (const { line, text } of secretLines(context, file)) {
      if (!sealing.isIdentity(text)) {
        throw new InputError(`${path.basename(file)}, line ${line} is no identity of the kind AGE-SECRET-KEY-1….`, {
          code: 'age-identity',
          hint: 'Give the file that `handin export --new-identity` or age-keygen wrote; identities on tokens and with plug-ins need the program age itself.',
        });
      }
      identities.push(text);
    }
  }
  return { identities };
}
