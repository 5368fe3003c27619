import net, { type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { durationMs } from '../../../../../shared/model/units.ts';
import { decodeMessage, encodeMessage, uint16, type DnsMessage } from '../../../../dns/message.ts';
import { checkSignature, signMessage } from '../../../../dns/tsig.ts';
import { announcedSeed } from '../../../../store/testing/random.ts';
import { createManualClock, settle } from '../../../testing/manual-clock.ts';
import type { LiveSet, SwapOrder } from '../provider.ts';
import { KEY, machineClock, NEVER, randomBytes, ZONE } from '../testing/bind-pair.ts';
import { createRfc2136Provider } from './provider.ts';

const ORDER: SwapOrder = {
  confirmed: { name: 'api.acme.test', type: 'A', ttlSeconds: 60, values: ['192.0.2.1'], ids: [], proxied: false, kept: {}, readAt: machineClock().nowMs() } satisfies LiveSet,
  wanted: { name: 'api.acme.test', type: 'A', ttlSeconds: 60, values: ['192.0.2.2'] },
};

interface Asked {
  readonly packet: Buffer;
  readonly message: DnsMessage;
  readonly mac: Buffer;
}
/** Bytes to answer with, before which nothing is added; null ends the connection; undefined says nothing. */
type Say = (asked: Asked, isUpdate: boolean) => Buffer | null | undefined;

let server: net.Server;
const open = new Set<net.Socket>();
async function start(say: Say): Promise<number> {
  server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('data', (part: Buffer) => {
      const packet = part.subarray(2);
      const message = decodeMessage(packet);
      const verdict = checkSignature(packet, KEY, { nowSeconds: Math.floor(Date.now() / 1_000) });
      if (verdict.kind !== 'valid') throw new Error('our own signature is wrong');
      const said = say({ packet, message, mac: verdict.mac }, (message.flags & 0x7800) !== 0);
      if (said === null) socket.destroy();
      else if (said !== undefined) socket.end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
afterEach(async () => {
  for (const socket of open) socket.destroy();
  open.clear();
  await new Promise((resolve) => server.close(resolve));
});

const provider = (port: number, clock = machineClock()) => createRfc2136Provider({ zone: ZONE, server: { address: '127.0.0.1', port }, key: KEY, timeoutMs: durationMs(5_000) }, { clock, randomBytes });
const bare = ({ message }: Asked, rcode: number): Buffer => encodeMessage({ ...message, flags: message.flags | 0x8400 | rcode, answers: [], authority: [], additional: [] });
const signed = (asked: Asked, rcode: number, answer: Buffer = bare(asked, rcode)): Buffer => signMessage(answer, KEY, { timeSeconds: Math.floor(Date.now() / 1_000), requestMac: asked.mac }).bytes;
const framed = (packet: Buffer): Buffer => Buffer.concat([uint16(packet.length), packet]);

describe('a name server that lies, or is cut off', () => {
  it.each([
    ['an unsigned yes', (asked) => framed(bare(asked, 0)), 'without a signature'],
    ['an unsigned no', (asked) => framed(bare(asked, 5)), 'without a signature (code 5)'],
    ['a yes that is signed for another question', (asked) => framed(signed({ ...asked, mac: Buffer.alloc(32) }, 0)), 'signature is wrong'],
    ['a yes with another id', (asked) => framed(signed(asked, 0, Buffer.concat([Buffer.of(1, 2), bare(asked, 0).subarray(2)]))), 'makes no sense'],
    ['its own question back', (asked) => framed(asked.packet), 'makes no sense'],
    ['garbage', () => framed(Buffer.from('HTTP/1.1 400 Bad Request')), 'makes no sense'],
    ['half a length', () => Buffer.of(0), 'broke off'],
    ['half an answer', (asked) => framed(signed(asked, 0)).subarray(0, 40), 'broke off'],
    ['nothing, and hangs up', () => null, 'closed the connection without an answer'],
    ['that it failed', (asked) => framed(signed(asked, 2)), 'SERVFAIL'],
  ] as const satisfies readonly (readonly [string, Say, string])[])('is not believed where it says %s', async (_, say, words) => {
    const port = await start(say);
    expect(await provider(port).swap(ORDER, 'a', NEVER)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(words) });
    expect(await provider(port).readBack(ORDER, NEVER)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [5, 'may not change A api.acme.test (REFUSED)'],
    [9, 'not the primary of the zone acme.test (NOTAUTH)'],
    [10, 'does not lie in the zone acme.test, says the server (NOTZONE)'],
    [4, 'takes no updates (NOTIMP)'],
    [1, 'cannot read the update (FORMERR)'],
  ])('is believed where it signs its no (%i)', async (rcode, words) => {
    const port = await start((asked, isUpdate) => framed(signed(asked, isUpdate ? rcode : 2)));
    expect(await provider(port).swap(ORDER, 'a', NEVER)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(words) });
  });

  it('says yes and does nothing, or no and does it: what is read counts', async () => {
    const state = { value: 1, rcode: 0 };
    const port = await start((asked, isUpdate) => {
      const [question] = asked.message.questions;
      if (isUpdate || question === undefined) return framed(signed(asked, state.rcode));
      const answers = [{ ...question, ttlSeconds: 60, data: Buffer.of(192, 0, 2, state.value) }];
      return framed(signed(asked, 0, encodeMessage({ ...asked.message, flags: 0x8400, answers, additional: [] })));
    });
    const swap = () => provider(port).swap(ORDER, 'a', NEVER);
    expect(await swap()).toEqual({ kind: 'unknown', reason: 'the provider said yes, and the records are as before' });
    state.value = 2;
    expect(await swap()).toMatchObject({ kind: 'done', note: null });
    state.rcode = 5;
    expect(await swap()).toMatchObject({ kind: 'done', note: expect.stringContaining('REFUSED') });
    state.rcode = 8;
    expect(await swap()).toMatchObject({ kind: 'done', note: expect.stringContaining('already') });
    state.value = 3;
    expect(await swap()).toMatchObject({ kind: 'lost', live: { values: ['192.0.2.3'] } });
    state.value = 1;
    expect(await swap()).toMatchObject({ kind: 'refused', again: true });
  });

  it('is not waited for longer than the one deadline, whether it says nothing or one byte at a time', async () => {
    const clock = createManualClock(Date.now());
    const heard = Promise.withResolvers<void>();
    const port = await start(() => {
      heard.resolve();
      return undefined;
    });
    const swap = provider(port, { ...clock, nowMs: () => machineClock().nowMs() }).swap(ORDER, 'a', NEVER);
    await heard.promise;
    await clock.advance(5_000);
    await settle();
    while ((await Promise.race([swap.then(() => true), new Promise((resolve) => void setImmediate(() => resolve(false)))])) === false) await clock.advance(5_000);
    expect(await swap).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('within 5 s') });
  });

  it('is left alone once it is given up: nothing leaves any more', async () => {
    const port = await start(() => expect.fail('asked'));
    expect(await provider(port).swap(ORDER, 'a', AbortSignal.abort())).toMatchObject({ kind: 'notReached' });
  });

  it('is not connected to where nobody may', async () => {
    const port = await start(() => expect.fail('asked'));
    const forbidden = createRfc2136Provider({ zone: ZONE, server: { address: '::ffff:169.254.169.254', port }, key: KEY, timeoutMs: durationMs(5_000) }, { clock: machineClock(), randomBytes });
    expect(await forbidden.swap(ORDER, 'a', NEVER)).toMatchObject({ kind: 'notReached', reason: expect.stringContaining('link-local') });
    expect(await forbidden.read('api.acme.test', 'A', NEVER)).toMatchObject({ ok: false });
  });

  it('cannot make anything else of any damaged answer than that nobody knows', async () => {
    const seed = announcedSeed('damaged answers of a name server');
    const damage = { edits: [] as readonly (readonly [number, number])[], length: 1 };
    const port = await start((asked) => {
      const good = signed(asked, 0);
      const packet = Buffer.from(good);
      for (const [at, by] of damage.edits) packet[at % packet.length] = (good[at % packet.length] ?? 0) ^ by;
      // The id and the case of names are no part of what is signed.
      return framed(packet.subarray(0, Math.ceil(packet.length * damage.length)));
    });
    const asked = provider(port);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 255 }).filter((by) => by !== 0x20)), { minLength: 1, maxLength: 5 }), fc.double({ min: 0.05, max: 1, noNaN: true }), async (edits, length) => {
        Object.assign(damage, { edits, length });
        expect((await asked.swap(ORDER, 'a', NEVER)).kind).toBe('unknown');
      }),
      { numRuns: 300, seed },
    );
  });
});
