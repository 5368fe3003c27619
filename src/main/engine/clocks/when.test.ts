import { describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../incidents/record.ts';
import type { DueClock } from './due-clock.ts';
import type { ServiceFacts } from './service-facts.ts';
import { turnedClocks } from './stage.ts';
import { at, CHECKOUT, corrected, decided, DOWN, ended, fired, IMPACT, iso, opened, policy, REPORTS, severity, standing, step, told } from './testing/records.ts';
import { whenClock } from './when.ts';

const POLICY = policy();
const down = (): IncidentRecord => fired(opened(), '00:00');
const clock = (record: IncidentRecord, now: string, facts: readonly ServiceFacts[] = DOWN): DueClock | null => whenClock(record, POLICY, facts, at(now));
const dueMinutes = (record: IncidentRecord, now: string, facts?: readonly ServiceFacts[]): number | null => {
  const found = clock(record, now, facts);
  return found === null ? null : (found.dueAt - IMPACT) / 60_000;
};
/** What would be told now of a record in which nothing was told before. */
const stage = (record: IncidentRecord, now: string, facts: readonly ServiceFacts[] = DOWN): string | null => {
  const running = clock(record, now, facts);
  return running === null ? null : (turnedClocks(record, [running], at(now))[0]?.data.stage ?? 'calm');
};

describe('the When clock of an essential service that is down', () => {
  it.each([
    ['00:00', 'calm'],
    ['09:59.999', 'calm'],
    ['10:00', 'amber'],
    ['10:00.001', 'amber'],
    ['14:59.999', 'amber'],
    ['15:00', 'due'],
    ['15:00.001', 'due'],
  ])('at %s from the impact is %s', (now, expected) => expect(stage(down(), now)).toBe(expected));

  it('counts from the impact, not from when it was noticed', () => {
    expect(clock(down(), '02:00')).toMatchObject({ id: 'when', startedAt: IMPACT, amberAt: at('10:00'), dueAt: at('15:00'), confirmed: true, promised: false });
  });

  it.each([
    ['14:59.999', 15],
    ['15:00', 15],
    ['15:00.001', 15 + 0.001 / 60],
    ['40:00', 40],
  ])('noticed at %s: the decision is due %d minutes after the impact', (noticed, minutes) => {
    const record = fired(opened({}, at(noticed)), '00:00');
    expect(dueMinutes(record, noticed)).toBeCloseTo(minutes, 9);
    expect(stage(record, noticed)).toBe(minutes > 15 || noticed === '15:00' ? 'due' : 'amber');
  });

  it('runs for a proposal as for an incident, and for no lesser severity, lesser service or closed incident', () => {
    expect(dueMinutes(fired(opened({ standing: 'proposed' }), '00:00'), '02:00')).toBe(15);
    expect(clock(fired(opened({ severity: 'P1' }), '00:00'), '02:00')).toBeNull();
    expect(clock(down(), '02:00', [standing('breached', '00:00', CHECKOUT, 2)])).toBeNull();
    expect(clock(down(), '02:00', [])).toBeNull();
    for (const end of ['mitigated', 'resolved'] as const) expect(clock(step(down(), '05:00', end), '06:00')).toBeNull();
    expect(clock(told(down(), at('05:00'), { type: 'dismissed', data: { falseAlarm: true }, texts: {} }), '06:00')).toBeNull();
  });

  it('starts from positive failures only: not while the impact is unknown and nothing has failed', () => {
    const blind = opened({ impactStartedAt: null });
    expect(clock(blind, '20:00', [standing('unknown')])).toBeNull();
    expect(dueMinutes(fired(blind, '03:00'), '20:00')).toBe(18);
    expect(clock(fired(blind, '03:00', { service: REPORTS }), '20:00')).toBeNull();
  });
});

describe('what a person decides', () => {
  it.each(['execute', 'notApplicable'] as const)('"%s" ends the clock', (choice) => expect(clock(decided(down(), '15:30', choice), '15:31')).toBeNull());

  it('a hold asks again at its time, amber as long before it as ever, and can be held again', () => {
    const held = decided(down(), '15:30', 'hold', '30:00');
    expect(clock(held, '16:00')).toMatchObject({ startedAt: IMPACT, amberAt: at('25:00'), dueAt: at('30:00') });
    expect([stage(held, '24:59.999'), stage(held, '25:00'), stage(held, '29:59.999'), stage(held, '30:00')]).toEqual(['calm', 'amber', 'amber', 'due']);
    expect(dueMinutes(decided(held, '31:00', 'hold', '50:00'), '32:00')).toBe(50);
    expect(clock(decided(held, '31:00', 'execute'), '32:00')).toBeNull();
  });

  it('a hold shorter than the amber time is amber from the decision on, one without a time is asked again after 15 minutes', () => {
    expect(clock(decided(down(), '15:30', 'hold', '17:00'), '16:00')).toMatchObject({ amberAt: at('15:30'), dueAt: at('17:00') });
    expect(dueMinutes(decided(down(), '15:30', 'hold'), '16:00')).toBe(30.5);
  });
});

describe('health and blindness', () => {
  it.each([
    ['24:59.999', 15],
    ['25:00', null],
    ['25:00.001', null],
  ])('of health since 20:00, at %s the clock is due at %s', (now, expected) => expect(dueMinutes(down(), now, [standing('ok', '20:00')])).toBe(expected));

  it('goes on while we are blind, however long, and says that it cannot be confirmed', () => {
    expect(clock(down(), '14:00', [standing('unknown', '02:00')])).toMatchObject({ dueAt: at('15:00'), confirmed: false });
    expect(stage(down(), '15:00.001', [standing('unknown', '02:00')])).toBe('due');
    expect(clock(down(), '14:00', [standing('ok', '13:00')])?.confirmed).toBe(false);
  });

  it('is ended by the health of every essential service, and by no other', () => {
    const both = opened({ services: [CHECKOUT, REPORTS] });
    const reports = (state: ServiceFacts['state'], tier: number): ServiceFacts => standing(state, '00:00', REPORTS, tier);
    expect(clock(both, '30:00', [standing('ok', '20:00'), reports('breached', 2)])).toBeNull();
    expect(dueMinutes(both, '30:00', [standing('ok', '20:00'), reports('breached', 1)])).toBe(15);
    expect(clock(both, '30:00', [standing('ok', '20:00'), reports('unknown', 1)])?.confirmed).toBe(false);
  });

  it('counts an outage that comes back after a proven end anew, and one that flaps from its beginning', () => {
    const over = told(ended(down(), '20:00'), at('25:00'), { type: 'impactEnded', data: { impactEndedAt: iso('20:00') }, texts: {} });
    expect(clock(over, '40:00')).toBeNull();
    const again = step(fired(over, '60:00', { id: 'a-2' }), '60:00', 'impactResumed');
    expect(clock(again, '61:00')).toMatchObject({ startedAt: at('60:00'), dueAt: at('75:00') });
    const flapping = fired(ended(down(), '12:00'), '12:30', { id: 'a-2' });
    expect(dueMinutes(flapping, '13:00')).toBe(15);
  });

  it('asks again about an outage that comes back after it was decided, or after it was called mitigated', () => {
    const executed = told(ended(decided(down(), '15:30', 'execute'), '20:00'), at('25:00'), { type: 'impactEnded', data: { impactEndedAt: iso('20:00') }, texts: {} });
    expect(dueMinutes(fired(executed, '60:00', { id: 'a-2' }), '61:00')).toBe(75);
    const mitigated = step(down(), '18:00', 'mitigated');
    expect(clock(mitigated, '19:00')).toBeNull();
    expect(dueMinutes(fired(mitigated, '60:00', { id: 'a-2' }), '61:00')).toBe(75);
  });

  it('a person who takes an end back puts the clock back', () => {
    const over = told(ended(down(), '20:00'), at('25:00'), { type: 'impactEnded', data: { impactEndedAt: iso('20:00') }, texts: {} });
    expect(dueMinutes(corrected(over, '26:00', 'impactEndedAt', null), '27:00')).toBe(15);
  });
});

describe('corrections and reopening', () => {
  it('a severity that is lowered stops the clock, and raised again it goes on as if it had never stopped', () => {
    const lowered = severity(down(), '05:00', 'P1');
    expect(clock(lowered, '06:00')).toBeNull();
    expect(dueMinutes(severity(lowered, '12:00', 'P0'), '12:00')).toBe(15);
    expect(stage(severity(lowered, '40:00', 'P0'), '40:00')).toBe('due');
  });

  it('a corrected onset moves it, in either direction, and keeps what was decided', () => {
    expect(dueMinutes(corrected(down(), '05:00', 'impactStartedAt', '04:00'), '06:00')).toBe(19);
    expect(dueMinutes(corrected(fired(opened({}, at('20:00')), '20:00'), '21:00', 'impactStartedAt', '10:00'), '21:00')).toBe(25);
    expect(clock(corrected(decided(down(), '06:00', 'notApplicable'), '07:00', 'impactStartedAt', '06:30'), '08:00')).toBeNull();
    expect(dueMinutes(corrected(down(), '05:00', 'impactStartedAt', null), '06:00')).toBe(15);
  });

  it('reopened: counts from the breach that was on by then, else from the reopening, and earlier decisions do not count', () => {
    const resolved = step(ended(decided(down(), '15:30', 'execute'), '20:00'), '22:00', 'resolved');
    expect(clock(step(resolved, '60:00', 'reopened'), '61:00', [standing('unknown')])).toMatchObject({ startedAt: at('60:00'), dueAt: at('75:00'), confirmed: false });
    expect(dueMinutes(step(fired(resolved, '50:00', { id: 'a-2' }), '60:00', 'reopened'), '61:00')).toBe(65);
    const tooEarly = step(step(down(), '16:00', 'resolved'), '18:00', 'reopened');
    expect(dueMinutes(tooEarly, '18:00')).toBe(15);
    expect(clock(decided(tooEarly, '19:00', 'execute'), '20:00')).toBeNull();
  });
});
