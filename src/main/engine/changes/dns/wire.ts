import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { assertNever } from '../../../../shared/model/result.ts';

/**
 * The wire format of RFC 1035 as far as asking for records needs it, with the OPT record of RFC 6891. Node's own resolver tells neither
 * who answered as an authority nor how long a record lasts. Everything read is bounded: a pointer may only lead backwards, and a name
 * has at most 255 bytes, so no packet can make the reader loop.
 */
export const RCODE = { noError: 0, formatError: 1, servFail: 2, nxDomain: 3, notImplemented: 4, refused: 5 } as const;
const TYPE: Readonly<Record<DnsWatchType, number>> = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28 };
const OPT = 41;
const CLASS_IN = 1;
const HEADER_BYTES = 12;
/** What is taken over UDP: the size that avoids fragments everywhere. */
const UDP_BYTES = 1_232;
const MOST_RECORDS = 500;
const LONGEST_NAME = 255;

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: DnsWatchType;
  /** For resolvers; an authority is asked for what it knows itself. */
  readonly recursion: boolean;
}

export interface FoundRecord {
  readonly type: DnsWatchType;
  /** As in a zone file, names in lower case without their last dot. */
  readonly data: string;
  readonly ttlSeconds: number;
}

export interface Answer {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  /** Records of the types that can be watched, of whatever name: an alias comes with what it leads to. */
  readonly records: readonly FoundRecord[];
}

export function encodeQuestion({ id, name, type, recursion }: Question): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  [id, recursion ? 0x0100 : 0, 1, 0, 0, 1].forEach((value, index) => header.writeUInt16BE(value, index * 2));
  const labels = name.replace(/\.$/, '').split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  const rest = Buffer.alloc(5);
  rest.writeUInt16BE(TYPE[type], 1);
  rest.writeUInt16BE(CLASS_IN, 3);
  const opt = Buffer.alloc(11);
  opt.writeUInt16BE(OPT, 1);
  opt.writeUInt16BE(UDP_BYTES, 3);
  return Buffer.concat([header, ...labels, rest, opt]);
}

class Broken extends Error {}

/** The answer to this very question; null for anything else: of another question, or no DNS at all. */
export function decodeAnswer(packet: Buffer, question: Question): Answer | null {
  try {
    return readAnswer(packet, question);
  } catch (error) {
    if (error instanceof Broken || error instanceof RangeError) return null;
    throw error;
  }
}

function readAnswer(packet: Buffer, { id, name, type }: Question): Answer | null {
  const flags = packet.readUInt16BE(2);
  if (packet.readUInt16BE(0) !== id || (flags & 0x8000) === 0 || (flags & 0x7800) !== 0) return null;
  const questions = packet.readUInt16BE(4);
  const answers = packet.readUInt16BE(6);
  let at = HEADER_BYTES;
  // A server that could not even read the question may leave it out.
  if (questions === 1) {
    const asked = readName(packet, at);
    if (asked.text !== name.replace(/\.$/, '').toLowerCase() || packet.readUInt16BE(asked.end) !== TYPE[type]) return null;
    at = asked.end + 4;
  } else if (questions !== 0 || (flags & 0xf) === RCODE.noError) return null;
  const records: FoundRecord[] = [];
  // Where a name has no SOA of its own, that of its zone stands in the section after the answers.
  const more = type === 'SOA' ? packet.readUInt16BE(8) : 0;
  for (let index = 0; index < Math.min(answers + more, MOST_RECORDS); index += 1) {
    const owner = readName(packet, at);
    const found = packet.readUInt16BE(owner.end);
    const ttlSeconds = packet.readUInt32BE(owner.end + 4);
    const length = packet.readUInt16BE(owner.end + 8);
    const start = owner.end + 10;
    if (start + length > packet.length) throw new Broken();
    const known = TYPES.get(found);
    if (known !== undefined && packet.readUInt16BE(owner.end + 2) === CLASS_IN) records.push({ type: known, data: readData(packet, known, start, start + length), ttlSeconds });
    at = start + length;
  }
  return { rcode: flags & 0xf, authoritative: (flags & 0x0400) !== 0, truncated: (flags & 0x0200) !== 0, records };
}

const TYPES = new Map(Object.entries(TYPE).map(([name, number]) => [number, name as DnsWatchType]));

function readData(packet: Buffer, type: DnsWatchType, start: number, end: number): string {
  switch (type) {
    case 'A':
      if (end - start !== 4) throw new Broken();
      return packet.subarray(start, end).join('.');
    case 'AAAA':
      if (end - start !== 16) throw new Broken();
      return ipv6Text(packet.subarray(start, end));
    case 'NS':
    case 'CNAME':
      return readName(packet, start).text;
    case 'MX':
      return `${packet.readUInt16BE(start)} ${readName(packet, start + 2).text}`;
    case 'TXT':
      return `"${readTexts(packet, start, end)}"`;
    case 'SOA': {
      const server = readName(packet, start);
      const mail = readName(packet, server.end);
      return [server.text, mail.text, ...[0, 4, 8, 12, 16].map((offset) => packet.readUInt32BE(mail.end + offset))].join(' ');
    }
    default:
      return assertNever(type, 'record type');
  }
}

function readTexts(packet: Buffer, start: number, end: number): string {
  const parts: Buffer[] = [];
  for (let at = start; at < end; ) {
    const length = packet[at] ?? 0;
    if (at + 1 + length > end) throw new Broken();
    parts.push(packet.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A name in lower case, without its last dot, what is not a plain character of a name as `\DDD`; and where what follows it begins. */
function readName(packet: Buffer, from: number): { readonly text: string; readonly end: number } {
  const labels: string[] = [];
  let at = from;
  let end: number | null = null;
  let bytes = 0;
  for (;;) {
    const length = packet[at];
    if (length === undefined) throw new Broken();
    if (length >= 0xc0) {
      const target = packet.readUInt16BE(at) & 0x3fff;
      end ??= at + 2;
      if (target >= at) throw new Broken();
      at = target;
      continue;
    }
    if (length > 63) throw new Broken();
    at += 1;
    if (length === 0) break;
    bytes += length + 1;
    if (bytes > LONGEST_NAME || at + length > packet.length) throw new Broken();
    labels.push(labelText(packet.subarray(at, at + length)));
    at += length;
  }
  return { text: labels.join('.'), end: end ?? at };
}

const labelText = (bytes: Buffer): string => Array.from(bytes, (byte) => (/[A-Za-z0-9_*-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte).toLowerCase() : `\\${String(byte).padStart(3, '0')}`)).join('');

/** RFC 5952: the longest run of zeros once as "::". */
function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  let [best, length] = [-1, 1];
  for (let start = 0; start < 8; start += 1) {
    let run = 0;
    while (groups[start + run] === 0) run += 1;
    if (run > length) [best, length] = [start, run];
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return best < 0 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + length))}`;
}
