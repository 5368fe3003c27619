import type { PersonId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { GroupEffect, GroupEvent, Happened, StepOutcome } from '../events.ts';
import { reduce } from '../reduce.ts';
import { emptyGroup, type FrozenPlan, type GroupState, type RunMode } from '../state.ts';
import { ADA, frozenPlan, frozenStep, GROUP } from './plans.ts';

export const SWITCH = frozenStep('switch', { guarded: true, compareAndSwap: true });
export const CALL = frozenStep('call', { repeatable: false });
export const PLAN = frozenPlan([SWITCH, CALL]);

export type Timeless = GroupEvent extends infer E ? (E extends GroupEvent ? Omit<E, 'at'> : never) : never;

interface Choices {
  readonly by?: PersonId;
  readonly intent?: string;
  readonly mode?: RunMode;
  readonly shown?: string;
  readonly blocked?: readonly string[];
  readonly overridden?: readonly string[];
}

/** A group at work: events in, what is to be done out. One second passes between events. */
export function groupAtWork(start: GroupState = emptyGroup(GROUP)) {
  let state = start;
  let now = 1_000;
  const send = (event: Timeless): readonly GroupEffect[] => {
    const change = reduce(state, { ...event, at: durationMs(now) });
    now += 1_000;
    state = change.state;
    return change.effects;
  };
  const pass = (ms: number): readonly GroupEffect[] => {
    now += ms;
    return send({ type: 'tick' });
  };
  const confirm = (plan: FrozenPlan = PLAN, { by = ADA, intent = 'i1', mode = 'live', shown = 'x', blocked = [], overridden = [] }: Choices = {}) => send({ type: 'confirm', by, intent, plan, mode, shown, live: 'x', blocked, overridden });
  const begin = (plan: FrozenPlan = PLAN, options: Choices = {}) => {
    send({ type: 'arm', by: options.by ?? ADA, plan: plan.id, mode: options.mode ?? 'live' });
    return confirm(plan, options);
  };
  const looked = (ready: 'yes' | 'no' | 'unknown' = 'yes', asConfirmed = true) => send({ type: 'looked', run: state.run?.serial ?? 0, attempt: state.run?.attempts ?? 0, ready, asConfirmed });
  const ended = (outcome: StepOutcome = 'done') => send({ type: 'ended', run: state.run?.serial ?? 0, attempt: state.run?.attempts ?? 0, outcome });
  const readBack = (happened: Happened) => send({ type: 'readBack', run: state.run?.serial ?? 0, attempt: state.run?.attempts ?? 0, happened });
  return { send, pass, confirm, begin, looked, ended, readBack, state: () => state, phases: () => state.run?.steps.map(({ phase }) => phase).join(' '), phase: () => state.run?.phase };
}
export const kinds = (effects: readonly GroupEffect[]) => effects.map((effect) => ('why' in effect ? `${effect.kind}:${effect.why}` : effect.kind));
