import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';

import { createPrompts } from '../../../src/lib/io/prompts.js';
import { PLAIN } from '../../../src/lib/reporters/columns.js';

/** A terminal that remembers whether it is raw. */
function terminal(width = 100): { input: PassThrough & { isRaw: boolean }; prompts: ReturnType<typeof createPrompts>; text: () => string } {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(isRaw: boolean) {
      input.isRaw = isRaw;
      return input;
    },
  });
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const prompts = createPrompts(input as unknown as ReadStream, output, () => ({ width, paint: PLAIN }));
  return { input, prompts, text: () => text };
}

const CHOICES = [
  { keys: ['y', '1'], name: 'same person', value: 'match' },
  { keys: ['n', '2'], name: 'two people', value: 'non-match' },
];
const soon = (): Promise<unknown> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('a question for a key', () => {
  it.each([
    ['y', 'match'],
    ['Y', 'match'],
    ['2', 'non-match'],
  ])('takes "%s" without Enter', async (key, value) => {
    const { input, prompts, text } = terminal();
    const answer = prompts.key({ choices: CHOICES });
    await soon();
    expect(input.isRaw).toBe(true);
    input.write(key);
    expect(await answer).toBe(value);
    expect(input.isRaw).toBe(false);
    expect(text()).toMatch(/^\[y\/1\] same person {2}\[n\/2\] two people {2}/);
  });

  it('passes over other keys, escape sequences among them', async () => {
    const { input, prompts } = terminal();
    const answer = prompts.key({ choices: CHOICES });
    for (const key of ['x', '\u001b[A', 'ж', '\r', 'n']) {
      await soon();
      input.write(key);
    }
    expect(await answer).toBe('non-match');
  });

  it('throws away what was typed before it was shown', async () => {
    const { input, prompts } = terminal();
    input.write('y');
    const answer = prompts.key({ choices: CHOICES });
    await soon();
    input.write('n');
    expect(await answer).toBe('non-match');
  });

  it('takes one key of several that arrive together', async () => {
    const { input, prompts } = terminal();
    const first = prompts.key({ choices: CHOICES });
    await soon();
    input.write('yy');
    expect(await first).toBe('match');
    const second = prompts.key({ choices: CHOICES });
    await soon();
    input.write('n');
    expect(await second).toBe('non-match');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends the program at %s', async (_name, key) => {
    const { input, prompts } = terminal();
    const answer = prompts.key({ choices: CHOICES });
    await soon();
    input.write(key);
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
    expect(input.isRaw).toBe(false);
  });

  it('cuts no choice in two on a narrow terminal', async () => {
    const { input, prompts, text } = terminal(40);
    const answer = prompts.key({ choices: CHOICES });
    await soon();
    input.write('y');
    await answer;
    expect(text()).toBe('[y/1] same person\n[n/2] two people  same person\n');
  });
});
