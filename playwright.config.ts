import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from './scripts/lib/browser.ts';

const executablePath = findBrowser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  /** Most of a story's time is waiting for a clock: two at once fit two cores, beside the servers and browsers they start. */
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1920, height: 1080 },
    launchOptions: { ...(executablePath === null ? {} : { executablePath }), args: BROWSER_ARGS },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'web', testMatch: 'web/**/*.spec.ts' },
    { name: 'desktop-bundles', testMatch: 'desktop/**/*.spec.ts' },
  ],
});
