import dgram from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuthorityProbeConfig } from '../../../../shared/model/sources/probe.ts';
import { createProbeSource } from './probe-source.ts';
import type { ProbeDeps } from './probe-source.ts';
import { dnsAnswer, RCODE } from './testing/dns-server.ts';
import type { DnsRecord } from './testing/dns-server.ts';
import { plainDeps, pollOne, readingIn } from './testing/probing.ts';
import { closedPort, Servers } from './testing/servers.ts';
import { probeConfig } from './testing/signals.ts';

const servers = new Servers();
afterEach(() => servers.close());

const NAME = 'api.acme.test';
const TYPE_NUMBER: Readonly<Record<number, DnsRecord['type']>> = { 1: 'A', 2: 'NS', 5: 'CNAME', 28: 'AAAA' };

/** What is asked in a question: the name and the type. */
function asked(question: Buffer): { name: string; type: DnsRecord['type'] | undefined } {
  const labels: string[] = [];
  let at = 12;
  for (; (question[at] ?? 0) !== 0; at += (question[at] ?? 0) + 1) labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)));
  return { name: labels.join('.').toLowerCase(), type: TYPE_NUMBER[question.readUInt16BE(at + 1)] };
}

type Zone = Readonly<Record<string, readonly DnsRecord[]>>;
/** A name server that knows these names; "silent" answers nothing at all. */
const serve = (zone: () => Zone | 'silent' | number): Promise<number> =>
  servers.udp((question) => {
    const known = zone();
    if (known === 'silent') return null;
    if (typeof known === 'number') return dnsAnswer(question, [], known);
    const { name, type } = asked(question);
    const records = known[name];
    return dnsAnswer(question, (records ?? []).filter((record) => record.type === type), records === undefined ? RCODE.nxdomain : RCODE.ok);
  });
const a = (data: string): DnsRecord => ({ type: 'A', data });

/** "up", "down: …" or "unknown: …", and what it says when it is up. */
async function check(authority: Partial<AuthorityProbeConfig>, source = createProbeSource(probeConfig(), plainDeps)): Promise<string> {
  const { outcome } = await pollOne(source, { authority: { name: NAME, timeout: '1s', ...authority } });
  if (!outcome.ok) return `unknown: ${outcome.message}`;
  const { value, detail } = readingIn(outcome);
  return value === 1 ? `up: ${detail ?? ''}` : `down: ${outcome.note ?? ''}`;
}

describe('authoritative name servers that are told', () => {
  const at = (port: number) => `127.0.0.1:${String(port)}`;
  const good = { [NAME]: [a('10.0.0.7')] };

  it('are asked one by one, and one that is silent is said while another answers', async () => {
    const [first, second] = [await serve(() => good), await serve(() => good)];
    expect(await check({ servers: [at(first), at(second)] })).toBe('up: 2 of 2 name servers answer');
    const closed = at(await closedPort());
    expect(await check({ servers: [at(first), closed] })).toBe(`up: 1 of 2 name servers answer; connection refused by ${closed}`);
  });

  it('fail when none answers', async () => {
    const closed = at(await closedPort());
    expect(await check({ servers: [closed] })).toBe(`down: connection refused by ${closed}`);
    const failing = await serve(() => RCODE.servfail);
    expect(await check({ servers: [closed, at(failing)] })).toBe(`down: none of 2 name servers answers (connection refused by ${closed})`);
    const silent = await serve(() => 'silent');
    expect(await check({ servers: [at(silent)] })).toBe(`down: ${at(silent)} did not answer`);
  });

  it('fail when one of them denies the name, for whoever asks that one believes it', async () => {
    const [right, corrupted] = [await serve(() => good), await serve(() => ({ 'acme.test': [] }))];
    expect(await check({ servers: [at(right), at(corrupted)] })).toBe(`down: name ${NAME} does not resolve (NXDOMAIN from ${at(corrupted)})`);
    const emptied = await serve(() => ({ [NAME]: [] }));
    expect(await check({ servers: [at(emptied)] })).toBe(`down: name ${NAME} has no A record (says ${at(emptied)})`);
  });

  it('may give an alias or only an IPv6 address', async () => {
    const alias = await serve(() => ({ [NAME]: [{ type: 'CNAME', data: 'edge.cdn.test' } as const] }));
    const six = await serve(() => ({ [NAME]: [{ type: 'AAAA', data: '2001:db8:0:0:0:0:0:7' } as const] }));
    expect(await check({ servers: [at(alias), at(six)] })).toBe('up: 2 of 2 name servers answer');
  });

  it('fail when they give an address that the name may not have', async () => {
    const server = await serve(() => ({ [NAME]: [a('10.0.0.7'), a('203.0.113.66')] }));
    expect(await check({ servers: [at(server)], addresses: ['10.0.0.7'] })).toBe(`down: ${at(server)} answered "203.0.113.66", expected only "10.0.0.7"`);
    expect(await check({ servers: [at(server)], addresses: ['203.0.113.66', '10.0.0.7'] })).toBe('up: 1 of 1 name servers answer');
  });

  it('are never asked at a link-local address', async () => {
    expect(await check({ servers: ['169.254.169.254'] })).toMatch(/^down: Holdfast does not connect to 169.254.169.254/);
  });
});

describe('authoritative name servers that are found', () => {
  /** A resolver that knows the zone and where its one name server is, and that server. */
  async function world() {
    const state: { zone: Zone | 'silent' | number; resolver: Zone | 'silent' | number } = {
      zone: { [NAME]: [a('10.0.0.7')] },
      resolver: { [NAME]: [a('10.0.0.7')], 'acme.test': [{ type: 'NS', data: 'ns1.acme.test' }], 'ns1.acme.test': [a('127.0.0.1')] },
    };
    const dnsPort = await serve(() => state.zone);
    const resolver = `127.0.0.1:${String(await serve(() => state.resolver))}`;
    const open = (deps: Partial<ProbeDeps> = {}) => createProbeSource(probeConfig(), { ...plainDeps, dnsPort, ...deps });
    return { state, resolver, open, dnsPort };
  }

  it('are those of the zone, of which the check knows by its NS records', async () => {
    const { resolver, open } = await world();
    expect(await check({ resolver }, open())).toBe('up: 1 of 1 name servers answer');
  });

  it('are still asked when the resolver, which needs them itself, can no longer name them', async () => {
    const { resolver, open, state, dnsPort } = await world();
    const source = open();
    expect(await check({ resolver }, source)).toMatch(/^up/);
    state.resolver = RCODE.servfail;
    state.zone = 'silent';
    expect(await check({ resolver }, source)).toBe(`down: 127.0.0.1:${String(dnsPort)} did not answer`);
  });

  it('are unknown, not broken, when they cannot be found or have never answered from here', async () => {
    const { resolver, open, state } = await world();
    state.zone = 'silent';
    expect(await check({ resolver }, open())).toBe('unknown: no name server of the zone (ns1.acme.test) has ever answered from here; perhaps this network lets no DNS question out');
    state.resolver = RCODE.servfail;
    expect(await check({ resolver }, open())).toBe(`unknown: the name servers of ${NAME} cannot be found (${NAME}: ESERVFAIL)`);
    state.resolver = { test: [{ type: 'NS', data: 'ns1.acme.test' }] };
    // The top level is not the zone of anybody's service.
    expect(await check({ resolver }, open())).toBe(`unknown: the name servers of ${NAME} cannot be found`);
  });

  it('are those of the zone above where the name is an alias that leads into another zone', async () => {
    const { resolver, open, state, dnsPort } = await world();
    const elsewhere = dgram.createSocket('udp4').on('message', (question, from) => elsewhere.send(dnsAnswer(question, [], RCODE.refused), from.port, from.address));
    await new Promise<void>((resolve) => elsewhere.bind(dnsPort, '127.0.0.2', resolve));
    state.resolver = { ...(state.resolver as Zone), [NAME]: [{ type: 'NS', data: 'ns.cdn.test' }], 'ns.cdn.test': [a('127.0.0.2')] };
    expect(await check({ resolver }, open())).toBe('up: 1 of 1 name servers answer');
    elsewhere.close();
  });
});
