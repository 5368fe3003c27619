import type { DurationMs, EpochMs } from '../../shared/model/units.ts';

/** What the store needs of the engine's clock port; the engine's own fits as it is. */
export interface StoreClock {
  nowMs(): EpochMs;
  monotonicMs(): DurationMs;
}

/** What the store needs of the engine's log port; the engine's own fits as it is. */
export interface StoreLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
}
