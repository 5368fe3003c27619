import { useState, type FocusEvent } from 'react';

interface Ranked {
  readonly id: string;
  readonly rank: number;
}

/** Gravest first, otherwise as given. `kept`: an order that stays; what is new to it comes last. */
export function orderOf(items: readonly Ranked[], kept: readonly string[] | null): readonly string[] {
  if (kept === null) return items.toSorted((a, b) => a.rank - b.rank).map(({ id }) => id);
  const there = new Set(items.map(({ id }) => id));
  return [...kept.filter((id) => there.has(id)), ...items.map(({ id }) => id).filter((id) => !kept.includes(id))];
}

/** The order of a list that is sorted anew as things change, and stands still while somebody works in it. */
export function useOrder(items: readonly Ranked[]) {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const order = orderOf(items, held);
  return {
    order,
    hold: {
      onFocus: () => setHeld((before) => before ?? order),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
        if (!currentTarget.contains(relatedTarget)) setHeld(null);
      },
    },
  };
}
