import type { EventData, EventName } from '../../../shared/contract/events.ts';
import type { SourceConfig } from '../../../shared/model/sources/index.ts';
import type { SecondOpinion, Service, Signal, Source as SourceView } from '../../../shared/model/entities.ts';
import type { SignalId, SourceId } from '../../../shared/model/ids.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { LATE_AFTER_INTERVALS, learnedSpacingMs, rhythmMs } from '../freshness/rules.ts';
import type { Detection } from '../detection/service.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { createPoller, type Poller, type Rhythm } from '../sources/poller.ts';
import type { Fed, Feed, HistoryPoint, PollGroup, PollOutcome, PollResult, Source, SourceFailure, TimeRange } from '../sources/source.ts';
import { createBackfill } from './backfill.ts';
import { createFeeds } from './feeds.ts';
import type { ClockWatch } from './clock-watch.ts';
import {
  applyFailure, applyReading, breachOf, intervalMsOf, refresh, sampleAgeMs, startSignal, stepBack, continueSignal, usualAgeOf, viewSignal,
  type SignalState, type WatchedSignal,
} from './signal-state.ts';
import { feedFailed, feedTold, isUnheard, sourceAnswered, sourceBlinded, sourceFailed, startSource, viewSource, type SourceState } from './source-state.ts';

/** What the watch writes to: the live series, whatever keeps them. */
export interface SeriesSink {
  append(signal: SignalId, time: EpochMs, value: number): void;
  backfill(signal: SignalId, points: readonly HistoryPoint[]): void;
  newest(signal: SignalId): EpochMs | null;
}

export interface WatchDeps {
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly random: Random;
  readonly log: Log;
  readonly series: SeriesSink;
  readonly detection: Pick<Detection, 'sample' | 'settle' | 'judged' | 'interrupted'>;
  readonly emit: <N extends EventName>(event: N, data: EventData<N>) => void;
  /** What another signal says of the same; null where none is asked. */
  readonly opinionOf?: (signal: SignalId) => SecondOpinion | null;
  /** Takes in what a source tells beside the values of signals. */
  readonly onFed: (source: SourceId, fed: Fed) => Promise<void>;
}

export interface WatchedSource {
  readonly config: SourceConfig;
  readonly source: Source;
}

export interface WatchPlan {
  readonly services: readonly Omit<Service, 'signals'>[];
  readonly sources: readonly WatchedSource[];
  readonly signals: readonly WatchedSignal[];
  /** What an earlier watch knew of signals that are the same in this one, so that a reload does not blank the wall. */
  readonly known?: ReadonlyMap<SignalId, SignalState>;
}

export interface Watch {
  start(): void;
  /** Judges every signal's age; to be called once a second. */
  tick(): void;
  /** A suspend, a stall or a clock step: counts start again, everything is asked at once, gaps are filled. */
  interrupted(stepMs: number): void;
  services(): readonly Service[];
  signals(): Signal[];
  signal(id: SignalId): Signal | null;
  sources(): SourceView[];
  /** Sources of whose alerts nothing can be confirmed now. */
  unheard(): ReadonlySet<SourceId>;
  states(): ReadonlyMap<SignalId, SignalState>;
  sourceConfig(id: SourceId): SourceConfig | null;
  /** Asks what a source tells beside the values of signals again soon. */
  askFeeds(id: SourceId): void;
  /** The adapter of a source. */
  source(id: SourceId): Source | null;
  /** The signal and the adapter that can tell its history. */
  access(id: SignalId): { readonly signal: WatchedSignal; readonly source: Source; readonly spacingMs: DurationMs; /** As often as samples come, as far as is known; no more than is asked for. */ readonly sampleEveryMs: DurationMs } | null;
  polls(): { readonly inFlight: number; readonly finished: number; readonly failed: number };
  stop(): Promise<void>;
}

/** The window that is back-filled at start, so that a wall opened now shows the last hour. */
const VISIBLE_WINDOW_MS = 3_600_000;
const NO_PACE = durationMs(0);
/** Beyond this a source's clock is treated as wrong: its samples are drawn on our clock, and the screen says so. */
export const CLOCK_TOLERANCE_MS = 2_000;

/** Asks every source of a configuration, judges what comes, and tells it on. One watch lives as long as one configuration. */
export function createWatch(plan: WatchPlan, deps: WatchDeps): Watch {
  const { clock, clockWatch, series, emit, log, detection } = deps;
  const started = clockWatch.moment();
  const signals = new Map(plan.signals.map((signal) => [signal.id, continueSignal(signal, plan.known?.get(signal.id)) ?? startSignal(signal, started)]));
  const sources = new Map(plan.sources.map(({ config }) => [config.id, startSource(config, started.nowMs)]));
  const bySignals = Map.groupBy(plan.signals, ({ config }) => config.service);
  const services = plan.services.map((service): Service => ({ ...service, signals: (bySignals.get(service.id) ?? []).map(({ id }) => id) }));
  const adapters = new Map(plan.sources.map(({ config, source }) => [config.id, source]));
  const backfill = createBackfill({ log, onPoints: (id, range, points) => takeHistory(id, range, points) });

  const pollers = plan.sources.map(({ config, source }): Poller => {
    const own = plan.signals.filter((signal) => signal.config.source === config.id);
    return createPoller(source, own, {
      clock, log, random: deps.random,
      onResult: (group, result) => takeResult(config.id, group, result),
      onFailure: (group, failure) => takeFailure(config.id, group, failure),
    });
  });

  const feeds = new Map(
    plan.sources.map(({ config, source }) => {
      const own = createFeeds(config.id, source, {
        clock, log, random: deps.random,
        onFed: deps.onFed,
        onAnswer: (feed, fed) => takeFeed(config.id, feed, fed),
        onFailure: (feed, failure) => takeFeedFailure(config.id, feed, failure),
      });
      return [config.id, own];
    }),
  );

  const stateOf = (id: SignalId): SignalState => assertPresent(signals.get(id), `the watch does not know signal ${id}`);
  const sourceOf = (id: SourceId): SourceState => assertPresent(sources.get(id), `the watch does not know source ${id}`);

  /** A sample's instant on our clock: moved by the offset only where the source's clock is plainly wrong. */
  const onOurClock = (time: EpochMs, offsetMs: number | null): EpochMs =>
    offsetMs !== null && Math.abs(offsetMs) > CLOCK_TOLERANCE_MS ? epochMs(time - offsetMs) : time;

  const view = (state: SignalState): Signal => {
    const opinion = deps.opinionOf?.(state.signal.id) ?? null;
    const signal = viewSignal(state, detection.judged(state.signal.id));
    return opinion === null ? signal : { ...signal, secondOpinion: opinion };
  };

  const tellFreshness = (state: SignalState): void =>
    emit('freshness', { signal: state.signal.id, freshness: state.freshness, since: toRfc3339(state.freshnessSince), error: state.error });

  const requestHistory = (state: SignalState, from: EpochMs, to: EpochMs): void => {
    const source = adapters.get(state.signal.config.source);
    if (source !== undefined && to > from) backfill.request({ signal: state.signal, source, range: { from, to }, spacingMs: intervalMsOf(state) });
  };

  const takeHistory = (id: SignalId, range: TimeRange, points: readonly HistoryPoint[]): void => {
    const offset = sourceOf(stateOf(id).signal.config.source).clockOffsetMs;
    series.backfill(id, points.map((point) => ({ time: onOurClock(point.time, offset), value: point.value })));
    emit('backfill', { signal: id, from: toRfc3339(range.from), to: toRfc3339(range.to) });
  };

  const takeOutcome = (outcome: PollOutcome, offsetMs: number | null): boolean => {
    const state = stateOf(outcome.signal);
    const at = clockWatch.moment();
    if (!outcome.ok) {
      applyFailure(state, outcome.kind, outcome.message, at);
      detection.sample(outcome.signal, { what: 'unknown', value: null, time: null, intervalMs: intervalMsOf(state) });
      refresh(state, at);
      tellFreshness(state);
      return false;
    }
    const lastKept = series.newest(outcome.signal);
    const errorBefore = state.error?.message;
    const newAt = applyReading(state, outcome.reading, at, outcome.note);
    if (newAt !== null) {
      const time = onOurClock(newAt, offsetMs);
      /** Where polls were lost, the source may still know what we missed. */
      if (lastKept !== null && time - lastKept > (LATE_AFTER_INTERVALS + 1) * intervalMsOf(state)) requestHistory(state, lastKept, time);
      series.append(outcome.signal, time, outcome.reading.value ?? Number.NaN);
      detection.sample(outcome.signal, { what: outcome.note === undefined ? 'value' : 'targetFailed', value: outcome.reading.value, time, intervalMs: intervalMsOf(state) });
    }
    const { latest } = state;
    if (latest !== null) emit('reading', { ...latest, signal: outcome.signal, breach: breachOf(state, detection.judged(outcome.signal)), intervalMs: intervalMsOf(state), ...usualAgeOf(state) });
    if (refresh(state, at) || state.error?.message !== errorBefore) tellFreshness(state);
    return newAt !== null && newAt === outcome.reading.sampleTime;
  };

  /** Latency without a value is judged by the traffic of the same moment: known after it, the first sample of a blackout would count for nothing. */
  const trafficFirst = (outcomes: readonly PollOutcome[]): readonly PollOutcome[] => {
    const isTraffic = ({ signal }: PollOutcome): boolean => stateOf(signal).signal.config.kind === 'traffic';
    return [...outcomes.filter(isTraffic), ...outcomes.filter((outcome) => !isTraffic(outcome))];
  };

  const takeResult = (id: SourceId, group: PollGroup, result: PollResult): Rhythm => {
    const source = sourceOf(id);
    if (sourceAnswered(source, result, clock.nowMs())) emit('source', viewSource(source));
    for (const signal of group.signals) stateOf(signal.id).paceMs = result.paceMs ?? NO_PACE;
    let foundNew = false;
    for (const outcome of trafficFirst(result.outcomes)) foundNew = takeOutcome(outcome, source.clockOffsetMs) || foundNew;
    detection.settle();
    return rhythmOf(group, foundNew);
  };

  /** A group is asked at the pace of its fastest samples. */
  const rhythmOf = (group: PollGroup, foundNew: boolean): Rhythm => {
    const at = clockWatch.moment();
    const states = group.signals.map((signal) => stateOf(signal.id));
    const known = states.flatMap((state) => {
      const spacingMs = state.signal.learnsSpacing ? rhythmMs(state.spacing) : null;
      const ageMs = sampleAgeMs(state, at);
      return spacingMs === null || ageMs === null ? [] : [{ spacingMs, ageMs }];
    });
    const fastest = known.sort((a, b) => a.spacingMs - b.spacingMs || a.ageMs - b.ageMs)[0];
    return { spacingMs: fastest?.spacingMs ?? null, sampleAgeMs: fastest?.ageMs ?? null, foundNew };
  };

  const takeFailure = (id: SourceId, group: PollGroup, failure: SourceFailure): void => {
    const source = sourceOf(id);
    const at = clockWatch.moment();
    if (sourceFailed(source, failure, at.nowMs)) emit('source', viewSource(source));
    for (const signal of group.signals) {
      const state = stateOf(signal.id);
      const before = state.error?.message;
      applyFailure(state, 'source', failure.message, at);
      detection.sample(signal.id, { what: 'unknown', value: null, time: null, intervalMs: intervalMsOf(state) });
      if (refresh(state, at) || before !== failure.message) tellFreshness(state);
    }
    detection.settle();
  };

  const hasSignals = (id: SourceId): boolean => plan.signals.some(({ config }) => config.source === id);

  const takeFeed = (id: SourceId, feed: Feed, fed: Fed): void => {
    const source = sourceOf(id);
    const blind = fed.blind ?? null;
    const answered = (): boolean => (blind === null ? sourceAnswered(source, fed, clock.nowMs()) : sourceBlinded(source, blind, fed, clock.nowMs()));
    const changed = hasSignals(id) ? feedTold(source, feed.name, [...(blind === null ? [] : [`Its ${feed.name} may not be all: ${blind}.`]), ...fed.warnings]) : answered();
    if (changed) emit('source', viewSource(source));
  };

  const takeFeedFailure = (id: SourceId, feed: Feed, failure: SourceFailure): void => {
    const source = sourceOf(id);
    const changed = hasSignals(id) ? feedFailed(source, feed.name, failure) : sourceFailed(source, failure, clock.nowMs());
    if (changed) emit('source', viewSource(source));
  };

  return {
    start: () => {
      const { nowMs } = clockWatch.moment();
      for (const state of signals.values()) {
        const newest = series.newest(state.signal.id);
        requestHistory(state, epochMs(Math.max(newest ?? 0, nowMs - VISIBLE_WINDOW_MS)), nowMs);
      }
      for (const poller of pollers) poller.start();
      for (const each of feeds.values()) each.start();
    },
    tick: () => {
      const at = clockWatch.moment();
      for (const state of signals.values()) if (refresh(state, at)) tellFreshness(state);
    },
    interrupted: (stepMs) => {
      if (stepMs < 0) for (const state of signals.values()) stepBack(state, stepMs);
      detection.interrupted();
      for (const poller of pollers) poller.wake();
      for (const each of feeds.values()) each.wake();
    },
    services: () => services,
    signals: () => Array.from(signals.values(), view),
    signal: (id) => {
      const state = signals.get(id);
      return state === undefined ? null : view(state);
    },
    sources: () => [...sources.values()].map(viewSource),
    unheard: () => new Set([...sources.values()].filter(isUnheard).map(({ config }) => config.id)),
    states: () => signals,
    sourceConfig: (id) => sources.get(id)?.config ?? null,
    askFeeds: (id) => feeds.get(id)?.wake(),
    source: (id) => adapters.get(id) ?? null,
    access: (id) => {
      const state = signals.get(id);
      const source = state && adapters.get(state.signal.config.source);
      return state === undefined || source === undefined ? null : { signal: state.signal, source, spacingMs: intervalMsOf(state), sampleEveryMs: learnedSpacingMs(state.spacing) ?? state.signal.everyMs };
    },
    polls: () => pollers.map((poller) => poller.stats()).reduce(
      (sum, one) => ({ inFlight: sum.inFlight + one.inFlight, finished: sum.finished + one.finished, failed: sum.failed + one.failed }),
      { inFlight: 0, finished: 0, failed: 0 },
    ),
    stop: async () => {
      for (const poller of pollers) poller.stop();
      for (const each of feeds.values()) each.stop();
      backfill.stop();
      await Promise.all([...adapters.values()].map((source) => source.close()));
    },
  };
}
