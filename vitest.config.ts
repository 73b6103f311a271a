import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The default leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    // Test files of one worker share what they import, the engine above all: loading it for each file took a tenth of the time.
    isolate: false,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
