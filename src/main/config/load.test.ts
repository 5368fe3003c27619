import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SOURCE_TYPES } from '../../shared/model/sources/index.ts';
import { parseConfig } from './load.ts';

const BASE = `version: 1
workspace: { name: Acme }
sources:
  - { id: prom, type: prometheus, url: http://127.0.0.1:9090 }
  - { id: edge, type: probe }
services:
  - { id: checkout, name: Checkout API }
signals:
  - { id: p95, service: checkout, kind: latency, source: prom, query: up }
rules:
  - { id: slow, signal: p95, when: { above: 1 } }
`;
const POSTMAN = BASE.replace('type: probe', 'type: postman').replace('source: prom, query: up', 'source: edge, postman: { collection: a.json }');
const file = 'holdfast.yaml';
const parse = (text: string) => parseConfig(text, { file });
const told = (text: string) => parse(text).issues.map(({ line, column, path, message, level }) => `${line}:${column} ${level === 'warning' ? 'warning ' : ''}${path === '' ? '' : `${path}: `}${message}`);

describe('a configuration that is right', () => {
  it('reads the example that ships, without a warning', () => {
    const { config, issues } = parse(readFileSync(new URL('../../../resources/examples/holdfast.yaml', import.meta.url), 'utf8'));
    expect(issues).toEqual([]);
    expect(config?.ruleFiles).toEqual([{ file: 'alerts.yml', source: 'prom', service: null, mode: null, severities: {}, everyMs: 15_000 }]);
    expect(config?.signals.map(({ id, name, unit, stat, everyMs, windowMs }) => ({ id, name, unit, stat, everyMs, windowMs }))).toEqual([
      { id: 'checkout-p95', name: 'p95 latency', unit: 's', stat: 'p95', everyMs: 5_000, windowMs: 300_000 },
      { id: 'checkout-errors', name: 'error rate', unit: 'ratio', stat: null, everyMs: 5_000, windowMs: 300_000 },
      { id: 'checkout-traffic', name: 'traffic', unit: 'perSecond', stat: null, everyMs: 5_000, windowMs: 300_000 },
      { id: 'checkout-up', name: 'availability', unit: 'bool', stat: null, everyMs: 5_000, windowMs: 300_000 },
    ]);
    expect(config?.signals[0]?.thresholds).toEqual([{ rule: 'checkout-slow', above: 0.8, below: null, consecutive: 3, forMs: 0, severity: 'P1' }]);
  });

  it.each([
    ['latency', 's', 'p95', 'p95 latency'],
    ['errorRate', 'ratio', null, 'error rate'],
    ['traffic', 'perSecond', null, 'traffic'],
    ['saturation', 'ratio', null, 'saturation'],
    ['availability', 'bool', null, 'availability'],
    ['custom', 'none', null, 'value'],
  ])('gives kind %s the unit %s', (kind, unit, stat, name) => {
    const signal = parse(BASE.replace('kind: latency', `kind: ${kind}`)).config?.signals[0];
    expect(signal).toMatchObject({ unit, stat, name, everyMs: 15_000 });
    expect(signal?.config.unit).toBe(unit);
  });

  it('fills the durations and defaults of everything else', () => {
    const { config } = parse(`${BASE}deadMan: { url: "https://hc.example/ping" }\n`);
    expect(config).toMatchObject({
      workspace: { name: 'Acme', timeZone: 'UTC' },
      sources: [{ name: 'prom', timeoutMs: 10_000 }, { name: 'edge', timeoutMs: 5_000 }],
      server: { host: '127.0.0.1', port: 7420, hosts: [] },
      deadMan: { url: 'https://hc.example/ping', everyMs: 60_000 },
      backup: { everyMs: 900_000, keep: 4, folder: null },
      objectives: { failoverMs: 480_000 },
      retention: { rollupsMs: 30 * 86_400_000, textsMs: null, evidenceMs: null, alertsMs: null, shiftNotesMs: null },
    });
    expect(config?.signals[0]?.thresholds).toEqual([{ rule: 'slow', above: 1, below: null, consecutive: 1, forMs: 0, severity: 'P2' }]);
  });

  it('takes a section whose entries are all commented out as empty', () => {
    expect(parse('version: 1\nworkspace: { name: A }\nrules:\n  # - { id: a }\npeople:\n').config?.people).toEqual([]);
  });

  it('reads a file with a byte order mark and Windows line ends, columns as an editor counts them', () => {
    expect(parse(`\uFEFF${BASE.replaceAll('\n', '\r\n')}`).issues).toEqual([]);
    expect(told('\uFEFFversion: 2\r\nworkspace: { name: A }\r\n')).toEqual(['1:10 version: expected 1, found the number 2']);
  });
});

describe('a configuration that is wrong says where and what was expected', () => {
  const cases: readonly [string, string, string[]][] = [
    ['nothing at all', '', ['1:1 expected at least `version` and `workspace`, found an empty file']],
    ['only a comment', '# soon\n', ['1:1 expected at least `version` and `workspace`, found an empty file']],
    ['a list', '- a\n', ['1:1 expected a group of keys, found a list']],
    ['a missing key', 'version: 1\n', ['1:1 workspace: expected a group of keys, but the key `workspace` is missing']],
    ['a number where a duration belongs', BASE.replace('query: up', 'query: up, every: 5'), ['9:82 signals[0].every: expected a duration such as "5s", "250ms" or "1m30s", found the number 5; write "5s" if seconds are meant']],
    ['a duration nobody can read', BASE.replace('query: up', 'query: up, every: 5 sec'), ['9:82 signals[0].every: expected a duration such as "5s", "250ms" or "1m30s", found "5 sec"']],
    ['polling that never rests', BASE.replace('query: up', 'query: up, every: 500ms'), ['9:82 signals[0].every: expected a duration from 1s to 1d, found "500ms"']],
    ['a mistyped key', BASE.replace('type: probe', 'type: probe, timout: 2s'), ['5:30 sources[1].timout: unknown key `timout`; did you mean `timeout`?']],
    ['a key of another source type', BASE.replace('type: probe', 'type: probe, url: http://a'), ['5:30 sources[1].url: unknown key `url`; expected one of `id`, `type`, `name`, `timeout` or `controls`']],
    ['a mistyped section', BASE.replace('services:', 'sevices:'), ['6:1 sevices: unknown key `sevices`; did you mean `services`?']],
    ['a mistyped source type', BASE.replace('prometheus', 'promethues'), [`4:23 sources[0].type: expected one of ${SOURCE_TYPES.map((type) => `\`${type}\``).join(', ')}, found "promethues"; did you mean \`prometheus\`?`]],
    ['a mistyped kind', BASE.replace('kind: latency', 'kind: latncy'), ['9:41 signals[0].kind: expected one of `latency`, `errorRate`, `traffic`, `saturation`, `availability`, `custom`, found "latncy"; did you mean `latency`?']],
    ['an address that is none', BASE.replace('http://127.0.0.1:9090', 'ftp://prom'), ['4:40 sources[0].url: expected an http:// or https:// address, found "ftp://prom"']],
    ['an id with a space', BASE.replace('id: slow', 'id: so slow'), ['11:11 rules[0].id: expected 1 to 63 letters, digits, ".", "-" or "_", starting with a letter or digit, found "so slow"']],
    ['a tier that does not exist', BASE.replace('name: Checkout API', 'name: Checkout API, tier: 4'), ['7:47 services[0].tier: expected one of 1, 2, 3, found the number 4']],
    ['a name that is a number', BASE.replace('name: Acme', 'name: 42'), ['2:20 workspace.name: expected text, found the number 42; put it in quotes']],
    ['a limit in quotes', BASE.replace('above: 1', 'above: "1"'), ['11:45 rules[0].when.above: expected a number, found "1"; remove the quotes']],
    ['two limits', BASE.replace('above: 1', 'above: 1, below: 0'), ['11:36 rules[0].when: expected exactly one of "above" and "below", found the keys `above` and `below`']],
    ['a mistyped key of a rule', BASE.replace('when:', 'wen:'), ['11:5 rules[0].when: expected a group of keys, but the key `when` is missing', '11:30 rules[0].wen: unknown key `wen`; did you mean `when`?']],
    ['an import without its source', `${BASE}  - { import: alerts.yml }\n`, ['12:5 rules[1].source: expected text, but the key `source` is missing']],
    ['a status that is none', BASE.replace('source: prom, query: up', 'source: edge, http: { url: "http://a", expect: { status: ok } }'), ['9:107 signals[0].http.expect.status: expected a number or a list, found "ok"']],
    ['a status out of range', BASE.replace('source: prom, query: up', 'source: edge, http: { url: "http://a", expect: { status: [200, 700] } }'), ['9:113 signals[0].http.expect.status[1]: expected a number of 599 or less, found the number 700']],
    ['a header name with a space', BASE.replace('9090 }', '9090, headers: { "X Y": a } }'), ['4:74 sources[0].headers["X Y"]: expected a header name of letters, digits and "-", found "X Y"']],
    ['an unknown service', BASE.replace('service: checkout', 'service: chekout'), ['9:25 signals[0].service: expected the id of a service, found "chekout"; did you mean `checkout`?']],
    ['an unknown source', BASE.replace('source: prom', 'source: grafana'), ['9:58 signals[0].source: expected the id of a source, found "grafana"; known: `prom` and `edge`']],
    ['an unknown signal', BASE.replace('signal: p95', 'signal: latency'), ['11:25 rules[0].signal: expected the id of a signal, found "latency"; known: `p95`']],
    ['an id used twice', BASE.replace('services:\n', 'services:\n  - { id: checkout, name: Old }\n'), ['8:11 services[1].id: expected an id of its own, found "checkout", which stands on line 7 already']],
    ['a prometheus signal without query', BASE.replace(', query: up', ''), ['9:5 signals[0]: expected `query`, because the source `prom` is a prometheus, but the key is missing']],
    ['a check at a prometheus', BASE.replace('query: up', 'query: up, tcp: { host: a, port: 1 }'), ['9:75 signals[0].tcp: expected `query` instead of `tcp`, because the source `prom` is a prometheus']],
    ['a signal of a Grafana without a data source', BASE.replace('prometheus, url: http://127.0.0.1:9090', 'grafana, url: http://127.0.0.1:3000, token: "${env:T}"'), ['9:58 signals[0].source: expected a source that can be asked, found "prom": it needs `datasource`, the uid or name of the data source to ask']],
    ['a query at a probe', BASE.replace('source: prom', 'source: edge, tcp: { host: a, port: 1 }'), ['9:91 signals[0].query: expected `http`, `tcp`, `dns` or `authority` instead of `query`, because the source `edge` is a probe']],
    ['a probe with nothing to check', BASE.replace('source: prom, query: up', 'source: edge'), ['9:5 signals[0]: expected exactly one of `http`, `tcp`, `dns` and `authority`, because the source `edge` is a probe, found none']],
    ['a collection asked of a probe', BASE.replace('source: prom, query: up', 'source: edge, postman: { collection: a.json }'), ['9:5 signals[0]: expected exactly one of `http`, `tcp`, `dns` and `authority`, because the source `edge` is a probe, found none', '9:64 signals[0].postman: expected `http`, `tcp`, `dns` or `authority` instead of `postman`, because the source `edge` is a probe']],
    ['a postman source asked for something else', POSTMAN.replace('postman: { collection: a.json }', 'tcp: { host: a, port: 1 }'), ['9:5 signals[0]: expected `postman`, because the source `edge` is a postman, but the key is missing', '9:64 signals[0].tcp: expected `postman` instead of `tcp`, because the source `edge` is a postman']],
    ['a collection that is to measure traffic', POSTMAN.replace('kind: latency', 'kind: traffic'), ['9:41 signals[0].kind: expected a kind that a postman measures (`availability` or `latency`), found "traffic"']],
    ['secrets and a time limit of a collection', POSTMAN.replace('a.json', 'a.json, timeout: 1h, secrets: { token: "${nothing}" }'), ['9:104 signals[0].postman.timeout: expected a duration from 50ms to 10m, found "1h"', '9:126 signals[0].postman.secrets.token: expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them (write $${ for a literal ${)']],
    ['a probe with two checks', BASE.replace('source: prom, query: up', 'source: edge, tcp: { host: a, port: 1 }, dns: { name: a, server: 127.0.0.1 }'), ['9:5 signals[0]: expected exactly one of `http`, `tcp`, `dns` and `authority`, because the source `edge` is a probe, found `tcp` and `dns`']],
    ['a name server by name', BASE.replace('source: prom, query: up', 'source: edge, dns: { name: a.test, server: ns1.test }'), ['9:93 signals[0].dns.server: expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353, found "ns1.test"']],
    ['traffic from a probe', BASE.replace('kind: latency, source: prom, query: up', 'kind: traffic, source: edge, tcp: { host: a, port: 1 }'), ['9:41 signals[0].kind: expected a kind that a probe measures (`latency`, `errorRate` or `availability`), found "traffic"']],
    ['a unit that does not fit', BASE.replace('kind: latency', 'kind: latency, unit: ratio'), ['9:56 signals[0].unit: expected `s` or `ms` as the unit of kind "latency" (`s` unless told), found "ratio"']],
    ['a statistic nobody reads', BASE.replace('kind: latency', 'kind: errorRate, stat: p99').replace('above: 1', 'above: 0.1'), ['9:52 warning signals[0].stat: `stat` is read only for kind "latency", found it on kind "errorRate"']],
    ['a time zone that does not exist', BASE.replace('name: Acme', 'name: Acme, timeZone: Europe/Berln'), ['2:36 workspace.timeZone: expected a time zone such as Europe/Berlin, found "Europe/Berln"; did you mean `Europe/Berlin`?']],
    ['credentials in an address', BASE.replace('http://127', 'http://me:hunter2@127'), ['4:40 sources[0].url: expected an address without user name and password; put them under `auth` or `headers`']],
    ['a secret of a collection in plain text, and a request that is not timed', POSTMAN.replace('latency', 'availability').replace('above', 'below').replace('a.json', 'a.json, request: A, secrets: { token: hunter2 }'), ['9:100 warning signals[0].postman.request: `request` is read only for kind "latency", found it on kind "availability"; `folder` takes the name of a request, too', '9:130 warning signals[0].postman.secrets.token: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead']],
    ['a secret in plain text', BASE.replace('9090 }', '9090, auth: { bearer: hunter2 } }'), ['4:79 warning sources[0].auth.bearer: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead']],
    ['a reference that is none', BASE.replace('9090 }', '9090, auth: { bearer: "${evn:TOKEN}" } }'), ['4:79 sources[0].auth.bearer: expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them (write $${ for a literal ${)']],
    ['half a client certificate', BASE.replace('9090 }', '9090, tls: { cert: "${file:a.pem}" } }'), ['4:68 sources[0].tls: expected "cert" and "key" together, or neither, found the key `cert`']],
  ];
  /** What a message quotes from the file, where it quotes something. */
  const quoted = (message: string) => /^unknown key `(.*?)`/.exec(message)?.[1] ?? /found (?:the number )?"?([^"`;]+)"?/.exec(message.replace(/found (?:the keys?|a |none|it ).*/, ''))?.[1];
  it.each(cases)('%s, and points at it', (_name, text) => {
    for (const { line, column, message } of parse(text).issues) {
      const there = text.split('\n')[(line ?? 0) - 1]?.slice((column ?? 0) - 1) ?? '';
      const what = quoted(message);
      if (what !== undefined && text !== '' && !text.startsWith('#')) expect(there.replace(/^["']/, '').startsWith(what), `${there} starts with ${what}`).toBe(true);
    }
  });
  it.each(cases)('%s', (_name, text, issues) => {
    expect(told(text)).toEqual(issues);
    expect(parse(text).config === null).toBe(!issues.every((issue) => issue.includes(' warning ')));
  });
});

describe('a text that is no YAML says on which line', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[i]}`).join(', ')}]`)].join('\n');
  it.each([
    ['a tab', 'version: 1\nworkspace:\n\tname: A\n', '3:1 expected spaces as indentation, found a tab'],
    ['a key set twice', 'version: 1\nworkspace: { name: A }\nversion: 1\n', '3:1 duplicate key `version`: already set on line 1'],
    ['two documents', `${BASE}---\n${BASE}`, '12:1 expected one document, found a second after "---"'],
    ['a bracket left open', 'version: 1\nsources: [\nworkspace: { name: A }\n', '3:1 YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a second colon', 'version: 1\nworkspace: name: A\n', '2:12 expected one "key: value" per line, found a second ":"; quote the text if the ":" belongs to it'],
    ['a list as key', '? [a]\n: 1\n', '1:3 expected text as key, found a list or a group'],
    ['a NUL byte', 'version: 1\nworkspace: { name: A\u0000 }\n', '2:21 expected text, found the control character U+0000'],
    ['a byte order mark in the middle', 'version: 1\n\uFEFFworkspace: { name: A }\n', '2:1 expected text, found the control character U+FEFF'],
    ['an alias of nothing', 'version: 1\nworkspace: *base\n', '2:12 expected an anchor set earlier, found the alias *base'],
    ['aliases that multiply', bomb, '2:8 expected at most 100 uses of anchors, found aliases that multiply beyond it'],
    ['a tag that runs code elsewhere', 'version: !!js/function "x"\n', '1:10 YAML: Unresolved tag: tag:yaml.org,2002:js/function'],
    ['ten megabytes', '# x\n'.repeat(2_500_000), '1:1 expected at most 2,000,000 characters, found 10,000,000'],
    ['a million brackets', `version: 1\nsources: ${'['.repeat(900_000)}`, '2:70 expected at most 60 levels of nesting, found more'],
    ['a list in a list in a list', '- '.repeat(100_000), '1:121 expected at most 60 levels of nesting, found more'],
    ['a hundred thousand keys', Array.from({ length: 90_000 }, (_, i) => `k${i}: 1`).join('\n'), '66667:9 expected at most 200,000 keys, values and marks, found more'],
  ])('%s', (_name, text, issue) => {
    expect(told(text)[0]).toBe(issue);
    expect(parse(text).config).toBeNull();
  });

  it('keeps control characters out of its own messages', () => {
    expect(told('version: 1\nworkspace: { name: A }\n"\\e[31mred\\u202e": 1\n')[0]).toMatch(/^3:1 \["\\u001b\[31mred.*"\]: unknown key `\\u001b\[31mred\\u202e`/);
  });
});
