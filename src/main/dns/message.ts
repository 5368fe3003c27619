import { CLASS, FLAG, HEADER_BYTES, TYPE, UDP_BYTES } from './codes.ts';
import { DnsFormatError, encodeName, nameLabels, readName } from './name.ts';

/**
 * The wire format of RFC 1035, both ways. Node's own resolver tells neither who answered as an authority nor how long a record lasts,
 * and writes no updates. Everything read is bounded by the packet.
 */
export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface DnsRecord extends DnsQuestion {
  readonly ttlSeconds: number;
  /** Without pointers, names in it in lower case. */
  readonly data: Buffer;
}

export interface DnsMessage {
  readonly id: number;
  /** The second word of the header: opcode, rcode and the bits between. */
  readonly flags: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

export interface DecodedMessage extends DnsMessage {
  /** Where the last record begins: a signature stands there. */
  readonly lastAt: number;
}

export const opcodeOf = ({ flags }: Pick<DnsMessage, 'flags'>): number => (flags >> 11) & 0xf;
export const rcodeOf = ({ flags }: Pick<DnsMessage, 'flags'>): number => flags & 0xf;

/** Data that holds names: so many bytes before them, and how many there are. */
const NAMED = new Map<number, { readonly before: number; readonly names: number }>([
  [TYPE.NS, { before: 0, names: 1 }],
  [TYPE.CNAME, { before: 0, names: 1 }],
  [TYPE.PTR, { before: 0, names: 1 }],
  [TYPE.MX, { before: 2, names: 1 }],
  [TYPE.SOA, { before: 0, names: 2 }],
]);

/** Reads a whole message; throws `DnsFormatError` for anything else, and for what stands behind its end. */
export function decodeMessage(packet: Buffer): DecodedMessage {
  if (packet.length < HEADER_BYTES) throw new DnsFormatError('the message is shorter than its header');
  const [questionCount = 0, ...counts] = [4, 6, 8, 10].map((at) => packet.readUInt16BE(at));
  let at = HEADER_BYTES;
  let lastAt = packet.length;
  const questions = Array.from({ length: questionCount }, (): DnsQuestion => {
    const { text, end } = readName(packet, at);
    if (end + 4 > packet.length) throw new DnsFormatError('a question ends too early');
    at = end + 4;
    return { name: text, type: packet.readUInt16BE(end), class: packet.readUInt16BE(end + 2) };
  });
  const [answers = [], authority = [], additional = []] = counts.map((count) =>
    Array.from({ length: count }, (): DnsRecord => {
      lastAt = at;
      const { text, end } = readName(packet, at);
      if (end + 10 > packet.length) throw new DnsFormatError('a record ends too early');
      const start = end + 10;
      at = start + packet.readUInt16BE(end + 8);
      if (at > packet.length) throw new DnsFormatError('a record is longer than the message');
      const type = packet.readUInt16BE(end);
      return { name: text, type, class: packet.readUInt16BE(end + 2), ttlSeconds: packet.readUInt32BE(end + 4), data: dataOf(packet, type, start, at) };
    }),
  );
  if (at !== packet.length) throw new DnsFormatError('the message has bytes behind its end');
  return { id: packet.readUInt16BE(0), flags: packet.readUInt16BE(2), questions, answers, authority, additional, lastAt };
}

function dataOf(packet: Buffer, type: number, start: number, end: number): Buffer {
  const named = NAMED.get(type);
  // Updates have records without data.
  if (named === undefined || start === end) return packet.subarray(start, end);
  const parts = [packet.subarray(start, start + named.before)];
  let at = start + named.before;
  for (let index = 0; index < named.names; index += 1) {
    const name = readName(packet, at);
    parts.push(encodeName(name.text));
    at = name.end;
  }
  if (at > end) throw new DnsFormatError('a name leaves its record');
  return Buffer.concat([...parts, packet.subarray(at, end)]);
}

/** Writes a message; what a name ends with is written once and pointed at from then on. */
export function encodeMessage(message: DnsMessage): Buffer {
  const parts: Buffer[] = [];
  const written = new Map<string, number>();
  let length = 0;
  const put = (bytes: Buffer): void => {
    parts.push(bytes);
    length += bytes.length;
  };
  const putName = (name: string): void => {
    const labels = nameLabels(name);
    for (let index = 0; index < labels.length; index += 1) {
      const rest = Buffer.concat(labels.slice(index).flatMap((label) => [Buffer.of(label.length), label])).toString('latin1').toLowerCase();
      const known = written.get(rest);
      if (known !== undefined) return put(uint16(0xc000 | known));
      if (length < 0x4000) written.set(rest, length);
      const label = labels[index] ?? Buffer.alloc(0);
      put(Buffer.concat([Buffer.of(label.length), label]));
    }
    put(Buffer.of(0));
  };
  const putRecord = ({ name, type, class: cls, ttlSeconds, data }: DnsRecord): void => {
    putName(name);
    put(Buffer.concat([uint16(type), uint16(cls), uint32(ttlSeconds)]));
    const size = Buffer.alloc(2);
    put(size);
    const start = length;
    const named = data.length === 0 ? undefined : NAMED.get(type);
    let at = named?.before ?? data.length;
    put(data.subarray(0, at));
    for (let index = 0; index < (named?.names ?? 0); index += 1) {
      const { text, end } = readName(data, at);
      putName(text);
      at = end;
    }
    put(data.subarray(at));
    size.writeUInt16BE(length - start);
  };
  const { questions, answers, authority, additional } = message;
  put(Buffer.concat([message.id, message.flags, questions.length, answers.length, authority.length, additional.length].map(uint16)));
  for (const { name, type, class: cls } of questions) {
    putName(name);
    put(Buffer.concat([uint16(type), uint16(cls)]));
  }
  for (const record of [...answers, ...authority, ...additional]) putRecord(record);
  return Buffer.concat(parts);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export interface AskedFor {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  /** For resolvers; an authority is asked for what it knows itself. */
  readonly recursion: boolean;
  /** Whether the signatures of DNSSEC are wanted too. */
  readonly signatures?: boolean;
}

/** A question, with the OPT record of RFC 6891. */
export const encodeQuestion = ({ id, name, type, recursion, signatures = false }: AskedFor): Buffer =>
  encodeMessage({
    id,
    flags: recursion ? FLAG.recursionDesired : 0,
    questions: [{ name, type, class: CLASS.IN }],
    answers: [],
    authority: [],
    additional: [{ name: '', type: TYPE.OPT, class: UDP_BYTES, ttlSeconds: signatures ? 0x8000 : 0, data: Buffer.alloc(0) }],
  });

/** The answer to this very question; null for anything else: of another question, or no DNS at all. */
export function answerTo(packet: Buffer, { id, name, type }: AskedFor): DnsMessage | null {
  try {
    const message = decodeMessage(packet);
    if (message.id !== id || (message.flags & FLAG.response) === 0 || opcodeOf(message) !== 0) return null;
    const [asked, ...more] = message.questions;
    // A server that could not even read the question may leave it out.
    if (asked === undefined) return rcodeOf(message) === 0 ? null : message;
    return more.length === 0 && asked.name === readName(encodeName(name), 0).text && asked.type === type ? message : null;
  } catch (error) {
    if (error instanceof DnsFormatError) return null;
    throw error;
  }
}
