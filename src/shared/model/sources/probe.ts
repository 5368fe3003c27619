import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { DisplayName, Headers, HttpUrl, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

export const ProbeSourceConfig = z.strictObject({
  id: SourceId.describe('unique among sources; signals name it'),
  type: z.literal('probe'),
  name: DisplayName.optional().describe('shown instead of the id'),
  timeout: Duration.default('5s').describe('how long one check may take; a check may set its own'),
  controls: z
    .array(HttpUrl)
    .max(5)
    .default([])
    .describe('targets outside the service under watch: while these fail too, the fault is ours and samples count as unknown'),
});
export type ProbeSourceConfig = z.infer<typeof ProbeSourceConfig>;

const HttpStatus = z.int().min(100).max(599);
/** What an HTTP check goes through, in this order; `resolver` only of a name, `tls` only of https. */
const HTTP_STAGES = ['resolver', 'tcp', 'tls', 'http'] as const;
export type HttpStage = (typeof HTTP_STAGES)[number];
/** Address, or address:port. */
export const NameServer = z.string().min(1).max(80);
const Addresses = z.array(z.string().min(1)).min(1).max(50);

export const HttpProbe = z.strictObject({
  url: HttpUrl.describe('address that is requested'),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET').describe('request method'),
  headers: Headers.optional().describe('sent with every request; values may hold secret references'),
  body: z.string().max(65_536).optional().describe('request body, for POST'),
  timeout: Duration.optional().describe('how long the whole check may take; the source’s timeout unless told'),
  expect: z
    .strictObject({
      status: z.union([HttpStatus, z.array(HttpStatus).min(1)]).optional().describe('status or statuses that count as up; 200 to 399 unless told'),
      body: z.string().max(1_000).optional().describe('text the body must contain'),
      header: z.record(z.string(), z.string()).optional().describe('header name → text its value must contain'),
      certificateDays: z.number().min(0).optional().describe('fail when the certificate expires in fewer days'),
      addresses: Addresses.optional().describe('the only addresses that the name may have'),
    })
    .optional()
    .describe('what the answer must be to count as up'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
  resolver: NameServer.optional().describe('address or address:port of the name server that is asked for the name, instead of the system’s resolver'),
  stage: z.enum(HTTP_STAGES).optional().describe('the part of the check that this signal is about; the whole check unless told'),
});
export type HttpProbeConfig = z.infer<typeof HttpProbe>;

export const TcpProbe = z.strictObject({
  host: z.string().min(1).describe('name or address'),
  port: z.int().min(1).max(65_535).describe('TCP port'),
  timeout: Duration.optional().describe('how long connecting may take; the source’s timeout unless told'),
});
export type TcpProbeConfig = z.infer<typeof TcpProbe>;

export const DnsProbe = z.strictObject({
  name: z.string().min(1).max(253).describe('record name that is asked for'),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A').describe('record type'),
  server: z.string().min(1).describe('address or address:port of the name server that is asked'),
  expect: z.array(z.string()).optional().describe('the exact record set, in any order; without it any answer will do'),
  timeout: Duration.optional().describe('how long the answer may take; the source’s timeout unless told'),
});
export type DnsProbeConfig = z.infer<typeof DnsProbe>;

export const AuthorityProbe = z.strictObject({
  name: z.string().min(1).max(253).describe('name whose address is asked for'),
  servers: z.array(NameServer).min(1).max(13).optional().describe('address or address:port of each authoritative name server; found by the NS records of the zone unless told'),
  resolver: NameServer.optional().describe('name server that is asked for those NS records, instead of the system’s'),
  addresses: Addresses.optional().describe('the only addresses that the name may have'),
  timeout: Duration.optional().describe('how long all of it may take; the source’s timeout unless told'),
});
export type AuthorityProbeConfig = z.infer<typeof AuthorityProbe>;

export const probeTraits: SourceTraits<ProbeSourceConfig> = {
  label: 'Probes',
  url: () => null,
  addresses: ({ controls }) => controls.map((url, index) => [['controls', index], url]),
  secrets: () => [],
  checks: { anyOf: ['http', 'tcp', 'dns', 'authority'], also: ['window'], kinds: ['latency', 'errorRate', 'availability'] },
  form: null,
  evaluatesExpressions: false,
  keepsSamples: false,
};
