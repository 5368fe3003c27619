import type { Condition } from '../../../../../shared/model/continuity/request-config.ts';
import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';
import type { ToldBack } from '../step.ts';
import { pause } from '../wait/pause.ts';
import type { Judge } from './judge.ts';

const AGAIN_MS = durationMs(2_000);

/** Asks again and again until it is so or the time is over; tells what was said last. */
export async function untilSo(condition: Condition, withinMs: DurationMs, { clock, judge }: { readonly clock: Clock; readonly judge: Judge }, abort: AbortSignal): Promise<ToldBack> {
  const begunMs = clock.monotonicMs();
  for (;;) {
    const told = await judge(condition, abort);
    if (told.happened === 'yes' || abort.aborted || clock.monotonicMs() - begunMs + AGAIN_MS > withinMs) return told;
    await pause(clock, AGAIN_MS, abort);
  }
}
