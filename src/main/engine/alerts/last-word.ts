import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import { keyOf, type ReceivedAlert } from './received.ts';

interface Word {
  /** When the sender said it, by its own clock. */
  readonly toldAt: EpochMs | null;
  /** The end that it told of; null for one that fires. */
  readonly endsAt: EpochMs | null;
  /** When we learned it, monotonic. */
  readonly at: number;
}

/**
 * A "firing" from before an end that we know is late for so long. After that its sender is believed: one that had lost its rule for
 * a while takes an alert as over that goes on with the same start, and an Alertmanager groups what it tells for five minutes.
 */
const LATE_FOR_MS = 300_000;
const MOST_KEPT = 20_000;

export interface LastWords {
  /** Whether what is known is newer than what this says. */
  isLate(alert: ReceivedAlert, active: Alert | null): boolean;
  remember(alert: ReceivedAlert, now: EpochMs): void;
  /** Whoever knows all that is active no longer tells of it. */
  ended(key: string, now: EpochMs): void;
}

/** Remembers what was said last of each alert, so that what comes out of order changes nothing. */
export function createLastWords(clock: Pick<Clock, 'monotonicMs'>): LastWords {
  const words = new Map<string, Word>();
  const keep = (key: string, toldAt: EpochMs | null, endsAt: EpochMs | null): void => {
    words.delete(key);
    words.set(key, { toldAt, endsAt, at: clock.monotonicMs() });
    const [oldest] = words.keys();
    if (words.size > MOST_KEPT && oldest !== undefined) words.delete(oldest);
  };
  return {
    isLate: (alert, active) => {
      const word = words.get(keyOf(alert));
      const toldAt = alert.toldAt ?? null;
      if (toldAt !== null && word !== undefined && word.toldAt !== null) return toldAt < word.toldAt;
      if (alert.state === 'resolved') return active !== null && alert.endsAt !== null && alert.endsAt < Date.parse(active.startsAt);
      return active === null && word !== undefined && word.endsAt !== null && alert.startsAt !== null && alert.startsAt <= word.endsAt && clock.monotonicMs() - word.at < LATE_FOR_MS;
    },
    remember: (alert, now) => keep(keyOf(alert), alert.toldAt ?? null, alert.state === 'resolved' ? (alert.endsAt ?? epochMs(now)) : null),
    ended: (key, now) => keep(key, null, now),
  };
}
