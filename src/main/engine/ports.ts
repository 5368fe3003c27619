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

/** Whether this machine can be left alone with something; null: not known. */
export interface HostPower {
  readonly mainsPower: boolean | null;
  readonly sleepBlocked: boolean | null;
}

/** A program that is run to its end. */
export interface ProgramOrder {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What the program finds in its environment beside PATH (and SystemRoot); of ours it gets nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeLimitMs: DurationMs;
}

export interface ProgramEnd {
  /** 128 and the signal's number where a signal ended it; null where that is not known. */
  readonly exitCode: number | null;
  /** What ended it from outside, if anything did. */
  readonly stopped: 'time' | 'abort' | null;
  /** How much later than its limit it was stopped: large where this process itself stood still. */
  readonly lateMs: number;
  /** The beginning of what it wrote; the rest is read and dropped. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs of this machine; the only way the engine starts one. */
export interface Programs {
  /** Absolute path of the first program of that name on PATH; null where there is none. */
  find(name: string): Promise<string | null>;
  /**
   * Runs a program without a shell, in a process group of its own that ends with it, with its time limit, or with this process.
   * Rejects where it cannot be started.
   */
  run(order: ProgramOrder, abort: AbortSignal): Promise<ProgramEnd>;
}
