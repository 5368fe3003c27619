import type { Incident, IncidentClock, IncidentState } from '../model/incident.ts';
import type { Audience, Role } from '../model/policy-config.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatDuration } from '../time/format.ts';
import { plain } from './plain.ts';

export const INCIDENT_STATE_WORD: Readonly<Record<IncidentState, string>> = {
  detected: 'not acknowledged',
  acknowledged: 'acknowledged',
  investigating: 'investigating',
  mitigated: 'mitigated',
  resolved: 'resolved',
  reviewed: 'reviewed',
};

export const ROLE_WORD: Readonly<Record<Role, string>> = {
  incidentCommander: 'Incident commander',
  communicationsLead: 'Communications lead',
  engineer: 'Engineer',
  productManager: 'Product manager',
  scribe: 'Scribe',
};

export const AUDIENCE_WORD: Readonly<Record<Audience, string>> = { internal: 'Internal', executive: 'Executive', public: 'Public' };

/** Where an incident stands, in a word or two: its state, unless it is none yet or none any more. */
export function standingWord(incident: Pick<Incident, 'standing' | 'state' | 'mergedInto'>): string {
  if (incident.standing === 'proposed') return 'proposed';
  if (incident.standing === 'dismissed') return 'dismissed';
  if (incident.standing === 'merged') return incident.mergedInto === null ? 'merged' : `merged into ${incident.mergedInto}`;
  return INCIDENT_STATE_WORD[incident.state];
}

/** When its age counts from: the impact where it is known, else the first that was heard of it. */
export function countedFrom(incident: Pick<Incident, 'impactStartedAt' | 'detectedAt' | 'declaredAt'>): EpochMs | null {
  const text = incident.impactStartedAt ?? incident.detectedAt ?? incident.declaredAt;
  return text === null ? null : fromRfc3339(text);
}

/** What a clock asks for, in the words of whoever must do it. */
export function clockName(clock: Pick<IncidentClock, 'kind' | 'audience' | 'name'>): string {
  switch (clock.kind) {
    case 'when':
      return 'Decision';
    case 'acknowledge':
      return 'Acknowledge';
    case 'commander':
      return 'Take command';
    case 'update':
      return clock.audience === null ? plain(clock.name, 60) : `${AUDIENCE_WORD[clock.audience]} update`;
    case 'obligation':
    default:
      return plain(clock.name, 60);
  }
}

export type ClockStage = 'calm' | 'amber' | 'due';

/** `due` from the very instant on: at 15:00.000 a decision is due, not after it. */
export function clockStage(clock: Pick<IncidentClock, 'amberAt' | 'dueAt'>, now: EpochMs): ClockStage {
  if (now >= (fromRfc3339(clock.dueAt) ?? Infinity)) return 'due';
  const amberAt = clock.amberAt === null ? null : fromRfc3339(clock.amberAt);
  return amberAt !== null && now >= amberAt ? 'amber' : 'calm';
}

const SECOND_MS = 1_000;

/** "in 04:10", "due now", "02:13 overdue". What is left is rounded up: 0.4 s before the hour it is not yet due. */
export function dueText(dueAt: EpochMs, now: EpochMs): string {
  if (now < dueAt) return `in ${formatDuration(Math.ceil((dueAt - now) / SECOND_MS) * SECOND_MS)}`;
  return now - dueAt < SECOND_MS ? 'due now' : `${formatDuration(now - dueAt)} overdue`;
}

/** The clock that is due first; null where nothing is due. */
export function nearestClock<C extends Pick<IncidentClock, 'dueAt'>>(clocks: readonly C[]): C | null {
  return clocks.reduce<C | null>((first, clock) => (first === null || clock.dueAt < first.dueAt ? clock : first), null);
}
