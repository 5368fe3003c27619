/**
 * Which addresses nothing that a user configures may ever reach: link-local ranges and the metadata services of the
 * clouds, which hand out credentials to whoever asks. Loopback and private ranges stay allowed: people watch them.
 */
type Bytes = readonly number[];

interface Blocked {
  readonly prefix: Bytes;
  readonly bits: number;
  readonly what: string;
}

const METADATA = 'a cloud metadata address';
const BLOCKED_V4: readonly Blocked[] = [
  { prefix: [169, 254], bits: 16, what: 'a link-local address (169.254.0.0/16)' },
  { prefix: [100, 100, 100, 200], bits: 32, what: METADATA },
  { prefix: [168, 63, 129, 16], bits: 32, what: METADATA },
  { prefix: [192, 0, 0, 192], bits: 32, what: METADATA },
];
const BLOCKED_V6: readonly Blocked[] = [
  { prefix: [0xfe, 0x80], bits: 10, what: 'a link-local address (fe80::/10)' },
  { prefix: [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], bits: 128, what: METADATA },
  { prefix: [0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], bits: 128, what: METADATA },
];

/** IPv6 ranges that carry an IPv4 address, and where in the sixteen bytes it stands. */
const EMBEDDED_V4: readonly { readonly prefix: Bytes; readonly bits: number; readonly at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], bits: 96, at: 12 }, // ::ffff:0:0/96, mapped (RFC 4291)
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0], bits: 96, at: 12 }, // ::ffff:0:0:0/96, translated (RFC 2765)
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], bits: 96, at: 12 }, // ::/96, compatible (RFC 4291, deprecated)
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], bits: 96, at: 12 }, // 64:ff9b::/96, NAT64 (RFC 6052)
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 1], bits: 48, at: 12 }, // 64:ff9b:1::/48, local NAT64 (RFC 8215)
  { prefix: [0x20, 0x02], bits: 16, at: 2 }, // 2002::/16, 6to4 (RFC 3056)
];

function startsWith(bytes: Bytes, prefix: Bytes, bits: number): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
    if (((bytes[bit / 8] ?? 0) & mask) !== ((prefix[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}

function numberPart(text: string): number | null {
  if (/^0x[0-9a-f]*$/i.test(text)) return text.length === 2 ? 0 : Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : null;
}

/**
 * Every spelling that the C library's `inet_aton` takes: one to four parts, each decimal, octal or hexadecimal, the last
 * part filling what is left. `0251.0376.43518`, `0xa9fea9fe` and `2852039166` are all 169.254.169.254.
 */
function ipv4Bytes(text: string): Bytes | null {
  const parts = text.split('.').map(numberPart);
  const last = parts.pop();
  if (last === undefined || last === null || parts.length > 3) return null;
  if (parts.some((part) => part === null || part > 255) || last >= 256 ** (4 - parts.length)) return null;
  const bytes = parts.map(Number);
  for (let shift = 3 - bytes.length; shift >= 0; shift--) bytes.push(Math.floor(last / 256 ** shift) % 256);
  return bytes;
}

function groups(text: string): Bytes | null {
  const bytes: number[] = [];
  const parts = text === '' ? [] : text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const v4 = /^\d+\.\d+\.\d+\.\d+$/.test(part) ? ipv4Bytes(part) : null;
      if (!v4) return null;
      bytes.push(...v4);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
      const value = Number.parseInt(part, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}

function ipv6Bytes(text: string): Bytes | null {
  const [bare = ''] = text.replace(/^\[(.*)\]$/, '$1').split('%');
  const halves = bare.split('::');
  const head = groups(halves[0] ?? '');
  if (!head || halves.length > 2) return null;
  if (halves.length === 1) return head.length === 16 ? head : null;
  const tail = groups(halves[1] ?? '');
  if (!tail || head.length + tail.length > 14) return null;
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail];
}

/** The four or sixteen bytes of an address in any spelling that a resolver would take as one; null for a name. */
export function addressBytes(text: string): Bytes | null {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
}

/** Why this address must not be connected to, in words that follow "it is"; null when it may be. A name is never refused. */
export function egressRefusal(address: string): string | null {
  const bytes = addressBytes(address);
  if (!bytes) return null;
  if (bytes.length === 4) return BLOCKED_V4.find((blocked) => startsWith(bytes, blocked.prefix, blocked.bits))?.what ?? null;
  const direct = BLOCKED_V6.find((blocked) => startsWith(bytes, blocked.prefix, blocked.bits));
  if (direct) return direct.what;
  const embedding = EMBEDDED_V4.find((range) => startsWith(bytes, range.prefix, range.bits));
  return embedding ? egressRefusal(bytes.slice(embedding.at, embedding.at + 4).join('.')) : null;
}
