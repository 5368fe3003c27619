import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Clock, HostPower, Log } from '../../ports.ts';

/** Asks the shell for mains power and sleep. `isWanted`: something may begin by itself, so that the machine must be kept from sleeping. */
export type AskPower = (isWanted: boolean) => Promise<HostPower>;

export interface Host {
  power(): HostPower;
  /** Whether the pings to the outside watcher arrive. */
  isWatched(): boolean;
  /** What the shell says of those pings: null where they arrive. */
  tellWatcher(problem: string | null): void;
  everySecond(): void;
}

export interface HostDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ask: AskPower;
  readonly isWanted: () => boolean;
  readonly hasWatcher: () => boolean;
}

const UNKNOWN: HostPower = { mainsPower: null, sleepBlocked: null };
const EVERY_MS = durationMs(10_000);
/** What the shell said is believed this long: one that hangs says nothing more. */
const BELIEVED_MS = durationMs(45_000);

/** What is known of the machine: whether it can be left alone with something. */
export function createHost({ clock, log, ask, isWanted, hasWatcher }: HostDeps): Host {
  let told: { readonly power: HostPower; readonly atMs: DurationMs } | null = null;
  let nextMs = -Infinity;
  /** Since when an answer is waited for; one that never comes is not waited for any longer than it would be believed. */
  let askedMs: number | null = null;
  let arrives = false;

  return {
    power: () => (told === null || clock.monotonicMs() - told.atMs > BELIEVED_MS ? UNKNOWN : told.power),
    isWatched: () => hasWatcher() && arrives,
    tellWatcher: (problem) => {
      arrives = problem === null;
    },
    everySecond: () => {
      const nowMs = clock.monotonicMs();
      if (nowMs < nextMs || (askedMs !== null && nowMs - askedMs < BELIEVED_MS)) return;
      askedMs = nowMs;
      nextMs = nowMs + EVERY_MS;
      ask(isWanted())
        .then(
          (power) => void (told = { power, atMs: clock.monotonicMs() }),
          (error: unknown) => log.warn('the shell did not say how the machine is powered', { error: String(error) }),
        )
        .finally(() => (askedMs = null));
    },
  };
}
