import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Address, Lookup } from '../../net/guarded-lookup.ts';
import { orLate } from '../../or-late.ts';
import type { Clock } from '../../ports.ts';

/** Addresses of provider APIs by host, the last ones that were found. Whoever gives it keeps it. */
export interface LastGood {
  get(host: string): readonly Address[] | undefined;
  set(host: string, found: readonly Address[]): unknown;
}

/** A resolver that answers at all answers sooner. One that is silent keeps the system's own lookup for ten seconds and more. */
export const RESOLVER_PATIENCE_MS = durationMs(800);

export type RememberingLookup = (lastGood: LastGood) => Lookup;

/**
 * Lookups that work with no resolver at all: where a name cannot be looked up, or nobody says anything, the addresses that it had last
 * are taken; and at once while a question of before is still unanswered. Only the address is remembered; the certificate is still checked
 * against the name, so an address that is somebody else's by now gets nothing.
 */
export function createRememberingLookup(lookup: Lookup, clock: Pick<Clock, 'after' | 'monotonicMs'>): RememberingLookup {
  /** Since when each name is asked for, while no answer has come. */
  const askedSince = new Map<string, DurationMs>();
  const ask = async (host: string): Promise<readonly Address[]> => {
    if (!askedSince.has(host)) askedSince.set(host, clock.monotonicMs());
    try {
      return await lookup(host);
    } finally {
      askedSince.delete(host);
    }
  };
  return (lastGood) => async (host) => {
    const known = lastGood.get(host);
    const asked = ask(host).then((found) => {
      // An answer that comes late is remembered, too.
      if (found.length > 0) lastGood.set(host, found);
      return found.length > 0 ? found : (known ?? found);
    });
    if (known === undefined) return asked;
    const waited = clock.monotonicMs() - (askedSince.get(host) ?? clock.monotonicMs());
    return orLate(clock, asked.catch(() => known), durationMs(Math.max(0, RESOLVER_PATIENCE_MS - waited)), () => known);
  };
}
