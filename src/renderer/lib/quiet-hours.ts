import type { EpochMs } from '../../shared/model/units.ts';

export interface QuietHours {
  /** `HH:MM`, local. */
  readonly from: string;
  /** May be on the next day. */
  readonly to: string;
  readonly timeZone?: string | undefined;
}

/** The time of day in a zone, `HH:MM`; null where this machine does not know the zone. */
function timeOfDay(at: EpochMs, timeZone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  } catch {
    return null;
  }
}

/** Whether it is quiet now. Where that cannot be told it is not: an alarm that sounds too often harms less than one that does not. */
export function isQuiet(hours: QuietHours | undefined, now: EpochMs, workspaceZone: string): boolean {
  if (hours === undefined || hours.from === hours.to) return false;
  const time = timeOfDay(now, hours.timeZone ?? workspaceZone);
  if (time === null) return false;
  return hours.from < hours.to ? time >= hours.from && time < hours.to : time >= hours.from || time < hours.to;
}
