import { describe, expect, it } from 'vitest';
import { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import { CLASS, FLAG, RCODE, TYPE } from '../../../dns/codes.ts';
import { encodeName } from '../../../dns/name.ts';
import { valueData } from '../../../dns/record-data.ts';
import type { DnsMessage, DnsRecord } from '../../../dns/message.ts';
import type { AskDns } from '../../net/dns-ask.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { createKeptDns } from '../dns/kept.ts';
import { createDelegation } from './delegation.ts';

const ZONE = 'acme.test';
const NEVER = new AbortController().signal;
const RESOLVER = { address: '192.0.2.1', port: 53 };
const PARENT = '192.0.2.10';
const [ONE, TWO] = ['198.51.100.1', '203.0.113.1'] as const;

type Server = (name: string, type: number) => DnsMessage | null;
const record = (name: string, type: number, data: Buffer, ttlSeconds = 60): DnsRecord => ({ name, type, class: CLASS.IN, ttlSeconds, data });
const ns = (name: string, targets: readonly string[], ttlSeconds = 60): DnsRecord[] => targets.map((target) => record(name, TYPE.NS, encodeName(target), ttlSeconds));
const answer = (answers: readonly DnsRecord[], authority: readonly DnsRecord[] = [], flags: number = FLAG.authoritative): DnsMessage => ({ id: 0, flags: FLAG.response | flags, questions: [], answers, authority, additional: [] });

interface World {
  readonly delegated?: readonly string[];
  /** What each authoritative address says of itself. */
  readonly names?: Readonly<Record<string, string>>;
  readonly record?: Readonly<Record<string, string>>;
}

/** Name servers of a small world: a resolver, the zone above, and one server of each provider. */
function world({ delegated = ['ns1.acme.test', 'ns2.acme.test'], names = { 'ns1.acme.test': ONE, 'ns2.acme.test': TWO }, record: values = {} }: World = {}) {
  let resolves = true;
  let silent: string | null = null;
  const all = Object.keys(names);
  const addressOf = (name: string): DnsRecord[] => (names[name] === undefined ? [] : [record(name, TYPE.A, valueData('A', names[name]))]);
  const zone = (address: string): Server => (name, type) => {
    if (name === ZONE && type === TYPE.NS) return answer(ns(ZONE, all));
    if (type === TYPE.A && names[name] !== undefined) return answer(addressOf(name));
    if (name === `api.${ZONE}` && type === TYPE.A) return answer([record(name, TYPE.A, valueData('A', values[address] ?? '203.0.113.10'))]);
    return answer([]);
  };
  const servers: Readonly<Record<string, Server>> = {
    [RESOLVER.address]: (name, type) => {
      if (!resolves) return null;
      if (name === ZONE && type === TYPE.NS) return answer(ns(ZONE, all));
      if (name === 'test' && type === TYPE.NS) return answer(ns('test', ['ns.test']));
      if (name === 'ns.test' && type === TYPE.A) return answer([record(name, TYPE.A, valueData('A', PARENT))]);
      return type === TYPE.A ? answer(addressOf(name)) : answer([]);
    },
    [PARENT]: (name, type) => (type === TYPE.NS && name === ZONE ? answer([], ns(ZONE, delegated, 172_800), 0) : answer([])),
    [ONE]: zone(ONE),
    [TWO]: zone(TWO),
  };
  const ask: AskDns = ({ address }, { name, type }) => Promise.resolve(address === silent ? null : (servers[address]?.(name, type) ?? answer([], [], RCODE.refused)));
  const clock = createManualClock();
  const look = createDelegation({ ask, clock, resolvers: () => [RESOLVER], kept: createKeptDns({ read: { all: () => [] }, write: null, clock }) });
  return { look, cutResolver: () => void (resolves = false), silence: (address: string) => void (silent = address) };
}

const bind = (id: string, authoritative?: string) => DnsProviderConfig.parse({ id, type: 'rfc2136', zone: ZONE, server: '127.0.0.1', key: { name: 'k', secret: 'eA==' }, ...(authoritative === undefined ? {} : { authoritative: [authoritative] }) });
const BOTH = [bind('one', ONE), bind('two', TWO)];
const RECORD = { name: `api.${ZONE}`, type: 'A' } as const;
const said = ({ findings }: Awaited<ReturnType<ReturnType<typeof world>['look']>>) => findings.map(({ gravity, words }) => `${gravity}: ${words}`);

describe('two providers of one zone', () => {
  it('may be left to either where both are delegated to and serve the same; each has half of the resolvers', async () => {
    const found = await world().look(BOTH, RECORD, NEVER);
    expect(said(found)).toEqual(['fine: acme.test is delegated to one; resolvers keep the delegation for 48 h', 'fine: acme.test is delegated to two; resolvers keep the delegation for 48 h', expect.stringMatching(/^fine: /), expect.stringMatching(/^fine: acme\.test is not signed/)]);
    expect([...found.shares]).toEqual([['one', 0.5], ['two', 0.5]]);
  });

  it('are told apart from one, with how long the zone above is remembered, and where they differ', async () => {
    expect(said(await world({ delegated: ['ns1.acme.test'] }).look(BOTH, RECORD, NEVER))).toContain('blocks: acme.test is not delegated to two: nobody asks its servers; one cannot be removed: delegation TTL 48 h');
    expect(said(await world({ record: { [TWO]: '203.0.113.99' } }).look(BOTH, RECORD, NEVER))).toContain('blocks: A api.acme.test differs: 203.0.113.10 at one; 203.0.113.99 at two');
  });

  it('are seen with all resolvers dead, by what was found last', async () => {
    const { look, cutResolver } = world();
    const before = await look(BOTH, RECORD, NEVER);
    cutResolver();
    expect(await look(BOTH, RECORD, NEVER)).toEqual(before);
    // Nothing was ever found: what stands in the configuration is asked, and the zone above is not known.
    const blind = world();
    blind.cutResolver();
    const found = said(await blind.look(BOTH, RECORD, NEVER));
    expect(found[0]).toBe('unknown: the zone above acme.test does not tell its delegation');
    expect(found.join()).not.toContain('blocks');
  });

  it('are unknown, and not fine, where one of them is silent', async () => {
    const { look, silence } = world();
    await look(BOTH, RECORD, NEVER);
    silence(TWO);
    expect(said(await look(BOTH, RECORD, NEVER))).toContain('unknown: A api.acme.test: ns2.acme.test of two does not answer');
  });

  it('are known by the names of their servers, or have to be written down', async () => {
    const cloudflare = DnsProviderConfig.parse({ id: 'cf', type: 'cloudflare', zone: ZONE, zoneId: '0'.repeat(32), token: 'x' });
    const route53 = DnsProviderConfig.parse({ id: 'aws', type: 'route53', zone: ZONE, hostedZone: 'Z1', accessKeyId: 'x', secretAccessKey: 'y' });
    const names = { 'ada.ns.cloudflare.com': ONE, 'ns-1.awsdns-2.org': TWO };
    expect(said(await world({ names, delegated: Object.keys(names) }).look([cloudflare, route53], RECORD, NEVER)).slice(0, 2)).toEqual(['fine: acme.test is delegated to cf; resolvers keep the delegation for 48 h', 'fine: acme.test is delegated to aws; resolvers keep the delegation for 48 h']);
    expect(said(await world({ names: { 'ada.ns.cloudflare.com': ONE, 'ns2.acme.test': TWO }, delegated: ['ada.ns.cloudflare.com', 'ns2.acme.test'] }).look([bind('own'), cloudflare], RECORD, NEVER))[0]).toMatch(/^fine: acme\.test is delegated to own/);
    expect(said(await world().look([bind('one'), bind('two')], RECORD, NEVER))).toEqual(['one', 'two'].map((id) => `unknown: no name server of acme.test is known to be of ${id}: write them under \`authoritative\``));
    expect(said(await world().look([bind('one', ONE), bind('two', '203.0.113.77')], RECORD, NEVER))).toEqual(['unknown: which name server of acme.test 203.0.113.77 is cannot be told: two cannot be held against the delegation']);
  });
});
