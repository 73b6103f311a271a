import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { createProgram } from '../src/commands/index.js';
import type { GlobalOptions } from '../src/commands/program.js';
import { ROOT } from './helpers/run.js';

/** Thrown instead of making a context: the arguments were understood and the command was about to run. */
class Understood extends Error {}

interface Silent {
  readonly program: Command;
  readonly texts: string[];
  readonly options: GlobalOptions[];
}

/** The program as `cli.ts` builds it, but it runs nothing and prints into a list. */
function silentProgram(): Silent {
  const texts: string[] = [];
  const options: GlobalOptions[] = [];
  const program = createProgram(
    {
      createContext: async (given) => {
        options.push(given);
        throw new Understood();
      },
      setExit: () => undefined,
    },
    '0.0.0',
  );
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: (text) => void texts.push(text), writeErr: (text) => void texts.push(text) });
  }
  return { program, texts, options };
}

function helpOf(name: string | null): string {
  const { program, texts } = silentProgram();
  const command = name === null ? program : program.commands.find((candidate) => candidate.name() === name);
  command?.outputHelp();
  return texts.join('');
}

/** Lines of a help text that begin with the prompt, as words. */
function examplesOf(help: string): string[][] {
  return [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) =>
    [...(line ?? '').matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', '')),
  );
}

const names = silentProgram().program.commands.map((command) => command.name());

describe('the help of the program', () => {
  it('names every command with its summary', () => {
    const help = helpOf(null);
    for (const command of silentProgram().program.commands) {
      expect(command.summary()).toMatch(/^[A-Z].*\.$/);
      expect(help.replaceAll(/\s+/g, ' ')).toContain(command.summary());
    }
    expect(names.length).toBeGreaterThanOrEqual(9);
  });
});

describe.each(names)('the help of %s', (name) => {
  const help = helpOf(name);

  it('says what it does, how it ends and what to do next', () => {
    expect(help).toMatch(new RegExp(`^Usage: handin ${name} `));
    expect(help).toMatch(/^Exit codes:\n {2}0 {2}\S/m);
    expect(help).toMatch(/^ {2}2 {2}\S/m);
    expect(help).toMatch(/^Next: \S/m);
  });

  it('describes every argument and option', () => {
    const command = silentProgram().program.commands.find((candidate) => candidate.name() === name);
    expect(command?.options.length).toBeGreaterThan(5);
    for (const option of command?.options ?? []) expect(option.description, option.flags).toMatch(/\S/);
    for (const argument of command?.registeredArguments ?? []) expect(argument.description, argument.name()).toMatch(/\S/);
  });

  it('has examples, and every one is of this command', () => {
    expect(examplesOf(help).length).toBeGreaterThan(0);
    for (const words of examplesOf(help)) expect(words.slice(0, 2)).toEqual(['handin', name]);
  });

  it('lists the options that work everywhere, and they arrive', async () => {
    const { program, options } = silentProgram();
    const [, ...words] = examplesOf(help)[0] ?? [];
    const all = ['--json', '--quiet', '--verbose', '--no-color', '--no-input', '--campaign', 'here'];
    for (const option of all.slice(0, 6)) expect(help).toContain(option);
    await expect(program.parseAsync([...words, ...all], { from: 'user' })).rejects.toBeInstanceOf(Understood);
    expect(options).toEqual([
      expect.objectContaining({ json: true, quiet: true, verbose: true, color: false, input: false, campaign: 'here' }),
    ]);
  });

  it('lists them before the command too, and they arrive', async () => {
    const { program, options } = silentProgram();
    const [, ...words] = examplesOf(help)[0] ?? [];
    await expect(
      program.parseAsync(['--json', '--no-color', '--no-input', '--campaign', 'here', ...words], { from: 'user' }),
    ).rejects.toBeInstanceOf(Understood);
    expect(options).toEqual([expect.objectContaining({ json: true, color: false, input: false, campaign: 'here' })]);
  });
});

describe('examples', () => {
  const examples = [null, ...names].flatMap((name) => examplesOf(helpOf(name)));
  it.each(examples.map((words) => [words.join(' '), words] as const))('are understood: %s', async (_line, [tool, ...words]) => {
    expect(tool).toBe('handin');
    const { program, texts } = silentProgram();
    await expect(program.parseAsync(words, { from: 'user' }), texts.join('')).rejects.toBeInstanceOf(Understood);
  });
});

describe('pages of commands', () => {
  it('are there for every command and for nothing else', () => {
    expect(fs.readdirSync(path.join(ROOT, 'docs', 'commands')).sort()).toEqual(names.map((name) => `${name}.md`).sort());
  });

  it('say what the help says', () => {
    expect(fs.existsSync(path.join(ROOT, 'dist', 'cli.js')), 'dist is missing: run `node scripts/build.mjs`').toBe(true);
    const done = spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'docs.mjs'), '--check'], { encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
  });
});
