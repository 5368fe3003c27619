import { createHmac, timingSafeEqual } from 'node:crypto';
import { CLASS, TYPE } from './codes.ts';
import { decodeMessage, uint16, uint32 } from './message.ts';
import { DnsFormatError, encodeName, plainName, readName } from './name.ts';

/** Signed messages of RFC 8945. hmac-md5 and hmac-sha1 are left out: what only they sign is not safe. */
export const TSIG_ALGORITHMS = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const;
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number];

export interface TsigKey {
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

export const TSIG_ERROR = { badSig: 16, badKey: 17, badTime: 18, badTrunc: 22 } as const;
const FUDGE_SECONDS = 300;

export interface Tsig {
  readonly keyName: string;
  readonly algorithm: string;
  readonly timeSeconds: number;
  readonly fudgeSeconds: number;
  readonly mac: Buffer;
  readonly originalId: number;
  readonly error: number;
  readonly other: Buffer;
}

export const uint48 = (value: number): Buffer => {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
};
const sized = (bytes: Buffer): Buffer => Buffer.concat([uint16(bytes.length), bytes]);

/** What a signature covers: the MAC of the request where it is an answer's, the message as it was before it was signed, and the signature's own words. */
export function macOf(key: TsigKey, unsigned: Buffer, { keyName, algorithm, timeSeconds, fudgeSeconds, error, other }: Omit<Tsig, 'mac' | 'originalId'>, requestMac: Buffer | null): Buffer {
  const variables = [encodeName(keyName), uint16(CLASS.ANY), uint32(0), encodeName(algorithm), uint48(timeSeconds), uint16(fudgeSeconds), uint16(error), sized(other)];
  return createHmac(key.algorithm.slice('hmac-'.length), key.secret)
    .update(Buffer.concat([...(requestMac === null ? [] : [sized(requestMac)]), unsigned, ...variables]))
    .digest();
}

export interface Signing {
  readonly timeSeconds: number;
  /** Where an answer is signed: the MAC of the request. */
  readonly requestMac?: Buffer;
  readonly error?: number;
  readonly other?: Buffer;
}

/** A message with its signature behind it. */
export function signMessage(unsigned: Buffer, key: TsigKey, { timeSeconds, requestMac, error = 0, other = Buffer.alloc(0) }: Signing): { readonly bytes: Buffer; readonly mac: Buffer } {
  const keyName = plainName(key.name);
  const mac = macOf(key, unsigned, { keyName, algorithm: key.algorithm, timeSeconds, fudgeSeconds: FUDGE_SECONDS, error, other }, requestMac ?? null);
  return { bytes: withTsig(unsigned, { keyName, algorithm: key.algorithm, timeSeconds, fudgeSeconds: FUDGE_SECONDS, mac, originalId: unsigned.readUInt16BE(0), error, other }), mac };
}

/** A message with this signature behind it, right or wrong. */
export function withTsig(unsigned: Buffer, { keyName, algorithm, timeSeconds, fudgeSeconds, mac, originalId, error, other }: Tsig): Buffer {
  const data = Buffer.concat([encodeName(algorithm), uint48(timeSeconds), uint16(fudgeSeconds), sized(mac), uint16(originalId), uint16(error), sized(other)]);
  const record = Buffer.concat([encodeName(keyName), uint16(TYPE.TSIG), uint16(CLASS.ANY), uint32(0), sized(data)]);
  const bytes = Buffer.concat([unsigned, record]);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10);
  return bytes;
}

/** The signature of a message, and the message as it was before; null where it has none. Throws `DnsFormatError` where it is not where it must be. */
export function readTsig(packet: Buffer): { readonly tsig: Tsig; readonly unsigned: Buffer } | null {
  const { answers, authority, additional, lastAt } = decodeMessage(packet);
  const signatures = [...answers, ...authority, ...additional].filter(({ type }) => type === TYPE.TSIG);
  const [record] = signatures;
  if (record === undefined) return null;
  if (signatures.length > 1 || additional.at(-1) !== record || record.class !== CLASS.ANY || record.ttlSeconds !== 0) throw new DnsFormatError('the signature is not the last record');
  const { data } = record;
  const algorithm = readName(data, 0);
  const at = algorithm.end;
  const take = (offset: number, bytes: number): number => {
    if (offset + bytes > data.length) throw new DnsFormatError('the signature ends too early');
    return data.readUIntBE(offset, bytes);
  };
  const macSize = take(at + 8, 2);
  const after = at + 10 + macSize;
  const otherSize = take(after + 4, 2);
  if (after + 6 + otherSize !== data.length) throw new DnsFormatError('the signature has another length than it says');
  const tsig: Tsig = {
    keyName: record.name,
    algorithm: algorithm.text,
    timeSeconds: take(at, 6),
    fudgeSeconds: take(at + 6, 2),
    mac: data.subarray(at + 10, after),
    originalId: take(after, 2),
    error: take(after + 2, 2),
    other: data.subarray(after + 6),
  };
  const unsigned = Buffer.from(packet.subarray(0, lastAt));
  unsigned.writeUInt16BE(tsig.originalId, 0);
  unsigned.writeUInt16BE(unsigned.readUInt16BE(10) - 1, 10);
  return { tsig, unsigned };
}

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly error: number; readonly mac: Buffer; readonly timeSeconds: number; /** Of BADTIME: the clock of the other side. */ readonly serverSeconds: number | null }
  /** The message has no signature at all. */
  | { readonly kind: 'none' }
  /** It says why it has none: the other side does not know the key, or took our signature for a wrong one. */
  | { readonly kind: 'empty'; readonly error: number }
  | { readonly kind: 'wrong'; readonly why: 'key' | 'algorithm' | 'mac' | 'time' | 'shape' };

/** Whether a message was signed with this key, now. `requestMac` where it is an answer. */
export function checkSignature(packet: Buffer, key: TsigKey, { nowSeconds, requestMac = null }: { readonly nowSeconds: number; readonly requestMac?: Buffer | null }): SignatureVerdict {
  let read: ReturnType<typeof readTsig>;
  try {
    read = readTsig(packet);
  } catch (error) {
    if (error instanceof DnsFormatError) return { kind: 'wrong', why: 'shape' };
    throw error;
  }
  if (read === null) return { kind: 'none' };
  const { tsig, unsigned } = read;
  if (tsig.mac.length === 0 && tsig.error !== 0) return { kind: 'empty', error: tsig.error };
  if (tsig.keyName !== plainName(key.name)) return { kind: 'wrong', why: 'key' };
  if (tsig.algorithm !== key.algorithm) return { kind: 'wrong', why: 'algorithm' };
  const mac = macOf(key, unsigned, tsig, requestMac);
  // A shortened one is none: nobody needs them, and each byte less makes guessing easier.
  if (tsig.mac.length !== mac.length || !timingSafeEqual(tsig.mac, mac)) return { kind: 'wrong', why: 'mac' };
  if (tsig.error !== TSIG_ERROR.badTime && Math.abs(nowSeconds - tsig.timeSeconds) > tsig.fudgeSeconds) return { kind: 'wrong', why: 'time' };
  return { kind: 'valid', error: tsig.error, mac, timeSeconds: tsig.timeSeconds, serverSeconds: tsig.other.length === 6 ? tsig.other.readUIntBE(0, 6) : null };
}
