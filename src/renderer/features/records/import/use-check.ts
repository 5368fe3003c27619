import { useEffect, useState } from 'react';
import type { ImportMapping, ImportReport } from '../../../../shared/contract/incident-inputs.ts';
import type { CallError } from '../../../../shared/model/result.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useClient } from '../../../platform/context.tsx';
import type { ImportFile } from './import-rules.ts';

const SETTLED_MS = 250;

export interface Check {
  /** The newest report, which may belong to the mapping just before; null until there is one. */
  readonly report: ImportReport | null;
  readonly busy: boolean;
  readonly error: CallError | null;
  readonly retry: () => void;
}

/** What would become of each row with this mapping, asked again once choosing pauses; nothing is written. `mapping` null: guessed. */
export function useCheck(file: ImportFile, mapping: ImportMapping | null): Check {
  const client = useClient();
  const [attempt, setAttempt] = useState(0);
  const wanted = JSON.stringify({ mapping, attempt });
  const key = useLater(wanted, SETTLED_MS);
  const [held, setHeld] = useState<{ readonly key: string | null; readonly report: ImportReport | null; readonly error: CallError | null }>({ key: null, report: null, error: null });
  useEffect(() => {
    let over = false;
    const asked = (JSON.parse(key) as { mapping: ImportMapping | null }).mapping;
    const ask = async (): Promise<void> => {
      const result = await client('incidents.import', { format: file.format, text: file.text, file: file.name.slice(0, 200), commit: false, ...(asked === null ? {} : { mapping: asked }) });
      if (!over) setHeld((before) => (result.ok ? { key, report: result.value, error: null } : { key, report: before.report, error: result.error }));
    };
    void ask();
    return () => {
      over = true;
    };
  }, [client, file, key]);
  return { report: held.report, error: held.key === wanted ? held.error : null, busy: held.key !== wanted, retry: () => setAttempt(attempt + 1) };
}
