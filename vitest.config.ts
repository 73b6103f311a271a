import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The default leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
