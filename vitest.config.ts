import fs from 'node:fs';
import path from 'node:path';

import { defineConfig } from 'vitest/config';

/** Test files that try more in the long run say so by `helpers/runs.ts`; nobody has to keep a list. */
function filesWithMoreRuns(): string[] {
  return fs
    .readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((name) => path.join('test', name))
    .filter((name) => name.endsWith('.test.ts') && fs.readFileSync(name, 'utf8').includes('helpers/runs.js'));
}

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? filesWithMoreRuns() : ['test/**/*.test.ts'],
    // No test may open a connection, and CI says what properties are tried on.
    setupFiles: ['test/helpers/no-network.mjs', 'test/helpers/dice.ts'],
    // Only against hanging: the long volumes take minutes on a machine that does other things too.
    testTimeout: mode === 'long' ? 900_000 : 120_000,
    hookTimeout: 120_000,
    // The default leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    // Test files of one worker share what they import, the engine above all: loading it for each file took a tenth of the time.
    isolate: false,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
}));
