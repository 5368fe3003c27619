import { describe, expect, it } from 'vitest';
import { announcedSeed } from '../testing/random.ts';
import { DAMAGES } from './testing/damage.ts';
import { runDamage, type DamageRun } from './testing/damage-run.ts';

/** Every kind of damage five times; `npm run soak` does thousands. */
const RUNS = Number(process.env['HOLDFAST_DAMAGES'] ?? 5 * DAMAGES.length);

async function runAll(first: number, count: number, salvage: boolean): Promise<(DamageRun & { readonly seed: number })[]> {
  const runs = [];
  for (let seed = first; seed < first + count; seed += 1) runs.push({ seed, ...(await runDamage(seed, { salvage })) });
  return runs;
}

const total = (runs: readonly DamageRun[], of: (run: DamageRun) => number): number => runs.reduce((sum, run) => sum + of(run), 0);

describe('a start on a damaged file', () => {
  it(`keeps what stood on pages that were left alone, ${RUNS} times, and says what it cannot prove`, async () => {
    const seed = announcedSeed('damage');
    const runs = await runAll(seed, RUNS, true);
    for (const run of runs) {
      const at = `HOLDFAST_SEED=${run.seed}: ${run.what}; missing ${run.missing.join(' | ')}; ${run.firstBad ?? ''}`;
      expect([run.verified, run.asideIntact || run.metWriting, run.soundAfter || !run.noticed], at).toEqual([true, true, true]);
      /* Less two: the last row where nothing that is left vouches for it, with its text. */
      expect(run.kept, at).toBeGreaterThanOrEqual(0.99 * run.rows - 2);
      expect(run.ms, at).toBeLessThan(10_000);
    }
    expect(total(runs, ({ journal }) => journal.kept) / total(runs, ({ journal }) => journal.rows)).toBeGreaterThanOrEqual(0.99);
    expect(runs.filter(({ asideIntact }) => !asideIntact).length).toBeLessThanOrEqual(Math.ceil(RUNS / 100));
    expect(runs.filter(({ noticed }) => noticed).length).toBeGreaterThan(RUNS / 2);
  }, 60_000 + RUNS * 3_000);

  it('control arm: where only backups come back, rows of sound pages are lost', async () => {
    const seed = announcedSeed('damage, control arm');
    const runs = await runAll(seed, DAMAGES.length, false);
    expect(total(runs, ({ kept }) => kept) / total(runs, ({ rows }) => rows), `HOLDFAST_SEED=${seed}`).toBeLessThan(0.95);
  }, 60_000);
});
