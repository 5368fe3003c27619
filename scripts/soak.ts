import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readSoak, type SoakPart } from './lib/soak-parts.ts';

/** `npm run soak [-- NAME…] [--share 0.1]`: the tests that `npm test` runs a few times, thousands of times. */
const ROOT = join(import.meta.dirname, '..');

interface Done {
  readonly line: string;
  readonly passed: boolean;
}

function run({ name, files, variable, runs }: SoakPart): Done {
  const seed = Number(process.env['HOLDFAST_SEED'] ?? Date.now() % 1_000_000);
  process.stdout.write(`\n${name}: ${runs} runs, HOLDFAST_SEED=${seed} ${variable}=${runs}\n`);
  const startedMs = performance.now();
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--maxWorkers=2', ...files], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, HOLDFAST_SEED: String(seed), [variable]: String(runs) } });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(8);
  return { line: `${seconds} s  ${status === 0 ? 'passed' : 'FAILED'}  ${name}: ${runs} runs, HOLDFAST_SEED=${seed}`, passed: status === 0 };
}

try {
  const done = readSoak(process.argv.slice(2)).map(run);
  process.stdout.write(`\n${done.map(({ line }) => line).join('\n')}\n`);
  process.exitCode = done.every(({ passed }) => passed) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
