import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { ToldChange } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { proofText } from '../../../../shared/text/continuity-words.ts';
import { formatAge, formatUntil } from '../../../../shared/time/format.ts';
import { readDuration } from '../../../config/duration.ts';
import { BOTH_WRITE, mayWriteTwice, withChildren } from '../../../config/plans/parts.ts';
import { resolveWindow } from '../../../config/resolve-policy.ts';
import { isOpenAt, openOrNext } from '../../maintenance/rules.ts';
import type { Check } from './check.ts';
import type { PreflightWorld } from './world.ts';

const DAY_MS = 86_400_000;

/** What has nothing to do with what is out there: what holds this plan back here. */
export function guardChecks(plan: PlanConfig, { plans, mode, objectiveMs, timeZone, now }: { readonly plans: readonly PlanConfig[]; readonly mode: RunMode; readonly objectiveMs: number; readonly timeZone: string; readonly now: EpochMs }, world: PreflightWorld): Check[] {
  return [leverCheck(world, now), lockCheck(plan, mode, world, now), coolDownCheck(plan, world, now), freezeCheck(withChildren(plan, plans), timeZone, now), drillCheck(plan, objectiveMs, world, now), ...fenceChecks(plan, plans, now)];
}

function leverCheck({ lever }: PreflightWorld, at: EpochMs): Check {
  const pulled = lever();
  return pulled === null ? { rule: 'lever', state: 'ok', says: 'nothing is held', at } : { rule: 'lever', state: 'blocked', says: `everything is held by ${pulled.owner}: ${pulled.reason}`, at, isFinal: true };
}

/** A real action does not wait for a drill; nothing else goes beside a run. */
function lockCheck(plan: PlanConfig, mode: RunMode, { holding }: PreflightWorld, at: EpochMs): Check {
  const group = groupOf(plan);
  const run = holding(group);
  if (run === null) return { rule: 'lock', state: 'ok', says: `nothing of the group ${group} runs`, at };
  const says = `${run.run}${run.mode === 'live' ? '' : `, a ${run.mode === 'drill' ? 'drill' : 'dry run'},`} holds the group ${group}${run.holder === null ? '' : `, held by ${run.holder}`}, for ${formatAge(at - run.since)}`;
  return mode === 'live' && run.mode !== 'live' ? { rule: 'lock', state: 'warning', says: `${says}; it is interrupted`, at } : { rule: 'lock', state: 'blocked', says, at, isFinal: true };
}

/** It holds back what begins by itself, not a person. */
function coolDownCheck(plan: PlanConfig, { coolDownUntil }: PreflightWorld, at: EpochMs): Check {
  const until = coolDownUntil(groupOf(plan));
  return until !== null && until > at ? { rule: 'coolDown', state: 'warning', says: `nothing of its group begins by itself until ${formatUntil(until, at)}`, at } : { rule: 'coolDown', state: 'ok', says: 'no cool-down', at };
}

/** A plan below it is not started then, either. */
function freezeCheck(plans: readonly PlanConfig[], timeZone: string, at: EpochMs): Check {
  const rule = 'freeze' as const;
  const near = plans.flatMap(({ freeze }) => freeze).flatMap((window) => {
    const occurrence = openOrNext(resolveWindow(window, timeZone), at, DAY_MS);
    return occurrence === null ? [] : [{ name: window.name, occurrence }];
  });
  const open = near.find(({ occurrence }) => isOpenAt(occurrence, at));
  if (open !== undefined) return { rule, state: 'blocked', says: `${open.name}: nothing is started until ${formatUntil(open.occurrence.endsAt, at)}`, at };
  const [next] = near.toSorted((one, other) => one.occurrence.startsAt - other.occurrence.startsAt);
  return { rule, state: 'ok', says: next === undefined ? 'no freeze within a day' : `${next.name} begins in ${formatAge(next.occurrence.startsAt - at)}`, at };
}

/** A plan that was never shown to work may be run by a person, who is told so. */
function drillCheck(plan: PlanConfig, objectiveMs: number, world: PreflightWorld, now: EpochMs): Check {
  const last = world.proof(plan.id);
  const proof = last === null ? null : { ...last, at: toRfc3339(last.at), met: last.tookSeconds * 1_000 <= objectiveMs };
  const { text, tone } = proofText({ proof, drillValidSeconds: readDuration(plan.drillValid) / 1_000, objectiveSeconds: objectiveMs / 1_000 }, now);
  return { rule: 'drill', state: tone === 'ok' ? 'ok' : 'warning', says: text, at: last?.at ?? null };
}

function fenceChecks(plan: PlanConfig, plans: readonly PlanConfig[], at: EpochMs): Check[] {
  if (mayWriteTwice(plan, plans)) return [{ rule: 'fence', state: 'warning', says: `${BOTH_WRITE}: nothing proves before records move that the old primary takes no writes; never automatic`, at }];
  return plan.writes ? [{ rule: 'fence', state: 'ok', says: 'records move only once the old primary is proved to take no writes', at }] : [];
}

const RECENT_MS = DAY_MS;

/** What a rollback would take back, as far as it was told. */
export const recentChanges = ({ lastKnownGood, services }: PlanConfig, now: EpochMs, changes: PreflightWorld['changes']): readonly ToldChange[] => changes(lastKnownGood?.scope ?? services, epochMs(now - RECENT_MS));

/** Of a rollback: whether there is something to take back, and something that may have to be. */
export function versionChecks(plan: PlanConfig, version: { readonly now: string | null; readonly says: string; readonly at: EpochMs } | null, now: EpochMs, { changes }: PreflightWorld): Check[] {
  const { lastKnownGood } = plan;
  if (lastKnownGood === undefined) return [];
  const rule = 'version' as const;
  const change: Check = recentChanges(plan, now, changes).length > 0 ? { rule, state: 'ok', says: 'a change was told within the last 24 hours', at: now } : { rule, state: 'warning', says: 'no change was told within the last 24 hours', at: now };
  if (version === null) return [{ rule, state: 'unknown', says: 'the version of now was not read yet', at: null }, change];
  if (version.now === null) return [{ rule, state: 'unknown', says: `the version of now cannot be read: ${version.says}`, at: version.at }, change];
  if (version.now === lastKnownGood.version) return [{ rule, state: 'warning', says: `${version.now} is in place already`, at: version.at }, change];
  return [{ rule, state: 'ok', says: `${version.now} → ${lastKnownGood.version}`, at: version.at }, change];
}
