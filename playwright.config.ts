import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { BROWSER_ARGS, findBrowser } from './scripts/lib/browser.ts';

const executablePath = findBrowser();

/** Each of some seventy servers reads the same modules: compiled once, a start costs a fifth less processor. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compile');

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  /** Most of a story's time is waiting for a clock: three at once fill two cores, beside the servers and browsers they start. */
  workers: 3,
  retries: 0,
  forbidOnly: true,
  /** For what never comes: how fast a busy machine is says nothing. What is promised within a time says so itself. */
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1920, height: 1080 },
    launchOptions: { ...(executablePath === null ? {} : { executablePath }), /** There is no graphics card here: drawing as if there were one costs more than drawing. */ args: [...BROWSER_ARGS, '--disable-gpu'] },
    /** It takes a seventh of a story's processor. A story that failed leaves a picture and its page as text; `--trace retain-on-failure` brings the rest. */
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'web', testMatch: 'web/**/*.spec.ts' },
    { name: 'desktop-bundles', testMatch: 'desktop/**/*.spec.ts' },
  ],
});
