import { isIPv4, isIPv6 } from 'node:net';
import { uint16 } from './message.ts';
import { DnsFormatError, encodeName, readName } from './name.ts';

export const ipv4Text = (data: Buffer): string => {
  if (data.length !== 4) throw new DnsFormatError('an address is not 4 bytes long');
  return data.join('.');
};

/** RFC 5952: the longest run of zeros once as "::". */
export function ipv6Text(data: Buffer): string {
  if (data.length !== 16) throw new DnsFormatError('an address is not 16 bytes long');
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(index * 2));
  let [best, length] = [-1, 1];
  for (let start = 0; start < 8; start += 1) {
    let run = 0;
    while (groups[start + run] === 0) run += 1;
    if (run > length) [best, length] = [start, run];
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return best < 0 ? hex(groups) : `${hex(groups.slice(0, best))}::${hex(groups.slice(best + length))}`;
}

/** The texts of a TXT record, each with its length before it. */
export function textParts(data: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 1 + (data[at] ?? 0);
    if (end > data.length) throw new DnsFormatError('a text ends too early');
    parts.push(data.subarray(at + 1, end));
    at = end;
  }
  return parts;
}

export const nameText = (data: Buffer): string => {
  const { text, end } = readName(data, 0);
  if (end !== data.length) throw new DnsFormatError('a name has bytes behind it');
  return text;
};

export const SET_TYPES = ['A', 'AAAA', 'CNAME', 'TXT'] as const;
/** Types of record sets that are switched. */
export type SetType = (typeof SET_TYPES)[number];

/** One value as a zone file has it, always written the same way. */
export function valueText(type: SetType, data: Buffer): string {
  if (type === 'A') return ipv4Text(data);
  if (type === 'AAAA') return ipv6Text(data);
  if (type === 'CNAME') return `${nameText(data)}.`;
  return textParts(data)
    .map((part) => `"${Array.from(part, (byte) => (byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte))).join('')}"`)
    .join(' ');
}

/** A value as somebody writes it, as bytes; throws `DnsFormatError` that names what was expected. */
export function valueData(type: SetType, text: string): Buffer {
  const value = text.trim();
  if (type === 'A') {
    if (!isIPv4(value)) throw new DnsFormatError(`expected an IPv4 address such as 203.0.113.10, found "${value}"`);
    return Buffer.from(value.split('.').map(Number));
  }
  if (type === 'AAAA') {
    if (!isIPv6(value) || value.includes('%')) throw new DnsFormatError(`expected an IPv6 address such as 2001:db8::10, found "${value}"`);
    return ipv6Bytes(value);
  }
  if (type === 'CNAME') {
    if (!/^[A-Za-z0-9_*-]+(?:\.[A-Za-z0-9_-]+)+\.?$/.test(value)) throw new DnsFormatError(`expected a name such as standby.example.net, found "${value}"`);
    return encodeName(value.toLowerCase());
  }
  return textData(value);
}

function ipv6Bytes(text: string): Buffer {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const [, head = '', ...bytes] = dotted ?? [];
  const hex = (index: number): string => (Number(bytes[index]) * 256 + Number(bytes[index + 1])).toString(16);
  const [left = '', right] = (dotted === null ? text : `${head}${hex(0)}:${hex(2)}`).split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const before = groups(left);
  const after = groups(right ?? '');
  return Buffer.concat([...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after].map(uint16));
}

/** Quoted texts, `\"` and `\DDD` in them, or one text without quotes; cut into pieces of 255 bytes where it is longer. */
function textData(value: string): Buffer {
  const quoted = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)];
  const isQuoted = quoted.length > 0 && value.replaceAll(/"((?:[^"\\]|\\.)*)"/gs, '').trim() === '';
  if (!isQuoted && value.includes('"')) throw new DnsFormatError('expected texts in quotes, such as "v=1", with \\" for a quote in them');
  const parts = isQuoted ? quoted.map(([, inner = '']) => unescaped(inner)) : [Buffer.from(value, 'utf8')];
  const pieces = parts.flatMap((part) => (part.length === 0 ? [part] : Array.from({ length: Math.ceil(part.length / 255) }, (_, index) => part.subarray(index * 255, index * 255 + 255))));
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.of(piece.length), piece]));
}

function unescaped(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const [whole, decimal, single] of text.matchAll(/\\(\d{3})|\\(.)|[^\\]/gsu)) {
    if (decimal !== undefined && Number(decimal) > 255) throw new DnsFormatError(`expected \\000 to \\255, found \\${decimal}`);
    parts.push(decimal === undefined ? Buffer.from(single ?? whole, 'utf8') : Buffer.of(Number(decimal)));
  }
  return Buffer.concat(parts);
}
