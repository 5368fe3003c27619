import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunMode } from '../../shared/model/continuity/run.ts';
import type { PlanId } from '../../shared/model/ids.ts';

/** What whoever uses this screen has armed, and until when on its own clock that never goes back. */
export interface Armed {
  readonly plan: PlanId;
  readonly mode: RunMode;
  readonly untilMonotonicMs: number;
}

/** Held on one screen and confirmed on another; gone with the page. */
const store = createStore<{ readonly armed: Armed | null }>(() => ({ armed: null }));

export const setArmed = (armed: Armed | null): void => store.setState({ armed });
export const useArmed = (): Armed | null => useStore(store, (state) => state.armed);

/** Whole seconds in which a run of it may still be confirmed; 0 where it is not armed. Rounded down: the engine decides, and it may be ahead. */
export const armedSeconds = (armed: Armed | null, plan: PlanId, mode: RunMode, monotonicMs: number): number =>
  armed === null || armed.plan !== plan || armed.mode !== mode ? 0 : Math.max(0, Math.floor((armed.untilMonotonicMs - monotonicMs) / 1_000));

/** The sheet on which a run of a plan is confirmed; `incident` is carried along. */
export function sheetAddress(plan: PlanId, mode: RunMode, incident: string | null = null): string {
  const query = new URLSearchParams({ mode, ...(incident !== null && { incident }) });
  return `/continuity/plans/${plan}/sheet?${query.toString()}`;
}
