import { describe, expect, it } from 'vitest';

import { runProgram } from '../helpers/program.js';
import { inTemporaryFolder } from '../helpers/run.js';

const PRIVATE = "Ottilie O'Quillfeather\n' is invalid. ottilie@example.org";

describe('a command line that is wrong', () => {
  it.each<readonly [string, readonly string[], string]>([
    ['a command that does not exist', [PRIVATE], 'There is no such command.'],
    ['a mistyped command', ['mrege'], 'There is no command mrege; did you mean merge?'],
    ['an option that does not exist', ['merge', `--${PRIVATE}`], 'One of the options does not exist here.'],
    ['a mistyped option with a value', ['merge', `--profil=${PRIVATE}`], 'There is no option --profil here; did you mean --profile?'],
    [
      'a value that is no number',
      ['merge', '--threads', PRIVATE],
      'The value that was given for --threads <n> is none that it takes. It must be a whole number',
    ],
    [
      'a value that is no choice',
      ['merge', '--match', PRIVATE],
      'The value that was given for --match <method> is none that it takes. It can be: exact, linked.',
    ],
    ['an option without its value', ['merge', '--threads'], '--threads <n> needs a value.'],
    ['a missing argument', ['verify'], '<dir> is missing.'],
    ['too many arguments', ['verify', 'a', PRIVATE], 'More was given than this command takes: 2 words instead of 1.'],
    [
      'options that exclude each other',
      ['review', '--export', PRIVATE, '--import', PRIVATE],
      '--export <file> and --import <file> exclude each other.',
    ],
  ])('is explained in our words, without what was typed: %s', async (_words, args, sentence) => {
    await inTemporaryFolder(async (folder) => {
      const run = await runProgram(args, folder);
      expect(run.code).toBe(2);
      expect(run.stdout).toBe('');
      expect(run.stderr).toMatch(/^handin: [\s\S]*\n {2}See `handin help[^`]*`\.\n {2}\(usage\)\n$/);
      expect(run.stderr).toContain(sentence);
      expect(run.stderr).not.toMatch(/quillfeather|ottilie|example\.org|^error:/im);
    });
  });
});
