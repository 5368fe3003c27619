import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationMs } from '../../shared/model/units.ts';
import { createRfc2136Provider } from '../engine/continuity/dns/rfc2136/provider.ts';
import { machineClock, NEVER, randomBytes } from '../engine/continuity/dns/testing/bind-pair.ts';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import { CLASS, OPCODE, RCODE, TYPE } from '../dns/codes.ts';
import type { DnsMessage, DnsRecord } from '../dns/message.ts';
import { encodeName } from '../dns/name.ts';
import type { TsigKey } from '../dns/tsig.ts';
import { addOne, deleteOne, deleteSet, nameIsInUse, nameIsNotInUse, setIs, setIsAbsent } from '../dns/update.ts';
import { judgeUpdate } from './dns-update.ts';
import { DEMO_NAME, DEMO_ZONE, ipv4 } from './dns-zone.ts';
import { findOnPath } from './find-on-path.ts';
import { type NameServers, startNameServers } from './name-servers.ts';

const PATH = process.env['PATH'] ?? '';
const KEY: TsigKey = { name: 'demo-key', algorithm: 'hmac-sha256', secret: Buffer.from('a secret of this test alone, 32+') };
const ONE = ipv4('127.0.0.1');
const TWO = ipv4('127.0.0.3');
const ZONE = [
  { name: DEMO_ZONE, type: TYPE.NS, ttlSeconds: 60, data: encodeName(`ns1.${DEMO_ZONE}`) },
  { name: DEMO_NAME, type: TYPE.A, ttlSeconds: 5, data: ONE },
  { name: `www.${DEMO_ZONE}`, type: TYPE.CNAME, ttlSeconds: 5, data: encodeName(DEMO_NAME) },
];
const www = `www.${DEMO_ZONE}`;
const nobody = `nobody.${DEMO_ZONE}`;
const update = (prerequisites: readonly DnsRecord[], changes: readonly DnsRecord[], zone = DEMO_ZONE): DnsMessage => ({ id: 1, flags: OPCODE.update << 11, questions: [{ name: zone, type: TYPE.SOA, class: CLASS.IN }], answers: prerequisites, authority: changes, additional: [] });
const swap = [deleteSet(DEMO_NAME, TYPE.A), addOne(DEMO_NAME, TYPE.A, 30, TWO)];
const judge = (prerequisites: readonly DnsRecord[], changes: readonly DnsRecord[] = swap, zone?: string) => judgeUpdate(update(prerequisites, changes, zone), DEMO_ZONE, ZONE);

describe('what must be so before an update', () => {
  it.each<readonly [string, readonly DnsRecord[], number]>([
    ['the very set', setIs(DEMO_NAME, TYPE.A, [ONE]), RCODE.noError],
    ['another value', setIs(DEMO_NAME, TYPE.A, [TWO]), RCODE.nxRrset],
    ['a part of a larger set', setIs(DEMO_NAME, TYPE.A, [ONE, TWO]), RCODE.nxRrset],
    ['a set of another type', setIs(DEMO_NAME, TYPE.TXT, [Buffer.from([1, 97])]), RCODE.nxRrset],
    ['two sets, of which one is not so', [...setIs(DEMO_NAME, TYPE.A, [ONE]), ...setIs(www, TYPE.CNAME, [encodeName('else.test')])], RCODE.nxRrset],
    ['no such set', [setIsAbsent(DEMO_NAME, TYPE.A)], RCODE.yxRrset],
    ['no such set, and there is none', [setIsAbsent(DEMO_NAME, TYPE.TXT)], RCODE.noError],
    ['a name in use', [nameIsInUse(DEMO_NAME)], RCODE.noError],
    ['a name in use, and it is not', [nameIsInUse(nobody)], RCODE.nxDomain],
    ['a name not in use, and it is', [nameIsNotInUse(DEMO_NAME)], RCODE.yxDomain],
    ['any set of this type', [{ ...nameIsInUse(DEMO_NAME), type: TYPE.A }], RCODE.noError],
    ['any set of that type', [{ ...nameIsInUse(DEMO_NAME), type: TYPE.TXT }], RCODE.nxRrset],
    ['a name elsewhere', [nameIsInUse('api.acme.test')], RCODE.notZone],
    ['a lifetime, which no condition has', [{ ...nameIsInUse(DEMO_NAME), ttlSeconds: 1 }], RCODE.formatError],
    ['data where none belongs', [{ ...nameIsInUse(DEMO_NAME), data: ONE }], RCODE.formatError],
    ['a class that is none', [{ ...nameIsInUse(DEMO_NAME), class: 3 }], RCODE.formatError],
  ])('%s', (_, prerequisites, rcode) => {
    expect(judge(prerequisites).rcode).toBe(rcode);
    expect(judge(prerequisites).records === null, 'nothing changes unless it is so').toBe(rcode !== RCODE.noError);
  });
});

describe('what an update does', () => {
  const at = (changes: readonly DnsRecord[], name: string) => judge([], changes).records?.filter((record) => record.name === name).map(({ type, ttlSeconds, data }) => [type, ttlSeconds, data]);

  it('replaces a whole set, adds to one with one lifetime for all, takes one or all away', () => {
    expect(at(swap, DEMO_NAME)).toEqual([[TYPE.A, 30, TWO]]);
    expect(at([addOne(DEMO_NAME, TYPE.A, 9, TWO)], DEMO_NAME)).toEqual([[TYPE.A, 9, ONE], [TYPE.A, 9, TWO]]);
    expect(at([addOne(DEMO_NAME, TYPE.A, 9, TWO), deleteOne(DEMO_NAME, TYPE.A, ONE)], DEMO_NAME)).toEqual([[TYPE.A, 9, TWO]]);
    expect(at([deleteSet(DEMO_NAME, TYPE.ANY)], DEMO_NAME)).toEqual([]);
  });

  it('drops what would stand beside an alias, and an alias beside other records', () => {
    expect(judge([], [addOne(www, TYPE.A, 9, TWO)])).toEqual({ rcode: RCODE.noError, records: null });
    expect(judge([], [addOne(DEMO_NAME, TYPE.CNAME, 9, encodeName('else.test'))])).toEqual({ rcode: RCODE.noError, records: null });
    expect(at([addOne(www, TYPE.CNAME, 9, encodeName('else.test'))], www)).toEqual([[TYPE.CNAME, 9, encodeName('else.test')]]);
  });

  it('changes nothing where it changes nothing, and all or nothing else', () => {
    expect(judge([], [addOne(DEMO_NAME, TYPE.A, 5, ONE)])).toEqual({ rcode: RCODE.noError, records: null });
    expect(judge([], [...swap, addOne('api.acme.test', TYPE.A, 5, ONE)])).toEqual({ rcode: RCODE.notZone, records: null });
  });

  it.each<readonly [string, readonly DnsRecord[], number]>([
    ['the zone’s own name', [addOne(DEMO_ZONE, TYPE.A, 5, ONE)], RCODE.refused],
    ['its name servers', [deleteSet(DEMO_ZONE, TYPE.NS)], RCODE.refused],
    ['a type that it does not serve', [addOne(nobody, TYPE.MX, 5, Buffer.from([0, 1, 0]))], RCODE.refused],
    ['an address of five bytes', [addOne(nobody, TYPE.A, 5, Buffer.alloc(5))], RCODE.formatError],
    ['an empty record', [addOne(nobody, TYPE.TXT, 5, Buffer.alloc(0))], RCODE.formatError],
    ['a class that is none', [{ ...addOne(nobody, TYPE.A, 5, ONE), class: 3 }], RCODE.formatError],
    ['more than fits into an answer', Array.from({ length: 40 }, (_each, index) => addOne(nobody, TYPE.A, 5, Buffer.of(127, 0, 1, index))), RCODE.refused],
  ])('refuses %s', (_, changes, rcode) => {
    expect(judge([], changes)).toEqual({ rcode, records: null });
  });

  it('is of this zone, and asks for one', () => {
    expect(judge([], swap, 'acme.test').rcode).toBe(RCODE.notAuth);
    expect(judgeUpdate({ ...update([], swap), questions: [] }, DEMO_ZONE, ZONE).rcode).toBe(RCODE.formatError);
  });
});

describe('the demo name server, changed by the provider of plans', () => {
  let names: NameServers;
  beforeAll(async () => void (names = await startNameServers(KEY)));
  afterAll(() => names.close());
  const provider = (key = KEY, offsetMs = 0) => createRfc2136Provider({ zone: DEMO_ZONE, server: names.primary, key, timeoutMs: durationMs(5_000) }, { clock: machineClock(offsetMs), randomBytes });
  const live = async () => {
    const read = await provider().read(DEMO_NAME, 'A', NEVER);
    if (!read.ok) throw new Error(read.reason);
    return read.live;
  };

  it('shows what is there, takes one change of two that saw the same, and proves the key without a change', async () => {
    const seen = await live();
    expect(seen).toMatchObject({ values: ['127.0.0.1'], ttlSeconds: 2 });
    const to = (value: string) => provider().swap({ confirmed: seen, wanted: { name: DEMO_NAME, type: 'A', ttlSeconds: 5, values: [value] } }, 'RUN-0001/dns#1', NEVER);
    expect(await to('127.0.0.3')).toMatchObject({ kind: 'done', note: null });
    expect(await to('127.0.0.9')).toMatchObject({ kind: 'lost', live: { values: ['127.0.0.3'] } });
    expect(await provider().prove(DEMO_NAME, 'A', NEVER)).toMatchObject({ ok: true, certain: true });
    expect((await live()).values).toEqual(['127.0.0.3']);
  });

  it.each([
    ['a clock that is ten minutes behind', KEY, -600_000, 'the server is ahead'],
    ['a clock that is a day ahead', KEY, 86_400_000, 'the server is behind'],
    ['an unknown key', { ...KEY, name: 'nobody' }, 0, 'TSIG BADKEY'],
    ['another secret', { ...KEY, secret: Buffer.from('wrong') }, 0, 'TSIG BADSIG'],
  ] as const)('says what is wrong with %s', async (_, key, offsetMs, words) => {
    expect(await provider(key, offsetMs).prove(DEMO_NAME, 'A', NEVER)).toMatchObject({ ok: false, certain: true, says: expect.stringContaining(words) });
  });
});

const HAS_TOOLS = (await findOnPath('nsupdate', PATH)) !== null && (await findOnPath('dig', PATH)) !== null;
describe.skipIf(!HAS_TOOLS)('the demo name server, changed by nsupdate (Debian: apt-get install bind9-dnsutils)', () => {
  let names: NameServers;
  beforeAll(async () => void (names = await startNameServers(KEY)));
  afterAll(() => names.close());

  const nsupdate = async (lines: readonly string[], { key = KEY, tcp = true, zone = DEMO_ZONE }: { key?: TsigKey | null; tcp?: boolean; zone?: string } = {}): Promise<{ code: number | null; said: string }> => {
    const child = spawn('nsupdate', [...(tcp ? ['-v'] : []), ...(key === null ? [] : ['-y', `${key.algorithm}:${key.name}:${key.secret.toString('base64')}`])]);
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdin.end([`server 127.0.0.1 ${names.primary.port}`, `zone ${zone}`, ...lines, 'send', ''].join('\n'));
    return { code: await ended, said };
  };
  const dig = async (port: number, name = DEMO_NAME, type = 'A', ...more: string[]): Promise<string> => (await promisify(execFile)('dig', ['@127.0.0.1', '-p', String(port), '+norecurse', '+noall', '+answer', '+comments', ...more, name, type])).stdout;

  it.each([['over TCP', true], ['over UDP', false]])('%s: a set is replaced only while it is the one that was seen, on both servers', async (_, tcp) => {
    const swapTo = (from: string, to: string) => nsupdate([`prereq yxrrset ${DEMO_NAME} A ${from}`, `update delete ${DEMO_NAME} A`, `update add ${DEMO_NAME} 30 A ${to}`], { tcp });
    expect(await swapTo('127.0.0.1', '127.0.0.3')).toEqual({ code: 0, said: '' });
    expect(await dig(names.primary.port)).toMatch(/\s30\s+IN\s+A\s+127\.0\.0\.3/);
    await waitUntil('the second follows', async () => (await dig(names.all[1]?.port ?? 0)).includes('127.0.0.3'));
    const late = await swapTo('127.0.0.1', '127.0.0.9');
    expect(late.said).toContain('NXRRSET');
    expect(late.code).not.toBe(0);
    expect(await dig(names.primary.port)).not.toContain('127.0.0.9');
    expect(await swapTo('127.0.0.3', '127.0.0.1')).toEqual({ code: 0, said: '' });
  });

  it.each([
    ['an update that nobody signed', { key: null }, 'REFUSED'],
    ['a key that it does not know', { key: { ...KEY, name: 'nobody' } }, 'BADKEY'],
    ['another secret', { key: { ...KEY, secret: Buffer.from('wrong') } }, 'BADSIG'],
    ['another zone', { zone: 'acme.test' }, 'NOTAUTH'],
  ])('says no to %s, and why', async (_, how, word) => {
    const { said, code } = await nsupdate([`update add ${'zone' in how ? 'x.acme.test' : nobody} 5 A 127.0.0.9`], how);
    expect(said).toContain(word);
    expect(code).not.toBe(0);
    expect(await dig(names.primary.port, nobody)).toContain('NXDOMAIN');
  });

  it('signs its answer to a signed question', async () => {
    const text = await dig(names.primary.port, DEMO_NAME, 'A', '-y', `${KEY.algorithm}:${KEY.name}:${KEY.secret.toString('base64')}`, '+all');
    expect(text).toMatch(/status: NOERROR/);
    expect(text).toMatch(/TSIG PSEUDOSECTION/);
    expect(text).not.toMatch(/verify failure|Couldn't verify|WARNING/i);
  });
});
