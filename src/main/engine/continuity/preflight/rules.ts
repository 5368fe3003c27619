import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { Preflight } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatAge } from '../../../../shared/time/format.ts';
import { withChildren } from '../../../config/plans/parts.ts';
import type { SeenStep } from '../plans/opened.ts';
import { preflightOf, type Check } from './check.ts';
import { credentialChecks, delegationChecks, recordChecks, type Delegated, type Proved } from './dns-rules.ts';
import { guardChecks, versionChecks } from './guard-rules.ts';
import { plainSecretChecks, stepChecks } from './step-rules.ts';
import { capacityChecks, lagChecks, targetChecks } from './target-rules.ts';
import type { PreflightWorld } from './world.ts';

/** What was found outside, and when. */
export interface Gathered {
  readonly at: EpochMs;
  readonly steps: readonly SeenStep[];
  readonly proofs: readonly Proved[];
  readonly delegated: readonly Delegated[];
  /** Secrets that cannot be read, by the step that needs them. */
  readonly missing: readonly { readonly step: SeenStep['step']['id']; readonly says: string }[];
  readonly version: { readonly now: string | null; readonly says: string; readonly at: EpochMs } | null;
}

export interface Judged {
  readonly plan: PlanConfig;
  readonly plans: readonly PlanConfig[];
  readonly mode: RunMode;
  readonly objectiveMs: number;
  /** Of the workspace. */
  readonly timeZone: string;
  readonly now: EpochMs;
}

/** What was looked at is looked at every minute; from here on it says nothing of now. */
export const STALE_MS = durationMs(300_000);

/** Whether a plan can be run now: what was found outside, and what is known here at this moment. */
export function judgePreflight(judged: Judged, gathered: Gathered, world: PreflightWorld): Preflight {
  const { plan, plans, mode, objectiveMs, now } = judged;
  const steps = gathered.steps.map(({ step }) => step);
  const outside = [
    ...gathered.missing.map(({ step, says }): Check => ({ rule: 'credentials', state: 'blocked', says, at: gathered.at, step })),
    ...credentialChecks(gathered.proofs),
    ...plainSecretChecks(gathered.steps),
    ...recordChecks(gathered.steps, mode, objectiveMs),
    ...delegationChecks(gathered.delegated),
    ...stepChecks(gathered.steps),
    ...versionChecks(plan, gathered.version, now, world),
  ].map((check) => fresh(check, now));
  const below = withChildren(plan, plans);
  const isMoved = steps.some(({ kind }) => kind === 'dns');
  return preflightOf([...targetChecks(plan, steps, world), ...capacityChecks(below, world), ...outside, ...lagChecks(below, isMoved, world), ...guardChecks(plan, judged, world)], gathered.at);
}

/** What is old is not known any more, unless it was bad then. */
function fresh(check: Check, now: EpochMs): Check {
  const age = check.at === null ? 0 : now - check.at;
  return age <= STALE_MS || check.state === 'blocked' ? check : { ...check, state: 'unknown', says: `${check.says}; last looked at ${formatAge(age)} ago` };
}
