import { describe, expect, it } from 'vitest';
import { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { SignalFacts } from '../signals.ts';
import { beginGate, gatesOf, judgeGates, progressOf, seenAt, stateOf, waitingGates, type GateNow, type Seen } from './gates.ts';
import { happenedOf, judgeTarget, type DnsStep } from './rules.ts';

const AT = epochMs(Date.parse('2026-03-04T05:06:07.000Z'));
const STEP = StepConfig.parse({ id: 'dns', kind: 'dns', providers: ['own'], record: 'api.acme.test', to: ['192.0.2.1'], resolvers: ['192.0.2.53'], moved: { signal: { id: 'traffic', above: 0 } }, gates: { authoritative: '10s', resolvers: '20s', moved: '30s' } }) as DnsStep;
const after = (seconds: number) => ({ at: epochMs(AT + seconds * 1_000), monotonicMs: durationMs(seconds * 1_000) });
const PASSED: Seen = { verdict: 'passed', says: 'so' };
const WRONG: Seen = { verdict: 'failed', says: 'not so' };
const BLIND: Seen = { verdict: 'unknown', says: 'nobody answers' };

const upTo = (...names: readonly ('accepted' | 'authoritative')[]): readonly GateNow[] => names.reduce((gates, name) => seenAt(beginGate(gates, name, after(0)), name, PASSED, after(1)), gatesOf(STEP, {}));
const rest = (gates: readonly GateNow[]): readonly GateNow[] => beginGate(beginGate(gates, 'resolvers', after(1)), 'moved', after(1));

describe('the four gates of a change', () => {
  it('are waited for one after the other up to the authoritative servers, then the rest side by side', () => {
    expect(waitingGates(gatesOf(STEP, {}))).toEqual(['accepted']);
    expect(waitingGates(upTo('accepted'))).toEqual(['authoritative']);
    expect(waitingGates(upTo('accepted', 'authoritative'))).toEqual(['resolvers', 'moved']);
    expect(waitingGates(gatesOf(STEP, { resolvers: 'not asked' }).map((gate) => ({ ...gate, state: gate.gate === 'moved' ? 'skipped' : gate.gate === 'resolvers' ? gate.state : 'passed' })))).toEqual([]);
    const late = seenAt(beginGate(upTo('accepted'), 'authoritative', after(1)), 'authoritative', BLIND, after(11));
    expect(waitingGates(late)).toEqual([]);
  });

  it('have each its own time: what speaks against one fails it, and what nobody sees makes it late, only when that is over', () => {
    const begun = beginGate(upTo('accepted'), 'authoritative', after(1));
    expect(stateOf(seenAt(begun, 'authoritative', WRONG, after(10.9)), 'authoritative')).toBe('waiting');
    expect(stateOf(seenAt(begun, 'authoritative', WRONG, after(11)), 'authoritative')).toBe('failed');
    expect(stateOf(seenAt(begun, 'authoritative', BLIND, after(11)), 'authoritative')).toBe('late');
    expect(progressOf(begun, epochMs(AT + 60_000))).toMatchObject({ oldAnswersEndAt: '2026-03-04T05:07:07.000Z', gates: [{ gate: 'accepted', state: 'passed' }, { gate: 'authoritative', state: 'waiting', since: '2026-03-04T05:06:08.000Z', deadline: '2026-03-04T05:06:18.000Z' }, { deadline: null }, { deadline: null }] });
    // What is passed stays so: whatever happens afterwards is the matter of the next step, or of a person.
    expect(stateOf(seenAt(upTo('accepted'), 'accepted', WRONG, after(99)), 'accepted')).toBe('passed');
  });

  it('count: traffic that is not seen to move is not proven; resolvers of others are told and decide nothing', () => {
    const both = rest(upTo('accepted', 'authoritative'));
    expect(judgeGates(both)).toMatchObject({ proven: false });
    const moved = seenAt(both, 'moved', PASSED, after(2));
    expect(judgeGates(seenAt(moved, 'resolvers', WRONG, after(21)))).toEqual({ proven: true, says: '; not all resolvers have it yet: not so' });
    const still = seenAt(seenAt(both, 'resolvers', PASSED, after(2)), 'moved', BLIND, after(31));
    expect([stateOf(still, 'moved'), judgeGates(still)]).toEqual(['late', { proven: false, says: 'traffic is not seen to move: nobody answers' }]);
    expect(judgeGates(upTo('accepted'))).toMatchObject({ proven: false, says: 'not every authoritative server answers so: it was not looked at' });
  });
});

describe('what a step may point records to, and whether it did', () => {
  const eyes = { controlsAnswer: true, somethingLives: true };
  const signal = (value: number | null, more: Partial<SignalFacts> = {}): SignalFacts => ({ source: 'a', value, sampleTime: AT, isLive: true, targetFailed: false, isIll: false, intervalMs: durationMs(1_000), samples: [], ...more });

  it('is only what somebody sees healthy and nobody sees ill, with eyes that see', () => {
    const is = (...signals: readonly SignalFacts[]) => judgeTarget(signals, eyes).is;
    expect(is(signal(1))).toBe('healthy');
    // No errors at all is not "down": what is ill is said by the kind of a signal and its own rules.
    expect(is(signal(0))).toBe('healthy');
    expect(is(signal(1), signal(1, { isLive: false }))).toBe('healthy');
    expect(is(signal(1), signal(0, { isIll: true }))).toBe('ill');
    expect(is(signal(null, { targetFailed: true }))).toBe('ill');
    expect([is(signal(1, { isLive: false })), is(signal(null)), is()]).toEqual(['unknown', 'unknown', 'unknown']);
    expect(judgeTarget([signal(1), signal(0, { isIll: true })], eyes).byAll).toBe(false);
    expect(judgeTarget([signal(0, { isIll: true })], eyes).byAll).toBe(true);
    for (const given of [signal(1), signal(0, { isIll: true })]) expect(judgeTarget([given], { ...eyes, controlsAnswer: false }).is).toBe('unknown');
  });

  it('is done where all providers have it; half of it is not done, and a third set is nobody’s to judge', () => {
    expect([happenedOf(['done', 'done']), happenedOf(['done', 'notDone']), happenedOf(['notDone']), happenedOf(['done', 'lost']), happenedOf(['unknown', 'done'])]).toEqual(['yes', 'no', 'no', 'unknown', 'unknown']);
  });
});
