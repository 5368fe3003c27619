import { plainName } from '../../../../dns/name.ts';
import { formatSpan } from '../../../../../shared/time/format.ts';
import { coversKeys, isCurrent, vouchesFor } from './dnssec.ts';
import type { Said } from './look.ts';
import type { ServerFacts, ZoneFacts } from './zone-facts.ts';

/** `blocks`: a plan that relies on it must not run by itself. `unknown`: it could not be seen, which is not "well". */
export interface Finding {
  readonly kind: 'delegation' | 'nameServers' | 'drift' | 'ttl' | 'dnssec';
  readonly gravity: 'blocks' | 'warns' | 'unknown' | 'fine';
  readonly words: string;
}

const BREAKS = 'this would break for validating resolvers';
type Provider = ZoneFacts['providers'][number];
const telling = <T>(provider: Provider, read: (server: ServerFacts) => T | null): readonly T[] => provider.servers.flatMap((server) => read(server) ?? []);

/**
 * Whether a zone may be left to either of its providers: the zone above names the servers of both, both serve the same, and resolvers
 * that check signatures take the answers of both. The first provider is the one that is used now.
 */
export function judgeProviders(facts: ZoneFacts): readonly Finding[] {
  return [...judgeDelegation(facts), ...judgeNameServers(facts), ...judgeSets(facts), ...judgeSigning(facts)];
}

/** The share of resolvers that still ask this provider while both are delegated to: they spread over all servers alike, as far as anybody knows. */
export function shareOf(facts: ZoneFacts, id: string): number | null {
  const named = facts.parent?.nameServers ?? [];
  const own = new Set(facts.providers.find((provider) => provider.id === id)?.servers.map(({ server }) => plainName(server.name)));
  return named.length === 0 ? null : named.filter((name) => own.has(name)).length / named.length;
}

/** People speak of 48 hours where a zone above keeps its delegations. */
const keptFor = (seconds: number): string => (seconds % 3_600 === 0 && seconds > 0 ? `${seconds / 3_600} h` : formatSpan(seconds * 1_000));

function judgeDelegation({ zone, parent, providers }: ZoneFacts): readonly Finding[] {
  if (parent === null) return [{ kind: 'delegation', gravity: 'unknown', words: `the zone above ${zone} does not tell its delegation` }];
  const named = new Set(parent.nameServers);
  const keeps = keptFor(parent.delegationTtlSeconds);
  const [primary] = providers;
  return providers.map((provider): Finding => {
    const { id, servers } = provider;
    const found = servers.filter(({ server }) => named.has(plainName(server.name)));
    if (found.length === servers.length && servers.length > 0) return { kind: 'delegation', gravity: 'fine', words: `${zone} is delegated to ${id}; resolvers keep the delegation for ${keeps}` };
    if (found.length > 0) return { kind: 'delegation', gravity: 'warns', words: `${zone} is delegated to ${found.length} of ${servers.length} servers of ${id}` };
    const removal = provider === primary ? '' : `; ${primary?.id ?? 'the primary'} cannot be removed: delegation TTL ${keeps}`;
    return { kind: 'delegation', gravity: 'blocks', words: `${zone} is not delegated to ${id}: nobody asks its servers${removal}` };
  });
}

/** The zone's own list of servers must be the same everywhere, and the one that the zone above has. */
function judgeNameServers({ zone, parent, providers }: ZoneFacts): readonly Finding[] {
  return providers.flatMap((provider): Finding[] => {
    const lists = telling(provider, ({ nameServers }) => (nameServers === null ? null : [nameServers.join(' ')]));
    const [first, ...others] = [...new Set(lists.flat())];
    if (first === undefined) return [{ kind: 'nameServers', gravity: 'unknown', words: `no server of ${provider.id} tells the name servers of ${zone}` }];
    if (others.length > 0) return [{ kind: 'nameServers', gravity: 'warns', words: `the servers of ${provider.id} tell different name servers of ${zone}` }];
    if (parent === null || first === parent.nameServers.join(' ')) return [];
    return [{ kind: 'nameServers', gravity: 'warns', words: `${provider.id} tells other name servers of ${zone} than the zone above: ${first.replaceAll(' ', ', ') || 'none'}` }];
  });
}

const valuesText = (said: Said): string | null => (said.kind === 'values' ? said.values.join(', ') : said.kind === 'none' ? 'no such record' : null);

/** Sets that differ from provider to provider, or from server to server. */
function judgeSets({ names, providers }: ZoneFacts): readonly Finding[] {
  const findings = names.flatMap(({ name, type }, index): Finding[] => {
    const seen = providers.flatMap(({ id, servers }) => servers.map(({ server, sets }) => ({ id, server, said: sets[index] ?? ({ kind: 'silent' } as const) })));
    const silent = seen.filter(({ said }) => valuesText(said) === null);
    const unknown = silent.map(({ id, server, said }): Finding => ({ kind: 'drift', gravity: 'unknown', words: `${type} ${name}: ${server.name} of ${id} ${said.kind === 'cannot' ? said.reason.replace(/^it /, '') : 'does not answer'}` }));
    const groups = Map.groupBy(seen.filter((each) => !silent.includes(each)), ({ said }) => valuesText(said) ?? '');
    if (groups.size > 1) return [...unknown, { kind: 'drift', gravity: 'blocks', words: `${type} ${name} differs: ${[...groups].map(([values, of]) => `${values} at ${[...new Set(of.map(({ id }) => id))].join(' and ')}`).join('; ')}` }];
    const ttls = [...new Set(seen.flatMap(({ said }) => (said.kind === 'values' ? said.ttlSeconds : [])))].sort((a, b) => a - b);
    return ttls.length > 1 ? [...unknown, { kind: 'ttl', gravity: 'warns', words: `${type} ${name} has different TTLs: ${ttls.map((ttl) => formatSpan(ttl * 1_000)).join(', ')}` }] : unknown;
  });
  return findings.length > 0 || names.length === 0 ? findings : [{ kind: 'drift', gravity: 'fine', words: `all ${names.length} record sets are the same everywhere` }];
}

/** RFC 8901: with a signed delegation, the keys of every provider must be vouched for, and each must know what the others sign with. */
function judgeSigning({ zone, parent, providers, askedAt }: ZoneFacts): readonly Finding[] {
  const say = (gravity: Finding['gravity'], words: string): Finding => ({ kind: 'dnssec', gravity, words });
  if (parent === null || parent.signers === null) return [say('unknown', `whether ${zone} is signed is not known: the zone above does not tell`)];
  const { signers } = parent;
  if (signers.length === 0) return [say('fine', `${zone} is not signed by the zone above: every resolver takes the answers of ${providers.map(({ id }) => id).join(' and ')}`)];
  const nowSeconds = Math.floor(askedAt / 1_000);
  const usedBy = new Map(providers.map((provider) => [provider.id, [...new Set(telling(provider, ({ dataSignatures }) => dataSignatures?.map(({ keyTag, algorithm }) => `${keyTag}/${algorithm}`) ?? null).flat())]]));
  const findings = providers.flatMap((provider): Finding[] => {
    const { id } = provider;
    const answering = provider.servers.filter(({ keys }) => keys !== null);
    if (answering.length === 0) return [say('unknown', `no server of ${id} tells its keys of ${zone}`)];
    const found: Finding[] = [];
    if (answering.some(({ keys }) => keys?.length === 0)) return [say('blocks', `${BREAKS}: ${zone} is signed, and ${id} does not sign it`)];
    const isVouched = ({ keys, keySignatures }: ServerFacts): boolean =>
      keys?.some((key) => signers.some((ds) => vouchesFor(ds, zone, key)) && keySignatures.some((each) => coversKeys(each) && each.keyTag === key.keyTag && each.algorithm === key.algorithm && isCurrent(each, nowSeconds))) === true;
    if (!answering.every(isVouched)) found.push(say('blocks', `${BREAKS}: the zone above vouches for no key that ${id} signs its keys with now`));
    if (answering.some(({ dataSignatures }) => dataSignatures !== null && !dataSignatures.some((each) => isCurrent(each, nowSeconds)))) found.push(say('blocks', `${BREAKS}: the signatures of ${id} are missing or out of their time`));
    for (const [other, used] of usedBy) {
      const missing = used.filter((tag) => answering.some(({ keys }) => keys?.some((key) => `${key.keyTag}/${key.algorithm}` === tag && key.isZoneKey) !== true));
      if (missing.length > 0) found.push(say('blocks', other === id ? `${BREAKS}: ${id} signs with a key that it does not publish` : `${BREAKS}: ${id} does not publish the key that ${other} signs with (key tag ${missing.map((tag) => tag.split('/')[0]).join(', ')})`));
    }
    return found;
  });
  if (findings.length > 0) return findings;
  return [say('fine', providers.length > 1 ? `${zone} is signed, and ${providers.map(({ id }) => id).join(' and ')} know each other’s keys` : `${zone} is signed, and the zone above vouches for it`)];
}
