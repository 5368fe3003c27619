import { durationMs } from '../../../shared/model/units.ts';
import type { Clock, Log } from '../ports.ts';

export interface GuardDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Where consoles that keep a copy of this engine can be asked. */
  readonly seats: () => readonly string[];
  readonly askTerm: (address: string) => Promise<number | null>;
  readonly term: () => number;
  readonly onHigher: (term: number, address: string) => void;
}

/** Whether this engine may act, or somebody may have taken over while it was away. */
export interface Guard {
  /** To be asked right before anything is sent or done. False while it is being found out. */
  mayAct(): boolean;
  /** At the start; resolves once every seat has answered, or had its time. */
  begin(): Promise<void>;
  everySecond(): void;
}

/** Who was away for longer may have been taken over from. */
const AWAY_MS = 10_000;
/** A seat that does not answer in this time is not waited for: an engine that waited for seats that are gone would help nobody. */
const ANSWER_MS = durationMs(2_000);
const EVERY_MS = 15_000;

/**
 * Asks the consoles that could have taken over for their term: at the start, after this process was away (stopped, asleep, a step of
 * the clock), and now and then, for the case that the other one cannot reach this one. An engine without such consoles asks nobody.
 */
export function createGuard({ clock, log, seats, askTerm, term, onHigher }: GuardDeps): Guard {
  let seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.nowMs() };
  let askedAtMs = clock.monotonicMs();
  let asking: Promise<void> | null = null;
  let blocked = false;

  const isAway = (): boolean => seats().length > 0 && (clock.monotonicMs() - seen.monotonicMs > AWAY_MS || Math.abs(clock.nowMs() - seen.wallMs) > AWAY_MS);
  const seeNow = (): void => void (seen = { monotonicMs: clock.monotonicMs(), wallMs: clock.nowMs() });
  const limited = (address: string): Promise<number | null> =>
    new Promise((resolve) => {
      const cancel = clock.after(ANSWER_MS, () => resolve(null));
      void askTerm(address).then(resolve, () => resolve(null)).finally(cancel);
    });
  const askAll = async (): Promise<void> => {
    try {
      const found = await Promise.all(seats().map(async (address) => [address, await limited(address)] as const));
      for (const [address, told] of found) if (told !== null && told > term()) onHigher(told, address);
    } catch (error) {
      log.error('that another console acts could not be kept', { error: String(error) });
    } finally {
      asking = null;
      askedAtMs = clock.monotonicMs();
    }
  };
  const ask = (): Promise<void> => (asking ??= askAll());
  const askFirst = (): Promise<void> => {
    blocked = true;
    return ask().finally(() => {
      blocked = false;
      seeNow();
    });
  };

  const mayAct = (): boolean => {
    if (blocked) return false;
    if (!isAway()) return true;
    void askFirst();
    return false;
  };
  return {
    mayAct,
    begin: () => (seats().length === 0 ? Promise.resolve() : askFirst()),
    everySecond: () => {
      if (!mayAct()) return;
      seeNow();
      if (seats().length > 0 && clock.monotonicMs() - askedAtMs >= EVERY_MS) void ask();
    },
  };
}
