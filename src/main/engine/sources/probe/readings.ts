import { assertNever } from '../../../../shared/model/result.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import type { HistoryPoint, SignalSpec, TimeRange } from '../source.ts';
import { nearestRank } from './results.ts';
import type { Results, WindowStats } from './results.ts';
import { noStage } from './stages.ts';
import type { Target } from './target.ts';

const DAY_MS = 86_400_000;

/** Why a probe of this target has no such signal; null when it has. */
export function refusal({ config }: SignalSpec, target: Target): string | null {
  if (config.kind === 'traffic' || config.kind === 'saturation') return `a probe does not measure ${config.kind}: expected availability, errorRate, latency or custom (days until the certificate expires)`;
  if (config.kind === 'custom' && (target.kind !== 'http' || target.url.protocol !== 'https:')) return 'a probe’s custom signal is the days until the certificate expires: expected an https:// address';
  const stage = config.http?.stage;
  return stage === undefined || target.kind !== 'http' ? null : noStage(stage, target.url);
}

/** The newest check, as far as values need it. */
export interface Newest {
  readonly failed: boolean;
  readonly finishedAt: EpochMs;
  readonly certificateExpiresAt: EpochMs | null;
}

/** The signal's value in its unit; null when nothing in the window gives one. `window` includes the newest check. */
export function valueOf({ config }: SignalSpec, window: WindowStats, newest: Newest): number | null {
  switch (config.kind) {
    case 'availability':
      return newest.failed ? 0 : 1;
    case 'errorRate':
      return window.checks === 0 ? null : (window.failed / window.checks) * scale(config.unit);
    case 'latency':
      return window.ascendingMs.length === 0 ? null : (statistic(window.ascendingMs, config.stat ?? 'p95') / 1_000) * scale(config.unit);
    case 'custom':
      return newest.certificateExpiresAt === null ? null : (newest.certificateExpiresAt - newest.finishedAt) / DAY_MS;
    case 'traffic':
    case 'saturation':
      return null;
    default:
      return assertNever(config.kind, 'signal kind');
  }
}

/** From seconds and ratios, which probes measure in. */
function scale(unit: SignalSpec['config']['unit']): number {
  return unit === 'ms' ? 1_000 : unit === 'percent' ? 100 : 1;
}

type Stat = NonNullable<SignalSpec['config']['stat']>;
const PERCENT: Readonly<Record<Exclude<Stat, 'avg'>, number>> = { p50: 50, p95: 95, p99: 99 };

function statistic(ascending: Float64Array, stat: Stat): number {
  if (stat === 'avg') return ascending.reduce((sum, value) => sum + value, 0) / ascending.length;
  return nearestRank(ascending, PERCENT[stat]);
}

/** A window that slides over results without sorting anew: it holds the successful times of [first, last], in order. */
class SlidingWindow {
  readonly #results: Results;
  readonly #windowMs: DurationMs;
  readonly #sorted: Float64Array;
  #first = 0;
  #next = 0;
  #successes = 0;

  constructor(results: Results, windowMs: DurationMs) {
    this.#results = results;
    this.#windowMs = windowMs;
    this.#sorted = new Float64Array(results.length);
  }

  /** What the window held just after the result at `index`; call with rising indexes. */
  at(index: number): WindowStats {
    for (; this.#next <= index; this.#next++) this.#edit(this.#results.totalMs(this.#next), 1);
    for (const from = this.#results.atMs(index) - this.#windowMs; this.#results.atMs(this.#first) <= from; this.#first++) this.#edit(this.#results.totalMs(this.#first), -1);
    const checks = this.#next - this.#first;
    return { checks, failed: checks - this.#successes, ascendingMs: this.#sorted.subarray(0, this.#successes) };
  }

  #edit(value: number, change: 1 | -1): void {
    if (Number.isNaN(value)) return;
    let at = 0;
    for (let high = this.#successes; at < high; ) {
      const middle = (at + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) < value) at = middle + 1;
      else high = middle;
    }
    if (change === 1) {
      this.#sorted.copyWithin(at + 1, at, this.#successes);
      this.#sorted[at] = value;
    } else this.#sorted.copyWithin(at, at + 1, this.#successes);
    this.#successes += change;
  }
}

/**
 * What polls would have read at each held result in the range, the newest of each step (of availability the worst). Results whose
 * window reaches back before what is held are left out: their value could not be exact.
 */
export function historyOf(spec: SignalSpec, results: Results, { from, to }: TimeRange, stepMs: DurationMs): readonly HistoryPoint[] {
  const { kind } = spec.config;
  if (results.length === 0 || kind === 'custom' || kind === 'traffic' || kind === 'saturation') return [];
  const window = new SlidingWindow(results, spec.windowMs);
  const exactFrom = results.dropped && kind !== 'availability' ? results.atMs(0) + spec.windowMs : results.atMs(0);
  const points: { step: number; time: EpochMs; value: number }[] = [];
  for (let index = results.after(exactFrom - 1e-6); index < results.length; index++) {
    const time = results.time(index);
    if (time < from || time > to) continue;
    const step = Math.floor(time / Math.max(1, stepMs));
    const last = points.at(-1);
    const value = valueOf(spec, window.at(index), { failed: Number.isNaN(results.totalMs(index)), finishedAt: time, certificateExpiresAt: null }) ?? Number.NaN;
    if (last && last.step >= step) {
      last.time = time > last.time ? time : last.time;
      last.value = kind === 'availability' ? Math.min(last.value, value) : value;
    } else points.push({ step, time, value });
  }
  return points.map(({ time, value }) => ({ time, value }));
}
