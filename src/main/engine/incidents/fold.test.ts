import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertId, ItemId } from '../../../shared/model/ids.ts';
import { Incident, IncidentDetail } from '../../../shared/model/incident.ts';
import { incidentEntries, type IncidentFact } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { foldEntries, foldEntry, REMOVED } from './fold.ts';
import { escalationKey, firingOf, instantOf, type IncidentRecord } from './record.ts';
import { ADA, anyFact, at, BOB, CHECKOUT, entries, INCIDENT, opened } from './testing/facts.ts';
import { policyOf } from './testing/policy.ts';
import { detailOf, incidentOf } from './view.ts';

const fold = (...facts: Parameters<typeof entries>): IncidentRecord => {
  const record = foldEntries(entries(...facts));
  if (record === null) throw new Error('no incident');
  return record;
};
const plainly = (type: 'acknowledged' | 'investigating' | 'mitigated' | 'resolved' | 'reviewed'): IncidentFact => ({ type, data: {}, texts: {} });

describe('what the entries of an incident add up to', () => {
  it('begins with its onset, its detection and its declaration, each with where it came from', () => {
    const { instants, ...record } = fold(opened({ noEarlierThan: true }));
    expect(record).toMatchObject({ id: INCIDENT, standing: 'declared', state: 'detected', severity: 'P1', version: 1, services: [CHECKOUT] });
    expect(instants.impactStartedAt).toMatchObject([{ at: at('11:58'), source: 'data', noEarlierThan: true, by: { kind: 'holdfast' } }]);
    expect(instants.detectedAt).toMatchObject([{ at: at('12:00'), source: 'data' }]);
    expect(instants.declaredAt).toMatchObject([{ at: at('12:00'), source: 'clock' }]);
  });

  it('a proposal is declared when it is accepted, not before', () => {
    expect(fold(opened({ standing: 'proposed' })).instants.declaredAt).toBeUndefined();
    expect(fold(opened({ standing: 'proposed' }), { fact: { type: 'accepted', data: {}, texts: {} }, by: ADA })).toMatchObject({ standing: 'declared', instants: { declaredAt: [{ at: at('12:01'), source: 'clock', by: ADA }] } });
  });

  it('keeps when a step happened and when it was written down', () => {
    const record = fold(opened(), { fact: plainly('mitigated'), by: ADA, at: at('11:59') });
    expect(record.instants.mitigatedAt).toMatchObject([{ at: at('11:59'), recordedAt: at('12:01'), source: 'person', by: ADA }]);
    expect(record.instants.acknowledgedAt).toBeUndefined();
  });

  it('keeps both values of a corrected instant, and the reason', () => {
    const record = fold(opened(), { fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: at('11:58'), to: at('11:50') }, texts: { reason: 'support heard of it first' } }, by: BOB });
    expect(record.instants.impactStartedAt).toMatchObject([{ at: at('11:58'), source: 'data' }, { at: at('11:50'), source: 'person', by: BOB, reason: 'support heard of it first' }]);
    expect(instantOf(record, 'impactStartedAt')).toBe(Date.parse(at('11:50')));
  });

  it('a reopened incident is not resolved any more, and still says when it had been', () => {
    const record = fold(opened(), plainly('mitigated'), plainly('resolved'), { fact: { type: 'reopened', data: {}, texts: { reason: 'came back' } }, by: ADA });
    expect(record).toMatchObject({ state: 'investigating', reopened: 1, closedAt: null });
    expect(record.instants.resolvedAt?.map((value) => value.at)).toEqual([at('12:02'), null]);
    expect(record.instants.mitigatedAt?.map((value) => value.at)).toEqual([at('12:01'), null]);
    expect(record.instants.reviewedAt).toBeUndefined();
  });

  it('a severity that was lowered is remembered as the highest', () => {
    const changed = (from: 'P0' | 'P1' | 'P2', to: 'P0' | 'P1' | 'P2'): IncidentFact => ({ type: 'severityChanged', data: { from, to }, texts: { reason: 'x' } });
    expect(fold(opened(), changed('P1', 'P0'), changed('P0', 'P2'))).toMatchObject({ severity: 'P2', highestSeverity: 'P0' });
  });

  it('several are engineers, one commands; a role that is left has been empty since then', () => {
    const taken = (role: 'engineer' | 'incidentCommander', person: string): IncidentFact => ({ type: 'roleTaken', data: { role, person, personName: person }, texts: {} });
    const record = fold(opened(), taken('engineer', 'ada'), taken('engineer', 'bob'), taken('incidentCommander', 'ada'), taken('incidentCommander', 'bob'));
    expect(record.roles.map(({ role, person }) => `${role} ${person}`)).toEqual(['engineer ada', 'engineer bob', 'incidentCommander bob']);
    const left = fold(opened(), taken('engineer', 'ada'), taken('engineer', 'bob'), { type: 'roleLeft', data: { role: 'engineer', person: 'ada', personName: 'Ada' }, texts: {} }, { type: 'roleLeft', data: { role: 'engineer', person: 'bob', personName: 'Bob' }, texts: {} });
    expect([left.roles, left.leftRoles]).toEqual([[], { engineer: Date.parse(at('12:04')) }]);
  });

  it('what was redacted is gone, and the rest stands', () => {
    const item = ItemId.parse('i2');
    const record = fold(opened({}, undefined), { type: 'titleChanged', data: {}, texts: { title: null } }, { type: 'actionAdded', data: { item, owner: null, ownerName: null, dueAt: null }, texts: { text: null } }, { type: 'linkAdded', data: { item, kind: 'other' }, texts: { label: 'x', url: null } });
    expect([record.title, record.actions[0]?.text, record.links]).toEqual([null, REMOVED, []]);
  });

  it('keeps when each audience was told and what it was owed, without a word of it', () => {
    const sent = (audience: 'internal' | 'public', nextAt: string | null): IncidentFact => ({ type: 'updateSent', data: { audience, nextAt }, texts: { text: null } });
    const turned = (clock: string, stage: 'amber' | 'due' | 'overdue'): IncidentFact => ({ type: 'clockTurned', data: { clock, stage, dueAt: at('12:01'), confirmed: true }, texts: {} });
    const record = fold(opened(), turned('update:public', 'overdue'), sent('public', at('12:20')), sent('internal', null), turned('update:public', 'overdue'), turned('when', 'overdue'), turned('update:internal', 'due'));
    const ms = (text: string): number => Date.parse(at(text));
    expect(record.told).toEqual({
      public: { sent: [{ at: ms('12:02'), nextAt: ms('12:20') }], overdue: [{ dueAt: ms('12:01'), since: null }, { dueAt: ms('12:01'), since: ms('12:02') }] },
      internal: { sent: [{ at: ms('12:03'), nextAt: null }], overdue: [] },
    });
  });

  it('remembers whether a dismissal called it a false alarm, until it is reopened', () => {
    const dismissed = (falseAlarm: boolean): IncidentFact => ({ type: 'dismissed', data: { falseAlarm }, texts: {} });
    expect([fold(opened()), fold(opened(), dismissed(true)), fold(opened(), dismissed(false))].map(({ falseAlarm }) => falseAlarm)).toEqual([null, true, false]);
    expect(fold(opened(), dismissed(true), { type: 'reopened', data: {}, texts: {} }).falseAlarm).toBeNull();
  });

  it('a decision that nobody takes for days does not fill it, and no step of another clock is forgotten for it', () => {
    const escalated = (clock: string, minute: number, step: number): IncidentFact => ({ type: 'escalated', data: { clock, dueAt: new Date(Date.parse(at('12:00')) + minute * 60_000).toISOString(), step, by: 'sound', outcome: 'done' }, texts: {} });
    const minutes = Array.from({ length: 3_000 }, (_, minute) => [escalated('when', minute, 0), escalated('when', minute, 1)]).flat();
    const record = fold(opened(), escalated('acknowledge', 0, 0), ...minutes);
    expect(Object.keys(record.escalated)).toHaveLength(201);
    expect(Object.keys(record.escalated)[0]).toBe(escalationKey('acknowledge', Date.parse(at('12:00')) as EpochMs, 0));
    expect(record.escalated[escalationKey('when', (Date.parse(at('12:00')) + 2_999 * 60_000) as EpochMs, 1)]).toBeDefined();
  });

  it('flapping for days does not fill it: the first and the firing alerts stay, and the newest', () => {
    const flaps = Array.from({ length: 1_500 }, (_, index) => index).flatMap((index): IncidentFact[] => {
      const alert = AlertId.parse(`a${index}`);
      const fired: IncidentFact = { type: 'alertFired', data: { alert, rule: 'flappy', service: CHECKOUT, severity: 'P1', value: 1, limit: 0, startsAt: at('12:00'), firedAt: null, noEarlierThan: false }, texts: {} };
      return index === 1_499 ? [fired] : [fired, { type: 'alertEnded', data: { alert, rule: 'flappy', endsAt: at('12:01') }, texts: {} }];
    });
    const record = fold(opened(), ...flaps);
    expect(record.alerts.length).toBeLessThanOrEqual(400);
    expect(record.alerts[0]?.alert).toBe('a0');
    expect(firingOf(record).map(({ alert }) => alert)).toEqual(['a1499']);
  });
});

describe('folding', () => {
  it('knows every type of entry', () => {
    const generated = new Set(fc.sample(anyFact, { numRuns: 5_000, seed: 7 }).map(({ type }) => type));
    expect([...generated, 'opened'].sort()).toEqual(Object.keys(incidentEntries).sort());
  });

  it('is total, counts every entry, and comes to the same from any of its own records on, stored as JSON between', () => {
    const policy = policyOf();
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFact, fc.constantFrom(ADA, BOB, undefined))), (facts) => {
        const rows = entries(opened(), ...facts.map(([fact, by]) => (by === undefined ? { fact } : { fact, by })));
        let stepwise: IncidentRecord | null = null;
        for (const [index, row] of rows.entries()) {
          stepwise = foldEntry(stepwise === null ? null : (JSON.parse(JSON.stringify(stepwise)) as IncidentRecord), row);
          expect(stepwise).toMatchObject({ version: index + 1, lastSeq: row.seq });
          expect((stepwise?.closedAt === null) === (stepwise !== null && ['proposed', 'declared'].includes(stepwise.standing) && !['resolved', 'reviewed'].includes(stepwise.state))).toBe(true);
        }
        expect(foldEntries(rows)).toEqual(stepwise);
        if (stepwise === null) return;
        const shown = incidentOf(stepwise, [], policy);
        expect(Incident.safeParse(shown).error).toBeUndefined();
        expect(IncidentDetail.safeParse(detailOf(stepwise, shown, { seesPrivate: true, mayOperate: true }, null)).error).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('has nothing to add to before an incident was opened', () => {
    fc.assert(fc.property(anyFact, (fact) => foldEntries(entries(fact)) === null), { numRuns: 50 });
  });
});
