import { useEffect, useState } from 'react';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Block } from '../../../shared/model/report.ts';
import { useLater } from '../../lib/use-later.ts';
import { useClient } from '../../platform/context.tsx';

const SETTLED_MS = 350;

/** How a part would read with this text, once typing pauses; null until it is known, and where it cannot be. */
export function usePreview(incident: IncidentId, text: string): readonly Block[] | null {
  const client = useClient();
  const settled = useLater(text, SETTLED_MS);
  const [blocks, setBlocks] = useState<readonly Block[] | null>(null);
  useEffect(() => {
    let over = false;
    const ask = async (): Promise<void> => {
      const result = await client('reports.preview', { incident, text: settled });
      if (!over && result.ok) setBlocks(result.value.blocks);
    };
    void ask();
    return () => {
      over = true;
    };
  }, [client, incident, settled]);
  return blocks;
}
