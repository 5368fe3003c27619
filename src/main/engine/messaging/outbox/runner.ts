import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Cancel, Clock, Random } from '../../ports.ts';
import * as breakers from './breaker.ts';
import type { Channel, LookedUp, Outcome } from './channel.ts';

/** One thing to do at a channel, written down already. */
export interface Job {
  /** Does it and writes down what became of it. Resolves with what it says about the channel; never rejects. */
  run(): Promise<Ended>;
}

export interface Ended {
  readonly kind: Outcome['kind'] | LookedUp['kind'];
  /** The channel wants nothing more before that. */
  readonly pauseMs: DurationMs | null;
}

export interface RunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly channel: () => Channel | undefined;
  /** Takes the next job of the channel; a time to wait where there is none yet, null where nothing waits for the time. */
  readonly next: (channel: Channel) => Job | DurationMs | null;
  readonly isTrouble: (kind: Ended['kind']) => boolean;
}

/** Works at one channel: keeps its pace, its rests and its breaker, and never waits for another channel. */
export interface Runner {
  /** Something may have become possible. */
  wake(): void;
  /** The network is back: nothing is waited for any more that only a failure asked for. */
  hurry(): void;
  /** Messages in a row that failed, for screens. */
  failures(): number;
  /** Nothing is on its way. */
  readonly idle: boolean;
  close(): void;
}

export function createRunner({ clock, random, channel, next, isTrouble }: RunnerDeps): Runner {
  let breaker = breakers.CLOSED;
  let slotAtMs = -Infinity;
  let pausedUntilMs = -Infinity;
  let running = 0;
  let timer: Cancel | null = null;
  let isClosed = false;

  const wait = (delay: DurationMs): void => {
    timer?.();
    timer = clock.after(delay, () => {
      timer = null;
      pump();
    });
  };

  const ended = ({ kind, pauseMs }: Ended): void => {
    running -= 1;
    const now = clock.monotonicMs();
    breaker = isTrouble(kind) ? breakers.afterTrouble(breaker, now, random) : breakers.afterSuccess();
    if (pauseMs !== null) pausedUntilMs = Math.max(pausedUntilMs, now + pauseMs);
    pump();
  };

  const pump = (): void => {
    if (isClosed) return;
    const open = channel();
    if (open === undefined) return;
    while (running < breakers.atOnce(breaker, open.pace.atOnce)) {
      const now = clock.monotonicMs();
      const gate = Math.max(slotAtMs, pausedUntilMs, breaker.closedUntilMs);
      if (now < gate) return wait(durationMs(gate - now));
      const job = next(open);
      if (job === null) return;
      if (typeof job === 'number') return wait(job);
      slotAtMs = now + open.pace.spacingMs;
      running += 1;
      void job.run().then(ended);
    }
  };

  return {
    wake: pump,
    hurry: () => {
      breaker = breakers.CLOSED;
      pump();
    },
    failures: () => breaker.failures,
    get idle() {
      return running === 0;
    },
    close: () => {
      isClosed = true;
      timer?.();
    },
  };
}
