import { describe, expect, it } from 'vitest';
import { PlanConfig } from '../../../../../shared/model/continuity/plan-config.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { SignalFacts } from '../signals.ts';
import { emergencyQueues } from './emergency.ts';

const drain = (id: string, more: object) => ({ id, kind: 'drain', queue: id, request: { url: 'https://q.test/' }, ...more });
const plan = (...steps: object[]) => PlanConfig.parse({ id: 'p', name: 'P', kind: 'recover', services: ['shop'], steps });
const facts = (value: number | null, more: Partial<SignalFacts> = {}): SignalFacts => ({ source: 'prom', value, sampleTime: epochMs(60_000), isLive: true, targetFailed: false, isIll: false, intervalMs: durationMs(10_000), samples: [], ...more });

describe('emergency queues on the wall', () => {
  it('are there until they are seen to be empty, each once', () => {
    const plans = [plan(drain('payments', { emergency: 'parked', emergencyAge: 'parked-age' }), drain('mail', {})), plan(drain('payments-again', { emergency: 'parked' }))];
    const seen = (parked: SignalFacts | null, age: SignalFacts | null = facts(90)) => emergencyQueues(plans, { facts: (id) => (id === ('parked' as string) ? parked : age) });
    expect(seen(facts(12))).toEqual([{ queue: 'payments', waiting: 12, oldestSeconds: 90, at: '1970-01-01T00:01:00.000Z' }]);
    expect(seen(facts(0))).toEqual([]);
    // What was there when it was seen last is there still, with the age of that.
    expect(seen(facts(12, { isLive: false }), facts(90, { isLive: false }))).toEqual([{ queue: 'payments', waiting: 12, oldestSeconds: null, at: '1970-01-01T00:01:00.000Z' }]);
    for (const never of [null, facts(null, { sampleTime: null, isLive: false })]) expect(seen(never)).toEqual([]);
    expect(seen(facts(null, { isLive: false }))).toMatchObject([{ waiting: null }]);
  });
});
