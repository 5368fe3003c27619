import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import type { DnsProviderId } from '../../../../shared/model/ids.ts';
import { TYPE } from '../../../dns/codes.ts';
import { plainName } from '../../../dns/name.ts';
import type { DnsAddress } from '../../net/dns-over-tcp.ts';
import { readServer } from '../../sources/probe/target.ts';
import { addressIn, findParents, findServers, namesIn, type NameServer } from '../dns/authority/servers.ts';
import { judgeProviders, shareOf, type Finding } from '../dns/authority/two-providers.ts';
import { OWN_NAMES } from '../dns/authority/whose.ts';
import { readZoneFacts } from '../dns/authority/zone-facts.ts';
import { DNS_PORT, type DnsDeps } from '../dns/open.ts';
import type { Delegation, Record } from './gather.ts';

/** What the servers of the zone above are kept under: no name holds a space. */
const above = (zone: string): string => `above ${zone}`;

/** Asks how a zone is delegated, and whether its providers serve the same. What was found last stands in where no resolver answers. */
export function createDelegation({ ask, clock, resolvers, kept, authorityPort: port = DNS_PORT }: Pick<DnsDeps, 'ask' | 'clock' | 'resolvers' | 'kept' | 'authorityPort'>): (providers: readonly DnsProviderConfig[], record: Record, abort: AbortSignal) => Promise<Delegation> {
  /** What the servers that are written down are called: those of the zone by its own word, asked at each address. */
  async function namesOf(zone: string, server: DnsAddress, known: readonly NameServer[], abort: AbortSignal): Promise<string[]> {
    const found = known.filter(({ address, port: own }) => address === server.address && (own === server.port || server.port === port)).map(({ name }) => name);
    if (found.length > 0) return found;
    const names = namesIn(await ask(server, { name: zone, type: TYPE.NS, recursion: false }, abort), zone);
    const addresses = await Promise.all(
      names.map(async (name) => ({ name, address: addressIn(await ask(server, { name, type: TYPE.A, recursion: false }, abort)) ?? addressIn(await ask(server, { name, type: TYPE.AAAA, recursion: false }, abort)) })),
    );
    return addresses.filter(({ address }) => address === server.address).map(({ name }) => name);
  }

  /** The servers of one provider by name; a sentence where they are not known. */
  async function serversOf(provider: DnsProviderConfig, zone: string, known: readonly NameServer[], others: readonly DnsProviderConfig[], abort: AbortSignal): Promise<readonly NameServer[] | string> {
    const { id, authoritative } = provider;
    if (authoritative !== undefined) {
      const addresses = authoritative.flatMap((text) => readServer(text) ?? []);
      const named = await Promise.all(addresses.map(async (address) => ({ address, names: await namesOf(zone, address, known, abort) })));
      // Several names of one address: which of them is meant cannot be told, unless each of them is this provider's.
      const strange = named.find(({ names }) => names.length !== 1);
      return strange === undefined ? named.flatMap(({ address, names: [name = ''] }) => ({ ...address, name })) : `which name server of ${zone} ${strange.address.address} is cannot be told: ${id} cannot be held against the delegation`;
    }
    const pattern = OWN_NAMES[provider.type];
    const own = pattern !== null ? known.filter(({ name }) => pattern.test(name)) : others.every(({ type }) => OWN_NAMES[type] !== null) ? known.filter(({ name }) => !others.some(({ type }) => OWN_NAMES[type]?.test(name) === true)) : [];
    return own.length > 0 ? own : `no name server of ${zone} is known to be of ${id}: write them under \`authoritative\``;
  }

  return async (providers, record, abort) => {
    const [first] = providers;
    if (first === undefined) return { findings: [], shares: new Map() };
    const zone = plainName(first.zone);
    const deps = { ask, clock, resolvers: resolvers(), port };
    const [found, parents] = await Promise.all([findServers(zone, kept.servers(zone), deps, abort), findParents(zone, kept.servers(above(zone)), deps, abort)]);
    if (found?.from === 'resolver') kept.keepServers(zone, found);
    if (parents?.from === 'resolver') kept.keepServers(above(zone), parents);
    const servers = await Promise.all(providers.map(async (provider) => ({ id: provider.id, servers: await serversOf(provider, zone, found?.servers ?? [], providers.filter((other) => other !== provider), abort) })));
    const unknown = servers.flatMap(({ servers: own }): Finding[] => (typeof own === 'string' ? [{ kind: 'delegation', gravity: 'unknown', words: own }] : []));
    const known = servers.flatMap(({ id, servers: own }) => (typeof own === 'string' ? [] : [{ id, servers: own }]));
    // One provider alone says nothing of both.
    if (unknown.length > 0) return { findings: unknown, shares: new Map() };
    const facts = await readZoneFacts({ zone, parents: parents?.servers ?? [], providers: known, names: [record] }, { ask, clock }, abort);
    return { findings: judgeProviders(facts), shares: new Map<DnsProviderId, number | null>(providers.map(({ id }) => [id, shareOf(facts, id)])) };
  };
}
