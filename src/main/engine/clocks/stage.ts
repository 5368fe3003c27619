import type { FactOf } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord, TurnedClock } from '../incidents/record.ts';
import type { DueClock } from './due-clock.ts';

/** A decision is due for so long before it is overdue, and as often it is asked for again. */
export const MINUTE_MS = 60_000;

type Stage = TurnedClock['stage'];
const RANK: Readonly<Record<Stage, number>> = { amber: 0, due: 1, overdue: 2 };

/**
 * Stages that clocks have newly reached, one entry each, the gravest only. Each is told once for a due time, whatever happens in
 * between; a clock that got another due time tells anew.
 */
export const turnedClocks = (record: IncidentRecord, clocks: readonly DueClock[], now: EpochMs): FactOf<'clockTurned'>[] =>
  clocks.flatMap((clock) => {
    const told = toldOf(record, clock);
    const stage = stageOf(clock, told, now);
    if (stage === null || (told !== null && RANK[told.stage] >= RANK[stage])) return [];
    return [{ type: 'clockTurned', data: { clock: clock.id, stage, dueAt: toRfc3339(clock.dueAt), confirmed: clock.confirmed }, texts: {} }];
  });

const toldOf = ({ turned }: IncidentRecord, { id, dueAt }: DueClock): TurnedClock | null => {
  const told = turned[id];
  return told?.dueAt === dueAt ? told : null;
};

/** Amber is told of what takes long; of a message or a role it is only shown. What nobody has to decide is overdue once it is due. */
function stageOf({ kind, amberAt, dueAt }: DueClock, told: TurnedClock | null, now: EpochMs): Stage | null {
  if (now < dueAt) return amberAt !== null && now >= amberAt && (kind === 'when' || kind === 'obligation') ? 'amber' : null;
  if (kind !== 'when') return 'overdue';
  return told !== null && told.stage !== 'amber' && now - told.at >= MINUTE_MS ? 'overdue' : 'due';
}

/**
 * Since when people have been told that it is due, which may be later than it was: after a time in which Holdfast did not run, or
 * where a severity was raised late. Null while it has not been told.
 */
export function dueToldAt(record: IncidentRecord, clock: DueClock): EpochMs | null {
  const told = toldOf(record, clock);
  if (told === null || told.stage === 'amber') return null;
  return clock.kind === 'when' && told.stage === 'overdue' ? epochMs(told.at - MINUTE_MS) : told.at;
}
