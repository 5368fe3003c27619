import type { LinkStatus } from '../../shared/client/follow-sse.ts';
import type { EventData, LiveEvent, Snapshot } from '../../shared/contract/events.ts';
import { ONLY_CONSOLE, type ConsoleView } from '../../shared/model/console.ts';
import { NO_CONTINUITY, type ContinuityFace } from '../../shared/model/continuity/plan.ts';
import type { DemoFault, Presence, Problem, Service, Signal, Source, Workspace } from '../../shared/model/entities.ts';
import type { ServiceId, SignalId, SourceId } from '../../shared/model/ids.ts';
import type { Alert, AlertCounts, Incident, MaintenanceWindow } from '../../shared/model/incident.ts';
import { byGravity, byUrgency, isOpenIncident } from '../../shared/model/incident-order.ts';
import { assertNever } from '../../shared/model/result.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../shared/model/units.ts';


/** Silence of the engine after which nothing on screen counts as live any more. */
export const TICK_LIMIT_MS = 2_000;

/** Where the engine's clock stood at one moment of ours; ages are counted from here, never from this machine's wall clock. */
export interface EngineClock {
  readonly now: EpochMs;
  readonly receivedAtMonotonicMs: number;
}

/** `live`; `stopped`: the link is open but the engine is silent; `unreachable`: no link (`refused` says that we may not). */
export interface EngineStatus {
  readonly state: 'connecting' | 'live' | 'stopped' | 'unreachable';
  /** When the state began, on the engine's clock; null before the engine was ever heard. */
  readonly since: EpochMs | null;
  readonly refused: boolean;
}

export interface LastKnown {
  readonly value: number;
  /** Time of its newest sample, on the source's clock; null where it was not known. */
  readonly time: EpochMs | null;
}

export interface LiveState {
  readonly workspace: Workspace | null;
  readonly services: readonly Service[];
  readonly servicesById: ReadonlyMap<ServiceId, Service>;
  readonly signals: ReadonlyMap<SignalId, Signal>;
  /** The last value of each signal whose newest reading has none: it may be shown as what was, never as what is. */
  readonly lastKnown: ReadonlyMap<SignalId, LastKnown>;
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly presence: readonly Presence[];
  readonly demoFaults: readonly DemoFault[];
  /** Open and proposed ones, gravest first. */
  readonly incidents: readonly Incident[];
  /** Active ones that are known here; `alertCounts` counts all. */
  readonly alerts: readonly Alert[];
  readonly alertCounts: AlertCounts;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly continuity: ContinuityFace;
  readonly console: ConsoleView;
  /** The newest thing that wants to be heard; null until one came. */
  readonly alarm: Alarm | null;
  readonly link: LinkStatus;
  readonly linkChangedAtMonotonicMs: number;
  /** When the link was first lost since the engine was last heard: each attempt to reconnect changes the link, not this. */
  readonly lostAtMonotonicMs: number | null;
  readonly clock: EngineClock | null;
  /** Last tick of the engine; null until the first. A snapshot is no tick: a shell could replay it for a dead engine. */
  readonly lastTickAtMonotonicMs: number | null;
  readonly lastTick: number | null;
  /** Ticks that never came, by the gaps in their numbers. */
  readonly lostTicks: number;
  readonly status: EngineStatus;
}

export const initialLiveState = (monotonicMs: number): LiveState => ({
  workspace: null,
  services: [],
  servicesById: new Map(),
  signals: new Map(),
  lastKnown: new Map(),
  sources: [],
  problems: [],
  presence: [],
  demoFaults: [],
  incidents: [],
  alerts: [],
  alertCounts: { firing: 0, pending: 0, suppressed: 0 },
  maintenance: [],
  continuity: NO_CONTINUITY,
  console: ONLY_CONSOLE,
  alarm: null,
  link: 'connecting',
  linkChangedAtMonotonicMs: monotonicMs,
  lostAtMonotonicMs: null,
  clock: null,
  lastTickAtMonotonicMs: null,
  lastTick: null,
  lostTicks: 0,
  status: { state: 'connecting', since: null, refused: false },
});

/** The engine's clock now; null before it was ever heard. */
export const engineNowAt = (clock: EngineClock | null, monotonicMs: number): EpochMs | null =>
  clock && epochMs(clock.now + (monotonicMs - clock.receivedAtMonotonicMs));

const clockFrom = (text: string, monotonicMs: number): EngineClock | null => {
  const now = fromRfc3339(text);
  return now === null ? null : { now, receivedAtMonotonicMs: monotonicMs };
};

function lastKnownOf(signal: Signal | undefined): LastKnown | null {
  const { value = null, time = null } = signal?.latest ?? {};
  return value === null ? null : { value, time: time === null ? null : fromRfc3339(time) };
}

/** What was known of the signals that a snapshot brings without a value; signals that have gone are forgotten. */
function keepKnown(state: LiveState, signals: readonly Signal[]): LiveState['lastKnown'] {
  const kept = signals.map(({ id }) => [id, lastKnownOf(state.signals.get(id)) ?? state.lastKnown.get(id)] as const);
  return new Map(kept.filter((each): each is readonly [SignalId, LastKnown] => each[1] !== undefined));
}

const fromSnapshot = (state: LiveState, snapshot: Snapshot, monotonicMs: number): LiveState => ({
  ...state,
  workspace: snapshot.workspace,
  services: snapshot.services,
  servicesById: new Map(snapshot.services.map((service) => [service.id, service])),
  signals: new Map(snapshot.signals.map((signal) => [signal.id, signal])),
  lastKnown: keepKnown(state, snapshot.signals),
  sources: snapshot.sources,
  problems: snapshot.problems,
  presence: snapshot.presence,
  demoFaults: snapshot.demoFaults,
  incidents: snapshot.incidents,
  alerts: snapshot.alerts,
  alertCounts: snapshot.alertCounts,
  maintenance: snapshot.maintenance,
  continuity: snapshot.continuity,
  console: snapshot.console,
  clock: clockFrom(snapshot.now, monotonicMs) ?? state.clock,
});

/** Signals as they change within one batch: the map is copied once per batch, however many readings it brings. */
class Draft {
  readonly #before: ReadonlyMap<SignalId, Signal>;
  #after: Map<SignalId, Signal> | null = null;
  /** Values that ended within the batch. */
  readonly ended = new Map<SignalId, LastKnown>();

  constructor(before: ReadonlyMap<SignalId, Signal>) {
    this.#before = before;
  }

  get signals(): ReadonlyMap<SignalId, Signal> {
    return this.#after ?? this.#before;
  }

  change(id: SignalId, change: (signal: Signal) => Signal): void {
    const signal = this.signals.get(id);
    if (!signal) return;
    this.#after ??= new Map(this.#before);
    this.#after.set(id, change(signal));
  }
}

function withSource(state: LiveState, source: Source): LiveState {
  const known = state.sources.some((each: { id: SourceId }) => each.id === source.id);
  return { ...state, sources: known ? state.sources.map((each) => (each.id === source.id ? source : each)) : [...state.sources, source] };
}

function withTick(state: LiveState, tick: { now: string; n: number }, monotonicMs: number): LiveState {
  const missed = state.lastTick !== null && tick.n > state.lastTick ? tick.n - state.lastTick - 1 : 0;
  return {
    ...state,
    clock: clockFrom(tick.now, monotonicMs) ?? state.clock,
    lastTickAtMonotonicMs: monotonicMs,
    lostAtMonotonicMs: null,
    lastTick: tick.n,
    lostTicks: state.lostTicks + missed,
  };
}

/** A closed incident leaves the list; the order is the engine's: proposed ones last, then severity, then the oldest. */
function withIncident(incidents: readonly Incident[], incident: Incident): readonly Incident[] {
  const others = incidents.filter((each) => each.id !== incident.id);
  return isOpenIncident(incident) ? [...others, incident].sort(byUrgency) : others;
}

function withAlert(alerts: readonly Alert[], alert: Alert): readonly Alert[] {
  const others = alerts.filter((each) => each.id !== alert.id);
  return alert.state === 'resolved' ? others : [...others, alert].sort(byGravity);
}

/** True where the event only changed a signal in the draft. */
function changeSignal(draft: Draft, event: LiveEvent): boolean {
  if (event.event === 'reading') {
    const { signal: id, breach, intervalMs, usualAgeMs, ...latest } = event.data;
    draft.change(id, (signal) => {
      const known = latest.value === null ? lastKnownOf(signal) : null;
      if (known !== null) draft.ended.set(id, known);
      return { ...signal, latest, breach, intervalMs, ...(usualAgeMs !== undefined && { usualAgeMs }) };
    });
    return true;
  }
  if (event.event === 'opinion') {
    const { signal: id, opinion } = event.data;
    draft.change(id, (signal) => ({ ...signal, secondOpinion: opinion }));
    return true;
  }
  if (event.event === 'freshness') {
    const { signal: id, freshness, since, error } = event.data;
    draft.change(id, (signal) => ({ ...signal, freshness, freshnessSince: since, error }));
    return true;
  }
  return false;
}

export type Alarm = EventData<'alarm'>;

function applyOther(state: LiveState, event: Exclude<LiveEvent, { event: 'reading' | 'freshness' | 'opinion' }>, monotonicMs: number): LiveState {
  switch (event.event) {
    case 'snapshot':
      return fromSnapshot(state, event.data, monotonicMs);
    case 'source':
      return withSource(state, event.data);
    case 'problem':
      return { ...state, problems: event.data.items };
    case 'presence':
      return { ...state, presence: event.data.items };
    case 'demo':
      return { ...state, demoFaults: event.data.items };
    case 'incident':
      return { ...state, incidents: withIncident(state.incidents, event.data) };
    case 'alert':
      return { ...state, alerts: withAlert(state.alerts, event.data) };
    case 'alertCounts':
      return { ...state, alertCounts: event.data };
    case 'maintenance':
      return { ...state, maintenance: event.data.items };
    case 'continuity':
      return { ...state, continuity: event.data };
    case 'console':
      return { ...state, console: event.data };
    case 'alarm':
      return { ...state, alarm: event.data };
    case 'tick':
      return withTick(state, event.data, monotonicMs);
    case 'backfill':
    case 'changes':
    case 'silences':
    case 'delivery':
    case 'update':
    case 'channels':
    case 'run':
    case 'plans':
      return state;
    default:
      return assertNever(event, 'live event');
  }
}

/**
 * What a batch of events makes of the state, in order. Events about signals that are not known (a configuration change is under
 * way) change nothing.
 */
export function applyEvents(state: LiveState, batch: readonly LiveEvent[], monotonicMs: number): LiveState {
  let next = state;
  let draft = new Draft(state.signals);
  for (const event of batch) {
    if (changeSignal(draft, event)) continue;
    // A snapshot asks what was known before it.
    if (event.event === 'snapshot') next = withDraft(next, draft);
    // `changeSignal` took the other kinds, which the compiler cannot see.
    next = applyOther(next, event as Exclude<LiveEvent, { event: 'reading' | 'freshness' | 'opinion' }>, monotonicMs);
    if (event.event === 'snapshot') draft = new Draft(next.signals);
  }
  return withDraft(next, draft);
}

function withDraft(state: LiveState, draft: Draft): LiveState {
  if (draft.signals === state.signals) return state;
  return { ...state, signals: draft.signals, lastKnown: draft.ended.size === 0 ? state.lastKnown : new Map([...state.lastKnown, ...draft.ended]) };
}

export const withLink = (state: LiveState, link: LinkStatus, monotonicMs: number): LiveState =>
  link === state.link ? state : { ...state, link, linkChangedAtMonotonicMs: monotonicMs, lostAtMonotonicMs: state.lostAtMonotonicMs ?? (link === 'lost' || link === 'refused' ? monotonicMs : null) };

/** Judges the engine as it looks at this moment. Returns the same state where nothing changed. */
export function withStatus(state: LiveState, monotonicMs: number): LiveState {
  const next = judgeEngine(state, monotonicMs);
  const same = next.state === state.status.state && next.refused === state.status.refused;
  return same ? state : { ...state, status: next };
}

function judgeEngine(state: LiveState, monotonicMs: number): EngineStatus {
  const heardAt = state.lastTickAtMonotonicMs;
  const refused = state.link === 'refused';
  const silentFrom = heardAt ?? state.lostAtMonotonicMs;
  const at = (monotonic: number) => engineNowAt(state.clock, monotonic);
  if (refused || state.link === 'lost') return { state: 'unreachable', since: at(silentFrom ?? state.linkChangedAtMonotonicMs), refused };
  if (state.link === 'connecting')
    return silentFrom === null ? { state: 'connecting', since: null, refused } : { state: 'unreachable', since: at(silentFrom), refused };
  if (heardAt !== null && monotonicMs - heardAt <= TICK_LIMIT_MS) return { state: 'live', since: at(monotonicMs), refused };
  if (monotonicMs - state.linkChangedAtMonotonicMs <= TICK_LIMIT_MS && (heardAt ?? -1) < state.linkChangedAtMonotonicMs)
    return { state: 'connecting', since: at(heardAt ?? monotonicMs), refused };
  return { state: 'stopped', since: at(silentFrom ?? state.linkChangedAtMonotonicMs), refused };
}
