import type { DurationMs } from '../../../../shared/model/units.ts';
import type { GroupId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Clock, Log } from '../../ports.ts';
import type { GroupEffect, GroupEvent, Ready } from '../core/events.ts';
import { reduce as production, type Reduce } from '../core/reduce.ts';
import { elsewhereStep } from '../core/rules.ts';
import { emptyGroup, isActive, type GroupState, type RunMode, type RunState, type StepPhase } from '../core/state.ts';
import { createRunTime } from './run-time.ts';
import { stepKey, type RunnableStep, type StepContext } from '../steps/step.ts';
import * as repo from './repo.ts';
import type { Origin } from './repo.ts';

export interface RunsDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly log: Log;
  /** The steps of a plan’s frozen text. */
  readonly open: (text: string, mode: RunMode, overridden: readonly string[]) => readonly RunnableStep[];
  /** What others must do: notices, suggestions, approvals that are asked for; and what screens must show anew. */
  readonly onEffects: (group: GroupId, effects: readonly GroupEffect[]) => void;
  /** A step of the group’s run has told how far it is. */
  readonly onProgress?: (group: GroupId, run: number) => void;
  /** The term of this console’s take-over from another one while nobody has merged the two; else null. Groups follow it before anything else. */
  readonly split: () => number | null;
  readonly reduce?: Reduce;
  /** False while another console may have taken over: what comes in meanwhile waits, and nothing follows from it. */
  readonly mayAct?: () => boolean;
}

export type TimelessEvent = GroupEvent extends infer E ? (E extends GroupEvent ? Omit<E, 'at'> : never) : never;

/** Runs plans: what the decision core decides is written down, and only then done. */
export interface Runs {
  /** Tells the core of something. `origin` is what a run would begin with, of events that may begin one; `says` is kept with it: why a person wants it. */
  send(group: GroupId, event: TimelessEvent, more?: { readonly origin?: Origin; readonly says?: string }): readonly GroupEffect[];
  /** Goes on with what was under way when the last process ended. Until then nothing is done. */
  recover(): void;
  state(group: GroupId): GroupState;
  /** Of every group that anything is known of. */
  states(): readonly GroupState[];
  /** Called each second. */
  tick(): void;
  /** Nothing more is begun; what is under way is let go of, and read back by whoever comes next. */
  close(): void;
}

/** An attempt that is under way; let go of once nobody waits for it. */
interface UnderWay {
  readonly group: GroupId;
  readonly run: number;
  readonly attempt: number;
  readonly control: AbortController;
  /** Aborted while the lever is pulled. */
  readonly held: AbortController;
}

/** A gradual step does not end by itself while a person waits for it: it is told to stop half-way. */
const isToldToStop = ({ wants, way, plan }: RunState, step: number): boolean => wants !== null && way === 'forward' && plan.steps[step]?.gradual === true;

type WorkEffect = Extract<GroupEffect, { kind: 'look' | 'perform' | 'undo' | 'readBack' }>;
const isWork = (effect: GroupEffect): effect is WorkEffect => effect.kind === 'look' || effect.kind === 'perform' || effect.kind === 'undo' || effect.kind === 'readBack';

interface Answer {
  readonly event: TimelessEvent;
  readonly says: string;
}

/** What a dry run has found, where the real thing would act. */
const LOOKED_WORDS = { yes: 'only looked at', no: 'only looked at, and not so now', unknown: 'only looked at, and cannot be told' } as const;

export function createRuns({ db, clock, log, open, onEffects, onProgress, split, reduce = production, mayAct = () => true }: RunsDeps): Runs {
  const states = new Map<GroupId, GroupState>(repo.allStates(db.read).map((state) => [state.group, state]));
  const runTime = createRunTime(db.read, clock);
  const opened = new Map<string, readonly RunnableStep[]>();
  /** What a countdown would begin with; it dies with this process, as the countdown does. */
  const origins = new Map<GroupId, Origin>();
  const underWay = new Set<UnderWay>();
  /** Answers that could not be written down; what they tell is not lost while this process lives. */
  let unwritten: (Answer & { readonly group: GroupId })[] = [];
  let isClosed = false;

  /** What was never heard of may have been the other console’s all the same. */
  function unheardOf(group: GroupId): GroupState {
    const term = split();
    return term === null ? emptyGroup(group) : reduce(emptyGroup(group), { type: 'split', term, at: clock.monotonicMs() }).state;
  }
  const state = (group: GroupId): GroupState => states.get(group) ?? unheardOf(group);

  function followSplit(): void {
    const term = split();
    for (const known of states.values()) if (known.split !== term) dispatch(known.group, term === null ? { type: 'merged' } : { type: 'split', term }, null);
  }

  function dispatch(group: GroupId, event: TimelessEvent, says: string | null): readonly GroupEffect[] {
    const before = state(group);
    const change = reduce(before, { ...event, at: clock.monotonicMs() });
    if (change.state === before && change.effects.length === 0) return [];
    const at = clock.nowMs();
    // Everything that is about to be done stands in the database before any of it is.
    db.write.transaction(() => write(group, event, before, change.state, change.effects, says, at));
    states.set(group, change.state);
    letGo(group, change.state);
    for (const effect of change.effects) if (isWork(effect)) void work(group, effect);
    for (const effect of change.effects) if (effect.kind === 'ended') closeSteps(`${group} ${effect.run}`);
    onEffects(group, change.effects);
    return change.effects;
  }

  function write(group: GroupId, event: TimelessEvent, before: GroupState, after: GroupState, effects: readonly GroupEffect[], says: string | null, at: number): void {
    const { run } = after;
    const ms = runTime();
    if (run !== null && effects.some(({ kind }) => kind === 'started')) {
      const origin = origins.get(group);
      if (origin === undefined) throw new Error('a run began without the text of its plan');
      repo.insertRun(db.write, group, run, origin, at);
    }
    if (run !== null) repo.saveRun(db.write, group, run);
    for (const effect of effects) if (effect.kind === 'ended') repo.endRun(db.write, group, effect.run, effect.phase, at);
    repo.saveState(db.write, after);
    // What comes to nothing after a run has ended is no part of it.
    const isOfRun = run !== null && (run.phase === 'running' || run.phase === 'paused' || run.phase === 'stopped' || effects.some(({ kind }) => kind === 'started') || (isActive(before.run) && before.run.serial === run.serial));
    const number = !isOfRun ? null : repo.numberOf(db.read, group, run.serial);
    const { type, ...details } = event;
    if (type !== 'tick') repo.note(db.write, group, number, at, type, JSON.stringify({ ...withoutPlan(details), ...(says === null ? {} : { says }) }));
    if (run !== null && number !== null) for (const changed of changedSteps(before.run, run, event, says)) repo.note(db.write, group, number, at, 'step', JSON.stringify({ ...changed, ms }));
    for (const effect of effects) {
      const of = 'run' in effect && effect.run !== run?.serial ? repo.numberOf(db.read, group, effect.run) : number;
      repo.note(db.write, group, of, at, `→ ${effect.kind}`, JSON.stringify({ ...effect, ...measured(effect, of, ms) }));
    }
  }

  function measured({ kind }: GroupEffect, run: number | null, ms: DurationMs): { readonly ms?: number; readonly tookMs?: number } {
    if (kind === 'started') return { ms };
    const start = kind !== 'ended' || run === null ? null : repo.startMark(db.read, run);
    return start === null ? {} : { ms, tookMs: ms - start };
  }

  /** A connection that nobody waits for is closed: what was given up must not arrive afterwards. */
  function letGo(group: GroupId, { run, lever }: GroupState): void {
    for (const each of underWay) {
      if (each.group === group && lever !== null) each.held.abort();
      const isAwaited = isActive(run) && run.serial === each.run && run.steps.some(({ phase, attempt }, index) => attempt === each.attempt && (phase === 'looking' || (phase === 'sending' && !isToldToStop(run, index)) || phase === 'reading'));
      if (each.group === group && !isAwaited) each.control.abort();
    }
  }

  async function work(group: GroupId, effect: WorkEffect): Promise<void> {
    const { run } = state(group);
    if (run === null || isClosed) return;
    // What is asked about is over: it must not take effect after the answer.
    if (effect.kind === 'readBack') for (const each of underWay) if (each.group === group && each.attempt === effect.attempt) each.control.abort();
    const control = new AbortController();
    const held = new AbortController();
    if (state(group).lever !== null) held.abort();
    const mine: UnderWay = { group, run: effect.run, attempt: effect.attempt, control, held };
    underWay.add(mine);
    const context: StepContext = {
      key: stepKey(group, run.serial, run.plan.steps[effect.step]?.id ?? '', run.way),
      attempt: `${group}-${run.serial}-${effect.attempt}`,
      abort: control.signal,
      held: held.signal,
      incident: repo.incidentOf(db.read, group, run.serial),
      tell: (progress) => {
        // Of an attempt that was given up nothing is told any more: it must not stand over what came after it.
        if (isClosed || control.signal.aborted) return;
        repo.saveProgress(db.write, group, run.serial, effect.step, progress, clock.nowMs());
        onProgress?.(group, run.serial);
      },
      told: () => repo.progressOf(db.read, group, run.serial, effect.step),
      wants: () => {
        const now = state(group).run;
        return now?.serial === run.serial ? now.wants : null;
      },
    };
    const answer = await answerOf(group, effect, run.mode, context);
    underWay.delete(mine);
    if (!isClosed) settle(group, answer);
  }

  async function answerOf(group: GroupId, effect: WorkEffect, mode: RunMode, context: StepContext): Promise<Answer> {
    const { run, attempt } = effect;
    try {
      const step = stepsOf(group, run, mode)[effect.step];
      if (step === undefined) throw new Error('the plan has no such step');
      if (effect.kind === 'look') {
        const { ready, asConfirmed, says } = await step.look(context);
        return { event: { type: 'looked', run, attempt, ready, asConfirmed }, says };
      }
      if (effect.kind === 'readBack') {
        const { happened, says } = await step.readBack(context, effect.way);
        return { event: { type: 'readBack', run, attempt, happened }, says };
      }
      if (mode === 'dry-run') {
        const { ready, says } = await step.look(context);
        const { after } = step.describe();
        return { event: { type: 'ended', run, attempt, outcome: 'done', found: ready }, says: `${LOOKED_WORDS[ready]}: ${says}${after === undefined ? '' : `; it would be ${after}`}` };
      }
      const { outcome, says } = await (effect.kind === 'undo' ? step.undo(context) : step.perform(context));
      return { event: { type: 'ended', run, attempt, outcome }, says };
    } catch (error) {
      log.error('a step failed by itself', { group, step: effect.step, error: error instanceof Error ? error.message : String(error) });
      const says = 'Holdfast itself failed in this step; the log says why';
      if (effect.kind === 'look') return { event: { type: 'looked', run, attempt, ready: 'unknown', asConfirmed: true }, says };
      return { event: effect.kind === 'readBack' ? { type: 'readBack', run, attempt, happened: 'unknown' } : { type: 'ended', run, attempt, outcome: 'unknown' }, says };
    }
  }

  function stepsOf(group: GroupId, run: number, mode: RunMode): readonly RunnableStep[] {
    const id = `${group} ${run}`;
    const known = opened.get(id);
    if (known !== undefined) return known;
    const origin = repo.textOf(db.read, group, run);
    if (origin === null) throw new Error('the text of the plan is gone');
    const steps = open(origin.text, mode, origin.overridden);
    opened.set(id, steps);
    return steps;
  }

  function closeSteps(id: string): void {
    for (const { close } of opened.get(id) ?? []) close?.();
    opened.delete(id);
  }

  function settle(group: GroupId, { event, says }: Answer): void {
    if (!mayAct()) {
      unwritten.push({ group, event, says });
      return;
    }
    try {
      dispatch(group, event, says);
    } catch (error) {
      log.error('what became of a step could not be written down', { group, error: error instanceof Error ? error.message : String(error) });
      unwritten.push({ group, event, says });
    }
  }

  let isRecovered = false;
  function recover(): void {
    if (isRecovered) return;
    isRecovered = true;
    followSplit();
    for (const { group, run, countdown, armed, coolDown } of states.values()) if (isActive(run) || countdown !== null || armed !== null || coolDown !== null) dispatch(group, { type: 'recovered' }, null);
  }

  return {
    state,
    states: () => [...states.values()],
    recover,
    send: (group, event, { origin, says } = {}) => {
      recover();
      followSplit();
      if (origin !== undefined && (event.type === 'confirm' || state(group).countdown === null)) origins.set(group, origin);
      return dispatch(group, event, says ?? null);
    },
    tick: () => {
      if (isClosed || !isRecovered || !mayAct()) return;
      const waiting = unwritten;
      unwritten = [];
      for (const { group, ...answer } of waiting) settle(group, answer);
      followSplit();
      for (const group of states.keys()) dispatch(group, { type: 'tick' }, null);
    },
    close: () => {
      isClosed = true;
      for (const { control } of underWay) control.abort();
      for (const id of opened.keys()) closeSteps(id);
    },
  };
}

/** What became of a step, as the run’s journal keeps it. */
export interface StepNote {
  readonly step: number;
  readonly phase: StepPhase;
  readonly way: RunState['way'];
  readonly says?: string;
  /** Of a dry run: whether what was looked at is as the step would need it. */
  readonly found?: Ready;
}

/** Steps that are not where they were. What was said belongs to the step whose attempt it was, or that waited for a person. */
function changedSteps(before: RunState | null, run: RunState, event: TimelessEvent, says: string | null): StepNote[] {
  const was = before?.serial === run.serial ? before.steps : [];
  const elsewhere = before === null ? -1 : elsewhereStep(before);
  const attempt = 'attempt' in event ? event.attempt : null;
  const found = event.type === 'ended' ? event.found : undefined;
  return run.steps.flatMap(({ phase, attempt: now }, step) => {
    const old = was[step];
    if (phase === (old?.phase ?? 'pending') && now === (old?.attempt ?? 0)) return [];
    const isMeant = attempt === null ? step === elsewhere || old?.phase === 'approving' || old?.phase === 'unknown' : old?.attempt === attempt;
    return [{ step, phase, way: run.way, ...(says !== null && isMeant ? { says } : {}), ...(found !== undefined && isMeant ? { found } : {}) }];
  });
}

/** A plan stands in its run; the journal names it. */
function withoutPlan(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { plan, ...rest } = details;
  if (plan === undefined) return rest;
  return { ...rest, plan: typeof plan === 'object' && plan !== null && 'id' in plan ? plan.id : plan };
}
