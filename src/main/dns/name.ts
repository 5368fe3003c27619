const LONGEST_NAME = 255;
const LONGEST_LABEL = 63;

/** The bytes are no DNS message, or the text is no name or data of one. */
export class DnsFormatError extends Error {}

/**
 * A name in lower case, without its last dot, what is not a plain character of a name as `\DDD`; and where what follows it begins.
 * Bounded: a pointer may only lead backwards, and a name has at most 255 bytes, so no packet can make the reader loop.
 */
export function readName(packet: Buffer, from: number): { readonly text: string; readonly end: number } {
  const labels: string[] = [];
  let at = from;
  let end: number | null = null;
  let bytes = 1;
  for (;;) {
    const length = packet[at];
    if (length === undefined) throw new DnsFormatError('a name ends too early');
    if (length >= 0xc0) {
      if (at + 2 > packet.length) throw new DnsFormatError('a name ends too early');
      const target = packet.readUInt16BE(at) & 0x3fff;
      end ??= at + 2;
      if (target >= at) throw new DnsFormatError('a name points forwards');
      at = target;
      continue;
    }
    if (length > LONGEST_LABEL) throw new DnsFormatError('a label is too long');
    at += 1;
    if (length === 0) break;
    bytes += length + 1;
    if (bytes > LONGEST_NAME || at + length > packet.length) throw new DnsFormatError('a name is too long');
    labels.push(labelText(packet.subarray(at, at + length)));
    at += length;
  }
  return { text: labels.join('.'), end: end ?? at };
}

const labelText = (bytes: Buffer): string => Array.from(bytes, (byte) => (/[A-Za-z0-9_*-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte).toLowerCase() : `\\${String(byte).padStart(3, '0')}`)).join('');

/** The labels of a name that is written with or without its last dot; upper and lower case stay. */
export function nameLabels(text: string): readonly Buffer[] {
  const bare = text.endsWith('.') && !text.endsWith('\\.') ? text.slice(0, -1) : text;
  if (bare === '') return [];
  const labels = [[] as number[]];
  for (let at = 0; at < bare.length; at += 1) {
    const code = bare.charCodeAt(at);
    if (code > 0xff) throw new DnsFormatError('a name has a character that no byte is');
    if (bare[at] === '.') {
      labels.push([]);
      continue;
    }
    if (bare[at] !== '\\') {
      labels.at(-1)?.push(code);
      continue;
    }
    const decimal = /^\d{3}/.exec(bare.slice(at + 1, at + 4))?.[0];
    labels.at(-1)?.push(decimal === undefined ? bare.charCodeAt(at + 1) : Number(decimal));
    at += decimal === undefined ? 1 : 3;
  }
  if (labels.some((label) => label.length === 0 || label.length > LONGEST_LABEL || label.some((byte) => !(byte <= 0xff)))) throw new DnsFormatError('a name has an empty or overlong label');
  if (labels.reduce((sum, label) => sum + label.length + 1, 1) > LONGEST_NAME) throw new DnsFormatError('a name is longer than 255 bytes');
  return labels.map((label) => Buffer.from(label));
}

/** As bytes, without pointers. */
export const encodeName = (text: string): Buffer => Buffer.concat([...nameLabels(text).flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)]);

/** As it is compared and shown: lower case, without its last dot. */
export const plainName = (text: string): string => readName(encodeName(text), 0).text;

/** Whether a name is the zone itself or lies in it. */
export const isWithin = (name: string, zone: string): boolean => plainName(zone) === '' || plainName(name) === plainName(zone) || plainName(name).endsWith(`.${plainName(zone)}`);
