import type { CheckState, DrillNote, Plan, Preflight, PreflightCheck, Trigger } from '../model/continuity/plan.ts';
import type { PlanKind } from '../model/continuity/plan-config.ts';
import type { RunMode } from '../model/continuity/run.ts';
import type { ServiceMode, StepKind } from '../model/continuity/step-config.ts';
import { assertNever } from '../model/result.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatAge, formatDuration, formatUntil } from '../time/format.ts';
import { counted } from './counted.ts';
import { spanText } from './span-text.ts';

export const PLAN_KIND_WORD: Readonly<Record<PlanKind, string>> = { failover: 'Failover', rollback: 'Rollback', degrade: 'Degrade', recover: 'Recovery', failBack: 'Fail-back', businessContinuity: 'Business continuity' };
/** What whoever starts a plan does. */
export const PLAN_VERB: Readonly<Record<PlanKind, string>> = { failover: 'fail over', rollback: 'roll back', degrade: 'degrade', recover: 'recover', failBack: 'fail back', businessContinuity: 'start the plan' };

export const SERVICE_MODE_WORD: Readonly<Record<ServiceMode, string>> = { full: 'full', reduced: 'reduced', readOnly: 'read-only', off: 'off' };

export const RUN_MODE_WORD: Readonly<Record<RunMode, string>> = { 'dry-run': 'Dry run', drill: 'Drill', live: 'Live' };

export const STEP_KIND_WORD: Readonly<Record<StepKind, string>> = {
  dns: 'DNS', http: 'HTTP call', command: 'Command', wait: 'Wait', verify: 'Verify', approve: 'Approval', notify: 'Update', fence: 'Fence', degrade: 'Degrade', drain: 'Drain', ramp: 'Ramp',
};

export const CHECK_WORD: Readonly<Record<CheckState, string>> = { ok: 'ok', warning: 'worth a look', blocked: 'blocked', unknown: 'not known' };
export const RULE_WORD: Readonly<Record<PreflightCheck['rule'], string>> = {
  credentials: 'Credentials', ttl: 'TTL', targetHealthy: 'Target healthy', capacity: 'Capacity', record: 'Record as expected', delegation: 'Delegation', lock: 'Nothing else runs', lever: 'Lever', freeze: 'Freeze window', drill: 'Drilled', fence: 'Fence', lag: 'Replication lag', steps: 'Steps can run', coolDown: 'Cool-down', version: 'Version',
};

/** What was found; where its step stands beside it, not once more. */
export const checkText = ({ step, says }: Pick<PreflightCheck, 'step' | 'says'>): string => (step !== null && says.startsWith(`${step}: `) ? says.slice(step.length + 2) : says);

export const TRIGGER_ON_WORD: Readonly<Record<Trigger['on'], string>> = { healthCheck: 'Health check', primaryFails: 'Primary fails', whenClock: 'When clock' };
export const TRIGGER_MODE_WORD: Readonly<Record<Trigger['mode'], string>> = { suggest: 'suggests', countdown: 'counts down', automatic: 'automatic' };

const DAY_MS = 86_400_000;
const daysText = (ms: number): string => {
  const days = Math.floor(ms / DAY_MS);
  return days === 0 ? 'today' : `${counted(days, 'day')} ago`;
};

export interface Said {
  readonly text: string;
  readonly tone: 'ok' | 'warn';
}

/** How a plan was shown to work. */
export const PROOF_WORD: Readonly<Record<NonNullable<Plan['proof']>['mode'], string>> = { drill: 'drilled', live: 'run for real' };

/** "drilled 12 days ago, 6 min 12 s, objective 8 min", "unproven for 94 days", "no successful drill yet". */
export function proofText({ proof, drillValidSeconds, objectiveSeconds }: Pick<Plan, 'drillValidSeconds' | 'objectiveSeconds'> & { readonly proof: Omit<NonNullable<Plan['proof']>, 'run'> | null }, now: EpochMs): Said {
  const at = proof === null ? null : fromRfc3339(proof.at);
  if (proof === null || at === null) return { text: 'no successful drill yet', tone: 'warn' };
  const age = Math.max(0, now - at);
  if (age > drillValidSeconds * 1_000) return { text: `unproven for ${counted(Math.floor(age / DAY_MS), 'day')}`, tone: 'warn' };
  return { text: `${PROOF_WORD[proof.mode]} ${daysText(age)}, ${spanText(proof.tookSeconds)}, objective ${spanText(objectiveSeconds)}${proof.met ? '' : ', missed'}`, tone: proof.met ? 'ok' : 'warn' };
}

/** What there is to know of a plan’s drills, without its name: "begins in 28 min", "put off: INC-2026-0042 is open". */
export function drillNoteText({ state, at, until, says }: Pick<DrillNote, 'state' | 'at' | 'until' | 'says'>, now: EpochMs): string {
  const [begins, ends] = [fromRfc3339(at), until === null ? null : fromRfc3339(until)];
  const age = daysText(Math.max(0, now - (begins ?? now)));
  const why = says === null ? '' : `: ${says}`;
  switch (state) {
    case 'announced':
      return begins === null || begins <= now ? 'begins as soon as people had their time of notice' : `begins in ${formatAge(begins - now)}`;
    case 'asks':
      return `asks for a yes${ends === null ? '' : ` until ${formatUntil(ends, now)}`}`;
    case 'putOff':
      return `put off${why}`;
    case 'missed':
      return `did not take place ${age}${why}`;
    case 'failed':
      return `failed ${age}${why}`;
    default:
      return assertNever(state, 'state of a drill');
  }
}

/** How old a look may be before a screen says so: whatever runs, pre-flight looks more often than this. */
const OLD_MS = 5 * 60_000;

/** What stands on a plan's button: "ready, 12 s ago", "looked at 7 min ago, ready then". Old findings are never called ready. */
export function readyText(preflight: Preflight, now: EpochMs): { readonly text: string; readonly state: CheckState; readonly old: boolean } {
  const at = preflight.at === null ? null : fromRfc3339(preflight.at);
  if (at === null) return { text: 'not looked at yet', state: 'unknown', old: false };
  const age = Math.max(0, now - at);
  const old = age > OLD_MS;
  const off = preflight.checks.filter(({ state }) => state === preflight.state).length;
  const words: Readonly<Record<CheckState, string>> = {
    ok: 'ready', warning: `ready, ${counted(off, 'warning')}`, blocked: `blocked by ${counted(off, 'check')}`, unknown: off === 0 ? 'not known' : `${counted(off, 'check')} not known`,
  };
  const held = preflight.state === 'blocked' || preflight.state === 'unknown';
  return old ? { text: `looked at ${formatAge(age)} ago, ${words[preflight.state]} then`, state: held ? preflight.state : 'unknown', old } : { text: `${words[preflight.state]}, ${formatAge(age)} ago`, state: preflight.state, old };
}

const SECOND_MS = 1_000;
const left = (until: EpochMs, now: EpochMs): string => formatDuration(Math.ceil(Math.max(0, until - now) / SECOND_MS) * SECOND_MS);

/** Of a trigger that counts down: how long people may still object. */
export function countdownText({ countdown }: Pick<Trigger, 'countdown'>, now: EpochMs): string | null {
  if (countdown === null) return null;
  const until = countdown.until === null ? null : fromRfc3339(countdown.until);
  return until === null ? 'waits until its notice is delivered or somebody is at a screen' : until <= now ? 'begins now unless somebody objects' : `begins in ${left(until, now)} unless somebody objects`;
}

/** Until when no automatic attempt of its group begins; null once that is over. */
export function coolDownText(until: string | null, now: EpochMs): string | null {
  const end = until === null ? null : fromRfc3339(until);
  return end === null || end <= now ? null : `cool-down, ${left(end, now)} left`;
}
