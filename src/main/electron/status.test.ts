import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../shared/contract/events.ts';
import { ONLY_CONSOLE } from '../../shared/model/console.ts';
import { NO_CONTINUITY } from '../../shared/model/continuity/plan.ts';
import { statusOf } from './status.ts';

const NOW = '2026-11-21T14:09:31.000Z';
const signal = (service: string, severity: 'P0' | null) => ({
  id: `${service}-up`, name: service, service, kind: 'availability', unit: 'bool', stat: null, source: 'prom', query: 'up', select: null, intervalMs: 5_000, freshness: 'live', freshnessSince: NOW, latest: { time: NOW, evaluatedAt: NOW, receivedAt: NOW, value: severity === null ? 1 : 0, noValue: null }, error: null,
  thresholds: [{ rule: 'down', above: null, below: 1, consecutive: null, severity: 'P0' }], breach: { state: severity === null ? 'within' : 'firing', rule: 'down', severity, count: 3, needed: 1, since: severity === null ? null : NOW }, openUrl: null,
});
const incident = (given: object) => ({
  id: 'INC-2026-0042', title: 'Keys of Acme stolen', severity: 'P0', kind: null, state: 'detected', standing: 'declared', origin: 'rule', services: ['checkout'], impactStartedAt: NOW, noEarlierThan: false, detectedAt: null, declaredAt: null, acknowledgedAt: null, mitigatedAt: null,
  resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: 'P0', signature: null, reopened: 0, roles: [], vacantRoles: [], warRoom: 'https://meet.acme.test/x', clocks: [], decision: null, healthQuestion: null, firingAlerts: 1, openActions: 0, held: false, mergedInto: null, version: 1, changedAt: NOW, ...given,
});
const snapshot = (failing: boolean, incidents: readonly object[] = [], maintenance: readonly object[] = []): Snapshot =>
  Snapshot.parse({
    workspace: { name: 'Acme', timeZone: 'UTC', demo: false, version: '1', writable: true }, services: ['checkout', 'login'].map((id) => ({ id, name: id, tier: 1, signals: [`${id}-up`] })), signals: [signal('checkout', failing ? 'P0' : null), signal('login', null)],
    sources: [], problems: [], presence: [], demoFaults: [], incidents, alerts: [], alertCounts: { firing: 0, pending: 0, suppressed: 0 }, maintenance, continuity: NO_CONTINUITY, console: ONLY_CONSOLE, now: NOW,
  });

describe('what the tray says', () => {
  it('is the state of the services, and of what is open although they are well', () => {
    expect(statusOf(snapshot(true)).text).toBe('■ 1 P0');
    expect(statusOf(snapshot(false)).text).toBe('○ all well');
    expect(statusOf(snapshot(false, [incident({ firingAlerts: 0 })])).text).toBe('▲ 1 incident open');
  });

  it('tells a service apart that an open incident speaks for, unless that incident is private', () => {
    expect(statusOf(snapshot(true, [incident({})])).demanding).toMatchObject([{ id: 'checkout', inIncident: true }]);
    expect(statusOf(snapshot(true, [incident({ private: true })])).demanding).toMatchObject([{ id: 'checkout', inIncident: false }]);
    expect(statusOf(snapshot(true)).demanding).toMatchObject([{ id: 'checkout', inIncident: false }]);
  });

  it('names no private incident', () => expect(statusOf(snapshot(true, [incident({ private: true })])).incidents).toMatchObject([{ id: 'INC-2026-0042', title: 'Security event in progress' }]));

  it('keeps announced maintenance quiet', () => {
    const window = { id: 'deploy', name: 'Deploy', services: ['checkout'], startsAt: '2026-11-21T14:00:00.000Z', endsAt: '2026-11-21T15:00:00.000Z', active: true, weekly: false, suppressed: 1 };
    expect(statusOf(snapshot(true, [], [window]))).toMatchObject({ kind: 'maintenance', text: '▬ 1 in maintenance', demanding: [] });
  });

  it('knows the hosts of dashboards that services lead to', () => {
    const known = snapshot(false);
    const services = known.services.slice(0, 1).map((service) => ({ ...service, dashboards: [{ name: 'API', url: 'https://boards.acme.test:8443/d/x?orgId=2' }] }));
    expect(statusOf({ ...known, services }).knownHosts).toEqual(['boards.acme.test:8443']);
  });

  it('knows the hosts where an open incident sends people', () => expect(statusOf(snapshot(false, [incident({})])).knownHosts).toEqual(['meet.acme.test']));
});
