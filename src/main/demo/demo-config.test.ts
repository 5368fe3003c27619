import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { demoConfig } from './demo-config.ts';

const parse = (prometheusUrl: string | null) => parseConfig(demoConfig({ apiPort: 21_000, dnsPort: 21_001, prometheusUrl, timeZone: 'Europe/Berlin' }), { file: 'holdfast.yaml' });
const kindsOf = (parsed: ReturnType<typeof parse>, service: string) => new Set(parsed.config?.signals.filter(({ config }) => config.service === service).map(({ config, stat }) => stat ?? config.kind));

describe('the demo’s configuration', () => {
  it.each([['with Prometheus', 'http://127.0.0.1:21002'], ['with probes alone', null]])('is accepted without a complaint %s', (_, url) => {
    const { config, issues } = parse(url);
    expect(issues).toEqual([]);
    expect(config?.services.map(({ id, tier }) => [id, tier])).toEqual([['checkout', 1], ['login', 1], ['payments', 1], ['edge', 1], ['search', 2], ['queue', 3]]);
  });

  it('gives every API latency, errors, traffic and availability, and a limit on each of the four', () => {
    const parsed = parse('http://127.0.0.1:21002');
    for (const service of ['checkout', 'login', 'payments', 'search']) {
      expect(kindsOf(parsed, service)).toEqual(new Set(['p50', 'p95', 'p99', 'errorRate', 'traffic', 'availability']));
      for (const signal of ['p95', 'errors', 'traffic', 'up']) expect(parsed.config?.signals.find(({ id }) => id === `${service}-${signal}`)?.thresholds, `${service}-${signal}`).toHaveLength(1);
    }
    expect(parsed.config?.signals.every(({ everyMs }) => everyMs === 1_000)).toBe(true);
  });

  it('opens an incident for what is grave, proposes one for what is not, and has people to take the roles', () => {
    const { config } = parse('http://127.0.0.1:21002');
    expect(new Set(config?.rules.map(({ severity, mode }) => `${severity} ${mode}`))).toEqual(new Set(['P0 open', 'P1 open', 'P2 propose']));
    expect(config?.roster.map(({ role, name }) => [role, name])).toEqual([['incidentCommander', 'Mara Voss'], ['communicationsLead', 'Jonas Feld'], ['engineer', 'Aiko Tanaka']]);
  });

  it('measures by probes what it cannot query', () => {
    const parsed = parse(null);
    expect(parsed.config?.sources.map(({ config }) => config.type)).toEqual(['probe']);
    for (const service of ['checkout', 'login', 'payments', 'search']) expect(kindsOf(parsed, service)).toEqual(new Set(['p50', 'p95', 'p99', 'errorRate', 'availability']));
    expect(kindsOf(parsed, 'edge')).toEqual(new Set(['p95', 'availability']));
    expect(kindsOf(parsed, 'queue')).toEqual(new Set(['availability']));
  });

  it('leads nowhere but to loopback', () => {
    const text = demoConfig({ apiPort: 21_000, dnsPort: 21_001, prometheusUrl: 'http://127.0.0.1:21002', timeZone: 'UTC' });
    const hosts = [...text.matchAll(/https?:\/\/([^/:\s]+)|server: ([^:\s]+)/g)].map(([, url, server]) => url ?? server);
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1']));
  });
});
