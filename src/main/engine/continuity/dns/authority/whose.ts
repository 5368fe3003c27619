import type { DnsProviderConfig } from '../../../../../shared/model/continuity/dns-provider-config.ts';
import { plainName } from '../../../../dns/name.ts';
import { readServer } from '../../../sources/probe/target.ts';
import type { NameServer } from './servers.ts';

/** Name servers of providers whose names tell whose they are. */
export const OWN_NAMES: Readonly<{ [K in DnsProviderConfig['type']]: RegExp | null }> = { cloudflare: /\.ns\.cloudflare\.com$/, route53: /\.awsdns-\d+\.(?:com|net|org|co\.uk)$/, rfc2136: null };

/** Whether it is certain that a server is this provider's: it is written down, or its name says so. */
export const isOf = ({ type, authoritative }: Pick<DnsProviderConfig, 'type' | 'authoritative'>, { name, address, port }: NameServer): boolean =>
  authoritative === undefined ? OWN_NAMES[type]?.test(plainName(name)) === true : authoritative.some((text) => {
    const written = readServer(text);
    return written?.address === address && written.port === port;
  });
