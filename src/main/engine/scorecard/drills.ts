import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Drill, DrillStanding } from '../../../shared/model/scorecard-sides.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import { INVALID, type Spent } from './span.ts';

export interface DrillFact {
  readonly incident: IncidentId;
  readonly start: EpochMs;
  readonly mitigateMs: Spent;
  readonly running: boolean;
}

interface DrillContext {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
  readonly objectiveMs: DurationMs;
}

/**
 * Drills against their objective: time to mitigate of a drill ≤ objective. Unit: seconds; ages in whole days up to the end of the period,
 * or now. Since nothing but a drill proves that failover works, what counts beside those of the period is the last one that passed,
 * however long ago: without one it is unproven.
 *
 * Left out: a drill whose mitigation is not recorded, or is in an impossible order, neither passed nor failed; one that runs has failed
 * once it has run longer than its objective. Source: incidents that are drills; `drills` rise by their start.
 */
export function drillStanding(drills: readonly DrillFact[], context: DrillContext): DrillStanding {
  const end = epochMs(Math.min(context.to, context.now));
  const shown = drills.filter(({ start }) => start <= context.now && start < context.to).map((drill) => shownDrill(drill, context));
  const last = shown.at(-1) ?? null;
  const lastPassed = shown.findLast(({ passed }) => passed === true) ?? null;
  const days = (drill: Drill | null): number | null => (drill === null ? null : Math.max(0, Math.floor((end - Date.parse(drill.startedAt)) / DAY_MS)));
  return {
    objectiveSeconds: context.objectiveMs / 1_000,
    drills: shown.filter(({ startedAt }) => Date.parse(startedAt) >= context.from).toReversed(),
    last,
    lastAgeDays: days(last),
    lastPassed,
    unprovenDays: days(lastPassed),
  };
}

function shownDrill({ incident, start, mitigateMs, running }: DrillFact, { now, objectiveMs }: DrillContext): Drill {
  const spent = mitigateMs === INVALID ? null : mitigateMs;
  const passed = spent !== null ? spent <= objectiveMs : running && mitigateMs === null && now - start > objectiveMs ? false : null;
  return { incident, startedAt: toRfc3339(start), seconds: spent === null ? null : spent / 1_000, passed, running };
}
