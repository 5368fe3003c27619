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

/** When a line was written: by the wall clock, and by the time that runs are measured with, which older lines do not tell. */
interface Mark {
  readonly at: number;
  readonly ms: number | null;
}
const markOf = ({ at, says }: JournalRow): Mark => ({ at, ms: (JSON.parse(says ?? '{}') as { readonly ms?: number }).ms ?? null });
/** Never less than nothing, whatever became of the wall clock. */
const secondsFrom = (from: Mark, to: Mark): number => Math.max(0, from.ms === null || to.ms === null ? to.at - from.at : to.ms - from.ms) / 1_000;

interface StepTimes {
  readonly started: Mark | null;
  readonly ended: Mark | null;
  readonly way: StepNote['way'];
  readonly outcome: string | null;
  readonly attempts: number;
  readonly found: StepNote['found'] | null;
}
const NO_TIMES: StepTimes = { started: null, ended: null, way: 'forward', outcome: null, attempts: 0, found: null };
const ENDS: ReadonlySet<StepPhase> = new Set<StepPhase>(['done', 'failed', 'partly', 'undone', 'stays']);
/** What is known where nobody said anything: the time was over, or a person decided. */
const WORDS: Readonly<Partial<Record<StepPhase, string>>> = { failed: 'not done in its time', unknown: 'no answer, and nothing tells whether it happened', stays: 'it cannot be taken back' };

/** When each step was begun and ended, as the run’s journal tells it. Taking it back begins anew; what stays took what it took when it was done. */
export function timesOf(notes: readonly JournalRow[]): ReadonlyMap<number, StepTimes> {
  const times = new Map<number, StepTimes>();
  for (const note of notes) {
    if (note.what !== 'step') continue;
    const { step, phase, way, says, found } = readStepNote(note);
    const was = times.get(step) ?? NO_TIMES;
    const mark = markOf(note);
    const begins = was.started === null || (way === 'back' && was.way === 'forward');
    times.set(step, {
      ...(phase === 'stays' ? { started: was.started, ended: was.ended } : { started: !begins ? was.started : phase === 'pending' ? null : mark, ended: ENDS.has(phase) ? mark : null }),
      way,
      outcome: says ?? WORDS[phase] ?? was.outcome,
      attempts: phase === 'sending' ? was.attempts + 1 : was.attempts,
      found: found ?? null,
    });
  }
  return times;
}

/** How long a step took; null where it has not begun, or not ended. */
export const tookSecondsOf = ({ started, ended }: Pick<StepTimes, 'started' | 'ended'>): number | null => (started === null || ended === null ? null : secondsFrom(started, ended));

const instant = (at: number | null): string | null => (at === null ? null : toRfc3339(epochMs(at)));

export function runView({ row, group, notes, progress, nowMs, monotonicMs }: RunFacts): Run {
  const text = textOfRun(row);
  const current: RunState | null = group.run?.serial === row.serial ? group.run : null;
  const kept = JSON.parse(row.steps) as KeptStep[];
  const times = timesOf(notes);
  const steps = text.steps.map((step, index): RunStep => {
    const time = times.get(index) ?? NO_TIMES;
    const { started, ended, outcome, attempts, found } = time;
    const at = kept[index];
    const frozen = current?.plan.steps[index];
    return {
      id: step.id,
      name: stepName(step),
      kind: step.kind,
      plan: text.childOf[step.id] ?? null,
      state: at?.phase ?? 'pending',
      startedAt: instant(started?.at ?? null),
      endedAt: instant(ended?.at ?? null),
      tookSeconds: tookSecondsOf(time),
      outcome,
      found: found ?? null,
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
    tookSeconds: row.took_ms === null ? null : row.took_ms / 1_000,
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
