import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DnsProbeConfig } from '../../../../shared/model/sources/probe.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { sameRecords } from './check-dns.ts';
import { dnsAnswer, RCODE } from './testing/dns-server.ts';
import type { DnsRecord } from './testing/dns-server.ts';
import { probe, readingIn, verdict } from './testing/probing.ts';
import { closedPort, Servers } from './testing/servers.ts';

const servers = new Servers();
afterEach(() => servers.close());

describe('a TCP check', () => {
  it('reads up when the port takes the connection, and measures how long that took', async () => {
    const port = await servers.tcp(() => {});
    const { outcome, inspection } = await probe({ tcp: { host: 'localhost', port } }, { lookup: async () => [{ address: '127.0.0.1', family: 4 }] });
    expect(readingIn(outcome).value).toBe(1);
    expect(inspection?.connectMs).toBeGreaterThan(0);
    expect(inspection?.target).toBe(`TCP localhost:${String(port)}`);
    await vi.waitFor(() => expect(servers.sockets.size).toBe(0));
  });

  it('says who refused', async () => {
    const port = await closedPort();
    expect(await verdict({ tcp: { host: '127.0.0.1', port } })).toBe(`connection refused by 127.0.0.1:${String(port)}`);
  });

  it('finds the address that works among several', async () => {
    const port = await servers.tcp(() => {});
    const lookup = async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await verdict({ tcp: { host: 'api.acme.test', port } }, { lookup })).toBe('up');
  });

  it.each(['169.254.169.254', '[fe80::1]', '2852039166'])('is never made to %s', async (host) => {
    const lookup = async () => [{ address: '169.254.169.254', family: 4 }];
    expect(await verdict({ tcp: { host, port: 80 } }, { lookup })).toMatch(/^Holdfast does not connect to .*link-local/);
  });
});

const OTHER = { A: '10.9.9.9', AAAA: '2001:db8::9', CNAME: 'other.acme.test', NS: 'ns9.acme.test', MX: '20 mail.acme.test', TXT: 'other' };

describe('a DNS check', () => {
  const NAME = 'api.acme.test';
  async function serve(records: readonly DnsRecord[], rcode: number = RCODE.ok): Promise<string> {
    return `127.0.0.1:${String(await servers.udp((question) => dnsAnswer(question, records, rcode)))}`;
  }
  const ask = (server: string, rest: Partial<DnsProbeConfig> = {}): { dns: DnsProbeConfig } => ({ dns: { name: NAME, type: 'A', server, ...rest } });

  it('reads up on any answer when none is expected in particular', async () => {
    const server = await serve([{ type: 'A', data: '10.0.0.1' }]);
    const { outcome, inspection } = await probe(ask(server));
    expect(readingIn(outcome).value).toBe(1);
    expect(inspection?.dnsMs).toBeGreaterThan(0);
    expect(inspection?.target).toBe(`A ${NAME} at ${server}`);
  });

  it.each([
    ['A', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1']],
    ['AAAA', ['2001:db8:0:0:0:0:0:1'], ['2001:DB8::1']],
    ['CNAME', ['edge.acme.test'], ['Edge.ACME.test.']],
    ['NS', ['ns1.acme.test', 'ns2.acme.test'], ['ns2.acme.test', 'ns1.acme.test']],
    ['MX', ['10 mail.acme.test'], ['10 mail.acme.test.']],
    ['TXT', [`v=spf1 ${'a'.repeat(300)}`], [`v=spf1 ${'a'.repeat(300)}`]],
  ] as const)('compares the whole set of %s records, in any order and spelling', async (type, answered, expected) => {
    const server = await serve(answered.map((data) => ({ type, data })));
    expect(await verdict(ask(server, { type, expect: [...expected] }))).toBe('up');
    expect(await verdict(ask(server, { type, expect: [...expected, OTHER[type]] }))).toMatch(/^answered .* expected exactly /);
    expect(await verdict(ask(server, { type, expect: [] }))).toMatch(/^answered .* expected exactly no record$/);
  });

  it('says what was answered where something else was expected', async () => {
    const server = await serve([{ type: 'A', data: '203.0.113.66' }]);
    expect(await verdict(ask(server, { expect: ['10.0.0.1', '10.0.0.2'] }))).toBe('answered "203.0.113.66", expected exactly "10.0.0.1", "10.0.0.2"');
  });

  it('tells the name server’s troubles apart', async () => {
    const at = async (records: readonly DnsRecord[], rcode: number): Promise<string> => {
      const server = await serve(records, rcode);
      return (await verdict(ask(server))).replaceAll(server, 'NS');
    };
    expect(await at([], RCODE.nxdomain)).toBe('name api.acme.test does not resolve (NXDOMAIN from NS)');
    expect(await at([], RCODE.ok)).toBe('name api.acme.test has no A record (says NS)');
    expect(await at([], RCODE.servfail)).toBe('NS answered SERVFAIL for api.acme.test');
    expect(await at([], RCODE.refused)).toBe('NS refused to answer for api.acme.test');
  });

  it('is down when nobody listens there', async () => {
    const port = await closedPort();
    expect(await verdict(ask(`127.0.0.1:${String(port)}`))).toBe(`connection refused by 127.0.0.1:${String(port)}`);
  });

  it('is cut at its deadline when no answer comes', async () => {
    const clock = createManualClock();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const port = await servers.udp(() => (resolve(), null));
    const polled = probe(ask(`127.0.0.1:${String(port)}`, { timeout: '500ms' }), { clock });
    await asked;
    await clock.advance(500);
    expect((await polled).inspection).toMatchObject({ failure: 'timed out after 500 ms while waiting for the name server', totalMs: 500 });
  });

  it('never asks a link-local address, and wants an address rather than a name', async () => {
    expect(await verdict(ask('169.254.169.253'))).toMatch(/^Holdfast does not connect to 169.254.169.253/);
    const { outcome } = await probe(ask('ns1.acme.test'));
    expect(outcome).toMatchObject({ ok: false, kind: 'query', message: '"server" is "ns1.acme.test", expected a name server’s address or address:port, such as 10.0.0.53 or [fd00::53]:5353' });
  });

  it('does not take texts that differ in case for the same', () => {
    expect(sameRecords('TXT', ['Token'], ['token'])).toBe(false);
    expect(sameRecords('NS', ['NS1.test.', 'ns1.test'], ['ns1.test'])).toBe(true);
  });
});
