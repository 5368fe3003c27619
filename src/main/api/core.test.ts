import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Snapshot } from '../../shared/contract/events.ts';
import type { Signal } from '../../shared/model/entities.ts';
import { silentLog } from '../engine/testing/manual-clock.ts';
import type { Core } from './core.ts';
import type { EventFrame } from './engine-port.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';
import { realClock } from '../engine/testing/real-clock.ts';

const DESKTOP = { kind: 'desktop' } as const;

let target: Server;
let open: OpenCore;
let core: Core;
let frames: readonly EventFrame[];
let up: boolean;

const configText = (name: string): string => `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
sources: [{ id: edge, type: probe }]
services: [{ id: web, name: ${name}, tier: 1 }]
signals:
  - { id: web-up, service: web, kind: availability, source: edge, every: 1s, http: { url: "http://127.0.0.1:${(target.address() as AddressInfo).port}/" } }
rules: [{ id: web-down, signal: web-up, when: { below: 1, consecutive: 3 }, severity: P0 }]
`;

beforeEach(async () => {
  up = true;
  target = createServer((_request, response) => response.writeHead(up ? 200 : 503).end('hello'));
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  open = await openCore(configText('Web shop'), { clock: realClock, log: silentLog });
  ({ core, frames } = open);
});
afterEach(async () => {
  await open.close();
  target.closeAllConnections();
  target.close();
});

const refusal = async (name: Parameters<Core['call']>[0], input: unknown): Promise<string> => {
  const result = await core.call(name, input, DESKTOP);
  return result.ok ? 'done' : `${result.error.code}: ${result.error.message}`;
};
const call = async <T>(name: Parameters<Core['call']>[0], input: unknown = {}): Promise<T> => {
  const result = await core.call(name, input, DESKTOP);
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
  return result.value as T;
};
const signal = (): Promise<Signal> => call('signals.get', { id: 'web-up' });

describe('the whole engine behind one port', { timeout: 30_000 }, () => {
  it('turns a configuration into live readings, a breach, points and an answer for whoever asks', async () => {
    await vi.waitFor(async () => expect(await signal()).toMatchObject({ freshness: 'live', latest: { value: 1 }, breach: { state: 'within' } }), { timeout: 10_000 });
    up = false;
    await vi.waitFor(async () => expect(await signal()).toMatchObject({ latest: { value: 0 }, breach: { state: 'firing', severity: 'P0', count: 3 }, error: { kind: 'target', message: expect.stringContaining('503') } }), { timeout: 15_000 });
    const { items } = await call<{ items: { min: number; max: number }[] }>('signals.points', { id: 'web-up', from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString(), maxPoints: 100 });
    expect(items.length).toBeGreaterThanOrEqual(4);
    expect([Math.min(...items.map((point) => point.min)), Math.max(...items.map((point) => point.max))]).toEqual([0, 1]);
    expect(await core.metrics()).toMatch(/holdfast_signals\{freshness="live"\} 1/);
  });

  it('numbers its events without gaps, and a snapshot stands exactly between what came before and after', async () => {
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(5), { timeout: 10_000 });
    const snapshot = core.snapshot();
    if (!snapshot.ok) throw new Error('a running engine has a snapshot');
    expect(snapshot.value.id).toBe(frames.at(-1)?.id);
    const first = Number(frames[0]?.id.split('-')[1]);
    expect(frames.map((frame) => frame.id)).toEqual(frames.map((_, i) => `test-${first + i}`));
    expect(Snapshot.parse(JSON.parse(snapshot.value.json)).services).toEqual([{ id: 'web', name: 'Web shop', tier: 1, signals: ['web-up'] }]);
  });

  it('takes up a changed file without losing what it knows, keeps the last good one, and says what is wrong', async () => {
    await vi.waitFor(async () => expect((await signal()).freshness).toBe('live'), { timeout: 10_000 });
    const { revision } = await call<{ revision: string }>('config.get');
    await call('config.write', { text: configText('Web store'), revision });
    await vi.waitFor(async () => expect(await call('services.get', { id: 'web' })).toMatchObject({ name: 'Web store' }));
    expect((await signal()).latest?.value).toBe(1);
    expect(await core.call('config.write', { text: configText('Third'), revision }, DESKTOP)).toMatchObject({ ok: false, error: { code: 'conflict' } });
    writeFileSync(open.file, configText('Web store').replace('tier: 1', 'tier: 9'));
    await vi.waitFor(async () => expect((await call<{ items: { id: string; message: string }[] }>('problems.list')).items).toContainEqual(expect.objectContaining({ id: 'config', message: expect.stringMatching(/line 4/) })), { timeout: 10_000 });
    expect(await call('services.get', { id: 'web' })).toMatchObject({ tier: 1 });
  });

  it('refuses whoever is nobody, and pairs the first browser with the code it gives out', async () => {
    expect(await core.call('signals.list', {}, { kind: 'anonymous' })).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    const paired = await core.pair(core.issueStartupCode(), 'test');
    if (!paired.ok) throw new Error(paired.error.message);
    expect(await core.call('signals.list', {}, { kind: 'session', token: paired.value.token })).toMatchObject({ ok: true });
    await core.unpair({ kind: 'session', token: paired.value.token });
    expect(await core.identify({ kind: 'session', token: paired.value.token })).toBeNull();
  });

  it('takes what is started on this machine from the file only, whoever connects a source', async () => {
    const setup = { id: 'tests', type: 'postman', runner: '/sbin/reboot' };
    const refused = 'invalid_input: `runner` of the source "tests" names a program of this machine: write it into holdfast.yaml there.';
    expect(await refusal('sources.test', { setup })).toBe(refused);
    expect(await refusal('sources.connect', { setup, proposals: [] })).toBe(refused);
    const written = (runner: string): string => configText('Web shop').replace('{ id: edge, type: probe }', `{ id: edge, type: probe }, { id: tests, type: postman${runner} }`);
    const write = async (text: string): Promise<string> => refusal('config.write', { text, revision: (await call<{ revision: string }>('config.get')).revision });
    expect(await write(written(', runner: /sbin/reboot'))).toBe(refused);
    expect(await write(written(''))).toBe('done');
    writeFileSync(open.file, written(', runner: /opt/newman'));
    await vi.waitFor(async () => expect((await call<{ text: string }>('config.get')).text).toContain('/opt/newman'), { timeout: 10_000 });
    expect(await write(written(', runner: /opt/newman').replace('Web shop', 'Web store'))).toBe('done');
    expect(await write(written(', runner: /opt/other'))).toContain('names a program of this machine');
  });
});
