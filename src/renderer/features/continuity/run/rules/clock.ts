import type { Run, RunStep } from '../../../../../shared/model/continuity/run.ts';
import { fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { formatAge, formatDuration } from '../../../../../shared/time/format.ts';

/**
 * The time that a run’s page counts with: the engine’s own. Once the engine is silent it stands still where the engine was last heard,
 * so that nothing on the page goes on as if it were known.
 */
export interface RunClock {
  /** Null before the engine was ever heard. */
  readonly now: EpochMs | null;
  readonly silent: boolean;
}

type Span = Pick<Run, 'startedAt' | 'endedAt' | 'tookSeconds'>;

const between = (from: string, to: EpochMs): number => Math.max(0, to - (fromRfc3339(from) ?? to));

/** How long a run has taken, or took; null while that is not known. What has ended was measured by a clock that nobody sets. */
export function elapsedMs({ startedAt, endedAt, tookSeconds }: Span, { now }: RunClock): number | null {
  if (tookSeconds !== null) return tookSeconds * 1_000;
  const end = endedAt === null ? now : fromRfc3339(endedAt);
  return end === null ? null : between(startedAt, end);
}

/** How long a step has taken, or took; null where it has not begun or where that is not known. */
export const tookMs = ({ startedAt, endedAt, tookSeconds }: Pick<RunStep, 'startedAt' | 'endedAt' | 'tookSeconds'>, clock: RunClock): number | null => (startedAt === null ? null : elapsedMs({ startedAt, endedAt, tookSeconds }, clock));

/** What is left until an instant. */
export interface Countdown {
  readonly over: boolean;
  /** "04:10 left", "00:12 over"; while the engine is silent "when last heard" stands behind it. */
  readonly text: string;
}

/** Null while it is not known what time it is. */
export function countdown(until: string, { now, silent }: RunClock): Countdown | null {
  const end = fromRfc3339(until);
  if (end === null || now === null) return null;
  const over = now >= end;
  // Whole seconds that are left are rounded up: "00:00 left" is said of nothing that has time.
  const span = over ? now - end : Math.ceil((end - now) / 1_000) * 1_000;
  return { over, text: `${formatDuration(span)} ${over ? 'over' : 'left'}${silent ? ' when last heard' : ''}` };
}

/** "3 s ago"; while the engine is silent nobody knows how old it has become. */
export function ageText(at: string, { now, silent }: RunClock): string {
  const then = fromRfc3339(at);
  if (then === null || now === null) return 'age unknown';
  return silent ? `${formatAge(now - then)} old when last heard` : `${formatAge(now - then)} ago`;
}

export interface ObjectiveBar {
  /** Shares of the bar’s width, 0 to 1: the time that is over, and where the objective lies. */
  readonly done: number;
  readonly objective: number;
  readonly over: boolean;
}

/** The bar is as long as the longer of the two: time beyond the objective is drawn beyond its mark, never cut off. Null where there is no objective. */
export function objectiveBar(elapsedSeconds: number, objectiveSeconds: number): ObjectiveBar | null {
  if (!(objectiveSeconds > 0) || !Number.isFinite(elapsedSeconds)) return null;
  const elapsed = Math.max(0, elapsedSeconds);
  const full = Math.max(elapsed, objectiveSeconds);
  return { done: elapsed / full, objective: objectiveSeconds / full, over: elapsed > objectiveSeconds };
}
