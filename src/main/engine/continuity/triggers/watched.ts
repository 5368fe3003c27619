import type { Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { countCheck, forgetChecks, isMet, NO_CHECKS, type CheckCount } from '../core/checks.ts';
import type { EffectiveMode } from '../core/trigger.ts';
import type { Countdown } from '../core/state.ts';
import { everyOf, neededBy, type Found } from './check.ts';
import type { NoticeStanding } from './triggers.ts';

/** Everything that is known of one trigger; only the functions below and the service change it. */
export interface Watched {
  readonly config: TriggerConfig;
  count: CheckCount;
  /** Of the monotonic clock. */
  nextLookMs: DurationMs;
  /** Since when it counts, of the monotonic clock; null while it does not. */
  countsSinceMs: DurationMs | null;
  found: Found | null;
  checkedAt: EpochMs | null;
  /** Since this process began, it was well at least once. */
  wasWell: boolean;
  suggests: { readonly since: EpochMs; readonly why: string } | null;
  /** Why nothing more is done of this failure: a person has put it aside, or the plan was begun. Ends with it. */
  settled: string | null;
  isPreparing: boolean;
  /** Not tried again before, of the monotonic clock. */
  nextTryMs: DurationMs;
  /** Rules of pre-flight that said no when it was tried last. */
  blocked: readonly string[];
  notice: (() => NoticeStanding) | null;
  mode: EffectiveMode;
}

export const startWatching = (config: TriggerConfig, nowMs: DurationMs): Watched => ({
  config,
  count: NO_CHECKS,
  nextLookMs: nowMs,
  countsSinceMs: null,
  found: null,
  checkedAt: null,
  wasWell: false,
  suggests: null,
  settled: null,
  isPreparing: false,
  nextTryMs: nowMs,
  blocked: [],
  notice: null,
  mode: { mode: config.mode, because: [] },
});

/** Takes in what one check has found. True where it was a failed check of a fresh sample, and enough of them have failed. */
export function take(watched: Watched, found: Found, at: { readonly now: EpochMs; readonly nowMs: DurationMs }, forMs: DurationMs): boolean {
  const { config, count: before } = watched;
  const count = isAfterGap(before, found) ? forgetChecks(before) : before;
  const counted = countCheck(count, found, neededBy(config), found.spacingMs, forMs);
  const isFresh = counted !== count && found.verdict === 'fail';
  // An alert stays up while nothing can be seen; what begins by itself is counted anew.
  const next = counted.unknowns >= UNKNOWNS_UNTIL_RESET && isMet(counted) ? { ...forgetChecks(counted), unknowns: counted.unknowns } : counted;
  watched.count = next;
  watched.found = found;
  watched.checkedAt = at.now;
  watched.nextLookMs = durationMs(at.nowMs + everyOf(config));
  watched.countsSinceMs = next.status.fails === 0 ? null : (watched.countsSinceMs ?? at.nowMs);
  if (found.isWell) watched.wasWell = true;
  return isFresh && hasCounted(watched, at.nowMs, forMs);
}

const UNKNOWNS_UNTIL_RESET = 3;
const GAP_UNTIL_RESET = 3;
const isAfterGap = ({ lastSampleTime }: CheckCount, { sampleTime, spacingMs }: Found): boolean => sampleTime !== null && lastSampleTime !== null && sampleTime - lastSampleTime > GAP_UNTIL_RESET * spacingMs;

/** Enough checks have failed, by the times of their samples and, where a time is asked for, by the monotonic clock as well: a step of the wall clock makes nothing older. */
export const hasCounted = ({ count, countsSinceMs }: Watched, nowMs: DurationMs, forMs: DurationMs): boolean => isMet(count) && countsSinceMs !== null && nowMs - countsSinceMs >= forMs;

/** What was counted says nothing of now. What was suggested stays so until it is seen to be well. */
export function forget(watched: Watched): void {
  watched.count = forgetChecks(watched.count);
  watched.countsSinceMs = null;
}

/** The failure is over: the next one is another. */
export function end(watched: Watched): void {
  watched.suggests = null;
  watched.settled = null;
}

/** As screens and programs see it. */
export function viewOf(watched: Watched, countdown: Countdown | null, at: { readonly now: EpochMs; readonly nowMs: DurationMs }): Trigger {
  const { config, count, found, checkedAt, suggests, settled, mode } = watched;
  const fails = Math.min(count.status.fails, 9_999);
  const isBlind = found !== null && found.verdict === 'unknown' && suggests === null && countdown === null;
  const until = countdown?.until ?? null;
  return {
    id: config.id,
    plan: config.plan,
    on: config.on,
    configured: config.mode,
    mode: mode.mode,
    because: [...mode.because],
    state: suggests !== null || countdown !== null || (isMet(count) && !isBlind) ? 'met' : isBlind ? 'blind' : fails > 0 ? 'counting' : 'quiet',
    failed: fails,
    needed: neededBy(config),
    checkedAt: checkedAt === null ? null : toRfc3339(checkedAt),
    says: [found?.says ?? 'Not checked yet.', settled].filter((text) => text !== null).join(' '),
    countdown: countdown === null ? null : { until: until === null ? null : toRfc3339(epochMs(1_000 * Math.round((at.now + (until - at.nowMs)) / 1_000))) },
    suggests: suggests === null ? null : { since: toRfc3339(suggests.since), why: suggests.why },
  };
}
