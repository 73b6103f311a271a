import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { createProgram } from '../src/commands/index.js';
import type { GlobalOptions } from '../src/commands/program.js';
import { BYTE_CLASSES } from '../src/lib/model/intake.js';
import { PROBLEMS } from '../src/lib/model/problem.js';
import { FATES, MATCH_RULES, REASONS } from '../src/lib/model/record.js';
import { REPAIRS } from '../src/lib/model/repair.js';
import { ROOT } from './helpers/run.js';

/** Thrown instead of making a context: the arguments were understood and the command was about to run. */
class Understood extends Error {}

interface Silent {
  readonly program: Command;
  readonly texts: string[];
  readonly options: GlobalOptions[];
}

/** The program as `main.ts` builds it, but it runs nothing and prints into a list. */
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
  return [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => wordsOf(line ?? ''));
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
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

const COOKBOOK = path.join(ROOT, 'docs', 'cookbook');
const cookbook = fs.readdirSync(COOKBOOK).sort();

/** Pages for organisers: README and cookbook, with the command lines in them. */
const guides = [path.join(ROOT, 'README.md'), ...cookbook.map((name) => path.join(COOKBOOK, name))].map((place) => {
  const text = fs.readFileSync(place, 'utf8');
  return { place, name: path.basename(place), text, lines: [...text.matchAll(/^\$ (.*)$/gm)].map(([, line]) => line ?? '') };
});

describe('command lines for organisers', () => {
  it('are on every page of the cookbook', () => {
    expect(cookbook.length).toBeGreaterThanOrEqual(4);
    for (const { name, lines } of guides) expect(lines.length, name).toBeGreaterThan(0);
  });

  it.each(guides.flatMap(({ name, lines }) => lines.map((line) => [name, line] as const)))(
    'are understood: %s, %s',
    async (_name, line) => {
      const [tool, ...words] = wordsOf(line);
      expect(tool).toBe('handin');
      const { program, texts } = silentProgram();
      await expect(program.parseAsync(words, { from: 'user' }), texts.join('')).rejects.toBeInstanceOf(Understood);
    },
  );

  it('stand on pages whose links lead somewhere', () => {
    for (const { place, name, text } of guides) {
      const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)].map(([, target]) => target ?? '');
      const broken = targets.filter((target) => !fs.existsSync(path.resolve(path.dirname(place), target)));
      expect(broken, name).toEqual([]);
    }
  });

  it('lead to every page of the cookbook from the README', () => {
    for (const name of cookbook) expect(guides[0]?.text).toContain(`(docs/cookbook/${name})`);
  });
});

/** Folders and files whose errors a person meets when a file is read. */
const READING = [
  'intake',
  'profiles',
  'io',
  'workflows/load.ts',
  'workflows/mapping.ts',
  'workflows/fixes.ts',
  'workflows/clean.ts',
  'workflows/merge.ts',
];
/** Files of `io` that read no export. */
const NOT_READING =
  /^io\/(?:age|archive-out|csv-small|files|markdown|pdf|pdf-read|renderer|seal-file|sealing|sign-tool|standard-input|yaml)\.ts$/;

function readingErrors(): string[] {
  const lib = path.join(ROOT, 'src', 'lib');
  const files = READING.flatMap((name) =>
    name.endsWith('.ts')
      ? [name]
      : fs.readdirSync(path.join(lib, name)).flatMap((file) => (file.endsWith('.ts') ? [`${name}/${file}`] : [])),
  ).filter((name) => !NOT_READING.test(name));
  const codes = files.flatMap((name) =>
    [...fs.readFileSync(path.join(lib, name), 'utf8').matchAll(/new InputError\((?:(?!new \w*Error)[\s\S])*?code: '([a-z-]+)'/g)].map(
      ([, code]) => code ?? '',
    ),
  );
  return [...new Set(codes)].sort();
}

describe('the glossary', () => {
  const glossary = fs.readFileSync(path.join(ROOT, 'docs', 'glossary.md'), 'utf8');
  /** Words in code style in the first column of the tables below a heading. */
  const termsOf = (heading: string): string[] => {
    const section = glossary.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
    return [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, term]) => term ?? ''),
    );
  };

  it.each([
    ['Fates', [...FATES]],
    ['Reasons', [...REASONS]],
    ['Match rules', [...MATCH_RULES]],
    ['Problems', Object.keys(PROBLEMS)],
    ['Repairs', Object.keys(REPAIRS)],
    ['Byte classes', [...BYTE_CLASSES]],
    ['Errors of reading', readingErrors()],
  ])('explains each of them once and nothing else: %s', (heading, terms) => {
    expect(terms.length).toBeGreaterThan(4);
    expect(termsOf(heading).sort()).toEqual(terms.toSorted());
  });
});
