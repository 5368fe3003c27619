import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { ensureBrowser, onPath } from './lib/browser.ts';
import { summarise, type SuiteTime, type TestOutcome } from './lib/outcome.ts';

/** `npm test`: everything that must be true, in one command. Its last line is `N passed, N failed`. */
const ROOT = join(import.meta.dirname, '..');
const WORK = join(ROOT, '.cache', 'test');
const bin = (path: string): string => join(ROOT, 'node_modules', path);
const outcomes: TestOutcome[] = [];
const times: SuiteTime[] = [];

function timed(suite: string, run: () => void): void {
  const startedMs = performance.now();
  try {
    run();
  } catch (error) {
    process.stderr.write(`${suite}: ${error instanceof Error ? error.message : String(error)}\n`);
    outcomes.push({ suite, name: suite, state: 'failed', ms: 0, reason: null });
  }
  times.push({ suite, seconds: (performance.now() - startedMs) / 1_000 });
}

/** A check without tests of its own counts as one test. */
function check(suite: string, script: string, args: readonly string[]): void {
  timed(suite, () => {
    const { status } = spawnSync(process.execPath, [bin(script), ...args], { cwd: ROOT, stdio: 'inherit' });
    outcomes.push({ suite, name: suite, state: status === 0 ? 'passed' : 'failed', ms: 0, reason: null });
  });
}

function runner(suite: string, script: string, args: readonly string[], env: Record<string, string> = {}): void {
  const file = join(WORK, `${suite}.json`);
  timed(suite, () => {
    const { status } = spawnSync(process.execPath, [bin(script), ...args], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env, HOLDFAST_OUTCOMES: file } });
    const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestOutcome[]) : [];
    outcomes.push(...found);
    if (found.length === 0 || (status !== 0 && found.every((outcome) => outcome.state !== 'failed'))) throw new Error(`the runner ended with ${status} and told of no failed test`);
  });
}

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
if (onPath('prometheus') === null) process.stderr.write('prometheus is not on the PATH: tests that need it are skipped (Debian: apt-get install prometheus; else https://prometheus.io/download).\n');

check('lint', 'oxlint/bin/oxlint', ['--max-warnings', '0']);
check('types (node)', 'typescript/bin/tsc', ['-p', 'tsconfig.node.json']);
check('types (web)', 'typescript/bin/tsc', ['-p', 'tsconfig.web.json']);
check('types (e2e)', 'typescript/bin/tsc', ['-p', 'tsconfig.e2e.json']);
check('unused code', 'knip/bin/knip.js', ['--no-progress']);
runner('unit', 'vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=./scripts/lib/vitest-reporter.ts']);
timed('build', () => build({ force: true }));
timed('browser', () => void ensureBrowser());
runner('e2e', '@playwright/test/cli.js', ['test', '--reporter=list,./scripts/lib/playwright-reporter.ts']);

process.stdout.write(summarise(outcomes, times));
process.exit(outcomes.some((outcome) => outcome.state === 'failed') ? 1 : 0);
