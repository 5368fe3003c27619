import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { jsonOf, ROUTE53_KEY, ROUTE53_ZONE, startRoute53, type FakeRoute53 } from '../../../../../../e2e/fakes/route53.ts';
import { machineClock, NEVER } from '../testing/bind-pair.ts';
import type { DnsProvider, LiveSet, RecordSet, SwapOrder } from '../provider.ts';
import { ROUTE53_OPERATIONS } from './api.ts';
import { createRoute53Provider } from './provider.ts';
import { readXml } from './xml.ts';

const NAME = 'api.acme.test';
let aws: FakeRoute53;
let provider: DnsProvider;
const connect = (offsetMs = 0, more: { readonly sessionToken?: string } = {}): DnsProvider => createRoute53Provider({ zone: 'acme.test', zoneId: `/hostedzone/${ROUTE53_ZONE}`, credentials: { ...ROUTE53_KEY, ...more }, url: aws.url }, { clock: machineClock(offsetMs) });
const live = async (type: RecordSet['type'] = 'A', name = NAME): Promise<LiveSet> => {
  const read = await provider.read(name, type, NEVER);
  if (!read.ok) throw new Error(read.reason);
  return read.live;
};
const order = async (...values: string[]): Promise<SwapOrder> => ({ confirmed: await live(), wanted: { name: NAME, type: 'A', ttlSeconds: 60, values } });
const swap = async (given: SwapOrder | Promise<SwapOrder>) => provider.swap(await given, 'RUN-0001/dns#1', NEVER);

describe.skipIf(WITHOUT_CONTRACTS)(`a zone at Route 53 (${NEEDS_CONTRACTS})`, () => {
  beforeEach(async () => {
    aws = await startRoute53();
    aws.put(NAME, 'A', 60, '203.0.113.10', '203.0.113.11');
    aws.put('acme.test', 'TXT', 300, '"v=spf1 -all"');
    provider = connect();
  });
  afterEach(async () => {
    provider.close();
    await aws.stop();
    expect(aws.problems).toEqual([]);
    expect(aws.refused).toEqual([]);
  });

  it('is switched by one batch: DELETE of what was confirmed and CREATE of what is wanted, never an UPSERT', async () => {
    const done = await swap(order('198.51.100.1', '198.51.100.2'));
    expect(done).toMatchObject({ kind: 'done', note: null, changeId: expect.stringMatching(/^\/change\/C/), live: { values: ['198.51.100.1', '198.51.100.2'], ttlSeconds: 60 } });
    const sent = jsonOf(aws.calls(ROUTE53_OPERATIONS.change)[0]?.sent ?? '');
    const set = (...values: string[]) => ({ Name: 'api.acme.test.', Type: 'A', TTL: 60, ResourceRecords: { ResourceRecord: values.map((Value) => ({ Value })) } });
    expect(sent?.body).toEqual({
      ChangeBatch: { Comment: 'Holdfast RUN-0001/dns#1', Changes: { Change: [{ Action: 'DELETE', ResourceRecordSet: set('203.0.113.10', '203.0.113.11') }, { Action: 'CREATE', ResourceRecordSet: set('198.51.100.1', '198.51.100.2') }] } },
    });
  });

  it('tells how far a change has come among its own servers', async () => {
    const done = await swap(order('198.51.100.1'));
    const id = done.kind === 'done' ? (done.changeId ?? '') : '';
    expect(await provider.spread?.(id, NEVER)).toEqual({ kind: 'spreading' });
    aws.changeStatus = 'INSYNC';
    expect(await provider.spread?.(id, NEVER)).toEqual({ kind: 'everywhere' });
    expect(await provider.spread?.('/change/C1', NEVER)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('NoSuchChange') });
  });

  it('prints the change that it sends, without secrets', async () => {
    const given = await order('198.51.100.1');
    const [request] = provider.describe(given);
    expect(provider.guard).toBe('atomic');
    await swap(given);
    const sent = aws.calls(ROUTE53_OPERATIONS.change)[0]?.sent ?? '';
    expect(sent.replace(/<Comment>.*<\/Comment>/, '')).toBe(request?.lines.slice(1).join(''));
    expect(JSON.stringify(request)).not.toContain(ROUTE53_KEY.secretAccessKey);
  });

  it('shows the live records to whoever comes second; nothing is overwritten, and a batch that half fits changes nothing', async () => {
    const stale = await order('198.51.100.1');
    aws.put(NAME, 'A', 60, '192.0.2.7');
    expect(await swap(stale)).toMatchObject({ kind: 'lost', live: { values: ['192.0.2.7'] } });
    aws.put(NAME, 'A', 30, '203.0.113.10', '203.0.113.11');
    // Only its TTL was changed: DELETE does not take that either.
    expect(await swap(stale)).toMatchObject({ kind: 'refused', again: true, reason: expect.stringContaining('do not match the current values') });
    expect(aws.values(NAME, 'A')).toEqual(['203.0.113.10', '203.0.113.11']);
  });

  it('lets one of two win, whoever it is', async () => {
    const [one, two] = [await order('198.51.100.1'), await order('198.51.100.2')];
    const ends = await Promise.all([swap(one), swap(two)]);
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['done', 'lost']);
  });

  it('makes a set where there is none, and not beside an alias', async () => {
    const absent = await live('A', 'new.acme.test');
    expect(absent.values).toEqual([]);
    const wanted: RecordSet = { name: 'new.acme.test', type: 'A', ttlSeconds: 60, values: ['198.51.100.1'] };
    expect(await provider.swap({ confirmed: absent, wanted }, 'a', NEVER)).toMatchObject({ kind: 'done' });
    const other = await live('A', 'other.acme.test');
    aws.put('other.acme.test', 'CNAME', 60, 'elsewhere.test');
    expect(await provider.swap({ confirmed: other, wanted: { ...wanted, name: 'other.acme.test' } }, 'a', NEVER)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('alias of elsewhere.test') });
    expect(aws.values('other.acme.test', 'A')).toEqual([]);
  });

  it.each([
    ['CNAME', 'primary.example.net', 'standby.example.net.'],
    ['TXT', '"gr\\303\\274n" "a < b & c"', '"v=2 \\195\\188"'],
    ['AAAA', '2001:DB8:0::1', '2001:db8::2'],
  ] as const)('switches %s, removing it letter by letter as it was made', async (type, before, value) => {
    aws.put('other.acme.test', type, 300, before);
    const confirmed = await live(type, 'other.acme.test');
    expect(await provider.swap({ confirmed, wanted: { name: 'other.acme.test', type, ttlSeconds: 120, values: [value] } }, 'a', NEVER)).toMatchObject({ kind: 'done', note: null, live: { values: [value] } });
    if (type === 'TXT') expect(aws.values('other.acme.test', 'TXT')).toEqual(['"v=2 \\303\\274"']);
  });

  it('does not touch what it cannot switch as a whole', async () => {
    aws.sets = [{ Name: 'weighted.acme.test.', Type: 'A', TTL: 60, SetIdentifier: 'one', Weight: 1, ResourceRecords: { ResourceRecord: [{ Value: '192.0.2.1' }] } }, { Name: 'alias.acme.test.', Type: 'A', AliasTarget: { HostedZoneId: 'Z1', DNSName: 'lb.aws.test.', EvaluateTargetHealth: false } }];
    expect(await provider.read('weighted.acme.test', 'A', NEVER)).toMatchObject({ ok: false, reason: expect.stringContaining('routing policy') });
    expect(await provider.read('alias.acme.test', 'A', NEVER)).toMatchObject({ ok: false, reason: expect.stringContaining('alias of the AWS resource lb.aws.test.') });
  });

  const only = { only: [ROUTE53_OPERATIONS.change.id] };
  it.each([
    ['credentials that it does not know', { kind: 'unauthorized' }, { kind: 'refused', again: false, reason: expect.stringContaining('AWS does not know the access key') }],
    ['rights that are missing', { kind: 'forbidden' }, { kind: 'refused', again: false, reason: expect.stringContaining('route53:ChangeResourceRecordSets') }],
    ['its limit, which is a 400', { kind: 'limited' }, { kind: 'refused', again: true, retryAfterMs: 1_000 }],
    ['a failure', { kind: 'status', status: 503 }, { kind: 'unknown', reason: expect.stringContaining('HTTP 503') }],
    ['a page of a proxy', { kind: 'html' }, { kind: 'unknown', reason: expect.stringContaining('makes no sense') }],
    ['a cut before the effect', { kind: 'dropped', when: 'before' }, { kind: 'unknown', reason: expect.stringContaining('as before') }],
    ['a redirect', { kind: 'redirect' }, { kind: 'refused', reason: expect.stringContaining('not followed') }],
  ] as const)('takes %s for what it is', async (_, fault, outcome) => {
    const given = await order('198.51.100.1');
    aws.fail(fault, only);
    expect(await swap(given)).toMatchObject(outcome);
    expect(aws.values(NAME, 'A')).toEqual(['203.0.113.10', '203.0.113.11']);
    expect(await provider.readBack(given, NEVER)).toMatchObject({ kind: 'notDone' });
  });

  it('waits where an earlier change is not complete', async () => {
    aws.refusesWith = { status: 400, code: 'PriorRequestNotComplete' };
    expect(await swap(order('198.51.100.1'))).toMatchObject({ kind: 'refused', again: true, retryAfterMs: 5_000, reason: expect.stringContaining('not complete yet') });
  });

  it('finds out what happened where the answer was lost after the effect, or was "no"; and never does it twice', async () => {
    const given = await order('198.51.100.1');
    aws.fail({ kind: 'dropped', when: 'after' }, only);
    expect(await swap(given)).toMatchObject({ kind: 'done', note: expect.stringContaining('although') });
    aws.mend();
    expect(await swap(given)).toMatchObject({ kind: 'done', note: expect.stringContaining('already') });
    aws.doesAndDenies = true;
    expect(await swap(order('198.51.100.3'))).toMatchObject({ kind: 'done', note: expect.stringContaining('HTTP 500') });
    expect(aws.values(NAME, 'A')).toEqual(['198.51.100.3']);
  });

  it('is not believed where it says yes and does nothing', async () => {
    aws.liar = true;
    expect(await swap(order('198.51.100.1'))).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('said yes, and the records are as before') });
  });

  it('proves its rights by asking for what is there already, and changes nothing', async () => {
    const before = JSON.stringify(aws.sets);
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: true, certain: true, tooBroad: 'the credentials may change other names of acme.test too; a condition on api.acme.test is enough' });
    aws.mayChange = [NAME];
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: true, certain: true, tooBroad: null });
    aws.mayChange = ['other.acme.test'];
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('AccessDenied') });
    aws.mayChange = null;
    expect(await provider.prove('new.acme.test', 'A', NEVER)).toMatchObject({ ok: true, certain: false });
    aws.fail({ kind: 'forbidden' }, only);
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('AccessDenied') });
    aws.mend();
    aws.secretAccessKey = 'another';
    expect(await provider.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('secret access key') });
    aws.secretAccessKey = ROUTE53_KEY.secretAccessKey;
    const late = connect(3_600_000);
    expect(await late.prove(NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('differs from AWS’s by more than 15 minutes') });
    late.close();
    expect(JSON.stringify(aws.sets)).toBe(before);
  });

  it('signs a session token too, and repeats none that comes back in an error', async () => {
    const temporary = connect(0, { sessionToken: 'session-token-0123456789' });
    expect(await temporary.read(NAME, 'A', NEVER)).toMatchObject({ ok: true });
    aws.fail({ kind: 'echo', status: 400 });
    expect(JSON.stringify(await temporary.read(NAME, 'A', NEVER))).not.toContain('session-token-0123456789');
    temporary.close();
  });

  it('keeps to the description of the API', async () => {
    const done = await swap(order('198.51.100.1'));
    await provider.spread?.(done.kind === 'done' ? (done.changeId ?? '') : '', NEVER);
    await provider.prove(NAME, 'A', NEVER);
    const held = await holdToContract(aws, Object.values(ROUTE53_OPERATIONS), { Authorization: 'AWS4-HMAC-SHA256 Credential=any' });
    expect(held.problems).toEqual([]);
    expect(held.refused).toBeGreaterThan(12);
    (aws.refused as unknown[]).length = 0;
  });
});

describe('XML from outside', () => {
  it.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a>&nope;</a>', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '<a><![CDATA[x]]></a>', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`])('%s is no answer', (text) => {
    expect(readXml(text)).toBeNull();
  });

  it('is read where it is whole', () => {
    expect(readXml('<?xml version="1.0"?>\n<a x="1"><!-- c --><b>1 &lt; 2 &#65;&#x42;</b><c/></a>')).toEqual({ name: 'a', text: '', children: [{ name: 'b', text: '1 < 2 AB', children: [] }, { name: 'c', text: '', children: [] }] });
  });

  it('never makes the reader throw or take long', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '&', ';', '#', ' ', '-', '!', '?', '"'), maxLength: 200 }), (text) => void readXml(text)), { numRuns: 5_000 });
    expect(readXml(`<a>${'<!--'.repeat(50_000)}</a>`)).toBeNull();
  });
});
