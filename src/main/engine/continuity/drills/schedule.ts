import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import { takesNotices } from '../../../../shared/model/channels/index.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { DAY_MS } from '../../../../shared/time/time-of-day.ts';
import { readDuration } from '../../../config/duration.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import type { ResolvedWindow } from '../../../config/resolved-policy.ts';
import { resolveWindow } from '../../../config/resolve-policy.ts';
import { occurrences, type Occurrence } from '../../maintenance/rules.ts';
import { objectiveMs } from '../plans/freeze.ts';

/** When a plan is drilled. */
export interface Schedule {
  readonly everyMs: DurationMs;
  /** Hours in which a due one begins by itself; null: it never does. */
  readonly hours: ResolvedWindow | null;
  readonly mode: 'drill' | 'dry-run';
  readonly surprises: boolean;
  readonly announceMs: DurationMs;
  readonly channels: readonly ChannelId[];
  readonly asks: boolean;
  /** It must be over within its hours, if all goes well. */
  readonly objectiveMs: number;
}

/** What is kept of a plan’s drills over restarts; when the last one began is known by its run. */
export interface Memory {
  /** The schedule that it is of: another one begins anew. */
  readonly schedule: string;
  /** Since when this schedule is known: what lies before it was never missed. */
  readonly since: number;
  /** Start of the newest hours in which nothing came of it, and why. */
  readonly settled: { readonly startsAt: number; readonly why: string } | null;
}

export function scheduleOf(plan: PlanConfig, config: Pick<ResolvedConfig, 'channels' | 'objectives' | 'workspace'>): Schedule | null {
  const { drill } = plan;
  if (drill === undefined) return null;
  const marked = config.channels.filter((channel) => channel.drill === true && takesNotices(channel)).map(({ id }) => id);
  return {
    everyMs: readDuration(drill.every),
    hours: drill.weekly === undefined ? null : resolveWindow(drill, config.workspace.timeZone),
    mode: drill.mode,
    surprises: drill.surprises,
    announceMs: readDuration(drill.announce),
    channels: drill.channels ?? marked,
    asks: drill.ask,
    objectiveMs: objectiveMs(plan, config),
  };
}

const AHEAD_MS = 9 * DAY_MS;
const BACK_MS = 60 * DAY_MS;

/** What was kept, unless it is of another schedule, or of a clock that was wrong. */
export const remembered = (kept: Memory | null, schedule: string, now: EpochMs): Memory =>
  kept === null || kept.schedule !== schedule || kept.since > now || (kept.settled?.startsAt ?? 0) > now + AHEAD_MS ? { schedule, since: now, settled: null } : kept;

/**
 * From when on hours count for the next one. A day early is in time, or drills of each week would drift out of their hours. Runs from
 * further ahead than the next one would be are those of a clock that was wrong.
 */
export function dueFrom({ everyMs }: Schedule, lastBegan: EpochMs | null, { since, settled }: Memory, now: EpochMs): EpochMs {
  const after = lastBegan === null || lastBegan > now + everyMs ? 0 : lastBegan + everyMs - Math.min(DAY_MS, everyMs / 2);
  return epochMs(Math.max(after, since, settled === null ? 0 : settled.startsAt + 1));
}

/** The last moment at which one may begin that is to be over within its hours. */
export const latestBegin = ({ objectiveMs: tookMs }: Schedule, { endsAt }: Occurrence): EpochMs => epochMs(endsAt - tookMs);

/** The hours that come next, or are open and leave time enough. */
export function nextHours(schedule: Schedule, from: EpochMs, now: EpochMs): Occurrence | null {
  if (schedule.hours === null) return null;
  const start = epochMs(Math.max(from, now));
  return occurrences(schedule.hours, start, epochMs(start + AHEAD_MS)).find((each) => each.startsAt >= from && latestBegin(schedule, each) > now) ?? null;
}

/** The newest hours that are over and in which it should have begun. */
export function hoursMissed(schedule: Schedule, from: EpochMs, now: EpochMs): Occurrence | null {
  if (schedule.hours === null || from >= now) return null;
  return occurrences(schedule.hours, epochMs(Math.max(from, now - BACK_MS)), now).findLast((each) => each.startsAt >= from && latestBegin(schedule, each) <= now) ?? null;
}

/** When the next one is due: so long after the last one began, whatever came of it; where it begins by itself, at the hours after that. */
export function nextDrill(schedule: Schedule, lastBegan: EpochMs | null, memory: Memory, hours: Occurrence | null): EpochMs | null {
  if (schedule.hours !== null) return hours?.startsAt ?? null;
  return lastBegan === null ? epochMs(memory.since) : epochMs(lastBegan + schedule.everyMs);
}

/** What is known of the hours that were announced last; of the process alone, so that a restart announces it anew before it begins. */
export interface Announced {
  readonly startsAt: EpochMs;
  /** Of the monotonic clock: a wall clock that is set shortens nobody’s notice. */
  readonly sinceMs: DurationMs;
}

/** What is to be done of hours that come or are open. */
export function stageOf(schedule: Schedule, { startsAt }: Occurrence, announced: Announced | null, now: EpochMs, nowMs: DurationMs): 'early' | 'announce' | 'wait' | 'begin' {
  if (now < startsAt - schedule.announceMs) return 'early';
  if (announced?.startsAt !== startsAt) return 'announce';
  return now >= startsAt && nowMs >= durationMs(announced.sinceMs + schedule.announceMs) ? 'begin' : 'wait';
}
