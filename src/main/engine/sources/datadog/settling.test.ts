import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { nextLook } from './rhythm.ts';
import { isLearning, look, newestSettled, NOTHING_SETTLED, tooEarlyMs, usualLagMs, type Bucket, type Settling } from './settling.ts';

const WIDTH = durationMs(20_000);
const T = 1_795_000_000_000 - (1_795_000_000_000 % WIDTH);

interface Played {
  /** A bucket is 1 once all of it has come. */
  readonly lineAt: (now: number) => Bucket[];
}

/** A source whose agents send every 10 s, each point `lagMs` late; what has not come yet is missing from its bucket. */
function agents(lagMs: (at: number) => number): Played {
  const SENT = 10_000;
  return {
    lineAt: (now) => {
      const first = Math.floor((now - 1_800_000) / WIDTH) * WIDTH;
      const line: Bucket[] = [];
      for (let start = first; start <= now; start += WIDTH) {
        const points = [start, start + SENT].filter((at) => at + lagMs(at) <= now);
        if (points.length > 0) line.push({ start: epochMs(start), value: points.length / 2 });
      }
      return line;
    },
  };
}

interface Run {
  readonly settling: Settling;
  readonly looks: number;
  /** Values that were read, after so many looks. */
  readonly read: readonly { readonly at: number; readonly start: number; readonly value: number }[];
}

/** Looks at a source as the rhythm says. */
function follow(source: Played, spanMs: number, everyMs = 15_000, paceMs = 0, from = T + 7_000): Run {
  let settling = NOTHING_SETTLED;
  let now = from;
  let [round, explored, looks] = [0, false, 0];
  const read: { at: number; start: number; value: number }[] = [];
  while (now < from + spanMs) {
    const line = source.lineAt(now);
    settling = look(settling, line, WIDTH, epochMs(now));
    const lagMs = usualLagMs(settling, WIDTH);
    const newest = newestSettled(line, WIDTH, lagMs, epochMs(now));
    if (newest !== null && newest.start !== read.at(-1)?.start) read.push({ at: now, ...newest });
    const next = nextLook({ everyMs: durationMs(everyMs), widthMs: WIDTH, paceMs: durationMs(paceMs), lagsMs: [lagMs], tooEarlyMs: tooEarlyMs(settling), learning: isLearning(settling), round, explored }, epochMs(now));
    explored = next.explores;
    if (!explored) round += 1;
    looks += 1;
    now += next.inMs;
  }
  return { settling, looks, read };
}

const HALF_HOUR = 1_800_000;

describe('how late the points of a Datadog usually are', () => {
  it('takes the newest point but one while nothing is known', () => {
    const line = [0, 1, 2].map((n): Bucket => ({ start: epochMs(T + n * WIDTH), value: n }));
    expect(usualLagMs(NOTHING_SETTLED, WIDTH)).toBe(WIDTH);
    expect(newestSettled(line, WIDTH, WIDTH, epochMs(T + 2 * WIDTH + 5_000))?.value).toBe(0);
  });

  it.each([
    ['at once', 0, 3_000],
    ['after two seconds', 2_000, 6_000],
    ['after eight seconds', 8_000, 13_000],
    ['after seventeen seconds', 17_000, 21_000],
    ['after twelve minutes', 720_000, 741_000],
  ])('learns a source whose points come %s, within three minutes or three of its points', (_, lag, most) => {
    const { settling } = follow(agents(() => lag), 180_000);
    // The last point of a bucket is sent half a bucket before its end.
    expect(usualLagMs(settling, WIDTH)).toBeGreaterThanOrEqual(Math.max(0, lag - WIDTH / 2));
    expect(usualLagMs(settling, WIDTH)).toBeLessThanOrEqual(most);
  });

  it('never reads a point that is still filling, once it has learned', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 19_999 }), fc.constantFrom(5_000, 15_000, 60_000), (lag, phase, everyMs) => {
        const { read } = follow(agents(() => lag), HALF_HOUR, everyMs, 0, T + phase);
        const partial = read.filter(({ value }) => value < 1);
        // What is learned from one look is known from the next one on.
        expect(partial.filter(({ at }) => at > T + phase + 300_000)).toEqual([]);
        expect(partial.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 60 },
    );
  });

  it('reads one in ten at most too early where points are late by chance', () => {
    const late = (at: number): number => 2_000 + ((at / 10_000) % 7) * 1_000;
    const { read } = follow(agents(late), 4 * HALF_HOUR);
    const partial = read.filter(({ value }) => value < 1);
    expect(partial.length / read.length).toBeLessThanOrEqual(0.1);
  });

  it('does not take the time that a source was silent for how late it usually is', () => {
    const stop = T + 600_000;
    const goesOn = stop + 600_000;
    // Ten minutes of points come all at once.
    const stalled = agents((at) => (at >= stop && at < goesOn ? goesOn - at : 3_000));
    const { settling } = follow(stalled, 1_800_000);
    expect(usualLagMs(settling, WIDTH)).toBeLessThanOrEqual(15_000);
  });

  it('looks hardly more often than points come, and no more often than a limit allows', () => {
    expect(follow(agents(() => 3_000), HALF_HOUR).looks).toBeLessThanOrEqual(HALF_HOUR / WIDTH + 25);
    expect(follow(agents(() => 3_000), HALF_HOUR, 60_000).looks).toBeLessThanOrEqual(HALF_HOUR / 60_000 + 1);
    expect(follow(agents(() => 3_000), HALF_HOUR, 15_000, 45_000).looks).toBeLessThanOrEqual(HALF_HOUR / 40_000 + 1);
  });

  it('always looks again, at least a second later', () => {
    const ms = fc.integer({ min: 0, max: 3_600_000 });
    fc.assert(
      fc.property(fc.record({ everyMs: fc.integer({ min: 1_000, max: 86_400_000 }), paceMs: ms, lag: ms, early: ms, round: fc.nat(1_000), learning: fc.boolean(), explored: fc.boolean() }), fc.nat(100_000), (facts, after) => {
        const { inMs } = nextLook({ ...facts, everyMs: durationMs(facts.everyMs), paceMs: durationMs(facts.paceMs), widthMs: WIDTH, lagsMs: [durationMs(facts.lag)], tooEarlyMs: durationMs(facts.early) }, epochMs(T + after));
        expect(inMs).toBeGreaterThanOrEqual(999);
        expect(inMs).toBeLessThanOrEqual(Math.max(facts.everyMs, facts.paceMs, WIDTH) + 2 * WIDTH);
      }),
    );
  });
});
