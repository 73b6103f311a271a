/** The tests that mutants of the protecting code are run against: those of the same rooms, in this process. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: (process.env['MUTATION_TESTS'] ?? '').split(','),
    testTimeout: 120_000,
    isolate: false,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
