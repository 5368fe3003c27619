import { z } from 'zod';
import { Duration } from './duration-text.ts';
import { ServiceId } from './ids.ts';

export const DNS_WATCH_TYPES = ['A', 'AAAA', 'CNAME', 'NS', 'SOA', 'MX', 'TXT'] as const;
export const DnsWatchType = z.enum(DNS_WATCH_TYPES);
export type DnsWatchType = z.infer<typeof DnsWatchType>;

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
export const DnsName = z.string().max(253).regex(new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.?$`), 'expected a name such as "api.acme.example"');

/** A name whose DNS records are looked at again and again, so that it is told when they are not as they were. */
export const DnsWatchConfig = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/, 'expected 1 to 63 letters, digits, ".", "-" or "_"')
    .optional()
    .describe('unique among these; the name unless told'),
  service: ServiceId.optional().describe('id of the service that needs the name'),
  name: DnsName.describe('name whose records are watched'),
  types: z.array(DnsWatchType).min(1).max(DNS_WATCH_TYPES.length).default(['A', 'AAAA', 'CNAME']).describe('record types that are watched'),
  servers: z.array(z.string().min(1)).min(1).max(8).optional().describe('addresses of its authoritative name servers; the resolvers of this machine unless told'),
  every: Duration.default('60s').describe('how often the records are looked at; 1s or more'),
});
export type DnsWatchConfig = z.infer<typeof DnsWatchConfig>;
