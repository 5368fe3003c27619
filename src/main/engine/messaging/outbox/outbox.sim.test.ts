import { describe, expect, test } from 'vitest';
import { announcedSeed } from '../../../store/testing/random.ts';
import { LOOK_FAULTS, SEND_FAULTS } from './testing/faults.ts';
import { VENDORS } from './testing/vendor.ts';
import { runTrial, type Removed } from './testing/world.ts';

/** The longer run is `npm run soak:outbox`. */
const seed = announcedSeed('outbox');

describe('nine kinds of channels, and an engine that is killed', () => {
  test.each(Object.keys(SEND_FAULTS))('%s: nothing lost, nothing doubled, nothing denied, nothing out of order', async (only) => {
    const { wrong, faults, channels } = await runTrial({ seed, updates: 6, faultPercent: 60, only });
    expect(wrong).toEqual([]);
    expect(faults.get(only) ?? 0).toBeGreaterThan(0);
    expect(Object.keys(channels)).toHaveLength(VENDORS.length);
  });

  test('all of them together, with lookups that fail too', async () => {
    const { wrong, faults } = await runTrial({ seed: seed + 1, updates: 40, faultPercent: 40 });
    expect(wrong).toEqual([]);
    expect(Object.keys(LOOK_FAULTS).some((name) => (faults.get(name) ?? 0) > 0)).toBe(true);
  });

  test('without faults every update is there once, on every channel', async () => {
    const { wrong, channels } = await runTrial({ seed: seed + 2, updates: 12, faultPercent: 0 });
    expect(wrong).toEqual([]);
    for (const each of Object.values(channels)) expect(each.visible + each.superseded).toBe(12);
  });
});

describe('a protection that is taken away is missed', () => {
  const wrongWithout = async (removed: Removed, only?: string): Promise<readonly string[]> => {
    const wrong: string[] = [];
    for (let n = 0; n < 5 && wrong.length === 0; n += 1) wrong.push(...(await runTrial({ seed: seed + 10 + n, updates: 10, faultPercent: 60, removed, ...(only === undefined ? {} : { only }) })).wrong);
    return wrong;
  };

  test('reading back before a retry', async () => {
    expect(await wrongWithout('readBack', 'taken, then reset')).toContainEqual(expect.stringMatching(/^(?:slack|jira|statuspage|betterstack|x): \d+ doubled$/));
  });
  test('waiting until a channel has settled', async () => {
    expect(await wrongWithout('settling', 'taken, read much later')).toContainEqual(expect.stringMatching(/doubled$/));
  });
  test('not sending again where nothing can be known', async () => {
    expect(await wrongWithout('blindness', 'taken, then reset')).toContainEqual(expect.stringMatching(/^(?:slackWebhook|teams|email): \d+ doubled$/));
  });
  test('taking what was under way at a crash for unknown', async () => {
    expect(await wrongWithout('orphans', 'killed once it was taken')).toContainEqual(expect.stringMatching(/doubled$/));
  });
  test('keeping the order of an incident on a channel', async () => {
    expect(await wrongWithout('order', 'connection refused')).toContainEqual(expect.stringMatching(/inverted$/));
  });
});
