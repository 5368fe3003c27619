import type { LinkStatus } from '../../shared/client/follow-sse.ts';
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { ConsoleView } from '../../shared/model/console.ts';
import type { DemoFault, Presence, Problem, Service, Signal, Source, Workspace } from '../../shared/model/entities.ts';
import { deafSources } from '../../shared/model/deaf.ts';
import type { ServiceId, SignalId } from '../../shared/model/ids.ts';
import { assertPresent } from '../../shared/model/result.ts';
import type { EpochMs } from '../../shared/model/units.ts';
import type { Alert, AlertCounts, Incident, MaintenanceWindow } from '../../shared/model/incident.ts';
import { applyEvents, engineNowAt, initialLiveState, withLink, withStatus, type EngineStatus, type LastKnown, type LiveState } from './live-state.ts';

export interface LiveStoreOptions {
  /** Milliseconds that never go backwards; `performance.now` unless told. */
  readonly monotonicMs?: () => number;
  /** Runs something again and again; returns what stops it. */
  readonly every?: (ms: number, run: () => void) => () => void;
  /** Runs something once the present piece of the stream has been read. */
  readonly soon?: (run: () => void) => void;
}

export interface LiveStore {
  readonly store: StoreApi<LiveState>;
  /** Takes an event; those that arrive together change the state together, once; a snapshot does so at once. */
  apply(event: LiveEvent): void;
  setLink(link: LinkStatus): void;
  /** Keeps what a signal was according to its history, where its readings have not said it. */
  remember(signal: SignalId, known: LastKnown): void;
  /** Judges the engine four times a second, so that silence is seen; returns what ends it. */
  startChecks(): () => void;
  /** The engine's clock now; null before it was heard. */
  engineNow(): EpochMs | null;
  /** Runs `listener` four times a second while subscribed; one timer for all ages on the screen. */
  onPulse(listener: () => void): () => void;
}

const PULSE_MS = 250;
const everyInterval = (ms: number, run: () => void): (() => void) => {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
};

export function createLiveStore(options: LiveStoreOptions = {}): LiveStore {
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const every = options.every ?? everyInterval;
  const store = createStore<LiveState>(() => initialLiveState(monotonicMs()));
  const soon = options.soon ?? queueMicrotask;
  let waiting: LiveEvent[] = [];
  const pulses = new Set<() => void>();
  const change = (step: (state: LiveState, at: number) => LiveState) => {
    const at = monotonicMs();
    const before = store.getState();
    const after = withStatus(step(before, at), at);
    if (after !== before) store.setState(after, true);
  };
  const flush = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) change((state, at) => applyEvents(state, batch, at));
  };
  return {
    store,
    apply: (event) => {
      if (waiting.push(event) === 1) soon(flush);
      // It brings the clock and the signals that whatever hears of it next will ask for.
      if (event.event === 'snapshot') flush();
    },
    setLink: (link) => change((state, at) => withLink(state, link, at)),
    remember: (signal, known) => change((state) => (state.lastKnown.has(signal) ? state : { ...state, lastKnown: new Map([...state.lastKnown, [signal, known]]) })),
    startChecks: () =>
      every(PULSE_MS, () => {
        change((state) => state);
        for (const pulse of pulses) pulse();
      }),
    engineNow: () => engineNowAt(store.getState().clock, monotonicMs()),
    onPulse: (listener) => {
      pulses.add(listener);
      return () => pulses.delete(listener);
    },
  };
}

export const LiveStoreContext = createContext<LiveStore | null>(null);
export const useLiveStore = (): LiveStore => assertPresent(useContext(LiveStoreContext), 'live state needs a PlatformProvider above it');
export const useLive = <T>(select: (state: LiveState) => T): T => useStore(useLiveStore().store, select);

export const useSignal = (id: SignalId): Signal | undefined => useLive((state) => state.signals.get(id));
export const useService = (id: ServiceId): Service | undefined => useLive((state) => state.servicesById.get(id));
export const useServices = (): readonly Service[] => useLive((state) => state.services);
/** All signals; changes with every reading, so only for lists that show them all. */
export const useSignals = (): ReadonlyMap<SignalId, Signal> => useLive((state) => state.signals);
export const useSources = (): readonly Source[] => useLive((state) => state.sources);
/** Failing sources that no tile tells of; changes only when they do, however many readings come. */
export function useDeafSources(): readonly Source[] {
  const sources = useSources();
  const ids = useLive((state) => deafSources(state.sources, state.signals.values()).map(({ id }) => id).join(' '));
  return useMemo(() => (ids === '' ? [] : sources.filter(({ id }) => ids.split(' ').includes(id))), [sources, ids]);
}
export const useProblems = (): readonly Problem[] => useLive((state) => state.problems);
export const usePresence = (): readonly Presence[] => useLive((state) => state.presence);
export const useDemoFaults = (): readonly DemoFault[] => useLive((state) => state.demoFaults);
/** Open and proposed incidents, gravest first. */
export const useIncidents = (): readonly Incident[] => useLive((state) => state.incidents);
export const useAlerts = (): readonly Alert[] => useLive((state) => state.alerts);
export const useAlertCounts = (): AlertCounts => useLive((state) => state.alertCounts);
export const useMaintenance = (): readonly MaintenanceWindow[] => useLive((state) => state.maintenance);
/** Null until the first snapshot. */
export const useWorkspace = (): Workspace | null => useLive((state) => state.workspace);
/** What this console is, and how it stands to the others of its workspace. */
export const useConsole = (): ConsoleView => useLive((state) => state.console);
export const useEngineStatus = (): EngineStatus => useLive((state) => state.status);

/** The engine's clock, re-rendering every `everyMs` (at least 250 ms); null before the engine was heard. */
export function useEngineNow(everyMs = 1_000): EpochMs | null {
  const live = useLiveStore();
  const [now, setNow] = useState(() => live.engineNow());
  const shown = useRef(now);
  useEffect(
    () =>
      live.onPulse(() => {
        const next = live.engineNow();
        // A whole step, not "so many ms since": ages that share a step change together and do not drift apart.
        const step = (at: EpochMs | null) => (at === null ? null : Math.floor(at / everyMs));
        if (step(next) === step(shown.current)) return;
        shown.current = next;
        setNow(next);
      }),
    [live, everyMs],
  );
  return now;
}
