import { z } from 'zod';
import { IncidentActor } from './actor.ts';
import { IncidentId, ItemId, ServiceId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { LabelMatcher } from './label-matcher.ts';
import { Severity } from './severity.ts';

/** The longest silence that needs no second thought. */
export const USUAL_SILENCE_MS = 7 * 86_400_000;
export const MOST_MATCHERS = 30;

/** An active alert that a silence keeps silent, or would. */
export const SilencedAlert = z.object({
  /** Shown: its summary, or its name. */
  name: z.string(),
  severity: Severity,
  service: ServiceId.nullable(),
  labels: z.record(z.string(), z.string()),
  incident: IncidentId.nullable(),
});
export type SilencedAlert = z.infer<typeof SilencedAlert>;

/** A silence as a source such as an Alertmanager keeps it, whoever made it. */
export const Silence = z.object({
  source: SourceId,
  /** The source's own. */
  id: z.string(),
  state: z.enum(['pending', 'active']),
  matchers: z.array(LabelMatcher),
  startsAt: Instant,
  endsAt: Instant,
  createdBy: z.string(),
  /** Null where it belongs to a private incident that the viewer may not see. */
  comment: z.string().nullable(),
  /** Where the source shows it. */
  url: z.string().nullable(),
  /** How many of the alerts that are active now it keeps silent. */
  alerts: z.number().int(),
  /** The gravest of them, a few. */
  hides: z.array(SilencedAlert),
  /** The incident that it was made from here. */
  incident: IncidentId.nullable(),
});
export type Silence = z.infer<typeof Silence>;

/** Which sources keep silences, and when each told them last; null: not since the start. */
export const SilenceKeeper = z.object({ source: SourceId, name: z.string(), toldAt: Instant.nullable() });
export type SilenceKeeper = z.infer<typeof SilenceKeeper>;

/** What a silence with these matchers would keep silent now. */
export const SilencePreview = z.object({
  alerts: z.number().int(),
  /** Of them, those of the incident that is looked from. */
  ofIncident: z.number().int(),
  /** Of them, those of other incidents. */
  ofOthers: z.array(z.object({ incident: IncidentId, alerts: z.number().int() })),
  /** Of them, those of each service; null: of none that is known. */
  services: z.array(z.object({ service: ServiceId.nullable(), alerts: z.number().int() })),
  /** Of them, those that are P0. */
  gravest: z.number().int(),
  /** A few of them: those of others first, then the gravest. */
  samples: z.array(SilencedAlert),
  /** As the source groups them, and whom it tells of them; the largest first. */
  groups: z.array(z.object({ labels: z.record(z.string(), z.string()), receiver: z.string(), alerts: z.number().int() })),
  moreGroups: z.number().int(),
});
export type SilencePreview = z.infer<typeof SilencePreview>;

/**
 * A silence that was made from an incident. `asked`: nobody has answered yet, so that it may be there or not; `refused`: it is not
 * there; `made`: it was; `ended`: it no longer is.
 */
export const IncidentSilence = z.object({
  item: ItemId,
  source: SourceId,
  state: z.enum(['asked', 'refused', 'made', 'ended']),
  /** The source's own id; null until it is known. */
  silence: z.string().nullable(),
  url: z.string().nullable(),
  matchers: z.array(LabelMatcher),
  askedAt: Instant,
  /** Until when it was asked for. */
  endsAt: Instant,
  by: IncidentActor,
  reason: z.string().nullable(),
  /** Why it was not made. */
  why: z.string().nullable(),
  endedAt: Instant.nullable(),
  /** `time`: it ran out; `person`: from here; `elsewhere`: at the source. */
  endedHow: z.enum(['time', 'person', 'elsewhere']).nullable(),
  /** How many of the incident's alerts that it had kept silent still fired at its end. */
  stillFiring: z.number().int().nullable(),
});
export type IncidentSilence = z.infer<typeof IncidentSilence>;
