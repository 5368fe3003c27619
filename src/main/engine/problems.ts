import type { Problem } from '../../shared/model/entities.ts';
import { toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { Clock } from './ports.ts';

/** What is wrong with Holdfast itself, one entry per id, shown until it ends. */
export interface Problems {
  /** Says a problem, or says it anew: it keeps the time it began while its words stay the same. */
  set(id: string, level: Problem['level'], message: string, since?: EpochMs): void;
  clear(id: string): void;
  list(): Problem[];
}

const LEVEL_RANK = { error: 0, warning: 1, info: 2 } as const;

export function createProblems(clock: Clock, onChange: (items: Problem[]) => void): Problems {
  const known = new Map<string, Problem>();
  const list = (): Problem[] => [...known.values()].sort((a, b) => LEVEL_RANK[a.level] - LEVEL_RANK[b.level] || (a.since < b.since ? -1 : 1));
  return {
    set: (id, level, message, since) => {
      const before = known.get(id);
      if (before?.message === message && before.level === level) return;
      known.set(id, { id, level, message, since: toRfc3339(since ?? clock.nowMs()) });
      onChange(list());
    },
    clear: (id) => {
      if (known.delete(id)) onChange(list());
    },
    list,
  };
}
