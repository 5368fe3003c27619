import { describe, expect, it } from 'vitest';
import { AlertId, IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { foldEntries, foldEntry } from '../fold.ts';
import { firingOf, instantOf, type IncidentRecord } from '../record.ts';
import { ADA, at, BOB, CHECKOUT, entries, opened } from '../testing/facts.ts';
import { merge } from './merge.ts';

const LOGIN = ServiceId.parse('login');
const TARGET = IncidentId.parse('INC-2026-0002');
const context = { now: epochMs(Date.parse(at('13:00'))), actor: ADA, people: [] };
const given = (...facts: Parameters<typeof entries>): IncidentRecord => {
  const record = foldEntries(entries(...facts));
  if (record === null) throw new Error('no incident');
  return record;
};
const asTarget = (record: IncidentRecord): IncidentRecord => ({ ...record, id: TARGET });
const fired = (alert: string, rule: string, startsAt: string): IncidentFact => ({ type: 'alertFired', data: { alert: AlertId.parse(alert), rule, service: LOGIN, severity: 'P0', value: 9, limit: 1, startsAt, firedAt: startsAt, noEarlierThan: true }, texts: { summary: 'x' } });
const ended = (alert: string, rule: string, endsAt: string): IncidentFact => ({ type: 'alertEnded', data: { alert: AlertId.parse(alert), rule, endsAt }, texts: {} });

/** The two as they are after what was decided. */
function merged(source: IncidentRecord, target: IncidentRecord): { source: IncidentRecord; target: IncidentRecord } {
  const steps = merge(source, target, { type: 'merge', into: target.id, reason: 'the same trouble' }, context);
  const apply = (record: IncidentRecord, list: typeof steps.source): IncidentRecord =>
    list.reduce((now, { fact, note }, index) => foldEntry(now, { seq: 100 + index, stream: now.id, at: note.at ?? context.now, recordedAt: context.now, actor: note.actor, fact, evidence: note.evidence ?? null, fromMemory: false, redactions: [], hash: 'x' }) ?? now, record);
  return { source: apply(source, steps.source), target: apply(target, steps.target) };
}

describe('merging', () => {
  it('takes over alerts, services, severity and onset, links and what is still to be done', () => {
    const source = given(
      opened({ severity: 'P0', services: [LOGIN], impactStartedAt: at('11:50'), noEarlierThan: true, rule: 'login-down', signature: 'login/login-down' }),
      fired('a1', 'login-down', at('11:50')), ended('a1', 'login-down', at('11:55')),
      fired('a2', 'login-down', at('11:56')), ended('a2', 'login-down', at('11:57')),
      fired('a3', 'login-slow', at('12:00')),
      { fact: { type: 'roleTaken', data: { role: 'incidentCommander', person: 'bob', personName: 'Bob' }, texts: {} }, by: BOB },
      { type: 'linkAdded', data: { item: 'i8' as never, kind: 'warRoom' }, texts: { label: 'War room', url: 'https://meet.acme.test/1' } },
      { type: 'actionAdded', data: { item: 'i9' as never, owner: 'bob', ownerName: 'Bob', dueAt: null }, texts: { text: 'restart the pods' } },
      { type: 'actionAdded', data: { item: 'i10' as never, owner: null, ownerName: null, dueAt: null }, texts: { text: 'done already' } },
      { type: 'actionDone', data: { item: 'i10' as never, done: true }, texts: {} },
    );
    const { source: before, target } = merged(source, asTarget(given(opened())));
    expect(before).toMatchObject({ standing: 'merged', mergedInto: TARGET });
    expect(target).toMatchObject({ standing: 'declared', severity: 'P0', services: [CHECKOUT, LOGIN], absorbed: [source.id], roles: [], links: [{ url: 'https://meet.acme.test/1' }], actions: [{ text: 'restart the pods', owner: 'bob', doneAt: null }] });
    expect(new Set([...target.links, ...target.actions].map(({ id }) => id)).size).toBe(2);
    expect(target.alerts.map(({ alert, endsAt }) => [alert, endsAt === null])).toEqual([['a1', false], ['a3', true]]);
    expect(firingOf(target)).toHaveLength(1);
    expect(target.instants.impactStartedAt?.map((value) => [value.at, value.source, value.noEarlierThan])).toEqual([[at('11:58'), 'data', false], [at('11:50'), 'data', true]]);
  });

  it('leaves a milder severity, a later onset and what a person said of it alone', () => {
    const later = given(opened({ severity: 'P2', impactStartedAt: at('11:59') }));
    const { target } = merged(later, asTarget(given(opened())));
    expect([target.severity, instantOf(target, 'impactStartedAt')]).toEqual(['P1', Date.parse(at('11:58'))]);
    const corrected = asTarget(given(opened(), { fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: at('11:58'), to: at('11:59') }, texts: { reason: 'x' } }, by: BOB }));
    expect(instantOf(merged(given(opened({ impactStartedAt: at('11:00') })), corrected).target, 'impactStartedAt')).toBe(Date.parse(at('11:59')));
  });

  const open = given(opened());
  const proposed = given(opened({ standing: 'proposed' }));
  it.each<[string, IncidentRecord, IncidentRecord]>([
    ['INC-2026-0001 cannot be merged into itself: expected another incident.', open, open],
    ['INC-2026-0002 was merged into INC-2026-0009; merge into that one.', open, asTarget(given(opened(), { type: 'merged', data: { into: 'INC-2026-0009' as never }, texts: {} }))],
    ['INC-2026-0002 was dismissed; expected an open or a resolved incident.', open, asTarget(given(opened({ standing: 'proposed' }), { type: 'dismissed', data: { falseAlarm: false }, texts: {} }))],
    ['INC-2026-0002 is only proposed. Accept it first, or merge it into INC-2026-0001.', open, asTarget(proposed)],
    ['INC-2026-0001 is private and INC-2026-0002 is not. Make INC-2026-0002 private first, or merge it into INC-2026-0001.', given(opened({ private: true })), asTarget(open)],
    ['INC-2026-0002 is resolved, and alerts of INC-2026-0001 still fire. Reopen INC-2026-0002 first, or merge it into INC-2026-0001.', given(opened(), fired('a1', 'r', at('12:00'))), asTarget(given(opened(), { type: 'resolved', data: {}, texts: {} }))],
    ['A drill and a real incident cannot be merged.', given(opened({ isDrill: true })), asTarget(open)],
  ])('refuses: %s', (message, source, target) => expect(() => merge(source, target, { type: 'merge', into: target.id }, context)).toThrow(message));

  it('into a resolved one, of a proposal into a proposal, and of a public one into a private one are fine', () => {
    expect(merged(open, asTarget(given(opened(), { type: 'resolved', data: {}, texts: {} }))).target.state).toBe('resolved');
    expect(merged(proposed, asTarget(proposed)).target.standing).toBe('proposed');
    expect(merged(open, asTarget(given(opened({ private: true })))).target.private).toBe(true);
  });
});
