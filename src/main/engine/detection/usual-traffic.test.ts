import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { UsualTraffic } from './usual-traffic.ts';

const at = (seconds: number) => epochMs(seconds * 1_000);

function used(seconds: number, perSecond: (second: number) => number): UsualTraffic {
  const traffic = new UsualTraffic();
  for (let second = 0; second < seconds; second += 5) traffic.take(at(second), perSecond(second), 5_000);
  return traffic;
}

describe('what the traffic of a service usually is', () => {
  it('is not known from a handful of samples', () => expect(used(60, () => 50).usual()).toBeNull());

  it('is the median of the last hour', () => expect(used(3_600, (second) => (second % 100 < 60 ? 40 : 80)).usual()).toBe(40));

  it('stays what it was while traffic has collapsed, however long the blackout lasts', () => {
    const traffic = used(3_600, () => 50);
    for (let second = 3_600; second < 3_600 + 6 * 3_600; second += 5) traffic.take(at(second), 0.5, 5_000);
    expect(traffic.factsAt(at(3_600 + 6 * 3_600 - 5))).toEqual({ now: 0.5, usual: 50 });
  });

  it('is learned anew once a service has been left alone for a day', () => {
    const traffic = used(3_600, () => 50);
    for (let second = 3_600; second < 3_600 + 26 * 3_600; second += 60) traffic.take(at(second), 1, 60_000);
    expect(traffic.usual()).toBe(1);
  });

  it('says nothing of now from a sample that is three intervals old', () => {
    const traffic = used(3_600, () => 50);
    expect(traffic.factsAt(at(3_595 + 15)).now).toBe(50);
    expect(traffic.factsAt(at(3_595 + 16)).now).toBeNull();
    expect(traffic.factsAt(null).now).toBeNull();
  });

  it('takes no sample twice, and none without a number', () => {
    const traffic = used(3_600, () => 50);
    traffic.take(at(3_595), 900, 5_000);
    traffic.take(at(3_600), null, 5_000);
    traffic.take(at(3_600), Number.NaN, 5_000);
    expect(traffic.factsAt(at(3_595))).toEqual({ now: 50, usual: 50 });
  });

  it('goes on being known after the clock was set back', () => {
    const traffic = used(3_600, () => 50);
    traffic.interrupt();
    traffic.take(at(5), 0.5, 5_000);
    expect(traffic.factsAt(at(5))).toEqual({ now: 0.5, usual: 50 });
  });
});
