import type { IncidentId } from '../../../shared/model/ids.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';

export interface UnwrittenStage {
  readonly at: EpochMs;
  readonly fact: FactOf<'clockTurned'>;
}

/**
 * Stages of clocks that were reached and could not be written down, on a full disk say. They count as told all the same, so that
 * the ladder goes on from them; oldest first they wait to be written, each with the time that it had.
 */
export interface UnwrittenStages {
  /** The record as it would be, had they been written. */
  through(record: IncidentRecord): IncidentRecord;
  of(incident: IncidentId): readonly UnwrittenStage[];
  keep(incident: IncidentId, stages: readonly UnwrittenStage[]): void;
  /** The oldest one is written. */
  drop(incident: IncidentId): void;
}

export function createUnwrittenStages(): UnwrittenStages {
  const waiting = new Map<IncidentId, readonly UnwrittenStage[]>();
  const set = (incident: IncidentId, stages: readonly UnwrittenStage[]): void => void (stages.length === 0 ? waiting.delete(incident) : waiting.set(incident, stages));
  const of = (incident: IncidentId): readonly UnwrittenStage[] => waiting.get(incident) ?? [];
  return {
    of,
    through: (record) => {
      const stages = of(record.id);
      if (stages.length === 0) return record;
      const turned = stages.map(({ at, fact: { data } }) => [data.clock, { stage: data.stage, dueAt: epochMs(Date.parse(data.dueAt)), at }] as const);
      return { ...record, turned: { ...record.turned, ...Object.fromEntries(turned) } };
    },
    keep: (incident, stages) => set(incident, [...of(incident), ...stages]),
    drop: (incident) => set(incident, of(incident).slice(1)),
  };
}
