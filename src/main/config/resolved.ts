import type { HoldfastConfig, ServiceConfig, SignalConfig, SignalKind, Stat, Unit } from '../../shared/model/config.ts';
import type { SourceConfig } from '../../shared/model/sources/index.ts';
import type { DnsWatchConfig, DnsWatchType } from '../../shared/model/dns-watch-config.ts';
import type { RuleId, ServiceId, SignalId } from '../../shared/model/ids.ts';
import type { Severity } from '../../shared/model/severity.ts';
import type { DurationMs } from '../../shared/model/units.ts';
import { linksOf, signalsOfChain, type ResolvedService } from './chain.ts';
import { dashboardsOf } from './dashboards.ts';
import { readDuration } from './duration.ts';
import { resolveMaintenance, resolvePolicy, resolveRosterEntry, shownIncidents } from './resolve-policy.ts';
import { resolveRule, resolveRuleFiles, resolveSlo } from './resolve-rules.ts';
import { resolveOpinion, type ResolvedOpinion } from './second-opinion.ts';
import type { ResolvedMaintenance, ResolvedPolicy, ResolvedRosterEntry } from './resolved-policy.ts';
import type { ResolvedRule, ResolvedRuleFile, ResolvedSlo } from './resolved-rules.ts';

/** A threshold rule ready for counting: every limit present, durations read. */
export interface ResolvedThreshold {
  readonly rule: RuleId;
  readonly above: number | null;
  readonly below: number | null;
  /** Failed samples in a row; 1 unless told. */
  readonly consecutive: number;
  /** Sample time the breach must last; 0 = not asked. */
  readonly forMs: DurationMs;
  readonly severity: Severity;
}

/** A signal as the engine's sources take it (`SignalSpec`), with the defaults of its kind and its thresholds. */
export interface ResolvedSignal {
  readonly id: SignalId;
  /** As written, with `name`, `unit` and, for a latency, `stat` filled in. */
  readonly config: SignalConfig;
  readonly name: string;
  readonly unit: Unit;
  readonly stat: Stat | null;
  readonly everyMs: DurationMs;
  readonly windowMs: DurationMs;
  readonly thresholds: readonly ResolvedThreshold[];
}

export interface ResolvedSource {
  readonly config: SourceConfig;
  readonly name: string;
  readonly timeoutMs: DurationMs;
}

/** `holdfast.yaml` with every default filled and every duration in milliseconds. Holds references to secrets, never a resolved one. */
export interface ResolvedConfig {
  readonly workspace: HoldfastConfig['workspace'];
  readonly sources: readonly ResolvedSource[];
  readonly services: readonly ResolvedService[];
  /** Those of the file, then those that chains make for themselves. */
  readonly signals: readonly ResolvedSignal[];
  /** Which signals have another one as their second opinion. */
  readonly opinions: readonly ResolvedOpinion[];
  readonly rules: readonly ResolvedRule[];
  readonly ruleFiles: readonly ResolvedRuleFile[];
  readonly slos: readonly ResolvedSlo[];
  readonly policy: ResolvedPolicy;
  /** `incidents:` as written, defaults filled, for whoever may look: without headers and paths of webhooks, which may be secret. */
  readonly incidents: HoldfastConfig['incidents'];
  readonly maintenance: readonly ResolvedMaintenance[];
  readonly roster: readonly ResolvedRosterEntry[];
  readonly hooks: HoldfastConfig['hooks'];
  readonly channels: HoldfastConfig['channels'];
  /** As written: durations are read where a run or a trigger is made of them. */
  readonly continuity: Pick<HoldfastConfig, 'dnsProviders' | 'programs' | 'tiers' | 'plans' | 'triggers'>;
  readonly people: HoldfastConfig['people'];
  readonly server: HoldfastConfig['server'];
  readonly desktop: HoldfastConfig['desktop'];
  readonly deadMan: { readonly url: string; readonly everyMs: DurationMs } | null;
  readonly backup: ResolvedBackup;
  readonly objectives: { readonly failoverMs: DurationMs };
  readonly retention: ResolvedRetention;
  readonly dnsWatch: readonly ResolvedDnsWatch[];
}

export interface ResolvedBackup {
  readonly everyMs: DurationMs;
  readonly keep: number;
  /** A second folder, as it is written; null where none is named. */
  readonly folder: string | null;
}

/** A name whose DNS records are watched; `servers` as written, null: the resolvers of this machine. */
export interface ResolvedDnsWatch {
  readonly id: string;
  readonly name: string;
  readonly service: ServiceId | null;
  readonly types: readonly DnsWatchType[];
  readonly servers: readonly string[] | null;
  readonly everyMs: DurationMs;
}

/** What a watched name goes by: its own id, else the name. */
export const dnsWatchId = ({ id, name }: Pick<DnsWatchConfig, 'id' | 'name'>): string => id ?? name.replace(/\.$/, '').toLowerCase();

const resolveDnsWatch = (watch: DnsWatchConfig): ResolvedDnsWatch => ({ id: dnsWatchId(watch), name: watch.name.replace(/\.$/, ''), service: watch.service ?? null, types: watch.types, servers: watch.servers ?? null, everyMs: readDuration(watch.every) });

/** How long things are kept; null: for ever. */
export interface ResolvedRetention {
  readonly rollupsMs: DurationMs;
  readonly textsMs: DurationMs | null;
  readonly evidenceMs: DurationMs | null;
  readonly alertsMs: DurationMs | null;
  readonly shiftNotesMs: DurationMs | null;
}

export function resolveRetention({ rollups, texts, evidence, alerts, shiftNotes }: HoldfastConfig['retention']): ResolvedRetention {
  const orForEver = (text: string | undefined): DurationMs | null => (text === undefined ? null : readDuration(text));
  return { rollupsMs: readDuration(rollups), textsMs: orForEver(texts), evidenceMs: orForEver(evidence), alertsMs: orForEver(alerts), shiftNotesMs: orForEver(shiftNotes) };
}

function resolveService(service: ServiceConfig, config: HoldfastConfig): ResolvedService {
  const { chain, dashboards: _, ...rest } = service;
  const dashboards = dashboardsOf(service, config);
  return { ...rest, ...(chain === undefined ? {} : { chain: linksOf({ ...service, chain }) }), ...(dashboards.length === 0 ? {} : { dashboards }) };
}

const DEFAULT_UNIT: Readonly<Record<SignalKind, Unit>> = {
  latency: 's',
  errorRate: 'ratio',
  traffic: 'perSecond',
  saturation: 'ratio',
  availability: 'bool',
  custom: 'none',
};
const KIND_NAME: Readonly<Record<SignalKind, string>> = {
  latency: 'latency',
  errorRate: 'error rate',
  traffic: 'traffic',
  saturation: 'saturation',
  availability: 'availability',
  custom: 'value',
};
const DEFAULT_WINDOW = '5m';

export const defaultUnit = (kind: SignalKind): Unit => DEFAULT_UNIT[kind];
export const defaultStat = (kind: SignalKind): Stat | null => (kind === 'latency' ? 'p95' : null);

/** The name a signal goes by when none is written: "p95 latency", "error rate". */
export const defaultName = (kind: SignalKind, stat: Stat | null): string => (stat === null ? KIND_NAME[kind] : `${stat} ${KIND_NAME[kind]}`);

/** Fills defaults and reads durations of a configuration that has passed every check. */
export function resolveConfig(config: HoldfastConfig): ResolvedConfig {
  const { timeZone } = config.workspace;
  const slos = config.slos.map(resolveSlo);
  const rules = config.rules.flatMap((rule) => ('import' in rule ? [] : resolveRule(rule, { signals: config.signals, slos })));
  const bySignal = Map.groupBy(rules, ({ signal }) => signal);
  const signals = [...config.signals, ...config.services.flatMap((service) => signalsOfChain(service, config.sources))].map((signal) => resolveSignal(signal, thresholdsOf(bySignal.get(signal.id) ?? [])));
  return {
    workspace: config.workspace,
    sources: config.sources.map(resolveSource),
    services: config.services.map((service) => resolveService(service, config)),
    signals,
    opinions: signals.flatMap((signal) => resolveOpinion(signal, signals)),
    rules,
    ruleFiles: resolveRuleFiles(config.rules),
    slos,
    policy: resolvePolicy(config.incidents, timeZone),
    incidents: shownIncidents(config.incidents),
    maintenance: config.maintenance.map((window) => resolveMaintenance(window, timeZone)),
    roster: config.roster.map((entry) => resolveRosterEntry(entry, config)),
    hooks: config.hooks,
    channels: config.channels,
    continuity: { dnsProviders: config.dnsProviders, programs: config.programs, tiers: config.tiers, plans: config.plans, triggers: config.triggers },
    people: config.people,
    server: config.server,
    desktop: config.desktop,
    deadMan: config.deadMan === undefined ? null : { url: config.deadMan.url, everyMs: readDuration(config.deadMan.every) },
    backup: { everyMs: readDuration(config.backup.every), keep: config.backup.keep, folder: config.backup.folder ?? null },
    objectives: { failoverMs: readDuration(config.objectives.failover) },
    retention: resolveRetention(config.retention),
    dnsWatch: config.dnsWatch.map(resolveDnsWatch),
  };
}

export const resolveSource = (source: SourceConfig): ResolvedSource => ({ config: source, name: source.name ?? source.id, timeoutMs: readDuration(source.timeout) });

function resolveSignal(signal: SignalConfig, thresholds: readonly ResolvedThreshold[]): ResolvedSignal {
  const unit = signal.unit ?? defaultUnit(signal.kind);
  const stat = signal.stat ?? defaultStat(signal.kind);
  const name = signal.name ?? defaultName(signal.kind, stat);
  return {
    id: signal.id,
    config: { ...signal, name, unit, ...(stat === null ? {} : { stat }) },
    name,
    unit,
    stat,
    everyMs: readDuration(signal.every),
    windowMs: readDuration(signal.window ?? DEFAULT_WINDOW),
    thresholds,
  };
}

/** The fixed limits among a signal's rules, which its chart shows. */
const thresholdsOf = (rules: readonly ResolvedRule[]): ResolvedThreshold[] =>
  rules.flatMap(({ rule, condition, consecutive, forMs, severity }) =>
    condition.kind === 'threshold' ? [{ rule, above: condition.above, below: condition.below, consecutive, forMs, severity }] : [],
  );
