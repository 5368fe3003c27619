import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Proposal } from '../../shared/model/connect.ts';
import { SourceConfig } from '../../shared/model/sources/index.ts';
import { commentsOf, lostComments } from './comments.ts';
import { addSource, newConfigText, removeSource, setValue } from './edit.ts';
import { parseConfig } from './load.ts';
import { sourceSecrets } from './secret-fields.ts';
import { referenceSecrets } from './setup-secrets.ts';

const EXAMPLE = readFileSync(new URL('../../../resources/examples/holdfast.yaml', import.meta.url), 'utf8');
const setup = (more: object = {}) => SourceConfig.parse({ id: 'mimir', type: 'prometheus', url: 'http://mimir:9009', ...more });
const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  key: 'k', service: 'login', serviceName: 'Login', name: 'p95 latency', kind: 'latency', unit: 's', stat: 'p95',
  query: 'histogram_quantile(0.95, sum by (le) (rate(d_bucket{service="login"}[1m])))', select: null, everyMs: 15_000, above: 0.5, because: 'd_bucket', ...more,
});
const parse = (text: string) => {
  const { config, issues } = parseConfig(text, { file: 'f' });
  expect(issues.filter((issue) => issue.level === 'error')).toEqual([]);
  return config!;
};
const added = (before: string, after: string) => {
  const old = before.split('\n');
  let at = 0;
  const lines = after.split('\n').filter((line) => (line === old[at] ? (at++, false) : true));
  expect(at, 'every old line is still there, in order').toBe(old.length);
  return lines.join('\n');
};

describe('adding a source from Settings', () => {
  it('adds lines to a file that a person wrote, and touches no other', () => {
    const { text, ...ids } = addSource(EXAMPLE, { setup: setup(), proposals: [proposal(), proposal({ kind: 'availability', unit: 'bool', stat: null, name: 'availability', query: 'probe_success', above: null })] });
    expect(added(EXAMPLE, text)).toBe(`  - id: mimir
    type: prometheus
    url: http://mimir:9009
  - id: login
    name: Login
  - id: login-p95
    service: login
    kind: latency
    stat: p95
    source: mimir
    every: 15s
    query: histogram_quantile(0.95, sum by (le) (rate(d_bucket{service="login"}[1m])))
  - id: login-up
    service: login
    kind: availability
    source: mimir
    every: 15s
    query: probe_success
  - id: login-p95-high
    signal: login-p95
    when:
      above: 0.5
      consecutive: 3
  - id: login-up-down
    signal: login-up
    when:
      below: 1
      consecutive: 3
    severity: P1`);
    expect(ids).toEqual({ services: ['login'], signals: ['login-p95', 'login-up'], rules: ['login-p95-high', 'login-up-down'] });
    expect(parse(text).signals).toHaveLength(6);
  });

  it('fills a new file', () => {
    const empty = newConfigText({ name: 'Acme: "Payments" # 1', timeZone: 'Europe/Berlin' });
    const { text } = addSource(empty, { setup: setup({ headers: { 'X-Scope-OrgID': 'acme' }, timeout: '2.5s', tls: { ca: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n' } }), proposals: [proposal({ name: 'Sign-in', service: 'Größe/ü', query: 'a\n  + b' })] });
    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    const config = parse(text);
    expect(config.workspace).toEqual({ name: 'Acme: "Payments" # 1', timeZone: 'Europe/Berlin' });
    expect(config.sources[0]).toMatchObject({ timeoutMs: 2_500, config: { headers: { 'X-Scope-OrgID': 'acme' }, tls: { ca: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n' } } });
    expect(config.signals[0]).toMatchObject({ id: 'Gro-e-u-p95', name: 'Sign-in', config: { query: 'a\n  + b' } });
  });

  it('gives a second signal of the same kind an id of its own', () => {
    const proposals = [proposal(), proposal({ query: 'other' }), proposal()];
    const { text, signals } = addSource(EXAMPLE, { setup: setup(), proposals });
    expect(signals).toEqual(['login-p95', 'login-p95-2']);
    expect(addSource(text, { setup: setup(), proposals }).text).toBe(text);
  });

  it('refuses an id that another source has, and a file that has errors', () => {
    const { text } = addSource(EXAMPLE, { setup: setup(), proposals: [] });
    expect(() => addSource(text, { setup: setup({ url: 'http://other' }), proposals: [] })).toThrow('A source with the id "mimir" exists already with other settings; choose another id.');
    expect(() => addSource('version: 1\nworkspce: {}\n', { setup: setup(), proposals: [] })).toThrow('The configuration has errors; correct them first: line 1: workspace: expected a group of keys, but the key `workspace` is missing');
    expect(() => addSource(EXAMPLE, { setup: setup({ url: 'nonsense' }), proposals: [] })).toThrow();
  });

  it('writes references only, and says what to keep in the store', () => {
    const typed = setup({ auth: { basic: { username: 'me', password: 'hunter2' } }, headers: { 'X-Api-Key': 'hunter3', Accept: 'text/plain', Cookie: '${env:COOKIE}' } });
    expect(() => addSource(EXAMPLE, { setup: typed, proposals: [] })).toThrow('secrets themselves are never written');
    const { setup: referenced, toStore } = referenceSecrets(typed, sourceSecrets(typed));
    expect(toStore).toEqual([{ name: 'mimir-password', value: 'hunter2' }, { name: 'mimir-header-x-api-key', value: 'hunter3' }]);
    const { text } = addSource(EXAMPLE, { setup: referenced, proposals: [] });
    expect(text).not.toContain('hunter');
    expect(parse(text).sources[2]?.config).toMatchObject({ auth: { basic: { password: '${secret:mimir-password}' } }, headers: { 'X-Api-Key': '${secret:mimir-header-x-api-key}', Cookie: '${env:COOKIE}' } });
  });

  it.each([
    ['an empty list', 'sources: []   # none yet\n', 'sources:   # none yet\n  - id: mimir\n'],
    ['a list of which every entry is commented out', 'sources: # soon\n  # - { id: old }\n', 'sources: # soon\n  - id: mimir\n'],
    ['a list in brackets', 'sources: [{ id: a, type: probe }, # edge\n  ]\n', 'sources: [{ id: a, type: probe }, {"id":"mimir"'],
    ['a list without indentation', 'sources:\n- id: a\n  type: probe # edge\n\n# the end\n', '  type: probe # edge\n- id: mimir\n'],
    ['no end of line', 'sources:\n    - { id: a, type: probe }', 'probe }\n    - id: mimir\n'],
  ])('continues %s in its own way', (_name, sources, expected) => {
    const before = `version: 1\nworkspace: { name: A }\n${sources}`;
    const { text } = addSource(before, { setup: setup(), proposals: [] });
    expect(text).toContain(expected);
    expect(lostComments(before, text)).toEqual([]);
    expect(parse(text).sources.at(-1)?.config.id).toBe('mimir');
  });

  it('edits a file that is written as JSON', () => {
    const { text } = addSource('{"version": 1, "workspace": {"name": "A"}, "sources": []}', { setup: setup(), proposals: [proposal()] });
    expect(parse(text).signals).toHaveLength(1);
  });
});

describe('removing a source', () => {
  it('removes its signals and their rules, leaves everything else and every comment', () => {
    const { text, ...counts } = removeSource(EXAMPLE.replace('  - { id: checkout-p95', '  # the one that matters\n  - { id: checkout-p95'), 'prom');
    expect(counts).toEqual({ found: true, removedSignals: 3 });
    expect(text).toBe(`# yaml-language-server: $schema=../holdfast.schema.json
# Holdfast watches what this file names. Every key is explained in docs/configuration.md.
version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }

# Systems that are read. Secrets are references: \${env:NAME}, \${file:path} or \${secret:name}.
sources:
  - { id: edge, type: probe }

# What users depend on. Tier 1 is essential and must survive; 2 and 3 degrade first.
services:
  - { id: checkout, name: Checkout API, tier: 1 }

# Named series of the services.
signals:
  # the one that matters
  - { id: checkout-up, service: checkout, kind: availability, source: edge, every: 5s,
      http: { url: "https://api.acme.test/health", expect: { status: 200 }, timeout: 2s } }

# What is promised: 99.9 % of requests succeed over 30 days.
slos: []

# When somebody must know. P0 and P1 open an incident, P2 proposes one, unless \`incident\` says otherwise.
rules:
  - { id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P0 }
  # the error budget burns too fast
  # unlike what is usual
  # Prometheus rule file, as it is

${EXAMPLE.slice(EXAMPLE.indexOf('# How incidents'))}`);
    expect(removeSource(text, 'prom')).toEqual({ text, found: false, removedSignals: 0 });
  });

  it('takes back exactly what adding brought', () => {
    const { text } = addSource(EXAMPLE, { setup: setup(), proposals: [proposal({ service: 'checkout', serviceName: 'Checkout API', kind: 'traffic', unit: 'perSecond', stat: null })] });
    expect(removeSource(text, 'mimir').text).toBe(EXAMPLE);
  });

  it('says so when an anchor makes it impossible', () => {
    const text = `version: 1\nworkspace: { name: A }\nsources:\n  - &a { id: a, type: probe, controls: &c [] }\n  - { id: b, type: probe, controls: *c }\n`;
    expect(() => removeSource(text, 'a')).toThrow('The configuration cannot be edited here, because an alias refers to what would be removed; edit the file by hand.');
  });
});

describe('setting a value', () => {
  it.each([
    [['workspace', 'name'], 'Other: Name', 'name: "Other: Name", timeZone'],
    [['workspace', 'name'], 'null', 'name: "null", timeZone'],
    [['workspace', 'timeZone'], 'UTC', 'timeZone: UTC }'],
    [['signals', 3, 'every'], '10s', 'every: "10s",\n      http'],
    [['rules', 0, 'when', 'above'], 1.5, '{ above: 1.5, consecutive'],
    [['server', 'port'], 8080, 'server:\n  port: 8080'],
  ])('%s', (path, value, expected) => {
    const text = setValue(EXAMPLE, path, value);
    expect(text).toContain(expected);
    expect(lostComments(EXAMPLE, text)).toEqual([]);
    expect(setValue(text, path, value)).toBe(text);
  });

  it('is refused when the result would be wrong', () => {
    expect(() => setValue(EXAMPLE, ['workspace', 'timeZone'], 'Mars')).toThrow('expected a time zone');
  });
});

describe('whatever the layout, an edit', () => {
  const signal = fc.record({ id: fc.constantFrom('a', 'b', 'c'), source: fc.constantFrom('prom', 'old'), query: fc.constantFrom('up', 'a{b="#no"}', 'x: y', 'line\n# not a comment\n\nline', '"', 'end\n\n') });
  const file = fc.record({
    signals: fc.uniqueArray(signal, { selector: ({ id }) => id, maxLength: 3 }),
    rules: fc.boolean(),
    flowDepth: fc.integer({ min: 0, max: 4 }),
    indent: fc.constantFrom(1, 2, 4),
    indentSeq: fc.boolean(),
    crlf: fc.boolean(),
    comments: fc.array(fc.record({ at: fc.nat(200), text: fc.constantFrom('# why', '#', '# {not: yaml', '# - id: x', '# "') }), { maxLength: 12 }),
    tail: fc.constantFrom('', '\n', '\n\n# end', '\n# end\n\n', '\n...\n'),
  });
  type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

  function write({ signals, rules, flowDepth, indent, indentSeq, crlf, comments, tail }: File): string {
    const data = {
      version: 1,
      workspace: { name: 'A' },
      sources: ['prom', 'old'].map((id) => ({ id, type: 'prometheus', url: 'http://a' })),
      services: [{ id: 's', name: 'S' }],
      signals: signals.map((one) => ({ ...one, service: 's', kind: 'custom' })),
      ...(rules ? { rules: signals.map(({ id }) => ({ id: `r${id}`, signal: id, when: { above: 1 } })) } : {}),
    };
    const wide = flowDepth === 4 ? JSON.stringify(data) : stringify(data, { indent, indentSeq, lineWidth: 0, collectionStyle: flowDepth === 3 ? 'flow' : 'any' });
    const lines = wide.trimEnd().split('\n');
    for (const { at, text } of comments) {
      const index = at % lines.length;
      const line = lines[index] ?? '';
      const whole = at % 2 === 0 ? [`${/^\s*/.exec(line)?.[0] ?? ''}${text}`, line] : [`${line} ${text}`];
      const next = [...lines.slice(0, index), ...whole, ...lines.slice(index + 1)];
      // A comment put into a block of text becomes text: only those count that leave the meaning alone.
      if (same(next.join('\n'), lines.join('\n'))) lines.splice(index, 1, ...whole);
    }
    const text = lines.join('\n') + tail;
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  }
  const same = (a: string, b: string) => {
    const [one, two] = [a, b].map((text) => parseConfig(text, { file: 'f' }).config);
    return one !== null && JSON.stringify(one) === JSON.stringify(two);
  };

  it('keeps every comment, means what it should, and changes nothing when made twice', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('prom', 'old', 'none'), (layout, gone) => {
        const before = write(layout);
        if (parseConfig(before, { file: 'f' }).config === null) return;
        const proposals = [proposal(), proposal({ service: 's', kind: 'traffic', unit: 'perSecond', stat: null, above: null })];
        const plus = addSource(before, { setup: setup(), proposals });
        expect(lostComments(before, plus.text)).toEqual([]);
        expect(addSource(plus.text, { setup: setup(), proposals }).text).toBe(plus.text);
        const [was, is] = [parse(before), parse(plus.text)];
        expect(is.signals.slice(0, was.signals.length)).toEqual(was.signals);
        expect(is.signals).toHaveLength(was.signals.length + 2);

        const minus = removeSource(plus.text, gone);
        expect(lostComments(plus.text, minus.text)).toEqual([]);
        expect(removeSource(minus.text, gone).text).toBe(minus.text);
        const left = parse(minus.text);
        expect(left.signals).toEqual(is.signals.filter((one) => one.config.source !== gone));
        expect(left.sources.map((source) => source.config.id)).toEqual(is.sources.map((source) => source.config.id).filter((id) => id !== gone));

        const renamed = setValue(minus.text, ['workspace', 'name'], 'B');
        expect(lostComments(minus.text, renamed)).toEqual([]);
        expect(parse(renamed)).toEqual({ ...left, workspace: { ...left.workspace, name: 'B' } });
      }),
      { numRuns: Number(process.env.HOLDFAST_FUZZ_RUNS ?? 60) },
    );
  }, 600_000);

  it('finds comments, and only comments', () => {
    expect(commentsOf('a: "# no" # yes\nb: |\n  # no\n# also\nc: [ # third\n]\n').map(({ text }) => text)).toEqual(['# yes', '# also', '# third']);
    expect(lostComments('# a\n# a\n# b\n', '# a\n')).toEqual(['# a', '# b']);
  });
});
