import { CLASS, FLAG, RCODE, TYPE } from '../../../../dns/codes.ts';
import { rcodeOf, type DnsMessage } from '../../../../dns/message.ts';
import { plainName } from '../../../../dns/name.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { AskDns } from '../../../net/dns-ask.ts';
import type { Clock } from '../../../ports.ts';
import type { RecordSet } from '../provider.ts';
import { readDs, readKey, readSignature, type DelegationSigner, type Signature, type ZoneKey } from './dnssec.ts';
import { saidIn, type Said } from './look.ts';
import { mayBeAsked, namesIn, type NameServer } from './servers.ts';

/** One of the providers of a zone, with its servers. */
export interface ZoneProvider {
  readonly id: string;
  readonly servers: readonly NameServer[];
}

/** What the zone above says; null where none of its servers tells. */
export interface ParentFacts {
  readonly nameServers: readonly string[];
  readonly delegationTtlSeconds: number;
  /** Null where it was not told: that is not "unsigned". */
  readonly signers: readonly DelegationSigner[] | null;
}

/** What one server of a provider says of the zone; null where it does not tell. */
export interface ServerFacts {
  readonly server: NameServer;
  readonly nameServers: readonly string[] | null;
  readonly keys: readonly ZoneKey[] | null;
  readonly keySignatures: readonly Signature[];
  /** Signatures of its start of authority: what its data is signed with. */
  readonly dataSignatures: readonly Signature[] | null;
  readonly sets: readonly Said[];
}

export interface ZoneFacts {
  readonly zone: string;
  readonly parent: ParentFacts | null;
  readonly providers: readonly { readonly id: string; readonly servers: readonly ServerFacts[] }[];
  /** The sets that were compared, in the order of `sets`. */
  readonly names: readonly Pick<RecordSet, 'name' | 'type'>[];
  readonly askedAt: EpochMs;
}

export interface FactsOrder {
  readonly zone: string;
  readonly parents: readonly NameServer[];
  readonly providers: readonly ZoneProvider[];
  readonly names: readonly Pick<RecordSet, 'name' | 'type'>[];
}

/** Asks the zone above and every server of every provider, each by its address; no resolver is needed. */
export async function readZoneFacts(order: FactsOrder, { ask, clock }: { readonly ask: AskDns; readonly clock: Pick<Clock, 'nowMs'> }, abort: AbortSignal): Promise<ZoneFacts> {
  const zone = plainName(order.zone);
  const question = (server: NameServer, name: string, type: number, signatures = false): Promise<DnsMessage | null> => (mayBeAsked(server) ? ask(server, { name, type, recursion: false, signatures }, abort) : Promise.resolve(null));
  const factsOf = async (server: NameServer): Promise<ServerFacts> => {
    const [ns, keys, soa, ...sets] = await Promise.all([question(server, zone, TYPE.NS), question(server, zone, TYPE.DNSKEY, true), question(server, zone, TYPE.SOA, true), ...order.names.map(({ name, type }) => question(server, plainName(name), TYPE[type]))]);
    return {
      server,
      nameServers: own(ns) === null ? null : namesIn(ns, zone),
      keys: own(keys)?.flatMap(({ type, data }) => (type === TYPE.DNSKEY ? (readKey(data) ?? []) : [])) ?? null,
      keySignatures: signaturesIn(keys).filter(({ covers }) => covers === TYPE.DNSKEY),
      dataSignatures: own(soa) === null ? null : signaturesIn(soa).filter(({ covers }) => covers === TYPE.SOA),
      sets: sets.map((message, index) => {
        const asked = order.names[index];
        return asked === undefined ? { kind: 'silent' } : saidIn(message, plainName(asked.name), asked.type, true);
      }),
    };
  };
  const [parent, ...providers] = await Promise.all([readParent(order.parents, zone, question), ...order.providers.map(async ({ id, servers }) => ({ id, servers: await Promise.all(servers.map(factsOf)) }))]);
  return { zone, parent, providers, names: order.names, askedAt: clock.nowMs() };
}

/** The records of an authoritative answer; null where it is none. */
function own(message: DnsMessage | null): DnsMessage['answers'] | null {
  if (message === null || rcodeOf(message) !== RCODE.noError || (message.flags & FLAG.authoritative) === 0) return null;
  return message.answers.filter((record) => record.class === CLASS.IN);
}

const signaturesIn = (message: DnsMessage | null): readonly Signature[] => own(message)?.flatMap(({ type, data }) => (type === TYPE.RRSIG ? (readSignature(data) ?? []) : [])) ?? [];

type Question = (server: NameServer, name: string, type: number, signatures?: boolean) => Promise<DnsMessage | null>;

/** The first of its servers that tells the delegation; all tell the same. */
async function readParent(parents: readonly NameServer[], zone: string, question: Question): Promise<ParentFacts | null> {
  for (const server of parents) {
    const referral = await question(server, zone, TYPE.NS);
    const nameServers = namesIn(referral, zone);
    if (referral === null || nameServers.length === 0) continue;
    const ttls = [...referral.answers, ...referral.authority].filter(({ name, type }) => name === zone && type === TYPE.NS).map(({ ttlSeconds }) => ttlSeconds);
    const ds = own(await question(server, zone, TYPE.DS));
    return { nameServers, delegationTtlSeconds: Math.max(...ttls), signers: ds?.flatMap(({ type, data }) => (type === TYPE.DS ? (readDs(data) ?? []) : [])) ?? null };
  }
  return null;
}
