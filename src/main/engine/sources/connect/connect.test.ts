import { afterEach, describe, expect, it } from 'vitest';
import { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';
import type { Labels, Sample } from '../prometheus/answer.ts';
import { json, startFakeServer, type Answerer, type FakeServer } from '../testing/fake-http.ts';
import { CATALOG, faultMatcher, type KnownFamily } from './catalog.ts';
import { chooseServiceLabel, type FoundFamily } from './discover.ts';
import { previewQuery } from './preview.ts';
import { proposalsFor, proposeSignals, roundUp } from './propose.ts';
import type { ConnectDeps } from './setup.ts';
import { testConnection } from './test-connection.ts';
import { realClock } from '../../testing/real-clock.ts';

const deps: ConnectDeps = { clock: realClock, services: () => [], collections: null, resolveSecrets: (text) => Promise.resolve(text) };
const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
async function fake(answer: Answerer): Promise<SourceConfig> {
  const server = await startFakeServer(answer);
  servers.push(server);
  return SourceConfig.parse({ id: 'prom', type: 'prometheus', url: server.url, timeout: '1s' });
}
/** Answers as a Prometheus whose clock is off by so much. */
const prometheus = (offsetMs = 0, buildInfo?: unknown): Answerer => ({ path }, response) => {
  if (path.endsWith('/buildinfo')) return buildInfo === undefined ? void response.writeHead(404).end() : json(response, { status: 'success', data: buildInfo });
  const at = (Date.now() + offsetMs) / 1_000;
  return json(response, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [at, String(at)] }] } });
};

describe('testing a connection', () => {
  it.each([
    [{ version: '2.53.0', goVersion: 'go1.22' }, 'Prometheus', '2.53.0'],
    [{ version: '0.36.1', goVersion: 'go1.22' }, 'Thanos', '0.36.1'],
    [{ application: 'Grafana Mimir', version: '2.14.0' }, 'Grafana Mimir', '2.14.0'],
    [{ version: '2.24.0' }, 'VictoriaMetrics', '2.24.0'],
    [undefined, null, null],
    ['nonsense', null, null],
  ])('recognises %o as %s', async (info, product, version) => {
    expect(await testConnection(await fake(prometheus(0, info)), deps)).toMatchObject({ ok: true, code: 'ok', product, version });
  });

  it('says that the clocks differ', async () => {
    const report = await testConnection(await fake(prometheus(90_000)), deps);
    expect(report).toMatchObject({ ok: true, message: expect.stringContaining('Its clock is 90 s ahead of this machine’s.'), advice: expect.stringContaining('Set the clock') });
  });

  it('calls it slow when the answer takes more than two seconds', async () => {
    let asked = 0;
    const slowClock: Clock = { ...realClock, monotonicMs: () => durationMs(asked++ * 3_000) };
    expect(await testConnection(await fake(prometheus()), { ...deps, clock: slowClock })).toMatchObject({ ok: true, code: 'slow', tookMs: 3_000, message: expect.stringContaining('Connected, but slow') });
  });

  it.each<[string, string, Answerer]>([
    ['unauthorized', 'It asks for credentials', (_, response) => response.writeHead(401).end()],
    ['redirected', 'It answers with a redirect', (_, response) => response.writeHead(302, { Location: '/login' }).end()],
    ['other_service', 'A web page answers there', (_, response) => response.end('<html>')],
    ['other_service', 'It answers, but not as Prometheus', (_, response) => json(response, { status: 'success', data: { resultType: 'vector', result: [] } })],
    ['bad_answer', 'The answer is damaged', (_, response) => response.end('{"status":')],
    ['timeout', 'No full answer within 1 s', () => {}],
  ])('says %s in plain words, with advice: %s', async (code, start, answer) => {
    const report = await testConnection(await fake(answer), deps);
    expect(report).toMatchObject({ ok: false, code, message: expect.stringMatching(new RegExp(`^${start}.*\\.$`)), advice: expect.stringMatching(/^[A-Z].{10,}/) });
  });

  it('says which secret cannot be read, and why metrics cannot be looked through', async () => {
    const secret = SourceConfig.parse({ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:1', auth: { bearer: '${env:NOT_SET}' } });
    const resolveSecrets = (): Promise<string> => Promise.reject(new Error('environment variable NOT_SET is not set'));
    expect(await testConnection(secret, { ...deps, resolveSecrets })).toMatchObject({ ok: false, code: 'secret', message: 'Environment variable NOT_SET is not set' });
    expect(await previewQuery({ setup: secret, query: 'up', select: null }, { ...deps, resolveSecrets })).toMatchObject({ value: null, message: 'Environment variable NOT_SET is not set.' });
    await expect(proposeSignals(secret, { ...deps, resolveSecrets })).rejects.toMatchObject({ name: 'HoldfastError', code: 'invalid_input' });
    await expect(proposeSignals(await fake((_, response) => response.writeHead(401).end()), deps)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('asks for credentials') });
  });
});

describe('choosing what to propose', () => {
  const group = (labels: Labels, value: number): Sample => ({ labels, time: epochMs(0), value });

  it('tells services apart by the first label that nearly all series have and that has a sensible number of values', () => {
    const groups = [group({ service: 'a', job: 'x' }, 60), group({ service: 'b', job: 'x' }, 40)];
    expect(chooseServiceLabel(['service', 'job'], groups)).toEqual({ label: 'service', values: ['a', 'b'] });
    expect(chooseServiceLabel(['service', 'job'], [...groups, group({ job: 'y' }, 50)])).toEqual({ label: 'job', values: ['x', 'y'] });
    const many = Array.from({ length: 51 }, (_, index) => group({ service: `pod-${String(index)}`, job: 'x' }, 1));
    expect(chooseServiceLabel(['service', 'job'], many)).toEqual({ label: 'job', values: ['x'] });
    expect(chooseServiceLabel(['service'], many)).toBeNull();
  });

  it('finds failed requests however they are written', () => {
    expect(faultMatcher('code', ['200', '503', ''])).toBe('code=~"5.."');
    expect(faultMatcher('status', ['2xx', '5xx'])).toBe('status=~"5[xX][xX]"');
    expect(faultMatcher('envoy_response_code_class', ['2', '5'])).toBe('envoy_response_code_class="5"');
    expect(faultMatcher('grpc_code', ['OK'])).toContain('Unavailable');
    expect(faultMatcher('status', ['open', 'closed'])).toBeNull();
    expect(faultMatcher('status', ['', ''])).toBeNull();
  });

  it('rounds limits to what a person would write', () => {
    expect([0.27, 0.73, 1.1, 4.9, 1, 0.05, 1_234].map(roundUp)).toEqual([0.3, 0.8, 1.5, 5, 1, 0.05, 1_500]);
  });

  it('gives every service its own id, and takes each purpose from the best family', () => {
    const family = (metric: string, values: readonly string[], faults: string | null): FoundFamily => {
      const known: KnownFamily = CATALOG.find(({ metrics }) => metrics.test(metric))!;
      return { known, metric, counter: known.shape === 'histogram' ? metric.replace(/_bucket$/, '_count') : metric, services: { label: 'service', values }, faults, everyMs: durationMs(30_000) };
    };
    const found = proposalsFor([family('http_request_duration_seconds_bucket', ['a b', 'a/b', 'ä"x\\'], null), family('http_requests_total', ['a b'], 'code=~"5.."')], 'Prom');
    expect(new Set(found.map(({ service }) => service))).toEqual(new Set(['a-b', 'a-b-2', 'x-']));
    const first = found.filter(({ service }) => service === 'a-b');
    expect(first.map(({ kind, because }) => `${kind} ${because}`)).toEqual([
      'latency http_request_duration_seconds_bucket',
      'latency http_request_duration_seconds_bucket',
      'latency http_request_duration_seconds_bucket',
      'traffic http_request_duration_seconds_bucket',
      'errorRate http_requests_total',
    ]);
    expect(first[3]?.query).toBe('sum(rate(http_request_duration_seconds_count{service="a b"}[2m]))');
    expect(found.find(({ service }) => service === 'x-')?.query).toContain(String.raw`{service="ä\"x\\"}`);
  });
});
