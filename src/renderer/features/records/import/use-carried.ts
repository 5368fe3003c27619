import { useEffect, useState } from 'react';
import type { ImportOutcome } from '../../../../shared/contract/report-calls.ts';
import type { Result } from '../../../../shared/model/result.ts';
import { useClient } from '../../../platform/context.tsx';
import type { ImportFile } from './import-rules.ts';

export interface CarriedCheck {
  /** Null while it is being checked. */
  readonly result: Result<ImportOutcome> | null;
  readonly retry: () => void;
}

/** What a file of another workspace holds and whether it is as it was made; nothing is written. */
export function useCarried(file: ImportFile): CarriedCheck {
  const client = useClient();
  const [asked, setAsked] = useState(file);
  const [held, setHeld] = useState<{ readonly of: ImportFile; readonly result: Result<ImportOutcome> } | null>(null);
  useEffect(() => {
    let over = false;
    const ask = async (): Promise<void> => {
      const result = await client('reports.import', { text: asked.text, file: asked.name.slice(0, 200), commit: false });
      if (!over) setHeld({ of: asked, result });
    };
    void ask();
    return () => {
      over = true;
    };
  }, [client, asked]);
  return { result: held?.of === asked ? held.result : null, retry: () => setAsked({ ...file }) };
}
