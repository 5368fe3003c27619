import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { Preflight } from '../../../../shared/model/continuity/plan.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import { mayWriteTwice, withChildren } from '../../../config/plans/parts.ts';
import type { GroupState } from '../core/state.ts';
import { effectiveMode, type EffectiveMode, type Standing } from '../core/trigger.ts';
import type { Scene } from './check.ts';
import { eyesOf, targetHealthyAt } from './seen.ts';
import type { TriggersDeps } from './triggers.ts';
import type { Watched } from './watched.ts';

const DAY_MS = 86_400_000;
/** While nothing fails, nothing is missing of that. */
const PLACES = 2;

type Asked = Pick<TriggersDeps, 'power' | 'watchdog' | 'attendance' | 'changes' | 'provenAt' | 'plans'>;

/** What a trigger may do now, of all that is known at this moment. */
export function modeNow({ config, found, wasWell }: Watched, plan: PlanConfig, group: GroupState, scene: Scene, deps: Asked): EffectiveMode {
  if (config.mode === 'suggest') return { mode: 'suggest', because: [] };
  const effective = effectiveMode(config.mode, { ...standingOf(plan, found?.verdict === 'fail' ? found.seenFrom.length : PLACES, scene, deps), isSplit: group.split !== null });
  if (wasWell || !wasDone(group, plan)) return effective;
  return { mode: 'suggest', because: [...effective.because, 'the plan was run already, and nothing was seen to be well since'] };
}

/** The last run of the group is of this plan, and it is done: where this process has only just begun, the failure may be the one that it was run for. */
const wasDone = ({ run }: GroupState, { id }: PlanConfig): boolean => run !== null && run.mode === 'live' && run.phase === 'done' && run.plan.id === id;

function standingOf(plan: PlanConfig, failureSeenFrom: number, scene: Scene, { power, watchdog, attendance, changes, provenAt, plans }: Asked): Omit<Standing, 'isSplit'> {
  const { plans: all } = scene.config.continuity;
  const below = withChildren(plan, all);
  const provedAt = provenAt(plan.id);
  return {
    ...power(),
    secondSeat: attendance().secondSeat,
    watchdog: watchdog(),
    drillAgeMs: provedAt === null ? null : durationMs(Math.max(0, scene.now - provedAt)),
    drillValidMs: readDuration(plan.drillValid),
    planKind: plan.kind,
    leadsBack: below.some(({ kind }) => kind === 'failBack'),
    writesTwice: mayWriteTwice(plan, all),
    targetHealthyFrom: targetSeenFrom(below, scene) ?? 0,
    failureSeenFrom,
    recentChange: plan.kind === 'rollback' && changes(plan.lastKnownGood?.scope ?? plan.services, epochMs(scene.now - DAY_MS)).length > 0,
    versionDiffers: versionDiffers(plans.preflight(plan.id)),
  };
}

/** From how many places the targets that traffic would go to are positively healthy, the least of them; null where the plans name none. */
export function targetSeenFrom(plans: readonly PlanConfig[], { signals, fromSeats, placeOf, controlsFail }: Scene): number | null {
  const eyes = eyesOf(signals, controlsFail);
  const targets = plans.flatMap(({ target }) => (target === undefined ? [] : [target.healthy]));
  return targets.length === 0 ? null : Math.min(...targets.map((ids) => {
    const own = signals.filter(({ id }) => ids.includes(id));
    return own.length < ids.length ? 0 : targetHealthyAt(own, fromSeats.filter(({ id }) => ids.includes(id)), placeOf, eyes).length;
  }));
}

/** Pre-flight reads the version of now: ok where it is another one than the plan would put back. */
function versionDiffers({ checks }: Preflight): boolean | null {
  const check = checks.find(({ rule }) => rule === 'version');
  return check === undefined || check.state === 'unknown' ? null : check.state === 'ok';
}
