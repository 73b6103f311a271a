import { describe, expect, it } from 'vitest';

import { styleFor, usesColor } from '../../../src/lib/io/terminal.js';

const TERMINAL = { isTTY: true };
const PIPE = {};

describe('colour', () => {
  it.each<readonly [string, { isTTY?: boolean }, Record<string, string>, boolean, boolean]>([
    ['is on for a terminal', TERMINAL, { TERM: 'xterm' }, false, true],
    ['is on for a terminal without a name', TERMINAL, {}, false, true],
    ['is off in a pipe', PIPE, { TERM: 'xterm' }, false, false],
    ['is off in a pipe that says it is no terminal', { isTTY: false }, {}, false, false],
    ['is off with --no-color', TERMINAL, {}, true, false],
    ['is off with NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false, false],
    ['is off with NO_COLOR of any value', TERMINAL, { NO_COLOR: '0' }, false, false],
    ['is on with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, false, true],
    ['is off on a dumb terminal', TERMINAL, { TERM: 'dumb' }, false, false],
    ['is forced in a pipe', PIPE, { FORCE_COLOR: '1' }, false, true],
    ['is forced by an empty FORCE_COLOR', PIPE, { FORCE_COLOR: '' }, false, true],
    ['is forced on a dumb terminal', TERMINAL, { TERM: 'dumb', FORCE_COLOR: '1' }, false, true],
    ['is off with FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, false, false],
    ['is off with FORCE_COLOR=false', TERMINAL, { FORCE_COLOR: 'false' }, false, false],
    ['is off where NO_COLOR and FORCE_COLOR differ', PIPE, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    ['is off where --no-color and FORCE_COLOR differ', TERMINAL, { FORCE_COLOR: '1' }, true, false],
  ])('%s', (_words, stream, env, noColorOption, expected) => {
    expect(usesColor(stream, env, noColorOption)).toBe(expected);
  });

  it('paints where it is on, and leaves the text alone where it is off', () => {
    const plain = styleFor(TERMINAL, false).paint;
    const painted = styleFor(PIPE, true).paint;
    for (const name of ['bold', 'dim', 'green', 'yellow', 'red'] as const) {
      expect(plain[name]('met')).toBe('met');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence is what is looked for
      expect(painted[name]('met')).toMatch(/^\u001b\[\d+mmet\u001b\[\d+m$/);
    }
  });

  it.each<readonly [string, { isTTY?: boolean; columns?: number }, number]>([
    ['a narrow terminal', { isTTY: true, columns: 60 }, 60],
    ['a wide terminal, where lines stay readable', { isTTY: true, columns: 300 }, 120],
    ['a terminal that does not say', { isTTY: true }, 80],
    ['a pipe, whatever it says', { columns: 40 }, 100],
  ])('comes with the width of %s', (_words, stream, width) => {
    expect(styleFor(stream, false).width).toBe(width);
  });
});
