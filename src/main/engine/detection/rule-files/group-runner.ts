import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { Cancel, Clock } from '../../ports.ts';
import { slotAfter, slotAtOrBefore, type Slots } from './slots.ts';

export interface GroupRunnerDeps {
  readonly clock: Clock;
  /** Evaluation times are on the source's clock: its difference to ours, 0 while unknown. */
  readonly sourceOffsetMs: () => number;
  /** One round over the rules of the group at time `at`; tells how long the source wants to be left alone. */
  readonly run: (at: EpochMs) => Promise<DurationMs>;
  /** Lets a round begin when there is room for it. */
  readonly enter: (begin: () => Promise<void>) => void;
}

export interface GroupRunner {
  start(): void;
  stop(): void;
  stats(): { readonly rounds: number; readonly missed: number };
}

/** A timer that is not asked for more often than this would sleep through a change of the clock. */
const LONGEST_WAIT_MS = 30_000;

/** Runs a group at its evaluation times, one round at a time. Times that passed while a round went on are left out and counted. */
export function createGroupRunner(slots: Slots, deps: GroupRunnerDeps): GroupRunner {
  const { clock } = deps;
  const counts = { rounds: 0, missed: 0 };
  let lastAt: EpochMs | null = null;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel = () => {};
  let stopped = false;

  const sourceNow = (): EpochMs => epochMs(clock.nowMs() + deps.sourceOffsetMs());

  const schedule = (): void => {
    if (stopped) return;
    const now = sourceNow();
    const waitMs = Math.max(slotAfter(slots, now) - now, notBeforeMs - clock.monotonicMs());
    cancel = clock.after(durationMs(Math.min(LONGEST_WAIT_MS, Math.max(1, waitMs))), due);
  };

  /** Woken at an evaluation time, a little before it, or only to look at the clock. */
  const due = (): void => {
    if (stopped) return;
    if (slotAtOrBefore(slots, sourceNow()) === lastAt || clock.monotonicMs() < notBeforeMs) schedule();
    else deps.enter(round);
  };

  const round = async (): Promise<void> => {
    if (stopped) return;
    const at = slotAtOrBefore(slots, sourceNow());
    if (lastAt !== null && at > lastAt) counts.missed += Math.max(0, Math.round((at - lastAt) / slots.intervalMs) - 1);
    lastAt = at;
    // A round that ends unexpectedly must not be the last one.
    try {
      notBeforeMs = clock.monotonicMs() + (await deps.run(at));
    } finally {
      counts.rounds += 1;
      schedule();
    }
  };

  return {
    start: () => {
      // The slot that has begun already was somebody else's: the first round is at the next one, as in Prometheus.
      lastAt ??= slotAtOrBefore(slots, sourceNow());
      schedule();
    },
    stop: () => {
      stopped = true;
      cancel();
    },
    stats: () => ({ ...counts }),
  };
}
