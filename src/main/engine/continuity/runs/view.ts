import type { Run, RunStep } from '../../../../shared/model/continuity/run.ts';
import { RunId, type PersonId } from '../../../../shared/model/ids.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { scoreOf } from '../drills/score.ts';
import type { FrozenStep, GroupState, RunState, StepPhase } from '../core/state.ts';
import type { FrozenText } from '../steps/open.ts';
import type { JournalRow, KeptStep, progressOfRun, RunRow } from './repo.ts';
import type { StepNote } from './service.ts';

/** What is known of a run, for whoever shows it. */
export interface RunFacts {
  readonly row: RunRow;
  /** Of its group; it tells of this run only while no later one has begun. */
  readonly group: GroupState;
  /** Oldest first. */
  readonly notes: readonly JournalRow[];
  readonly progress: ReturnType<typeof progressOfRun>;
  readonly nowMs: EpochMs;
  readonly monotonicMs: DurationMs;
}

export const runIdOf = (number: number): RunId => RunId.parse(`RUN-${String(number).padStart(4, '0')}`);
export const numberOfRun = (id: RunId): number => Number(id.slice('RUN-'.length));

export const textOfRun = ({ plan }: Pick<RunRow, 'plan'>): FrozenText => JSON.parse(plan) as FrozenText;
export const stepName = (step: FrozenText['steps'][number] | undefined): string => step?.name ?? step?.id ?? 'a step';

/** What was written of a step, read back. */
export const readStepNote = ({ says }: JournalRow): StepNote => JSON.parse(says ?? '{}') as StepNote;
/** Who an event was of; null where it was of nobody. */
export const byOfNote = ({ says }: JournalRow): PersonId | null => (says === null ? null : ((JSON.parse(says) as { readonly by?: PersonId }).by ?? null));

interface StepTimes {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly attempts: number;
}
const NO_TIMES: StepTimes = { startedAt: null, endedAt: null, outcome: null, attempts: 0 };
const ENDS: ReadonlySet<StepPhase> = new Set<StepPhase>(['done', 'failed', 'partly', 'undone', 'stays']);
/** What is known where nobody said anything: the time was over, or a person decided. */
const WORDS: Readonly<Partial<Record<StepPhase, string>>> = { failed: 'not done in its time', unknown: 'no answer, and nothing tells whether it happened', stays: 'it cannot be taken back' };

/** When each step was begun and ended, by the wall clock, as the run’s journal tells it. */
export function timesOf(notes: readonly JournalRow[]): ReadonlyMap<number, StepTimes> {
  const times = new Map<number, StepTimes>();
  for (const note of notes) {
    if (note.what !== 'step') continue;
    const { step, phase, says } = readStepNote(note);
    const { startedAt, outcome, attempts } = times.get(step) ?? NO_TIMES;
    times.set(step, {
      startedAt: startedAt ?? (phase === 'pending' ? null : note.at),
      endedAt: ENDS.has(phase) ? note.at : null,
      outcome: says ?? WORDS[phase] ?? outcome,
      attempts: phase === 'sending' ? attempts + 1 : attempts,
    });
  }
  return times;
}

const instant = (at: number | null): string | null => (at === null ? null : toRfc3339(epochMs(at)));

export function runView({ row, group, notes, progress, nowMs, monotonicMs }: RunFacts): Run {
  const text = textOfRun(row);
  const current: RunState | null = group.run?.serial === row.serial ? group.run : null;
  const kept = JSON.parse(row.steps) as KeptStep[];
  const times = timesOf(notes);
  const steps = text.steps.map((step, index): RunStep => {
    const { startedAt, endedAt, outcome, attempts } = times.get(index) ?? NO_TIMES;
    const at = kept[index];
    const frozen = current?.plan.steps[index];
    return {
      id: step.id,
      name: stepName(step),
      kind: step.kind,
      plan: text.childOf[step.id] ?? null,
      state: at?.phase ?? 'pending',
      startedAt: instant(startedAt),
      endedAt: instant(endedAt),
      outcome,
      attempts,
      changes: at?.changes ?? false,
      undoable: at?.undoable ?? false,
      progress: progress.get(index) ?? null,
      approval: at === undefined || frozen === undefined || at.phase !== 'approving' || step.kind !== 'approve' ? null : approvalOf(step.role ?? null, frozen, at.since, nowMs, monotonicMs),
    };
  });
  const run: Omit<Run, 'score'> = {
    id: runIdOf(row.number),
    plan: row.plan_id,
    name: text.plan.name,
    kind: text.plan.kind,
    group: row.group_id,
    mode: row.mode,
    state: row.phase,
    way: current?.way ?? (row.phase === 'rolledBack' || kept.some(({ phase }) => phase === 'undone' || phase === 'stays') ? 'back' : 'forward'),
    wants: current?.wants ?? null,
    why: current === null ? lastStop(row, notes) : current.why,
    starter: row.starter,
    trigger: row.trigger_id,
    holder: current === null ? lastHolder(row, notes) : current.holder,
    epoch: group.epoch,
    incident: row.incident,
    overridden: JSON.parse(row.overridden) as Run['overridden'],
    startedAt: toRfc3339(epochMs(row.started_at)),
    endedAt: instant(row.ended_at),
    objectiveSeconds: text.plan.objectiveSeconds,
    steps,
  };
  return { ...run, score: scoreOf(run, text.surprises ?? []) };
}

/** Instants of the core are of the monotonic clock: told by how far away they are. */
function approvalOf(role: NonNullable<RunStep['approval']>['role'], { limitMs, aloneAfterMs }: FrozenStep, since: DurationMs, nowMs: EpochMs, monotonicMs: DurationMs): RunStep['approval'] {
  const after = (ms: number): string => toRfc3339(epochMs(nowMs + since + ms - monotonicMs));
  return { role, until: after(limitMs), starterFrom: aloneAfterMs === null ? null : after(aloneAfterMs) };
}

function lastStop({ phase }: RunRow, notes: readonly JournalRow[]): Run['why'] {
  const stop = phase === 'aborted' ? notes.findLast(({ what }) => what === '→ stopped') : undefined;
  return stop === undefined ? null : (JSON.parse(stop.says ?? '{}') as { readonly why: Run['why'] }).why;
}

function lastHolder({ starter }: RunRow, notes: readonly JournalRow[]): PersonId | null {
  const steering = notes.findLast(({ what }) => what === 'takeOver' || what === 'resume' || what === 'retry' || what === 'rollBack' || what === 'abort' || what === 'settle');
  return steering === undefined ? starter : byOfNote(steering);
}
