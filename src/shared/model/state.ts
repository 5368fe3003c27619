import type { Service, Signal } from './entities.ts';
import type { Alert } from './incident.ts';
import type { SignalKind } from './config.ts';
import type { MaintenanceCover } from './maintenance.ts';
import { durationMs, epochMs, fromRfc3339, type EpochMs } from './units.ts';

/**
 * What a service looks like from outside, worst first: the one place where readings, freshness and rules become a state.
 * `P2` is also "over a limit, rule not yet satisfied"; `noData` = nothing was measured yet, or what was measured has no value;
 * `maintenance` = announced work: nothing of it alarms, and nothing of it counts as well.
 */
export const STATE_KINDS = ['P0', 'P1', 'blind', 'P2', 'late', 'noData', 'maintenance', 'ok'] as const;
export type StateKind = (typeof STATE_KINDS)[number];

/** Whether the engine behind the picture is heard; `since` on the engine's clock, null before it was ever heard. */
export interface EngineView {
  readonly state: 'connecting' | 'live' | 'stopped' | 'unreachable';
  readonly since: EpochMs | null;
}

/** Nothing on the screen is live. */
export const isSilent = ({ state }: Pick<EngineView, 'state'>): boolean => state === 'stopped' || state === 'unreachable';

/** What is wrong with one signal, as data: the words are made where it is shown. */
export type Trouble =
  | { readonly what: 'firing' | 'over'; readonly signal: Signal; readonly count: number; readonly needed: number }
  | { readonly what: 'blind' | 'late' | 'waiting' | 'noValue' | 'unjudged' | 'down'; readonly signal: Signal }
  | { readonly what: 'alert'; readonly name: string; readonly since: EpochMs | null }
  | { readonly what: 'noSignals' }
  | { readonly what: 'engine'; readonly engine: EngineView['state'] };

export interface TileState {
  readonly kind: StateKind;
  /** Order on the wall: P0, P1, tier-1 blind, P2, other blind, late, no data, maintenance, ok; 0 is the worst. */
  readonly rank: number;
  /** P0, P1 and a blind tier 1 are pinned: whoever looks must not have to wait for their page. */
  readonly demands: boolean;
  /** When the state began, on the engine's clock; null where it cannot be known or does not matter. */
  readonly since: EpochMs | null;
  /** False where a rule fired and what is known now can no longer confirm it. */
  readonly confirmed: boolean;
  /** Why, worst first. Empty when the state is ok, or would be but for maintenance; never otherwise. */
  readonly troubles: readonly Trouble[];
  /** The maintenance that it is in, and what it would be without; null outside. */
  readonly maintenance: (MaintenanceCover & { readonly would: StateKind }) | null;
  /** What the tile was before the engine fell silent; null while it is heard. */
  readonly was: StateKind | null;
}

/** Kinds that say by themselves whether users are served; any other signal decides once a rule looks at it. */
const DECIDING: ReadonlySet<SignalKind> = new Set<SignalKind>(['latency', 'errorRate', 'availability']);
const isDeciding = (signal: Signal): boolean => DECIDING.has(signal.kind) || signal.thresholds.length > 0;
/** A new signal may take this many intervals to its first reading before its silence is blindness. */
const FIRST_READING_INTERVALS = 5;

interface Verdict {
  readonly kind: StateKind;
  readonly trouble: Trouble | null;
  readonly since: EpochMs | null;
  readonly confirmed: boolean;
}

const verdict = (kind: StateKind, trouble: Trouble | null, since: string | null = null, confirmed = true): Verdict => ({
  kind,
  trouble,
  since: since === null ? null : fromRfc3339(since),
  confirmed,
});

const isKnown = (signal: Signal): boolean => signal.freshness === 'live' && signal.latest !== null && signal.latest.time !== null && signal.latest.value !== null;

/** A firing rule stays firing through blindness, marked as not confirmed: a dead source must not end an alarm. */
function judgeBreach(signal: Signal): Verdict | null {
  const { state, severity, since, count, needed } = signal.breach;
  if (state === 'firing') return verdict(severity ?? 'P2', { what: 'firing', signal, count, needed }, since, isKnown(signal));
  return state === 'over' ? verdict('P2', { what: 'over', signal, count, needed }, since, isKnown(signal)) : null;
}

function isWaiting(signal: Signal, now: EpochMs): boolean {
  if (signal.latest !== null || signal.error !== null) return false;
  if (signal.freshness !== 'blind') return true;
  const since = fromRfc3339(signal.freshnessSince);
  return since !== null && now - since < durationMs(FIRST_READING_INTERVALS * signal.intervalMs);
}

function judgeFreshness(signal: Signal, now: EpochMs): Verdict {
  const since = signal.freshnessSince;
  if (isWaiting(signal, now)) return verdict('noData', { what: 'waiting', signal });
  // A signal that decides nothing cannot blind its service, but the service is not fully seen either.
  if (signal.freshness === 'blind') return verdict(isDeciding(signal) ? 'blind' : 'late', { what: 'blind', signal }, since);
  /** Nothing was ever measured here, so there is nothing that could be late: a source that has only just begun, or a query without a series. */
  if (signal.latest !== null && signal.latest.time === null && signal.latest.value === null) return verdict('noData', { what: 'noValue', signal });
  if (signal.freshness === 'late' || signal.latest?.time === null) return verdict('late', { what: 'late', signal }, since);
  if (signal.latest === null || signal.latest.value === null) return verdict('noData', { what: 'noValue', signal });
  if (signal.thresholds.length > 0 && signal.breach.state === 'unknown') return verdict('noData', { what: 'unjudged', signal });
  // No rule says how bad it is that nothing answers, but it is not ok.
  if (signal.kind === 'availability' && signal.thresholds.length === 0 && signal.latest.value === 0) return verdict('P2', { what: 'down', signal });
  return verdict('ok', null);
}

/** Both matter: a firing rule does not hide that the same signal has gone blind. */
function judge(signal: Signal, now: EpochMs): readonly Verdict[] {
  const breach = judgeBreach(signal);
  const freshness = judgeFreshness(signal, now);
  return breach === null ? [freshness] : [breach, freshness];
}

/** When a trouble began, on the clock of what reports it; null where that is not known. */
export function troubleSince(trouble: Trouble): EpochMs | null {
  if (trouble.what === 'alert') return trouble.since;
  if (trouble.what === 'firing' || trouble.what === 'over') return trouble.signal.breach.since === null ? null : fromRfc3339(trouble.signal.breach.since);
  return trouble.what === 'blind' || trouble.what === 'late' ? fromRfc3339(trouble.signal.freshnessSince) : null;
}

export function rankOf(kind: StateKind, tier: number): number {
  if (kind === 'blind') return tier === 1 ? 2 : 4;
  return { P0: 0, P1: 1, P2: 3, late: 5, noData: 6, maintenance: 7, ok: 8 }[kind];
}

const earliest = (times: readonly (EpochMs | null)[]): EpochMs | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : epochMs(Math.min(...known));
};

/** The signals that blind a service: what is blind on its tile, whatever else stands there. */
export const blindingSignals = (service: Service, signals: readonly Signal[], now: EpochMs): readonly Signal[] =>
  signals.length === 0 ? [] : judgeAll(service, signals, now).flatMap(({ kind, trouble }) => (kind === 'blind' && trouble?.what === 'blind' ? trouble.signal : []));

type State = Omit<TileState, 'rank' | 'demands'>;

const LAST = epochMs(Number.POSITIVE_INFINITY);

/** What an alert must tell of itself to count for its service. */
export type CountingAlert = Pick<Alert, 'name' | 'service' | 'signal' | 'severity' | 'state' | 'startsAt' | 'confirmed' | 'suppressedBy' | 'muted'>;

/** Alerts of other systems and of rule files: no signal here says what they say, and whoever sent them calls the service bad. */
const judgeAlerts = (service: Service, alerts: readonly CountingAlert[]): Verdict[] =>
  alerts
    .filter((alert) => alert.service === service.id && alert.signal === null && alert.state === 'firing' && alert.suppressedBy === null && (alert.muted ?? null) === null)
    .map(({ severity, name, startsAt, confirmed }) => verdict(severity, { what: 'alert', name, since: fromRfc3339(startsAt) }, startsAt, confirmed));

/** Of equally bad reasons: a rule that fires before an alert of others, both before a mere excess, then what began first, then what is still seen. */
function byWeight(a: Verdict, b: Verdict): number {
  const fires = (each: Verdict) => (each.trouble?.what === 'firing' ? 2 : Number(each.trouble?.what === 'alert'));
  const began = (each: Verdict) => each.since ?? LAST;
  if (fires(a) !== fires(b)) return fires(b) - fires(a);
  if (began(a) !== began(b)) return began(a) - began(b);
  return Number(b.confirmed) - Number(a.confirmed);
}

/** Links that a chain checks by itself tell where it breaks, so of them only what is down counts; where nothing else watches, they are all there is. */
function judgeAll(service: Service, signals: readonly Signal[], now: EpochMs): readonly Verdict[] {
  const own = new Set((service.chain ?? []).filter((link) => link.own).map(({ signal }) => signal));
  const seconds = new Set(signals.flatMap(({ secondOpinion }) => secondOpinion?.signal ?? []));
  // A second opinion that no rule looks at decides nothing: the first is what the service is judged by.
  const others = signals.filter(({ id, thresholds }) => !own.has(id) && !(seconds.has(id) && thresholds.length === 0));
  if (others.length === 0) return signals.flatMap((signal) => judge(signal, now));
  const links = signals.filter(({ id }) => own.has(id)).flatMap((signal) => judge(signal, now));
  return [...others.flatMap((signal) => judge(signal, now)), ...links.filter(({ trouble }) => trouble?.what === 'down')];
}

function fromSignals(service: Service, signals: readonly Signal[], alerts: readonly CountingAlert[], now: EpochMs): State {
  const watched = signals.length === 0 ? [verdict('noData', { what: 'noSignals' })] : judgeAll(service, signals, now);
  const all = [...watched, ...judgeAlerts(service, alerts)].toSorted((a, b) => rankOf(a.kind, service.tier) - rankOf(b.kind, service.tier) || byWeight(a, b));
  const kind = all[0]?.kind ?? 'noData';
  const worst = all.filter((each) => each.kind === kind);
  return {
    kind,
    // The time belongs to the reason that is told first: two rules must not lend each other their times.
    since: worst[0]?.since ?? null,
    confirmed: worst.some((each) => each.confirmed),
    troubles: all.map((each) => each.trouble).filter((trouble) => trouble !== null),
    maintenance: null,
    was: null,
  };
}

/** Announced work silences whatever the service would be, blindness too; what it would be stays to be told. */
function throughMaintenance(state: State, cover: MaintenanceCover | null): State {
  return cover === null ? state : { ...state, kind: 'maintenance', since: cover.since, maintenance: { ...cover, would: state.kind } };
}

function throughEngine(state: State, engine: EngineView): State {
  if (engine.state === 'live') return state;
  const trouble: Trouble = { what: 'engine', engine: engine.state };
  if (engine.state !== 'connecting') return { ...state, kind: 'blind', since: engine.since, confirmed: false, troubles: [trouble, ...state.troubles], was: state.kind };
  // The picture has just come and the engine's first tick has not: nothing is called well on its word alone.
  if (state.kind === 'ok' || state.kind === 'late') return { ...state, kind: 'noData', since: null, troubles: [trouble, ...state.troubles], was: state.kind };
  return state;
}

/**
 * The state of one service. It is as bad as its worst signal, or alert of another system; unknown, late and blind are never ok.
 * `signals` are those of the service that are known; `now` is the engine's clock; `cover` is the maintenance that it is in; `alerts`
 * may be of any service.
 */
export function tileState(service: Service, signals: readonly Signal[], engine: EngineView, now: EpochMs, cover: MaintenanceCover | null = null, alerts: readonly CountingAlert[] = []): TileState {
  const state = throughEngine(throughMaintenance(fromSignals(service, signals, alerts, now), cover), engine);
  const rank = rankOf(state.kind, service.tier);
  return { ...state, rank, demands: rank <= 2 };
}

export type StateCounts = Readonly<Record<StateKind, number>>;

export interface OverallState {
  /** The worst state of all services; `noData` where there is no service. Ok only when every service is ok. */
  readonly kind: StateKind;
  readonly counts: StateCounts;
  readonly total: number;
  /** When the first of the services in the worst state came into it; null where that is not known. */
  readonly since: EpochMs | null;
  /** True while nothing on the screen is live. */
  readonly engineSilent: boolean;
}

/** The state of a whole workspace: its worst service, and how many are in which state. */
export function overallState(tiles: readonly TileState[], engine: EngineView): OverallState {
  const counts = { P0: 0, P1: 0, blind: 0, P2: 0, late: 0, noData: 0, maintenance: 0, ok: 0 };
  for (const tile of tiles) counts[tile.kind] += 1;
  const worst = tiles.reduce<TileState | null>((found, tile) => (found === null || tile.rank < found.rank ? tile : found), null);
  const engineSilent = isSilent(engine);
  const kind = engineSilent ? 'blind' : (worst?.kind ?? 'noData');
  const since = earliest(tiles.filter((tile) => tile.kind === kind).map((tile) => tile.since));
  return { kind, counts, total: tiles.length, since, engineSilent };
}
