import type { EventData, EventName, Snapshot } from '../../shared/contract/events.ts';
import type { SecondOpinion } from '../../shared/model/entities.ts';
import type { SignalId, SourceId } from '../../shared/model/ids.ts';
import { formulaText } from '../../shared/model/sources/datadog-formula.ts';
import type { SourceHealth } from '../../shared/model/source-health.ts';
import { traitsOf } from '../../shared/model/sources/index.ts';
import { durationMs, toRfc3339, type DurationMs } from '../../shared/model/units.ts';
import type { ResolvedConfig, ResolvedSource } from '../config/resolved.ts';
import type { Detection } from './detection/service.ts';
import { createHealthBook, type SourceMeasures } from './health/book.ts';
import { measured } from './health/measured.ts';
import type { Live } from './live.ts';
import type { Cancel, Clock, Log, Random } from './ports.ts';
import type { Problems } from './problems.ts';
import { SourceFailure, type Fed, type Source } from './sources/source.ts';
import { createClockWatch, type ClockBreak } from './watch/clock-watch.ts';
import type { SignalState, WatchedSignal } from './watch/signal-state.ts';
import { createWatch, type SeriesSink, type Watch, type WatchedSource } from './watch/watch.ts';

export interface EngineDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly live: Live;
  readonly problems: Problems;
  readonly series: SeriesSink;
  readonly createSource: (source: ResolvedSource) => Promise<Source>;
  readonly detection: Detection;
  readonly opinionOf?: (signal: SignalId) => SecondOpinion | null;
  /** Takes in what a source tells beside the values of signals. */
  readonly onFed: (source: SourceId, fed: Fed) => Promise<void>;
  /** A configuration is in use from now on. */
  readonly onApplied: (config: ResolvedConfig) => Promise<void>;
  /** After a suspend, a stall or a step of the clock, before anything is judged again. */
  readonly onClockBroke: (broken: ClockBreak) => void;
  /** Runs once a second after every signal's age was judged: alerts, incidents and their clocks. */
  readonly everySecond: () => void;
  /** A source that failed answers again. */
  readonly onSourceBack?: () => void;
  /** The part of the snapshot that others keep. */
  readonly surroundings: () => Omit<Snapshot, 'services' | 'signals' | 'sources' | 'problems' | 'now'>;
}

export interface Engine {
  /** Watches this configuration from now on. Signals whose configuration is unchanged keep their series. */
  apply(config: ResolvedConfig): Promise<void>;
  snapshot(): Snapshot;
  /** Sends a new snapshot to every screen. */
  tellAnew(): void;
  watch(): Watch;
  /** How well each source answers, for a screen. */
  sourceHealth(): SourceHealth[];
  /** The same for a scrape. */
  sourceMeasures(): SourceMeasures[];
  /** The machine was asleep, says its system. */
  wake(): void;
  stop(): Promise<void>;
}

const TICK_MS = durationMs(1_000);
/** A source whose secret could not be read is tried again this often. */
const RETRY_SOURCES_MS = durationMs(15_000);
/** How long a jump of the clock stays on screen. */
const CLOCK_NOTICE_MS = durationMs(60_000);

const NOTHING = { services: [], sources: [], signals: [] };

/** Runs the watch of the current configuration and the tick that proves it alive. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock, live, problems, series } = deps;
  const clockWatch = createClockWatch(clock, TICK_MS);
  const failing = new Set<string>();
  const emit = <N extends EventName>(event: N, data: EventData<N>): void => {
    live.emit(event, data);
    if (event !== 'source') return;
    const { id, state } = data as EventData<'source'>;
    if (state === 'failing') failing.add(id);
    else if (state === 'ok' && failing.delete(id)) deps.onSourceBack?.();
  };
  const watchDeps = { clock, clockWatch, random: deps.random, log: deps.log, series, detection: deps.detection, onFed: deps.onFed, emit, ...(deps.opinionOf === undefined ? {} : { opinionOf: deps.opinionOf }) };
  const health = createHealthBook(clock);
  let watch = createWatch(NOTHING, watchDeps);
  let ticks = 0;
  let stopped = false;
  let cancelTick: Cancel = () => {};
  let cancelRetry: Cancel = () => {};
  let cancelNotice: Cancel = () => {};
  /** Changes of configuration come one after the other, never two at once. */
  let applying: Promise<void> = Promise.resolve();

  const tick = (): void => {
    if (stopped) return;
    cancelTick = clock.after(TICK_MS, tick);
    ticks += 1;
    const broken = clockWatch.look();
    if (broken !== null) clockBroke(broken);
    watch.tick();
    health.tick(watch);
    deps.detection.tick(watch.states(), watch.services(), watch.sources());
    lookAfter();
    live.emit('tick', { now: toRfc3339(clock.nowMs()), n: ticks });
  };

  /** Whatever fails there, the tick goes on: a disk that refuses must not make the engine look dead. */
  const lookAfter = (): void => {
    try {
      deps.everySecond();
      problems.clear('incidents');
    } catch (error) {
      deps.log.error('alerts and incidents could not be looked after', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      problems.set('incidents', 'error', 'Alerts and incidents could not be brought up to date. Holdfast tries again every second; the log has the details.');
    }
  };

  const interrupt = (broken: ClockBreak): void => {
    watch.interrupted(broken.stepMs);
    deps.onClockBroke(broken);
  };

  const clockBroke = (broken: ClockBreak): void => {
    interrupt(broken);
    deps.log.warn('clock step or standstill', { stepMs: broken.stepMs, gapMs: broken.gapMs });
    problems.set('clock', 'warning', clockText(broken));
    cancelNotice();
    cancelNotice = clock.after(CLOCK_NOTICE_MS, () => problems.clear('clock'));
    tellAnew();
  };

  const snapshot = (): Snapshot => ({
    ...deps.surroundings(),
    services: [...watch.services()],
    signals: watch.signals(),
    sources: watch.sources(),
    problems: problems.list(),
    now: toRfc3339(clock.nowMs()),
  });

  const tellAnew = (): void => live.emit('snapshot', snapshot());

  const applyNow = async (config: ResolvedConfig): Promise<void> => {
    cancelRetry();
    const made = await Promise.all(config.sources.map((source) => makeSource(source, deps.createSource)));
    if (stopped) return;
    const sources: WatchedSource[] = made.map(({ source, config }) => ({ config, source: measured(source, clock, (question) => health.asked(config.id, question)) }));
    const before = watch;
    const known = new Map([...before.states()].filter(([, state]) => sameSource(before, sources, state)));
    const next = createWatch({ services: config.services, sources, signals: config.signals.map((signal) => describe(signal, sources)), known }, watchDeps);
    deps.detection.apply(config);
    watch = next;
    health.keep(sources.map((source) => source.config));
    await before.stop();
    next.start();
    deps.detection.learn();
    await deps.onApplied(config);
    tellAnew();
    if (made.some((one) => one.failed)) cancelRetry = clock.after(RETRY_SOURCES_MS, () => void apply(config));
  };

  const apply = (config: ResolvedConfig): Promise<void> => (applying = applying.then(() => applyNow(config)));

  // Not at once: whoever makes an engine is not done before it is made.
  cancelTick = clock.after(durationMs(0), tick);
  return {
    apply,
    snapshot,
    tellAnew,
    watch: () => watch,
    sourceHealth: () => health.view(watch),
    sourceMeasures: () => health.measures(watch),
    wake: () => interrupt({ stepMs: 0, gapMs: durationMs(0) }),
    stop: async () => {
      stopped = true;
      cancelTick();
      cancelRetry();
      cancelNotice();
      await applying;
      await watch.stop();
    },
  };
}

const describe = (signal: ResolvedConfig['signals'][number], sources: readonly WatchedSource[]): WatchedSignal => {
  const watched = sources.find((source) => source.config.id === signal.config.source);
  return {
    ...signal,
    queryText: askedText(signal.config),
    openUrl: watched?.source.openUrl(signal) ?? null,
    learnsSpacing: watched !== undefined && traitsOf(watched.config).keepsSamples,
  };
};

/** Whether a signal's source is asked in the same way as before. */
function sameSource(before: Watch, now: readonly WatchedSource[], state: SignalState): boolean {
  const config = now.find((source) => source.config.id === state.signal.config.source)?.config;
  return JSON.stringify(before.sourceConfig(state.signal.config.source)) === JSON.stringify(config);
}

/** What is asked: the query as it is written, a formula with its queries, a probe's target in words. */
function askedText({ query, queries, formula, ...checks }: WatchedSignal['config']): string {
  if (query !== undefined) return query;
  return queries === undefined || formula === undefined ? probeText(checks) : formulaText(formula, queries);
}

function probeText({ http, tcp, dns, authority, postman }: Pick<WatchedSignal['config'], 'http' | 'tcp' | 'dns' | 'authority' | 'postman'>): string {
  if (http !== undefined) return `${http.method} ${http.url}${http.stage === undefined ? '' : `, ${http.stage} stage`}`;
  if (tcp !== undefined) return `TCP ${tcp.host}:${tcp.port}`;
  if (postman !== undefined) return `Postman collection ${[postman.collection, postman.folder, postman.request].filter((part) => part !== undefined).join(' · ')}`;
  if (authority !== undefined) return `name servers of ${authority.name}`;
  return dns === undefined ? '' : `DNS ${dns.type} ${dns.name} at ${dns.server}`;
}

interface MadeSource {
  readonly config: ResolvedSource['config'];
  readonly source: Source;
  readonly failed: boolean;
}

/** A source that cannot even be made (an unreadable secret, say) is one that fails every poll, with the reason. */
async function makeSource(resolved: ResolvedSource, create: EngineDeps['createSource']): Promise<MadeSource> {
  try {
    return { config: resolved.config, source: await create(resolved), failed: false };
  } catch (error) {
    const failure = new SourceFailure('unauthorized', error instanceof Error ? error.message : String(error));
    return { config: resolved.config, source: failingSource(failure, traitsOf(resolved.config).checks !== null), failed: true };
  }
}

const failingSource = (failure: SourceFailure, hasSignals: boolean): Source => ({
  plan: (signals) => (signals.length === 0 ? [] : [{ key: 'all', signals }]),
  poll: () => Promise.reject(failure),
  history: () => Promise.resolve([]),
  openUrl: () => null,
  // Without signals nobody would poll it, and it would seem to wait for ever.
  feeds: hasSignals ? [] : [{ name: 'alerts', everyMs: RETRY_SOURCES_MS, poll: () => Promise.reject(failure) }],
  close: () => Promise.resolve(),
});

function clockText({ stepMs, gapMs }: { stepMs: number; gapMs: DurationMs }): string {
  const seconds = (ms: number): string => `${Math.round(Math.abs(ms) / 1_000)} s`;
  if (Math.abs(stepMs) > 2_000 && stepMs < 0) return `The clock of this machine was set back by ${seconds(stepMs)}. Counts in progress began again.`;
  if (stepMs > 2_000) return `The clock of this machine jumped ahead by ${seconds(stepMs)} (a sleep, or a correction). Counts in progress began again.`;
  return `Holdfast stood still for ${seconds(gapMs)}. Counts in progress began again.`;
}
