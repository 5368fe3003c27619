import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/lib/longest-first.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'lint/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/electron-standin/**/*.test.ts', 'e2e/fakes/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    /** One more than cores: what waits for a clock or a program leaves its core to the others. */
    maxWorkers: 3,
    /** Modules are read once per worker instead of once per file: nothing of ours keeps state between files. */
    isolate: false,
    sequence: { sequencer: LongestFirst },
    /** For what never ends. How fast a busy machine is says nothing. */
    testTimeout: 60_000,
    hookTimeout: 60_000,
    /** An unexpected line on the console is a warning nobody will read later. */
    setupFiles: ['./scripts/vitest-setup.ts'],
  },
});
