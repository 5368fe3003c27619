import { createSocket } from 'node:dgram';
import { FLAG, RCODE, TYPE } from '../dns/codes.ts';
import { answerTo, encodeQuestion, rcodeOf, type DnsMessage } from '../dns/message.ts';
import { decodeQuery, encodeAnswer, encodeError, type Answer, type Query } from './dns-message.ts';
import type { Respond } from './dns-server.ts';

/** How long one name server is waited for. */
const PATIENCE_MS = 600;
/** How long it is kept that there is no such name. */
const NO_SUCH_NAME_MS = 1_000;
const MOST_KEPT = 1_000;

interface Kept {
  readonly answer: Answer;
  readonly at: number;
  readonly until: number;
}

interface NameServerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * A resolver as users have one: it asks the zone's name servers, and keeps what they say for as long as they say; an older answer is
 * better than none where none of them answers (RFC 8767).
 */
export function resolverFor(servers: readonly NameServerAddress[], nowMs: () => number = () => performance.now()): Respond {
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<Kept | null>>();
  const find = async ({ question: { name, type } }: Query): Promise<Kept | null> => {
    const key = `${type} ${name}`;
    const known = kept.get(key);
    if (known !== undefined && nowMs() < known.until) return known;
    let found = asking.get(key);
    if (found === undefined) {
      found = askInTurn(servers, name, type, nowMs).finally(() => asking.delete(key));
      asking.set(key, found);
    }
    const fresh = await found;
    if (kept.size >= MOST_KEPT) kept.clear();
    if (fresh !== null) kept.set(key, fresh);
    return fresh ?? known ?? null;
  };
  return async (packet) => {
    const decoded = decodeQuery(packet);
    if (decoded.kind === 'ignore') return null;
    if (decoded.kind === 'error') return encodeError(decoded.id, decoded.opcode, decoded.rcode);
    const { query } = decoded;
    const found = await find(query);
    if (found === null) return encodeAnswer(query, { rcode: RCODE.servFail, authoritative: false, recursive: true, answers: [], authority: [] });
    const ageSeconds = Math.floor((nowMs() - found.at) / 1_000);
    const answers = found.answer.answers.map((record) => ({ ...record, ttlSeconds: Math.max(0, record.ttlSeconds - ageSeconds) }));
    return encodeAnswer(query, { ...found.answer, answers });
  };
}

async function askInTurn(servers: readonly NameServerAddress[], name: string, type: number, nowMs: () => number): Promise<Kept | null> {
  for (const server of servers) {
    const message = await askOnce(server, name, type);
    const rcode = message === null ? RCODE.servFail : rcodeOf(message);
    if (message === null || (rcode !== RCODE.noError && rcode !== RCODE.nxDomain)) continue;
    const answers = message.answers.filter((record) => record.type === type || record.type === TYPE.CNAME);
    const keepMs = answers.length === 0 ? NO_SUCH_NAME_MS : Math.min(...answers.map(({ ttlSeconds }) => ttlSeconds)) * 1_000;
    return { answer: { rcode, authoritative: false, recursive: true, answers, authority: [] }, at: nowMs(), until: nowMs() + keepMs };
  }
  return null;
}

/** Null: no answer in time, or one that is cut or cannot be read. */
function askOnce({ address, port }: NameServerAddress, name: string, type: number): Promise<DnsMessage | null> {
  const question = { id: Math.floor(Math.random() * 0x1_0000), name, type, recursion: false };
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let ended = false;
    const end = (message: DnsMessage | null): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => undefined);
      socket.close();
      resolve(message);
    };
    // What arrived while this thread was busy is read before it counts as not arrived.
    const timer = setTimeout(() => setImmediate(end, null), PATIENCE_MS);
    socket.on('error', () => end(null));
    socket.on('message', (packet) => {
      const message = answerTo(packet, question);
      if (message !== null) end((message.flags & FLAG.truncated) === 0 ? message : null);
    });
    // Connected: what another address sends does not arrive.
    socket.connect(port, address, () => socket.send(encodeQuestion(question)));
  });
}
