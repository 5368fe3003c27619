import { describe, expect, it } from 'vitest';
import { fromRfc3339 } from '../../shared/model/units.ts';
import { parseConfig } from './load.ts';
import { resolveRule } from './resolve-rules.ts';

const BASE = `version: 1
workspace: { name: Acme }
sources: [{ id: prom, type: prometheus, url: http://prom }, { id: edge, type: probe }, { id: eu, type: prometheus, url: http://eu }, { id: graf, type: grafana, url: http://graf, token: "\${env:T}" }]
services: [{ id: api, name: API }, { id: login, name: Login }]
signals:
  - { id: p95, service: api, kind: latency, source: prom, query: up }
  - { id: errors, service: api, kind: errorRate, source: prom, query: up }
  - { id: traffic, service: api, kind: traffic, source: prom, query: up }
  - { id: up, service: api, kind: availability, unit: percent, source: prom, query: up }
  - { id: logins, service: login, kind: traffic, source: prom, query: up }
  - { id: login-p95, service: login, kind: latency, source: prom, query: up }
people: [{ id: ada, name: Ada }]
slos:
  - { id: works, service: api, signal: errors, target: 99.9 }
`;
const now = fromRfc3339('2026-06-01T00:00:00Z')!;
const parse = (more: string, base = BASE) => parseConfig(base + more, { file: 'f', now });
const rules = (...lines: string[]) => parse(`rules:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
const told = ({ issues }: ReturnType<typeof parse>) => issues.map(({ line, path, message, level }) => `${line} ${level === 'warning' ? 'warning ' : ''}${path}: ${message}`);
const resolved = (...lines: string[]) => {
  const { config, issues } = rules(...lines);
  expect(issues).toEqual([]);
  return config!.rules;
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('rules ready for counting', () => {
  const none = { summary: null, owner: null, reviewBy: null, slo: null, minTraffic: null, keepFiringForMs: 0 };

  it('a fixed limit: the first sample beyond it, a P2 that is proposed, unless told', () => {
    expect(resolved('{ id: slow, signal: p95, when: { above: 1 } }')).toEqual([
      { ...none, rule: 'slow', writtenAs: 'slow', signal: 'p95', service: 'api', condition: { kind: 'threshold', above: 1, below: null }, consecutive: 1, forMs: 0, severity: 'P2', mode: 'propose' },
    ]);
  });

  it('everything that can be said of a rule', () => {
    expect(resolved('{ id: slow, signal: p95, when: { below: 1, consecutive: 3, for: 2m }, severity: P0, incident: none, minTraffic: 0.5, keepFiringFor: 90s, summary: Slow, owner: ada, reviewBy: 2026-12-31 }')[0]).toMatchObject({
      condition: { kind: 'threshold', above: null, below: 1 }, consecutive: 3, forMs: 2 * MINUTE, severity: 'P0', mode: 'none', minTraffic: 0.5, keepFiringForMs: 90_000, summary: 'Slow', owner: 'ada', reviewBy: '2026-12-31',
    });
  });

  it.each([['P0', 'open'], ['P1', 'open'], ['P2', 'propose']])('a firing of a %s does this unless told: %s', (severity, mode) => {
    expect(resolved(`{ id: slow, signal: p95, when: { above: 1 }, severity: ${severity} }`)[0]?.mode).toBe(mode);
  });

  it('a baseline judges spikes by itself unless told', () => {
    expect(resolved('{ id: odd, signal: p95, baseline: {} }')[0]).toMatchObject({ condition: { kind: 'baseline', direction: 'above', sensitivity: 5, season: 'auto' }, consecutive: 1, forMs: 0 });
    expect(resolved('{ id: odd, signal: p95, baseline: { direction: both, sensitivity: 4, season: daily, consecutive: 5, for: 10m } }')[0]).toMatchObject({
      condition: { kind: 'baseline', direction: 'both', sensitivity: 4, season: 'daily' }, consecutive: 5, forMs: 10 * MINUTE,
    });
  });

  it('an absence lasts five minutes unless told', () => {
    expect(resolved('{ id: gone, signal: p95, absent: {} }', '{ id: long-gone, signal: p95, absent: { for: 1h } }').map(({ condition, consecutive, forMs }) => [condition, consecutive, forMs])).toEqual([[{ kind: 'absence' }, 1, 5 * MINUTE], [{ kind: 'absence' }, 1, HOUR]]);
  });

  it('a burn rate is three rules, the slowest one grade milder', () => {
    const three = resolved('{ id: budget, slo: works, severity: P1 }');
    expect(three.map(({ rule, severity, mode }) => [rule, severity, mode])).toEqual([['budget.14.4x', 'P1', 'open'], ['budget.6x', 'P1', 'open'], ['budget.1x', 'P2', 'propose']]);
    expect(three[0]).toEqual({ ...none, rule: 'budget.14.4x', writtenAs: 'budget', signal: 'errors', service: 'api', slo: 'works', condition: { kind: 'burn', target: 0.999, windows: { factor: 14.4, longMs: HOUR, shortMs: 5 * MINUTE }, minSamples: 10 }, consecutive: 1, forMs: 0, severity: 'P1', mode: 'open' });
    expect(three.slice(1).map(({ condition }) => condition)).toMatchObject([{ windows: { factor: 6, longMs: 6 * HOUR, shortMs: 30 * MINUTE } }, { windows: { factor: 1, longMs: 3 * DAY, shortMs: 6 * HOUR } }]);
  });

  it('its pairs may be one’s own', () => {
    const pairs = resolved('{ id: budget, slo: works, incident: none, burn: { minSamples: 50, pairs: [{ factor: 2, long: 2h, short: 10m, severity: P0 }, { factor: 1.5, long: 1d, short: 2h }] } }');
    expect(pairs.map(({ rule, severity, mode, condition }) => [rule, severity, mode, condition])).toMatchObject([
      ['budget.2x', 'P0', 'none', { windows: { factor: 2, longMs: 2 * HOUR, shortMs: 10 * MINUTE }, minSamples: 50 }],
      ['budget.1.5x', 'P2', 'none', { windows: { factor: 1.5, longMs: DAY, shortMs: 2 * HOUR } }],
    ]);
  });

  it.each([
    ['30d', [[HOUR, 5 * MINUTE], [6 * HOUR, 30 * MINUTE], [3 * DAY, 6 * HOUR]]],
    ['90d', [[3 * HOUR, 15 * MINUTE], [18 * HOUR, 90 * MINUTE], [9 * DAY, 18 * HOUR]]],
    ['28d', [[56 * MINUTE, 280_000], [336 * MINUTE, 28 * MINUTE], [4_032 * MINUTE, 336 * MINUTE]]],
    ['1d', [[12 * MINUTE, MINUTE], [12 * MINUTE, MINUTE], [144 * MINUTE, 12 * MINUTE]]],
  ])('windows are scaled to an objective over %s', (window, pairs) => {
    const { config } = parse(`rules:\n  - { id: budget, slo: works }\n`, BASE.replace('target: 99.9', `target: 99.9, window: ${window}`));
    expect(config?.rules.map(({ condition }) => (condition.kind === 'burn' ? [condition.windows.longMs, condition.windows.shortMs] : []))).toEqual(pairs);
  });

  it('objectives, and rule files', () => {
    const { config } = parse('  - { id: up, name: Stays up, service: api, signal: up, traffic: traffic, target: 95, window: 7d }\nrules:\n  - { import: rules/a.yml, source: prom, service: api, incident: none, severities: { page: P0 }, every: 30s }\n  - { import: rules/b.yml, source: prom }\n');
    expect(config?.slos).toEqual([
      { id: 'works', name: 'works', service: 'api', signal: 'errors', traffic: null, target: 0.999, windowMs: 30 * DAY },
      { id: 'up', name: 'Stays up', service: 'api', signal: 'up', traffic: 'traffic', target: 0.95, windowMs: 7 * DAY },
    ]);
    expect(config?.ruleFiles).toEqual([
      { file: 'rules/a.yml', source: 'prom', service: 'api', mode: 'none', severities: { page: 'P0' }, everyMs: 30_000 },
      { file: 'rules/b.yml', source: 'prom', service: null, mode: null, severities: {}, everyMs: 15_000 },
    ]);
  });

  it('only fixed limits are lines of a signal’s chart', () => {
    const { config } = rules('{ id: slow, signal: p95, when: { above: 1 } }', '{ id: odd, signal: p95, baseline: {} }', '{ id: budget, slo: works }');
    expect(config?.signals.map(({ thresholds }) => thresholds.map(({ rule }) => rule))).toEqual([['slow'], [], [], [], [], []]);
  });

  it('a rule that is only tried, not written, needs its signal', () => {
    const { config, written } = rules('{ id: slow, signal: p95, when: { above: 1 } }');
    const [rule] = written!.rules;
    const subjects = { signals: config!.signals.map((signal) => signal.config), slos: config!.slos };
    if (rule === undefined || 'import' in rule || 'slo' in rule) throw new Error('a rule on a signal');
    expect(resolveRule(rule, subjects)).toEqual(config!.rules);
    expect(() => resolveRule({ ...rule, signal: 'gone' as typeof rule.signal }, subjects)).toThrow('There is no signal "gone".');
  });
});

describe('rules that do not fit say where and what was expected', () => {
  const one = 'expected exactly one of `when`, `baseline`, `absent`, `slo` and `import`';
  it.each<[string, string[], string[]]>([
    ['no kind', ['{ id: a, signal: p95 }'], [`16 rules[0]: ${one}, found none of them`]],
    ['two kinds', ['{ id: a, signal: p95, when: { above: 1 }, baseline: {} }'], [`16 rules[0]: ${one}, found \`when\` and \`baseline\``]],
    ['a limit of an objective', ['{ id: a, slo: works, when: { above: 1 } }'], [`16 rules[0]: ${one}, found \`when\` and \`slo\``]],
    ['a mistyped key of a kind', ['{ id: a, slo: works, burn: { minSample: 3 } }'], ['16 rules[0].burn.minSample: unknown key `minSample`; did you mean `minSamples`?']],
    ['a key of another kind', ['{ id: a, signal: p95, absent: {}, every: 5s }'], ['16 rules[0].every: unknown key `every`; expected one of `id`, `severity`, `incident`, `minTraffic`, `keepFiringFor`, `summary`, `owner`, `reviewBy`, `signal` or `absent`']],
    ['a day that is none', ['{ id: a, signal: p95, absent: {}, reviewBy: 2026-02-30 }'], ['16 rules[0].reviewBy: expected a day such as "2026-12-31", found "2026-02-30"']],
    ['an unknown signal', ['{ id: a, signal: p59, baseline: {} }'], ['16 rules[0].signal: expected the id of a signal, found "p59"; did you mean `p95`?']],
    ['an unknown objective', ['{ id: a, slo: slo }'], ['16 rules[0].slo: expected the id of an objective, found "slo"; known: `works`']],
    ['an unknown owner', ['{ id: a, signal: p95, absent: {}, owner: bob }'], ['16 rules[0].owner: expected the id of a person, found "bob"; known: `ada`']],
    ['a rule file of a probe', ['{ import: a.yml, source: edge }'], ['16 rules[0].source: expected a source that evaluates PromQL, found "edge", which is a probe']],
    ['a rule file of a Grafana without a data source', ['{ import: a.yml, source: graf }'], ['16 rules[0].source: expected a source that evaluates PromQL, found "graf": it needs `datasource`, the uid or name of the data source to ask']],
    ['a rule file of an unknown service', ['{ import: a.yml, source: prom, service: pi }'], ['16 rules[0].service: expected the id of a service, found "pi"; did you mean `api`?']],
    ['the same rule file twice', ['{ import: a.yml, source: prom }', '{ import: a.yml, source: prom }'], ['17 rules[1].import: expected each rule file once, found one that stands on line 16 already; rules for another source belong in a file of their own']],
    ['the same rule file for two sources', ['{ import: a.yml, source: prom }', '{ import: a.yml, source: eu }'], ['17 rules[1].import: expected each rule file once, found one that stands on line 16 already; rules for another source belong in a file of their own']],
    ['a file elsewhere', ['{ import: ../a.yml, source: prom }', '{ import: rules/../b.yml, source: prom }', '{ import: /etc/c.yml, source: prom }'], ['16 warning rules[0].import: this rule file lies outside the folder of the configuration; whoever moves or backs up one must think of the other', '18 warning rules[2].import: this rule file lies outside the folder of the configuration; whoever moves or backs up one must think of the other']],
    ['an id used twice, by whichever kinds', ['{ id: a, signal: p95, absent: {} }', '{ id: a, slo: works }'], ['17 rules[1].id: expected an id of its own, found "a", which stands on line 16 already']],
    ['a pair twice', ['{ id: a, slo: works, burn: { pairs: [{ factor: 6, long: 1h, short: 5m }, { factor: 6.0, long: 2h, short: 5m }] } }'], ['16 rules[0].burn.pairs[1].factor: expected a rule whose pairs have ids of their own, but `a.6x` is taken by line 16']],
    ['a pair with the id of another rule', ['{ id: a.6x, signal: p95, absent: {} }', '{ id: a, slo: works }'], ['17 rules[1].id: expected a rule whose pairs have ids of their own, but `a.6x` is taken by line 16']],
    ['an id that leaves no room', [`{ id: ${'a'.repeat(58)}, slo: works }`], [`16 rules[0].id: expected a shorter id, because its pairs are rules of their own and \`${'a'.repeat(58)}.14.4x\` has more than 63 characters`]],
    ['windows the wrong way round', ['{ id: a, slo: works, burn: { pairs: [{ factor: 6, long: 5m, short: 1h }] } }'], ['16 rules[0].burn.pairs[0].long: expected a window longer than `short` (1h)']],
    ['a window longer than the objective', ['{ id: a, slo: works, burn: { pairs: [{ factor: 6, long: 31d, short: 1h }] } }'], ['16 rules[0].burn.pairs[0].long: expected a window within that of the objective (30d)']],
    ['a factor that cannot be', ['{ id: a, slo: works, burn: { pairs: [{ factor: 1000, long: 1h, short: 5m }] } }'], ['16 warning rules[0].burn.pairs[0].factor: the pair of 1000× can never fire: at a target of 99.9 % the budget burns at most 1000× too fast']],
    ['traffic that nobody measures', ['{ id: a, signal: p95, when: { above: 1 }, minTraffic: 1 }', '{ id: b, slo: works, minTraffic: 1 }'], ['17 warning rules[1].minTraffic: `minTraffic` is never asked, because the objective `works` names no `traffic`']],
    ['a limit in per cent for a ratio', ['{ id: a, signal: errors, when: { above: 5 } }', '{ id: b, signal: up, when: { above: 5 } }', '{ id: c, signal: up, when: { below: 0 } }'], ['16 warning rules[0].when.above: this rule can never fire: the signal is in `ratio`, from 0 to 1, and is never above 5', '18 warning rules[2].when.below: this rule can never fire: the signal is in `percent`, from 0 to 100, and is never below 0']],
    ['a review that is overdue', ['{ id: a, signal: p95, absent: {}, reviewBy: 2026-05-31 }', '{ id: b, signal: p95, absent: {}, reviewBy: 2026-06-01 }'], ['16 warning rules[0].reviewBy: this rule should be looked at again: its review was due on 2026-05-31']],
    ['durations out of all proportion', ['{ id: a, signal: p95, absent: { for: 8d } }', '{ id: b, signal: p95, baseline: { for: 500ms }, keepFiringFor: 30d }', '{ id: c, slo: works, burn: { pairs: [{ factor: 6, long: 91d, short: 1s }] } }', '{ import: a.yml, source: prom, every: 100ms }'],
      ['16 rules[0].absent.for: expected a duration from 1s to 7d, found "8d"', '17 rules[1].baseline.for: expected a duration from 1s to 7d, found "500ms"', '17 rules[1].keepFiringFor: expected a duration from 1s to 7d, found "30d"', '18 rules[2].burn.pairs[0].long: expected a window within that of the objective (30d)', '18 rules[2].burn.pairs[0].long: expected a duration from 10s to 90d, found "91d"', '18 rules[2].burn.pairs[0].short: expected a duration from 10s to 90d, found "1s"', '19 rules[3].every: expected a duration from 1s to 1d, found "100ms"']],
  ])('%s', (_name, lines, issues) => {
    expect(told(rules(...lines))).toEqual(issues);
    expect(rules(...lines).config === null).toBe(issues.some((issue) => !issue.includes(' warning ')));
  });

  it('minTraffic where there is no traffic', () => {
    const { issues } = parse('rules:\n  - { id: a, signal: p95, when: { above: 1 }, minTraffic: 1 }\n', BASE.replace(/ {2}- \{ id: traffic.*\n/, ''));
    expect(issues).toMatchObject([{ level: 'warning', path: 'rules[0].minTraffic', message: '`minTraffic` is never asked, because the service `api` has no signal of kind "traffic"' }]);
  });

  it.each<[string, string, string[]]>([
    ['of another service', '{ id: a, service: login, signal: errors, target: 99 }', ['15 slos[1].signal: expected a signal of the service `login`, found "errors" of `api`']],
    ['over a latency', '{ id: a, service: api, signal: p95, target: 99 }', ['15 slos[1].signal: expected a signal of kind "errorRate" or "availability", found "p95" of kind "latency"']],
    ['weighed by something else', '{ id: a, service: api, signal: errors, traffic: p95, target: 99 }', ['15 slos[1].traffic: expected a signal of kind "traffic", found "p95" of kind "latency"']],
    ['weighed by traffic elsewhere', '{ id: a, service: api, signal: errors, traffic: logins, target: 99 }', ['15 slos[1].traffic: expected a signal of the service `api`, found "logins" of `login`']],
    ['of nothing', '{ id: a, service: pay, signal: nothing, traffic: none, target: 99 }', ['15 slos[1].service: expected the id of a service, found "pay"; known: `api` and `login`', '15 slos[1].signal: expected the id of a signal, found "nothing"; known: `p95`, `errors`, `traffic`, `up`, `logins` and `login-p95`', '15 slos[1].traffic: expected the id of a signal, found "none"; known: `p95`, `errors`, `traffic`, `up`, `logins` and `login-p95`']],
    ['that nobody can miss', '{ id: a, service: api, signal: errors, target: 100 }', ['15 slos[1].target: expected a number below 100, found the number 100']],
    ['with the id of another', '{ id: works, service: api, signal: errors, target: 99 }', ['15 slos[1].id: expected an id of its own, found "works", which stands on line 14 already']],
    ['over an hour', '{ id: a, service: api, signal: errors, target: 99, window: 1h }', ['15 slos[1].window: expected a duration from 1d to 366d, found "1h"']],
  ])('an objective %s', (_name, line, issues) => {
    expect(told(parse(`  - ${line}\n`))).toEqual(issues);
  });

  it('an objective so low that the usual pairs cannot fire', () => {
    expect(told(parse('rules:\n  - { id: budget, slo: works }\n', BASE.replace('99.9', '90')))).toEqual(['16 warning rules[0].slo: the pair of 14.4× can never fire: at a target of 90 % the budget burns at most 10× too fast']);
  });
});
