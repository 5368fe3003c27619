import { toRfc3339, type DurationMs } from '../../shared/model/units.ts';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { Clock } from '../engine/ports.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { Store } from '../store/store.ts';
import type { EngineFacts } from './metrics.ts';

/** What only the process can tell of itself. */
export interface DiagnosticsPorts {
  readonly lagMs: () => { readonly p50: number; readonly p99: number; readonly max: number };
  readonly heapBytes: () => number;
  /** Size of a file with its write-ahead log; 0 where there is none. */
  readonly fileBytes: (file: string) => number;
  readonly sqliteVersion: string;
}

export interface DiagnosticsSubject {
  readonly clock: Clock;
  readonly epoch: string;
  readonly store: Store;
  readonly polls: () => { readonly inFlight: number; readonly finished: number; readonly failed: number };
  readonly process: DiagnosticsPorts;
}

export interface Diagnostics {
  read(): CallOutput<'diagnostics.get'>;
  facts(watch: Watch): EngineFacts;
}

const perMinute = (count: number, sinceMs: number, nowMs: DurationMs): number => Math.round((count * 60_000) / Math.max(1_000, nowMs - sinceMs));

export function createDiagnostics({ clock, epoch, store, polls, process }: DiagnosticsSubject): Diagnostics {
  const startedAt = clock.nowMs();
  const startedMonotonicMs = clock.monotonicMs();
  const rollupBytes = (): number => {
    const row = store.read.get<{ bytes: number }>('SELECT coalesce((SELECT sum(length(data)) FROM rollup_blocks), 0) + coalesce((SELECT sum(length(data)) FROM rollup_minutes), 0) AS bytes');
    return row?.bytes ?? 0;
  };
  return {
    read: () => {
      const now = polls();
      const at = clock.monotonicMs();
      return {
        epoch,
        startedAt: toRfc3339(startedAt),
        eventLoopLagMs: process.lagMs(),
        polls: { inFlight: now.inFlight, perMinute: perMinute(now.finished, startedMonotonicMs, at), failedPerMinute: perMinute(now.failed, startedMonotonicMs, at) },
        store: { path: store.file, bytes: process.fileBytes(store.file), synchronous: store.read.get<{ synchronous: number }>('SELECT synchronous FROM pragma_synchronous')?.synchronous ?? 0, sqlite: process.sqliteVersion, rollupBytes: rollupBytes() },
        slowQueries: store.slowStatements().map(({ sql, ms, at: ran }) => ({ sql, ms, at: toRfc3339(ran) })),
      };
    },
    facts: (watch) => {
      const freshness = { live: 0, late: 0, blind: 0 };
      for (const signal of watch.signals()) freshness[signal.freshness] += 1;
      const lag = process.lagMs();
      return {
        polls: polls(),
        freshness,
        sourcesFailing: watch.sources().filter((source) => source.state === 'failing').length,
        lagSeconds: { p50: lag.p50 / 1_000, p99: lag.p99 / 1_000, max: lag.max / 1_000 },
        storeBytes: process.fileBytes(store.file),
        heapBytes: process.heapBytes(),
      };
    },
  };
}
