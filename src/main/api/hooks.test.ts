import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../shared/model/identity.ts';
import type { Incident, IncidentDetail } from '../../shared/model/incident.ts';
import { PersonId } from '../../shared/model/ids.ts';
import type { Problem } from '../../shared/model/entities.ts';
import type { TimelineEvent } from '../../shared/model/timeline.ts';
import type { CallName } from '../../shared/contract/contract.ts';
import { createManualClock, finished, settle, silentLog } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

const TOKEN = 'ada-'.padEnd(44, '0');
const ADA: Credential = { kind: 'bearer', token: TOKEN };
const CONFIG = `version: 1
workspace: { name: Acme }
people: [{ id: ada, name: Ada, rights: [view, publish, operate, approve, admin] }]
services: [{ id: checkout, name: Checkout API, tier: 1 }]
hooks:
  - id: support
    kind: alert
    token: a-token-of-its-own-0123456789
    reportedBy: customers
    severity: P1
    map: { identity: $.id, title: $.subject, state: $.status, resolvedWhen: [solved], service: $.product }
`;

let open: OpenCore;
afterEach(() => open.close());

async function start(config = CONFIG) {
  const clock = createManualClock();
  open = await openCore(config, { clock, log: silentLog, presetTokens: [{ person: PersonId.parse('ada'), variable: 'HOLDFAST_TOKENS', hash: createHash('sha256').update(TOKEN).digest() }] });
  const { core } = open;
  const call = async <T>(name: CallName, input: unknown): Promise<T> => {
    const result = await core.call(name, input, ADA);
    if (!result.ok) throw new Error(result.error.message);
    return result.value as T;
  };
  const send = (hook: string, body: unknown, headers: Record<string, string> = {}) => finished(clock, core.hook({ hook, headers, raw: Buffer.from(JSON.stringify(body)) }, ADA));
  /** Until all that waits is taken in, and some seconds more. */
  const worked = async (steps = 20): Promise<void> => {
    for (let step = 0; step < steps; step += 1) await clock.advance(1);
    await clock.advance(2_000);
    await settle();
  };
  return { clock, core, call, send, worked, incidents: async () => (await call<{ items: Incident[] }>('incidents.list', { limit: 200 })).items };
}

/** Different alerts, each with a name of its own, in messages of so many. */
const flood = (count: number, perMessage: number, alertOf: (index: number) => object) =>
  Array.from({ length: Math.ceil(count / perMessage) }, (_, message) => ({ version: '4', alerts: Array.from({ length: Math.min(perMessage, count - message * perMessage) }, (_, index) => alertOf(message * perMessage + index)) }));
const alertOf = (index: number, startsAt: number, changes: object = {}) => ({ status: 'firing', labels: { alertname: `Broken${index}`, severity: 'critical', service: `unknown-${index % 500}`, pod: `pod-${index}` }, annotations: { summary: `Thing ${index} is broken` }, startsAt: new Date(startsAt).toISOString(), ...changes });

describe('a flood of webhooks', () => {
  it('of 10,000 alerts of services that nobody knows is one incident, with a count and a small record', async () => {
    const told = await start();
    const now = told.clock.nowMs();
    // What began at any time of the last day is told within a minute.
    const began = (index: number): number => now - (index % 1_440) * 60_000;
    for (const message of flood(10_000, 1_000, (index) => alertOf(index, began(index)))) expect(await told.send('alertmanager', message)).toEqual({ ok: true, value: { taken: 1_000 } });
    await told.worked(400);
    const [incident, ...others] = await told.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ severity: 'P1', standing: 'declared', origin: 'alert', firingAlerts: 10_000 });
    const id = incident!.id;
    const detail = await told.call<IncidentDetail>('incidents.get', { id });
    expect(detail.alertCount).toBe(10_000);
    const { items: rows } = await told.call<{ items: TimelineEvent[] }>('incidents.timeline', { id, type: 'alertsCounted' });
    expect(rows.at(0)?.data).toMatchObject({ alerts: 10_000 });
    expect(detail.version).toBeLessThan(1_200);
    expect(JSON.stringify(detail).length).toBeLessThan(100_000);
    expect((await told.call<{ counts: object }>('alerts.list', {})).counts).toEqual({ firing: 10_000, pending: 0, suppressed: 0 });
    expect((await told.call<{ items: Problem[] }>('problems.list', {})).items.filter(({ id }) => id !== 'config-warning')).toEqual([]);

    // Control: while any of them fires it is not over; the last one ends it.
    const over = (index: number) => alertOf(index, began(index), { status: 'resolved', endsAt: new Date(told.clock.nowMs()).toISOString() });
    for (const message of flood(9_999, 3_333, over)) await told.send('alertmanager', message);
    await told.worked(400);
    expect(await told.call<IncidentDetail>('incidents.get', { id })).toMatchObject({ firingAlerts: 1, alertCount: 10_000 });
    await told.send('alertmanager', { version: '4', alerts: [over(9_999)] });
    await told.worked();
    expect(await told.call<IncidentDetail>('incidents.get', { id })).toMatchObject({ firingAlerts: 0, alertCount: 10_000 });
  }, 60_000);

  it('is as many incidents as it is told to be, where time brings nothing together (control)', async () => {
    const told = await start(`${CONFIG}incidents: { groupAcross: 0s }\n`);
    for (const message of flood(30, 10, (index) => alertOf(index, told.clock.nowMs()))) await told.send('alertmanager', message);
    await told.worked();
    expect(await told.incidents()).toHaveLength(30);
  });
});

describe('a ticket of a support desk', () => {
  const authorization = { authorization: 'Bearer a-token-of-its-own-0123456789' };

  it('opens an incident that customers reported, which the scorecard counts so, and ends with the ticket', async () => {
    const told = await start();
    expect(await told.send('support', { id: 7, subject: 'Cannot pay <b>at all</b>', status: 'open', product: 'Checkout API' }, authorization)).toEqual({ ok: true, value: { taken: 1 } });
    await told.worked();
    const [incident] = await told.incidents();
    expect(incident).toMatchObject({ title: 'Cannot pay <b>at all</b>', origin: 'customer', severity: 'P1', standing: 'declared', services: ['checkout'], firingAlerts: 1 });
    await told.send('support', { id: 7, subject: 'Cannot pay', status: 'Solved' }, authorization);
    await told.worked();
    expect(await told.incidents()).toMatchObject([{ id: incident!.id, firingAlerts: 0, state: 'detected' }]);
    await told.call('incidents.act', { id: incident!.id, action: { type: 'resolve' } });
    await told.worked();
    const sides = await told.call<{ detectedBy: { customer: number } }>('scorecard.sides', { from: new Date(told.clock.nowMs() - 86_400_000).toISOString(), to: new Date(told.clock.nowMs() + 86_400_000).toISOString() });
    expect(sides.detectedBy.customer).toBe(1);
  });

  it('is not taken from a person, nor with a token of another', async () => {
    const told = await start();
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}` }] as Record<string, string>[]) expect(await told.send('support', { id: 1, subject: 'x', status: 'open' }, headers)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    await told.worked();
    expect(await told.incidents()).toEqual([]);
  });
});
