import { isIPv4 } from 'node:net';
import { CLASS, RCODE, TYPE } from '../../../../dns/codes.ts';
import { rcodeOf, type DnsMessage } from '../../../../dns/message.ts';
import { DnsFormatError, plainName } from '../../../../dns/name.ts';
import { ipv4Text, ipv6Text, nameText } from '../../../../dns/record-data.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { AskDns } from '../../../net/dns-ask.ts';
import type { DnsAddress } from '../../../net/dns-over-tcp.ts';
import { egressRefusal } from '../../../net/egress.ts';
import { orLate } from '../../../or-late.ts';
import type { Clock } from '../../../ports.ts';
import { RESOLVER_PATIENCE_MS } from '../last-good-lookup.ts';

export interface NameServer extends DnsAddress {
  readonly name: string;
}

/** The servers of a zone. `lastGood`: no resolver answers, and these are the ones that were found before. */
export interface FoundServers {
  readonly servers: readonly NameServer[];
  readonly from: 'resolver' | 'lastGood';
  readonly foundAt: EpochMs;
}

export interface FindDeps {
  readonly ask: AskDns;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  /** Asked in order, until one knows. */
  readonly resolvers: readonly DnsAddress[];
  /** Where authoritative servers listen. */
  readonly port: number;
}

const MOST_SERVERS = 16;

/** Finds the name servers of a zone with their addresses; where no resolver answers, or none soon, the last good ones stand in. Null where there are none either. */
export async function findServers(zone: string, lastGood: FoundServers | null, deps: FindDeps, abort: AbortSignal): Promise<FoundServers | null> {
  if (lastGood === null) return askResolvers(zone, [], deps, abort);
  const old: FoundServers = { ...lastGood, from: 'lastGood' };
  return (await orLate(deps.clock, askResolvers(zone, old.servers, deps, abort), RESOLVER_PATIENCE_MS, () => old)) ?? old;
}

async function askResolvers(zone: string, known: readonly NameServer[], { ask, clock, resolvers, port }: FindDeps, abort: AbortSignal): Promise<FoundServers | null> {
  for (const resolver of resolvers) {
    const names = namesIn(await ask(resolver, { name: plainName(zone), type: TYPE.NS, recursion: true }, abort), plainName(zone));
    if (names.length === 0) continue;
    const servers = await Promise.all(
      names.slice(0, MOST_SERVERS).map(async (name): Promise<NameServer | null> => {
        const address = addressIn(await ask(resolver, { name, type: TYPE.A, recursion: true }, abort)) ?? addressIn(await ask(resolver, { name, type: TYPE.AAAA, recursion: true }, abort));
        return address === null ? (known.find((server) => server.name === name) ?? null) : { name, address, port };
      }),
    );
    const found = servers.filter((server) => server !== null);
    // One whose address nobody tells would be left out of every check, and a check of all would pass without it.
    if (found.length === Math.min(names.length, MOST_SERVERS)) return { servers: found, from: 'resolver', foundAt: clock.nowMs() };
  }
  return null;
}

/** The servers of the zone above, which is not always one label up; the last good ones where no resolver answers, or none soon. */
export async function findParents(zone: string, lastGood: FoundServers | null, deps: FindDeps, abort: AbortSignal): Promise<FoundServers | null> {
  if (lastGood === null) return askUpwards(zone, deps, abort);
  const old: FoundServers = { ...lastGood, from: 'lastGood' };
  return (await orLate(deps.clock, askUpwards(zone, deps, abort), RESOLVER_PATIENCE_MS, () => old)) ?? old;
}

async function askUpwards(zone: string, deps: FindDeps, abort: AbortSignal): Promise<FoundServers | null> {
  const labels = plainName(zone).split('.');
  for (let up = 1; up < labels.length && !abort.aborted; up += 1) {
    const found = await askResolvers(labels.slice(up).join('.'), [], deps, abort);
    if (found !== null) return found;
  }
  return null;
}

export const mayBeAsked = ({ address }: DnsAddress): boolean => egressRefusal(address) === null;

/** Targets of the NS records of a name. */
export function namesIn(message: DnsMessage | null, zone: string): readonly string[] {
  if (message === null || rcodeOf(message) !== RCODE.noError) return [];
  const records = [...message.answers, ...message.authority].filter(({ name, type, class: cls }) => name === zone && type === TYPE.NS && cls === CLASS.IN);
  return [...new Set(records.flatMap(({ data }) => safely(() => nameText(data)) ?? []))].sort();
}

export function addressIn(message: DnsMessage | null): string | null {
  const found = (message?.answers ?? []).flatMap(({ type, data }) => safely(() => (type === TYPE.A ? ipv4Text(data) : type === TYPE.AAAA ? ipv6Text(data) : null)) ?? []);
  return found.find((address) => isIPv4(address)) ?? found[0] ?? null;
}

export function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DnsFormatError || error instanceof RangeError) return null;
    throw error;
  }
}
