import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../e2e/fakes/contracts.ts';
import { channelTraits } from '../../../../shared/model/channels/index.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import { announcedSeed, seededRandom } from '../../../store/testing/random.ts';
import { runLineage, type LineageEnd } from './testing/kills/lineage.ts';
import type { Unprotected } from './testing/kills/order.ts';
import { planKills, type Kill } from './testing/kills/points.ts';
import { scaledClock } from './testing/kills/scaled-clock.ts';
import { startVendors, type KilledVendor } from './testing/kills/vendors.ts';

/** `npm run soak` does many more: all channels times all points, over and over. */
const KILLS = Number(process.env['HOLDFAST_OUTBOX_KILLS'] ?? 60);
/** A minute that Jira's index needs takes three seconds. */
const TIMES = 20;
/** Databases at the same time; each sees so many kills, one after the other. */
const AT_ONCE = 4;
const KILLS_EACH = 15;

describe.skipIf(WITHOUT_CONTRACTS)(`kill -9 of the process that sends (${NEEDS_CONTRACTS})`, () => {
  const anchorMs = Date.now();
  const vendorsNow = (): number => scaledClock(TIMES, anchorMs).nowMs();
  let vendors: readonly KilledVendor[] = [];
  let lineages = 0;
  const folder = temporaryFolder();
  beforeAll(async () => {
    vendors = await startVendors(vendorsNow);
  });
  afterAll(async () => {
    await Promise.all(vendors.map((vendor) => vendor.stop()));
    folder[Symbol.dispose]();
  });

  const run = (seed: number, kills: readonly Kill[], random: () => number, unprotected: Unprotected = null, at = vendors): Promise<LineageEnd> =>
    runLineage({ seed, vendors: at, times: TIMES, anchorMs, folder: folder.path, number: (lineages += 1), kills, random, unprotected });
  const classes = () => new Map(vendors.map(({ id, config }) => [id, channelTraits(config(1)).class(config(1))]));

  test(`${KILLS} kills at known points, at nine channels: nothing lost, nothing doubled, nothing denied, nothing out of order`, async () => {
    const seed = announcedSeed('outbox, kill -9');
    const plan = planKills(classes(), KILLS, seededRandom(seed));
    const parts = Array.from({ length: Math.ceil(plan.length / KILLS_EACH) }, (_, n) => ({ n, kills: plan.slice(n * KILLS_EACH, (n + 1) * KILLS_EACH) }));
    const waiting = [...parts];
    const ends: LineageEnd[] = [];
    const work = async (): Promise<void> => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) ends.push(await run(seed, part.kills, seededRandom(seed + part.n)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(ends.flatMap(({ wrong }) => wrong), `HOLDFAST_SEED=${seed}`).toEqual([]);
    expect(ends.flatMap(({ killed }) => killed)).toHaveLength(KILLS);
    for (const vendor of vendors) expect(vendor.wrong()).toEqual([]);
  }, 60_000 + KILLS * 10_000);

  describe('a protection that is taken away is missed', () => {
    /** Each update is of an incident of its own: a newer one of the same would go in the place of what is sent again. */
    const apart = (): number => 0.9;
    const arm = async (unprotected: Unprotected, channels: readonly string[], point: Kill['point'], at = vendors): Promise<readonly string[]> =>
      (await run(1, channels.map((channel) => ({ channel, point })), apart, unprotected, at)).wrong;

    test('writing down what is being sent before the first byte', async () => {
      expect(await arm('written before sent', ['statuspage', 'teams'], 'taken')).toEqual(expect.arrayContaining([expect.stringMatching(/^statuspage: \d doubled/), expect.stringMatching(/^teams: \d doubled/)]));
    }, 120_000);
    test('not sending again where nothing can be known', async () => {
      expect(await arm('blind', ['slackWebhook', 'email'], 'taken')).toEqual(expect.arrayContaining([expect.stringMatching(/^slackWebhook: \d doubled/), expect.stringMatching(/^email: \d doubled/)]));
    }, 120_000);
    test('reading back before a retry', async () => {
      expect(await arm('read back', ['slack', 'betterstack'], 'taken')).toEqual(expect.arrayContaining([expect.stringMatching(/^slack: \d doubled/), expect.stringMatching(/^betterstack: \d doubled/)]));
    }, 120_000);
    test('waiting until a channel has settled', async () => {
      /* An index of a day: of a short one, a busy machine waits for the end before our process has even started again. */
      const slow = await startVendors(vendorsNow, { jiraLagMs: 86_400_000 });
      try {
        expect(await arm('settling', ['jira'], 'taken', slow)).toContainEqual(expect.stringMatching(/^jira: \d doubled/));
      } finally {
        await Promise.all(slow.map((vendor) => vendor.stop()));
      }
    }, 120_000);
  });
});
