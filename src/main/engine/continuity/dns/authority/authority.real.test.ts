import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAskDns } from '../../../net/dns-ask.ts';
import { findBind, startBind, type RunningBind } from '../../../sources/testing/bind.ts';
import { freePort, waitUntil } from '../../../sources/testing/processes.ts';
import type { RecordSet } from '../provider.ts';
import { createRfc2136Provider } from '../rfc2136/provider.ts';
import { machineClock, NEVER, nsupdate, randomBytes, serverOf, startBindPair, ZONE, type BindPair } from '../testing/bind-pair.ts';
import { observePair, oneOf } from '../testing/observer.ts';
import { expectUnbroken } from '../testing/unbroken.ts';
import { makeZoneKeys, type ZoneKeys } from '../testing/signed-zone.ts';
import { judgeGate } from './gate-rules.ts';
import { lookAt } from './look.ts';
import { findParents, findServers, type NameServer } from './servers.ts';
import { judgeProviders, shareOf } from './two-providers.ts';
import { readZoneFacts, type FactsOrder } from './zone-facts.ts';

const bind = await findBind();
const clock = machineClock();
const ask = createAskDns({ clock, randomBytes });

describe.skipIf(bind === null)('whether every authoritative server knows a change (named is installed)', () => {
  let pair: BindPair;
  let servers: NameServer[];
  beforeAll(async () => {
    pair = await startBindPair(['api 60 A 203.0.113.10', 'api 60 A 203.0.113.11']);
    servers = [{ name: `ns1.${ZONE}`, ...serverOf(pair.primary.address) }, { name: `ns2.${ZONE}`, ...serverOf(pair.secondary.address) }];
  });
  afterAll(async () => {
    await pair.remove();
  });

  it('is seen at each by its address: before, after, while one is silent, and when somebody has changed it again', async () => {
    const provider = createRfc2136Provider(pair.options(), { clock, randomBytes });
    const read = await provider.read(`api.${ZONE}`, 'A', NEVER);
    if (!read.ok) throw new Error(read.reason);
    const wanted: RecordSet = { name: `api.${ZONE}`, type: 'A', ttlSeconds: 30, values: ['198.51.100.1'] };
    const order = { confirmed: read.live, wanted };
    const gate = async (asked: readonly NameServer[] = servers) => judgeGate(await lookAt(ask, asked, wanted, true, NEVER), order);
    expect(await gate()).toMatchObject({ verdict: 'notYet', counts: { confirmed: 2 }, oldForMs: 60_000 });
    const stop = await observePair(pair, [{ name: wanted.name, type: 'A', isWhole: oneOf('A', read.live.values, wanted.values) }]);
    expect(await provider.swap(order, 'a', NEVER)).toMatchObject({ kind: 'done' });
    await waitUntil('both know it', async () => (await gate()).verdict === 'passed');
    expectUnbroken('gates', await stop());
    expect(await gate()).toMatchObject({ verdict: 'passed', counts: { wanted: 2 }, oldForMs: null });
    await pair.secondary.stop();
    expect(await gate()).toMatchObject({ verdict: 'unknown', counts: { wanted: 1, silent: 1 } });
    await pair.secondary.start();
    await nsupdate(pair.primary.address, [`update delete api.${ZONE}. A`]);
    await waitUntil('the set is gone everywhere', async () => (await gate()).counts.none === 2);
    expect((await gate()).verdict).toBe('failed');
  });

  it('is "cannot" from a server of another zone, and from one that nobody may ask', async () => {
    const other = await startBind({ zone: { name: 'other.test', records: [] } });
    const looks = await lookAt(ask, [{ name: 'lame', ...serverOf(other.address) }, { name: 'metadata', address: '169.254.169.254', port: 53 }], { name: `api.${ZONE}`, type: 'A' }, true, NEVER);
    await other.remove();
    expect(looks.map(({ said }) => said)).toEqual([{ kind: 'cannot', reason: 'it refuses to answer (REFUSED)' }, { kind: 'cannot', reason: 'Holdfast does not connect to this address' }]);
  });
});

const zoneText = (servers: readonly string[], records: readonly string[]): string =>
  [`$ORIGIN ${ZONE}.`, '$TTL 300', `@ SOA ns1.${ZONE}. hostmaster.${ZONE}. 1 60 60 3600 5`, ...servers.map((name) => `@ 300 NS ${name}`), 'ns1 A 127.0.0.1', 'ns2 A 127.0.0.1', ...records, ''].join('\n');

describe.skipIf(bind === null)('a zone with two providers (named is installed)', () => {
  const running: RunningBind[] = [];
  const kept: ZoneKeys[] = [];
  let deadPort: number;
  let keysA: ZoneKeys;
  let keysB: ZoneKeys;
  beforeAll(async () => {
    deadPort = await freePort();
    keysA = await makeZoneKeys(ZONE);
    keysB = await makeZoneKeys(ZONE);
    kept.push(keysA, keysB);
  });
  afterAll(async () => {
    await Promise.all(kept.map((keys) => keys.remove()));
  });

  interface World {
    readonly delegated?: readonly string[];
    readonly ds?: readonly string[];
    readonly a?: string;
    readonly b?: string;
  }
  const BOTH = [`ns1.${ZONE}.`, `ns2.${ZONE}.`];
  const RECORDS = ['api 60 A 203.0.113.10', 'www 60 CNAME api'];
  const PLAIN = zoneText(BOTH, RECORDS);
  const names = [{ name: `api.${ZONE}`, type: 'A' }, { name: `www.${ZONE}`, type: 'CNAME' }] as const;

  /** The zone above, provider A and provider B: three real name servers. */
  async function world<T>({ delegated = BOTH, ds = [], a = PLAIN, b = PLAIN }: World, look: (order: FactsOrder) => Promise<T>): Promise<T> {
    const parent = { name: 'test', records: [...delegated.map((name) => `acme 172800 NS ${name}`), 'ns1.acme A 127.0.0.1', 'ns2.acme A 127.0.0.1', ...ds.map((each) => `acme 3600 DS ${each}`)] };
    const [above, one, two] = await Promise.all([startBind({ zone: parent }), startBind({ zone: { name: ZONE, records: [], text: a } }), startBind({ zone: { name: ZONE, records: [], text: b } })]);
    running.push(above, one, two);
    const server = (name: string, { address }: RunningBind): NameServer => ({ name, ...serverOf(address) });
    try {
      return await look({ zone: ZONE, parents: [server('ns1.test', above)], providers: [{ id: 'A', servers: [server(`ns1.${ZONE}`, one)] }, { id: 'B', servers: [server(`ns2.${ZONE}`, two)] }], names });
    } finally {
      await Promise.all(running.splice(0).map((each) => each.remove()));
    }
  }
  const facts = (order: FactsOrder) => readZoneFacts(order, { ask, clock }, NEVER);
  const judged = (given: World) => world(given, async (order) => judgeProviders(await facts(order)));
  const of = (findings: Awaited<ReturnType<typeof judged>>, kind: string) => findings.filter((each) => each.kind === kind).map(({ gravity, words }) => `${gravity}: ${words}`);

  it('is fine where both are delegated to, serve the same, and nothing is signed; each takes half', async () => {
    await world({}, async (order) => {
      const found = await facts(order);
      expect(judgeProviders(found)).toEqual([
        { kind: 'delegation', gravity: 'fine', words: 'acme.test is delegated to A; resolvers keep the delegation for 48 h' },
        { kind: 'delegation', gravity: 'fine', words: 'acme.test is delegated to B; resolvers keep the delegation for 48 h' },
        { kind: 'drift', gravity: 'fine', words: 'all 2 record sets are the same everywhere' },
        { kind: 'dnssec', gravity: 'fine', words: 'acme.test is not signed by the zone above: every resolver takes the answers of A and B' },
      ]);
      expect([shareOf(found, 'A'), shareOf(found, 'B')]).toEqual([0.5, 0.5]);
    });
  });

  it('cannot lose its primary where the second one is not delegated to', async () => {
    expect(of(await judged({ delegated: [`ns1.${ZONE}.`] }), 'delegation')).toEqual(['fine: acme.test is delegated to A; resolvers keep the delegation for 48 h', 'blocks: acme.test is not delegated to B: nobody asks its servers; A cannot be removed: delegation TTL 48 h']);
  });

  it('shows drift, other TTLs and other lists of servers', async () => {
    const findings = await judged({ b: zoneText([`ns2.${ZONE}.`], ['api 60 A 203.0.113.99', 'www 300 CNAME api']) });
    expect(of(findings, 'drift')).toEqual(['blocks: A api.acme.test differs: 203.0.113.10 at A; 203.0.113.99 at B']);
    expect(of(findings, 'ttl')).toEqual(['warns: CNAME www.acme.test has different TTLs: 1 min, 5 min']);
    expect(of(findings, 'nameServers')).toEqual(['warns: B tells other name servers of acme.test than the zone above: ns2.acme.test']);
  });

  it('breaks for validating resolvers where the second one does not sign', async () => {
    const signed = await keysA.sign(PLAIN);
    expect(of(await judged({ ds: [keysA.ds], a: signed }), 'dnssec')).toEqual(['blocks: this would break for validating resolvers: acme.test is signed, and B does not sign it']);
    // The same zones without a signature of the zone above: nobody checks.
    expect(of(await judged({ a: signed }), 'dnssec')).toEqual(['fine: acme.test is not signed by the zone above: every resolver takes the answers of A and B']);
  });

  it('breaks for validating resolvers where the zone above vouches for another key, though it has the same number', async () => {
    const other = keysA.ds.replace(/[0-9A-F]$/, (digit) => (digit === '0' ? '1' : '0'));
    expect(of(await judged({ ds: [other], a: await keysA.sign(PLAIN, [keysB.zoneSigner]), b: await keysB.sign(PLAIN, [keysA.zoneSigner]) }), 'dnssec')).toEqual(['A', 'B'].map((id) => `blocks: this would break for validating resolvers: the zone above vouches for no key that ${id} signs its keys with now`));
  });

  it('breaks for validating resolvers where both sign, and do not know each other’s keys', async () => {
    const alone = { a: await keysA.sign(PLAIN), b: await keysB.sign(PLAIN) };
    const findings = of(await judged({ ...alone, ds: [keysA.ds] }), 'dnssec');
    expect(findings).toContain('blocks: this would break for validating resolvers: the zone above vouches for no key that B signs its keys with now');
    expect(findings).toContainEqual(expect.stringMatching(/^blocks: this would break for validating resolvers: A does not publish the key that B signs with \(key tag \d+\)$/));
    // Both vouched for is not enough: the data of one is checked with the keys of the other.
    expect(of(await judged({ ...alone, ds: [keysA.ds, keysB.ds] }), 'dnssec')).toHaveLength(2);
  });

  it('is fine where both sign, both are vouched for, and each publishes the other’s zone key', async () => {
    const multi = { a: await keysA.sign(PLAIN, [keysB.zoneSigner]), b: await keysB.sign(PLAIN, [keysA.zoneSigner]) };
    expect(of(await judged({ ...multi, ds: [keysA.ds, keysB.ds] }), 'dnssec')).toEqual(['fine: acme.test is signed, and A and B know each other’s keys']);
    await world({ ...multi, ds: [keysA.ds, keysB.ds] }, async (order) => {
      const later = { ...(await facts(order)), askedAt: clock.nowMs() };
      // In a year nothing of it is in its time any more.
      const findings = judgeProviders({ ...later, askedAt: (later.askedAt + 365 * 86_400_000) as typeof later.askedAt });
      expect(of(findings, 'dnssec').filter((words) => words.includes('out of their time'))).toHaveLength(2);
    });
  });

  it('is unknown, and not fine, where the zone above or a provider does not answer', async () => {
    await world({}, async (order) => {
      const dead = [{ name: 'dead', address: '127.0.0.1', port: deadPort }];
      const findings = judgeProviders(await facts({ ...order, parents: dead, providers: [order.providers[0] ?? { id: 'A', servers: [] }, { id: 'B', servers: dead }] }));
      expect(findings.map(({ gravity }) => gravity)).not.toContain('fine');
      expect(of(findings, 'drift')).toContain('unknown: A api.acme.test: dead of B does not answer');
    });
  });

  it('has the servers of the zone above found, however far up it is', async () => {
    await world({}, async ({ parents }) => {
      const [above] = parents;
      if (above === undefined) throw new Error('no server');
      const resolver = await startBind({ forwardTo: `127.0.0.1:${above.port}` });
      const deps = { ask, clock, resolvers: [serverOf(resolver.address)], port: above.port };
      for (const zone of [ZONE, `eu.west.${ZONE.split('.').at(-1) ?? ''}`]) expect(await findParents(zone, null, deps, NEVER)).toMatchObject({ from: 'resolver', servers: [above] });
      await resolver.remove();
      expect(await findParents(ZONE, null, deps, NEVER)).toBeNull();
      expect(await findParents(ZONE, { servers: parents, from: 'resolver', foundAt: clock.nowMs() }, deps, NEVER)).toMatchObject({ from: 'lastGood', servers: [above] });
    });
  });

  it('has its servers found by a resolver, and with all resolvers dead by the last good addresses', async () => {
    await world({}, async ({ providers }) => {
      const [one] = providers[0]?.servers ?? [];
      if (one === undefined) throw new Error('no server');
      const { port } = one;
      const resolver = await startBind({ forwardTo: `127.0.0.1:${port}` });
      const deps = { ask, clock, resolvers: [{ address: '127.0.0.1', port: deadPort }, serverOf(resolver.address)], port };
      const found = await findServers(ZONE, null, deps, NEVER);
      expect(found).toMatchObject({ from: 'resolver', servers: [1, 2].map((each) => ({ name: `ns${each}.acme.test`, address: '127.0.0.1', port })) });
      await resolver.remove();
      expect(await findServers(ZONE, null, deps, NEVER)).toBeNull();
      const old = await findServers(ZONE, found, deps, NEVER);
      expect(old).toEqual({ ...found, from: 'lastGood' });
      const looks = await lookAt(ask, old?.servers ?? [], { name: `api.${ZONE}`, type: 'A' }, true, NEVER);
      expect(looks.map(({ said }) => said)).toEqual([1, 2].map(() => ({ kind: 'values', values: ['203.0.113.10'], ttlSeconds: 60 })));
    });
  });
});
