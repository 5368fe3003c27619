import { z } from 'zod';
import { PersonId, RuleId, ServiceId, SignalId, SourceId } from './ids.ts';
import { Right } from './rights.ts';
import { DURATION_PATTERN } from './units.ts';

/**
 * The shape of `holdfast.yaml`. Every object is strict: a key nobody reads is a typing mistake, and is said.
 * Durations stay text here (`5s`); `main/config` turns them into milliseconds once.
 */
const Duration = z.string().regex(DURATION_PATTERN, 'expected a duration such as "5s", "250ms" or "1m30s"');
const HttpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' });
/** Text that may hold secret references: `${env:NAME}`, `${file:path}`, `${secret:name}`. */
const Secret = z.string().min(1);

const AuthConfig = z
  .strictObject({
    basic: z.strictObject({ username: z.string().min(1), password: Secret }).optional(),
    bearer: Secret.optional(),
  })
  .refine((auth) => (auth.basic === undefined) !== (auth.bearer === undefined), 'expected exactly one of "basic" and "bearer"');

const TlsConfig = z.strictObject({
  ca: Secret.optional().describe('PEM text, usually ${file:path}: trusted in addition to the system’s own authorities'),
  cert: Secret.optional().describe('PEM client certificate'),
  key: Secret.optional().describe('PEM client key'),
  serverName: z.string().optional(),
});

const PrometheusSource = z.strictObject({
  id: SourceId,
  type: z.literal('prometheus'),
  name: z.string().min(1).max(80).optional(),
  url: HttpUrl,
  auth: AuthConfig.optional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), Secret).optional(),
  tls: TlsConfig.optional(),
  timeout: Duration.default('10s'),
});

const ProbeSource = z.strictObject({
  id: SourceId,
  type: z.literal('probe'),
  name: z.string().min(1).max(80).optional(),
  timeout: Duration.default('5s'),
  /** Targets outside the service under watch: while these fail too, the fault is ours and samples count as unknown. */
  controls: z.array(HttpUrl).max(5).default([]),
});

export const SourceConfig = z.discriminatedUnion('type', [PrometheusSource, ProbeSource]);
export type SourceConfig = z.infer<typeof SourceConfig>;
export type PrometheusSourceConfig = z.infer<typeof PrometheusSource>;
export type ProbeSourceConfig = z.infer<typeof ProbeSource>;

export const Tier = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export type Tier = z.infer<typeof Tier>;

const ServiceConfig = z.strictObject({
  id: ServiceId,
  name: z.string().min(1).max(80),
  tier: Tier.default(2),
});

export const SIGNAL_KINDS = ['latency', 'errorRate', 'traffic', 'saturation', 'availability', 'custom'] as const;
export const SignalKind = z.enum(SIGNAL_KINDS);
export type SignalKind = z.infer<typeof SignalKind>;
/** `ratio` is 0..1 and shown as per cent; `bool` is 1 = up, 0 = down. */
export const Unit = z.enum(['s', 'ms', 'ratio', 'percent', 'perSecond', 'count', 'bytes', 'bool', 'none']);
export type Unit = z.infer<typeof Unit>;
/** Which statistic the signal is, where its kind has several; the wall shows p95. */
export const Stat = z.enum(['p50', 'p95', 'p99', 'avg']);
export type Stat = z.infer<typeof Stat>;

const HttpProbe = z.strictObject({
  url: HttpUrl,
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), Secret).optional(),
  body: z.string().max(65_536).optional(),
  timeout: Duration.optional(),
  expect: z
    .strictObject({
      status: z.union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)]).optional(),
      body: z.string().max(1_000).optional().describe('text the body must contain'),
      header: z.record(z.string(), z.string()).optional().describe('header name → text its value must contain'),
      certificateDays: z.number().min(0).optional().describe('fail when the certificate expires in fewer days'),
    })
    .optional(),
  tls: TlsConfig.optional(),
});
export type HttpProbeConfig = z.infer<typeof HttpProbe>;

const TcpProbe = z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535), timeout: Duration.optional() });
export type TcpProbeConfig = z.infer<typeof TcpProbe>;

const DnsProbe = z.strictObject({
  name: z.string().min(1).max(253),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A'),
  server: z.string().min(1).describe('address or address:port of the name server that is asked'),
  expect: z.array(z.string()).optional().describe('the exact record set, in any order; without it any answer will do'),
  timeout: Duration.optional(),
});
export type DnsProbeConfig = z.infer<typeof DnsProbe>;

/** Which of a query's series is meant: the one with these labels, or all of them as one number. */
export const SeriesSelect = z.union([
  z.strictObject({ labels: z.record(z.string(), z.string()) }),
  z.strictObject({ aggregate: z.enum(['sum', 'avg', 'min', 'max']) }),
]);
export type SeriesSelect = z.infer<typeof SeriesSelect>;

const SignalConfig = z.strictObject({
  id: SignalId,
  name: z.string().min(1).max(80).optional(),
  service: ServiceId,
  kind: SignalKind,
  unit: Unit.optional(),
  stat: Stat.optional(),
  source: SourceId,
  every: Duration.default('15s'),
  query: z.string().min(1).max(20_000).optional(),
  select: SeriesSelect.optional(),
  http: HttpProbe.optional(),
  tcp: TcpProbe.optional(),
  dns: DnsProbe.optional(),
  window: Duration.optional().describe('sliding window of a probe’s statistic; 5m unless told'),
});
export type SignalConfig = z.infer<typeof SignalConfig>;

export const Severity = z.enum(['P0', 'P1', 'P2']);
export type Severity = z.infer<typeof Severity>;

const ThresholdRule = z.strictObject({
  id: RuleId,
  signal: SignalId,
  when: z
    .strictObject({
      above: z.number().optional(),
      below: z.number().optional(),
      consecutive: z.int().min(1).max(100).optional(),
      for: Duration.optional(),
    })
    .refine((when) => (when.above === undefined) !== (when.below === undefined), 'expected exactly one of "above" and "below"'),
  severity: Severity.default('P2'),
});
export type ThresholdRuleConfig = z.infer<typeof ThresholdRule>;
const RuleImport = z.strictObject({ import: z.string().min(1), source: SourceId });

const PersonConfig = z.strictObject({
  id: PersonId,
  name: z.string().min(1).max(80),
  rights: z.array(Right).default(['view']),
  roles: z.array(z.string().max(60)).default([]),
});

const ServerConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(7420),
  hosts: z.array(z.string()).default([]).describe('further names this server answers to, as they stand in a browser’s address bar'),
  tls: z
    .union([z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }), z.literal('self-signed')])
    .optional()
    .describe('certificate and key files, or one that Holdfast makes itself'),
});

const DesktopConfig = z.strictObject({
  kiosk: z.strictObject({ display: z.int().min(0).default(0), atLogin: z.boolean().default(false) }).optional(),
});

const DeadManConfig = z.strictObject({ url: HttpUrl, every: Duration.default('1m') });
const RetentionConfig = z.strictObject({ rollups: Duration.default('30d') });

export const HoldfastConfig = z.strictObject({
  version: z.literal(1),
  workspace: z.strictObject({ name: z.string().min(1).max(80), timeZone: z.string().default('UTC') }),
  sources: z.array(SourceConfig).default([]),
  services: z.array(ServiceConfig).default([]),
  signals: z.array(SignalConfig).default([]),
  rules: z.array(z.union([ThresholdRule, RuleImport])).default([]),
  people: z.array(PersonConfig).default([]),
  server: ServerConfig.prefault({}),
  desktop: DesktopConfig.prefault({}),
  deadMan: DeadManConfig.optional(),
  retention: RetentionConfig.prefault({}),
});
export type HoldfastConfig = z.infer<typeof HoldfastConfig>;
