import { describe, expect, it } from 'vitest';
import { removeSource } from './edit.ts';
import { parseConfig } from './load.ts';

const config = (chain: string, more = ''): string => `version: 1
workspace: { name: Acme }
sources:
  - { id: prom, type: prometheus, url: http://127.0.0.1:9090 }
  - { id: edge, type: probe }
services:
  - id: shop
    name: Shop
    chain:
${chain.split('\n').map((line) => `      ${line}`).join('\n')}
signals:
  - { id: db, service: shop, kind: availability, source: prom, query: pg_up }
  - { id: p95, service: shop, kind: latency, source: prom, query: p95 }
${more}`;
const parse = (text: string) => parseConfig(text, { file: 'holdfast.yaml' });
const told = (text: string) => parse(text).issues.map(({ path, message }) => `${path}: ${message}`);
const SLOW = 'rules:\n  - { id: slow, signal: p95, when: { above: 1 } }\n';

describe('a chain', () => {
  it('of signals keeps their order and names', () => {
    const { config: read, issues } = parse(config('- { link: database, signal: db }\n- { link: API, signal: p95 }', SLOW));
    expect(issues).toEqual([]);
    expect(read?.services[0]?.chain).toEqual([{ link: 'database', signal: 'db', own: false }, { link: 'API', signal: 'p95', own: false }]);
  });

  it('with an address becomes a link and a signal for each part of the way', () => {
    const { config: read, issues } = parse(config('- { url: "https://shop.acme.test/health", link: balancer, every: 5s, resolver: 9.9.9.9, authoritative: [192.0.2.1] }\n- { link: database, signal: db }'));
    expect(issues).toEqual([]);
    expect(read?.services[0]?.chain?.map(({ link, signal, own }) => `${link} ${signal} ${String(own)}`)).toEqual([
      'authoritative DNS shop.authority true', 'resolver shop.resolver true', 'TCP shop.tcp true', 'TLS shop.tls true', 'balancer shop.http true', 'database db false',
    ]);
    const own = read?.signals.filter(({ id }) => id.startsWith('shop.')) ?? [];
    expect(own.map(({ id, everyMs, unit, config: { source, kind } }) => `${id} ${String(everyMs)} ${unit} ${source} ${kind}`)).toEqual(
      ['authority', 'resolver', 'tcp', 'tls', 'http'].map((part) => `shop.${part} 5000 bool edge availability`),
    );
    expect(own[0]?.config.authority).toEqual({ name: 'shop.acme.test', servers: ['192.0.2.1'], resolver: '9.9.9.9' });
    expect(own[3]?.config.http).toMatchObject({ url: 'https://shop.acme.test/health', method: 'GET', stage: 'tls', resolver: '9.9.9.9' });
  });

  it.each([
    ['https://10.0.0.7/', ['TCP', 'TLS', 'HTTP']],
    ['http://[2001:db8::7]/', ['TCP', 'HTTP']],
    ['http://shop.acme.test/', ['authoritative DNS', 'resolver', 'TCP', 'HTTP']],
  ])('to %s has only the parts that there are', (url, links) => {
    expect(parse(config(`- { url: "${url}" }`)).config?.services[0]?.chain?.map(({ link }) => link)).toEqual(links);
  });

  it.each([
    ['a signal that is not there', '- { link: db, signal: dp }', '', ['services[0].chain[0].signal: expected the id of a signal, found "dp"; did you mean `db`?']],
    ['a signal that nothing judges', '- { link: API, signal: p95 }', '', ['services[0].chain[0].signal: expected a signal that can break: one of kind availability, one of a probe, or one with a rule; "p95" is none of them']],
    ['an address further in', '- { link: db, signal: db }\n- { url: "http://a.test/" }', '', ['services[0].chain[1]: expected `url` only in the first entry, where requests come from outside; further in, write a signal with `http` and name it here']],
    ['a name twice', '- { url: "http://a.test/" }\n- { link: TCP, signal: db }', '', ['services[0].chain: expected a name of its own for each link, found "TCP" twice']],
    ['another kind of source', '- { url: "http://a.test/", source: prom }', '', ['services[0].chain[0].source: expected the id of a probe source, found "prom", which is a prometheus']],
    ['a name server by name', '- { url: "http://a.test/", resolver: dns.test, authoritative: [ns1.test] }', '', [
      'services[0].chain[0].resolver: expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353, found "dns.test"',
      'services[0].chain[0].authoritative[0]: expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353, found "ns1.test"',
    ]],
    ['addresses that are none', '- { url: "http://a.test/", expect: { addresses: [a.test] } }', '', ['services[0].chain[0].expect.addresses[0]: expected an IPv4 or IPv6 address, found "a.test"']],
    ['an id that it takes', '- { url: "http://a.test/" }', '  - { id: shop.tcp, service: shop, kind: availability, source: prom, query: up }\n', ['services[0].chain: the chain makes a signal "shop.tcp" of its own, and that id stands on line 14 already']],
    ['a mistyped key', '- { url: "http://a.test/", resolvr: 9.9.9.9 }', '', ['services[0].chain[0].resolvr: unknown key `resolvr`; did you mean `resolver`?']],
    ['a mistyped key of a link', '- { link: db, signl: db }', '', ['services[0].chain[0].signal: expected text, but the key `signal` is missing', 'services[0].chain[0].signl: unknown key `signl`; did you mean `signal`?']],
    ['checks without rest', '- { url: "http://a.test/", every: 100ms }', '', ['services[0].chain[0].every: expected a duration from 1s to 1d, found "100ms"']],
    ['a password in the address', '- { url: "http://noc:hush@a.test/" }', '', ['services[0].chain[0].url: expected an address without user name and password; put them under `auth` or `headers`']],
    ['a secret in plain text', '- { url: "http://a.test/", headers: { Authorization: hush } }', '', ['services[0].chain[0].headers.Authorization: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead']],
  ])('with %s says what was expected', (_what, chain, more, messages) => {
    expect(told(config(chain, more))).toEqual(messages);
  });

  it('needs to know which probe, where there is not just one', () => {
    const two = config('- { url: "http://a.test/" }').replace('{ id: edge, type: probe }', '{ id: edge, type: probe }\n  - { id: far, type: probe }');
    expect(told(two)).toEqual(['services[0].chain[0]: expected `source`, the id of a probe source, because there is not just one']);
    expect(told(two.replace('a.test/"', 'a.test/", source: far'))).toEqual([]);
  });

  it('loses its links when their source is removed, and nothing else', () => {
    const { text } = removeSource(config('- { url: "http://a.test/", source: edge } # the way in\n- { link: database, signal: db }'), 'prom');
    expect(parse(text).config?.services[0]?.chain?.map(({ link }) => link)).toEqual(['authoritative DNS', 'resolver', 'TCP', 'HTTP']);
    expect(parse(removeSource(text, 'edge').text).config?.services).toEqual([{ id: 'shop', name: 'Shop', tier: 2 }]);
  });
});
