import { useState } from 'react';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { RuleDraft } from './draft.ts';

/** What was typed and not saved, by the rule it is for; lasts as long as the page, so that a look at the wall loses nothing. */
const kept = new Map<string, RuleDraft>();

type Said = CallOutput<'rules.write'>;
const said = new Map<string, Said>();
/** What was said when a new rule was saved, for the screen of that rule, which is another. */
export const leaveSaved = (id: string, what: Said): void => void said.set(id, what);
export function takeSaved(id: string): Said | null {
  const found = said.get(id) ?? null;
  said.delete(id);
  return found;
}

export interface HeldDraft {
  readonly draft: RuleDraft;
  readonly change: (change: Partial<RuleDraft>) => void;
  readonly replace: (draft: RuleDraft) => void;
  /** True while it differs from what it began as. */
  readonly changed: boolean;
  /** Back to what it began as; with `only`, unless something else was typed since. */
  readonly discard: (only?: RuleDraft) => void;
}

/** The form of one rule. `base`: the rule as it is written, or a new one. */
export function useDraft(key: string, base: RuleDraft): HeldDraft {
  const [typed, setTyped] = useState<RuleDraft | null>(() => kept.get(key) ?? null);
  const draft = typed ?? base;
  const replace = (next: RuleDraft) => {
    kept.set(key, next);
    setTyped(next);
  };
  return {
    draft,
    replace,
    change: (change) => replace({ ...draft, ...change }),
    changed: typed !== null && JSON.stringify(typed) !== JSON.stringify(base),
    discard: (only) => {
      const latest = kept.get(key);
      if (only !== undefined && latest !== undefined && latest !== only) return;
      kept.delete(key);
      setTyped(null);
    },
  };
}
