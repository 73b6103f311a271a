/** Requests to be removed, as people write or type them; and the questions about records that may be somebody else's. No value of them is ever printed. */

import type { Context, Prompts } from '../context.js';
import { InputError } from '../errors.js';
import type { ErasureRequest } from '../model/erasure.js';
import { showHidden } from '../text.js';
import { type Decisions, undecidedRecords } from './erase-decide.js';

const ADDRESS = /^[^@\s;]+@[^@\s;]+$/;
const SIGNATURE_ID = /^S[0-9a-f]{12}$/;

/**
 * Reads requests, one person a line: an e-mail address, an address and a name, a name and a postcode, or the id of a signature.
 * @throws InputError `erase-request` with the number of the line; the line itself is not quoted
 */
export function parseRequests(text: string): ErasureRequest[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const requests = lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseRequest(line, index + 1)]));
  if (requests.length === 0) throw new InputError('Nobody is named.', { code: 'erase-nobody', hint: 'Give one person a line.' });
  return requests;
}

function parseRequest(line: string, number: number): ErasureRequest {
  const parts = line.split(';').map((part) => part.trim());
  const [first = '', second = ''] = parts;
  if (parts.length === 1 && SIGNATURE_ID.test(first)) return { by: 'signature', id: first };
  if (parts.length <= 2 && ADDRESS.test(first)) return { by: 'email', email: first, name: second };
  if (parts.length === 2 && first !== '' && second !== '' && !line.includes('@')) return { by: 'name', name: first, postcode: second };
  throw new InputError(`Line ${number} names nobody.`, {
    code: 'erase-request',
    hint: 'A line is an e-mail address; an e-mail address and a name; a name and a postcode; or the id of a signature. A semicolon divides the two.',
  });
}

/** Asks at the terminal, so that nothing lands in the history of a shell. */
export async function askRequest(prompts: Prompts): Promise<ErasureRequest> {
  const by = await prompts.select({
    message: 'How do you know who it is?',
    option: '--stdin',
    choices: [
      { name: 'by an e-mail address', value: 'email' },
      { name: 'by a name and a postcode', value: 'name' },
      { name: 'by the id of a signature', value: 'signature' },
    ],
  });
  const ask = (message: string, check: (answer: string) => string | null): Promise<string> =>
    prompts.input({ message, option: '--stdin', check });
  const filled = (answer: string): string | null => (answer === '' ? 'Something has to stand here.' : null);
  switch (by) {
    case 'email':
      return {
        by: 'email',
        email: await ask('E-mail address', (answer) => (ADDRESS.test(answer) ? null : 'It must be an e-mail address.')),
        name: await ask('Name, if several people share the address', () => null),
      };
    case 'name':
      return { by: 'name', name: await ask('Name', filled), postcode: await ask('Postcode', filled) };
    default:
      return {
        by: 'signature',
        id: await ask('Signature id', (answer) => (SIGNATURE_ID.test(answer) ? null : 'It must be an id such as S0123456789ab.')),
      };
  }
}

/** Shows every record that waits, and asks whose it is. Leaving one open is an answer too. */
export async function askDecisions(context: Context, folder: string): Promise<Decisions> {
  const { prompts } = context;
  const same: Decisions['same'][number][] = [];
  const other: Decisions['other'][number][] = [];
  if (prompts === null) return { same, other };
  for (const { source, record, cells } of await undecidedRecords(context, folder, true)) {
    const shown = Object.entries(cells ?? {}).flatMap(([field, value]) =>
      value === '' ? [] : [`  ${field.replaceAll('_', ' ')}: ${showHidden(value)}`],
    );
    prompts.show(
      `\n${showHidden(source)}, record ${record}, shares an address or a number with somebody who was removed.\n${shown.join('\n')}\n`,
    );
    const answer = await prompts.select({
      message: 'Whose record is it?',
      option: '--same or --other',
      choices: [
        { name: 'somebody else’s: count it', value: 'other' },
        { name: 'of the person who was removed: remove it too', value: 'same' },
        { name: 'not clear yet: leave it out', value: 'open' },
      ],
      initial: 'open',
    });
    if (answer === 'same') same.push({ source, record });
    else if (answer === 'other') other.push({ source, record });
  }
  return { same, other };
}
