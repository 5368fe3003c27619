import { FLAG, RCODE } from '../../../../dns/codes.ts';
import { decodeMessage, opcodeOf, rcodeOf, type DnsMessage } from '../../../../dns/message.ts';
import { checkSignature, signMessage, TSIG_ERROR, type TsigKey } from '../../../../dns/tsig.ts';
import { assertNever } from '../../../../../shared/model/result.ts';
import type { DurationMs } from '../../../../../shared/model/units.ts';
import { formatAge } from '../../../../../shared/time/format.ts';
import { exchangeOverTcp, type DnsAddress } from '../../../net/dns-over-tcp.ts';
import { egressRefusal } from '../../../net/egress.ts';
import type { Clock } from '../../../ports.ts';
import { tsigWords } from './words.ts';

export interface SignedServer {
  readonly server: DnsAddress;
  readonly key: TsigKey;
  /** One deadline for connection, question and answer. */
  readonly timeoutMs: DurationMs;
}

/** What came back of a signed message. Only `answer` was said by somebody who has the key. */
export type SignedAnswer =
  | { readonly kind: 'answer'; readonly message: DnsMessage }
  /** The server says that our signature will not do; it has done nothing. */
  | { readonly kind: 'badSignature'; readonly reason: string }
  | { readonly kind: 'notReached' | 'ambiguous'; readonly reason: string };

const SENSELESS = 'an answer that makes no sense';

/** Signs a message, sends it over TCP, and believes no answer whose signature is not right. */
export async function exchangeSigned(clock: Clock, { server, key, timeoutMs }: SignedServer, unsigned: Buffer, abort: AbortSignal): Promise<SignedAnswer> {
  const refusal = egressRefusal(server.address);
  if (refusal !== null) return { kind: 'notReached', reason: `Holdfast does not connect to ${server.address}: it is ${refusal}` };
  const signed = signMessage(unsigned, key, { timeSeconds: secondsOf(clock) });
  const came = await exchangeOverTcp(clock, server, signed.bytes, timeoutMs, abort);
  if (came.kind !== 'answer') return { kind: came.kind === 'notReached' ? 'notReached' : 'ambiguous', reason: came.reason };
  const verdict = checkSignature(came.packet, key, { nowSeconds: secondsOf(clock), requestMac: signed.mac });
  if (verdict.kind === 'wrong' && verdict.why === 'shape') return { kind: 'ambiguous', reason: SENSELESS };
  const message = decodeMessage(came.packet);
  const sent = { id: unsigned.readUInt16BE(0), flags: unsigned.readUInt16BE(2) };
  if (message.id !== sent.id || (message.flags & FLAG.response) === 0 || opcodeOf(message) !== opcodeOf(sent)) return { kind: 'ambiguous', reason: SENSELESS };
  switch (verdict.kind) {
    case 'valid':
      if (verdict.error === TSIG_ERROR.badTime) return { kind: 'badSignature', reason: skewWords(verdict.serverSeconds, secondsOf(clock)) };
      return verdict.error === 0 ? { kind: 'answer', message } : { kind: 'badSignature', reason: tsigWords(verdict.error, key) };
    case 'empty':
      return rcodeOf(message) === RCODE.notAuth ? { kind: 'badSignature', reason: tsigWords(verdict.error, key) } : { kind: 'ambiguous', reason: SENSELESS };
    case 'none':
      return { kind: 'ambiguous', reason: `an answer without a signature${rcodeOf(message) === 0 ? '' : ` (code ${rcodeOf(message)})`}, which anybody could have made; is this the primary, and does it know the key?` };
    case 'wrong':
      return { kind: 'ambiguous', reason: verdict.why === 'time' ? 'an answer that was signed at another time: the clocks differ, or it is an old one' : 'an answer whose signature is wrong' };
    default:
      return assertNever(verdict, 'verdict');
  }
}

const secondsOf = (clock: Clock): number => Math.floor(clock.nowMs() / 1_000);

function skewWords(serverSeconds: number | null, ourSeconds: number): string {
  const skew = serverSeconds === null ? null : serverSeconds - ourSeconds;
  const much = skew === null ? 'differ too much' : `differ by ${formatAge(Math.abs(skew) * 1_000)}: the server is ${skew > 0 ? 'ahead' : 'behind'}`;
  return `the clocks of the server and of this machine ${much} (TSIG BADTIME); more than 5 minutes are not taken, set both by NTP`;
}
