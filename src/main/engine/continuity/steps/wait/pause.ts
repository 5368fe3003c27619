import type { DurationMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';

/** Resolves after this time, or as soon as it is given up. */
export const pause = (clock: Clock, ms: DurationMs, abort: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (abort.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      cancel();
      abort.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    abort.addEventListener('abort', end, { once: true });
  });
