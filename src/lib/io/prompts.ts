/** inquirer, drawing on stderr so that stdout stays clean. Only used when stdin is a terminal and nobody said --no-input. */

import inquirer from 'inquirer';

import type { Prompts } from '../context.js';
import { InterruptedError } from '../errors.js';

/** Questions to the person at the terminal. Ctrl-C ends the program with 130. */
export function createPrompts(output: NodeJS.WritableStream): Prompts {
  const prompt = inquirer.createPromptModule({ output });
  const asked = async <T>(answer: Promise<{ answer: T }>): Promise<T> => {
    try {
      return (await answer).answer;
    } catch (cause) {
      throw new InterruptedError('Stopped.', { code: 'interrupted', cause });
    }
  };
  return {
    select({ message, option, choices, initial }) {
      const place = initial === undefined ? {} : { default: initial };
      return asked(
        prompt<{ answer: string }>([
          { type: 'select', name: 'answer', message: withOption(message, option), choices: [...choices], pageSize: 12, ...place },
        ]),
      );
    },
    async input({ message, option, initial, check }) {
      const place = initial === undefined ? {} : { default: initial };
      const validate = (answer: string): string | true => check?.(answer.trim()) ?? true;
      const answer = await asked(
        prompt<{ answer: string }>([{ type: 'input', name: 'answer', message: withOption(message, option), validate, ...place }]),
      );
      return answer.trim();
    },
    confirm({ message, option, initial }) {
      return asked(
        prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message: withOption(message, option), default: initial }]),
      );
    },
  };
}

const withOption = (message: string, option: string): string => `${message} (or give ${option})`;
