import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { Clock, Log } from '../../ports.ts';
import { fewAtOnce } from '../../few-at-once.ts';
import type { FrozenStep, RunMode } from '../core/state.ts';
import type { FrozenText } from '../steps/open.ts';
import { NOT_HELD, type Looked, type RunnableStep, type StepDescription } from '../steps/step.ts';
import type { FlatStep } from './flatten.ts';
import { saysOf } from './says.ts';

export interface OpenDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: (text: FrozenText, mode: RunMode) => readonly RunnableStep[];
}

/** A step of a plan as it would be run; `cannot` says why it cannot be. */
export interface OpenedStep extends FlatStep {
  readonly frozen: FrozenStep;
  readonly cannot: string | null;
}

/** A step with what was found there, and when; `looked` is null where it cannot be opened. */
export interface SeenStep extends OpenedStep {
  readonly description: StepDescription;
  /** What its `freeze` told; undefined of a step that has none. */
  readonly confirmed: unknown;
  readonly looked: (Looked & { readonly at: EpochMs }) | null;
}

const LOOKS_AT_ONCE = 4;
export const LOOK_MS = durationMs(10_000);
const FAILED = 'Holdfast itself failed in this step; the log says why';

/** Stands for a step that cannot be opened: whoever tries to run it is stopped there for a person. */
const unrunnable = ({ step }: FlatStep): FrozenStep => ({ id: step.id, kind: 'act', effect: true, guarded: false, undoable: false, repeatable: false, limitMs: LOOK_MS, aloneAfterMs: null });

/** By itself, so that a step that cannot be opened does not take the others with it. */
function openOne({ step }: FlatStep, text: FrozenText, mode: RunMode, { open, log }: OpenDeps): RunnableStep | string {
  try {
    return open({ ...text, steps: [step] }, mode)[0] ?? 'this step cannot be run';
  } catch (error) {
    if (error instanceof HoldfastError) return error.message;
    log.error('a step of a plan cannot be opened', { step: step.id, error: error instanceof Error ? error.message : String(error) });
    return FAILED;
  }
}

/** What each step is, without looking at anything. */
export const openEach = (flat: readonly FlatStep[], text: FrozenText, mode: RunMode, deps: OpenDeps): OpenedStep[] =>
  flat.map((each) => {
    const opened = openOne(each, text, mode, deps);
    if (typeof opened === 'string') return { ...each, frozen: unrunnable(each), cannot: opened };
    opened.close?.();
    return { ...each, frozen: opened.frozen, cannot: null };
  });

/** Looks at every step, read-only, few at a time and none for longer than ten seconds: who asks for a sheet waits for the slowest one alone. */
export async function seeEach(flat: readonly FlatStep[], text: FrozenText, mode: RunMode, deps: OpenDeps, abort: AbortSignal): Promise<SeenStep[]> {
  const inTurn = fewAtOnce(LOOKS_AT_ONCE);
  return Promise.all(
    flat.map(
      (each) =>
        new Promise<SeenStep>((resolve) => {
          inTurn(async () => resolve(await seeOne(each, text, mode, deps, abort)));
        }),
    ),
  );
}

/** In three acts: opened, what is there is frozen, and opened again with that, as a run would. */
async function seeOne(each: FlatStep, text: FrozenText, mode: RunMode, deps: OpenDeps, abort: AbortSignal): Promise<SeenStep> {
  const { clock, log } = deps;
  const control = new AbortController();
  const signal = AbortSignal.any([abort, control.signal]);
  const cancel = clock.after(LOOK_MS, () => control.abort());
  const given = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const orLate = <T>(work: Promise<T>, late: T): Promise<T> => Promise.race([work, given.then(() => late)]);
  const opened: RunnableStep[] = [];
  let seen: Omit<SeenStep, 'looked'> = { ...each, frozen: unrunnable(each), cannot: FAILED, description: NOTHING_DONE, confirmed: undefined };
  try {
    const first = openOne(each, text, mode, deps);
    if (typeof first === 'string') return { ...seen, cannot: first, description: cannotBeDone(first), looked: null };
    opened.push(first);
    const confirmed = await orLate(first.freeze?.(signal) ?? Promise.resolve(undefined), undefined);
    const step = confirmed === undefined ? first : openOne(each, { ...text, confirmed: { [each.step.id]: confirmed } }, mode, deps);
    if (typeof step === 'string') return { ...seen, cannot: step, description: cannotBeDone(step), looked: null };
    if (step !== first) opened.push(step);
    seen = { ...each, frozen: step.frozen, cannot: null, description: step.describe(), confirmed };
    const looked = await orLate(step.look({ key: 'look', attempt: 'look', abort: signal, held: NOT_HELD, tell: () => {}, told: () => null, wants: () => null }), { ready: 'unknown', asConfirmed: true, says: 'no answer within 10 s' });
    return { ...seen, looked: { ...looked, at: clock.nowMs() } };
  } catch (error) {
    log.error('a step of a plan cannot be looked at', { step: each.step.id, error: error instanceof Error ? error.message : String(error) });
    return { ...seen, looked: seen.cannot === null ? { ready: 'unknown', asConfirmed: true, says: FAILED, at: clock.nowMs() } : null };
  } finally {
    cancel();
    for (const step of opened) step.close?.();
  }
}

const cannotBeDone = (why: string): StepDescription => ({ actions: [{ to: 'nothing', lines: [why] }], touches: [], undo: null });
const NOTHING_DONE = cannotBeDone(FAILED);

export const planStep = ({ step, child, frozen: { effect, undoable } }: OpenedStep): PlanStep => ({ id: step.id, name: step.name ?? step.id, kind: step.kind, plan: child, changes: effect, undoable, says: saysOf(step) });
