import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationMs } from '../../../../../shared/model/units.ts';
import { findBind } from '../../../sources/testing/bind.ts';
import { waitUntil } from '../../../sources/testing/processes.ts';
import type { LiveSet, RecordSet, SwapOrder } from '../provider.ts';
import { readRecordSet } from '../rules.ts';
import { dig, KEY, machineClock, NARROW_KEY, NEVER, nsupdate, randomBytes, startBindPair, WEAK_KEY, ZONE, type BindPair } from '../testing/bind-pair.ts';
import { oneOf, type ObservedSet } from '../testing/observer.ts';
import { observeAll } from '../testing/unbroken.ts';
import { createRfc2136Provider, type Rfc2136Options } from './provider.ts';

const bind = await findBind();
let pair: BindPair;
beforeAll(async () => {
  if (bind !== null) pair = await startBindPair(['api 60 A 203.0.113.10', 'api 60 A 203.0.113.11', 'www 60 CNAME primary.example.net.', 'note 30 TXT "v=1" "a \\"quote\\""', 'six 60 AAAA 2001:db8::10']);
});
afterAll(async () => {
  if (bind !== null) await pair.remove();
});

const provider = (more: Partial<Rfc2136Options> = {}, offsetMs = 0) => createRfc2136Provider(pair.options(more), { clock: machineClock(offsetMs), randomBytes });
const wantedSet = (name: string, type: string, values: readonly string[], ttlSeconds = 60): RecordSet => {
  const read = readRecordSet({ name: `${name}.${ZONE}`, type, ttlSeconds, values }, ZONE);
  if (typeof read === 'string') throw new Error(read);
  return read;
};
const live = async (name: string, type: RecordSet['type']): Promise<LiveSet> => {
  const read = await provider().read(`${name}.${ZONE}`, type, NEVER);
  if (!read.ok) throw new Error(read.reason);
  return read.live;
};
const order = async (wanted: RecordSet): Promise<SwapOrder> => ({ confirmed: await live(wanted.name.slice(0, -ZONE.length - 1), wanted.type), wanted });

/** Every set that somebody wants in what follows. */
const WANTED: readonly (readonly [name: string, type: RecordSet['type'], ...sets: readonly (readonly string[])[]])[] = [
  ['api', 'A', ['203.0.113.10', '203.0.113.11'], ['198.51.100.1', '198.51.100.2', '198.51.100.3'], ['192.0.2.77'], ['198.51.100.60'], ['192.0.2.201']],
  ['www', 'CNAME', ['primary.example.net.'], ['standby.example.net.'], ['third.example.net.']],
  ['note', 'TXT', ['"v=1" "a \\"quote\\""'], ['"v=2" "\\255"']],
  ['six', 'AAAA', ['2001:db8::10'], ['2001:db8:1::1']],
];

describe.skipIf(bind === null)('a zone on a real BIND (named is installed)', () => {
  observeAll('a zone that is changed', () => pair, () => WANTED.map(([name, type, ...sets]): ObservedSet => ({ name: `${name}.${ZONE}`, type, isWhole: oneOf(type, ...sets) })));

  it('is read as it is, with its TTL', async () => {
    expect(await live('api', 'A')).toMatchObject({ name: 'api.acme.test', ttlSeconds: 60, values: ['203.0.113.10', '203.0.113.11'], proxied: false });
    expect((await live('www', 'CNAME')).values).toEqual(['primary.example.net.']);
    expect((await live('note', 'TXT')).values).toEqual(['"v=1" "a \\"quote\\""']);
    expect((await live('six', 'AAAA')).values).toEqual(['2001:db8::10']);
    expect((await live('nothing', 'A')).values).toEqual([]);
    expect(await provider().read('www.acme.test', 'A', NEVER)).toMatchObject({ ok: false, reason: expect.stringContaining('alias of primary.example.net') });
  });

  it.each([
    ['api', 'A', ['198.51.100.1', '198.51.100.2', '198.51.100.3'], 30],
    ['www', 'CNAME', ['standby.example.net'], 60],
    ['note', 'TXT', ['"v=2" "\\255"'], 30],
    ['six', 'AAAA', ['2001:db8:1::1'], 60],
    ['fresh', 'A', ['198.51.100.7'], 60],
  ] as const)('switches %s %s: dig sees it on the primary, and on the secondary once it was told', async (name, type, values, ttl) => {
    const wanted = wantedSet(name, type, values, ttl);
    const done = await provider().swap(await order(wanted), 'RUN-0001/dns#1', NEVER);
    expect(done).toMatchObject({ kind: 'done', note: null, live: { values: wanted.values, ttlSeconds: ttl } });
    const lines = wanted.values.map((value) => `${name}.acme.test. ${ttl} IN ${type} ${value}`);
    expect(await dig(pair.primary.address, `${name}.${ZONE}`, type)).toEqual(lines);
    await waitUntil('the secondary follows', async () => (await dig(pair.secondary.address, `${name}.${ZONE}`, type)).join() === lines.join());
  });

  it('shows the live records to whoever comes second, and changes nothing for them', async () => {
    const stale = await order(wantedSet('api', 'A', ['198.51.100.50']));
    await nsupdate(pair.primary.address, ['update delete api.acme.test. A', 'update add api.acme.test. 90 A 192.0.2.77']);
    expect(await provider().swap(stale, 'a', NEVER)).toMatchObject({ kind: 'lost', live: { values: ['192.0.2.77'], ttlSeconds: 90 } });
    expect(await dig(pair.primary.address, 'api.acme.test', 'A')).toEqual(['api.acme.test. 90 IN A 192.0.2.77']);
    expect(await provider().readBack(stale, NEVER)).toMatchObject({ kind: 'lost' });
  });

  it('may be told twice: the second time it says that it is done already', async () => {
    const once = await order(wantedSet('api', 'A', ['198.51.100.60']));
    expect(await provider().readBack(once, NEVER)).toMatchObject({ kind: 'notDone' });
    expect(await provider().swap(once, 'a', NEVER)).toMatchObject({ kind: 'done', note: null });
    expect(await provider().readBack(once, NEVER)).toMatchObject({ kind: 'done' });
    expect(await provider().swap(once, 'a', NEVER)).toMatchObject({ kind: 'done', note: expect.stringContaining('already') });
  });

  it('never leaves a set empty, and refuses what is no change', async () => {
    const now = await live('api', 'A');
    const swap = (wanted: RecordSet) => provider().swap({ confirmed: now, wanted }, 'a', NEVER);
    expect(await swap({ ...now, values: [] })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('never left empty') });
    expect(await swap(now)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('already so') });
    expect(await swap(wantedSet('www', 'A', ['192.0.2.1']))).toMatchObject({ kind: 'refused', reason: expect.stringContaining('api.acme.test itself') });
    expect(await dig(pair.primary.address, 'api.acme.test', 'A')).toHaveLength(now.values.length);
  });

  it('takes no address beside an alias that came in between, which a server would drop without a word', async () => {
    const absent = { ...(await live('later', 'A')), values: [] };
    await nsupdate(pair.primary.address, ['update add later.acme.test. 60 CNAME elsewhere.example.net.']);
    const outcome = await provider().swap({ confirmed: absent, wanted: wantedSet('later', 'A', ['192.0.2.9']) }, 'a', NEVER);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('alias of elsewhere.example.net') });
    expect(await dig(pair.primary.address, 'later.acme.test', 'CNAME')).toEqual(['later.acme.test. 60 IN CNAME elsewhere.example.net.']);
  });

  it('prints the exact change, in the words of nsupdate, without the secret', async () => {
    const change = await order(wantedSet('www', 'CNAME', ['third.example.net'], 45));
    const [request] = provider().describe(change);
    expect(request?.lines).toEqual(['zone acme.test', 'prereq yxrrset www.acme.test CNAME standby.example.net.', 'update delete www.acme.test CNAME', 'update add www.acme.test 45 CNAME third.example.net.', 'send']);
    expect(request?.to).toContain('failover-key');
    expect(JSON.stringify(request)).not.toContain(KEY.secret.toString('base64'));
    // What is printed is what nsupdate does.
    await nsupdate(pair.primary.address, request?.lines.slice(1, -1) ?? []);
    expect((await live('www', 'CNAME')).values).toEqual(['third.example.net.']);
  });

  it.each([
    ['a key that it does not know', { key: { ...KEY, name: 'nobody' } }, 0, 'TSIG BADKEY'],
    ['another secret', { key: { ...KEY, secret: Buffer.from('wrong') } }, 0, 'TSIG BADSIG'],
    ['a key that may not change this', { key: WEAK_KEY }, 0, 'REFUSED'],
    ['a clock that is 10 minutes behind', {}, -600_000, 'the server is ahead'],
    ['a clock that is a day ahead', {}, 86_400_000, 'the server is behind'],
    ['another zone', { zone: 'other.test' }, 0, 'NOTAUTH'],
  ] as const)('says in plain words what is wrong with %s', async (_, more, offsetMs, words) => {
    const asked = provider(more, offsetMs);
    const now = await live('api', 'A');
    const name = 'zone' in more ? 'api.other.test' : now.name;
    const outcome = await asked.swap({ confirmed: { ...now, name }, wanted: { ...now, name, values: ['192.0.2.200'] } }, 'a', NEVER);
    expect(outcome).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining(words) });
    expect(await asked.prove(name, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining(words) });
    expect((await live('api', 'A')).values).toEqual(now.values);
  });

  it('says by how much the clocks differ', async () => {
    const now = await live('api', 'A');
    const outcome = await provider({}, -600_000).swap({ confirmed: now, wanted: { ...now, values: ['192.0.2.200'] } }, 'a', NEVER);
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/differ by (9|10) min: the server is ahead/) });
  });

  it('proves that a key may change a set, and changes nothing', async () => {
    const before = await dig(pair.primary.address, ZONE, 'SOA');
    expect(await provider().prove('api.acme.test', 'A', NEVER)).toMatchObject({ ok: true, certain: true, tooBroad: 'the key "failover-key" may change other names of acme.test too; one for api.acme.test alone is enough' });
    expect(await provider({ key: NARROW_KEY }).prove('api.acme.test', 'A', NEVER)).toMatchObject({ ok: true, certain: true, tooBroad: null });
    expect(await provider({ key: NARROW_KEY }).prove('www.acme.test', 'CNAME', NEVER)).toMatchObject({ ok: false, certain: true });
    expect(await dig(pair.primary.address, ZONE, 'SOA')).toEqual(before);
  });

  it('is not reached where nothing listens, and unknown where no answer comes', async () => {
    const now = await live('api', 'A');
    const change: SwapOrder = { confirmed: now, wanted: { ...now, values: ['192.0.2.201'] } };
    await pair.primary.stop();
    expect(await provider().swap(change, 'a', NEVER)).toMatchObject({ kind: 'notReached' });
    await pair.primary.start();
    expect(await provider({ timeoutMs: durationMs(10_000) }).swap(change, 'a', NEVER)).toMatchObject({ kind: 'done' });
  });
});
