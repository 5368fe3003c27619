import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceConfig } from '../../../../shared/model/sources/index.ts';
import type { PrometheusSourceConfig } from '../../../../shared/model/sources/prometheus.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { promSignal } from '../testing/specs.ts';
import { parseValue } from './answer.ts';
import { clockOffsetMs } from './clock-offset.ts';
import { secretsOf } from '../http/endpoint.ts';
import { parseBaseUrl } from './endpoint.ts';
import { mergeQueries, unitsOf } from './merge.ts';
import { planGroups } from './plan.ts';
import { resolveEndpoint } from '../http/resolve.ts';
import { createShards } from '../shards.ts';

describe('the address of a source', () => {
  it.each([
    ['http://prom:9090', 'http://prom:9090'],
    ['http://prom:9090/', 'http://prom:9090'],
    ['https://host/prometheus/graph?g0.expr=up', 'https://host/prometheus'],
    ['http://prom:9090/api/v1/query', 'http://prom:9090'],
    ['http://mimir/prometheus/api/v1', 'http://mimir/prometheus'],
    ['http://[::1]:9090/', 'http://[::1]:9090'],
  ])('%s is asked at %s', (url, base) => {
    expect(parseBaseUrl(url)?.base).toBe(base);
  });

  it('is nothing else than http', () => {
    for (const text of ['', 'prom:9090', 'ftp://prom', 'file:///etc/passwd', 'javascript:alert(1)', 'http://']) expect(parseBaseUrl(text)).toBeNull();
  });

  it('comes with its secrets resolved, each of them known so that it can be left out of every text', async () => {
    const config = SourceConfig.parse({
      id: 'prom', type: 'prometheus', url: 'https://prom', auth: { bearer: '${env:TOKEN}' }, headers: { 'X-Scope-OrgID': '${secret:org}' }, tls: { ca: '${file:ca.pem}', serverName: 'p' },
    }) as PrometheusSourceConfig;
    const endpoint = await resolveEndpoint(config, durationMs(1_000), (text) => Promise.resolve(text.replace(/\$\{(.*)\}/, 'value of $1')));
    expect(endpoint).toMatchObject({ url: 'https://prom', auth: { kind: 'bearer', token: 'value of env:TOKEN' }, headers: { 'X-Scope-OrgID': 'value of secret:org' }, tls: { ca: 'value of file:ca.pem', serverName: 'p' } });
    expect(secretsOf(endpoint)).toEqual(['value of secret:org', 'value of env:TOKEN']);
    await expect(resolveEndpoint(config, durationMs(1_000), () => Promise.reject(new Error('${env:TOKEN} is not set')))).rejects.toThrow('${env:TOKEN} is not set');
  });
});

describe('reading a number', () => {
  it('keeps infinities and refuses everything that is not written as a number', () => {
    expect(['1', '-0.5', '1e+06', '.5', '+Inf', 'Inf', '-Inf'].map(parseValue)).toEqual([1, -0.5, 1e6, 0.5, Infinity, Infinity, -Infinity]);
    expect(parseValue('NaN')).toBeNaN();
    for (const text of ['', ' ', '0x10', '1_000', 'Infinity', '1,5', '١']) expect(parseValue(text)).toBeNull();
  });

  it('gives back every number as it was', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => Object.is(parseValue(String(value)), value) || value === 0));
  });
});

describe('the offset of the source’s clock', () => {
  it('is the middle of a quick exchange, and of a slow one only what is certain', () => {
    const offset = (evaluated: number, sent: number, received: number): number | null => clockOffsetMs(epochMs(evaluated), epochMs(sent), epochMs(received));
    expect(offset(10_050, 10_000, 10_100)).toBe(0);
    expect(offset(70_050, 10_000, 10_100)).toBe(60_000);
    expect(offset(10_000, 10_000, 19_000)).toBeNull();
    expect(offset(30_000, 10_000, 19_000)).toBe(11_000);
    expect(offset(5_000, 10_000, 19_000)).toBe(-5_000);
    expect(clockOffsetMs(null, epochMs(0), epochMs(1))).toBeNull();
  });
});

describe('planning requests', () => {
  const services = Array.from({ length: 100 }, (_, index) => `svc-${String(index)}`);
  const shapes = ['sum(rate(a{service="$S"}[1m]))', 'b{service="$S"}', 'histogram_quantile(0.9, sum by (le) (rate(c_bucket{service="$S"}[1m])))', 'd{service="$S"} or vector(0)', 'topk(1, e{service="$S"})'];
  const signals = shapes.flatMap((shape, index) => services.map((service) => promSignal(`s${String(index)}-${service}`, shape.replaceAll('$S', service))));

  it('asks for five hundred signals in few requests of bearable length, each signal once', () => {
    const groups = planGroups(signals);
    expect(groups.length).toBeLessThan(20);
    expect(groups.flatMap((group) => group.signals.map(({ id }) => id)).sort()).toEqual(signals.map(({ id }) => id).sort());
    for (const group of groups) expect(mergeQueries(unitsOf(group.signals)).text.length).toBeLessThan(16_000);
  });

  it('is the same for the same signals, and another when a query or an interval changes', () => {
    expect(planGroups(signals.toReversed())).toEqual(planGroups(signals));
    const keys = (changed: typeof signals): readonly string[] => planGroups(changed).map(({ key }) => key);
    expect(keys([promSignal('a', 'up')])).not.toEqual(keys([promSignal('a', 'down')]));
    expect(planGroups([promSignal('a', 'up'), promSignal('b', 'up', undefined, 5_000)])).toHaveLength(2);
  });
});

describe('keeping a bad query from the others', () => {
  const units = unitsOf([promSignal('a', 'a'), promSignal('b', 'b'), promSignal('c', 'c')]);
  const [a, b, c] = units as [(typeof units)[0], (typeof units)[0], (typeof units)[0]];

  it('asks it alone, until it has been well for a while', () => {
    const shards = createShards(units);
    shards.isolate(b);
    expect(shards.current()).toEqual([[a, c], [b]]);
    for (let poll = 0; poll < 19; poll++) shards.answered([b]);
    expect(shards.current()).toEqual([[a, c], [b]]);
    shards.answered([b]);
    expect(shards.current()).toEqual([[a, b, c]]);
  });

  it('cuts a request that is too much in halves, down to single queries', () => {
    const shards = createShards(units);
    expect(shards.halve([a, b, c])).toBe(true);
    expect(shards.current()).toEqual([[a, b], [c]]);
    expect(shards.halve([c])).toBe(false);
    expect(shards.halve([a, b])).toBe(true);
    expect(shards.current()).toEqual([[a], [b], [c]]);
  });
});
