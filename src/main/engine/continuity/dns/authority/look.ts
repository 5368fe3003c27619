import { CLASS, FLAG, RCODE, TYPE } from '../../../../dns/codes.ts';
import { rcodeOf, type DnsMessage } from '../../../../dns/message.ts';
import { plainName } from '../../../../dns/name.ts';
import { valueText, type SetType } from '../../../../dns/record-data.ts';
import type { AskDns } from '../../../net/dns-ask.ts';
import type { DnsAddress } from '../../../net/dns-over-tcp.ts';
import type { RecordSet } from '../provider.ts';
import { mayBeAsked, safely } from './servers.ts';

/** What one server says of a set. A resolver tells the time that is left, an authority the whole one. */
export type Said =
  | { readonly kind: 'values'; readonly values: readonly string[]; readonly ttlSeconds: number }
  /** It says that there is no such set. */
  | { readonly kind: 'none' }
  /** It answers, but not about this. */
  | { readonly kind: 'cannot'; readonly reason: string }
  | { readonly kind: 'silent' };

export interface Look<S extends DnsAddress = DnsAddress> {
  readonly server: S;
  readonly said: Said;
}

/** Asks every server for a set, each by its address. `authority`: for what it knows itself. */
export const lookAt = <S extends DnsAddress>(ask: AskDns, servers: readonly S[], { name, type }: Pick<RecordSet, 'name' | 'type'>, authority: boolean, abort: AbortSignal): Promise<readonly Look<S>[]> =>
  Promise.all(
    servers.map(async (server): Promise<Look<S>> => {
      if (!mayBeAsked(server)) return { server, said: { kind: 'cannot', reason: 'Holdfast does not connect to this address' } };
      return { server, said: saidIn(await ask(server, { name, type: TYPE[type], recursion: !authority }, abort), plainName(name), type, authority) };
    }),
  );

const REASONS: Readonly<Record<number, string>> = { [RCODE.servFail]: 'it cannot answer (SERVFAIL)', [RCODE.refused]: 'it refuses to answer (REFUSED)', [RCODE.notAuth]: 'it is no authority of the zone (NOTAUTH)' };

export function saidIn(message: DnsMessage | null, name: string, type: SetType, authority: boolean): Said {
  if (message === null) return { kind: 'silent' };
  const rcode = rcodeOf(message);
  if (rcode !== RCODE.noError && rcode !== RCODE.nxDomain) return { kind: 'cannot', reason: REASONS[rcode] ?? `it cannot answer (code ${rcode})` };
  if (authority && (message.flags & FLAG.authoritative) === 0) return { kind: 'cannot', reason: 'it is no authority of the name (lame)' };
  // A resolver puts an alias and what it leads to into one answer, and a set is then that of the last name.
  const own = message.answers.filter((record) => record.type === TYPE[type] && record.class === CLASS.IN && (!authority || record.name === name));
  if (own.length === 0) return { kind: 'none' };
  const values = safely(() => own.map(({ data }) => valueText(type, data)).sort());
  return values === null ? { kind: 'cannot', reason: 'its answer cannot be read' } : { kind: 'values', values, ttlSeconds: Math.min(...own.map(({ ttlSeconds }) => ttlSeconds)) };
}
