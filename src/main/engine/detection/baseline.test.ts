import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { seededRandom } from '../../store/testing/random.ts';
import { createRuleMachine } from './machine.ts';
import { replayRule, type Replay } from './replay.ts';
import type { Condition } from './spec.ts';
import { gaussian, ruleSpec, START_MS, valueAt } from './testing/rule-samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEP = 5 * MINUTE;

type Baseline = Extract<Condition, { kind: 'baseline' }>;
const baseline = (change: Partial<Baseline> = {}) => ruleSpec({ consecutive: 1, condition: { kind: 'baseline', direction: 'both', sensitivity: 5, season: 'auto', ...change } });

/** What a signal looks like at a time after the start, in ms. */
type Shape = (at: number) => number;
const play = (days: number, shape: Shape, change: Partial<Baseline> = {}, stepMs = STEP): Replay =>
  replayRule(baseline(change), Array.from({ length: (days * DAY) / stepMs }, (_, index) => ({ time: epochMs(START_MS + index * stepMs), value: shape(index * stepMs) })));
const daysOf = ({ firings }: Replay): number[] => firings.map(({ firedAt }) => (firedAt - START_MS) / DAY);

const noise = (seed: number): (() => number) => {
  const random = seededRandom(seed);
  return () => gaussian(random);
};
/** p95 latency around 120 ms. */
const latency = (seed: number): Shape => {
  const random = noise(seed);
  return () => 120 + 8 * random();
};
/** Requests a second: a tenth at night of what there is at noon; half of it on the weekend. */
const traffic = (seed: number, weekend = 1): Shape => {
  const random = noise(seed);
  return (at) => (Math.floor(at / DAY) % 7 >= 5 ? weekend : 1) * (550 - 450 * Math.cos((2 * Math.PI * at) / DAY)) * (1 + 0.04 * random());
};
const during = (from: number, lasts: number, change: (value: number, at: number) => number, shape: Shape): Shape => (at) => {
  const value = shape(at);
  return at >= from && at < from + lasts ? change(value, at) : value;
};

describe('what a baseline finds', () => {
  it('a single strange sample, where samples are five minutes apart', () => {
    expect(daysOf(play(6, during(5 * DAY, STEP, (value) => value * 2, latency(1))))).toEqual([5]);
  });

  it('a latency that is a little worse from now on, within two hours, once', () => {
    const found = play(7, during(5 * DAY, 12 * HOUR, (value) => value + 20, latency(2)));
    expect(found.firings).toHaveLength(1);
    expect(daysOf(found)[0]).toBeGreaterThanOrEqual(5);
    expect(daysOf(found)[0]).toBeLessThan(5 + (2 * HOUR) / DAY);
  });

  it('traffic that stays away at noon, though nights have less', () => {
    const noon = 6.5 * DAY;
    expect(daysOf(play(8, during(noon, 2 * HOUR, (value) => value * 0.3, traffic(3))))[0]).toBeCloseTo(6.5, 1);
    expect(daysOf(play(8, traffic(3)))).toEqual([]);
  });

  it('only on the side that matters', () => {
    const dip = during(5 * DAY, HOUR, (value) => value / 2, latency(4));
    expect(daysOf(play(6, dip, { direction: 'above' }))).toEqual([]);
    expect(daysOf(play(6, dip, { direction: 'below' }))).toEqual([5]);
  });

  it('an incident once: that all is well again is not a second one, and is noticed within the hour', () => {
    const outage = play(7, during(5 * DAY, 3 * HOUR, (value) => value * 8, latency(5)));
    expect(daysOf(outage)).toEqual([5]);
    expect(outage.firings[0]?.endedAt).toBeLessThan(START_MS + 5 * DAY + 4 * HOUR);
  });

  /** Two days of minutes as history, then samples as fast as they come. */
  const afterHistory = (hours: number, stepMs: number, shape: Shape): Replay =>
    replayRule(
      baseline(),
      Array.from({ length: (hours * HOUR) / stepMs }, (_, index) => ({ time: epochMs(START_MS + 2 * DAY + index * stepMs), value: shape(index * stepMs) })),
      { history: Array.from({ length: (2 * DAY) / MINUTE }, (_, minute) => ({ time: epochMs(START_MS + minute * MINUTE), value: shape(-1) })) },
    );

  it.each([1_000, 5_000, 15_000, 60_000, STEP])('the same with samples every %s ms', (stepMs) => {
    const { firings } = afterHistory(3, stepMs, during(2 * HOUR, HOUR, (value) => value * 2, latency(6)));
    expect(firings).toHaveLength(1);
    const delayMs = (firings[0]?.firedAt ?? 0) - (START_MS + 2 * DAY + 2 * HOUR);
    expect(delayMs).toBeGreaterThanOrEqual(0);
    expect(delayMs).toBeLessThanOrEqual(45_000);
  });

  it('no spike in ten slow seconds, where samples come every second', () => {
    expect(afterHistory(1, 1_000, during(HOUR / 2, 10_000, (value) => value * 20, latency(7))).firings).toEqual([]);
  });
});

describe('what a baseline leaves alone', () => {
  it('two weeks of noise, of a daily rhythm, and weekends once they are known', () => {
    expect(daysOf(play(14, latency(11)))).toEqual([]);
    expect(daysOf(play(14, traffic(12)))).toEqual([]);
    expect(daysOf(play(21, traffic(13, 0.5))).filter((day) => day > 7)).toEqual([]);
  });

  it('a signal that never moves, and the last digit of one that is rounded', () => {
    expect(daysOf(play(6, (at) => (at === 5 * DAY ? 104 : 100)))).toEqual([]);
    expect(daysOf(play(6, (at) => (at === 5 * DAY ? 150 : 100)))).toEqual([5]);
    const random = noise(14);
    expect(daysOf(play(14, () => Math.round(3 + 0.6 * random())))).toEqual([]);
  });

  it('a nightly job, once it was seen three times', () => {
    const usual = latency(15);
    const found = daysOf(play(14, (at) => usual(at) + (at % DAY < 15 * MINUTE ? 400 : 0)));
    expect(found.length).toBeLessThanOrEqual(3);
    expect(found.filter((day) => day > 3)).toEqual([]);
  });

  it('a lasting shift, after a day', () => {
    const found = play(12, during(5 * DAY, 30 * DAY, (value) => value + 60, latency(16)));
    expect(daysOf(found)).toEqual([5]);
    expect(((found.firings[0]?.endedAt ?? 0) - START_MS) / DAY).toBeLessThan(6.5);
  });
});

describe('learning', () => {
  it('is said, and lasts a day of data and a hundred values', () => {
    const machine = createRuleMachine(baseline());
    const verdicts = Array.from({ length: 300 }, (_, index) => machine.take(valueAt(index * STEP, 120 + (index % 7), null, STEP)).unknownReason);
    expect(verdicts.lastIndexOf('learning')).toBe(DAY / STEP - 1);
  });

  it('from history makes it judge at once, and gives the same limits as having seen it live', () => {
    const shape = latency(21);
    const points = Array.from({ length: (3 * DAY) / STEP }, (_, index) => ({ time: epochMs(START_MS + index * STEP), value: shape(index * STEP) }));
    const [taught, live] = [createRuleMachine(baseline()), createRuleMachine(baseline())];
    taught.learn(points);
    for (const { time, value } of points) live.take({ what: 'value', value, time, intervalMs: durationMs(STEP), traffic: null });
    const next = valueAt(3 * DAY, 300, null, STEP);
    expect(taught.take(next)).toMatchObject({ state: 'firing', value: 300 });
    expect(live.take(next).limit).toBe(taught.status().limit);
  });

  it('history that comes after the first live samples is learned instead of them', () => {
    const machine = createRuleMachine(baseline());
    const shape = latency(22);
    for (let index = 0; index < 3; index += 1) machine.take(valueAt(3 * DAY + index * STEP, 120, null, STEP));
    machine.learn(Array.from({ length: (3 * DAY) / STEP + 2 }, (_, index) => ({ time: epochMs(START_MS + index * STEP), value: shape(index * STEP) })));
    expect(machine.take(valueAt(3 * DAY + 3 * STEP, 121, null, STEP)).verdict).toBe('pass');
  });

  it('is not misled by one incident in it: the next one like it is found', () => {
    const shape = during(1.5 * DAY, 2 * HOUR, (value) => value * 5, during(5 * DAY, 30 * MINUTE, (value) => value * 2, latency(23)));
    const days = daysOf(play(6, shape));
    expect([days[0], days.at(-1)]).toEqual([1.5, 5]);
  });

  it('takes what happens again and again for usual', () => {
    const usual = latency(24);
    const shape: Shape = (at) => (at % (2 * DAY) === DAY ? 240 : usual(at));
    const days = daysOf(play(21, shape));
    expect(days.filter((day) => day < 8).length).toBeGreaterThan(1);
    expect(days.filter((day) => day > 12)).toEqual([]);
  });

  it('a rhythm that was asked for is waited for: no level is judged by a day alone', () => {
    const tomorrow = during(2.5 * DAY, 6 * HOUR, (value) => value + 25, latency(25));
    expect(daysOf(play(3.5, tomorrow))).toHaveLength(1);
    expect(daysOf(play(3.5, tomorrow, { season: 'weekly' }))).toEqual([]);
  });
});

describe('what comes from outside', () => {
  it('infinite values are judged, and nothing is learned from them', () => {
    const machine = createRuleMachine(baseline());
    const shape = latency(31);
    for (let index = 0; index < 600; index += 1) machine.take(valueAt(index * STEP, shape(0), null, STEP));
    expect(machine.take(valueAt(600 * STEP, Infinity, null, STEP)).verdict).toBe('fail');
    expect(machine.take(valueAt(601 * STEP, -Infinity, null, STEP)).verdict).toBe('fail');
    expect(machine.take(valueAt(602 * STEP, 121, null, STEP))).toMatchObject({ verdict: 'pass' });
    expect(Number.isFinite(machine.status().limit)).toBe(true);
  });

  it('survives gaps, clocks that step, and times near 1970', () => {
    const machine = createRuleMachine(baseline());
    const random = seededRandom(32);
    let at = -START_MS;
    for (let index = 0; index < 5_000; index += 1) {
      at += random() < 0.01 ? random() * 20 * DAY : STEP;
      if (random() < 0.005) machine.interrupt();
      const { limit, verdict } = machine.take(valueAt(random() < 0.01 ? at - random() * 20 * DAY : at, 100 + random(), null, STEP));
      if (verdict !== 'unknown') expect(Number.isFinite(limit)).toBe(true);
    }
  });

  it('a blackout teaches nothing: neither its few values nor their absence', () => {
    const machine = createRuleMachine(baseline({ direction: 'above' }));
    const shape = latency(33);
    const busy = { now: 1_000, usual: 1_000 };
    for (let index = 0; index < 600; index += 1) machine.take(valueAt(index * STEP, shape(0), busy, STEP));
    const before = machine.status().limit;
    for (let index = 600; index < 612; index += 1) expect(machine.take(valueAt(index * STEP, 4_000, { now: 20, usual: 1_000 }, STEP)).verdict).toBe('fail');
    machine.take(valueAt(612 * STEP, 120, busy, STEP));
    expect(machine.take(valueAt(613 * STEP, 120, busy, STEP)).limit).toBeCloseTo(before ?? 0, -1);
  });
});
