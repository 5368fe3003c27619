import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_NAMES, contract, type CallName } from '../../shared/contract/contract.ts';
import type { IncidentDetail } from '../../shared/model/incident.ts';
import { PersonId } from '../../shared/model/ids.ts';
import type { Credential } from '../../shared/model/identity.ts';
import { createManualClock, settle, type ManualClock } from '../engine/testing/manual-clock.ts';
import { createFrameRing } from '../transport/frame-ring.ts';
import { sampleOf } from '../transport/testing/sample.ts';
import type { Core } from './core.ts';
import type { EventFrame } from './engine-port.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

/** Stands in every word of the incident, and nowhere else. */
const CANARY = 'zebrafalcon';
const [LEAD, DECIDER, COMMS, WALL] = ['lead', 'decider', 'comms', 'wall'].map((name): Credential => ({ kind: 'bearer', token: `${name}-${'0'.repeat(40)}` })) as [Credential, Credential, Credential, Credential];
const CONFIG = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: lead, name: Lina Lead, rights: [view, publish, operate, approve, admin] }
  - { id: decider, name: Dora, rights: [view, publish, operate, approve] }
  - { id: comms, name: Carl, rights: [view, publish] }
  - { id: wall, name: Wanda, rights: [view] }
sources: [{ id: edge, type: probe }]
services: [{ id: web, name: Web shop, tier: 1 }, { id: login, name: Login, tier: 1 }]
signals: [{ id: web-up, service: web, kind: availability, source: edge, every: 1h, tcp: { host: 127.0.0.1, port: 9 } }]
rules: [{ id: web-down, signal: web-up, when: { below: 1, consecutive: 3 }, severity: P0 }]
incidents: { escalation: { steps: [{ after: 1h, webhook: "https://hooks.acme.test/services/T0/path-is-a-key", headers: { X-Token: header-is-a-key } }] } }
`;

let clock: ManualClock;
let open: OpenCore;
let core: Core;
let frames: readonly EventFrame[];
let logged: string[];

beforeEach(async () => {
  clock = createManualClock();
  logged = [];
  const line = (message: string, fields?: Record<string, unknown>): void => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const token = (person: string) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(`${person}-${'0'.repeat(40)}`).digest() });
  open = await openCore(CONFIG, { clock, log: { debug: line, info: line, warn: line, error: line }, presetTokens: ['lead', 'decider', 'comms', 'wall'].map(token) });
  ({ core, frames } = open);
});
afterEach(() => open.close());

const call = async <T>(name: CallName, input: unknown, as: Credential = LEAD): Promise<T> => {
  const result = await core.call(name, input, as);
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
  return result.value as T;
};
const pass = async (seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) await clock.advance(1_000);
  await settle();
};
/** What an Alertmanager sends, taken in. */
const send = async (message: object): Promise<void> => {
  const answer = await core.hook({ hook: 'alertmanager', headers: {}, raw: Buffer.from(JSON.stringify(message)) }, LEAD);
  expect(answer).toEqual({ ok: true, value: { taken: 1 } });
  await pass(1);
};
const webhook = (name: string, status: 'firing' | 'resolved') => ({
  version: '4',
  alerts: [{ status, labels: { alertname: name, severity: 'critical', service: 'login', attacker: `${CANARY}-host` }, annotations: { summary: `${CANARY}: keys were stolen`, runbook: CANARY }, startsAt: new Date(clock.nowMs()).toISOString(), ...(status === 'resolved' ? { endsAt: new Date(clock.nowMs()).toISOString() } : {}) }],
});

/** Two private incidents that everything has happened to: one that an alert opened and somebody hid, one of security from its start. */
async function story(): Promise<readonly string[]> {
  await send(webhook(`${CANARY}Login`, 'firing'));
  const { items } = await call<{ items: IncidentDetail[] }>('incidents.list', {});
  const found = items[0]!;
  await call('incidents.edit', { id: found.id, version: found.version, kind: 'security' });
  const made = await call<IncidentDetail>('incidents.open', { title: `${CANARY} in the admin panel`, severity: 'P0', kind: 'security', services: ['login', 'web'] });
  const act = (id: string, action: object, as: Credential = LEAD) => call<IncidentDetail>('incidents.act', { id, action }, as);
  for (const id of [found.id, made.id]) {
    await act(id, { type: 'acknowledge' });
    await act(id, { type: 'takeRole', role: 'incidentCommander' });
    await act(id, { type: 'note', text: `${CANARY} was here`, evidence: { kind: 'link', ref: CANARY, time: null, value: null } });
    await act(id, { type: 'addLink', kind: 'warRoom', label: CANARY, url: `https://meet.acme.test/${CANARY}` });
    await act(id, { type: 'addAction', text: `rotate ${CANARY}`, owner: 'decider' });
    await act(id, { type: 'setImpact', field: 'cannotDo', text: CANARY, source: CANARY });
    await act(id, { type: 'recordUpdate', audience: 'executive', text: `${CANARY} is being looked at`, nextAt: new Date(clock.nowMs() + 60_000).toISOString() });
    await act(id, { type: 'decide', choice: 'hold', reason: CANARY, reaskAt: new Date(clock.nowMs() + 600_000).toISOString() }, DECIDER);
  }
  // The hand-over that is kept names what was open, to everybody.
  await call('shift.write', { text: 'all quiet' });
  await pass(130);
  // It comes back after its end.
  await send(webhook(`${CANARY}Login`, 'resolved'));
  await act(found.id, { type: 'resolve', how: `locked ${CANARY} out` });
  await pass(5);
  await send(webhook(`${CANARY}Login`, 'firing'));
  await pass(2);
  return [found.id, made.id];
}

/** What is asked beside the sample of a call's input; `$id` is a private incident. */
const QUESTIONS: Partial<Record<CallName, readonly Record<string, unknown>[]>> = {
  'incidents.list': [{ show: 'all' }, { show: 'closed' }, { query: CANARY }, { service: 'login' }, { severity: 'P0' }, { query: 'INC' }],
  'incidents.timeline': [{ id: '$id', show: 'all' }],
  'incidents.evidencePoints': [{ id: '$id', signal: 'web-up' }],
  'incidents.act': [{ id: '$id', action: { type: 'note', text: 'let me in' } }, { id: '$id', version: 1, action: { type: 'note', text: 'let me in' } }, { id: '$id', action: { type: 'resolve' } }],
  'alerts.list': [{}, { state: 'firing' }, { state: 'resolved' }, { service: 'login' }, { incident: '$id' }, { incident: '$id', state: 'resolved' }],
  'changes.list': [{ incident: '$id' }],
  'rules.list': [{}],
  'rules.get': [{ id: 'web-down' }],
  'services.get': [{ id: 'login' }],
  'signals.get': [{ id: 'web-up' }],
  'shift.list': [{}],
};
const TELLS_NOTHING: ReadonlySet<CallName> = new Set<CallName>(['seats.setPin', 'presence.set', 'rules.replay']);

describe('a private incident', () => {
  it.each([['a wall', WALL], ['somebody who only tells', COMMS]])('gives nothing away to %s, whatever is asked', async (_, asker) => {
    const ids = await story();
    const alertIds = (await call<{ items: { id: string }[] }>('alerts.list', {})).items.concat((await call<{ items: { id: string }[] }>('alerts.list', { state: 'resolved' })).items).map(({ id }) => id);
    expect(alertIds.length).toBeGreaterThan(1);
    const asked = CALL_NAMES.filter((name) => !TELLS_NOTHING.has(name));
    let answers = 0;
    for (const name of asked) {
      const { right, input } = contract[name];
      const questions: Record<string, unknown>[] = [sampleOf(input), ...(QUESTIONS[name] ?? [])];
      if (name.startsWith('incidents.') && 'id' in input.shape) questions.push({ id: '$id' });
      if (name === 'alerts.get') questions.push(...alertIds.map((id) => ({ id })));
      for (const question of questions)
        for (const id of ids) {
          const filled = JSON.parse(JSON.stringify(question).replaceAll('$id', id)) as unknown;
          const answer = await core.call(name, filled, asker);
          if (answer.ok) answers += 1;
          expect([name, JSON.stringify(answer)]).toEqual([name, expect.not.stringContaining(CANARY)]);
          if (right !== 'view' && right !== 'publish') expect([name, answer.ok]).toEqual([name, false]);
        }
    }
    expect(answers).toBeGreaterThan(40);
    // And whoever works on it does see it, by the same calls (control).
    expect(JSON.stringify(await core.call('incidents.list', { show: 'all' }, LEAD))).toContain(CANARY);
    expect(JSON.stringify(await core.call('alerts.list', {}, LEAD))).toContain(CANARY);
  });

  it('is taken from the stream at once: what follows, and what a screen that comes back is told, holds nothing of it', async () => {
    await send(webhook(`${CANARY}Login`, 'firing'));
    const before = frames.length;
    expect(frames.some(({ json }) => json.includes(CANARY))).toBe(true);
    await story();
    const hiddenAt = frames.findIndex(({ event }, index) => index >= before && event === 'snapshot');
    expect(hiddenAt).toBeGreaterThan(0);
    expect(frames.slice(hiddenAt).filter(({ json }) => json.includes(CANARY))).toEqual([]);
    const ring = createFrameRing({ maxFrames: 10_000, maxBytes: 1e8 });
    for (const frame of frames) ring.push(frame);
    const missed = ring.after(frames[0]!.id) ?? [];
    expect(missed.length).toBeGreaterThan(10);
    expect(missed.filter(({ json }) => json.includes(CANARY))).toEqual([]);
    const snapshot = core.snapshot();
    expect(snapshot.ok && snapshot.value.json).not.toContain(CANARY);
  });

  it('stands neither in the log nor in the metrics', async () => {
    await story();
    expect(logged.filter((line) => line.includes(CANARY))).toEqual([]);
    expect(await core.metrics()).not.toContain(CANARY);
  });
});

it('the policy that every screen reads tells the host that the ladder calls, and none of its keys', async () => {
  const policy = JSON.stringify(await core.call('policy.get', {}, WALL));
  expect(policy).toContain('"https://hooks.acme.test"');
  expect(policy).not.toMatch(/is-a-key/);
});
