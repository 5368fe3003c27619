import { durationMs } from '../../../shared/model/units.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { Cancel, Clock, Log, Random } from '../ports.ts';
import { backoffDelayMs } from '../sources/schedule.ts';
import { SourceFailure, type Fed, type Feed, type Source } from '../sources/source.ts';

export interface FeedsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What came has been understood; takes it in, and rejects where it cannot. */
  readonly onFed: (source: SourceId, fed: Fed) => Promise<void>;
  readonly onAnswer: (feed: Feed, fed: Fed) => void;
  readonly onFailure: (feed: Feed, failure: SourceFailure) => void;
}

export interface Feeds {
  start(): void;
  /** Asks all of them soon: after a suspend or a network change. */
  wake(): void;
  stop(): void;
}

/** First questions are spread over this span. */
const SPREAD_MS = 500;

/** Asks every feed of a source at its own pace, one question of each at a time, with back-off while it fails. */
export function createFeeds(id: SourceId, source: Source, { clock, random, log, onFed, onAnswer, onFailure }: FeedsDeps): Feeds {
  const abort = new AbortController();
  const soonMs = (): number => random() * SPREAD_MS;
  const loops = (source.feeds ?? []).map((feed) => {
    let cancel: Cancel = () => {};
    let failures = 0;
    let isAsking = false;
    /** Woken while a question was on its way, whose answer may be from before. */
    let again = false;
    const schedule = (delayMs: number): void => {
      cancel();
      if (!abort.signal.aborted) cancel = clock.after(durationMs(delayMs), () => void ask());
    };
    const ask = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      const startedMs = clock.monotonicMs();
      const delayMs = await once(startedMs);
      isAsking = false;
      schedule(again ? soonMs() : delayMs);
      again = false;
    };
    const wake = (): void => {
      again = isAsking;
      schedule(soonMs());
    };
    const once = async (startedMs: number): Promise<number> => {
      try {
        const fed = await feed.poll(abort.signal);
        if (abort.signal.aborted) return feed.everyMs;
        failures = 0;
        onAnswer(feed, fed);
        await onFed(id, fed);
        return Math.max(0, feed.everyMs - (clock.monotonicMs() - startedMs));
      } catch (thrown) {
        if (abort.signal.aborted) return feed.everyMs;
        const failure = thrown instanceof SourceFailure ? thrown : new SourceFailure('bad_answer', `its ${feed.name} could not be taken in`);
        if (failure !== thrown) log.error('a feed failed unexpectedly', { source: id, feed: feed.name, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
        failures += 1;
        onFailure(feed, failure);
        return backoffDelayMs(feed.everyMs, failures, failure.retryAfterMs, random);
      }
    };
    return { schedule, wake, cancel: () => cancel() };
  });
  return {
    start: () => loops.forEach(({ schedule }) => schedule(soonMs())),
    wake: () => loops.forEach(({ wake }) => wake()),
    stop: () => {
      abort.abort();
      for (const { cancel } of loops) cancel();
    },
  };
}
