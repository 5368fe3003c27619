import { useMemo } from 'react';
import { z } from 'zod';
import { useDraft } from '../session/index.ts';
import { useReview } from './review-context.ts';

export interface Part<T> {
  /** As it stands in the draft, else as it was saved. */
  readonly value: T;
  /** Something was changed here and not saved. */
  readonly changed: boolean;
  /** Somebody saved something else since the draft was begun. */
  readonly meanwhile: boolean;
  readonly change: (next: T) => void;
  /** The draft goes: it was saved, or thrown away. */
  readonly drop: () => void;
  /** What was in the draft when this was taken was saved; what was changed after it stays. */
  readonly saved: () => void;
}

const FIELD = 'draft';
const text = (value: unknown): string => JSON.stringify(value);

/**
 * A part of the review that is changed and then saved. The draft lives as long as the tab; it remembers what it began with, so that what
 * others save meanwhile comes in by `merge` instead of being written over.
 */
export function usePart<T>(name: string, schema: z.ZodType<T>, current: T, merge: (base: T, mine: T, theirs: T) => T): Part<T> {
  const { review } = useReview();
  const draft = useDraft(`${review.incident}/review ${name}`);
  const kept = draft.text(FIELD);
  return useMemo((): Part<T> => {
    const read = kept === '' ? null : readDraft(schema, kept);
    const value = read === null ? current : merge(read.base, read.mine, current);
    const keep = (base: T, mine: T): void => (text(base) === text(mine) ? draft.drop() : draft.set(FIELD, text({ base, mine })));
    return {
      value,
      changed: read !== null && text(value) !== text(current),
      meanwhile: read !== null && text(read.base) !== text(current),
      change: (next) => keep(current, next),
      drop: draft.drop,
      saved: () => draft.took(FIELD, kept),
    };
  }, [kept, schema, current, merge, draft]);
}

function readDraft<T>(schema: z.ZodType<T>, kept: string): { readonly base: T; readonly mine: T } | null {
  try {
    const read = z.object({ base: schema, mine: schema }).safeParse(JSON.parse(kept));
    return read.success ? { base: read.data.base, mine: read.data.mine } : null;
  } catch {
    return null;
  }
}
