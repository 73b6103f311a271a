import { describe, expect, it } from 'vitest';

import { createProgram } from '../../src/commands/index.js';

/** The help of every command, laid out for so many columns. */
function helps(width: number): [string, string][] {
  const unused = () => Promise.reject(new Error('help needs no context'));
  const program = createProgram({ createContext: unused, setExit: () => undefined }, '0.0.0');
  return [program, ...program.commands.filter((command) => command.name() !== 'help')].map((command) => {
    let text = '';
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      getOutHelpWidth: () => width,
      getOutHasColors: () => false,
    });
    command.outputHelp();
    return [command.name(), text];
  });
}

describe('the help of every command', () => {
  it.each([60, 80, 120])('fits on a terminal of %d columns, but for command lines, which are for copying', (width) => {
    const all = helps(width);
    expect(all.length).toBeGreaterThan(30);
    const wide = all.flatMap(([name, text]) =>
      text
        .split('\n')
        .filter((line) => line.length > width && !line.startsWith('  $ '))
        .map((line) => `${name}: ${line}`),
    );
    expect(wide).toEqual([]);
  });

  it('says what each example does, each exit code, and what comes next', () => {
    for (const [name, text] of helps(80).slice(1)) {
      expect(text, name).toMatch(/\nExamples:\n {2}\$ handin /);
      expect(text, name).toMatch(/\nExit codes:\n {2}0 {2}\S/);
      expect(text, name).toMatch(/\nNext: \S/);
    }
  });
});
