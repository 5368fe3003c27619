import type { EpochMs } from '../../shared/model/units.ts';
import { isTimeZone, localAt } from '../../shared/time/local-time.ts';
import { dayOfHours, type Hours } from '../../shared/time/time-of-day.ts';

export interface QuietHours extends Hours {
  readonly timeZone?: string | undefined;
}

/** Whether it is quiet now. Where that cannot be told it is not: an alarm that sounds too often harms less than one that does not. */
export function isQuiet(hours: QuietHours | undefined, now: EpochMs, workspaceZone: string): boolean {
  if (hours === undefined) return false;
  const timeZone = hours.timeZone ?? workspaceZone;
  return isTimeZone(timeZone) && dayOfHours(hours, localAt(now, timeZone)) !== null;
}
