/**
 * Questions to the person at the terminal, drawn on stderr so that stdout stays clean. Only used when stdin is a terminal and nobody said
 * --no-input. inquirer asks whatever ends with Enter; single keys are read here, because it has no question that takes them at once.
 */

import readline from 'node:readline';
import type { ReadStream } from 'node:tty';

import inquirer from 'inquirer';

import type { Prompts } from '../context.js';
import { InterruptedError } from '../errors.js';
import type { Screen } from '../model/review-report.js';

/** Questions to the person at the terminal. Ctrl-C ends the program with 130. */
export function createPrompts(input: ReadStream, output: NodeJS.WritableStream, screen: () => Screen): Prompts {
  const prompt = inquirer.createPromptModule({ input, output });
  const asked = async <T>(answer: Promise<{ answer: T }>): Promise<T> => {
    try {
      return (await answer).answer;
    } catch (cause) {
      throw stopped(cause);
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
    secret({ message, check }) {
      const validate = (answer: string): string | true => check?.(answer) ?? true;
      return asked(prompt<{ answer: string }>([{ type: 'password', name: 'answer', message, validate }]));
    },
    confirm({ message, option, initial }) {
      return asked(
        prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message: withOption(message, option), default: initial }]),
      );
    },
    async key({ choices }) {
      const { paint, width } = screen();
      let line = '';
      const lines: string[] = [];
      for (const { keys, name } of choices) {
        const text = `[${keys.join('/')}] ${name}`;
        // A choice is not cut in two at the edge, and the answer has room behind the last.
        if (line !== '' && line.length + text.length + 2 > width - ANSWER_WIDTH) {
          lines.push(line);
          line = '';
        }
        line += line === '' ? text : `  ${text}`;
      }
      const names = [...lines, line].join('\n').replace(/\[[^\]]+\]/g, (key) => paint.bold(key));
      output.write(`${names}  `);
      for (;;) {
        const pressed = await nextKey(input);
        const chosen = choices.find(({ keys }) => keys.includes(pressed));
        if (chosen === undefined) continue;
        output.write(`${paint.bold(chosen.name)}\n`);
        return chosen.value;
      }
    },
    show(text) {
      output.write(text);
    },
    screen,
  };
}

/** Columns for the name of the choice that was made. */
const ANSWER_WIDTH = 14;

const withOption = (message: string, option: string): string => `${message} (or give ${option})`;

function stopped(cause?: unknown): InterruptedError {
  return new InterruptedError('Stopped.', { code: 'interrupted', cause });
}

/** The next key, in lower case. What was typed ahead is thrown away: it was typed before anybody saw the question. */
async function nextKey(input: ReadStream): Promise<string> {
  readline.emitKeypressEvents(input);
  input.setRawMode(true);
  input.resume();
  try {
    await new Promise((resolve) => setImmediate(resolve));
    return await new Promise<string>((resolve, reject) => {
      const end = (): void => {
        input.off('keypress', take);
        input.off('end', leave);
      };
      const leave = (): void => {
        end();
        reject(stopped());
      };
      const take = (_text: string | undefined, key: readline.Key): void => {
        if (key.ctrl === true) {
          if (key.name === 'c' || key.name === 'd') leave();
          return;
        }
        end();
        resolve((key.name ?? key.sequence ?? '').toLowerCase());
      };
      input.on('keypress', take);
      input.on('end', leave);
    });
  } finally {
    input.pause();
    input.setRawMode(false);
  }
}
