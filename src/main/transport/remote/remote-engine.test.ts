import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventFrame } from '../../api/engine-port.ts';
import { selfSigned } from '../certificate.ts';
import type { HttpServer } from '../http.ts';
import { createFakeEngine, fakeToken, type FakeEngine } from '../testing/fake-engine.ts';
import { SESSION, startTestServer } from '../testing/http-carrier.ts';
import { pairWith, createRemoteEngine, type RemoteEngine } from './remote-engine.ts';
import { createRemoteFetch, isUntrusted, readShownCertificate, whyUnreachable } from './remote-fetch.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const originOf = (server: HttpServer): string => new URL(server.url).origin;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const session = (token: string) => ({ kind: 'session', token }) as const;

function follow(server: HttpServer, own = SESSION): RemoteEngine {
  const { fetch, close } = createRemoteFetch({ origin: originOf(server), pinned: null });
  const remote = createRemoteEngine({ origin: originOf(server), fetch, own: session(own), cookieName: `holdfast-${server.port}`, log: silent, silenceMs: 600, longestDelayMs: 100 });
  closing.push(close, () => remote.close());
  return remote;
}

async function start(overrides: Parameters<typeof createFakeEngine>[0] = {}): Promise<{ engine: FakeEngine; server: HttpServer; remote: RemoteEngine; frames: EventFrame[] }> {
  const engine = createFakeEngine(overrides);
  engine.grant(SESSION, ['view', 'operate']);
  const server = await startTestServer(engine);
  closing.push(() => server.close());
  const ticking = setInterval(() => engine.state() === 'running' && engine.tick(), 100);
  closing.push(() => clearInterval(ticking));
  const remote = follow(server);
  const frames: EventFrame[] = [];
  remote.onFrame((frame) => void frames.push(frame));
  await vi.waitFor(() => expect(remote.state()).toBe('running'));
  return { engine, server, remote, frames };
}

describe('the engine of another console', () => {
  it('is asked in the name of whoever asks here, and its answers and refusals come through', async () => {
    const { engine, remote } = await start({ 'session.get': (_, { seat, person, pinned }) => ({ seat, person, needsPin: !pinned }), 'workspace.get': () => ({ name: 'Acme', timeZone: 'UTC', demo: false, version: '1.0.0', writable: true }) });
    engine.grant(fakeToken('ada'), ['view', 'operate'], false);
    expect(await remote.call('workspace.get', {}, session(fakeToken('ada')))).toMatchObject({ ok: true, value: { name: 'Acme' } });
    expect(await remote.identify(session(fakeToken('ada')))).toMatchObject({ rights: ['view', 'operate'] });
    expect(await remote.call('demo.setFault', { id: 'dns', active: true }, session(fakeToken('ada')))).toMatchObject({ ok: false, error: { code: 'forbidden', details: { needs: 'pin' } } });
    expect(await remote.enterPin(session(fakeToken('ada')), '1111')).toMatchObject({ ok: false, error: { message: 'This PIN is wrong.' } });
    expect(await remote.enterPin(session(fakeToken('ada')), '4711')).toEqual({ ok: true, value: {} });
    expect(await remote.call('demo.setFault', { id: 'dns', active: true }, session(fakeToken('ada')))).toMatchObject({ ok: true });
    expect(engine.calls.at(-1)).toMatchObject({ name: 'demo.setFault', input: { id: 'dns', active: true }, credential: { token: fakeToken('ada') } });
    expect(await remote.identify(session(fakeToken('nobody')))).toBeNull();
    expect(await remote.call('workspace.get', {}, session(fakeToken('nobody')))).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    // The desktop of this computer is the console itself.
    expect(await remote.identify({ kind: 'desktop' })).toMatchObject({ rights: ['view', 'operate'] });
    expect(await remote.identify({ kind: 'anonymous' })).toBeNull();
  });

  it('pairs screens here with codes that were given out there', async () => {
    const { engine, server, remote } = await start();
    engine.expectCode('ABCD-2345', fakeToken('bea'));
    expect(await pairWith(createRemoteFetch({ origin: originOf(server), pinned: null }).fetch, 'WRONG', 'x')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await remote.pair('ABCD-2345', 'a browser')).toMatchObject({ ok: true, value: { token: fakeToken('bea'), cookieName: `holdfast-${server.port}` } });
  });

  it('is followed without a gap: frames keep their numbers over a cut, a snapshot stands where the frames after it go on', async () => {
    const { engine, server, remote, frames } = await start();
    const snapshot = await remote.snapshot();
    const at = snapshot.ok ? Number(snapshot.value.id.split('-')[1]) : -1;
    expect(frames.some(({ id }) => id === `epoch1-${at}`)).toBe(true);
    const { port } = server;
    await server.close();
    engine.emit('presence', { items: [] });
    const again = await startTestServer(engine, { port });
    closing.push(() => again.close());
    await vi.waitFor(() => expect(remote.state()).toBe('running'), { timeout: 5_000 });
    const before = frames.length;
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(before + 2), { timeout: 5_000 });
  });

  it('that says nothing is down within its time, and back with its first word; what was asked meanwhile says so', async () => {
    const { server, remote } = await start();
    const states: string[] = [];
    remote.onState((state) => states.push(state));
    await server.close();
    await vi.waitFor(() => expect(remote.state()).toBe('down'), { timeout: 5_000 });
    expect(await remote.call('workspace.get', {}, session(SESSION))).toMatchObject({ ok: false, error: { code: 'unavailable', message: `The engine at ${originOf(server)} does not answer.` } });
    expect(await remote.call('demo.reset', {}, session(SESSION))).toMatchObject({ ok: false, error: { message: expect.stringContaining('whether it has done this is not known') as string } });
    expect(await remote.answers()).toBe(false);
    expect(states).toEqual(['down']);
  });

  it('whose engine hangs while its shell lives is down too: only events of the engine count', async () => {
    const { engine, remote } = await start();
    engine.setState('down');
    await vi.waitFor(() => expect(remote.state()).toBe('down'), { timeout: 5_000 });
    engine.setState('running');
    await vi.waitFor(() => expect(remote.state()).toBe('running'), { timeout: 5_000 });
  });

  it('drops what does not fit the contract', async () => {
    const { engine, remote, frames } = await start();
    engine.emit('presence', { items: 'nobody' as never });
    engine.emit('presence', { items: [] });
    await vi.waitFor(() => expect(frames.filter(({ event }) => event === 'presence').map(({ json }) => json)).toEqual(['{"items":[]}']));
    expect(remote.state()).toBe('running');
  });
});

describe('the certificate of another console', () => {
  const serveTls = async (): Promise<{ server: HttpServer; origin: string; pem: string }> => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-remote-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const tls = await selfSigned({ folder, hosts: ['127.0.0.1'] });
    const engine = createFakeEngine();
    engine.grant(SESSION, ['view']);
    const server = await startTestServer(engine, { tls });
    closing.push(() => server.close());
    return { server, origin: `https://127.0.0.1:${server.port}`, pem: tls.cert };
  };
  const get = async (origin: string, pinned: string | null): Promise<number | string> => {
    const { fetch, close } = createRemoteFetch({ origin, pinned });
    try {
      return (await fetch('/healthz')).status;
    } catch (error) {
      return `${isUntrusted(error) ? 'untrusted: ' : ''}${whyUnreachable(error)}`;
    } finally {
      close();
    }
  };

  it('is taken when it is the one that was compared, and no other, whoever shows it', async () => {
    const one = await serveTls();
    const other = await serveTls();
    const shown = await readShownCertificate(one.origin);
    expect(shown.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(await get(one.origin, shown.pem)).toBe(200);
    expect(await get(one.origin, null)).toBe('untrusted: its certificate is signed by nobody whom this machine trusts');
    expect(await get(other.origin, shown.pem)).toMatch(/^untrusted: /);
  });

  it('nobody there is said in words', async () => {
    const { server, origin } = await serveTls();
    await server.close();
    expect(await get(origin, null)).toBe('nothing listens there');
  });
});
