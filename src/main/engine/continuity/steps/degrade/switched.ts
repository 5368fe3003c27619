import type { ContinuityFace } from '../../../../../shared/model/continuity/plan.ts';
import type { DegradeProgress } from '../../../../../shared/model/continuity/run.ts';
import type { RunId } from '../../../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';

type Switched = ContinuityFace['switched'][number];

/** What a degrade step of a run has done. */
export interface DegradeDone {
  readonly run: RunId;
  readonly at: EpochMs;
  /** Its services were put back to the mode of before. */
  readonly isUndone: boolean;
  readonly services: DegradeProgress['services'];
}

/** Services that are in less than their full mode by the last that plans did to them. `done`: newest first. */
export function switchedServices(done: readonly DegradeDone[]): Switched[] {
  const last = new Map<string, Switched>();
  for (const { run, at, isUndone, services } of done)
    for (const { service, before, to, isSwitched, exit } of services) {
      if (!isSwitched || last.has(service)) continue;
      // The exit rule is of the mode that it was switched to, not of the one before.
      last.set(service, { service, to: isUndone ? (before ?? 'full') : to, exit: isUndone ? null : (exit ?? null), run, at: toRfc3339(at) });
    }
  return [...last.values()].filter(({ to }) => to !== 'full');
}
