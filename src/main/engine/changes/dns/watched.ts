import dns from 'node:dns';
import type { ResolvedDnsWatch } from '../../../config/resolved.ts';
import { readServer, type ServerAddress } from '../../sources/probe/target.ts';
import type { WatchedName } from './watch.ts';

const serversOf = (texts: readonly string[]): ServerAddress[] => texts.flatMap((text) => readServer(text) ?? []);

/** Names as they are configured, ready to be asked for. */
export const watchedNames = (configured: readonly ResolvedDnsWatch[]): WatchedName[] => configured.map((watch) => ({ ...watch, servers: watch.servers === null ? null : serversOf(watch.servers) }));

/** The name servers that this machine asks; asked anew each time, for they change with its network. */
export const systemResolvers = (): readonly ServerAddress[] => serversOf(dns.getServers());
