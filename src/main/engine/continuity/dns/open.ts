import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { AskDns } from '../../net/dns-ask.ts';
import type { DnsAddress } from '../../net/dns-over-tcp.ts';
import type { Clock, ResolveSecrets } from '../../ports.ts';
import type { RandomBytes } from '../../seats/rules.ts';
import { readServer } from '../../sources/probe/target.ts';
import { findServers, type FoundServers, type NameServer } from './authority/servers.ts';
import { createCloudflareProvider } from './cloudflare/provider.ts';
import type { KeptDns } from './kept.ts';
import type { LastGood, RememberingLookup } from './last-good-lookup.ts';
import type { DnsProvider } from './provider.ts';
import { createRfc2136Provider } from './rfc2136/provider.ts';
import { createRoute53Provider } from './route53/provider.ts';

/** What DNS of continuity needs of the world. */
export interface DnsDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
  readonly randomBytes: RandomBytes;
  readonly ask: AskDns;
  /** The machine's resolvers, asked in order; none where it has none. */
  readonly resolvers: () => readonly DnsAddress[];
  /** How names of provider APIs become addresses. */
  readonly lookup: RememberingLookup;
  readonly kept: KeptDns;
  /** Makes a provider of its configuration; `openProvider` unless a test takes a guard away. */
  readonly open?: (config: DnsProviderConfig, deps: DnsDeps) => Promise<DnsProvider>;
  /** Where authoritative servers listen that are found by their names; 53 unless a test says another. */
  readonly authorityPort?: number;
}

/** One deadline for a signed message to a name server and its answer. */
const SIGNED_MS = durationMs(5_000);
export const DNS_PORT = 53;

/** Throws where the text is no address; the configuration is checked, a text of an older one may not be. */
export function readAddress(text: string): DnsAddress {
  const read = readServer(text);
  if (read === null) throw new Error(`expected a name server’s address or address:port, found "${text}"`);
  return read;
}

/** A provider of its configuration, its secrets read now. Rejects with words that name the reference that cannot be read. */
export async function openProvider(config: DnsProviderConfig, deps: DnsDeps): Promise<DnsProvider> {
  switch (config.type) {
    case 'rfc2136': {
      const secret = Buffer.from(await deps.resolveSecrets(config.key.secret), 'base64');
      if (secret.length === 0) throw new Error(`expected the secret of the key "${config.key.name}" in base64`);
      return provider(config, { key: secret }, deps);
    }
    case 'cloudflare':
      return provider(config, { token: await deps.resolveSecrets(config.token) }, deps);
    case 'route53':
      return provider(config, { accessKeyId: await deps.resolveSecrets(config.accessKeyId), secretAccessKey: await deps.resolveSecrets(config.secretAccessKey) }, deps);
    default:
      return assertNever(config, 'DNS provider');
  }
}

/** The same without its secrets: it can describe, and whatever it sent would be refused. */
export const describingProvider = (config: DnsProviderConfig, deps: DnsDeps): DnsProvider => provider(config, { key: Buffer.alloc(32), token: '•••', accessKeyId: '•••', secretAccessKey: '•••' }, deps);

interface Secrets {
  readonly key?: Buffer;
  readonly token?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

function provider(config: DnsProviderConfig, { key = Buffer.alloc(0), token = '', accessKeyId = '', secretAccessKey = '' }: Secrets, deps: DnsDeps): DnsProvider {
  const { clock, randomBytes } = deps;
  if (config.type === 'rfc2136') return createRfc2136Provider({ zone: config.zone, server: readAddress(config.server), key: { ...config.key, secret: key }, timeoutMs: SIGNED_MS }, { clock, randomBytes });
  const http = { clock, lookup: deps.lookup(withConfigured(deps.kept.addresses, config)) };
  if (config.type === 'cloudflare') return createCloudflareProvider({ zone: config.zone, zoneId: config.zoneId, token, url: config.url }, http);
  return createRoute53Provider({ zone: config.zone, zoneId: config.hostedZone, credentials: { accessKeyId, secretAccessKey }, url: config.url }, http);
}

/** Addresses that are written down stand behind those that were found last. */
function withConfigured(kept: LastGood, { addresses = [] }: Extract<DnsProviderConfig, { type: 'cloudflare' | 'route53' }>): LastGood {
  const written = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return {
    get: (host) => {
      const known = [...(kept.get(host) ?? []), ...written.filter(({ address }) => !(kept.get(host) ?? []).some((each) => each.address === address))];
      return known.length === 0 ? undefined : known;
    },
    set: (host, found) => kept.set(host, found),
  };
}

/** The authoritative servers of a provider’s zone: those that are written down, else those that a resolver finds, else the last ones found. Null: nobody knows them. */
export async function serversOf({ zone, authoritative }: Pick<DnsProviderConfig, 'zone' | 'authoritative'>, { ask, clock, resolvers, kept, authorityPort = DNS_PORT }: DnsDeps, abort: AbortSignal): Promise<Pick<FoundServers, 'servers'> & { readonly from: FoundServers['from'] | 'configured' } | null> {
  if (authoritative !== undefined) return { servers: authoritative.map((text): NameServer => ({ name: text, ...readAddress(text) })), from: 'configured' };
  const found = await findServers(zone, kept.servers(zone), { ask, clock, resolvers: resolvers(), port: authorityPort }, abort);
  if (found?.from === 'resolver') kept.keepServers(zone, found);
  return found;
}
