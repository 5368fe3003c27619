import type { Run } from '../../../../../shared/model/continuity/run.ts';
import { fromRfc3339 } from '../../../../../shared/model/units.ts';

/** One step as a bar beneath the others: when it began and how long it took, in shares of the whole run. */
export interface Share {
  readonly id: string;
  readonly place: number;
  readonly name: string;
  readonly seconds: number;
  readonly from: number;
  readonly width: number;
  readonly slowest: boolean;
}

export interface Shares {
  readonly bars: readonly Share[];
  /** Shorter ones that are not drawn, and what they took together. */
  readonly others: { readonly count: number; readonly seconds: number };
}

/** As many as stand on one page; of more the longest are drawn. */
export const MOST_BARS = 24;

/** What each step had of the time that a run took. Steps that never began took none and are left out. */
export function sharesOf({ startedAt, tookSeconds, steps, score }: Pick<Run, 'startedAt' | 'tookSeconds' | 'steps' | 'score'>, most = MOST_BARS): Shares {
  const start = fromRfc3339(startedAt);
  if (start === null || tookSeconds === null || tookSeconds <= 0) return { bars: [], others: { count: 0, seconds: 0 } };
  const whole = tookSeconds * 1_000;
  const all = steps.flatMap((step, index): Share[] => {
    const began = step.startedAt === null ? null : fromRfc3339(step.startedAt);
    const seconds = step.tookSeconds;
    if (began === null || seconds === null) return [];
    const from = Math.min(1, Math.max(0, (began - start) / whole));
    return [{ id: step.id, place: index + 1, name: step.name, seconds, from, width: Math.min(1 - from, (seconds * 1_000) / whole), slowest: score?.slowest?.step === step.id }];
  });
  if (all.length <= most) return { bars: all, others: { count: 0, seconds: 0 } };
  const drawn = new Set(all.toSorted((a, b) => Number(b.slowest) - Number(a.slowest) || b.seconds - a.seconds).slice(0, most));
  const rest = all.filter((share) => !drawn.has(share));
  return { bars: all.filter((share) => drawn.has(share)), others: { count: rest.length, seconds: rest.reduce((sum, { seconds }) => sum + seconds, 0) } };
}
