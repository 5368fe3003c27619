import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What was typed into a plan's lines, and what it was made from. */
export interface Typed {
  readonly text: string;
  readonly base: string;
}

/** Lives as long as the page: looking something up on another screen loses nothing that was typed. */
const store = createStore<{ readonly byPlan: Readonly<Record<string, Typed | null>> }>(() => ({ byPlan: {} }));

export const useTyped = (plan: string): Typed | null => useStore(store, ({ byPlan }) => byPlan[plan] ?? null);
export const setTyped = (plan: string, typed: Typed | null): void => store.setState(({ byPlan }) => ({ byPlan: { ...byPlan, [plan]: typed } }));
