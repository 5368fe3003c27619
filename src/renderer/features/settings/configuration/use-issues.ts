import { useEffect, useState } from 'react';
import type { ConfigIssue } from '../../../../shared/contract/contract.ts';
import { useClient } from '../../../platform/context.tsx';
import { useLater } from '../../../lib/use-later.ts';

export type Checked = { readonly state: 'checking' } | { readonly state: 'checked'; readonly issues: readonly ConfigIssue[] } | { readonly state: 'failed'; readonly message: string };

const SETTLED_MS = 400;

/** What is wrong with a text, asked of the engine once typing pauses. */
export function useIssues(text: string | null): Checked {
  const client = useClient();
  const settled = useLater(text, SETTLED_MS);
  const [held, setHeld] = useState<{ readonly text: string | null; readonly value: Checked }>({ text: null, value: { state: 'checking' } });
  useEffect(() => {
    if (settled === null) return undefined;
    let over = false;
    const check = async (): Promise<void> => {
      const result = await client('config.check', { text: settled });
      if (!over) setHeld({ text: settled, value: result.ok ? { state: 'checked', issues: result.value.issues } : { state: 'failed', message: result.error.message } });
    };
    void check();
    return () => {
      over = true;
    };
  }, [client, settled]);
  return held.text === text ? held.value : { state: 'checking' };
}
