import { writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CallInput } from '../../../shared/contract/contract.ts';
import type { SawAnswer } from '../../../shared/model/console.ts';
import { ok } from '../../../shared/model/result.ts';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { createWatchdogs } from '../../engine/alerts/watchdogs.ts';
import type { Clock } from '../../engine/ports.ts';
import { createSource } from '../../engine/sources/registry.ts';
import { silentLog } from '../../engine/testing/manual-clock.ts';
import { realClock } from '../../engine/testing/real-clock.ts';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { machineId } from '../machine-id.ts';
import { isLocal } from './look-as-seat.ts';
import { startLooking } from './looking.ts';

let server: http.Server;
let asked: string[];
const up = { a: true, b: true };

beforeEach(async () => {
  asked = [];
  up.a = up.b = true;
  server = http.createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead((url === '/a' ? up.a : up.b) ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

/** A console that looks for real, second by second as fast as it can; intervals are over when the test says so. */
function given(file: string) {
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(
    file,
    `version: 1
workspace: { name: Acme }
services: [{ id: shop, name: Shop, tier: 1 }, { id: search, name: Search }]
sources: [{ id: edge, type: probe, timeout: 2s }, { id: prom, type: prometheus, url: "${site}/prom" }]
signals:
  - { id: a-up, service: shop, kind: availability, source: edge, every: 5s, http: { url: "${site}/a" } }
  - { id: b-up, service: search, kind: availability, source: edge, every: 5s, http: { url: "${site}/b" } }
  - { id: other, service: search, kind: availability, source: edge, every: 5s, http: { url: "${site}/other" } }
  - { id: left-out, service: search, kind: availability, source: edge, every: 5s, http: { url: "${site}/left-out" } }
  - { id: counted, service: shop, kind: availability, source: prom, every: 5s, query: up }
plans: [{ id: over, name: Over, kind: failover, services: [shop], target: { healthy: [b-up, left-out] }, steps: [{ id: w, kind: wait, for: 1s }] }]
triggers: [{ id: down, plan: over, on: primaryFails, every: 10s, signals: [a-up, counted] }]
`,
  );
  const told: CallInput<'console.saw'>[] = [];
  const state = { laterMs: 0, sleptMs: 0, sleeps: false, connected: true, answer: { counts: true, why: null, taken: 2 } as SawAnswer, rounds: 0 };
  const clock: Clock = {
    ...realClock,
    // The other clock stands still while a machine sleeps.
    nowMs: () => epochMs(realClock.nowMs() + state.laterMs + (state.sleeps ? (state.sleptMs += 3_600_000) : state.sleptMs)),
    monotonicMs: () => durationMs(realClock.monotonicMs() + state.laterMs),
    after: (_, run) => {
      state.rounds += 1;
      return realClock.after(durationMs(5), run);
    },
  };
  const stop = startLooking({
    configFile: file, clock,
    log: silentLog,
    machine: 'b'.repeat(32),
    open: (source, { services }) => createSource(source, { clock: realClock, resolveSecrets: () => Promise.reject(new Error('no secret is named')), services: () => services, watchdogs: createWatchdogs({ clock: realClock, configured: () => [] }), collections: null }),
    leaveOut: ({ id }) => id === 'left-out',
    isConnected: () => state.connected,
    tell: async (saw) => {
      told.push(saw);
      return ok(state.answer);
    },
  });
  const saw = (index: number) => told[index]?.readings.map(({ signal, value, failed }) => [signal, value, failed]);
  const comes = (count: number) => vi.waitFor(() => expect(told.length).toBe(count), { timeout: 10_000, interval: 5 });
  /** So many rounds begin. */
  const rounds = async (count: number) => {
    const until = state.rounds + count;
    await vi.waitFor(() => expect(state.rounds).toBeGreaterThanOrEqual(until), { timeout: 10_000, interval: 5 });
  };
  return { told, state, stop, saw, comes, rounds };
}

it('runs the probes that plans and triggers rest on, at their interval, and tells what it saw', async () => {
  using folder = temporaryFolder();
  const { told, state, stop, saw, comes, rounds } = given(folder.file('holdfast.yaml'));
  try {
    await comes(1);
    expect(saw(0)).toEqual([['a-up', 1, false], ['b-up', 1, false]]);
    expect(told[0]?.machine).toBe('b'.repeat(32));
    await rounds(5);
    expect([told.length, asked.toSorted()]).toEqual([1, ['/a', '/b']]);
    up.a = false;
    state.laterMs += 5_000;
    await comes(2);
    expect(saw(1)).toEqual([['a-up', 0, true], ['b-up', 1, false]]);
    expect(asked).toHaveLength(4);
  } finally {
    stop();
  }
});

it('tells nothing while it sees nothing at all alive, asks nobody while the engine does not answer, and seldom where it does not count', async () => {
  using folder = temporaryFolder();
  const { told, state, stop, comes, rounds } = given(folder.file('holdfast.yaml'));
  try {
    await comes(1);
    up.a = up.b = false;
    state.laterMs += 5_000;
    await vi.waitFor(() => expect(asked).toHaveLength(4), { timeout: 10_000, interval: 5 });
    await rounds(3);
    expect(told).toHaveLength(1);
    state.connected = false;
    state.laterMs += 5_000;
    await rounds(5);
    expect(asked).toHaveLength(4);
    up.a = up.b = true;
    state.connected = true;
    state.answer = { counts: false, why: 'It is the same machine.', taken: 0 };
    await comes(2);
    state.laterMs += 60_000;
    await rounds(5);
    expect([told.length, asked.length]).toEqual([2, 6]);
  } finally {
    stop();
  }
});

it('tells nothing of a round in which its machine slept', async () => {
  using folder = temporaryFolder();
  const { told, state, stop, comes, rounds } = given(folder.file('holdfast.yaml'));
  try {
    await comes(1);
    state.sleeps = true;
    state.laterMs += 5_000;
    await vi.waitFor(() => expect(asked).toHaveLength(4), { timeout: 10_000, interval: 5 });
    await rounds(3);
    expect(told).toHaveLength(1);
    state.sleeps = false;
    state.laterMs += 5_000;
    await comes(2);
  } finally {
    stop();
  }
});

it('does not look for what is on the machine of the engine alone', () => {
  const http = (url: string) => isLocal({ http: { url, method: 'GET' } });
  expect(['http://127.0.0.1:8080/', 'https://localhost/', 'https://api.localhost/', 'http://[::1]:80/'].map(http)).toEqual([true, true, true, true]);
  expect(['https://api.acme.test/', 'http://10.127.0.1/', 'https://localhost.acme.test/'].map(http)).toEqual([false, false, false]);
  expect([isLocal({ tcp: { host: 'localhost', port: 1 } }), isLocal({ tcp: { host: '192.0.2.1', port: 1 } }), isLocal({ dns: { name: 'a.test', type: 'A', server: '127.0.0.53:53' } })]).toEqual([true, false, true]);
});

it('knows its machine again, without telling what that is', () => {
  expect(machineId()).toMatch(/^[0-9a-f]{32}$/);
  expect(machineId()).toBe(machineId());
});
