import { z } from 'zod';
import { IncidentId, MaintenanceId, ServiceId, SignalId, SourceId } from './ids.ts';
import { IncidentActor, IncidentClock, IncidentState, IncidentStanding } from './incident.ts';
import { Instant } from './instant.ts';
import { Role } from './policy-config.ts';
import { Severity } from './severity.ts';

const OpenIncident = z.object({
  id: IncidentId,
  title: z.string(),
  severity: Severity,
  state: IncidentState,
  standing: IncidentStanding,
  impactStartedAt: Instant.nullable(),
  commander: z.string().nullable(),
  vacantRoles: z.array(Role),
  clocks: z.array(IncidentClock),
  openActions: z.number().int(),
});

/** What the leaving shift hands over; a frozen copy of it is what the next one accepts. */
export const HandoverDraft = z.object({
  at: Instant,
  incidents: z.array(OpenIncident),
  /** Sources and signals that tell nothing now. */
  blind: z.array(z.object({ source: SourceId, name: z.string(), since: Instant, signals: z.array(SignalId), message: z.string().nullable() })),
  maintenance: z.array(z.object({ id: MaintenanceId, name: z.string(), services: z.union([z.literal('all'), z.array(ServiceId)]), startsAt: Instant, endsAt: Instant, active: z.boolean() })),
  /** Alerts that fire outside incidents. */
  alerts: z.object({ firing: z.number().int(), pending: z.number().int(), suppressed: z.number().int() }),
  /** Conditions of Holdfast itself: expiring credentials and certificates, unproven plans, a full disk. */
  problems: z.array(z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string(), since: Instant })),
  /** Notes of the last 12 h, oldest first. */
  notes: z.array(z.object({ seq: z.number().int(), at: Instant, by: z.string(), text: z.string().nullable() })),
});
export type HandoverDraft = z.infer<typeof HandoverDraft>;

export const HandoverRecord = z.object({
  seq: z.number().int(),
  at: Instant,
  by: IncidentActor,
  text: z.string().nullable(),
  draft: HandoverDraft,
  acceptedAt: Instant.nullable(),
  acceptedBy: IncidentActor.nullable(),
  acceptedText: z.string().nullable(),
});
export type HandoverRecord = z.infer<typeof HandoverRecord>;
