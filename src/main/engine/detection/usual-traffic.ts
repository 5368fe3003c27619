import type { EpochMs } from '../../../shared/model/units.ts';
import type { TrafficFacts } from './spec.ts';

/** One sample every so often is enough to know what is usual. */
const SPACING_MS = 10_000;
/** An hour of them. */
const KEPT = 360;
const LEAST = 12;
/** Below this share of the usual, traffic has collapsed: such samples do not teach what is usual … */
export const COLLAPSED_BELOW = 0.1;
/** … until it has been so for this long: then the service simply is not used any more. */
const NEW_NORMAL_MS = 86_400_000;
/** A sample older than this many intervals says nothing of now. */
const STALE_INTERVALS = 3;

/** What the traffic of a service is, and what it usually is: the median of an hour of samples in which it had not collapsed. */
export class UsualTraffic {
  #past: readonly number[] = [];
  #samples: number[] = [];
  #lastKeptAt: number | null = null;
  #collapsedSince: number | null = null;
  #newest: { readonly value: number; readonly time: number; readonly intervalMs: number } | null = null;
  #median: number | null = null;

  take(time: EpochMs, value: number | null, intervalMs: number): void {
    if (value === null || !Number.isFinite(value) || value < 0) return;
    if (this.#newest !== null && time <= this.#newest.time) return;
    this.#newest = { value, time, intervalMs };
    if (this.#lastKeptAt !== null && time - this.#lastKeptAt < SPACING_MS) return;
    const collapsed = this.usual() !== null && value < COLLAPSED_BELOW * (this.usual() ?? 0);
    this.#collapsedSince = collapsed ? (this.#collapsedSince ?? time) : null;
    if (this.#collapsedSince !== null && time - this.#collapsedSince < NEW_NORMAL_MS) return;
    if (this.#collapsedSince !== null) {
      this.#past = [];
      this.#samples = [];
    }
    this.#collapsedSince = null;
    this.#lastKeptAt = time;
    this.#samples.push(value);
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#median = null;
  }

  /** After a step of the clock: times before and after it cannot be compared. What is usual stays. */
  interrupt(): void {
    this.#newest = null;
    this.#lastKeptAt = null;
    this.#collapsedSince = null;
  }

  /** What was measured before the first sample taken here, oldest first; a later answer replaces an earlier one. */
  seed(values: readonly number[]): void {
    this.#past = values.filter((value) => Number.isFinite(value) && value >= 0);
    this.#median = null;
  }

  usual(): number | null {
    if (this.#past.length + this.#samples.length < LEAST) return null;
    if (this.#median === null) {
      const sorted = [...this.#past, ...this.#samples].slice(-KEPT).sort((a, b) => a - b);
      this.#median = sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
    }
    return this.#median;
  }

  /** At the time of another signal's sample. */
  factsAt(time: EpochMs | null): TrafficFacts {
    const newest = this.#newest;
    const fresh = newest !== null && time !== null && time - newest.time <= STALE_INTERVALS * newest.intervalMs;
    return { now: fresh ? newest.value : null, usual: this.usual() };
  }
}
