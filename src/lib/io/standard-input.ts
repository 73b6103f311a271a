/** What is typed or piped into the program: for values that should not land in the history of a shell. */

import { InputError } from '../errors.js';

const BYTES_MAX = 1 << 20;

/**
 * Reads everything that stands on the input, as UTF-8. On a terminal nobody is waited for: questions are asked otherwise.
 * @throws InputError `input-too-long` beyond 1 MiB
 */
export async function readStandardInput(input: NodeJS.ReadStream): Promise<string> {
  if (input.isTTY) return '';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const block = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), 'utf8');
    bytes += block.length;
    if (bytes > BYTES_MAX) {
      throw new InputError('The input is longer than 1 MiB.', { code: 'input-too-long', hint: 'Give it in several runs.' });
    }
    chunks.push(block);
  }
  return Buffer.concat(chunks).toString('utf8');
}
