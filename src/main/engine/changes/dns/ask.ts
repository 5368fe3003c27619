import dgram from 'node:dgram';
import net from 'node:net';
import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import { assertEgress } from '../../net/guarded-lookup.ts';
import type { Clock } from '../../ports.ts';
import type { RandomBytes } from '../../seats/rules.ts';
import { decodeAnswer, encodeQuestion, type Answer, type Question } from './wire.ts';

export interface AskDeps {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** A name server that is asked. `authority`: for what it knows itself; else it resolves for this machine. */
export interface AskedServer {
  readonly address: string;
  readonly port: number;
  readonly authority: boolean;
}

/** What one server said, or null: it said nothing that is an answer. */
export type Ask = (server: AskedServer, name: string, type: DnsWatchType, abort: AbortSignal) => Promise<Answer | null>;

const TRY_MS = durationMs(1_500);
const TRIES = 2;
const LARGEST = 65_535;

/** Asks one server one question: over UDP, twice at most, then over TCP where the answer does not fit. Never rejects. */
export function createAsk({ clock, randomBytes }: AskDeps): Ask {
  const question = (name: string, type: DnsWatchType, recursion: boolean): Question => {
    const [high = 0, low = 0] = randomBytes(2);
    return { id: high * 256 + low, name, type, recursion };
  };
  return async (server, name, type, abort) => {
    // The machine's own resolvers are not of anybody's choosing here; what is configured is held to the rules of all connections.
    if (server.authority) assertEgress(server.address);
    for (let attempt = 0; attempt < TRIES && !abort.aborted; attempt += 1) {
      const asked = question(name, type, !server.authority);
      const answer = await overUdp(clock, server, asked, TRY_MS, abort);
      if (answer?.truncated === true) return overTcp(clock, server, asked, TRY_MS, abort);
      if (answer !== null) return answer;
    }
    return null;
  };
}

/** One socket for one question: its port is a new one each time, and only this server can answer it. */
function overUdp(clock: Clock, server: AskedServer, question: Question, waitMs: DurationMs, abort: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(net.isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (answer: Answer | null): void => {
      cancel();
      abort.removeEventListener('abort', stop);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(answer);
    };
    const stop = (): void => end(null);
    const cancel = clock.after(waitMs, stop);
    abort.addEventListener('abort', stop);
    socket.on('error', stop);
    socket.on('message', (packet) => {
      const answer = decodeAnswer(packet, question);
      if (answer !== null) end(answer);
    });
    socket.connect(server.port, server.address, () => socket.send(encodeQuestion(question)));
  });
}

function overTcp(clock: Clock, server: AskedServer, question: Question, waitMs: DurationMs, abort: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (answer: Answer | null): void => {
      cancel();
      abort.removeEventListener('abort', stop);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve(answer);
    };
    const stop = (): void => end(null);
    const cancel = clock.after(waitMs, stop);
    abort.addEventListener('abort', stop);
    socket.on('error', stop);
    socket.on('close', stop);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (received.length > LARGEST + 2) return stop();
      const length = received.length < 2 ? Infinity : received.readUInt16BE(0);
      if (received.length >= length + 2) end(decodeAnswer(received.subarray(2, length + 2), question));
    });
    socket.on('connect', () => {
      const packet = encodeQuestion(question);
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(packet.length);
      socket.write(Buffer.concat([prefix, packet]));
    });
  });
}
