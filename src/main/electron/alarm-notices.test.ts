import { describe, expect, it } from 'vitest';
import { Incident } from '../../shared/model/incident.ts';
import { ok } from '../../shared/model/result.ts';
import type { EventFrame } from '../api/engine-port.ts';
import { noticeOf, showsIncident, watchAlarms, type Alarm, type Notice } from './alarm-notices.ts';

const AT = '2026-11-21T14:05:00.000Z';
const incident = (given: Partial<Incident> = {}): Incident =>
  Incident.parse({
    id: 'INC-2026-0042', title: 'Checkout API: 99 % errors', severity: 'P0', kind: null, state: 'detected', standing: 'declared', origin: 'rule', services: ['checkout'], impactStartedAt: '2026-11-21T14:00:00.000Z', noEarlierThan: false,
    detectedAt: null, declaredAt: null, acknowledgedAt: null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: 'P0', signature: null, reopened: 0, roles: [], vacantRoles: [],
    warRoom: null, clocks: [{ id: 'acknowledge', kind: 'acknowledge', name: 'acknowledge', audience: null, startedAt: AT, amberAt: null, dueAt: '2026-11-21T14:03:00.000Z', confirmed: true, promised: false }],
    decision: null, healthQuestion: null, firingAlerts: 1, openActions: 0, held: false, mergedInto: null, version: 1, changedAt: AT, ...given,
  });
const alarm = (given: Partial<Alarm> = {}): Alarm => ({ incident: incident().id, severity: 'P0', why: 'new', at: AT, ...given });

describe('what the desktop is told of an alarm', () => {
  it.each<[string, Partial<Alarm>, Incident | undefined, string, string]>([
    ['a new one', {}, incident(), 'P0 INC-2026-0042: Checkout API: 99 % errors', 'New incident'],
    ['one that grew', { why: 'graver' }, incident(), 'P0 INC-2026-0042: Checkout API: 99 % errors', 'Now graver'],
    ['what is overdue', { why: 'overdue' }, incident(), 'P0 INC-2026-0042: Checkout API: 99 % errors', 'acknowledge overdue by 02:00'],
    ['a proposal', { severity: 'P1' }, incident({ standing: 'proposed' }), 'P1 INC-2026-0042: Proposed: Checkout API: 99 % errors', 'New incident'],
    ['a drill', {}, incident({ isDrill: true }), 'DRILL P0 INC-2026-0042: Checkout API: 99 % errors', 'New incident'],
    ['a private one', { why: 'overdue' }, incident({ private: true, title: 'Keys of Acme stolen' }), 'P0 INC-2026-0042: Security event in progress', 'Something is overdue'],
    ['one that is closed already', {}, undefined, 'P0 INC-2026-0042', 'New incident'],
  ])('%s', (_, given, of, title, body) => expect(noticeOf(alarm(given), of)).toEqual({ title, body, severity: given.severity ?? 'P0', path: '/incidents/INC-2026-0042' }));

  it('is not told to whoever looks at it', () => {
    for (const path of ['/wall', '/wall?kiosk=1&display=2', '/incidents', '/incidents/INC-2026-0042']) expect(showsIncident(`app://ui${path}`, 'INC-2026-0042')).toBe(true);
    for (const path of ['/settings', '/incidents/INC-2026-0041', '/service/checkout', '']) expect(showsIncident(`app://ui${path}`, 'INC-2026-0042')).toBe(false);
  });
});

function watched(incidents: readonly Incident[] = [incident()]) {
  const notices: Notice[] = [];
  let listener: (frame: EventFrame) => void = () => undefined;
  const stop = watchAlarms(
    {
      onFrame: (each) => {
        listener = each;
        return () => (listener = () => undefined);
      },
      snapshot: async () => ok({ id: 'e-1', event: 'snapshot' as const, json: JSON.stringify({ incidents }) }),
    },
    (notice) => notices.push(notice),
    { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  );
  /** Everything that was asked for has been answered once the microtasks are through. */
  const send = async (...sent: readonly unknown[]) => {
    for (const data of sent) listener({ id: 'e-2', event: 'alarm', json: JSON.stringify(data) });
    await new Promise((done) => setImmediate(done));
  };
  return { notices, send, stop };
}

describe('the alarms of the engine', () => {
  it('are told once per incident and reason, and each time that it grows', async () => {
    const { notices, send } = watched();
    await send(alarm({ severity: 'P2' }), alarm({ severity: 'P2' }), alarm({ why: 'graver', severity: 'P1' }), alarm({ why: 'graver', severity: 'P0' }), alarm({ why: 'graver', severity: 'P0' }), alarm({ why: 'overdue' }), alarm({ why: 'overdue' }));
    expect(notices.map(({ body, severity }) => `${body} ${severity}`)).toEqual(['New incident P2', 'Now graver P1', 'Now graver P0', 'acknowledge overdue by 02:00 P0']);
  });

  it('are told although nothing more is known of them, and what is no alarm is dropped', async () => {
    const { notices, send } = watched([]);
    await send(alarm(), { incident: '<b>', severity: 'P9' }, null);
    expect(notices.map(({ title }) => title)).toEqual(['P0 INC-2026-0042']);
  });

  it('end with the app', async () => {
    const { notices, send, stop } = watched();
    stop();
    await send(alarm());
    expect(notices).toEqual([]);
  });
});
