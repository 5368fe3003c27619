import { z } from 'zod';
import { ChainConfig } from './chain-config.ts';
import { DashboardConfig } from './dashboards.ts';
import { DnsWatchConfig } from './dns-watch-config.ts';
import { ChannelConfig } from './channels/index.ts';
import { Duration } from './duration-text.ts';
import { DnsProviderConfig } from './continuity/dns-provider-config.ts';
import { PlanConfig } from './continuity/plan-config.ts';
import { ProgramConfig } from './continuity/request-config.ts';
import { TierConfig } from './continuity/step-config.ts';
import { TriggerConfig } from './continuity/trigger-config.ts';
import { HookConfig } from './hook-config.ts';
import { PersonId, ServiceId, SignalId, SourceId } from './ids.ts';
import { SecondOpinionConfig } from './opinion-config.ts';
import { IncidentsConfig, MaintenanceConfig, RosterEntryConfig } from './policy-config.ts';
import { Right } from './rights.ts';
import { AbsenceRule, BaselineRule, BurnRule, RuleImport, SloConfig, ThresholdRule } from './rule-config.ts';
import { DatadogQueries } from './sources/datadog.ts';
import { SourceConfig } from './sources/index.ts';
import { DisplayName, HttpUrl } from './sources/parts.ts';
import { PostmanCheck } from './sources/postman.ts';
import { AuthorityProbe, DnsProbe, HttpProbe, TcpProbe } from './sources/probe.ts';

export const Tier = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export type Tier = z.infer<typeof Tier>;

const ServiceConfig = z.strictObject({
  id: ServiceId.describe('unique among services; signals name it'),
  name: DisplayName.describe('shown on the wall'),
  tier: Tier.default(2).describe('1 is essential and must survive; 2 and 3 degrade first'),
  chain: ChainConfig.optional().describe('what a request passes through, from the outside in; the first broken link is named'),
  changes: z.array(z.string().min(1).max(200)).max(50).optional().describe('what its changes are called elsewhere: repositories, applications, Terraform workspaces; * stands for anything'),
  dashboards: z.array(DashboardConfig).max(10).optional().describe('dashboards of Grafana that its page and its incidents lead to'),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

export const SIGNAL_KINDS = ['latency', 'errorRate', 'traffic', 'saturation', 'availability', 'custom'] as const;
export const SignalKind = z.enum(SIGNAL_KINDS);
export type SignalKind = z.infer<typeof SignalKind>;
/** `ratio` is 0..1 and shown as per cent; `bool` is 1 = up, 0 = down. */
export const Unit = z.enum(['s', 'ms', 'ratio', 'percent', 'perSecond', 'count', 'bytes', 'bool', 'none']);
export type Unit = z.infer<typeof Unit>;
/** Which statistic the signal is, where its kind has several; the wall shows p95. */
export const Stat = z.enum(['p50', 'p95', 'p99', 'avg']);
export type Stat = z.infer<typeof Stat>;

/** Which of a query's series is meant: the one with these labels, or all of them as one number. */
export const SeriesSelect = z.union([
  z.strictObject({ labels: z.record(z.string(), z.string()).describe('the one series with these labels') }),
  z.strictObject({ aggregate: z.enum(['sum', 'avg', 'min', 'max']).describe('all series as one number') }),
]);
export type SeriesSelect = z.infer<typeof SeriesSelect>;

const SignalConfig = z.strictObject({
  id: SignalId.describe('unique among signals; rules name it'),
  name: DisplayName.optional().describe('shown instead of one made from kind and stat'),
  service: ServiceId.describe('id of the service this belongs to'),
  kind: SignalKind.describe('what is measured'),
  unit: Unit.optional().describe('unit of the query’s number; taken from the kind unless told'),
  stat: Stat.optional().describe('which statistic of a latency; p95 unless told'),
  source: SourceId.describe('id of the source that is asked'),
  every: Duration.default('15s').describe('how often it is asked; 1s or more'),
  query: z.string().min(1).max(20_000).optional().describe('gives one number, in the language of its source: PromQL, or a query of Datadog'),
  queries: DatadogQueries.optional().describe('name → query, for a formula over several; for datadog sources'),
  formula: z.string().min(1).max(2_000).optional().describe('what is made of the queries, such as a / b; for datadog sources'),
  select: SeriesSelect.optional().describe('which series of the answer, where the query gives several'),
  http: HttpProbe.optional().describe('HTTP check; for probe sources'),
  tcp: TcpProbe.optional().describe('TCP check; for probe sources'),
  dns: DnsProbe.optional().describe('DNS check; for probe sources'),
  authority: AuthorityProbe.optional().describe('check of the authoritative name servers of a name; for probe sources'),
  postman: PostmanCheck.optional().describe('Postman collection that is run; for postman sources'),
  window: Duration.optional().describe('sliding window of a probe’s statistic; 5m unless told'),
  secondOpinion: SecondOpinionConfig.optional().describe('signal of another source that measures the same; beyond a tolerance the two are said to disagree'),
});
export type SignalConfig = z.infer<typeof SignalConfig>;

const PersonConfig = z.strictObject({
  id: PersonId.describe('unique among people'),
  name: DisplayName.describe('shown beside what this person does'),
  rights: z.array(Right).default(['view']).describe('what this person may do'),
  roles: z.array(z.string().max(60)).default([]).describe('such as incident commander'),
});

const ServerConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address the wall server listens on'),
  port: z.int().min(0).max(65_535).default(7420).describe('0 takes any free port'),
  hosts: z.array(z.string()).default([]).describe('further names this server answers to, as they stand in a browser’s address bar'),
  tls: z
    .union([z.strictObject({ cert: z.string().min(1).describe('certificate file'), key: z.string().min(1).describe('key file') }), z.literal('self-signed')])
    .optional()
    .describe('certificate and key files, or one that Holdfast makes itself'),
});

const DesktopConfig = z.strictObject({
  kiosk: z
    .strictObject({
      display: z.int().min(0).default(0).describe('number of the display, counted from 0'),
      atLogin: z.boolean().default(false).describe('open the wall when this user logs in'),
    })
    .optional()
    .describe('full-screen wall on one display'),
});

const DeadManConfig = z.strictObject({
  url: HttpUrl.describe('address that is requested while Holdfast works, so that someone outside learns when it does not'),
  every: Duration.default('1m').describe('how often'),
});
const BackupConfig = z.strictObject({
  every: Duration.default('15m').describe('how often a backup is made while something changes'),
  keep: z.int().min(1).max(1_000).default(4).describe('how many of the newest are kept, beside the last one of each of seven days'),
  folder: z.string().min(1).max(1_000).optional().describe('a second folder for each backup, on another disk; it must exist'),
});
const ObjectivesConfig = z.strictObject({ failover: Duration.default('8m').describe('how long a drill may take from the start of its impact until it is mitigated') });
const RetentionConfig = z.strictObject({
  rollups: Duration.default('30d').describe('how long one-minute history is kept'),
  texts: Duration.optional().describe('how long what people wrote in an incident is kept after it was closed; for ever unless told'),
  evidence: Duration.optional().describe('how long the frozen series of an incident are kept after it was closed; for ever unless told'),
  alerts: Duration.optional().describe('how long the alerts of an incident are kept after it was closed; for ever unless told'),
  shiftNotes: Duration.optional().describe('how long notes of the shift and hand-overs are kept; for ever unless told'),
});

/**
 * The shape of `holdfast.yaml`. Every object is strict: a key nobody reads is a typing mistake, and is said.
 * Durations stay text here (`5s`); `main/config` turns them into milliseconds once.
 */
export const HoldfastConfig = z.strictObject({
  version: z.literal(1).describe('version of this format'),
  workspace: z
    .strictObject({
      name: DisplayName.describe('shown on the wall'),
      timeZone: z.string().default('UTC').describe('IANA time zone shown beside UTC, such as Europe/Berlin'),
    })
    .describe('what is being watched'),
  sources: z.array(SourceConfig).default([]).describe('systems that are read'),
  services: z.array(ServiceConfig).default([]).describe('what users depend on'),
  signals: z.array(SignalConfig).default([]).describe('named series of the services'),
  slos: z.array(SloConfig).default([]).describe('objectives of services, for burn-rate rules and error budgets'),
  rules: z.array(z.union([ThresholdRule, BaselineRule, AbsenceRule, BurnRule, RuleImport])).default([]).describe('conditions on signals, and Prometheus rule files'),
  dnsWatch: z.array(DnsWatchConfig).max(200).default([]).describe('names whose DNS records are watched: what is not as it was is a change'),
  hooks: z.array(HookConfig).default([]).describe('webhooks that other systems call'),
  channels: z.array(ChannelConfig).max(200).default([]).describe('where status updates are published'),
  dnsProviders: z.array(DnsProviderConfig).max(20).default([]).describe('where plans change DNS records'),
  programs: z.array(ProgramConfig).max(50).default([]).describe('programs that plans may run; no others'),
  tiers: z.array(TierConfig).max(400).default([]).describe('how services are switched to less'),
  plans: z.array(PlanConfig).max(200).default([]).describe('what is done when an API is down'),
  triggers: z.array(TriggerConfig).max(200).default([]).describe('what suggests or starts a plan'),
  incidents: IncidentsConfig.prefault({}).describe('cadence, clocks, required roles and escalation of incidents'),
  objectives: ObjectivesConfig.prefault({}).describe('what drills are measured against'),
  maintenance: z.array(MaintenanceConfig).default([]).describe('planned work: alerts are suppressed and minutes left out'),
  roster: z.array(RosterEntryConfig).default([]).describe('who has which role when'),
  people: z.array(PersonConfig).default([]).describe('who uses this workspace, and their rights'),
  server: ServerConfig.prefault({}).describe('the wall server'),
  desktop: DesktopConfig.prefault({}).describe('the desktop app'),
  deadMan: DeadManConfig.optional().describe('a sign of life sent outside'),
  backup: BackupConfig.prefault({}).describe('backups of the database while Holdfast runs'),
  retention: RetentionConfig.prefault({}).describe('how long history is kept'),
});
export type HoldfastConfig = z.infer<typeof HoldfastConfig>;
