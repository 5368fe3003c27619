import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreak, judgeChain, type JudgedLink } from '../../../shared/model/chain.ts';
import { HoldfastConfig } from '../../../shared/model/config.ts';
import type { Signal } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import type { ProbeSourceConfig } from '../../../shared/model/sources/probe.ts';
import { findingText } from '../../../shared/text/chain-words.ts';
import { resolveConfig } from '../../config/resolved.ts';
import { createProbeSource } from '../sources/probe/probe-source.ts';
import { selfSigned, TestAuthority } from '../sources/probe/testing/certificates.ts';
import { plainDeps } from '../sources/probe/testing/probing.ts';
import { closedPort, Servers } from '../sources/probe/testing/servers.ts';
import { findBind, startBind, type RunningBind } from '../sources/testing/bind.ts';
import { applyFailure, applyReading, refresh, startSignal, viewSignal } from '../watch/signal-state.ts';
import type { Moment, WatchedSignal } from '../watch/signal-state.ts';
import { realClock } from '../testing/real-clock.ts';

const HOST = 'api.acme.test';
const hasBind = (await findBind()) !== null;

/** A request's whole way: two real BINDs (the zone's own, and a resolver that forwards to it), TLS, a balancer, an ingress, an API, a database. */
describe.skipIf(!hasBind)('a fault that is injected into the real thing (needs BIND: apt-get install bind9)', () => {
  const servers = new Servers();
  let authority: TestAuthority;
  let zone: RunningBind;
  let resolver: RunningBind;
  let port: Record<'good' | 'refused' | 'expired' | 'selfSigned' | 'balancerDown', string>;
  let upstream: Record<'ingress' | 'api' | 'database', { status: number; port: string }>;

  beforeAll(async () => {
    authority = await TestAuthority.create();
    zone = await startBind({ zone: { name: 'acme.test', records: ['api A 127.0.0.1'] } });
    resolver = await startBind({ forwardTo: zone.address });
    const issue = (days: Partial<{ fromDays: number; toDays: number }> = {}) => authority.issue({ name: HOST, names: [{ type: 'dns', value: HOST }], ...days });
    const https = async (status: number, certificate: Awaited<ReturnType<typeof issue>>) => new URL(await servers.https((_request, response) => response.writeHead(status).end(), certificate)).port;
    const inner = async () => {
      const state = { status: 200, port: '' };
      state.port = new URL(await servers.http((_request, response) => response.writeHead(state.status).end())).port;
      return state;
    };
    port = {
      good: await https(200, await issue()),
      refused: String(await closedPort()),
      expired: await https(200, await issue({ fromDays: -90, toDays: -1 })),
      selfSigned: await https(200, await selfSigned()),
      balancerDown: await https(502, await issue()),
    };
    upstream = { ingress: await inner(), api: await inner(), database: await inner() };
  });
  afterAll(async () => {
    await Promise.all([servers.close(), zone.remove(), resolver.remove()]);
  });

  interface World {
    readonly at?: string;
    readonly resolver?: string;
    readonly addresses?: string[];
  }

  /** Checks the whole chain once, as a configuration tells it, and judges it as the wall does. */
  async function look({ at = port.good, resolver: asked = resolver.address, addresses }: World = {}): Promise<readonly JudgedLink[]> {
    const probeOf = (part: keyof typeof upstream) => ({ http: { url: `http://127.0.0.1:${upstream[part].port}/` }, service: 'shop', kind: 'availability', source: 'edge', every: '1s', id: part });
    const config = resolveConfig(
      HoldfastConfig.parse({
        version: 1,
        workspace: { name: 'Acme' },
        sources: [{ id: 'edge', type: 'probe', timeout: '5s' }],
        services: [
          {
            id: 'shop',
            name: 'Shop',
            chain: [
              { url: `https://${HOST}:${at}/`, link: 'load balancer', every: '1s', resolver: asked, authoritative: [zone.address], tls: { ca: authority.pem }, expect: { status: 200, ...(addresses === undefined ? {} : { addresses }) } },
              { link: 'ingress', signal: 'ingress' },
              { link: 'API', signal: 'api' },
              { link: 'database', signal: 'database' },
            ],
          },
        ],
        signals: [probeOf('ingress'), probeOf('api'), probeOf('database')],
      }),
    );
    const source = createProbeSource(config.sources[0]?.config as ProbeSourceConfig, plainDeps);
    const now = (): Moment => ({ nowMs: realClock.nowMs(), aliveMs: realClock.monotonicMs() });
    const watched = config.signals.map((signal): WatchedSignal => ({ ...signal, queryText: '', openUrl: null, learnsSpacing: false }));
    const states = new Map(watched.map((signal) => [signal.id, startSignal(signal, now())]));
    const results = await Promise.all(source.plan(config.signals).map((group) => source.poll(group, new AbortController().signal)));
    for (const outcome of results.flatMap(({ outcomes }) => outcomes)) {
      const state = states.get(outcome.signal)!;
      if (outcome.ok) applyReading(state, outcome.reading, now(), outcome.note);
      else applyFailure(state, outcome.kind, outcome.message, now());
      refresh(state, now());
    }
    await source.close();
    const views = new Map<SignalId, Signal>([...states].map(([id, state]) => [id, viewSignal(state, [])]));
    return judgeChain(config.services[0]?.chain ?? [], (id) => views.get(id));
  }
  const said = async (world: World = {}): Promise<string> => findingText(findBreak(await look(world)), true);

  it('is nowhere while all is well', async () => {
    expect(await said()).toBe('The chain is whole: all 8 links hold; what fails is none of them');
  });

  it('is the authoritative name server that is down, although everything behind it fails too', async () => {
    await zone.stop();
    const links = await look();
    await zone.start();
    expect(findingText(findBreak(links))).toBe(`First broken link: authoritative DNS (connection refused by ${zone.address})`);
    // The control arm: whoever takes the last broken one, or does not know the order, looks at the resolver.
    expect(links.findLast(({ state }) => state === 'broken')?.link).toBe('resolver');
    expect(links.map(({ link, state, cause }) => `${link}: ${state === 'unknown' ? cause : state}`).slice(0, 6)).toEqual(['authoritative DNS: broken', 'resolver: broken', 'TCP: notReached', 'TLS: notReached', 'load balancer: notReached', 'ingress: ok']);
  });

  it('is a resolver that is the wrong one, or that tells a wrong address', async () => {
    // A name server that serves another zone and resolves nothing for others.
    const wrong = await startBind({ zone: { name: 'other.test', records: [] } });
    expect(await said({ resolver: wrong.address })).toBe(`First broken link: resolver (${wrong.address} refused to answer for ${HOST})`);
    const lying = await startBind({ zone: { name: 'acme.test', records: ['api A 127.0.0.9'] } });
    expect(await said({ resolver: lying.address, addresses: ['127.0.0.1'] })).toBe('First broken link: resolver (answered "127.0.0.9", expected only "127.0.0.1")');
    await Promise.all([wrong.remove(), lying.remove()]);
  });

  it('is TCP, where the connection is refused', async () => {
    expect(await said({ at: port.refused })).toBe(`First broken link: TCP (connection refused by 127.0.0.1:${port.refused})`);
  });

  it('is TLS, where the certificate has expired or nobody vouches for it', async () => {
    expect(await said({ at: port.expired })).toMatch(/^First broken link: TLS \(certificate expired on \d{4}-\d\d-\d\d\)$/);
    expect(await said({ at: port.selfSigned })).toBe('First broken link: TLS (certificate is self-signed)');
  });

  it('is the load balancer that answers 502', async () => {
    upstream.api.status = 503;
    const links = await look({ at: port.balancerDown });
    upstream.api.status = 200;
    expect(findingText(findBreak(links))).toBe('First broken link: load balancer (answered 502, expected 200)');
    expect(links.findLast(({ state }) => state === 'broken')?.link).toBe('API');
  });

  it.each([['ingress'], ['api'], ['database']] as const)('is the %s, where only that is down', async (part) => {
    upstream[part].status = 503;
    const text = await said();
    upstream[part].status = 200;
    expect(text).toBe(`First broken link: ${part === 'api' ? 'API' : part} (answered 503, expected 200 to 399)`);
  });
});
