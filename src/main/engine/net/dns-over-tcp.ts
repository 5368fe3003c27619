import net from 'node:net';
import { uint16 } from '../../dns/message.ts';
import type { DurationMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';

export interface DnsAddress {
  readonly address: string;
  readonly port: number;
}

/** What came of one message. `notReached`: not a byte of it has left; `noAnswer`: it may have arrived, and no whole answer came. */
export type Exchanged = { readonly kind: 'answer'; readonly packet: Buffer } | { readonly kind: 'notReached' | 'noAnswer'; readonly reason: string };

const LARGEST = 65_535;
const REASONS: Readonly<Record<string, string>> = { ECONNREFUSED: 'connection refused: nothing listens there', EHOSTUNREACH: 'it cannot be reached from here', ENETUNREACH: 'there is no network path to it', ECONNRESET: 'it closed the connection without an answer', EPIPE: 'it closed the connection without an answer' };

/** Sends one message over a connection of its own, its length before it (RFC 1035 section 4.2.2), and takes one. One deadline for all of it; never rejects. */
export function exchangeOverTcp(clock: Clock, server: DnsAddress, message: Buffer, waitMs: DurationMs, abort: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve) => {
    let sent = false;
    let received = Buffer.alloc(0);
    if (abort.aborted) return resolve({ kind: 'notReached', reason: 'it was given up' });
    const socket = net.connect({ host: server.address, port: server.port });
    const end = (found: Exchanged): void => {
      cancel();
      abort.removeEventListener('abort', stop);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve(found);
    };
    const fail = (reason: string): void => end({ kind: sent ? 'noAnswer' : 'notReached', reason });
    const stop = (): void => fail('it was given up');
    const cancel = clock.after(waitMs, () => fail(`no ${sent ? 'answer' : 'connection'} within ${waitMs / 1_000} s`));
    abort.addEventListener('abort', stop);
    socket.on('error', (error: NodeJS.ErrnoException) => fail(REASONS[error.code ?? ''] ?? 'the connection failed'));
    socket.on('close', () => fail(received.length === 0 ? 'it closed the connection without an answer' : 'its answer broke off'));
    socket.on('end', () => fail(received.length === 0 ? 'it closed the connection without an answer' : 'its answer broke off'));
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const length = received.length < 2 ? LARGEST : received.readUInt16BE(0);
      if (received.length >= length + 2) end({ kind: 'answer', packet: received.subarray(2, length + 2) });
    });
    socket.on('connect', () => {
      sent = true;
      socket.write(Buffer.concat([uint16(message.length), message]));
    });
  });
}
