import { useState } from 'react';
import type { MadeFile } from '../../../shared/contract/report-calls.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { OutFile } from '../../../shared/model/out-file.ts';
import { useClient } from '../../platform/context.tsx';
import { usePaper, type PaperActions } from '../../platform/use-paper.ts';

export type ExportFormat = 'md' | 'html' | 'json';

export interface Exports extends Pick<PaperActions, 'makes' | 'said'> {
  /** Which file is being made; null: none. */
  readonly busy: ExportFormat | null;
  /** Why the last one could not be made; null where it could. */
  readonly failed: string | null;
  readonly save: (format: ExportFormat) => void;
  readonly print: () => void;
}

/** Bytes that came as text, or in base64. */
function bytesOf({ encoding, data }: MadeFile): Uint8Array {
  return encoding === 'utf8' ? new TextEncoder().encode(data) : Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
}

const outFile = (file: MadeFile): OutFile => ({ name: file.name, kind: file.kind, bytes: bytesOf(file) });

/** The report as a file: the engine makes it, and it is saved where a person says; a PDF is this page as it comes out of a printer. */
export function useExport(incident: IncidentId): Exports {
  const client = useClient();
  const paper = usePaper();
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const save = async (format: ExportFormat): Promise<void> => {
    setBusy(format);
    setFailed(null);
    const result = await client('reports.export', { incident, format });
    setBusy(null);
    if (result.ok) paper.save(outFile(result.value));
    else setFailed(result.error.message);
  };
  return {
    makes: paper.makes,
    said: paper.said,
    busy,
    failed,
    save: (format) => void save(format),
    print: () => {
      setFailed(null);
      paper.print({ name: `${incident} report` });
    },
  };
}
