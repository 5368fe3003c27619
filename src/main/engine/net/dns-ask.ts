import dgram from 'node:dgram';
import net from 'node:net';
import { FLAG } from '../../dns/codes.ts';
import { answerTo, encodeQuestion, type AskedFor, type DnsMessage } from '../../dns/message.ts';
import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import type { RandomBytes } from '../seats/rules.ts';
import { exchangeOverTcp, type DnsAddress } from './dns-over-tcp.ts';

export interface AskDnsDeps {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** What one server said, or null: it said nothing that is an answer. */
export type AskDns = (server: DnsAddress, question: Omit<AskedFor, 'id'>, abort: AbortSignal) => Promise<DnsMessage | null>;

const TRY_MS = durationMs(1_500);
const TRIES = 2;

export const randomId = (randomBytes: RandomBytes): number => {
  const [high = 0, low = 0] = randomBytes(2);
  return high * 256 + low;
};

/** Asks one server one question: over UDP, twice at most, then over TCP where the answer does not fit. Never rejects. */
export function createAskDns({ clock, randomBytes }: AskDnsDeps): AskDns {
  return async (server, question, abort) => {
    for (let attempt = 0; attempt < TRIES && !abort.aborted; attempt += 1) {
      const asked = { ...question, id: randomId(randomBytes) };
      const answer = await overUdp(clock, server, asked, TRY_MS, abort);
      if (answer !== null && (answer.flags & FLAG.truncated) === 0) return answer;
      if (answer === null) continue;
      const whole = await exchangeOverTcp(clock, server, encodeQuestion(asked), TRY_MS, abort);
      return whole.kind === 'answer' ? answerTo(whole.packet, asked) : null;
    }
    return null;
  };
}

/** One socket for one question: its port is a new one each time, and only this server can answer it. */
function overUdp(clock: Clock, server: DnsAddress, asked: AskedFor, waitMs: DurationMs, abort: AbortSignal): Promise<DnsMessage | null> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(net.isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (answer: DnsMessage | null): void => {
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
      const answer = answerTo(packet, asked);
      if (answer !== null) end(answer);
    });
    socket.connect(server.port, server.address, () => socket.send(encodeQuestion(asked)));
  });
}
