import { z } from 'zod';
import { DnsName } from '../dns-watch-config.ts';
import { DnsProviderId } from '../ids.ts';
import { DisplayName, HttpUrl, Secret } from '../sources/parts.ts';
import { NameServer } from '../sources/probe.ts';

/** Where DNS records are changed. Addresses stand here and not behind a name server that may be down with the rest. */
const common = {
  id: DnsProviderId.describe('unique among DNS providers; dns steps name it'),
  name: DisplayName.optional().describe('shown instead of the id'),
  zone: DnsName.describe('zone whose records it serves'),
  authoritative: z.array(NameServer).min(1).max(13).optional().describe('address or address:port of each of its authoritative name servers; found by the NS records unless told, which needs a resolver that works'),
};

export const TSIG_ALGORITHMS = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const;

const Rfc2136Provider = z.strictObject({
  ...common,
  type: z.literal('rfc2136'),
  server: NameServer.describe('address or address:port of the primary name server, which takes updates'),
  key: z
    .strictObject({
      name: DnsName.describe('name of the key'),
      algorithm: z.enum(TSIG_ALGORITHMS).default('hmac-sha256').describe('how messages are signed'),
      secret: Secret.describe('base64, usually ${env:NAME}, ${file:path} or ${secret:name}'),
    })
    .describe('TSIG key that updates are signed with'),
});

/** Addresses of a provider’s API that are tried where its name cannot be resolved; the name in its certificate is still checked. */
const lastGood = z.array(z.string().min(2).max(60)).max(20).optional().describe('addresses of the API that are tried where its name cannot be resolved; those that answered last are kept beside them');

const CloudflareProvider = z.strictObject({
  ...common,
  type: z.literal('cloudflare'),
  zoneId: z.string().regex(/^[a-f0-9]{32}$/, 'expected the id of a zone: 32 digits and letters a to f').describe('id of the zone'),
  token: Secret.describe('API token that may edit DNS of this zone, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  url: HttpUrl.default('https://api.cloudflare.com/client/v4').describe('address of the API'),
  addresses: lastGood,
});

const Route53Provider = z.strictObject({
  ...common,
  type: z.literal('route53'),
  hostedZone: z.string().regex(/^Z[A-Z0-9]{1,31}$/, 'expected the id of a hosted zone, such as Z1D633PJN98FT9').describe('id of the hosted zone'),
  accessKeyId: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}'),
  secretAccessKey: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}'),
  url: HttpUrl.default('https://route53.amazonaws.com').describe('address of the API'),
  addresses: lastGood,
});

export const DnsProviderConfig = z.discriminatedUnion('type', [Rfc2136Provider, CloudflareProvider, Route53Provider]);
export type DnsProviderConfig = z.infer<typeof DnsProviderConfig>;
