import { useEngineNow, useEngineStatus } from '../../../lib/live-store.ts';
import { isSilent } from '../../../../shared/model/state.ts';
import type { RunClock } from './rules/clock.ts';

/** See `RunClock`. Draws what uses it anew every `everyMs`: only for what counts. */
export function useRunClock(everyMs = 1_000): RunClock {
  const now = useEngineNow(everyMs);
  const status = useEngineStatus();
  const silent = isSilent(status);
  return { now: silent ? (status.since ?? now) : now, silent };
}
