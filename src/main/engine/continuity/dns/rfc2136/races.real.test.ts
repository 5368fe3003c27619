import { afterEach, describe, expect, it } from 'vitest';
import { durationMs } from '../../../../../shared/model/units.ts';
import { announcedSeed, seededRandom } from '../../../../store/testing/random.ts';
import { findBind } from '../../../sources/testing/bind.ts';
import type { DnsProvider } from '../provider.ts';
import { machineClock, randomBytes, startBindPair, type BindPair } from '../testing/bind-pair.ts';
import { observe, observePair } from '../testing/observer.ts';
import { expectUnbroken } from '../testing/unbroken.ts';
import { firstRecords, laneSets, LANES, race } from '../testing/races.ts';
import { unguarded } from '../testing/unguarded.ts';
import { createRfc2136Provider } from './provider.ts';

const RACES = Number(process.env['HOLDFAST_RACES'] ?? 2_000);
const bind = await findBind();
const clock = machineClock();
let pair: BindPair;
afterEach(() => pair.remove());

const started = async (): Promise<DnsProvider> => {
  pair = await startBindPair(firstRecords());
  return createRfc2136Provider(pair.options({ timeoutMs: durationMs(30_000) }), { clock, randomBytes });
};

describe.skipIf(bind === null)('writers who race for the same records on a real BIND (named is installed)', () => {
  it(`never overwrite what they have not seen: ${RACES} races, and nobody ever sees an empty or a mixed set`, { timeout: 3_600_000 }, async () => {
    const seed = announcedSeed('races');
    const provider = await started();
    const stop = await observePair(pair, laneSets());
    const tally = await race(provider, RACES, seededRandom(seed));
    const seen = await stop();
    process.stdout.write(`races: ${JSON.stringify(tally)}\n`);
    expect(tally).toEqual({ races: Math.floor(RACES / LANES) * LANES, staleOverwrites: 0, wrongEnds: 0, noWinner: 0 });
    expectUnbroken('races', seen);
    expect(seen.map(({ failed }) => failed)).toEqual([0, 0]);
    expect(Math.min(...seen.map(({ looks }) => looks))).toBeGreaterThan(LANES);
  });

  it('do so at once where the condition is left out: the control', async () => {
    const provider = await started();
    const tally = await race(unguarded(provider, pair.options(), false), 40, seededRandom(1));
    expect(tally.staleOverwrites).toBeGreaterThan(3);
  });

  it('leave nothing for a moment where it is done in two steps: the control of those who look', async () => {
    const provider = await started();
    const observer = await observe(pair.primary.address, laneSets());
    await race(unguarded(provider, pair.options(), true), 200, seededRandom(1));
    const { empty, mixed } = await observer.stop();
    expect(empty + mixed).toBeGreaterThan(0);
  });
});
