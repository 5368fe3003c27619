import type { PlanKind } from '../../../../shared/model/continuity/plan-config.ts';
import type { TriggerMode } from '../../../../shared/model/continuity/trigger-config.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';

/** Everything that decides whether a trigger may do what it is configured for. Null: not known, which is never enough. */
export interface Standing {
  readonly mainsPower: boolean | null;
  readonly sleepBlocked: boolean | null;
  readonly secondSeat: boolean;
  /** This console took over from another one, and nobody has merged the two. */
  readonly isSplit: boolean;
  readonly watchdog: boolean;
  /** Since the last successful drill; null where there was none. */
  readonly drillAgeMs: DurationMs | null;
  readonly drillValidMs: DurationMs;
  readonly planKind: PlanKind;
  /** A plan, or a child of it, that leads back. */
  readonly leadsBack: boolean;
  /** Traffic would move while both sites can accept writes. */
  readonly writesTwice: boolean;
  /** From how many places the target is positively healthy, and the failure is positively seen. */
  readonly targetHealthyFrom: number;
  readonly failureSeenFrom: number;
  /** Of a rollback: whether a change to its scope was recorded in the last 24 hours, and whether its version differs from now. */
  readonly recentChange: boolean;
  readonly versionDiffers: boolean | null;
}

export interface EffectiveMode {
  readonly mode: TriggerMode;
  /** Why it does less than it is configured for, in words for the wall. */
  readonly because: readonly string[];
}

/** What a trigger may do now: less than it is configured for where anything that this needs is missing, and then why. */
export function effectiveMode(configured: TriggerMode, standing: Standing): EffectiveMode {
  if (configured === 'suggest') return { mode: 'suggest', because: [] };
  const because = [...forAlone(standing), ...forPlan(standing), ...(configured === 'automatic' ? forAutomatic(standing) : [])];
  return { mode: because.length === 0 ? configured : 'suggest', because };
}

function forAlone({ mainsPower, sleepBlocked, secondSeat, watchdog, isSplit }: Standing): string[] {
  return [
    ...(isSplit ? ['this console took over, and the other one was not merged'] : []),
    ...(mainsPower === true ? [] : [mainsPower === false ? 'this computer runs on its battery' : 'it is not known whether this computer has mains power']),
    ...(sleepBlocked === true ? [] : [sleepBlocked === false ? 'this computer may fall asleep' : 'it is not known whether this computer may fall asleep']),
    ...(secondSeat || watchdog ? [] : ['there is no second seat and no outside watchdog']),
  ];
}

function forPlan(standing: Standing): string[] {
  const { leadsBack, writesTwice, planKind, targetHealthyFrom, failureSeenFrom, recentChange, versionDiffers } = standing;
  const places = (count: number): string => (count === 0 ? 'from no place' : 'from one place only');
  return [
    ...(leadsBack ? ['failing back is never automatic'] : []),
    ...(writesTwice ? ['both sites can accept writes'] : []),
    ...(failureSeenFrom >= 2 ? [] : [`the failure is seen ${places(failureSeenFrom)}`]),
    ...(planKind === 'rollback' || targetHealthyFrom >= 2 ? [] : [`the target is seen to be healthy ${places(targetHealthyFrom)}`]),
    ...(planKind !== 'rollback' || recentChange ? [] : ['no change was recorded in the last 24 hours']),
    ...(planKind !== 'rollback' || versionDiffers === true ? [] : [versionDiffers === null ? 'the version of now is not known' : 'the last known good version is in place already']),
  ];
}

function forAutomatic({ drillAgeMs, drillValidMs }: Standing): string[] {
  if (drillAgeMs === null) return ['no drill has succeeded yet'];
  return drillAgeMs <= drillValidMs ? [] : [`the last successful drill is ${Math.floor(drillAgeMs / 86_400_000)} days old`];
}
