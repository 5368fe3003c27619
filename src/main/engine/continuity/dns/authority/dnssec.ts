import { createHash } from 'node:crypto';
import { TYPE } from '../../../../dns/codes.ts';
import { encodeName, readName } from '../../../../dns/name.ts';
import { safely } from './servers.ts';

/** Facts of DNSSEC (RFC 4034), read from the data of records; no signature is calculated here. */
export interface DelegationSigner {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: string;
}
export interface ZoneKey {
  readonly keyTag: number;
  readonly algorithm: number;
  /** It says that it may sign, and it is not revoked. */
  readonly isZoneKey: boolean;
  readonly data: Buffer;
}
export interface Signature {
  readonly covers: number;
  readonly keyTag: number;
  readonly algorithm: number;
  readonly expiresSeconds: number;
  readonly beginsSeconds: number;
}

export const readDs = (data: Buffer): DelegationSigner | null =>
  data.length < 5 ? null : { keyTag: data.readUInt16BE(0), algorithm: data.readUInt8(2), digestType: data.readUInt8(3), digest: data.toString('hex', 4) };

export function readKey(data: Buffer): ZoneKey | null {
  if (data.length < 5) return null;
  const flags = data.readUInt16BE(0);
  return { keyTag: keyTagOf(data), algorithm: data.readUInt8(3), isZoneKey: (flags & 0x0100) !== 0 && (flags & 0x0080) === 0, data };
}

/** RFC 4034, appendix B. */
function keyTagOf(data: Buffer): number {
  let sum = 0;
  for (const [index, byte] of data.entries()) sum += index % 2 === 0 ? byte << 8 : byte;
  return (sum + (sum >>> 16)) & 0xffff;
}

export const readSignature = (data: Buffer): Signature | null =>
  safely(() => {
    readName(data, 18);
    return { covers: data.readUInt16BE(0), algorithm: data.readUInt8(2), expiresSeconds: data.readUInt32BE(8), beginsSeconds: data.readUInt32BE(12), keyTag: data.readUInt16BE(16) };
  });

const DIGESTS: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };

/** Whether the parent vouches for this key. */
export function vouchesFor(ds: DelegationSigner, zone: string, key: ZoneKey): boolean {
  const hash = DIGESTS[ds.digestType];
  if (hash === undefined || ds.keyTag !== key.keyTag || ds.algorithm !== key.algorithm || !key.isZoneKey) return false;
  return createHash(hash).update(encodeName(zone.toLowerCase())).update(key.data).digest('hex') === ds.digest;
}

/** Whether a signature over these records is in its time. Both times go round after 136 years (RFC 1982). */
export const isCurrent = ({ beginsSeconds, expiresSeconds }: Signature, nowSeconds: number): boolean => ((nowSeconds - beginsSeconds) >>> 0) < 0x8000_0000 && ((expiresSeconds - nowSeconds) >>> 0) < 0x8000_0000;

export const coversKeys = ({ covers }: Signature): boolean => covers === TYPE.DNSKEY;
