import { timingSafeEqual } from 'node:crypto';
import { plainName } from './name.ts';
import { macOf, readTsig, signMessage, TSIG_ERROR, uint48, withTsig, type TsigKey } from './tsig.ts';

/** What a name server makes of the signature of a request (RFC 8945 section 5.2). */
export type JudgedRequest =
  | { readonly kind: 'unsigned' }
  /** Somebody who has the key sent it, now. `message` is without the signature; `sign` makes an answer the answer to it. */
  | { readonly kind: 'signed'; readonly message: Buffer; readonly sign: (answer: Buffer) => Buffer }
  /** It will not do; `tell` puts the reason behind an answer, whose code is NOTAUTH. */
  | { readonly kind: 'refused'; readonly tell: (answer: Buffer) => Buffer };

/** Throws `DnsFormatError` for what is no message, or has its signature elsewhere than at its end. */
export function judgeRequest(packet: Buffer, keys: readonly TsigKey[], nowSeconds: number): JudgedRequest {
  const read = readTsig(packet);
  if (read === null) return { kind: 'unsigned' };
  const { tsig, unsigned } = read;
  const unproven = (error: number): JudgedRequest => ({ kind: 'refused', tell: (answer) => withTsig(answer, { ...tsig, originalId: answer.readUInt16BE(0), mac: Buffer.alloc(0), error, other: Buffer.alloc(0) }) });
  const key = keys.find(({ name, algorithm }) => plainName(name) === tsig.keyName && algorithm === tsig.algorithm);
  if (key === undefined) return unproven(TSIG_ERROR.badKey);
  const mac = macOf(key, unsigned, tsig, null);
  if (tsig.mac.length !== mac.length || !timingSafeEqual(tsig.mac, mac)) return unproven(TSIG_ERROR.badSig);
  // The time of the one who asks stands in the answer, so that they can check it; ours beside it.
  if (Math.abs(nowSeconds - tsig.timeSeconds) > tsig.fudgeSeconds) return { kind: 'refused', tell: (answer) => signMessage(answer, key, { timeSeconds: tsig.timeSeconds, requestMac: mac, error: TSIG_ERROR.badTime, other: uint48(nowSeconds) }).bytes };
  return { kind: 'signed', message: unsigned, sign: (answer) => signMessage(answer, key, { timeSeconds: nowSeconds, requestMac: mac }).bytes };
}
