import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SignalConfig } from '../../../../shared/model/config.ts';
import type { HttpProbeConfig, HttpStage } from '../../../../shared/model/sources/probe.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { PollGroup } from '../source.ts';
import { createProbeSource } from './probe-source.ts';
import { selfSigned, TestAuthority } from './testing/certificates.ts';
import { dnsAnswer, RCODE } from './testing/dns-server.ts';
import { plainDeps, readingIn } from './testing/probing.ts';
import { closedPort, Servers } from './testing/servers.ts';
import { probeConfig, signal } from './testing/signals.ts';

const servers = new Servers();
afterEach(() => servers.close());
const forever = new AbortController().signal;
const STAGES: readonly HttpStage[] = ['resolver', 'tcp', 'tls', 'http'];

let authority: TestAuthority;
beforeAll(async () => {
  authority = await TestAuthority.create();
});

/** A name server of a test, and what it answers for every name. */
const nameServer = async (address: string | null, rcode: number = RCODE.ok): Promise<string> =>
  `127.0.0.1:${String(await servers.udp((question) => dnsAnswer(question, address === null || question.includes(Buffer.from([0, 28, 0, 1])) ? [] : [{ type: 'A', data: address }], rcode)))}`;

const certified = (over: Parameters<TestAuthority['issue']>[0] = {}) => authority.issue({ name: 'api.acme.test', names: [{ type: 'dns', value: 'api.acme.test' }], ...over });

/** Every stage of one check, in words: "ok", "not reached", or why it failed. */
async function walk(http: Partial<HttpProbeConfig> & { url: string }, stages: readonly HttpStage[] = STAGES): Promise<Record<string, string>> {
  const source = createProbeSource(probeConfig(), plainDeps);
  const specs = stages.map((stage) => signal({ http: { method: 'GET', tls: { ca: authority.pem }, ...http, stage } }));
  const groups = source.plan(specs);
  expect(groups, 'all stages share one check').toHaveLength(1);
  const { outcomes } = await source.poll(groups[0]!, forever);
  await source.close();
  return Object.fromEntries(
    outcomes.map((outcome, index) => {
      const reading = readingIn(outcome);
      const note = outcome.ok ? outcome.note : undefined;
      if (reading.value === 1) expect(reading.tookMs).toBeGreaterThanOrEqual(0);
      else expect(reading).not.toHaveProperty('tookMs');
      return [stages[index] ?? '', reading.value === 0 ? `failed: ${note ?? ''}` : (reading.detail ?? 'ok')];
    }),
  );
}

describe('the stages of one HTTP check', () => {
  it('have each their own result when all is well', async () => {
    const url = new URL(await servers.https((_request, response) => response.end('ok'), await certified({ toDays: 30 })));
    const resolver = await nameServer('127.0.0.1');
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    expect(await walk({ url: `https://api.acme.test:${url.port}/`, resolver })).toEqual({ resolver: '127.0.0.1', tcp: `127.0.0.1:${url.port}`, tls: `certificate until ${day}`, http: 'answers 200' });
    expect(servers.accepted).toBe(1);
  });

  it('name the one that fails, and call what is behind it not reached', async () => {
    const good = await nameServer('127.0.0.1');
    const wrong = await nameServer(null, RCODE.nxdomain);
    const port = String(await closedPort());
    const bad = new URL(await servers.https((_request, response) => response.end('ok'), await selfSigned())).port;
    const late = new URL(await servers.https((_request, response) => response.end('ok'), await certified({ fromDays: -60, toDays: -1 }))).port;
    const down = new URL(await servers.https((_request, response) => response.writeHead(502).end(), await certified())).port;
    const at = (of: string, resolver = good, rest: Partial<HttpProbeConfig> = {}) => walk({ url: `https://api.acme.test:${of}/`, resolver, ...rest });
    const none = 'not reached';
    expect(await at(down, wrong)).toEqual({ resolver: `failed: name api.acme.test does not resolve (NXDOMAIN from ${wrong})`, tcp: none, tls: none, http: none });
    expect(await at(down, good, { expect: { addresses: ['10.0.0.7'] } })).toEqual({ resolver: 'failed: answered "127.0.0.1", expected only "10.0.0.7"', tcp: none, tls: none, http: none });
    expect(await at(port)).toMatchObject({ resolver: '127.0.0.1', tcp: `failed: connection refused by 127.0.0.1:${port}`, tls: none, http: none });
    expect(await at(bad)).toMatchObject({ tcp: `127.0.0.1:${bad}`, tls: 'failed: certificate is self-signed', http: none });
    expect(await at(late)).toMatchObject({ tls: expect.stringMatching(/^failed: certificate expired on /), http: none });
    expect(await at(down)).toMatchObject({ tls: expect.stringMatching(/^certificate until /), http: 'failed: answered 502, expected 200 to 399' });
  });

  it('blame a certificate that ends too soon on TLS alone: the answer itself was good', async () => {
    const { port } = new URL(await servers.https((_request, response) => response.end('ok'), await certified({ toDays: 3 })));
    const stages = await walk({ url: `https://api.acme.test:${port}/`, resolver: await nameServer('127.0.0.1'), expect: { certificateDays: 14 } });
    expect(stages).toMatchObject({ tls: 'failed: certificate expires in 2 days (expected at least 14)', http: 'answers 200' });
  });

  it('are not those of an address that has none', async () => {
    const source = createProbeSource(probeConfig(), plainDeps);
    const poll = async (config: Partial<SignalConfig>) => (await source.poll(source.plan([signal(config)])[0] as PollGroup, forever)).outcomes[0];
    expect(await poll({ http: { url: 'http://127.0.0.1:1/', method: 'GET', stage: 'tls' } })).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('there is no TLS in http://') });
    expect(await poll({ http: { url: 'http://127.0.0.1:1/', method: 'GET', stage: 'resolver' } })).toMatchObject({ ok: false, message: expect.stringContaining('an address needs no resolver') });
    await source.close();
  });

  it('have their own times, of which only those count that were reached', async () => {
    let status = 200;
    const url = await servers.http((_request, response) => response.writeHead(status).end());
    const source = createProbeSource(probeConfig(), plainDeps);
    const of = (stage: HttpStage, kind: SignalConfig['kind']) => signal({ kind, http: { url, method: 'GET', stage } }, { windowMs: durationMs(60_000) });
    const specs = [of('tcp', 'latency'), of('tcp', 'errorRate'), of('http', 'errorRate')];
    const [group] = source.plan(specs);
    const first = await source.poll(group!, forever);
    /* Two checks within one millisecond would be one point of the history. */
    await vi.waitUntil(() => Date.now() > readingIn(first.outcomes[0]!).sampleTime!, { interval: 1 });
    status = 502;
    const { outcomes } = await source.poll(group!, forever);
    const [connect, tcpErrors, httpErrors] = outcomes.map((outcome) => readingIn(outcome).value);
    expect(connect).toBeGreaterThan(0);
    expect([tcpErrors, httpErrors]).toEqual([0, 0.5]);
    const range = { from: readingIn(outcomes[0]!).sampleTime! - 60_000, to: readingIn(outcomes[0]!).sampleTime! } as const;
    expect((await source.history(specs[2]!, range as never, durationMs(1), forever)).map(({ value }) => value)).toEqual([0, 0.5]);
    await source.close();
  });
});
