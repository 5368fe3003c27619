import { CLASS, FLAG, HEADER_BYTES, RCODE, TYPE, UDP_BYTES } from '../dns/codes.ts';
import { DnsFormatError, encodeName, readName } from '../dns/name.ts';

/** The messages of RFC 1035 as far as a small authoritative server needs them, with the OPT record of RFC 6891. */
const POINTER_TO_QUESTION = Buffer.from([0xc0, HEADER_BYTES]);

interface Question {
  /** Lower case, without the final dot; what is no plain character, a dot too, is written `\DDD`. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** The question as it came, so that its upper and lower case comes back to the one who asks. */
  readonly raw: Buffer;
}

export interface Query {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired: boolean;
  readonly question: Question;
  /** Version of EDNS; null = the client does not use it. */
  readonly ednsVersion: number | null;
}

type Decoded =
  | { readonly kind: 'query'; readonly query: Query }
  /** A request that cannot be served; the answer is its header with this code. */
  | { readonly kind: 'error'; readonly id: number; readonly opcode: number; readonly rcode: number }
  /** No request at all: answering it could start two servers talking to each other. */
  | { readonly kind: 'ignore' };

export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly ttlSeconds: number;
  readonly data: Buffer;
}

export interface Answer {
  readonly rcode: number;
  readonly authoritative: boolean;
  /** Of a resolver, which finds out what it does not know. */
  readonly recursive?: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
}

export function decodeQuery(packet: Buffer): Decoded {
  if (packet.length < HEADER_BYTES) return { kind: 'ignore' };
  const id = packet.readUInt16BE(0);
  const flags = packet.readUInt16BE(2);
  if (flags & FLAG.response) return { kind: 'ignore' };
  const opcode = (flags >> 11) & 0xf;
  if (opcode !== 0) return { kind: 'error', id, opcode, rcode: RCODE.notImplemented };
  const question = packet.readUInt16BE(4) === 1 ? decodeQuestion(packet) : null;
  if (!question) return { kind: 'error', id, opcode, rcode: RCODE.formatError };
  const recursionDesired = (flags & FLAG.recursionDesired) !== 0;
  return { kind: 'query', query: { id, opcode, recursionDesired, question, ednsVersion: decodeEdnsVersion(packet, HEADER_BYTES + question.raw.length) } };
}

function decodeQuestion(packet: Buffer): Question | null {
  try {
    const { text, end } = readName(packet, HEADER_BYTES);
    if (end + 4 > packet.length) return null;
    return { name: text, type: packet.readUInt16BE(end), class: packet.readUInt16BE(end + 2), raw: packet.subarray(HEADER_BYTES, end + 4) };
  } catch (error) {
    if (error instanceof DnsFormatError) return null;
    throw error;
  }
}

/** The OPT record is looked for only where every client puts it: alone, right behind the question. */
function decodeEdnsVersion(packet: Buffer, at: number): number | null {
  const alone = packet.readUInt16BE(6) === 0 && packet.readUInt16BE(8) === 0 && packet.readUInt16BE(10) >= 1;
  if (!alone || at + 11 > packet.length || packet[at] !== 0 || packet.readUInt16BE(at + 1) !== TYPE.OPT) return null;
  return packet.readUInt8(at + 6);
}

function header(id: number, flags: number, counts: readonly [number, number, number, number]): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  [id, flags, ...counts].forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

function encodeRecord(record: ResourceRecord, question: string): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(record.type, 0);
  fixed.writeUInt16BE(CLASS.IN, 2);
  fixed.writeUInt32BE(record.ttlSeconds, 4);
  fixed.writeUInt16BE(record.data.length, 8);
  return Buffer.concat([record.name === question ? POINTER_TO_QUESTION : encodeName(record.name), fixed, record.data]);
}

/** `rcode` above 15 has its upper bits here (RFC 6891 section 6.1.3). */
function encodeOpt(rcode: number): Buffer {
  const bytes = Buffer.alloc(11);
  bytes.writeUInt16BE(TYPE.OPT, 1);
  bytes.writeUInt16BE(UDP_BYTES, 3);
  bytes.writeUInt8(rcode >> 4, 5);
  return bytes;
}

/** Never above 512 bytes with the records of one small zone, so nothing is ever truncated. */
export function encodeAnswer(query: Query, answer: Answer): Buffer {
  const { question, ednsVersion } = query;
  const flags = FLAG.response | (answer.authoritative ? FLAG.authoritative : 0) | (query.recursionDesired ? FLAG.recursionDesired : 0) | (answer.recursive === true ? FLAG.recursionAvailable : 0) | (answer.rcode & 0xf);
  const records = [...answer.answers, ...answer.authority].map((record) => encodeRecord(record, question.name));
  const opt = ednsVersion === null ? [] : [encodeOpt(answer.rcode)];
  return Buffer.concat([header(query.id, flags, [1, answer.answers.length, answer.authority.length, opt.length]), question.raw, ...records, ...opt]);
}

export const encodeError = (id: number, opcode: number, rcode: number): Buffer => header(id, FLAG.response | (opcode << 11) | rcode, [0, 0, 0, 0]);
