import type { HoldfastConfig } from '../../shared/model/config.ts';
import type { IncidentsConfig, MaintenanceConfig, RosterEntryConfig } from '../../shared/model/policy-config.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { instantOf } from '../../shared/time/local-time.ts';
import { readDuration } from './duration.ts';
import type { ResolvedMaintenance, ResolvedPolicy, ResolvedRosterEntry, ResolvedWindow } from './resolved-policy.ts';

/** Durations read; times of day get the zone that they are meant in. */
export function resolvePolicy(incidents: IncidentsConfig, workspaceZone: string): ResolvedPolicy {
  const { cadence, when, requiredRoles, escalation, obligations, quietHours } = incidents;
  return {
    cadenceMs: { internal: readDuration(cadence.internal), executive: readDuration(cadence.executive), public: readDuration(cadence.public) },
    publicLaterMs: readDuration(cadence.publicLater),
    when: { amberMs: readDuration(when.amber), dueMs: readDuration(when.due), healthyMs: readDuration(when.healthy) },
    requiredRoles,
    acknowledgeMs: { P0: readDuration(escalation.acknowledge.P0), P1: readDuration(escalation.acknowledge.P1) },
    commanderMs: readDuration(escalation.commander),
    steps: escalation.steps.map(({ after, sound = false, webhook = null, headers = {} }) => ({ afterMs: readDuration(after), sound, webhook, headers })),
    obligations: obligations.map(({ id, name, kind, severities, incidentKinds = null, from, within }) => ({ id, name, kind, severities, incidentKinds, from, withinMs: readDuration(within) })),
    groupWithinMs: readDuration(incidents.groupWithin),
    groupAcrossMs: readDuration(incidents.groupAcross),
    askResolvedAfterMs: readDuration(incidents.askResolvedAfter),
    quietHours: quietHours === undefined ? null : { from: quietHours.from, to: quietHours.to, timeZone: quietHours.timeZone ?? workspaceZone },
  };
}

export const resolveMaintenance = ({ id, name, services, ...window }: MaintenanceConfig, workspaceZone: string): ResolvedMaintenance => ({ id, name, services, ...resolveWindow(window, workspaceZone) });

/** When something is so: once, or every week. */
export function resolveWindow({ from, to, weekly, timeZone: own }: Pick<MaintenanceConfig, 'from' | 'to' | 'weekly' | 'timeZone'>, workspaceZone: string): ResolvedWindow {
  const timeZone = own ?? workspaceZone;
  const instant = (text: string) => assertPresent(instantOf(text, timeZone), `not a time: ${text}`).at;
  return {
    once: from === undefined || to === undefined ? null : { from: instant(from), to: instant(to) },
    weekly: weekly === undefined ? null : { days: weekly.days, at: weekly.at, forMs: readDuration(weekly.for) },
    timeZone,
  };
}

export function resolveRosterEntry(entry: RosterEntryConfig, { people, workspace }: Pick<HoldfastConfig, 'people' | 'workspace'>): ResolvedRosterEntry {
  const { role, person = null, contact = null, days = null, from, to, dates = null, timeZone = workspace.timeZone } = entry;
  const name = entry.name ?? people.find(({ id }) => id === person)?.name;
  const hours = from === undefined || to === undefined ? null : { from, to };
  return { role, person, name: assertPresent(name, 'a roster entry without a name'), contact, days, hours, dates, timeZone };
}

/** `incidents` as it is shown to everybody who may look: an address of a webhook may itself be a secret, and so may a header. */
export function shownIncidents(incidents: IncidentsConfig): IncidentsConfig {
  const steps = incidents.escalation.steps.map(({ headers: _secret, webhook, ...step }) => ({ ...step, ...(webhook === undefined ? {} : { webhook: new URL(webhook).origin }) }));
  return { ...incidents, escalation: { ...incidents.escalation, steps } };
}
