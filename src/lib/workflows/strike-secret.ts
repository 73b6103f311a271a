/**
 * The secret that record keys of strike rules are made with: 32 random bytes in `strike.key` of the private folder, made when the first such
 * rule is written, kept by every merge, and gone with the folder. Without it the rules that need it name nobody, and a merge stops.
 */

import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { StrikeRule } from '../model/strike.js';

const FILE = 'strike.key';
const SECRET = /^[0-9a-f]{64}$/;

/** Which secret it is, without giving it away: the first 8 digits of its SHA-256. */
export function nameOfSecret(secret: string): string {
  return createHash('sha256').update(Buffer.from(secret, 'hex')).digest('hex').slice(0, 8);
}

/** The secret of a private folder, which is made where there is none yet. */
export async function secretOf(context: Context, folder: string): Promise<string> {
  const known = readSecret(context, folder);
  if (known !== null) return known;
  const secret = randomBytes(32).toString('hex');
  await context.io.files.writeFile(path.join(folder, FILE), `${secret}\n`);
  return secret;
}

/** The secret that these rules need; null where none needs any. Throws `InputError` where it is not the one of the folder. */
export function secretOfRules(context: Context, folder: string, rules: readonly StrikeRule[]): string | null {
  const needing = rules.flatMap(({ id, when }) => when.flatMap(({ key }) => (key === undefined ? [] : [{ id, key }])));
  if (needing.length === 0) return null;
  const secret = readSecret(context, folder);
  const unmet = needing.find(({ key }) => secret === null || nameOfSecret(secret) !== key);
  if (secret !== null && unmet === undefined) return secret;
  throw new InputError(`The rule "${unmet?.id ?? ''}" names its records by a secret that is not in the private folder.`, {
    code: 'strike-key-missing',
    hint: `Put ${FILE} of the folder in which the rule was written back, or take the rule out of force (\`handin strike --undo\`, or strikes in campaign.yaml) and write it again with \`handin signals --rule\`.`,
  });
}

function readSecret(context: Context, folder: string): string | null {
  const place = path.join(folder, FILE);
  if (!context.io.files.exists(place)) return null;
  const text = context.io.files.readText(place).trim();
  if (SECRET.test(text)) return text;
  throw new InputError(`${FILE} of the private folder is damaged.`, {
    code: 'strike-key-damaged',
    hint: 'Put a copy of it back. Without one, remove it and the rules that name records by it, and write them again.',
  });
}
