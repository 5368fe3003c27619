import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { SignalId, StepId } from '../../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { isDown, isIll, targetHealthyAt } from '../triggers/seen.ts';
import { oldest, type Check } from './check.ts';
import type { PreflightWorld } from './world.ts';

type Seen = Pick<PreflightWorld, 'signal' | 'fromSeats' | 'controlsFail' | 'placeOf'>;

const timeOf = ({ latest }: Signal): EpochMs | null => (latest?.time == null ? null : epochMs(Date.parse(latest.time)));
const isLive = ({ freshness, latest, error }: Signal): boolean => freshness === 'live' && latest !== null && latest.value !== null && error === null;

/** By its id: several signals may go by one name. */
export const valueWords = ({ id, latest, unit }: Signal): string => `${id} ${formatValueText(latest?.value ?? null, latest?.noValue ?? null, unit)}`;

/** Whether what takes over is positively healthy, for each place that a plan sends its traffic to. */
export function targetChecks(plan: PlanConfig, steps: readonly StepConfig[], seen: Seen): Check[] {
  const own = plan.target?.healthy;
  const key = (ids: readonly SignalId[] | undefined): string => [...(ids ?? [])].sort().join(' ');
  const others = steps.flatMap((step) => (step.kind === 'dns' && (step.healthy === undefined || key(step.healthy) !== key(own)) ? [step] : []));
  return [...(own === undefined ? [] : [healthCheck(own, seen)]), ...others.map((step) => (step.healthy === undefined ? { rule: 'targetHealthy' as const, state: 'unknown' as const, says: 'nothing tells whether it leads to something healthy', at: null, step: step.id } : healthCheck(step.healthy, seen, step.id)))];
}

function healthCheck(ids: readonly SignalId[], { signal, fromSeats, controlsFail, placeOf }: Seen, step?: StepId): Check {
  const rule = 'targetHealthy' as const;
  const place = step === undefined ? {} : { step };
  const found = ids.flatMap((id) => signal(id) ?? []);
  const at = oldest(found.map(timeOf));
  if (controlsFail() === true) return { rule, state: 'unknown', says: 'our own control probes fail: the target cannot be judged from here', at, ...place };
  const seats = fromSeats().filter(({ id }) => ids.includes(id));
  const ill = [...found, ...seats].filter(isIll);
  const named = (signals: readonly Signal[]): string => signals.map((each) => (seats.includes(each) ? `${each.id} (${each.source})` : each.id)).join(', ');
  // Nobody sees anything healthy there: no reason makes it right to send everybody to it.
  if (ill.length > 0) return { rule, state: 'blocked', says: `the target is ${ill.every(isDown) ? 'down' : 'ill'}, says ${named(ill)}`, at, ...place, isFinal: found.filter(isIll).length === ids.length };
  const places = targetHealthyAt(found, seats, placeOf, { controlsAnswer: true, somethingLives: true });
  const from = `the target is healthy, seen from ${places.length} places (${places.join(', ')})`;
  const silent = ids.filter((id) => !found.some((each) => each.id === id && isLive(each)));
  if (places.length === 0) return { rule, state: 'unknown', says: `nothing that is fresh tells whether the target is healthy: ${silent.join(', ')}`, at, ...place };
  if (places.length === 1) return { rule, state: 'warning', says: 'the target is healthy, seen from one place only: triggers may suggest, not act', at, ...place };
  return silent.length > 0 ? { rule, state: 'warning', says: `${from}; nothing fresh of ${silent.join(', ')}`, at, ...place } : { rule, state: 'ok', says: from, at, ...place };
}

/** From which share of its capacity on a target may not carry what is added to it. */
const NEARLY_FULL = 0.8;

/** Whether what takes over has room: the target of the plan, and those of the plans below it. */
export function capacityChecks(plans: readonly Pick<PlanConfig, 'target'>[], { signal }: Seen): Check[] {
  const rule = 'capacity' as const;
  return [...new Set(plans.flatMap(({ target }) => target?.capacity ?? []))].map((id): Check => {
    const found = signal(id);
    if (found === null || !isLive(found)) return { rule, state: 'unknown', says: `nothing fresh of ${id}: how much room the target has is not known`, at: found === null ? null : timeOf(found) };
    const says = `capacity of the target: ${valueWords(found)}`;
    const isFull = found.breach.state === 'over' || found.breach.state === 'firing' || (found.unit === 'ratio' && (found.latest?.value ?? 0) >= NEARLY_FULL);
    return { rule, state: isFull ? 'warning' : 'ok', says, at: timeOf(found) };
  });
}

/** How far the site that takes over is behind, in words, by the first signal that a plan or one below it names. */
export function lagOf(plans: readonly Pick<PlanConfig, 'lag'>[], signal: PreflightWorld['signal']): { readonly says: string; readonly at: EpochMs | null; readonly isKnown: boolean; readonly isOver: boolean } {
  const lag = plans.find((plan) => plan.lag !== undefined)?.lag;
  const found = lag === undefined ? null : signal(lag);
  if (found === null) return { says: 'replication lag unknown', at: null, isKnown: false, isOver: false };
  if (!isLive(found)) return { says: 'replication lag unknown', at: timeOf(found), isKnown: false, isOver: false };
  return { says: `replication lag ${formatValueText(found.latest?.value ?? null, null, found.unit)}`, at: timeOf(found), isKnown: true, isOver: found.breach.state === 'over' || found.breach.state === 'firing' };
}

/** What is lost is lost whether a number is known or not: it is said, and a person decides. */
export function lagChecks(plans: readonly PlanConfig[], isMoved: boolean, { signal }: Seen): Check[] {
  if (!isMoved || plans.every(({ writes, lag }) => !writes && lag === undefined)) return [];
  const { says, at, isKnown, isOver } = lagOf(plans, signal);
  return [{ rule: 'lag', state: isKnown && !isOver ? 'ok' : 'warning', says, at }];
}
