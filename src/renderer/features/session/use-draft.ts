import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { pageDrafts, unsent, type DraftFields } from '../../lib/drafts.ts';
import { useEngineStatus } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';

/** What somebody typed into one form and has not sent: there again when the form is, gone once it was taken. */
export interface Draft {
  readonly text: (field: string) => string;
  /** One of a few; null where none of them was chosen. */
  readonly one: <V extends string>(field: string, all: readonly V[]) => V | null;
  readonly set: (field: string, value: string) => void;
  /** All of it goes: it was taken, or thrown away. Stays the same function. */
  readonly drop: () => void;
  /** These words of a field were taken; what was typed after them stays. */
  readonly took: (field: string, words: string) => void;
  /** Something was there already when the form was opened. */
  readonly found: boolean;
}

const EMPTY: DraftFields = {};
const hasWords = (fields: DraftFields): boolean => Object.values(fields).some((value) => value.trim() !== '');

/** The person at this seat; null until it is known. */
function useOwner(): string | null {
  const { data } = useCall('session.get', {});
  return data === undefined ? null : `${data.seat.id} ${data.person?.id ?? ''}`;
}

/** `about` is what it belongs to: the incident and the form. Forms are offered only once it is known who uses the screen. */
export function useDraft(about: string): Draft {
  const owner = useOwner() ?? '';
  const drafts = pageDrafts();
  const fields = useStore(drafts.store, (state) => (state.owner === owner ? (state.forms[about] ?? EMPTY) : EMPTY));
  const [found, setFound] = useState(() => hasWords(fields));
  if (found && !hasWords(fields)) setFound(false);
  const drop = useCallback(() => drafts.drop(owner, about), [drafts, owner, about]);
  return useMemo(() => {
    const text = (field: string): string => fields[field] ?? '';
    const set = (field: string, value: string): void => drafts.write(owner, about, { [field]: value });
    return {
      text,
      one: (field, all) => all.find((each) => each === fields[field]) ?? null,
      set,
      drop,
      took: (field, words) => {
        // Asked anew: more may have been typed since this was drawn, and the page may be gone.
        const state = drafts.store.getState();
        if (state.owner !== owner) return;
        const now = state.forms[about]?.[field] ?? '';
        const rest = unsent(now, words);
        if (rest.trim() === '') drop();
        else set(field, rest);
      },
      found,
    };
  }, [drafts, owner, about, fields, found, drop]);
}

/** Drafts go with whoever typed them: when another person or seat uses this screen, or when it may not look any more. */
export function useDraftOwner(): void {
  const owner = useOwner();
  const { refused } = useEngineStatus();
  useEffect(() => {
    if (refused || owner !== null) pageDrafts().belongTo(refused ? null : owner);
  }, [owner, refused]);
}
