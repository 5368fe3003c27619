import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { seededRandom } from '../../store/testing/random.ts';
import { BurnRate } from './burn.ts';
import { createRuleMachine } from './machine.ts';
import type { Condition, RuleStatus } from './spec.ts';
import { ruleSpec, START_MS, valueAt } from './testing/rule-samples.ts';

type Burn = Extract<Condition, { kind: 'burn' }>;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const burn = (target: number, factor: number, longMs: number, shortMs: number, minSamples = 1): Burn => ({ kind: 'burn', target, windows: { factor, longMs: durationMs(longMs), shortMs: durationMs(shortMs) }, minSamples });

/** Requests and failed requests, one entry per sample: an outage now and then over a low error rate. */
interface Second {
  readonly requests: number;
  readonly failed: number;
}
function sloSeries(seed: number, samples: number, budget: number): Second[] {
  const random = seededRandom(seed);
  let [outage, badness] = [0, 0];
  return Array.from({ length: samples }, () => {
    if (outage > 0) outage -= 1;
    else if (random() < 0.004) [outage, badness] = [Math.ceil(random() * samples * 0.04), Math.min(1, budget * 4 ** (random() * 4))];
    const requests = 50 + Math.floor(random() * 100);
    return { requests, failed: Math.round(requests * Math.min(1, (outage > 0 ? badness : budget * 0.3) * 2 * random())) };
  });
}

/** The workbook's formula, straight from the sums: by how much of the limit the smaller error ratio exceeds it. */
function excess(series: readonly Second[], at: number, { target, windows }: Burn, stepMs: number): number {
  const ratio = (spanMs: number): number => {
    const seen = series.slice(Math.max(0, at + 1 - Math.round(spanMs / stepMs)), at + 1);
    return seen.reduce((sum, { failed }) => sum + failed, 0) / seen.reduce((sum, { requests }) => sum + requests, 0);
  };
  return Math.min(ratio(windows.longMs), ratio(windows.shortMs)) / (windows.factor * (1 - target)) - 1;
}

const judge = (rate: BurnRate, at: number, ratio: number, perSecond: number | null, stepMs: number) => rate.judge(ratio, valueAt(at, ratio, { now: perSecond, usual: null }, stepMs));

describe('multi-window, multi-burn-rate', () => {
  const TABLE: readonly (readonly [name: string, condition: Burn, stepMs: number])[] = [
    ['99.9 % over 30 d, page at 14.4×', burn(0.999, 14.4, HOUR, 5 * MINUTE), 15_000],
    ['99.9 % over 30 d, page at 6×', burn(0.999, 6, 6 * HOUR, 30 * MINUTE), MINUTE],
    ['99.9 % over 30 d, ticket at 1×', burn(0.999, 1, 3 * DAY, 6 * HOUR), 10 * MINUTE],
    ['99 % over 30 d', burn(0.99, 14.4, HOUR, 5 * MINUTE), MINUTE],
    ['95 %, 6×', burn(0.95, 6, 6 * HOUR, 30 * MINUTE), MINUTE],
    ['scaled to 7 d', burn(0.999, 14.4, 14 * MINUTE, 70_000), 5_000],
    ['scaled to 1 d', burn(0.995, 14.4, 2 * MINUTE, 10_000), 1_000],
    ['scaled to 90 d', burn(0.999, 1, 9 * DAY, 18 * HOUR), 30 * MINUTE],
  ];

  it.each(TABLE)('breaches where the formula does: %s', (_name, condition, stepMs) => {
    const series = sloSeries(7, Math.min(4_000, Math.ceil((condition.windows.longMs / stepMs) * 6)), (1 - condition.target) * condition.windows.factor);
    const rate = new BurnRate(condition);
    const said = { fail: 0, pass: 0, close: 0 };
    series.forEach(({ requests, failed }, at) => {
      const judged = judge(rate, (at + 1) * stepMs, failed / requests, (requests * 1_000) / stepMs, stepMs);
      if ((at + 1) * stepMs < condition.windows.longMs) return;
      const over = excess(series, at, condition, stepMs);
      const expected = over > 0 ? 'fail' : 'pass';
      // Where a window begins within a bucket, a share of the bucket stands for what really lay there.
      const isClose = Math.abs(over) < 0.02 && judged.verdict !== expected;
      said[isClose ? 'close' : expected] += 1;
      if (!isClose) expect(judged.verdict, `sample ${at}: ${over}`).toBe(expected);
    });
    expect(Math.min(said.fail, said.pass)).toBeGreaterThan(20);
    expect(said.close).toBeLessThanOrEqual(3);
  });

  it('weighs a sample by its requests: a bad minute at night is not a bad minute at noon', () => {
    const condition = burn(0.99, 1, 10 * MINUTE, 2 * MINUTE);
    const night = new BurnRate(condition);
    const flat = new BurnRate(condition);
    for (let minute = 1; minute <= 10; minute += 1) {
      const bad = minute >= 9 ? 0.05 : 0;
      judge(night, minute * MINUTE, bad, minute >= 9 ? 0.1 : 100, MINUTE);
      judge(flat, minute * MINUTE, bad, null, MINUTE);
    }
    expect(judge(night, 11 * MINUTE, 0.05, 0.1, MINUTE).verdict).toBe('pass');
    expect(judge(flat, 11 * MINUTE, 0.05, null, MINUTE).verdict).toBe('fail');
  });

  it('is unknown while the short window holds too few requests, as at three in the morning', () => {
    const rate = new BurnRate(burn(0.999, 14.4, HOUR, 5 * MINUTE, 10));
    for (let minute = 1; minute <= 60; minute += 1) judge(rate, minute * MINUTE, 0, 1 / 60, MINUTE);
    expect(judge(rate, 61 * MINUTE, 1, 1 / 60, MINUTE)).toMatchObject({ verdict: 'unknown', unknownReason: 'tooFewSamples' });
    for (let minute = 62; minute <= 66; minute += 1) judge(rate, minute * MINUTE, 1, 10, MINUTE);
    expect(judge(rate, 67 * MINUTE, 1, 10, MINUTE).verdict).toBe('fail');
  });
});

describe('a window that is not full', () => {
  const page = burn(0.999, 14.4, HOUR, 5 * MINUTE);
  /** One sample a second from the start on, without anything known before. */
  const fromTheStart = (ratio: number, seconds: number): ReturnType<BurnRate['judge']>[] => {
    const rate = new BurnRate(page);
    return Array.from({ length: seconds }, (_, second) => judge(rate, (second + 1) * 1_000, ratio, 100, 1_000));
  };

  it('finds an outage met at the start as soon as it would with a healthy hour behind it', () => {
    expect(fromTheStart(1, 60).findIndex(({ verdict }) => verdict === 'fail') + 1).toBe(52);
    const after = new BurnRate(page);
    after.learn(Array.from({ length: 3_600 }, (_, second) => ({ time: epochMs(START_MS + second * 1_000), value: 0, count: 100 })));
    const judged = Array.from({ length: 60 }, (_, second) => judge(after, (3_600 + second) * 1_000, 1, 100, 1_000));
    expect(judged.findIndex(({ verdict }) => verdict === 'fail') + 1).toBe(52);
  });

  it('makes no alarm of the first errors it sees, and says that it does not know', () => {
    const judged = fromTheStart(0.02, 299);
    expect(judged.every(({ unknownReason }) => unknownReason === 'tooFewSamples')).toBe(true);
  });

  it('passes once the short window is full and well, however little of the long one is known', () => {
    const judged = fromTheStart(0, 300);
    expect(judged[200]?.verdict).toBe('unknown');
    expect(judged[299]?.verdict).toBe('pass');
  });

  it('takes what a gap hid for traffic without errors', () => {
    const rate = new BurnRate(page);
    for (let second = 1; second <= 1_800; second += 1) judge(rate, second * 1_000, 0.02, 100, 1_000);
    expect(judge(rate, 3_000_000, 0.02, 100, 1_000)).toMatchObject({ verdict: 'unknown', unknownReason: 'tooFewSamples' });
    const unbroken = new BurnRate(page);
    for (let second = 1; second <= 3_600; second += 1) judge(unbroken, second * 1_000, 0.02, 100, 1_000);
    expect(judge(unbroken, 3_601_000, 0.02, 100, 1_000).verdict).toBe('fail');
  });
});

describe('a burn-rate rule', () => {
  const spec = ruleSpec({ consecutive: 1, condition: burn(0.999, 14.4, HOUR, 5 * MINUTE) });

  it('fires with the outage and ends when the short window has cooled down', () => {
    const machine = createRuleMachine(spec);
    const statuses: RuleStatus[] = [];
    for (let minute = 0; minute < 120; minute += 1) statuses.push(machine.take(valueAt(minute * MINUTE, minute >= 70 && minute < 80 ? 0.5 : 0, { now: 100, usual: 100 }, MINUTE)));
    const firing = statuses.flatMap(({ state }, minute) => (state === 'firing' ? [minute] : []));
    expect([firing[0], firing.at(-1)]).toEqual([71, 83]);
    expect(statuses[75]).toMatchObject({ value: 0.05, limit: 14.4 * (1 - 0.999) });
  });

  it('begins anew where the clock stepped back', () => {
    const machine = createRuleMachine(spec);
    for (let minute = 0; minute < 61; minute += 1) machine.take(valueAt(minute * MINUTE, 0, null, MINUTE));
    expect(machine.status().verdict).toBe('pass');
    machine.interrupt();
    expect(machine.take(valueAt(0, 0, null, MINUTE)).unknownReason).toBe('tooFewSamples');
  });
});
