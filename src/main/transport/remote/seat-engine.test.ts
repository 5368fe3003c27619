import { afterEach, describe, expect, it, vi } from 'vitest';
import { ONLY_CONSOLE, type ConsoleView } from '../../../shared/model/console.ts';
import type { TakeOver } from '../../api/engine-port.ts';
import { createFakeEngine, fakeToken, type FakeEngine } from '../testing/fake-engine.ts';
import { SESSION, startTestServer } from '../testing/http-carrier.ts';
import type { WorkerPort } from '../worker-port.ts';
import { createRemoteEngine } from './remote-engine.ts';
import { createRemoteFetch } from './remote-fetch.ts';
import { createSeatEngine, type SeatEngine } from './seat-engine.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ADA = { kind: 'session', token: fakeToken('ada') } as const;
const COPY_AT = '2026-01-15T12:00:03.000Z';
const named = (name: string, view: ConsoleView = ONLY_CONSOLE) => createFakeEngine({ 'workspace.get': () => ({ name, timeZone: 'UTC', demo: false, version: '1.0.0', writable: true }), 'console.get': () => view, 'session.get': (_, { seat, person, pinned, rights }) => ({ seat: { ...seat, rights: [...rights] }, person, needsPin: !pinned }) });

/** A seat with a real server as its engine, and what it opens of its copy. */
async function seat({ copyAt = COPY_AT, refuses = null, unreachableMs = 500, steadyMs = 300 }: { readonly copyAt?: string | null; readonly refuses?: string | null; readonly unreachableMs?: number; readonly steadyMs?: number } = {}) {
  const engine = named('the engine');
  const known = (each: FakeEngine): void => {
    each.grant(SESSION, ['view', 'operate']);
    each.grant(ADA.token, ['view', 'operate']);
  };
  known(engine);
  const server = await startTestServer(engine);
  const ticking = setInterval(() => engine.state() === 'running' && engine.tick(), 50);
  const { fetch, close } = createRemoteFetch({ origin: new URL(server.url).origin, pinned: null });
  const remote = createRemoteEngine({ origin: new URL(server.url).origin, fetch, own: { kind: 'session', token: SESSION }, cookieName: `holdfast-${server.port}`, log: silent, silenceMs: 300, longestDelayMs: 80 });
  const opened: { readonly order: TakeOver | null; readonly engine: FakeEngine }[] = [];
  const kept: (TakeOver | null)[] = [];
  const held: boolean[] = [];
  let copy = copyAt;
  const seatEngine = createSeatEngine({
    remote,
    url: 'http://ops-1',
    own: { kind: 'session', token: SESSION },
    copyAt: () => copy,
    openLocal: (order) => {
      if (order !== null && refuses !== null) return Promise.reject(new Error(refuses));
      const local = named(order === null ? 'the copy' : 'this console', order === null ? ONLY_CONSOLE : { ...ONLY_CONSOLE, term: 2 });
      known(local);
      opened.push({ order, engine: local });
      return Promise.resolve(Object.assign(local, { tell: () => undefined, ready: Promise.reject(new Error('not asked')).catch(() => undefined), restartWith: () => Promise.resolve() }) as unknown as WorkerPort);
    },
    holdCopy: (hold) => Promise.resolve(void held.push(hold)),
    keep: (order) => void kept.push(order),
    nowMs: () => Date.parse('2026-01-15T12:00:10.000Z'),
    log: silent,
    limits: { unreachableMs, steadyMs, lookMs: 20 },
  });
  closing.push(() => clearInterval(ticking), close, () => server.close(), () => seatEngine.close());
  await vi.waitFor(() => expect(seatEngine.state()).toBe('running'));
  return { engine, server, seatEngine, opened, kept, held, setCopy: (at: string | null) => (copy = at) };
}
const shownName = async (engine: SeatEngine): Promise<unknown> => {
  const answer = await engine.call('workspace.get', {}, ADA);
  return answer.ok ? (answer.value as { name: string }).name : answer.error.message;
};
const standing = async (engine: SeatEngine): Promise<ConsoleView> => {
  const answer = await engine.call('console.get', {}, ADA);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value as ConsoleView;
};
const shows = (engine: SeatEngine, name: string): Promise<void> => vi.waitFor(async () => expect(await shownName(engine)).toBe(name), { timeout: 5_000 });

describe('what a seat shows', () => {
  it('is the engine while that answers, said to be so in calls and in the snapshot', async () => {
    const { seatEngine } = await seat();
    expect(await shownName(seatEngine)).toBe('the engine');
    expect(await standing(seatEngine)).toMatchObject({ role: 'seat', connection: { url: 'http://ops-1', state: 'connected', copyAt: COPY_AT } });
    const snapshot = await seatEngine.snapshot();
    expect(snapshot.ok && (JSON.parse(snapshot.value.json) as { console: ConsoleView }).console).toMatchObject({ role: 'seat', connection: { state: 'connected' } });
  });

  it('is the copy once the engine was silent for long enough, with since when; screens begin anew, and begin anew when it is back', async () => {
    const { seatEngine, engine, server, opened, held } = await seat();
    const states: string[] = [];
    seatEngine.onState((state) => states.push(state));
    await server.close();
    await shows(seatEngine, 'the copy');
    expect(await standing(seatEngine)).toMatchObject({ role: 'seat', connection: { state: 'unreachable', copyAt: COPY_AT } });
    expect(states.slice(-2)).toEqual(['down', 'running']);
    expect(held).toEqual([true]);
    const again = await startTestServer(engine, { port: server.port });
    closing.push(() => again.close());
    await shows(seatEngine, 'the engine');
    await vi.waitFor(() => expect(held).toEqual([true, false]));
    expect(opened).toHaveLength(1);
    expect(states.slice(-2)).toEqual(['down', 'running']);
  });

  it('stays the engine over a break that is shorter than the limit', async () => {
    const { seatEngine, engine, opened } = await seat({ unreachableMs: 60_000 });
    engine.setState('down');
    await vi.waitFor(() => expect(seatEngine.state()).toBe('down'), { timeout: 5_000 });
    engine.setState('running');
    await vi.waitFor(() => expect(seatEngine.state()).toBe('running'), { timeout: 5_000 });
    expect(opened).toHaveLength(0);
    expect(await shownName(seatEngine)).toBe('the engine');
  });

  it('stays the copy until the engine has answered for long enough', async () => {
    const { seatEngine, engine, server } = await seat({ steadyMs: 60_000 });
    const { fetch, close } = createRemoteFetch({ origin: new URL(server.url).origin, pinned: null });
    closing.push(close);
    engine.setState('down');
    await shows(seatEngine, 'the copy');
    engine.setState('running');
    await vi.waitFor(async () => expect(await (await fetch('/metrics', { headers: { authorization: `Bearer ${SESSION}` } })).text()).toContain('holdfast_live_clients 1'), { timeout: 5_000 });
    expect(await shownName(seatEngine)).toBe('the copy');
    // Who answers cannot be taken over from, steady or not.
    expect(await seatEngine.call('console.takeOver', { reason: 'too slow' }, ADA)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('is nothing, and says so, where there is no copy', async () => {
    const { seatEngine, server } = await seat({ copyAt: null });
    await server.close();
    await vi.waitFor(() => expect(seatEngine.state()).toBe('down'), { timeout: 5_000 });
    expect(await shownName(seatEngine)).toBe('The engine at http://ops-1 does not answer.');
  });
});

describe('taking over', () => {
  const reason = { reason: 'ops-1 burns' };

  it('is refused while the engine answers, without the right, without the PIN, and without a reason', async () => {
    const { seatEngine, server, opened } = await seat();
    expect(await seatEngine.call('console.takeOver', reason, ADA)).toMatchObject({ ok: false, error: { code: 'conflict', message: 'The engine at http://ops-1 answers, so there is nothing to take over.' } });
    await server.close();
    await shows(seatEngine, 'the copy');
    const copy = opened[0]?.engine;
    expect(await seatEngine.call('console.takeOver', reason, { kind: 'anonymous' })).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    copy?.grant(ADA.token, ['view']);
    expect(await seatEngine.call('console.takeOver', reason, ADA)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    copy?.grant(ADA.token, ['view', 'operate'], false);
    expect(await seatEngine.call('console.takeOver', reason, ADA)).toMatchObject({ ok: false, error: { details: { needs: 'pin' } } });
    copy?.grant(ADA.token, ['view', 'operate']);
    expect(await seatEngine.call('console.takeOver', { reason: ' ' }, ADA)).toMatchObject({ ok: false, error: { code: 'invalid_input', message: 'expected a reason' } });
    expect(opened).toHaveLength(1);
  });

  it('opens the copy as the engine, keeps that first, and never goes back to the other one by itself', async () => {
    const { seatEngine, engine, server, opened, kept } = await seat();
    await server.close();
    await shows(seatEngine, 'the copy');
    const [first, second] = await Promise.all([seatEngine.call('console.takeOver', reason, ADA), seatEngine.call('console.takeOver', reason, ADA)]);
    expect([first, second].filter(({ ok }) => ok)).toMatchObject([{ value: { role: 'engine', term: 2 } }]);
    expect([first, second].filter(({ ok }) => !ok)).toMatchObject([{ error: { code: 'conflict' } }]);
    expect(kept).toEqual([{ at: '2026-01-15T12:00:10.000Z', by: { id: 'sample', name: expect.any(String) as string }, reason: 'ops-1 burns', from: 'http://ops-1', copyAt: COPY_AT }]);
    expect(opened.map(({ order }) => order?.reason ?? null)).toEqual([null, 'ops-1 burns']);
    await shows(seatEngine, 'this console');
    const again = await startTestServer(engine, { port: server.port });
    closing.push(() => again.close());
    expect(await shownName(seatEngine)).toBe('this console');
    expect(await standing(seatEngine)).toMatchObject({ role: 'engine', connection: null });
  });

  it('that fails leaves the copy as it was, and says why', async () => {
    const { seatEngine, server, kept } = await seat({ refuses: 'The database is damaged.' });
    await server.close();
    await shows(seatEngine, 'the copy');
    expect(await seatEngine.call('console.takeOver', reason, ADA)).toEqual({ ok: false, error: { code: 'unavailable', message: 'This console cannot act: The database is damaged.' } });
    expect(kept.at(-1)).toBeNull();
    await shows(seatEngine, 'the copy');
  });
});
