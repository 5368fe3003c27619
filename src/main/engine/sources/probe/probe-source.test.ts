import http from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SignalConfig } from '../../../../shared/model/config.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { SourceFailure } from '../source.ts';
import type { PollGroup } from '../source.ts';
import { createProbeSource } from './probe-source.ts';
import type { ProbeSource } from './probe-source.ts';
import { TestAuthority } from './testing/certificates.ts';
import { downNote, plainDeps, pollOne, readingIn } from './testing/probing.ts';
import { closedPort, Servers } from './testing/servers.ts';
import { probeConfig, signal } from './testing/signals.ts';
import { realClock } from '../../testing/real-clock.ts';

const servers = new Servers();
const sources: ProbeSource[] = [];
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await servers.close();
});
const forever = new AbortController().signal;

function open(config: Parameters<typeof probeConfig>[0] = {}, deps: Partial<typeof plainDeps> = {}): ProbeSource {
  const source = createProbeSource(probeConfig(config), { ...plainDeps, ...deps });
  sources.push(source);
  return source;
}
const get = (url: string, rest: Partial<NonNullable<SignalConfig['http']>> = {}): Partial<SignalConfig> => ({ http: { url, method: 'GET', ...rest } });
const only = (groups: readonly PollGroup[]): PollGroup => {
  expect(groups).toHaveLength(1);
  return groups[0]!;
};

/** A service whose answer the test decides, and whose checks take as long as it says on the manual clock. */
async function service(clock = createManualClock()): Promise<{ url: string; clock: typeof clock; next: { status: number; tookMs: number }; hits: () => number }> {
  const next = { status: 200, tookMs: 0 };
  let hits = 0;
  const url = await servers.http((_request, response) => {
    hits++;
    void clock.advance(next.tookMs).then(() => response.writeHead(next.status).end());
  });
  return { url, clock, next, hits: () => hits };
}

describe('signals that watch the same target', () => {
  const target = get('https://api.acme.test/health', { headers: { 'X-Key': '${env:KEY}' }, expect: { status: 200, body: 'ok' } });

  it('share one check when the target is the same, however it is written', () => {
    const source = open();
    const same = get('https://API.acme.test:443/health', { expect: { body: 'ok', status: [200] }, headers: { 'x-key': '${env:KEY}' }, timeout: '5s' });
    const group = only(source.plan([signal({ kind: 'availability', ...target }), signal({ kind: 'latency', stat: 'p95', window: '1m', ...same }), signal({ kind: 'errorRate', ...target })]));
    expect(group.signals).toHaveLength(3);
  });

  it('do not when anything that matters differs', () => {
    const source = open();
    const variants = [
      target,
      get('https://api.acme.test/health?x'),
      get('http://api.acme.test/health'),
      { http: { ...target.http!, timeout: '1s' } },
      { http: { ...target.http!, expect: { status: 204 } } },
      { http: { ...target.http!, headers: { 'X-Key': '${env:OTHER}' } } },
      { http: { ...target.http!, headers: { 'X-Key': '${env:KEY}', timeout: '1' } } },
      { tcp: { host: 'api.acme.test', port: 443 } },
      { dns: { name: 'api.acme.test', type: 'A' as const, server: '10.0.0.53' } },
    ];
    const groups = source.plan([...variants.map((config) => signal(config)), signal(target, { everyMs: durationMs(5_000) })]);
    expect(groups).toHaveLength(variants.length + 1);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(variants.length + 1);
  });

  it('get the same keys every time, which hold no secret', () => {
    const secret = get('https://noc:hush@api.acme.test/?token=hush', { headers: { Authorization: 'Bearer hush' } });
    const [first, second] = [open().plan([signal(secret)]), open().plan([signal(secret)])].map(only);
    expect(first?.key).toBe(second?.key);
    expect(first?.key).not.toMatch(/hush|noc/);
  });

  it('are answered by one check, each with its own statistic over its own window', async () => {
    const { url, clock, next, hits } = await service();
    const source = open({}, { clock });
    const specs = [
      signal({ kind: 'availability', ...get(url) }),
      signal({ kind: 'errorRate', ...get(url) }, { windowMs: durationMs(60_000) }),
      signal({ kind: 'latency', stat: 'p50', ...get(url) }, { windowMs: durationMs(60_000) }),
      signal({ kind: 'latency', stat: 'p95', unit: 'ms', ...get(url) }, { windowMs: durationMs(60_000) }),
      signal({ kind: 'latency', stat: 'avg', ...get(url) }, { windowMs: durationMs(4_400) }),
    ];
    const group = only(source.plan(specs));
    for (const [status, tookMs] of [[200, 100], [200, 400], [500, 900], [200, 200]] as const) {
      await clock.advance(1_000);
      Object.assign(next, { status, tookMs });
      await source.poll(group, forever);
    }
    await clock.advance(1_000);
    Object.assign(next, { status: 200, tookMs: 300 });
    const { outcomes, clockOffsetMs } = await source.poll(group, forever);
    expect(hits()).toBe(5);
    expect(clockOffsetMs).toBe(0);
    expect(outcomes.map(({ signal: id }) => id)).toEqual(specs.map(({ id }) => id));
    // Successful: 100, 400, 200, 300 ms. The last window, (2.5 s, 6.9 s], does not hold the check that ended at 2.5 s.
    expect(outcomes.map((outcome) => readingIn(outcome).value)).toEqual([1, 0.2, 0.2, 400, 0.25]);
    expect(new Set(outcomes.map((outcome) => readingIn(outcome).sampleTime))).toEqual(new Set([clock.nowMs()]));
  });

  it('are told apart when a probe cannot measure one of them', async () => {
    const { url } = await service();
    const source = open();
    const group = only(source.plan([signal({ kind: 'traffic', ...get(url) }), signal({ kind: 'availability', ...get(url) })]));
    const { outcomes } = await source.poll(group, forever);
    expect(outcomes[0]).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('a probe does not measure traffic') });
    expect(outcomes[1]).toMatchObject({ ok: true, reading: { value: 1 } });
  });

  it('need a target, and just one', async () => {
    const source = open();
    const { outcome: none } = await pollOne(source, {});
    const { outcome: two } = await pollOne(source, { ...get('http://a.test'), tcp: { host: 'a.test', port: 1 } });
    for (const outcome of [none, two]) expect(outcome).toEqual({ signal: expect.any(String), ok: false, kind: 'query', message: 'a probe’s signal needs exactly one of "http", "tcp", "dns" and "authority"' });
  });
});

describe('a target that goes down', () => {
  it('is 0 with a reason, counts into the error rate, and leaves latency empty once no success is in the window', async () => {
    const { url, clock, next } = await service();
    const source = open({}, { clock });
    const group = only(source.plan([signal({ kind: 'availability', ...get(url) }), signal({ kind: 'errorRate', ...get(url) }, { windowMs: durationMs(3_000) }), signal({ kind: 'latency', ...get(url) }, { windowMs: durationMs(3_000) })]));
    next.tookMs = 100;
    await source.poll(group, forever);
    Object.assign(next, { status: 503, tookMs: 0 });
    const values: (number | null)[][] = [];
    for (let second = 0; second < 3; second++) {
      await clock.advance(1_000);
      const { outcomes } = await source.poll(group, forever);
      values.push(outcomes.map((outcome) => readingIn(outcome).value));
      for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: true, note: 'answered 503, expected 200 to 399' });
      if (second === 2) expect(readingIn(outcomes[2]!).noValue).toBe('empty');
    }
    expect(values).toEqual([
      [0, 0.5, 0.1],
      [0, 2 / 3, 0.1],
      [0, 1, null],
    ]);
    expect(source.inspect(group.key)).toMatchObject({ target: `GET ${url}/`, status: 503, failure: 'answered 503, expected 200 to 399', at: clock.nowMs() });
  });

  it('leaves its results for a screen that opens later', async () => {
    const { url, clock, next } = await service();
    const source = open({}, { clock });
    const up = signal({ kind: 'availability', ...get(url) });
    const group = only(source.plan([up]));
    const start = clock.nowMs();
    for (const status of [200, 503, 200]) {
      await clock.advance(1_000);
      next.status = status;
      await source.poll(group, forever);
    }
    const range = { from: start, to: clock.nowMs() };
    expect(await source.history(up, range, durationMs(1), forever)).toEqual([1, 0, 1].map((value, index) => ({ time: start + (index + 1) * 1_000, value })));
    expect(await source.history(signal(get('http://never.polled.test/')), range, durationMs(1), forever)).toEqual([]);
    expect(source.openUrl(up)).toBeNull();
    expect(source.inspect('no such group')).toBeNull();
  });
});

describe('clocks that do not behave', () => {
  it('after a sleep nothing from before it counts as recent', async () => {
    const { url, clock, next } = await service();
    const source = open({}, { clock });
    const group = only(source.plan([signal({ kind: 'errorRate', ...get(url) })]));
    next.status = 503;
    await source.poll(group, forever);
    clock.step(3_600_000); // an hour of sleep: the monotonic clock stood still
    next.status = 200;
    const [outcome] = (await source.poll(group, forever)).outcomes;
    expect(readingIn(outcome!).value).toBe(0);
  });

  it('a clock that is set back changes neither durations nor windows', async () => {
    const { url, clock, next } = await service();
    const source = open({}, { clock });
    const specs = [signal({ kind: 'errorRate', ...get(url) }), signal({ kind: 'latency', ...get(url) })];
    const group = only(source.plan(specs));
    next.status = 503;
    await source.poll(group, forever);
    clock.step(-3_600_000);
    Object.assign(next, { status: 200, tookMs: 70 });
    const { outcomes } = await source.poll(group, forever);
    expect(outcomes.map((outcome) => readingIn(outcome).value)).toEqual([0.5, 0.07]);
    expect(readingIn(outcomes[0]!).sampleTime).toBe(epochMs(clock.nowMs()));
  });
});

describe('control probes', () => {
  /** Controls that answer, or not, as the test says. */
  async function controls(count: number): Promise<{ urls: string[]; state: { up: number; status: number }; hits: () => number }> {
    const state = { up: count, status: 200 };
    let hits = 0;
    const urls = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        servers.http((request, response) => {
          hits++;
          if (index < state.up) response.writeHead(state.status).end();
          else request.socket.destroy();
        }),
      ),
    );
    return { urls, state, hits: () => hits };
  }

  it('that fail too make the fault ours: unknown, and no failed sample', async () => {
    const { urls, state } = await controls(2);
    const { url, clock, next } = await service();
    const source = open({ controls: urls }, { clock });
    const group = only(source.plan([signal({ kind: 'availability', ...get(url) }), signal({ kind: 'errorRate', ...get(url) })]));
    expect(source.controlsFail?.()).toBeNull();
    await source.poll(group, forever);
    await clock.advance(5_000);
    state.up = 0;
    next.status = 503;
    for (const outcome of (await source.poll(group, forever)).outcomes)
      expect(outcome).toMatchObject({ ok: false, kind: 'source', message: 'our own network: 2 of 2 control probes fail too (answered 503, expected 200 to 399)' });
    expect(source.controlsFail?.()).toBe(true);
    await clock.advance(5_000);
    state.up = 2;
    next.status = 200;
    const { outcomes } = await source.poll(group, forever);
    await expect.poll(() => source.controlsFail?.()).toBe(false);
    // What was found long ago tells nothing of now.
    await clock.advance(301_000);
    expect(source.controlsFail?.()).toBeNull();
    expect(outcomes.map((outcome) => readingIn(outcome).value)).toEqual([1, 0]);
  });

  it('(control arm) without them the same failure counts: nothing better is known', async () => {
    const { url, clock, next } = await service();
    const source = open({}, { clock });
    next.status = 503;
    expect(downNote((await pollOne(source, get(url))).outcome)).toBe('answered 503, expected 200 to 399');
  });

  it('of which one still answers, be it with an error page, leave the failure the target’s', async () => {
    const { urls, state } = await controls(3);
    const { url, next } = await service();
    const source = open({ controls: urls });
    Object.assign(state, { up: 1, status: 500 });
    next.status = 503;
    expect(downNote((await pollOne(source, get(url))).outcome)).toBe('answered 503, expected 200 to 399');
  });

  it('do not excuse a target that answers wrongly over TLS that is in order: that was no fault of ours', async () => {
    const { urls, state } = await controls(2);
    state.up = 0;
    const authority = await TestAuthority.create();
    const url = await servers.https((_request, response) => void response.writeHead(503).end(), await authority.issue());
    const source = open({ controls: urls });
    expect(downNote((await pollOne(source, get(url, { tls: { ca: authority.pem } }))).outcome)).toBe('answered 503, expected 200 to 399');
  });

  it('do not matter while the target answers', async () => {
    const { urls, state } = await controls(2);
    state.up = 0;
    const { url } = await service();
    expect(readingIn((await pollOne(open({ controls: urls }), get(url))).outcome).value).toBe(1);
  });

  it('are asked once per period for all targets, and again when a failure needs a newer answer', async () => {
    const { urls, hits } = await controls(2);
    const { url, clock, next } = await service();
    const source = open({ controls: urls }, { clock });
    const every = { everyMs: durationMs(5_000) };
    const groups = source.plan(['a', 'b', 'c'].map((path) => signal(get(`${url}/${path}`), every)));
    for (const group of groups) await source.poll(group, forever);
    await vi.waitFor(() => expect(hits()).toBe(2));
    await clock.advance(5_000);
    for (const group of groups) await source.poll(group, forever);
    await vi.waitFor(() => expect(hits()).toBe(4));
    await clock.advance(3_000);
    next.status = 503;
    for (const group of groups) await source.poll(group, forever);
    expect(hits()).toBe(6);
  });
});

describe('stopping', () => {
  const hanging = (): Promise<string> => servers.http(() => {});

  it('an aborted poll ends at once, as aborted, and its connection is closed', async () => {
    const url = await hanging();
    const source = open();
    const stop = new AbortController();
    const polled = pollOne(source, get(url), stop.signal);
    const refused = expect(polled).rejects.toMatchObject({ code: 'aborted', name: 'SourceFailure' });
    await vi.waitFor(() => expect(servers.sockets.size).toBe(1));
    stop.abort();
    await refused;
    await vi.waitFor(() => expect(servers.sockets.size).toBe(0));
    await expect(pollOne(source, get(url), stop.signal)).rejects.toThrow(SourceFailure);
    expect(servers.accepted).toBe(1);
  });

  it('a closed source has stopped its checks and its controls, and leaves no socket and no timer behind', async () => {
    const [url, control] = await Promise.all([hanging(), hanging()]);
    const port = await closedPort();
    const timers = new Set<object>();
    const after: typeof realClock.after = (delay, run) => {
      const timer = {};
      timers.add(timer);
      const cancel = realClock.after(delay, () => (timers.delete(timer), run()));
      return () => (timers.delete(timer), cancel());
    };
    const source = open({ controls: [control] }, { clock: { ...realClock, after } });
    const before = sockets();
    const polled = Promise.allSettled([pollOne(source, get(url)), pollOne(source, get(`http://127.0.0.1:${String(port)}/`))]);
    await vi.waitFor(() => expect(servers.sockets.size).toBe(2));
    await source.close();
    expect((await polled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await vi.waitFor(() => expect(servers.sockets.size).toBe(0));
    await vi.waitFor(() => expect(sockets()).toBe(before));
    expect(timers.size).toBe(0);
  });

  it('many checks at once do not get in each other’s way', async () => {
    const url = await servers.http((_request, response) => void response.end('ok'));
    const source = open();
    const groups = source.plan(Array.from({ length: 60 }, (_, index) => signal(get(`${url}/${String(index)}`))));
    const results = await Promise.all(groups.map((group) => source.poll(group, forever)));
    expect(results.flatMap(({ outcomes }) => outcomes.map((outcome) => readingIn(outcome).value))).toEqual(Array.from({ length: 60 }, () => 1));
    expect(http.globalAgent.sockets).toEqual({});
  });

  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TLSWrap/.test(name)).length;
});
