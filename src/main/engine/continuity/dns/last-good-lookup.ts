import type { Address, Lookup } from '../../net/guarded-lookup.ts';

/** Addresses of provider APIs by host, the last ones that were found. Whoever gives it keeps it. */
export interface LastGood {
  get(host: string): readonly Address[] | undefined;
  set(host: string, found: readonly Address[]): unknown;
}

/**
 * A lookup that works with no resolver at all: where a name cannot be looked up, the addresses that it had last are taken. Only the
 * address is remembered; the certificate is still checked against the name, so an address that is somebody else's by now gets nothing.
 */
export function rememberingLookup(lookup: Lookup, lastGood: LastGood): Lookup {
  return async (host) => {
    try {
      const found = await lookup(host);
      if (found.length === 0) return lastGood.get(host) ?? found;
      lastGood.set(host, found);
      return found;
    } catch (error) {
      const known = lastGood.get(host);
      if (known === undefined) throw error;
      return known;
    }
  };
}
