import { matchesAll, type LabelMatcher } from '../../../shared/model/label-matcher.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import type { ReceivedAlert } from './received.ts';

/** An alert of a source that always fires, so that its absence says that nobody would hear of any other. */
export interface ConfiguredWatchdog {
  readonly source: SourceId;
  readonly matchers: readonly LabelMatcher[];
}

export interface Watchdogs {
  /** Those that are no watchdog; of a watchdog that fires it is remembered that it was sent now. */
  sift(sent: readonly ReceivedAlert[]): readonly ReceivedAlert[];
  /** Those that are no watchdog, and nothing is remembered. */
  without(told: readonly ReceivedAlert[]): readonly ReceivedAlert[];
  /** A source says itself when its watchdog arrived there last, on our clock. */
  arrived(source: SourceId, at: EpochMs): void;
  /** Null where it has not arrived since the start. */
  lastSent(source: SourceId): EpochMs | null;
  lastArrived(source: SourceId): EpochMs | null;
  /** Since when it is looked for: before that it may have arrived unseen. */
  readonly since: EpochMs;
}

/** Remembers when watchdogs arrived, across changes of the configuration, and keeps them from becoming alerts of ours. */
export function createWatchdogs({ clock, configured }: { readonly clock: Clock; readonly configured: () => readonly ConfiguredWatchdog[] }): Watchdogs {
  const since = clock.nowMs();
  const sentAt = new Map<SourceId, EpochMs>();
  const arrivedAt = new Map<SourceId, EpochMs>();

  return {
    since,
    sift: (sent) => {
      const watchdogs = configured();
      return watchdogs.length === 0 ? sent : sent.filter((alert) => !note(watchdogs, alert));
    },
    without: (told) => {
      const watchdogs = configured();
      return watchdogs.length === 0 ? told : told.filter(({ labels }) => !watchdogs.some(({ matchers }) => matchesAll(matchers, labels)));
    },
    arrived: (source, at) => void arrivedAt.set(source, at),
    lastSent: (source) => sentAt.get(source) ?? null,
    lastArrived: (source) => arrivedAt.get(source) ?? null,
  };

  function note(watchdogs: readonly ConfiguredWatchdog[], { labels, state, source }: ReceivedAlert): boolean {
    const mine = watchdogs.filter(({ matchers }) => matchesAll(matchers, labels));
    // What names its source is of no other.
    for (const each of mine) if (state === 'firing' && (source === null || source === each.source)) sentAt.set(each.source, clock.nowMs());
    return mine.length > 0;
  }
}
