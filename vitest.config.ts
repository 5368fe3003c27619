import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'lint/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/electron-standin/**/*.test.ts', 'e2e/fakes/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    /** An unexpected line on the console is a warning nobody will read later. */
    setupFiles: ['./scripts/vitest-setup.ts'],
  },
});
