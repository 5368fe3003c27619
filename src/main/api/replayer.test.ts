import { describe, expect, it } from 'vitest';
import { Replay } from '../../shared/model/incident.ts';
import { HoldfastConfig } from '../../shared/model/config.ts';
import type { Point } from '../../shared/model/entities.ts';
import { SignalRule } from '../../shared/model/rule-config.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import { resolveConfig } from '../config/resolved.ts';
import { createReplayer } from './replayer.ts';

const TO = Date.UTC(2026, 0, 15, 12);
const HOUR = 3_600_000;
const CONFIG = resolveConfig(
  HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:9090/' }],
    services: [{ id: 'checkout', name: 'Checkout' }],
    signals: [
      { id: 'p95', service: 'checkout', kind: 'latency', source: 'prom', every: '5s', query: 'x' },
      { id: 'errors', service: 'checkout', kind: 'errorRate', source: 'prom', every: '5s', query: 'y' },
      { id: 'traffic', service: 'checkout', kind: 'traffic', source: 'prom', every: '5s', query: 'z' },
    ],
    slos: [{ id: 'slo', service: 'checkout', signal: 'errors', traffic: 'traffic', target: 99.9 }],
  }),
);

/** A point every `stepMs` of the span asked for; `valueAt` null is a hole. */
function replaying(valueAt: (signal: string, time: number) => number | null, stepMs = 60_000) {
  const replay = createReplayer({
    config: () => CONFIG,
    history: async (signal, from, to) => {
      const points: Point[] = [];
      for (let time = Math.ceil(from / stepMs) * stepMs; time <= to; time += stepMs) {
        const value = valueAt(signal, time);
        if (value !== null) points.push({ time: toRfc3339(epochMs(time)), min: value, max: value, avg: value, count: 12 });
      }
      return points;
    },
  });
  return (rule: object, spanMs = 6 * HOUR, maxPoints = 600) => replay({ rule: SignalRule.parse({ id: 'tried', ...rule }), from: toRfc3339(epochMs(TO - spanMs)), to: toRfc3339(epochMs(TO)), maxPoints });
}

const within = (time: number, fromHour: number, minutes: number): boolean => time >= TO - fromHour * HOUR && time < TO - fromHour * HOUR + minutes * 60_000;

describe('trying a rule on the past', () => {
  it('says when it would have fired, from when to when, how badly, and how often a week that is', async () => {
    const replay = replaying((_, time) => (within(time, 3, 10) ? 2.5 : within(time, 1, 2) ? 1.5 : 0.1));
    const result = await replay({ signal: 'p95', when: { above: 0.8, consecutive: 3 }, severity: 'P1' });
    expect(Replay.parse(result)).toMatchObject({
      firings: [{ since: '2026-01-15T09:00:00.000Z', firedAt: '2026-01-15T09:02:00.000Z', endedAt: '2026-01-15T09:10:00.000Z', worst: 2.5 }],
      perWeek: 28, stepMs: 60_000, unknown: 0,
    });
    expect(result.points.every(({ limit }) => limit === 0.8)).toBe(true);
    expect(result.notes).toEqual([expect.stringContaining('The past is known in steps of 1 min; live, the rule sees a sample every 5 s')]);
  });

  it('keeps every spike in the line, however few points are asked for', async () => {
    const replay = replaying((_, time) => (time === TO - 2 * HOUR ? 9 : 0.1));
    const result = await replay({ signal: 'p95', when: { above: 0.8 }, severity: 'P1' }, 6 * HOUR, 20);
    expect(result.points.length).toBeLessThanOrEqual(20);
    expect(Math.max(...result.points.map(({ value }) => value ?? 0))).toBe(9);
    expect(result.firings).toHaveLength(1);
  });

  it('weighs the past of an error budget by requests: an hour of failures at night burns less than one by day', async () => {
    const day = (time: number): number => (within(time, 30, 12 * 60) ? 1 : 200);
    const night = (time: number): number | null => (within(time, 28, 60) ? 0.5 : 0);
    const burning = { slo: 'slo', burn: { minSamples: 10, pairs: [{ factor: 6, long: '6h', short: '30m' }] }, severity: 'P1' };
    const quiet = await replaying((signal, time) => (signal === 'traffic' ? day(time) : night(time)))(burning, 20 * HOUR);
    expect(quiet.firings).toEqual([]);
    const loud = await replaying((signal, time) => (signal === 'traffic' ? day(time) : within(time, 10, 60) ? 0.5 : 0))(burning, 20 * HOUR);
    expect(loud.firings).toHaveLength(1);
  });

  it('says how much of the time is known, and that nothing is where nothing is', async () => {
    expect((await replaying((_, time) => (time > TO - HOUR ? 0.1 : null))({ signal: 'p95', when: { above: 0.8 } })).notes.at(-1)).toBe('Only 17 % of that time is known.');
    const nothing = await replaying(() => null)({ signal: 'p95', when: { above: 0.8 } });
    expect([nothing.firings, nothing.points, nothing.notes]).toEqual([[], [], ['Nothing is known of this signal in that time.']]);
  });

  it('says why samples could not be judged', async () => {
    const replay = replaying((signal) => (signal === 'traffic' ? 0.5 : 0.1));
    expect(await replay({ signal: 'p95', when: { above: 0.8 }, minTraffic: 1 })).toMatchObject({ unknown: 361, unknownReason: 'too little traffic' });
  });

  it.each([
    [{ signal: 'nope', when: { above: 1 } }, 6 * HOUR, 'There is no signal "nope".'],
    [{ signal: 'p95', when: { above: 1 } }, 41 * 24 * HOUR, 'expected a span of at most 40 days'],
    [{ signal: 'p95', when: { above: 1 } }, -HOUR, 'expected "to" after "from"'],
  ])('refuses what cannot be tried: %j', async (rule, spanMs, message) => {
    await expect(replaying(() => 0)(rule, spanMs)).rejects.toThrow(message);
  });
});
