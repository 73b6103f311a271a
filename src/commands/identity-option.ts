/** Whom a receipt is about: from a file, or asked on the terminal. Never an argument, which the history of commands would keep. */

import path from 'node:path';

import type { Context } from '../lib/context.js';
import { InputError } from '../lib/errors.js';

/** The first line of the file that was named (`-` is stdin), or what is answered. */
export async function readIdentity(context: Context, file: string | undefined): Promise<string> {
  if (file !== undefined) {
    const text = file === '-' ? await context.io.readInput() : context.io.files.readText(path.resolve(context.cwd, file));
    return text.split(/\r?\n/)[0]?.trim() ?? '';
  }
  if (context.prompts === null) {
    throw new InputError('It is not said whom this is about.', {
      code: 'identity-missing',
      hint: 'Give --identity FILE, a file whose first line is the e-mail address or the phone number; - is stdin.',
    });
  }
  return context.prompts.input({ message: 'E-mail address, or phone number in international form', option: '--identity FILE' });
}

/** The same with a name, for people who share a mailbox or a phone. */
export async function askIdentity(context: Context, stated: string): Promise<string> {
  if (context.prompts === null) return stated;
  const { statedWithName } = await import('../lib/workflows/receipt.js');
  const name = await context.prompts.input({ message: 'Several people share it. Name, as it was signed with', option: '--identity FILE' });
  return statedWithName(context, stated, name);
}
