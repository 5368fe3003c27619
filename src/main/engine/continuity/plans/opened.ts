import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { Clock, Log } from '../../ports.ts';
import { fewAtOnce } from '../../few-at-once.ts';
import type { FrozenStep, RunMode } from '../core/state.ts';
import type { FrozenText } from '../steps/open.ts';
import type { Looked, RunnableStep } from '../steps/step.ts';
import type { FlatStep } from './flatten.ts';
import { saysOf } from './says.ts';

export type OpenSteps = (text: FrozenText, mode: RunMode) => readonly RunnableStep[];

/** A step of a plan, opened if it can be; `cannot` says why not. */
export interface OpenedStep extends FlatStep {
  readonly runnable: RunnableStep | null;
  readonly cannot: string | null;
}

/** A step with what was found there, and when; null where it cannot be opened. */
export interface SeenStep extends OpenedStep {
  readonly looked: (Looked & { readonly at: EpochMs }) | null;
}

/** One by one, so that a step that cannot be opened does not take the others with it. */
export function openEach(flat: readonly FlatStep[], text: FrozenText, mode: RunMode, open: OpenSteps, log: Log): OpenedStep[] {
  return flat.map((each) => {
    try {
      const [runnable = null] = open({ ...text, steps: [each.step] }, mode);
      return { ...each, runnable, cannot: runnable === null ? 'this step cannot be run' : null };
    } catch (error) {
      if (error instanceof HoldfastError) return { ...each, runnable: null, cannot: error.message };
      log.error('a step of a plan cannot be opened', { step: each.step.id, error: error instanceof Error ? error.message : String(error) });
      return { ...each, runnable: null, cannot: 'Holdfast itself failed in opening this step; the log says why' };
    }
  });
}

const LOOKS_AT_ONCE = 4;
const LOOK_MS = durationMs(10_000);

/** Looks at every step, read-only, few at a time and none for longer than ten seconds: who asks for a sheet waits for the slowest one alone. */
export async function lookAtEach(steps: readonly OpenedStep[], deps: { readonly clock: Clock; readonly log: Log }, abort: AbortSignal): Promise<SeenStep[]> {
  const inTurn = fewAtOnce(LOOKS_AT_ONCE);
  return Promise.all(
    steps.map(
      (step) =>
        new Promise<SeenStep>((resolve) => {
          inTurn(async () => resolve({ ...step, looked: step.runnable === null ? null : await lookAt(step.runnable, deps, abort) }));
        }),
    ),
  );
}

async function lookAt(step: RunnableStep, { clock, log }: { readonly clock: Clock; readonly log: Log }, abort: AbortSignal): Promise<SeenStep['looked']> {
  const control = new AbortController();
  const signal = AbortSignal.any([abort, control.signal]);
  let cancel = (): void => {};
  const late = new Promise<Looked>((resolve) => {
    cancel = clock.after(LOOK_MS, () => {
      control.abort();
      resolve({ ready: 'unknown', asConfirmed: true, says: 'no answer within 10 s' });
    });
  });
  try {
    const looked = step.look({ key: 'look', attempt: 'look', abort: signal, tell: () => {}, told: () => null, wants: () => null });
    return { ...(await Promise.race([looked, late])), at: clock.nowMs() };
  } catch (error) {
    log.error('a step of a plan cannot be looked at', { step: step.frozen.id, error: error instanceof Error ? error.message : String(error) });
    return { ready: 'unknown', asConfirmed: true, says: 'Holdfast itself failed in looking; the log says why', at: clock.nowMs() };
  } finally {
    cancel();
  }
}

/** Stands for a step that cannot be opened: whoever tries to run it is stopped there for a person. */
const unrunnable = ({ step }: FlatStep): FrozenStep => ({ id: step.id, kind: 'act', effect: true, guarded: false, undoable: false, repeatable: false, limitMs: LOOK_MS, aloneAfterMs: null });

export const frozenOf = (step: OpenedStep): FrozenStep => step.runnable?.frozen ?? unrunnable(step);

export function planStep(opened: OpenedStep): PlanStep {
  const { step, child } = opened;
  const { effect, undoable } = frozenOf(opened);
  return { id: step.id, name: step.name ?? step.id, kind: step.kind, plan: child, changes: effect, undoable, says: saysOf(step) };
}
