import { createHash } from 'node:crypto';
import { RCODE } from '../../../dns/codes.ts';
import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import type { Answer } from './wire.ts';

/** What a server says of one type of records. `records` also where there are none. */
type SeenKind = 'records' | 'nxdomain' | 'servfail' | 'refused' | 'lame' | 'failed';

export interface Seen {
  readonly kind: SeenKind;
  /** What two answers must share to be the same: the set of records, whatever its order and its times to live. */
  readonly key: string;
  /** As lines: "A 203.0.113.10", sorted. */
  readonly lines: readonly string[];
  /** Of an SOA record. It rises with every edit, so that it is no part of the key. */
  readonly serial: number | null;
  readonly ttlSeconds: number | null;
}

const keyOf = (type: DnsWatchType, lines: readonly string[]): string => createHash('sha256').update([type, ...lines].join('\n')).digest('hex').slice(0, 16);

/** What an answer says about the records of a type. `authority`: whether it had to come from one that is responsible for the name. */
export function seenIn(type: DnsWatchType, answer: Answer, authority: boolean): Seen {
  const stated = (kind: SeenKind, words: string): Seen => ({ kind, key: keyOf(type, [words]), lines: [`${type} ${words}`], serial: null, ttlSeconds: null });
  if (answer.rcode === RCODE.servFail) return stated('servfail', '(cannot answer: SERVFAIL)');
  if (answer.rcode === RCODE.refused) return stated('refused', '(refuses to answer: REFUSED)');
  if (answer.rcode !== RCODE.noError && answer.rcode !== RCODE.nxDomain) return stated('failed', `(cannot answer: code ${answer.rcode})`);
  if (authority && !answer.authoritative) return stated('lame', '(not the authority of this name: lame)');
  if (answer.rcode === RCODE.nxDomain) return stated('nxdomain', '(no such name: NXDOMAIN)');
  const own = answer.records.filter((record) => record.type === type);
  if (own.length === 0) {
    const alias = answer.records.find((record) => record.type === 'CNAME');
    return stated('records', alias === undefined ? '(none)' : `(alias of ${alias.data})`);
  }
  const ttlSeconds = Math.min(...own.map((record) => record.ttlSeconds));
  if (type !== 'SOA') {
    const lines = [...new Set(own.map(({ data }) => data))].sort();
    return { kind: 'records', key: keyOf(type, lines), lines: lines.map((data) => `${type} ${data}`), serial: null, ttlSeconds };
  }
  const [server = '', mail = '', serial = '0', ...times] = own[0]?.data.split(' ') ?? [];
  return { kind: 'records', key: keyOf(type, [server, mail, ...times]), lines: [`SOA ${server} ${mail} ${times.join(' ')}`], serial: Number(serial), ttlSeconds };
}

/** Serial numbers go round (RFC 1982): whether the second one lies behind the first. */
export const isBehind = (before: number, now: number): boolean => before !== now && ((before - now) >>> 0) < 0x8000_0000;
