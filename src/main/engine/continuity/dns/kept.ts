import type { DnsProviderId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Address } from '../../net/guarded-lookup.ts';
import type { Clock } from '../../ports.ts';
import type { FoundServers } from './authority/servers.ts';
import type { LastGood } from './last-good-lookup.ts';

/** What is kept for the hour in which no resolver answers; and what was measured of providers. */
export interface KeptDns {
  readonly addresses: LastGood;
  servers(zone: string): FoundServers | null;
  keepServers(zone: string, found: FoundServers): void;
  /** For how long somebody else could have come in between, in the last change at a provider without a condition. */
  raceWindowMs(provider: DnsProviderId): DurationMs | null;
  keepRaceWindow(provider: DnsProviderId, windowMs: DurationMs): void;
}

type What = 'addresses' | 'servers' | 'raceWindowMs';

/** Kept in the database; in memory alone where nothing can be written. */
export function createKeptDns({ read, write, clock }: { readonly read: Pick<ReadDb, 'all'>; readonly write: Pick<WriteDb, 'run'> | null; readonly clock: Pick<Clock, 'nowMs'> }): KeptDns {
  const known = new Map(read.all<{ what: string; name: string; value: string }>('SELECT what, name, value FROM dns_kept').map(({ what, name, value }) => [`${what} ${name}`, value]));
  const get = <T>(what: What, name: string): T | undefined => {
    const value = known.get(`${what} ${name}`);
    return value === undefined ? undefined : (JSON.parse(value) as T);
  };
  const keep = (what: What, name: string, given: unknown, same: (value: string) => boolean): void => {
    const before = known.get(`${what} ${name}`);
    if (before !== undefined && same(before)) return;
    const value = JSON.stringify(given);
    known.set(`${what} ${name}`, value);
    write?.run('INSERT INTO dns_kept (what, name, value, at) VALUES (?, ?, ?, ?) ON CONFLICT (what, name) DO UPDATE SET value = excluded.value, at = excluded.at', what, name, value, clock.nowMs());
  };
  return {
    addresses: {
      get: (host) => get<readonly Address[]>('addresses', host),
      set: (host, found) => keep('addresses', host, found, (value) => value === JSON.stringify(found)),
    },
    servers: (zone) => get<FoundServers>('servers', zone) ?? null,
    // Found again is not written again: when it was found first is old enough to be shown.
    keepServers: (zone, found) => keep('servers', zone, found, (value) => JSON.stringify((JSON.parse(value) as FoundServers).servers) === JSON.stringify(found.servers)),
    raceWindowMs: (provider) => {
      const windowMs = get<number>('raceWindowMs', provider);
      return windowMs === undefined ? null : durationMs(windowMs);
    },
    keepRaceWindow: (provider, windowMs) => keep('raceWindowMs', provider, windowMs, () => false),
  };
}
