import { describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../incidents/record.ts';
import { shownClock, type DueClock } from './due-clock.ts';
import { dueClocks, owes } from './rules.ts';
import { ADA, at, corrected, DOWN, iso, opened, policy, severity, step, told, updated } from './testing/records.ts';

const POLICY = policy();
const OWED = policy({ obligations: [{ id: 'dora', name: 'DORA: initial notification', kind: 'regulator', within: '4h' }, { id: 'sla', name: 'SLA notice', kind: 'contract', severities: ['P0', 'P1'], incidentKinds: ['performance'], from: 'impactStartedAt', within: '1h' }] });

const clockOf = (record: IncidentRecord, id: string, rules = POLICY): DueClock | undefined => dueClocks(record, rules, DOWN, at('01:00')).find((clock) => clock.id === id);
const due = (record: IncidentRecord, id: string, rules = POLICY): string | null => {
  const clock = clockOf(record, id, rules);
  return clock === undefined ? null : new Date(clock.dueAt).toISOString().slice(11, 19);
};
const ids = (record: IncidentRecord, rules = POLICY): string[] => dueClocks(record, rules, DOWN, at('01:00')).map(({ id }) => id);

describe('what is due of a response', () => {
  it('a P0 must be acknowledged 3 minutes after it was found, a P1 10, a P2 never; a proposal too', () => {
    expect(due(opened(), 'acknowledge')).toBe('14:04:00');
    expect(due(opened({ severity: 'P1', standing: 'proposed' }), 'acknowledge')).toBe('14:11:00');
    expect(due(opened({ severity: 'P2' }), 'acknowledge')).toBeNull();
    expect(due(step(opened(), '02:00', 'acknowledged'), 'acknowledge')).toBeNull();
    expect(due(corrected(opened(), '02:00', 'detectedAt', '00:30'), 'acknowledge')).toBe('14:03:30');
  });

  it('a declared P0 or P1 wants a commander within 5 minutes, again from the moment that the role is left', () => {
    expect(due(opened(), 'commander')).toBe('14:06:00');
    expect(due(opened({ standing: 'proposed' }), 'commander')).toBeNull();
    expect(due(step(opened({ standing: 'proposed' }), '09:00', 'accepted'), 'commander')).toBe('14:14:00');
    const taken = told(opened(), at('02:00'), { type: 'roleTaken', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} }, { by: ADA });
    expect(due(taken, 'commander')).toBeNull();
    const left = told(taken, at('30:00'), { type: 'roleLeft', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} }, { by: ADA });
    expect(due(left, 'commander')).toBe('14:35:00');
    expect(due(opened({ severity: 'P1' }), 'commander', policy({ requiredRoles: { P1: ['engineer'] } }))).toBeNull();
  });
});

describe('updates', () => {
  it('are due from the declaration on, by the cadence of each audience', () => {
    expect(['internal', 'executive', 'public'].map((audience) => due(opened(), `update:${audience}`))).toEqual(['14:31:00', '14:31:00', '14:21:00']);
    expect(ids(opened({ standing: 'proposed' }))).toEqual(['when', 'acknowledge']);
    expect(ids(opened({ isDrill: true }))).toContain('update:public');
  });

  it('count from the last one, and from the promise that was made in it', () => {
    expect(clockOf(updated(opened(), '10:00', 'internal'), 'update:internal')).toMatchObject({ startedAt: at('10:00'), dueAt: at('40:00'), amberAt: at('35:00'), promised: false });
    expect(clockOf(updated(opened(), '10:00', 'internal', '25:00'), 'update:internal')).toMatchObject({ startedAt: at('10:00'), dueAt: at('25:00'), amberAt: at('21:15'), promised: true });
    expect(due(updated(updated(opened(), '10:00', 'public', '90:00'), '20:00', 'public'), 'update:public')).toBe('14:40:00');
  });

  it('to the public are rarer after the first two hours', () => {
    expect(due(updated(opened(), '2:00:59.999', 'public'), 'update:public')).toBe('16:20:59');
    expect(due(updated(opened(), '2:01:00', 'public'), 'update:public')).toBe('17:01:00');
    const again = step(step(updated(opened(), '2:30:00', 'public'), '3:00:00', 'resolved'), '4:00:00', 'reopened');
    expect(due(again, 'update:public')).toBe('18:20:00');
  });

  it('of a P2 go to the team only, of a private incident not to the public, unless somebody promised one', () => {
    expect(ids(opened({ severity: 'P2' }))).toEqual(['update:internal']);
    expect(ids(opened({ private: true, kind: 'security' }))).not.toContain('update:public');
    expect(due(updated(opened({ private: true }), '10:00', 'public', '60:00'), 'update:public')).toBe('15:00:00');
    expect(due(severity(updated(opened(), '10:00', 'executive', '60:00'), '20:00', 'P2'), 'update:executive')).toBe('15:00:00');
  });

  it('end with the resolution, but for a word that was promised; that is owed until it is given or reviewed', () => {
    expect(ids(step(opened(), '20:00', 'resolved'))).toEqual([]);
    const promised = step(updated(opened(), '10:00', 'public', '30:00'), '20:00', 'resolved');
    expect(ids(promised)).toEqual(['update:public']);
    expect([owes(promised, POLICY), owes(updated(promised, '25:00', 'public'), POLICY), owes(step(promised, '40:00', 'reviewed'), POLICY), owes(updated(opened(), '10:00', 'public', '30:00'), POLICY)]).toEqual([true, false, false, false]);
  });
});

describe('obligations', () => {
  it('hold for their severities and kinds, and count from the instant that they name', () => {
    expect(clockOf(opened(), 'obligation:dora', OWED)).toMatchObject({ name: 'DORA: initial notification', startedAt: at('01:00'), amberAt: at('3:01:00'), dueAt: at('4:01:00') });
    expect(due(opened(), 'obligation:sla', OWED)).toBeNull();
    expect(due(opened({ kind: 'performance' }), 'obligation:sla', OWED)).toBe('15:00:00');
    expect(due(opened({ kind: 'performance', impactStartedAt: null }), 'obligation:sla', OWED)).toBe('15:01:00');
    expect(ids(opened({ severity: 'P1' }), OWED)).not.toContain('obligation:dora');
    expect(ids(opened({ standing: 'proposed' }), OWED)).not.toContain('obligation:dora');
  });

  it('are not ended by a lower severity or the resolution, but by being met, and by the review', () => {
    const resolved = step(severity(opened(), '10:00', 'P2'), '20:00', 'resolved');
    expect(ids(resolved, OWED)).toEqual(['obligation:dora']);
    expect(owes(resolved, OWED)).toBe(true);
    const met = told(resolved, at('60:00'), { type: 'obligationMet', data: { obligation: 'dora' }, texts: { how: 'Form 12 sent' } }, { by: ADA });
    expect(ids(met, OWED)).toEqual([]);
    expect(ids(step(resolved, '60:00', 'reviewed'), OWED)).toEqual([]);
  });

  it('are owed by no drill and by no imported history', () => {
    expect(ids(opened({ isDrill: true }), OWED)).not.toContain('obligation:dora');
    expect(ids(opened({ origin: 'import' }), OWED)).not.toContain('obligation:dora');
  });
});

describe('screens', () => {
  it('are told instants as text', () => {
    expect(dueClocks(opened(), POLICY, DOWN, at('02:00')).map(shownClock)[0]).toEqual({ id: 'when', kind: 'when', name: 'Decision', audience: null, startedAt: iso('00:00'), amberAt: iso('10:00'), dueAt: iso('15:00'), confirmed: true, promised: false });
    expect(dueClocks(opened(), POLICY, DOWN, at('02:00')).map(({ id }) => id)).toEqual(['when', 'acknowledge', 'commander', 'update:internal', 'update:executive', 'update:public']);
  });
});
