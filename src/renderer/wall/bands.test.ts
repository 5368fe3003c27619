import { describe, expect, it } from 'vitest';
import { Incident, IncidentClock } from '../../shared/model/incident.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { chooseBands } from './bands.ts';

const clock = (minute: number): IncidentClock =>
  IncidentClock.parse({ id: 'update:public', kind: 'update', name: 'Public update', audience: 'public', startedAt: '2026-11-21T14:00:00.000Z', amberAt: null, dueAt: `2026-11-21T14:${String(minute).padStart(2, '0')}:00.000Z`, confirmed: true, promised: false });
const incident = (number: number, severity: Severity, dueMinutes: readonly number[], given: Partial<Incident> = {}): Incident =>
  Incident.parse({
    id: `INC-2026-000${number}`, title: 'x', severity, kind: null, state: 'detected', standing: 'declared', origin: 'rule', services: [], impactStartedAt: null, noEarlierThan: false, detectedAt: null, declaredAt: null, acknowledgedAt: null,
    mitigatedAt: null, resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: severity, signature: null, reopened: 0, roles: [], vacantRoles: [], warRoom: null, clocks: dueMinutes.map(clock), decision: null,
    healthQuestion: null, firingAlerts: 0, openActions: 0, held: false, mergedInto: null, version: 1, changedAt: '2026-11-21T14:00:00.000Z', ...given,
  });
const shown = (incidents: readonly Incident[]) => chooseBands(incidents).shown.map(({ id }) => Number(id.slice(-1)));

describe('the incidents on a wall', () => {
  it('are the three whose deadline is nearest; the others are counted', () => {
    const bands = chooseBands([incident(1, 'P1', [40, 50]), incident(2, 'P1', [10]), incident(3, 'P2', [30]), incident(4, 'P2', [20, 59]), incident(5, 'P2', [])]);
    expect(bands.shown.map(({ id }) => id.slice(-1))).toEqual(['2', '4', '3']);
    expect(bands.more).toBe(2);
  });

  it('always have a line for a P0, however far its deadline', () => expect(shown([incident(1, 'P0', [59]), incident(2, 'P2', [1]), incident(3, 'P2', [2]), incident(4, 'P2', [3])])).toEqual([1, 2, 3]));

  it('put a drill behind what is real', () => expect(shown([incident(1, 'P0', [1], { isDrill: true }), incident(2, 'P2', [])])).toEqual([2, 1]));

  it('keep their order where nothing is due', () => expect(shown([incident(2, 'P1', []), incident(1, 'P1', [])])).toEqual([2, 1]));

  it('leave proposals apart: they wait for a person, not for a deadline', () => {
    const bands = chooseBands([incident(1, 'P1', [5]), incident(2, 'P0', [1], { standing: 'proposed' })]);
    expect(bands).toMatchObject({ shown: [{ id: 'INC-2026-0001' }], more: 0, proposed: [{ id: 'INC-2026-0002' }] });
    expect(chooseBands([])).toEqual({ shown: [], more: 0, proposed: [] });
  });
});
