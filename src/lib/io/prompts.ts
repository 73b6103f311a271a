/** inquirer, drawing on stderr so that stdout stays clean. Only used when stdin is a terminal and nobody said --no-input. */

import inquirer from 'inquirer';

import type { Prompts } from '../context.js';
import { InterruptedError } from '../errors.js';

/** Questions to the person at the terminal. Ctrl-C ends the program with 130. */
export function createPrompts(output: NodeJS.WritableStream): Prompts {
  const prompt = inquirer.createPromptModule({ output });
  return {
    async select({ message, option, choices }) {
      try {
        const { answer } = await prompt<{ answer: string }>([
          { type: 'select', name: 'answer', message: `${message} (or give ${option})`, choices: [...choices] },
        ]);
        return answer;
      } catch (cause) {
        throw new InterruptedError('Stopped.', { code: 'interrupted', cause });
      }
    },
  };
}
