import { describe, expect, it } from 'vitest';

import { createProgress, styleFor, usesColor } from '../../../src/lib/io/terminal.js';

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

describe('progress', () => {
  /** A terminal that keeps what it is told, and a clock that is set by hand. */
  function watched(
    stream: { isTTY?: boolean; columns?: number } = { isTTY: true, columns: 80 },
    env: Record<string, string> = {},
    isQuiet = false,
  ) {
    const written: string[] = [];
    const clock = { now: 5000 };
    const progress = createProgress({ ...stream, write: (text: string) => written.push(text) }, env, isQuiet, () => clock.now);
    return { written, clock, progress };
  }

  it('is silent for the first second', () => {
    const { written, clock, progress } = watched();
    progress.begin('Reading 2 files', 1_000_000);
    clock.now += 999;
    progress.advance(900_000);
    progress.end();
    expect(written).toEqual([]);
  });

  it('then says bytes, rate and time left on one line, and clears it at the end', () => {
    const { written, clock, progress } = watched();
    progress.begin('Reading 2 files', 300_000_000);
    clock.now += 2000;
    progress.advance(100_000_000);
    expect(written).toEqual(['\rReading 2 files: 33%, 100 MB of 300 MB, 50.0 MB/s, 4 s left\u001b[K']);
    progress.end();
    expect(written.at(-1)).toBe('\r\u001b[K');
    progress.end();
    expect(written).toHaveLength(2);
  });

  it('draws at most five times a second', () => {
    const { written, clock, progress } = watched();
    progress.begin('Reading 1 file', 1_000_000);
    clock.now += 1000;
    for (let done = 0; done < 1_000_000; done += 1000) {
      clock.now += 1;
      progress.advance(done);
    }
    expect(written).toHaveLength(5);
  });

  it.each([
    [30, '30 s left'],
    [90, '1 min 30 s left'],
    [7260, '2 h 1 min left'],
  ])('says how long %d seconds are', (seconds, words) => {
    const { written, clock, progress } = watched();
    progress.begin('Reading 1 file', 1_000_000 * (seconds + 2));
    clock.now += 2000;
    progress.advance(2_000_000);
    expect(written.join('')).toContain(words);
  });

  it('never fills the last column, where a terminal would begin a line that stays', () => {
    const { written, clock, progress } = watched({ isTTY: true, columns: 30 });
    progress.begin('Reading 12 files', 1_000_000_000);
    clock.now += 2000;
    progress.advance(2_000_000);
    expect(written[0]).toHaveLength(1 + 29 + '\u001b[K'.length);
  });

  it.each<readonly [string, { isTTY?: boolean }, Record<string, string>, boolean]>([
    ['in a pipe', {}, {}, false],
    ['with --quiet', { isTTY: true }, {}, true],
    ['on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false],
  ])('shows nothing %s', (_words, stream, env, isQuiet) => {
    const { written, clock, progress } = watched(stream, env, isQuiet);
    progress.begin('Reading 1 file', 1_000_000);
    clock.now += 60_000;
    progress.advance(500_000);
    progress.end();
    expect(written).toEqual([]);
  });
});
