import type { Service, Source } from '../../../shared/model/entities.ts';
import { SourceId, type SignalId } from '../../../shared/model/ids.ts';
import { epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedConfig, ResolvedSignal } from '../../config/resolved.ts';
import type { ResolvedRule, ResolvedSlo } from '../../config/resolved-rules.ts';
import type { Observation, Alerts } from '../alerts/service.ts';
import { asItStands, type AlertStanding, type AlertSubject } from '../alerts/rules.ts';
import { fewAtOnce } from '../few-at-once.ts';
import type { Clock, Log } from '../ports.ts';
import { isHeardOf, lostMonitoring, lostSources, type LostMonitoring, type SeenSignal } from './blindness.ts';
import { errorRatioOf } from './error-ratio.ts';
import { createRuleMachine } from './machine.ts';
import { taughtEvents } from './taught-events.ts';
import type { RuleMachine, RuleSample, RuleStatus, SavedRule } from './spec.ts';
import { trafficSignalOf } from './traffic-signal.ts';
import { UsualTraffic } from './usual-traffic.ts';
import { failureMode, titleOf } from './words.ts';

/** What a poll brought of one signal, as far as rules care. */
export interface SignalSample {
  readonly what: RuleSample['what'];
  readonly value: number | null;
  /** Sample time, on our clock where the source's is wrong; null for `unknown`. */
  readonly time: EpochMs | null;
  readonly intervalMs: DurationMs;
}

export interface JudgedRule {
  readonly rule: ResolvedRule;
  readonly status: RuleStatus;
}

export interface DetectionDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Pick<Alerts, 'observe' | 'remember' | 'remembered' | 'activeOf' | 'under'>;
  /** What is known of a signal's past, from the store and from its source. */
  /** A sentence while alerts cannot be stored, null when that is over. */
  readonly onProblem: (message: string | null) => void;
  readonly history: (signal: SignalId, from: EpochMs, to: EpochMs, maxPoints: number) => Promise<readonly { readonly time: string; readonly avg: number; readonly count: number }[]>;
}

export interface Detection {
  /** Judges by these rules from now on. Those that are unchanged keep their counts; alerts of those that are gone end. */
  apply(config: Pick<ResolvedConfig, 'rules' | 'slos' | 'signals' | 'services'>): void;
  /** Teaches learned rules and usual traffic from history; to be called once the sources can be asked. */
  learn(): void;
  sample(signal: SignalId, sample: SignalSample): void;
  /** Tells alerts what the samples since the last call brought, together. */
  settle(): void;
  /** After a suspend or a step of the clock. */
  interrupted(): void;
  /** Once a second: what has gone blind can confirm nothing, and a blind tier 1 is a problem of its own. */
  tick(signals: ReadonlyMap<SignalId, SeenSignal>, services: readonly Service[], sources: readonly Source[]): void;
  judged(signal: SignalId): readonly JudgedRule[];
  all(): readonly JudgedRule[];
}

const LEARN_BASELINE_MS = 14 * 86_400_000;
/** How far back a rule is taught before it judges; 0 = it learns nothing. */
export const learnSpanMs = ({ condition }: Pick<ResolvedRule, 'condition'>): number => (condition.kind === 'burn' ? condition.windows.longMs : condition.kind === 'baseline' ? LEARN_BASELINE_MS : 0);
const USUAL_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A source that could not tell the past when it was asked is asked again this often, until enough is known without it. */
const ASK_TRAFFIC_AGAIN_MS = 5_000;
/** Asked all at once, weeks of history would keep a source from its live polls, and none would come in time. */
const HISTORIES_AT_ONCE = 2;

interface Unit {
  readonly rule: ResolvedRule;
  readonly machine: RuleMachine;
  readonly subject: AlertSubject;
  readonly slo: ResolvedSlo | null;
  readonly signal: ResolvedSignal;
  readonly traffic: SignalId | null;
  /** Samples that came while history was being read; null once it is. */
  waiting: RuleSample[] | null;
  blind: boolean;
}

/** Feeds every rule with the samples of its signal, and tells alerts how it stands. */
export function createDetection(deps: DetectionDeps): Detection {
  const { alerts, clock, log } = deps;
  let units = new Map<string, Unit>();
  let bySignal = new Map<SignalId, Unit[]>();
  let traffic = new Map<SignalId, UsualTraffic>();
  let trafficAskedAt: EpochMs | null = null;
  const touched = new Set<Unit>();
  const readHistory = fewAtOnce(HISTORIES_AT_ONCE);

  const makeUnit = (rule: ResolvedRule, config: Parameters<Detection['apply']>[0]): Unit | null => {
    const signal = config.signals.find(({ id }) => id === rule.signal);
    if (signal === undefined) return null;
    const known = units.get(rule.rule);
    const subject = subjectOf(rule, signal, config.services.find(({ id }) => id === rule.service)?.name ?? rule.service);
    const slo = config.slos.find(({ id }) => id === rule.slo) ?? null;
    const trafficSignal = trafficSignalOf(rule, config);
    if (known !== undefined && sameJudgement(known, rule, signal)) return { ...known, rule, subject, slo, signal, traffic: trafficSignal };
    const machine = createRuleMachine(rule);
    const saved = readSaved(alerts.remembered().get(subject.key), rule);
    if (saved !== null) machine.restore(saved);
    return { rule, machine, subject, slo, signal, traffic: trafficSignal, waiting: learnSpanMs(rule) > 0 ? [] : null, blind: false };
  };

  const take = (unit: Unit, sample: RuleSample): void => {
    unit.machine.take(sample);
    touched.add(unit);
  };

  const ruleSample = (unit: Unit, { what, value, time, intervalMs }: SignalSample): RuleSample => ({
    what,
    value: unit.slo === null || value === null ? value : errorRatioOf(unit.signal, value),
    time,
    intervalMs,
    traffic: unit.traffic === null ? null : (traffic.get(unit.traffic)?.factsAt(time ?? clock.nowMs()) ?? null),
  });

  const observationOf = (unit: Unit): Observation | null => {
    const status = unit.machine.status();
    const { key } = unit.subject;
    if (status.state === 'inactive' && status.fails === 0 && alerts.activeOf(key) === null && !alerts.remembered().has(key)) return null;
    const worthKeeping = status.state !== 'inactive' || status.fails > 0;
    return { subject: unit.subject, standing: standingOf(status, isSeen(unit)), memory: { key, saved: worthKeeping ? JSON.stringify({ spec: specOf(unit.rule), machine: unit.machine.save() }) : null } };
  };

  const settle = (): void => {
    if (touched.size === 0) return;
    const observations = [...touched].map(observationOf).filter((each) => each !== null);
    touched.clear();
    tellAlerts(observations);
  };

  /** A disk that refuses must not look like a source that fails: it is said, and the next sample tries again. */
  const tellAlerts = (observations: readonly Observation[]): void => {
    if (observations.length === 0) return;
    try {
      alerts.observe(observations);
      deps.onProblem(null);
    } catch (error) {
      log.error('alerts could not be stored', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      deps.onProblem('An alert could not be stored, so no incident was opened for it. Holdfast tries again with the next sample.');
    }
  };

  /** Under a configuration that came meanwhile, the same rule is another unit, which is taught in its turn. */
  const isCurrent = (unit: Unit): boolean => units.get(unit.rule.rule) === unit;

  const teach = async (unit: Unit): Promise<void> => {
    if (!isCurrent(unit)) return;
    const now = clock.nowMs();
    const spanMs = learnSpanMs(unit.rule);
    const past = (signal: SignalId): ReturnType<DetectionDeps['history']> =>
      deps.history(signal, epochMs(now - spanMs), now, Math.ceil(spanMs / MINUTE_MS)).catch((error: unknown) => {
        log.warn('a rule could not learn from history', { rule: unit.rule.rule, signal, error: error instanceof Error ? error.message : String(error) });
        return [];
      });
    const points = await past(unit.rule.signal);
    const requests = unit.slo === null || unit.traffic === null ? [] : await past(unit.traffic);
    if (!isCurrent(unit)) return;
    const first = unit.waiting?.find(({ time }) => time !== null)?.time ?? now;
    const taught = taughtEvents(points, requests).filter(({ time }) => time < first);
    unit.machine.learn(unit.slo === null ? taught : taught.map((each) => ({ ...each, value: errorRatioOf(unit.signal, each.value) })));
    const waiting = unit.waiting ?? [];
    unit.waiting = null;
    for (const sample of waiting) take(unit, sample);
    settle();
  };

  const seedTraffic = async (signal: SignalId, usual: UsualTraffic): Promise<void> => {
    const now = clock.nowMs();
    const points = await deps.history(signal, epochMs(now - USUAL_MS), now, USUAL_MS / 10_000).catch(() => []);
    usual.seed(points.map(({ avg }) => avg));
  };

  const learnTraffic = (): void => {
    trafficAskedAt = clock.nowMs();
    for (const [signal, usual] of traffic) if (usual.usual() === null) readHistory(() => seedTraffic(signal, usual));
  };

  const observeLost = (signals: readonly SeenSignal[], services: readonly Service[], sources: readonly Source[]): void => {
    const tierOne = new Set(services.filter(({ tier }) => tier === 1).map(({ id }) => id));
    const observations = [...lostMonitoring(signals, tierOne, clock.nowMs()), ...lostSources(sources, signals, clock.nowMs())].map((each): Observation => ({ subject: lostSubject(each, services, sources), standing: { ...FIRING, startsAt: each.since, firedAt: clock.nowMs() } }));
    for (const { subject, alert } of alerts.under(LOST)) {
      const isOver = isHeardOf(signals, tierOne, SourceId.parse(subject.key.slice(LOST.length)), sources);
      if (isOver && !observations.some((each) => each.subject.key === subject.key)) observations.push({ subject, standing: asItStands(alert, { state: 'inactive', endsAt: clock.nowMs() }) });
    }
    tellAlerts(observations);
  };

  return {
    apply: (config) => {
      const next = new Map<string, Unit>();
      for (const rule of config.rules) {
        const unit = makeUnit(rule, config);
        if (unit !== null) next.set(rule.rule, unit);
      }
      const gone = alerts.under('').filter(({ alert }) => alert.signal !== null && !next.has(alert.rule));
      for (const key of alerts.remembered().keys()) if (!key.includes('\n') && !next.has(key)) alerts.remember({ key, saved: null });
      units = next;
      bySignal = new Map();
      for (const unit of next.values()) bySignal.set(unit.rule.signal, [...(bySignal.get(unit.rule.signal) ?? []), unit]);
      const kept = traffic;
      traffic = new Map(config.signals.filter(({ config }) => config.kind === 'traffic').map(({ id }) => [id, kept.get(id) ?? new UsualTraffic()]));
      touched.clear();
      tellAlerts(gone.map(({ subject, alert }) => ({ subject, standing: asItStands(alert, { state: 'inactive', endsAt: clock.nowMs() }) })));
    },
    learn: () => {
      learnTraffic();
      for (const unit of units.values()) if (unit.waiting !== null) readHistory(() => teach(unit));
    },
    sample: (signal, sample) => {
      if (sample.time !== null) traffic.get(signal)?.take(sample.time, sample.what === 'value' ? sample.value : null, sample.intervalMs);
      for (const unit of bySignal.get(signal) ?? []) {
        const taken = ruleSample(unit, sample);
        if (unit.waiting === null) take(unit, taken);
        else unit.waiting.push(taken);
      }
    },
    settle,
    interrupted: () => {
      for (const usual of traffic.values()) usual.interrupt();
      for (const unit of units.values()) {
        unit.machine.interrupt();
        // What waits is from before; after a step back everything that comes would look older than it.
        if (unit.waiting !== null) unit.waiting = [];
        touched.add(unit);
      }
      settle();
    },
    tick: (signals, services, sources) => {
      if (trafficAskedAt !== null && clock.nowMs() - trafficAskedAt >= ASK_TRAFFIC_AGAIN_MS) learnTraffic();
      for (const [id, units] of bySignal)
        for (const unit of units) {
          const blind = signals.get(id)?.freshness !== 'live';
          if (blind === unit.blind) continue;
          unit.blind = blind;
          touched.add(unit);
        }
      settle();
      observeLost([...signals.values()], services, sources);
    },
    judged: (signal) => (bySignal.get(signal) ?? []).map(({ rule, machine }) => ({ rule, status: machine.status() })),
    all: () => Array.from(units.values(), ({ rule, machine }) => ({ rule, status: machine.status() })),
  };
}

/** What a machine's memory belongs to: with another limit or signal it means nothing. */
const specOf = ({ rule, signal, condition, consecutive, forMs, keepFiringForMs, minTraffic }: ResolvedRule): string => JSON.stringify([rule, signal, condition, consecutive, forMs, keepFiringForMs, minTraffic]);
const sameJudgement = (known: Unit, rule: ResolvedRule, signal: ResolvedSignal): boolean => specOf(known.rule) === specOf(rule) && JSON.stringify(known.signal.config) === JSON.stringify(signal.config);

function readSaved(text: string | undefined, rule: ResolvedRule): SavedRule | null {
  if (text === undefined) return null;
  /* Written by `observationOf`, in this form. */
  const { spec, machine } = JSON.parse(text) as { spec: string; machine: SavedRule };
  return spec === specOf(rule) ? machine : null;
}

const FIRING: AlertStanding = { state: 'firing', startsAt: null, noEarlierThan: false, firedAt: null, endsAt: null, value: null, limit: null, confirmedAt: null, confirmed: true };

/** What nobody sees confirms nothing, unless the rule is about just that: the source answers that there is nothing to see. */
const isSeen = ({ blind, rule }: Unit): boolean => !blind || rule.condition.kind === 'absence';

const standingOf = (status: RuleStatus, seen: boolean): AlertStanding => ({
  state: status.state === 'inactive' && status.fails > 0 ? 'pending' : status.state,
  startsAt: status.since,
  noEarlierThan: status.noEarlierThan,
  firedAt: status.firedAt,
  endsAt: status.endedAt,
  value: status.value,
  limit: status.limit,
  confirmedAt: status.confirmedAt,
  confirmed: seen && status.verdict === 'fail',
});

function subjectOf(rule: ResolvedRule, signal: ResolvedSignal, serviceName: string): AlertSubject {
  const title = titleOf(rule, { serviceName, signalName: signal.name, unit: signal.unit });
  return {
    key: rule.rule,
    rule: rule.rule,
    name: title,
    source: signal.config.source,
    service: rule.service,
    signal: rule.signal,
    severity: rule.severity,
    labels: { service: rule.service, signal: rule.signal },
    annotations: {},
    facts: { mode: rule.mode, signature: `${rule.service}/${rule.writtenAs}/${failureMode(rule)}`, services: [rule.service], title, origin: 'rule' },
  };
}

/** Rule of the alert that an essential service has been blind for long. */
const LOST = 'monitoring-lost/';

function lostSubject({ source, services: ids, signals }: LostMonitoring, services: readonly Service[], sources: readonly Source[]): AlertSubject {
  const key = `${LOST}${source}`;
  const names = ids.map((id) => services.find((service) => service.id === id)?.name ?? id);
  const found = sources.find(({ id }) => id === source);
  const what = names.length === 0 ? 'can tell no alerts' : `tells nothing of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  const title = `Monitoring lost: ${found?.name ?? source} ${what}`;
  const [only] = ids;
  return {
    key,
    rule: key,
    name: title,
    source,
    service: ids.length === 1 && only !== undefined ? only : null,
    signal: null,
    severity: 'P1',
    labels: { source, signals: signals.slice(0, 20).join(' ') },
    annotations: names.length > 0 || found?.message == null ? {} : { description: found.message },
    facts: { mode: 'open', signature: key, services: ids, title, origin: 'rule' },
  };
}
