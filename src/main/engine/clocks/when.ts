import type { Decision } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { instantOf, isOpen, type AttachedAlert, type IncidentRecord } from '../incidents/record.ts';
import { after, later, type DueClock } from './due-clock.ts';
import type { ServiceFacts } from './service-facts.ts';

/** The outage that the clock counts; what was decided up to `endedBefore` was decided about an earlier one. */
interface Outage {
  readonly since: EpochMs;
  readonly endedBefore: EpochMs | null;
}

/**
 * The When clock: an essential service is down, and after `dueMs` somebody has to say whether the continuity plan is executed. It
 * counts from the impact, never from the moment that it was noticed; noticed later than that, the decision is due at once. Health
 * ends it, blindness does not. It asks for a decision and is nothing else: no plan is started or stopped by it.
 */
export function whenClock(record: IncidentRecord, policy: ResolvedPolicy, facts: readonly ServiceFacts[], now: EpochMs): DueClock | null {
  if (record.severity !== 'P0' || !isOpen(record)) return null;
  const essential = facts.filter(({ tier }) => tier === 1);
  if (essential.length === 0 || isHealthy(essential, policy.when.healthyMs, now)) return null;
  const outage = outageOf(record, essential);
  if (outage === null) return null;
  const due = dueTimes(record, policy, outage);
  if (due === null) return null;
  return { id: 'when', kind: 'when', name: 'Decision', audience: null, startedAt: outage.since, ...due, confirmed: essential.some(({ state }) => state === 'breached'), promised: false };
}

const isHealthy = (services: readonly ServiceFacts[], healthyMs: number, now: EpochMs): boolean => services.every(({ state, since }) => state === 'ok' && now - since >= healthyMs);

/** Null once it is decided; a hold asks again. */
function dueTimes(record: IncidentRecord, { when }: ResolvedPolicy, { since, endedBefore }: Outage): Pick<DueClock, 'amberAt' | 'dueAt'> | null {
  const decision = record.decisions.findLast(({ at }) => endedBefore === null || Date.parse(at) > endedBefore);
  if (decision === undefined) {
    const dueAt = later(after(since, when.dueMs), instantOf(record, 'detectedAt')) ?? since;
    return { amberAt: after(since, when.amberMs), dueAt };
  }
  if (decision.choice !== 'hold') return null;
  const decidedAt = epochMs(Date.parse(decision.at));
  const dueAt = epochMs(Math.max(since, reaskAt(decision, decidedAt, when.dueMs)));
  return { amberAt: epochMs(Math.max(decidedAt, dueAt - (when.dueMs - when.amberMs))), dueAt };
}

/** A hold without a time is asked again after as long as the first decision had. */
const reaskAt = ({ reaskAt: at }: Decision, decidedAt: EpochMs, dueMs: ResolvedPolicy['when']['dueMs']): EpochMs =>
  at === null ? after(decidedAt, dueMs) : epochMs(Math.max(decidedAt, Date.parse(at)));

/**
 * The first outage begins with the recorded impact; where none is recorded, with the first failed sample of an essential service;
 * with neither there is no positive failure and nothing to count. One that comes back counts anew: after a proven end of the
 * impact or a mitigation from the first failed sample behind it; after a reopening from the breach that was on by then, or from
 * the reopening itself.
 */
function outageOf(record: IncidentRecord, essential: readonly ServiceFacts[]): Outage | null {
  const told = instantOf(record, 'impactStartedAt');
  const alerts = record.alerts.filter(({ service }) => essential.some((each) => each.service === service));
  const { reopenedAt } = record;
  const ended = later(provenEnd(record), record.state === 'mitigated' ? instantOf(record, 'mitigatedAt') : null);
  const endedBefore = later(ended, reopenedAt);
  if (endedBefore === null) return withStart(told ?? firstStart(alerts), null);
  const fresh = alerts.filter(({ startsAt, endsAt }) => (ended === null || startsAt > ended) && (reopenedAt === null || endsAt === null || endsAt > reopenedAt));
  const since = firstStart(fresh) ?? (reopenedAt === endedBefore ? reopenedAt : null);
  return withStart(since === null ? null : later(since, told), endedBefore);
}

const withStart = (since: EpochMs | null, endedBefore: EpochMs | null): Outage | null => (since === null ? null : { since, endedBefore });

const firstStart = (alerts: readonly AttachedAlert[]): EpochMs | null => alerts.reduce<EpochMs | null>((first, { startsAt }) => (first === null || startsAt < first ? startsAt : first), null);

/** The last end of the impact that was recorded. It stays one when the impact resumes, but not when a person takes it back. */
function provenEnd({ instants }: IncidentRecord): EpochMs | null {
  let end: EpochMs | null = null;
  for (const { at, source } of instants.impactEndedAt ?? []) {
    if (at !== null) end = epochMs(Date.parse(at));
    else if (source === 'person') end = null;
  }
  return end;
}
