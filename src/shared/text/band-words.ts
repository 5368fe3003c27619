import type { Incident, IncidentClock } from '../model/incident.ts';
import type { Role } from '../model/policy-config.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatDuration, formatMoment, formatUntil } from '../time/format.ts';
import { recoveredAt } from './headline.ts';
import { clockStage, nearestClock } from './incident-words.ts';
import { plain } from './plain.ts';

/** What a wall, a notification or a tray may say of a private incident, whoever looks at it. */
export const PRIVATE_TITLE = 'Security event in progress';

/** The title where anybody may read it. */
export const shownTitle = (incident: Pick<Incident, 'title' | 'private'>, max = 120): string => (incident.private ? PRIVATE_TITLE : plain(incident.title, max));

const ROLE_SHORT: Readonly<Record<Role, string>> = { incidentCommander: 'commander', communicationsLead: 'communications lead', engineer: 'engineer', productManager: 'product manager', scribe: 'scribe' };

export interface Words {
  readonly text: string;
  /** `alert` wants to be acted on now, `warn` soon; `quiet` is only said. */
  readonly tone: 'quiet' | 'warn' | 'alert';
}

/** Which required roles nobody has, then who commands. The commander is not missed twice: `told` where the promise says it. */
export function rolesWords({ roles, vacantRoles }: Pick<Incident, 'roles' | 'vacantRoles'>, told = false): { readonly vacant: Words | null; readonly commander: Words | null } {
  const commander = roles.find(({ role }) => role === 'incidentCommander');
  const missing = vacantRoles.filter((role) => !told || role !== 'incidentCommander').toSorted((a, b) => Number(b === 'incidentCommander') - Number(a === 'incidentCommander')).map((role) => ROLE_SHORT[role]);
  return {
    vacant: missing.length === 0 ? null : { text: `no ${missing.join(', no ')}`, tone: 'warn' },
    commander: commander === undefined ? (vacantRoles.includes('incidentCommander') ? null : { text: 'no commander', tone: 'quiet' }) : { text: `commander ${plain(commander.name, 40)}`, tone: 'quiet' },
  };
}

const SECOND_MS = 1_000;
/** What is left is rounded up: half a second before the hour it is not yet due. */
const left = (dueAt: EpochMs, now: EpochMs): string => formatDuration(Math.ceil((dueAt - now) / SECOND_MS) * SECOND_MS);

const PROMISE: Readonly<Record<Exclude<IncidentClock['kind'], 'when'>, (clock: IncidentClock) => { readonly next: string; readonly late: string }>> = {
  acknowledge: () => ({ next: 'acknowledge', late: 'acknowledge' }),
  commander: () => ({ next: 'commander needed', late: 'commander' }),
  update: ({ audience, name }) => ({ next: `next ${audience ?? plain(name, 40)} update`, late: `${audience ?? plain(name, 40)} update` }),
  obligation: ({ name }) => ({ next: plain(name, 60), late: plain(name, 60) }),
};

const dueOf = (clock: IncidentClock): EpochMs => fromRfc3339(clock.dueAt) ?? (0 as EpochMs);
const isPromise = (clock: IncidentClock): clock is IncidentClock & { kind: keyof typeof PROMISE } => clock.kind !== 'when';

const nextPromise = ({ clocks }: Pick<Incident, 'clocks'>) => nearestClock(clocks.filter(isPromise));
/** Whether the nearest promise is that somebody takes command. */
export const asksForCommander = (incident: Pick<Incident, 'clocks'>): boolean => nextPromise(incident)?.kind === 'commander';

/** The one thing that is due next, but for the decision: "next public update in 04:10", "public update overdue by 02:10". */
export function promiseWords(incident: Pick<Incident, 'clocks'>, now: EpochMs): Words | null {
  const clock = nextPromise(incident);
  if (clock === null) return null;
  const { next, late } = PROMISE[clock.kind](clock);
  const due = dueOf(clock);
  const stage = clockStage(clock, now);
  if (stage === 'due') return { text: now - due < SECOND_MS ? `${late} due now` : `${late} overdue by ${formatDuration(now - due)}`, tone: 'alert' };
  return { text: `${next} in ${left(due, now)}`, tone: stage === 'amber' ? 'warn' : 'quiet' };
}

const DECIDED = { execute: 'decided: execute the plan', hold: 'decided: hold', notApplicable: 'decided: plan does not apply' } as const;

/** Whether the clock asks again after this decision to hold; a decision from before its outage does not count for it. */
const holds = (decision: Incident['decision'], clock: IncidentClock): boolean => decision !== null && decision.choice === 'hold' && decision.at >= clock.startedAt;

/**
 * The decision on the continuity plan: when it is due, or what it was. Null where nothing was to be decided. After a decision to
 * hold the clock says when it is asked again; after any other it is gone.
 */
export function decisionWords({ clocks, decision }: Pick<Incident, 'clocks' | 'decision'>, now: EpochMs): Words | null {
  const clock = clocks.find(({ kind }) => kind === 'when');
  if (clock === undefined) return decision === null ? null : { text: DECIDED[decision.choice], tone: 'quiet' };
  const due = dueOf(clock);
  const stage = clockStage(clock, now);
  const held = holds(decision, clock);
  const unconfirmed = clock.confirmed ? '' : ', cannot be confirmed';
  if (stage === 'due') return { text: now - due < SECOND_MS ? `DECISION DUE NOW${unconfirmed}` : `DECISION OVERDUE ${formatDuration(now - due)}${unconfirmed}`, tone: 'alert' };
  if (held && stage === 'calm') return { text: `${DECIDED.hold} until ${formatUntil(due, now)}${unconfirmed}`, tone: 'quiet' };
  return { text: `${held ? 'held, ' : ''}DECISION DUE IN ${left(due, now)}${unconfirmed}`, tone: stage === 'amber' ? 'warn' : 'quiet' };
}

type Recovery = Pick<Incident, 'firingAlerts' | 'healthQuestion' | 'impactEndedAt' | 'mitigatedAt' | 'standing' | 'origin' | 'private'>;

/** Said of an incident that is not over although users are served again; null while they are not, as far as is known. */
export function recoveryWords(incident: Recovery, now: EpochMs): string | null {
  if (incident.standing !== 'declared' || incident.firingAlerts > 0) return null;
  const recovered = recoveredAt(incident);
  const mitigated = incident.mitigatedAt === null ? null : fromRfc3339(incident.mitigatedAt);
  if (recovered !== null) return `recovered since ${formatMoment(recovered, now)} UTC, not resolved`;
  if (mitigated !== null) return `mitigated since ${formatMoment(mitigated, now)} UTC, not resolved`;
  const byAlerts = !incident.private && (incident.origin === 'rule' || incident.origin === 'alert');
  return byAlerts ? 'no alert fires now, not resolved' : null;
}
