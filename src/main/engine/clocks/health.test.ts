import { describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../incidents/record.ts';
import { healthFacts } from './health.ts';
import type { ServiceFacts } from './service-facts.ts';
import { at, CHECKOUT, corrected, ended, fired, iso, opened, policy, REPORTS, standing, step, told } from './testing/records.ts';

const POLICY = policy();
const HEALTHY = [standing('ok', '20:00')] as const;
const over = (): IncidentRecord => ended(fired(opened(), '00:00'), '20:00');
const say = (record: IncidentRecord, now: string, facts: readonly ServiceFacts[] = HEALTHY) => healthFacts(record, facts, POLICY, at(now));
const types = (record: IncidentRecord, now: string, facts?: readonly ServiceFacts[]): string[] => say(record, now, facts).map(({ type }) => type);
/** The record after everything was written down that is said now. */
const after = (record: IncidentRecord, now: string, facts?: readonly ServiceFacts[]): IncidentRecord => say(record, now, facts).reduce((folded, fact) => told(folded, at(now), fact), record);

describe('the end of an impact', () => {
  it.each([
    ['20:00', []],
    ['24:59.999', []],
    ['25:00', ['impactEnded']],
  ])('whose last breach ended at 20:00 is, at %s, told as %j', (now, expected) => expect(types(over(), now)).toEqual(expected));

  it('has the time of the data, the last end of a breach, and is told once', () => {
    const two = ended(fired(over(), '05:00', { id: 'a-2', service: REPORTS }), '18:00', 'a-2');
    expect(say(two, '25:00')).toEqual([{ type: 'impactEnded', data: { impactEndedAt: iso('20:00') }, texts: {} }]);
    expect(types(after(two, '25:00'), '25:01')).toEqual([]);
  });

  it('is not told while an alert fires, a service is not well, or we cannot see', () => {
    expect(types(fired(over(), '22:00', { id: 'a-2' }), '40:00')).toEqual([]);
    expect(types(over(), '40:00', [standing('breached', '20:00')])).toEqual([]);
    expect(types(over(), '40:00', [standing('unknown', '21:00')])).toEqual([]);
    expect(types(over(), '40:00', [standing('ok', '20:00'), standing('unknown', '00:00', REPORTS, 3)])).toEqual([]);
  });

  it('blind time is no health: it counts from when we saw again', () => {
    expect(types(over(), '34:59.999', [standing('ok', '30:00')])).toEqual([]);
    expect(say(over(), '35:00', [standing('ok', '30:00')])).toMatchObject([{ type: 'impactEnded', data: { impactEndedAt: iso('20:00') } }]);
  });

  it('of alerts without a service rests on the alerts alone', () => {
    const received = ended(fired(opened({ services: [] }), '00:00', { service: null }), '20:00');
    expect(types(received, '25:00', [])).toEqual(['impactEnded']);
  });

  it('is nothing that data can tell of an incident without alerts, nor of one that is closed', () => {
    expect(types(opened(), '60:00')).toEqual([]);
    expect(types(step(over(), '21:00', 'resolved'), '60:00')).toEqual([]);
  });

  it('is taken back when an alert fires again, and told anew after the next one', () => {
    const again = fired(after(over(), '25:00'), '26:00', { id: 'a-2' });
    expect(types(again, '26:01')).toEqual(['impactResumed']);
    const ongoing = after(again, '26:01');
    expect(types(ongoing, '26:02', [standing('breached', '26:00')])).toEqual([]);
    expect(say(ended(ongoing, '30:00', 'a-2'), '35:00', [standing('ok', '30:00', CHECKOUT)])).toMatchObject([{ type: 'impactEnded', data: { impactEndedAt: iso('30:00') } }]);
  });

  it('stays as a person told it: neither an alert that still hangs nor the data say otherwise, but a new breach does', () => {
    const hanging = corrected(fired(opened(), '00:00'), '15:00', 'impactEndedAt', '14:00');
    expect(types(hanging, '16:00', [standing('breached')])).toEqual([]);
    expect(types(fired(hanging, '17:00', { id: 'a-2' }), '17:01', [standing('breached')])).toEqual(['impactResumed']);
    const unknownAfterAll = corrected(after(over(), '25:00'), '26:00', 'impactEndedAt', null);
    expect(types(unknownAfterAll, '27:00')).toEqual([]);
    expect(types(ended(fired(unknownAfterAll, '28:00', { id: 'a-2' }), '29:00', 'a-2'), '34:00')).toEqual(['impactEnded']);
  });
});

describe('"mitigated? resolved?"', () => {
  const healthy = (): IncidentRecord => after(over(), '25:00');

  it.each([
    ['49:59.999', []],
    ['50:00', ['healthAsked']],
  ])('of health since 20:00 is asked at %s: %j', (now, expected) => expect(types(healthy(), now)).toEqual(expected));

  it('comes with the time that the data show, and once', () => {
    expect(say(healthy(), '50:00')).toEqual([{ type: 'healthAsked', data: { healthySince: iso('20:00'), impactEndedAt: iso('20:00') }, texts: {} }]);
    expect(types(after(healthy(), '50:00'), '90:00')).toEqual([]);
  });

  it('counts health from the last service that recovered, and never through blindness', () => {
    expect(types(healthy(), '50:00', [standing('ok', '20:00'), standing('ok', '40:00', REPORTS, 2)])).toEqual([]);
    expect(say(healthy(), '70:00', [standing('ok', '20:00'), standing('ok', '40:00', REPORTS, 2)])).toMatchObject([{ data: { healthySince: iso('40:00') } }]);
    expect(types(healthy(), '90:00', [standing('unknown', '85:00')])).toEqual([]);
  });

  it('is asked again after the next breach, also of a mitigated incident, never of a proposal', () => {
    const mitigated = step(after(healthy(), '50:00'), '55:00', 'mitigated');
    const again = ended(fired(mitigated, '60:00', { id: 'a-2' }), '61:00', 'a-2');
    const end = after(again, '66:00', [standing('ok', '61:00')]);
    expect(types(end, '91:00', [standing('ok', '61:00')])).toEqual(['healthAsked']);
    expect(types(ended(fired(opened({ standing: 'proposed' }), '00:00'), '20:00'), '90:00')).toEqual(['impactEnded']);
  });
});
