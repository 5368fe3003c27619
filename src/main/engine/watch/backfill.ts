import type { SignalId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Log } from '../ports.ts';
import type { HistoryPoint, SignalSpec, Source, TimeRange } from '../sources/source.ts';

/** History is fetched once and never at the cost of the live polls: two at a time. */
const MAX_CONCURRENT = 2;
const MAX_POINTS = 1_500;
const MIN_STEP_MS = 1_000;

export interface BackfillJob {
  readonly signal: SignalSpec;
  readonly source: Source;
  readonly range: TimeRange;
  /** Spacing of the signal's samples as far as known: no finer step is worth asking for. */
  readonly spacingMs: DurationMs;
}

export interface Backfill {
  /** Queues a span; a later span of the same signal replaces one that still waits. */
  request(job: BackfillJob): void;
  stop(): void;
}

/** The step of a history query: the sample spacing, coarser where the span would give more points than a chart can use. */
export function historyStepMs(range: TimeRange, spacingMs: DurationMs): DurationMs {
  const spanMs = Math.max(0, range.to - range.from);
  return durationMs(Math.ceil(Math.max(MIN_STEP_MS, spacingMs, spanMs / MAX_POINTS) / MIN_STEP_MS) * MIN_STEP_MS);
}

export function createBackfill(deps: { log: Log; onPoints: (signal: SignalId, range: TimeRange, points: readonly HistoryPoint[]) => void }): Backfill {
  const waiting = new Map<SignalId, BackfillJob>();
  const abort = new AbortController();
  let running = 0;

  const next = (): void => {
    if (abort.signal.aborted || running >= MAX_CONCURRENT) return;
    const job = waiting.values().next().value;
    if (job === undefined) return;
    waiting.delete(job.signal.id);
    running += 1;
    void run(job).finally(() => {
      running -= 1;
      next();
    });
    next();
  };

  const run = async ({ signal, source, range, spacingMs }: BackfillJob): Promise<void> => {
    try {
      const points = await source.history(signal, range, historyStepMs(range, spacingMs), abort.signal);
      if (!abort.signal.aborted && points.length > 0) deps.onPoints(signal.id, range, points);
    } catch (error) {
      /** The gap stays a gap: honest, and the live polls say by themselves that the source fails. */
      if (!abort.signal.aborted) deps.log.warn('history could not be read', { signal: signal.id, error: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    request: (job) => {
      const before = waiting.get(job.signal.id);
      const from = before === undefined ? job.range.from : epochMs(Math.min(before.range.from, job.range.from));
      waiting.set(job.signal.id, { ...job, range: { from, to: job.range.to } });
      next();
    },
    stop: () => {
      abort.abort();
      waiting.clear();
    },
  };
}
