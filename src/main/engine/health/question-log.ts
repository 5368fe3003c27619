import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Freshness } from '../../../shared/model/entities.ts';
import type { QuestionFailure, SourceHealth } from '../../../shared/model/source-health.ts';
import { BLIND_AFTER_INTERVALS, LATE_AFTER_INTERVALS, sourceIsFailing } from '../freshness/rules.ts';
import { rankOf } from '../scorecard/statistics.ts';
import type { SourceFailureCode } from '../sources/source.ts';

/** One question to a source, answered or not. */
export interface Question {
  /** Null where values of signals were asked for. */
  readonly feed: string | null;
  readonly tookMs: number;
  readonly failure: { readonly code: SourceFailureCode; readonly message: string } | null;
}

interface FeedLog {
  lastAt: EpochMs | null;
  failuresInARow: number;
  lastFailure: QuestionFailure | null;
}

/** Answers of which it is remembered how long they took. */
const REMEMBERED = 200;
const MINUTES = 60;
const MINUTE_MS = 60_000;
/** Upper bounds of the histogram, in seconds. */
export const BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Minute {
  minute: number;
  slowestMs: number | null;
  failed: number;
}

/** How long answers took since the log was begun; `buckets` counts those within each bound of `BUCKETS_SECONDS`, smaller ones included. */
export interface Durations {
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sumSeconds: number;
}

/** What is remembered of the questions to one source; as much memory after a year as after an hour. */
export class QuestionLog {
  readonly #since: EpochMs;
  readonly #took = new Float64Array(REMEMBERED);
  readonly #minutes: Minute[] = Array.from({ length: MINUTES }, () => ({ minute: -1, slowestMs: null, failed: 0 }));
  readonly #buckets = BUCKETS_SECONDS.map(() => 0);
  readonly #feeds = new Map<string, FeedLog>();
  #answered = 0;
  #failed = 0;
  #sumMs = 0;
  #lastFailure: QuestionFailure | null = null;

  constructor(since: EpochMs) {
    this.#since = since;
  }

  take({ feed, tookMs, failure }: Question, now: EpochMs): void {
    const minute = this.#minuteOf(now);
    if (failure === null) {
      this.#took[this.#answered % REMEMBERED] = tookMs;
      this.#answered += 1;
      this.#sumMs += tookMs;
      BUCKETS_SECONDS.forEach((bound, index) => {
        if (tookMs <= bound * 1_000) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
      });
      minute.slowestMs = Math.max(minute.slowestMs ?? 0, tookMs);
    } else {
      this.#failed += 1;
      this.#lastFailure = { at: toRfc3339(now), code: failure.code, message: failure.message, feed };
      minute.failed += 1;
    }
    if (feed !== null) this.#takeFeed(feed, failure === null, now);
  }

  #takeFeed(name: string, came: boolean, now: EpochMs): void {
    const known = this.#feeds.get(name) ?? { lastAt: null, failuresInARow: 0, lastFailure: null };
    this.#feeds.set(name, known);
    if (came) {
      known.lastAt = now;
      known.failuresInARow = 0;
    } else {
      known.failuresInARow += 1;
      known.lastFailure = this.#lastFailure;
    }
  }

  /** The place of a minute in the ring, emptied where it still holds an earlier hour's, or one that a clock set back has left. */
  #minuteOf(now: EpochMs): Minute {
    const minute = Math.floor(now / MINUTE_MS);
    const place = this.#minutes[minute % MINUTES] as Minute;
    if (place.minute !== minute) Object.assign(place, { minute, slowestMs: null, failed: 0 });
    return place;
  }

  get asked(): number {
    return this.#answered + this.#failed;
  }

  get failed(): number {
    return this.#failed;
  }

  durations(): Durations {
    return { buckets: [...this.#buckets], count: this.#answered, sumSeconds: this.#sumMs / 1_000 };
  }

  /** How a feed stands, asked every `everyMs`. */
  feed(name: string, everyMs: DurationMs, now: EpochMs): { readonly state: 'waiting' | Freshness; readonly lastAt: EpochMs | null; readonly lastFailure: QuestionFailure | null } {
    const { lastAt, failuresInARow, lastFailure } = this.#feeds.get(name) ?? { lastAt: null, failuresInARow: 0, lastFailure: null };
    return { state: feedState(lastAt === null ? null : now - lastAt, everyMs, failuresInARow), lastAt, lastFailure };
  }

  view(now: EpochMs): Pick<SourceHealth, 'asked' | 'failed' | 'countedSince' | 'took' | 'hour' | 'lastFailure'> {
    const last = Math.floor(now / MINUTE_MS);
    const hour = Array.from({ length: MINUTES }, (_, index) => {
      const minute = last - MINUTES + 1 + index;
      const place = this.#minutes[minute % MINUTES];
      return place?.minute === minute ? place : null;
    });
    return {
      asked: this.asked,
      failed: this.#failed,
      countedSince: toRfc3339(this.#since),
      took: this.#tookView(),
      hour: { from: toRfc3339(epochMs((last - MINUTES + 1) * MINUTE_MS)), slowestMs: hour.map((minute) => (minute?.slowestMs == null ? null : Math.round(minute.slowestMs))), failed: hour.map((minute) => minute?.failed ?? 0) },
      lastFailure: this.#lastFailure,
    };
  }

  #tookView(): SourceHealth['took'] {
    const n = Math.min(this.#answered, REMEMBERED);
    if (n === 0) return null;
    const sorted = this.#took.slice(0, n).sort();
    const at = (q: number): number => round(sorted[rankOf(n, q)] ?? 0);
    return { lastMs: round(this.#took[(this.#answered - 1) % REMEMBERED] ?? 0), p50Ms: at(0.5), p95Ms: at(0.95), n };
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** The same bounds as for a signal: old data never looks current, and one lost answer is not an outage. */
export function feedState(ageMs: number | null, everyMs: DurationMs, failuresInARow: number): 'waiting' | Freshness {
  if (sourceIsFailing(failuresInARow)) return 'blind';
  if (ageMs === null) return failuresInARow > 0 ? 'late' : 'waiting';
  if (ageMs > BLIND_AFTER_INTERVALS * everyMs) return 'blind';
  return failuresInARow > 0 || ageMs > LATE_AFTER_INTERVALS * everyMs ? 'late' : 'live';
}
