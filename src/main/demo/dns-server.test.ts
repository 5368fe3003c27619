import { execFile } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import type { TsigKey } from '../dns/tsig.ts';
import { pointName } from './dns-change.ts';
import { DEMO_NAME, DEMO_ZONE } from './dns-zone.ts';
import { findOnPath } from './find-on-path.ts';
import { type NameServers, startNameServers } from './name-servers.ts';

const dig = await findOnPath('dig', process.env['PATH'] ?? '');
const run = promisify(execFile);

const KEY: TsigKey = { name: 'demo-key', algorithm: 'hmac-sha256', secret: Buffer.from('a secret of this test alone, 32+') };

let names: NameServers;
let server: { readonly port: number };
beforeEach(async () => {
  names = await startNameServers(KEY);
  server = { port: names.primary.port };
});
afterEach(() => names.close());

const resolver = (): Resolver => {
  const asked = new Resolver({ timeout: 2_000, tries: 1 });
  asked.setServers([`127.0.0.1:${server.port}`]);
  return asked;
};

describe('the demo name server, asked by Node', () => {
  it('leads to the API, and elsewhere once the zone is corrupted', async () => {
    expect(await resolver().resolve4(DEMO_NAME, { ttl: true })).toEqual([{ address: '127.0.0.1', ttl: 2 }]);
    expect(await pointName(names.primary, DEMO_NAME, '127.0.0.2')).toBe(true);
    expect(await resolver().resolve4(DEMO_NAME)).toEqual(['127.0.0.2']);
    expect(await pointName(names.primary, DEMO_NAME, '127.0.0.1', '127.0.0.3'), 'only from where it does not lead').toBe(false);
    expect(await resolver().resolve4(DEMO_NAME)).toEqual(['127.0.0.2']);
    expect(await pointName(names.primary, DEMO_NAME, '127.0.0.1', '127.0.0.2')).toBe(true);
    expect(await resolver().resolve4(DEMO_NAME)).toEqual(['127.0.0.1']);
  });

  it('raises the zone’s serial with each change', async () => {
    const before = await resolver().resolveSoa(DEMO_ZONE);
    await pointName(names.primary, DEMO_NAME, '127.0.0.2');
    const after = await resolver().resolveSoa(DEMO_ZONE);
    expect(after.serial).toBe(before.serial + 1);
    expect(after).toMatchObject({ nsname: `ns1.${DEMO_ZONE}`, hostmaster: `hostmaster.${DEMO_ZONE}` });
  });

  it('tells a name that does not exist from a name without such a record', async () => {
    await expect(resolver().resolve4(`nobody.${DEMO_ZONE}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver().resolve6(DEMO_NAME)).rejects.toMatchObject({ code: 'ENODATA' });
  });
});

describe('hostile streams', () => {
  it.each([
    ['a length beyond any question', Buffer.from([0xff, 0xff, 1, 2, 3])],
    ['an answer instead of a question', Buffer.concat([Buffer.from([0, 12]), Buffer.alloc(2), Buffer.from([0x80, 0]), Buffer.alloc(8)])],
  ])('hangs up on %s', async (_, bytes) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.on('close', resolve));
    expect(await resolver().resolve4(DEMO_NAME)).toEqual(['127.0.0.1']);
  });

  it('answers questions that arrive byte by byte, two on one connection', async () => {
    const question = Buffer.concat([Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...DEMO_NAME.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0, 0, 1, 0, 1])]);
    const framed = Buffer.concat([Buffer.from([0, question.length]), question]);
    const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    for (const byte of Buffer.concat([framed, framed])) socket.write(Buffer.from([byte]));
    const answerLength = 2 + question.length + 16;
    await waitUntil('two answers', () => received.length >= 2 * answerLength);
    socket.destroy();
    expect(received.length).toBe(2 * answerLength);
    expect(received.subarray(-4)).toEqual(Buffer.from([127, 0, 0, 1]));
  });
});

describe('the second name server', () => {
  it('follows the first a moment later, and takes no changes itself', async () => {
    const second = names.all[1] ?? { address: '', port: 0 };
    const asked = new Resolver({ timeout: 2_000, tries: 1 });
    asked.setServers([`${second.address}:${second.port}`]);
    await pointName(names.primary, DEMO_NAME, '127.0.0.3');
    expect(await asked.resolve4(DEMO_NAME), 'not yet').toEqual(['127.0.0.1']);
    await waitUntil('it follows', async () => (await asked.resolve4(DEMO_NAME))[0] === '127.0.0.3');
    expect((await asked.resolveSoa(DEMO_ZONE)).serial).toBe((await resolver().resolveSoa(DEMO_ZONE)).serial);
    await expect(pointName({ ...names.primary, port: second.port }, DEMO_NAME, '127.0.0.1')).rejects.toThrow('code 9');
  });
});

describe.skipIf(!dig)('the demo name server, asked by dig (Debian: apt-get install bind9-dnsutils)', () => {
  const ask = async (...args: string[]): Promise<string> => (await run(dig ?? '', ['@127.0.0.1', '-p', String(server.port), '+tries=1', '+time=2', ...args])).stdout;

  it.each([['+notcp'], ['+tcp']])('gives the address with authority (%s)', async (carrier) => {
    const text = await ask(carrier, '+norecurse', DEMO_NAME, 'A');
    expect(text).toMatch(/status: NOERROR/);
    expect(text).toMatch(/flags: qr aa;/);
    expect(text).toMatch(/EDNS: version: 0, flags:; udp: 1232/);
    expect(text).toMatch(/api\.demo\.holdfast\.test\.\s+2\s+IN\s+A\s+127\.0\.0\.1/);
    expect(text).not.toMatch(/malformed|WARNING|extra bytes/i);
  });

  it('answers with and without EDNS, and refuses a version it does not know', async () => {
    expect(await ask('+noedns', DEMO_NAME, 'A')).not.toMatch(/EDNS/);
    expect(await ask('+edns=1', '+noednsneg', DEMO_NAME, 'A')).toMatch(/status: BADVERS/);
  });

  it('names its zone’s authority', async () => {
    expect(await ask(DEMO_ZONE, 'SOA')).toMatch(/SOA\s+ns1\.demo\.holdfast\.test\. hostmaster\.demo\.holdfast\.test\. 1 60 30 3600 2/);
    expect(await ask(DEMO_ZONE, 'NS')).toMatch(/NS\s+ns1\.demo\.holdfast\.test\./);
  });

  it('puts the SOA behind every no', async () => {
    const missing = await ask(`nobody.${DEMO_ZONE}`, 'A');
    expect(missing).toMatch(/status: NXDOMAIN/);
    expect(missing).toMatch(/AUTHORITY: 1/);
    const noSuchRecord = await ask(DEMO_NAME, 'AAAA');
    expect(noSuchRecord).toMatch(/status: NOERROR/);
    expect(noSuchRecord).toMatch(/ANSWER: 0, AUTHORITY: 1/);
  });

  it('refuses what is not its own, and hands out no zone', async () => {
    for (const args of [['holdfast.test', 'A'], ['example.com', 'A'], [`evil${DEMO_ZONE}`, 'A'], ['-c', 'CH', DEMO_NAME, 'A']]) expect(await ask(...args), args.join(' ')).toMatch(/status: REFUSED/);
    expect(await ask(DEMO_ZONE, 'AXFR')).toMatch(/Transfer failed/);
  });
});
