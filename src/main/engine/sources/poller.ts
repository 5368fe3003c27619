import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Cancel, Clock, Log, Random } from '../ports.ts';
import { adjustPhase, backoffDelayMs, nextPollDelayMs, START_PHASE, type Phase } from './schedule.ts';
import { SourceFailure, type PollGroup, type PollResult, type SignalSpec, type Source } from './source.ts';

/** What the poller must know of the samples a group brought, to ask in step with them. */
export interface Rhythm {
  readonly spacingMs: DurationMs | null;
  readonly sampleAgeMs: DurationMs | null;
  /** Whether the last poll brought a sample that was not there before. */
  readonly foundNew: boolean;
}

export interface PollerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onResult: (group: PollGroup, result: PollResult) => Rhythm;
  readonly onFailure: (group: PollGroup, failure: SourceFailure) => void;
}

export interface Poller {
  start(): void;
  /** Polls every group soon, at random within a second: after a suspend or a network change. */
  wake(): void;
  stop(): void;
  stats(): { readonly inFlight: number; readonly finished: number; readonly failed: number };
}

const MAX_CONCURRENT = 8;
/** First polls are spread over this span, so that a start does not hit the source with everything at once. */
const START_SPREAD_MS = 200;
const WAKE_SPREAD_MS = 1_000;

interface GroupState {
  readonly group: PollGroup;
  readonly everyMs: DurationMs;
  phase: Phase;
  failures: number;
  inFlight: boolean;
  cancel: Cancel;
}

/** Polls one source: one request in flight per group, bounded concurrency, back-off with jitter, in step with the samples. */
export function createPoller(source: Source, signals: readonly SignalSpec[], deps: PollerDeps): Poller {
  const { clock, random, log } = deps;
  const states: GroupState[] = source.plan(signals).map((group) => ({
    group,
    everyMs: durationMs(Math.min(...group.signals.map((signal) => signal.everyMs))),
    phase: START_PHASE,
    failures: 0,
    inFlight: false,
    cancel: () => {},
  }));
  const waiting: GroupState[] = [];
  const abort = new AbortController();
  const counts = { inFlight: 0, finished: 0, failed: 0 };
  let stopped = false;

  const schedule = (state: GroupState, delayMs: DurationMs): void => {
    if (stopped) return;
    state.cancel();
    state.cancel = clock.after(delayMs, () => enter(state));
  };

  const enter = (state: GroupState): void => {
    if (stopped || state.inFlight) return;
    if (counts.inFlight >= MAX_CONCURRENT) {
      if (!waiting.includes(state)) waiting.push(state);
      return;
    }
    void run(state);
  };

  const run = async (state: GroupState): Promise<void> => {
    state.inFlight = true;
    counts.inFlight += 1;
    const delayMs = await pollOnce(state);
    state.inFlight = false;
    counts.inFlight -= 1;
    counts.finished += 1;
    schedule(state, delayMs);
    const next = waiting.shift();
    if (next) enter(next);
  };

  const pollOnce = async (state: GroupState): Promise<DurationMs> => {
    const { group, everyMs } = state;
    const askedAtMs = clock.monotonicMs();
    try {
      const result = await source.poll(group, abort.signal);
      if (stopped) return everyMs;
      state.failures = 0;
      const rhythm = deps.onResult(group, result);
      if (rhythm.spacingMs !== null) state.phase = adjustPhase(state.phase, rhythm.foundNew, rhythm.spacingMs);
      if (result.nextMs !== undefined) return result.nextMs;
      const delayMs = nextPollDelayMs({ everyMs, spacingMs: rhythm.spacingMs, sampleAgeMs: rhythm.sampleAgeMs, phase: state.phase });
      /** Where no rhythm is known, the time the answer took is part of the interval. */
      return rhythm.spacingMs === null ? durationMs(Math.max(0, delayMs - (clock.monotonicMs() - askedAtMs))) : delayMs;
    } catch (thrown) {
      if (stopped) return everyMs;
      const failure = thrown instanceof SourceFailure ? thrown : new SourceFailure('bad_answer', 'the answer could not be read');
      if (failure !== thrown) log.error('poll failed unexpectedly', { group: group.key, error: String(thrown) });
      state.failures += 1;
      counts.failed += 1;
      deps.onFailure(group, failure);
      return backoffDelayMs(everyMs, state.failures, failure.retryAfterMs, random);
    }
  };

  return {
    start: () => states.forEach((state) => schedule(state, durationMs(random() * START_SPREAD_MS))),
    wake: () => states.forEach((state) => schedule(state, durationMs(random() * WAKE_SPREAD_MS))),
    stop: () => {
      stopped = true;
      abort.abort();
      for (const state of states) state.cancel();
      waiting.length = 0;
    },
    stats: () => ({ ...counts }),
  };
}
