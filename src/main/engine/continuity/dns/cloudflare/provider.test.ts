import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { CLOUDFLARE_TOKEN, CLOUDFLARE_ZONE, startCloudflare, type FakeCloudflare } from '../../../../../../e2e/fakes/cloudflare.ts';
import { machineClock, NEVER } from '../testing/bind-pair.ts';
import type { DnsProvider, LiveSet, RecordSet, SwapOrder } from '../provider.ts';
import { CLOUDFLARE_OPERATIONS } from './api.ts';
import { createCloudflareProvider } from './provider.ts';

const NAME = 'api.acme.test';
let cloudflare: FakeCloudflare;
let provider: DnsProvider;
const connect = (token = CLOUDFLARE_TOKEN): DnsProvider => createCloudflareProvider({ zone: 'acme.test', zoneId: CLOUDFLARE_ZONE, token, url: `${cloudflare.url}/client/v4` }, { clock: machineClock() });

const live = async (type: RecordSet['type'] = 'A', name = NAME): Promise<LiveSet> => {
  const read = await provider.read(name, type, NEVER);
  if (!read.ok) throw new Error(read.reason);
  return read.live;
};
const order = async (...values: string[]): Promise<SwapOrder> => ({ confirmed: await live(), wanted: { name: NAME, type: 'A', ttlSeconds: 60, values } });
const swap = async (given: SwapOrder | Promise<SwapOrder>) => provider.swap(await given, 'RUN-0001/dns#1', NEVER);

describe.skipIf(WITHOUT_CONTRACTS)(`a zone at Cloudflare (${NEEDS_CONTRACTS})`, () => {
  beforeEach(async () => {
    cloudflare = await startCloudflare();
    for (const content of ['203.0.113.10', '203.0.113.11']) cloudflare.put({ name: NAME, type: 'A', content, ttl: 60, comment: 'the API', tags: ['owner:payments'] });
    provider = connect();
  });
  afterEach(async () => {
    provider.close();
    await cloudflare.stop();
    expect(cloudflare.problems).toEqual([]);
    expect(cloudflare.refused).toEqual([]);
  });

  it('is switched in one batch: what was confirmed goes by its ids, what comes keeps comment and tags', async () => {
    const before = await live();
    expect(before).toMatchObject({ values: ['203.0.113.10', '203.0.113.11'], ttlSeconds: 60, proxied: false });
    const done = await swap(order('198.51.100.1', '198.51.100.2'));
    expect(done).toMatchObject({ kind: 'done', note: null, live: { values: ['198.51.100.1', '198.51.100.2'] } });
    expect(done.kind === 'done' && done.raceWindowMs !== null && done.raceWindowMs >= 0).toBe(true);
    const [batch] = cloudflare.calls(CLOUDFLARE_OPERATIONS.batch);
    expect(batch?.body).toEqual({
      deletes: before.ids.map((id) => ({ id })),
      posts: ['198.51.100.1', '198.51.100.2'].map((content) => ({ name: NAME, type: 'A', content, ttl: 60, proxied: false, comment: 'the API', tags: ['owner:payments'] })),
    });
    expect(cloudflare.seen.every(({ method }) => method === 'GET' || method === 'POST')).toBe(true);
  });

  it('prints the very bodies that it sends, without the token, and says that it is guarded, not atomic', async () => {
    const given = await order('198.51.100.1');
    expect(provider.guard).toBe('guarded');
    const [, batch] = provider.describe(given);
    await swap(given);
    const [sent] = cloudflare.calls(CLOUDFLARE_OPERATIONS.batch);
    expect(JSON.parse(batch?.lines.slice(1).join('\n') ?? '')).toEqual(sent?.body);
    expect(JSON.stringify(provider.describe(given))).not.toContain(CLOUDFLARE_TOKEN);
  });

  it('shows the live records to whoever comes second, and sends nothing for them', async () => {
    const stale = await order('198.51.100.1');
    await swap(order('198.51.100.9'));
    expect(await swap(stale)).toMatchObject({ kind: 'lost', live: { values: ['198.51.100.9'] } });
    expect(cloudflare.calls(CLOUDFLARE_OPERATIONS.batch)).toHaveLength(1);
    expect(await provider.readBack(stale, NEVER)).toMatchObject({ kind: 'lost' });
  });

  it('loses to whoever replaces the records within the window, because their ids are new', async () => {
    const given = await order('198.51.100.1');
    cloudflare.before = () => {
      for (const id of given.confirmed.ids) cloudflare.remove(id);
      cloudflare.put({ name: NAME, type: 'A', content: '192.0.2.50', ttl: 60 });
    };
    expect(await swap(given)).toMatchObject({ kind: 'lost', live: { values: ['192.0.2.50'] } });
    expect(cloudflare.contents(NAME)).toEqual(['192.0.2.50']);
  });

  it('is guarded and not atomic: an edit in place within the window is overwritten, which nobody can prevent there', async () => {
    const given = await order('198.51.100.1');
    cloudflare.before = () => void cloudflare.put({ id: given.confirmed.ids[0] ?? '', name: NAME, type: 'A', content: '192.0.2.51', ttl: 60 });
    expect(await swap(given)).toMatchObject({ kind: 'done' });
    expect(cloudflare.contents(NAME)).toEqual(['198.51.100.1']);
  });

  it('makes a set where there is none, and not beside an alias', async () => {
    const absent = await live('A', 'new.acme.test');
    const wanted: RecordSet = { name: 'new.acme.test', type: 'A', ttlSeconds: 60, values: ['198.51.100.1'] };
    expect(await provider.swap({ confirmed: absent, wanted }, 'a', NEVER)).toMatchObject({ kind: 'done' });
    const other = await live('A', 'alias.acme.test');
    cloudflare.before = () => void cloudflare.put({ name: 'alias.acme.test', type: 'CNAME', content: 'elsewhere.test', ttl: 60 });
    expect(await provider.swap({ confirmed: other, wanted: { ...wanted, name: 'alias.acme.test' } }, 'a', NEVER)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('alias of elsewhere.test') });
  });

  it('keeps a proxied set proxied; its TTL is Cloudflare’s', async () => {
    for (const id of cloudflare.records.keys()) cloudflare.remove(id);
    cloudflare.put({ name: NAME, type: 'A', content: '203.0.113.10', ttl: 1, proxied: true });
    expect(await live()).toMatchObject({ proxied: true });
    expect(await swap(order('198.51.100.1'))).toMatchObject({ kind: 'done', live: { proxied: true, values: ['198.51.100.1'] } });
    expect(cloudflare.calls(CLOUDFLARE_OPERATIONS.batch)[0]?.body).toMatchObject({ posts: [{ proxied: true, ttl: 1 }] });
  });

  it.each([
    ['CNAME', 'primary.example.net', 'standby.example.net.'],
    ['TXT', '"v=1"', '"v=2 \\"quoted\\""'],
    ['AAAA', '2001:DB8::1', '2001:db8::2'],
  ] as const)('switches %s', async (type, content, value) => {
    cloudflare.put({ name: 'other.acme.test', type, content, ttl: 300 });
    const confirmed = await live(type, 'other.acme.test');
    const done = await provider.swap({ confirmed, wanted: { name: 'other.acme.test', type, ttlSeconds: 120, values: [value] } }, 'a', NEVER);
    expect(done).toMatchObject({ kind: 'done', live: { values: [value], ttlSeconds: 120 } });
  });

  it('refuses before anything leaves: an empty set, and a TTL that Cloudflare does not take', async () => {
    const given = await order('198.51.100.1');
    const calls = cloudflare.seen.length;
    expect(await swap({ ...given, wanted: { ...given.wanted, values: [] } })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('never left empty') });
    expect(cloudflare.seen).toHaveLength(calls);
    expect(await swap({ ...given, wanted: { ...given.wanted, ttlSeconds: 5 } })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('expected a TTL of 30 to 86400') });
    expect(cloudflare.calls(CLOUDFLARE_OPERATIONS.batch)).toEqual([]);
  });

  const only = { only: [CLOUDFLARE_OPERATIONS.batch.id] };
  it.each([
    ['a token that is not taken', { kind: 'unauthorized' }, { kind: 'refused', again: false, reason: 'Cloudflare does not take the token (HTTP 401): Authentication error [10000]' }],
    ['a token that may not write', { kind: 'forbidden' }, { kind: 'refused', again: false, reason: expect.stringContaining('Zone → DNS → Edit') }],
    ['a limit, and how long it lasts', { kind: 'limited', resetSeconds: 42 }, { kind: 'refused', again: true, retryAfterMs: 42_000 }],
    ['a limit of unknown length, as five minutes', { kind: 'limited' }, { kind: 'refused', again: true, retryAfterMs: 300_000 }],
    ['a failure', { kind: 'status', status: 502 }, { kind: 'unknown', reason: expect.stringContaining('HTTP 502') }],
    ['a page of a proxy', { kind: 'html' }, { kind: 'unknown', reason: expect.stringContaining('makes no sense') }],
    ['a cut before the effect', { kind: 'dropped', when: 'before' }, { kind: 'unknown', reason: expect.stringContaining('as before') }],
    ['a redirect', { kind: 'redirect' }, { kind: 'refused', reason: expect.stringContaining('not followed') }],
  ] as const)('takes %s for what it is', async (_, fault, outcome) => {
    const given = await order('198.51.100.1');
    cloudflare.fail(fault, only);
    expect(await swap(given)).toMatchObject(outcome);
    expect(cloudflare.contents(NAME)).toEqual(['203.0.113.10', '203.0.113.11']);
    expect(await provider.readBack(given, NEVER)).toMatchObject({ kind: 'notDone' });
  });

  it('finds out what happened where the answer was lost after the effect, and never does it twice', async () => {
    const given = await order('198.51.100.1');
    cloudflare.fail({ kind: 'dropped', when: 'after' }, only);
    expect(await swap(given)).toMatchObject({ kind: 'done', note: expect.stringContaining('although the provider said') });
    cloudflare.mend();
    expect(await provider.readBack(given, NEVER)).toMatchObject({ kind: 'done' });
    expect(await swap(given)).toMatchObject({ kind: 'done', note: expect.stringContaining('already') });
    expect(cloudflare.calls(CLOUDFLARE_OPERATIONS.batch)).toHaveLength(1);
  });

  it('is not believed where it says yes and does nothing, and where it says no and does it', async () => {
    cloudflare.liar = true;
    expect(await swap(order('198.51.100.1'))).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('said yes, and the records are as before') });
    cloudflare.liar = false;
    const given = await order('198.51.100.1');
    cloudflare.before = () => {
      for (const id of given.confirmed.ids) cloudflare.remove(id);
      cloudflare.put({ name: NAME, type: 'A', content: '198.51.100.1', ttl: 60 });
    };
    expect(await swap(given)).toMatchObject({ kind: 'done', note: expect.stringContaining('already') });
  });

  it('says nothing of the effect where it cannot be read afterwards', async () => {
    const given = await order('198.51.100.1');
    cloudflare.before = () => cloudflare.fail({ kind: 'status', status: 500 }, { only: [CLOUDFLARE_OPERATIONS.list.id] });
    expect(await swap(given)).toMatchObject({ kind: 'done', live: null, note: expect.stringContaining('cannot be read now') });
    expect(await provider.readBack(given, NEVER)).toMatchObject({ kind: 'unknown' });
    expect(await swap(given)).toMatchObject({ kind: 'notReached', reason: expect.stringContaining('before the change') });
  });

  it('proves its token, and says where it may do more than it must', async () => {
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: true, tooBroad: null });
    cloudflare.zoneCount = 7;
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: true, tooBroad: 'the token sees 7 zones; one for acme.test alone is enough' });
    cloudflare.fail({ kind: 'forbidden' }, { only: [CLOUDFLARE_OPERATIONS.zones.id] });
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: true, tooBroad: null });
    cloudflare.tokenStatus = 'expired';
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: 'the token is expired' });
    cloudflare.tokenStatus = 'active';
    cloudflare.fail({ kind: 'status', status: 503 });
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: false });
    cloudflare.mend();
    const wrong = connect('wrong-token-0123456789');
    expect(await wrong.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('does not take the token') });
    wrong.close();
  });

  it('repeats no secret that comes back in an error', async () => {
    cloudflare.fail({ kind: 'echo', status: 400 });
    const read = await provider.read(NAME, 'A', NEVER);
    expect(JSON.stringify(read)).not.toContain(CLOUDFLARE_TOKEN);
    expect(read.ok).toBe(false);
  });

  it('keeps to the description of the API', async () => {
    await swap(order('198.51.100.1'));
    await provider.prove(NAME, 'A', NEVER);
    const held = await holdToContract(cloudflare, Object.values(CLOUDFLARE_OPERATIONS), { Authorization: `Bearer ${CLOUDFLARE_TOKEN}` });
    expect(held.problems).toEqual([]);
    expect(held.refused).toBeGreaterThan(12);
    (cloudflare.refused as unknown[]).length = 0;
  });
});
