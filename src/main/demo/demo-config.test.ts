import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { demoConfig } from './demo-config.ts';

const PORTS = { apiPort: 21_000, controlPort: 21_003, resolverPort: 21_004, nameServers: ['127.0.0.1:21001', '127.0.0.1:21005'], hasSecondRegion: true };
const parse = (prometheusUrl: string | null, ports = PORTS) => parseConfig(demoConfig({ ports, prometheusUrl, timeZone: 'Europe/Berlin' }), { file: 'holdfast.yaml' });
const kindsOf = (parsed: ReturnType<typeof parse>, service: string) => new Set(parsed.config?.signals.filter(({ config }) => config.service === service).map(({ config, stat }) => stat ?? config.kind));

describe('the demo’s configuration', () => {
  it.each([['with Prometheus', 'http://127.0.0.1:21002'], ['with probes alone', null]])('is accepted without a complaint %s', (_, url) => {
    const { config, issues } = parse(url);
    expect(issues).toEqual([]);
    expect(config?.services.map(({ id, tier }) => [id, tier])).toEqual([['checkout', 1], ['login', 1], ['payments', 1], ['edge', 1], ['search', 2], ['first', 3], ['second', 3], ['queue', 3]]);
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
    const text = demoConfig({ ports: PORTS, prometheusUrl: 'http://127.0.0.1:21002', timeZone: 'UTC' });
    const hosts = [...text.matchAll(/https?:\/\/([^/:\s]+)|(?:server|resolver): ([^:\s]+)/g)].map(([, url, server]) => url ?? server);
    // The name is asked for at the demo's own resolver.
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1', '127.0.0.3', 'api.demo.holdfast.test']));
    expect(text.split('http://api.demo').length).toBe(text.split('resolver: 127.0.0.1').length);
  });

  it('has a plan for each part of the story, and nothing begins by itself', () => {
    const { written } = parse('http://127.0.0.1:21002');
    expect(written?.plans.map(({ id, kind, steps }) => [id, kind, steps.map((step) => step.kind)])).toEqual([
      ['to-second', 'failover', ['fence', 'http', 'dns', 'verify']],
      ['to-first', 'failBack', ['fence', 'http', 'dns', 'verify']],
      ['name-back', 'rollback', ['dns', 'verify']],
      ['jobs-back-in', 'recover', ['drain', 'drain', 'verify', 'ramp', 'http', 'http']],
      ['essentials', 'degrade', ['degrade']],
      ['everything-again', 'recover', ['degrade']],
      ['whole-plan', 'businessContinuity', ['approve']],
    ]);
    expect(written?.triggers.map(({ on, mode, plan }) => [on, mode, plan])).toEqual([['healthCheck', 'suggest', 'name-back'], ['primaryFails', 'suggest', 'to-second'], ['whenClock', 'suggest', 'whole-plan']]);
  });

  it('tells what may be lost by a failover as far as that is known, and what a rollback goes back to', () => {
    const { config, written } = parse('http://127.0.0.1:21002');
    const lags = written?.plans.filter(({ writes }) => writes).map(({ lag }) => lag);
    expect(new Set(lags)).toEqual(new Set(['replication-lag']));
    expect(config?.signals.map(({ id }) => id)).toContain('replication-lag');
    expect(new Set(parse(null).written?.plans.map(({ lag }) => lag))).toEqual(new Set([undefined]));
    expect(written?.plans.find(({ id }) => id === 'name-back')?.lastKnownGood).toMatchObject({ version: '127.0.0.1', scope: ['edge'] });
  });

  it('holds no secret, only where they are', () => {
    const text = demoConfig({ ports: PORTS, prometheusUrl: null, timeZone: 'UTC' });
    expect(text).toContain('secret: ${file:tsig.key}');
    expect(new Set(text.match(/Authorization: .*/g))).toEqual(new Set(['Authorization: Bearer ${file:control.token}']));
  });

  it('fails over to nothing where there is one region only', () => {
    const { config, written, issues } = parse(null, { ...PORTS, hasSecondRegion: false });
    expect(issues).toEqual([]);
    expect(config?.services.map(({ id }) => id)).not.toContain('second');
    expect(written?.plans.map(({ id }) => id)).toEqual(['jobs-back-in', 'essentials', 'everything-again']);
  });
});
