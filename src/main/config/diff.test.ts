import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastConfig } from '../../shared/model/config.ts';
import { compareConfigs, differenceNames, differenceText, isSame } from './diff.ts';

const parse = (more: object) => HoldfastConfig.parse({ version: 1, workspace: { name: 'Acme' }, ...more });
const LONG_QUERY = `sum(${'a + '.repeat(100)}b)`;
const BEFORE = parse({
  sources: [{ id: 'prom', type: 'prometheus', url: 'http://prom', auth: { bearer: 'hunter2' }, headers: { 'X-Scope-OrgID': 'acme', 'X-Api-Key': 'hunter3' } }],
  services: [{ id: 'checkout', name: 'Checkout' }, { id: 'login', name: 'Login' }],
  signals: [
    { id: 'p95', service: 'checkout', kind: 'latency', source: 'prom', query: LONG_QUERY },
    { id: 'errors', service: 'checkout', kind: 'errorRate', source: 'prom', query: 'errors' },
    { id: 'up', service: 'checkout', kind: 'availability', source: 'edge', http: { url: 'http://a', method: 'POST', body: 'password=hunter4' } },
  ],
  slos: [{ id: 'slo', service: 'checkout', signal: 'errors', target: 99.9 }],
  rules: [
    { id: 'slow', signal: 'p95', when: { above: 0.8 } },
    { id: 'odd', signal: 'p95', baseline: {} },
    { id: 'gone', signal: 'p95', absent: {} },
    { id: 'burn', slo: 'slo' },
    { import: 'alerts.yml', source: 'prom' },
  ],
  incidents: { escalation: { steps: [{ after: '0s', sound: true }, { after: '5m', webhook: 'https://hooks.acme.test/T0/hunter5', headers: { Authorization: 'Bearer hunter6' } }] } },
  maintenance: [{ id: 'db', name: 'Database', services: 'all', from: '2026-12-01 22:00', to: '2026-12-01 23:00' }],
  roster: [{ role: 'incidentCommander', name: 'Ada' }, { role: 'scribe', name: 'Bob' }],
  people: [{ id: 'ada', name: 'Ada' }],
});

type Path = readonly (string | number)[];

/** The configuration after somebody set these values by hand. */
function changed(...values: (readonly [path: Path, value: unknown])[]) {
  const after: Record<string | number, unknown> = structuredClone(BEFORE);
  for (const [path, value] of values) {
    const holder = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, step) => at[step] as Record<string | number, unknown>, after);
    holder[path.at(-1) ?? ''] = value;
  }
  return after as HoldfastConfig;
}

describe('what changed between two configurations, in words', () => {
  it.each<[string, Path, unknown, string[]]>([
    ['a limit', ['rules', 0, 'when', 'above'], 1.2, ['rule slow: when.above 0.8 → 1.2']],
    ['a limit the other way round', ['rules', 0, 'when'], { below: 0.1, for: '5m' }, ['rule slow: when.above removed (was 0.8)', 'rule slow: when.below added: 0.1', 'rule slow: when.for added: 5m']],
    ['what a firing does', ['rules', 3, 'incident'], 'none', ['rule burn: incident added: none']],
    ['pairs of a burn rate', ['rules', 3, 'burn', 'pairs'], [{ factor: 2, long: '1h', short: '5m' }], ['rule burn: burn.pairs[0].factor added: 2', 'rule burn: burn.pairs[0].long added: 1h', 'rule burn: burn.pairs[0].short added: 5m']],
    ['the kind of a rule', ['rules', 1], { id: 'odd', severity: 'P2', signal: 'p95', absent: { for: '5m' } }, ['rule odd: baseline.direction removed (was above)', 'rule odd: baseline.season removed (was auto)', 'rule odd: absent.for added: 5m']],
    ['an objective', ['slos', 0, 'target'], 99.95, ['objective slo: target 99.9 → 99.95']],
    ['what a rule file opens', ['rules', 4, 'severities'], { page: 'P0' }, ['rule import alerts.yml from prom: severities.page added: P0']],
    ['another rule file', ['rules', 4, 'import'], 'other.yml', ['rule import alerts.yml from prom removed', 'rule import other.yml from prom added: import other.yml, source prom, every 15s']],
    ['a window', ['maintenance', 0, 'to'], '2026-12-02 02:00', ['maintenance db: to "2026-12-01 23:00" → "2026-12-02 02:00"']],
    ['the first of the roster', ['roster'], BEFORE.roster.toReversed(), ['roster[0].role incidentCommander → scribe', 'roster[0].name Ada → Bob', 'roster[1].role scribe → incidentCommander', 'roster[1].name Bob → Ada']],
    ['a clock', ['incidents', 'when', 'due'], '20m', ['incidents.when.due 15m → 20m']],
    ['quiet hours', ['incidents', 'quietHours'], { from: '22:00', to: '06:00' }, ['incidents.quietHours.from added: 22:00', 'incidents.quietHours.to added: 06:00']],
    ['rights', ['people', 0, 'rights'], ['view', 'admin'], ['person ada: rights[1] added: admin']],
    ['the order of services', ['services'], BEFORE.services.toReversed(), ['services: another order']],
    ['a number in a long query', ['signals', 0, 'query'], LONG_QUERY.replace('b)', 'c)'), ['signal p95: query …a + a + a + a + a + b)" → …a + a + a + a + a + c)"']],
    ['a token', ['sources', 0, 'auth', 'bearer'], 'hunter7', ['source prom: auth.bearer changed ([secret])']],
    ['a token that is a reference from now on', ['sources', 0, 'headers', 'X-Api-Key'], '${env:KEY}', ['source prom: headers.X-Api-Key [secret] → "${env:KEY}"']],
    ['a harmless header', ['sources', 0, 'headers', 'X-Scope-OrgID'], 'other', ['source prom: headers.X-Scope-OrgID acme → other']],
    ['the secret path of a webhook', ['incidents', 'escalation', 'steps', 1, 'webhook'], 'https://hooks.acme.test/T1', ['incidents.escalation.steps[1].webhook changed ([secret])']],
    ['a body', ['signals', 2, 'http', 'body'], 'password=other', ['signal up: http.body changed ([secret])']],
  ])('%s', (_name, path, value, lines) => {
    expect(differenceText(BEFORE, changed([path, value]))).toEqual(lines);
  });

  it('names everything of a first configuration, and no secret of it', () => {
    const lines = differenceText(null, BEFORE);
    expect(lines.join('\n')).not.toContain('hunter');
    for (const id of ['source prom', 'service checkout', 'signal up', 'objective slo', 'rule burn', 'rule import alerts.yml from prom', 'maintenance db', 'person ada']) expect(lines.some((line) => line.startsWith(`${id} added: `)), id).toBe(true);
    expect(lines).toContain('incidents.escalation.steps[1].webhook added: https://hooks.acme.test/[secret]');
    expect(differenceNames(compareConfigs(BEFORE, parse({}))).removed).toContain('rule burn');
  });

  it('hides what is secret in a list as well as in a section', () => {
    const withToken = (token: string) => ({ ...BEFORE, channels: HoldfastConfig.shape.channels.parse([{ id: 'team', type: 'slackWebhook', audience: 'internal', url: token }]) });
    expect(differenceText(withToken('https://hooks.test/one'), withToken('https://hooks.test/two'))).toEqual(['channel team: url changed ([secret])']);
    expect(differenceText(BEFORE, withToken('https://hooks.test/one')).join()).not.toContain('hooks.test/one');
  });

  it('says nothing where only layout changed', () => {
    expect(isSame(compareConfigs(BEFORE, changed()))).toBe(true);
    expect(differenceText(BEFORE, parse({ ...structuredClone(BEFORE), retention: {} }))).toEqual([]);
  });
});

describe('nothing changes without being named', () => {
  const places: (readonly [path: Path, value: unknown])[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) places.push([path, other(value)]);
    else for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  const other = (value: unknown): unknown => (typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`);
  walk(BEFORE, []);

  it('each single value has a line, which says where it stands', () => {
    for (const [path, value] of places) {
      const lines = differenceText(BEFORE, changed([path, value]));
      const [list, index, key] = path;
      const names = list === 'rules' && index === 4 && key !== 'every' ? 'import' : String(path.at(-1));
      expect(lines.some((line) => line.includes(names)), `${path.join('.')}: ${lines.join('; ')}`).toBe(key !== 'id');
      expect(lines.length, path.join('.')).toBeGreaterThan(0);
    }
  });

  it('however many values are others', () => {
    fc.assert(
      fc.property(fc.subarray(places, { minLength: 1, maxLength: 8 }), (chosen) => {
        const after = changed(...chosen);
        const names = differenceNames(compareConfigs(BEFORE, after));
        const lines = differenceText(BEFORE, after);
        for (const name of [...names.added, ...names.removed, ...names.changed]) expect(lines.some((line) => line.startsWith(name))).toBe(true);
        expect(lines.length).toBeGreaterThan(0);
        expect(isSame(compareConfigs(after, structuredClone(after)))).toBe(true);
      }),
    );
  });
});
