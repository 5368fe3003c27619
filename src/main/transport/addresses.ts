import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface Bind {
  readonly host: string;
  readonly tls: boolean;
  /** The person said that this network may read everything. */
  readonly insecureLan: boolean;
}

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);
const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::' || host === '[::]';

/** Null = may be opened; otherwise the sentence that says why not, and what to do. */
export function refuseBind({ host, tls, insecureLan }: Bind): string | null {
  if (isLoopback(host) || tls || insecureLan) return null;
  return `Holdfast does not open ${host} without encryption. Give a certificate under server.tls (or "self-signed"), or start with --insecure-lan: then everything, session cookies included, can be read and changed by anybody on this network.`;
}

export interface Served {
  readonly scheme: 'http' | 'https';
  readonly bindHost: string;
  readonly port: number;
  /** Further names: `name`, `name:port`, or a whole origin such as `https://wall.example` where a proxy stands in front. */
  readonly hosts: readonly string[];
  /** Addresses of this machine's interfaces. */
  readonly interfaces: readonly string[];
}

/** Where other machines can reach this one; link-local addresses need a zone that no browser takes. */
export const machineAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address));

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** Exactly the `Host` values and `Origin` values that this server answers to. */
export function allowLists({ scheme, bindHost, port, hosts, interfaces }: Served): { readonly hosts: ReadonlySet<string>; readonly origins: ReadonlySet<string> } {
  const names = isLoopback(bindHost) ? ['localhost', '127.0.0.1', '[::1]', bindHost] : isAny(bindHost) ? ['localhost', '127.0.0.1', '[::1]', ...interfaces] : [bindHost];
  const origins = new Set(names.map((name) => originOf(`${scheme}://${bracketed(name)}:${port}`)));
  for (const entry of hosts) origins.add(originOf(entry.includes('://') ? entry : /:\d+$/.test(entry) ? `${scheme}://${entry}` : `${scheme}://${bracketed(entry)}:${port}`));
  origins.delete(null);
  const known = [...origins].filter((origin) => origin !== null);
  return { hosts: new Set(known.map((origin) => new URL(origin).host)), origins: new Set(known) };
}

const originOf = (url: string): string | null => {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') ? parsed.origin : null;
};

/** What to show and open: a name that works on this machine, or the first address of it that others can reach. */
export function displayUrl({ scheme, bindHost, port, hosts, interfaces }: Served): string {
  const [named] = hosts;
  if (!isLoopback(bindHost) && named !== undefined) return named.includes('://') ? `${named}/` : `${scheme}://${bracketed(named)}${/:\d+$/.test(named) ? '' : `:${port}`}/`;
  const host = isAny(bindHost) ? (interfaces[0] ?? '127.0.0.1') : bindHost;
  return `${scheme}://${bracketed(host)}:${port}/`;
}
