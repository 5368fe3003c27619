import type { DurationMs, EpochMs } from '../../shared/model/units.ts';

/** What stops a timer; calling it twice is harmless. */
export type Cancel = () => void;

/** The only way time reaches the engine, so that everything that decides can run in a simulator. */
export interface Clock {
  /** Wall clock; may jump. For instants only. */
  nowMs(): EpochMs;
  /** Never goes backwards and knows no epoch. For durations only. */
  monotonicMs(): DurationMs;
  after(delay: DurationMs, run: () => void): Cancel;
}

/** Uniform in [0, 1). */
export type Random = () => number;

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Resolves `${env:…}`, `${file:…}`, `${secret:…}` in a configured text; rejects with a message that names the reference, never the value. */
export type ResolveSecrets = (text: string) => Promise<string>;
