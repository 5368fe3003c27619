import dns from 'node:dns';
import { isIP } from 'node:net';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { addressBytes } from '../../net/egress.ts';
import { assertEgress } from '../../net/guarded-lookup.ts';
import type { Address } from '../../net/guarded-lookup.ts';
import { CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { ServerAddress } from './target.ts';
import { nameServerWords, quoted } from './words.ts';

export const serverText = ({ address, port }: ServerAddress): string => `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;

/**
 * A resolver that asks this one server, once: a lost packet is a failed sample. It ends with the attempt; the time limit is the
 * attempt's, and the resolver's own (`waitMs`) must not come before it unless that is meant.
 */
export function resolverAt(attempt: Attempt, server: ServerAddress, waitMs: number): dns.promises.Resolver {
  assertEgress(server.address);
  const resolver = new dns.promises.Resolver({ timeout: Math.ceil(waitMs), tries: 1 });
  resolver.setServers([serverText(server)]);
  attempt.own(() => resolver.cancel());
  return resolver;
}

/** The addresses of a name by one name server, IPv4 first. Throws `CheckFailed` in words where it gives none. */
export async function addressesBy(attempt: Attempt, server: ServerAddress, name: string, timeoutMs: DurationMs): Promise<readonly Address[]> {
  const resolver = resolverAt(attempt, server, timeoutMs + 10_000);
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = [...(four.status === 'fulfilled' ? four.value : []), ...(six.status === 'fulfilled' ? six.value : [])];
  if (found.length > 0) return found.map((address) => ({ address, family: isIP(address) }));
  const reason = (four.status === 'rejected' ? four.reason : {}) as { code?: string };
  throw new CheckFailed(nameServerWords(reason.code ?? '', { name, type: 'A' }, server));
}

/** Why these addresses are not the ones that a name may have; null where they are, or any will do. */
export function strangeAddresses(found: readonly string[], allowed: readonly string[] | undefined): string | null {
  if (allowed === undefined) return null;
  const bytes = (address: string): string => addressBytes(address.trim())?.join('.') ?? address;
  const known = new Set(allowed.map(bytes));
  const strange = found.filter((address) => !known.has(bytes(address)));
  return strange.length === 0 ? null : `answered ${listed(strange)}, expected only ${listed(allowed)}`;
}

const listed = (addresses: readonly string[]): string => `${addresses.slice(0, 4).map(quoted).join(', ')}${addresses.length > 4 ? ` and ${String(addresses.length - 4)} more` : ''}`;
