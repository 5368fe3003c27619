import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { egressRefusal } from './egress.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Turns a name into addresses; rejects with the system's error (`code` ENOTFOUND, EAI_AGAIN, …). */
export type Lookup = (host: string) => Promise<readonly Address[]>;

/** The address is one that Holdfast never connects to. */
export class EgressRefused extends Error {
  readonly code = 'EGRESS_REFUSED';
}

/** Throws `EgressRefused` when the host is written as a forbidden address: sockets skip the lookup hook for those. */
export function assertEgress(host: string): void {
  const refusal = egressRefusal(host);
  if (refusal !== null) throw new EgressRefused(`Holdfast does not connect to ${host}: it is ${refusal}`);
}

/**
 * The system's resolver, hosts file included. A lookup in the C library cannot be cancelled and holds one of few threads,
 * so callers that ask for a name while it is being looked up share that answer; nothing is kept after it came.
 */
export function systemLookup(): Lookup {
  const running = new Map<string, Promise<readonly Address[]>>();
  return (host) => {
    const joined = running.get(host);
    if (joined) return joined;
    const asked = dns.promises.lookup(host, { all: true, order: 'verbatim' }).finally(() => running.delete(host));
    running.set(host, asked);
    return asked;
  };
}

/**
 * A lookup hook for `net.connect`, `tls.connect` and agents: the addresses it lets through are the very ones that the
 * socket connects to, so a name cannot be checked as one address and connected to as another (DNS rebinding).
 */
export function guardedLookup(lookup: Lookup): LookupFunction {
  const ask = callbackify((host: string, family: number | string | undefined) => allowedAddresses(lookup, host, family));
  return (host, options, callback) => {
    ask(host, options.family, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) callback(error ?? notFound(host), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function allowedAddresses(lookup: Lookup, host: string, family: number | string = 0): Promise<Address[]> {
  const found = (await lookup(host)).filter((entry) => family === 0 || family === entry.family || family === `IPv${String(entry.family)}`);
  const allowed = found.filter(({ address }) => egressRefusal(address) === null);
  const [refused] = found;
  if (refused && allowed.length === 0)
    throw new EgressRefused(`Holdfast does not connect to ${refused.address}, to which ${host} resolves: it is ${egressRefusal(refused.address) ?? 'refused'}`);
  return allowed.map(({ address, family: its }) => ({ address, family: its }));
}

const notFound = (host: string): NodeJS.ErrnoException => Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
