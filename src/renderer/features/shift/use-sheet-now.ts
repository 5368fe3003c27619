import { epochMs, fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { useEngineNow } from '../../lib/live-store.ts';

/** The clock that a sheet counts to: the engine's, or where it was frozen, the moment of that. */
export function useSheetNow(frozenAt: string | null): EpochMs {
  const now = useEngineNow();
  return (frozenAt === null ? now : fromRfc3339(frozenAt)) ?? epochMs(0);
}
