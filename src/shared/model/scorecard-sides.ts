import { z } from 'zod';
import { IncidentId, PersonId, ServiceId, SignalId, SloId } from './ids.ts';
import { Instant } from './instant.ts';
import { Audience } from './policy-config.ts';

/** What stands on the scorecard beside the times of incidents. Spans are seconds, shares 0 to 1. */

const seconds = z.number();
const count = z.number().int();

/** `met` of `n` that are known, of `of` that there are. `rate` = met / n; null where nothing is known, which is not 0. */
export const Share = z.object({ rate: z.number().nullable(), met: count, n: count, of: count });
export type Share = z.infer<typeof Share>;

/** The budget of a span: (1 − target) × the whole of it, also of the part that is still to come. */
export const ErrorBudget = z.object({
  totalSeconds: seconds,
  /** (1 − availability) × known time; what is blind uses nothing up. Null where nothing is known. */
  usedSeconds: seconds.nullable(),
  /** Total − used: below 0 where more was used than there was. */
  leftSeconds: seconds.nullable(),
});
export type ErrorBudget = z.infer<typeof ErrorBudget>;

export const SloSpan = z.object({
  from: Instant,
  to: Instant,
  /** Share of good requests, or of good time; of what is known. */
  availability: z.number().nullable(),
  /** Null = unknown: less than half of the time that has passed is known, and the budget is not used up, which would be missed for certain. */
  met: z.boolean().nullable(),
  /** Known time of the time that has passed and was no maintenance, 0 to 1. Blind time is neither up nor down. */
  coverage: z.number(),
  knownSeconds: seconds,
  blindSeconds: seconds,
  maintenanceSeconds: seconds,
  /** `traffic`: every request counts the same; `time`: every minute does; `mixed`: days of both kinds, each weighs by its known time. */
  weighed: z.enum(['traffic', 'time', 'mixed']),
  budget: ErrorBudget,
  /** Why the span is not full yet: it still runs, or what is known begins later than it. Null = full. */
  notFull: z.enum(['running', 'young']).nullable(),
  /** Where what is known begins. */
  knownFrom: Instant.nullable(),
});
export type SloSpan = z.infer<typeof SloSpan>;

export const SloStanding = z.object({
  slo: SloId,
  name: z.string(),
  service: ServiceId,
  signal: SignalId,
  traffic: SignalId.nullable(),
  /** 0 to 1: the share that must be good. */
  target: z.number(),
  /** Span that the objective is promised over. */
  windowSeconds: seconds,
  /** Over the period that was asked for. */
  period: SloSpan,
  /** Over its own window, which ends with the period, or now: the whole days that lie in it. Its budget is that of the whole window. */
  window: SloSpan,
});
export type SloStanding = z.infer<typeof SloStanding>;

export const LateUpdate = z.object({ incident: IncidentId, audience: Audience, late: count, missed: count, broken: count });
export type LateUpdate = z.infer<typeof LateUpdate>;

export const AudienceUpdates = z.object({
  audience: Audience,
  /** Updates that were due: sent in time, sent late, and never sent. `of` holds those that are not due yet as well. */
  onTime: Share,
  sentLate: count,
  missed: count,
  /** "Next update at": kept by a message no later than promised. `of` holds those that are not due yet as well. */
  promises: Share,
});
export type AudienceUpdates = z.infer<typeof AudienceUpdates>;

export const UpdatesStanding = z.object({
  audiences: z.array(AudienceUpdates),
  onTime: Share,
  promises: Share,
  /** From detection to the first public update; `of`: incidents that owed the public one, or gave it. */
  firstPublic: z.object({ mean: seconds.nullable(), median: seconds.nullable(), p90: seconds.nullable(), n: count, of: count, unit: z.literal('s'), /** The newest first; at most 500. */ dots: z.array(z.object({ incident: IncidentId, seconds })) }),
  /** Incidents with an update that was late or missing, or a promise that was broken: those that still owe one first, then the newest; at most 200. */
  late: z.array(LateUpdate),
});
export type UpdatesStanding = z.infer<typeof UpdatesStanding>;

/** `fired` = accepted + dismissedFalse + dismissedOther + undecided + noIncident. */
export const AlertCount = z.object({
  fired: count,
  /** Belong to an incident that was opened or accepted. */
  accepted: count,
  dismissedFalse: count,
  dismissedOther: count,
  /** Belong to an incident that is only proposed. */
  undecided: count,
  /** Their rule asks for no incident. */
  noIncident: count,
  atNight: count,
});
export type AlertCount = z.infer<typeof AlertCount>;

export const AlertQuality = z.object({
  total: AlertCount,
  /** The noisiest first. */
  rules: z.array(AlertCount.extend({ rule: z.string(), name: z.string().nullable() })),
  /** Hours that count as night. `usual`: no quiet hours are configured. */
  night: z.object({ from: z.string(), to: z.string(), timeZone: z.string(), hours: z.enum(['quietHours', 'usual']) }),
  /** Counts are exact from here on; null = nothing has been counted. */
  since: Instant.nullable(),
});
export type AlertQuality = z.infer<typeof AlertQuality>;

export const DetectedBy = z.object({
  /** Detected by us: `met` of `n` of which it is known; imported ones do not tell. */
  byUs: Share,
  rule: count,
  alert: count,
  person: count,
  customer: count,
  notKnown: count,
});
export type DetectedBy = z.infer<typeof DetectedBy>;

export const Drill = z.object({
  incident: IncidentId,
  startedAt: Instant,
  /** Time to mitigate; null = not recorded, or in an impossible order. */
  seconds: seconds.nullable(),
  /** Null while it cannot be said. */
  passed: z.boolean().nullable(),
  running: z.boolean(),
});
export type Drill = z.infer<typeof Drill>;

export const DrillStanding = z.object({
  objectiveSeconds: seconds,
  /** Those of the period, the newest first. */
  drills: z.array(Drill),
  /** The last one up to the end of the period, whenever it was. */
  last: Drill.nullable(),
  lastAgeDays: count.nullable(),
  /** The last one that passed. */
  lastPassed: Drill.nullable(),
  /** Whole days since one has passed; null = none ever has. */
  unprovenDays: count.nullable(),
});
export type DrillStanding = z.infer<typeof DrillStanding>;

export const OverdueAction = z.object({
  /** Such as `CA-12`. */
  action: z.string(),
  incident: IncidentId,
  text: z.string(),
  kind: z.string(),
  owner: z.string().nullable(),
  dueAt: Instant,
  overdueDays: count,
});
export type OverdueAction = z.infer<typeof OverdueAction>;

export const ActionStanding = z.object({ open: count, overdue: count, /** The longest overdue first. */ items: z.array(OverdueAction) });
export type ActionStanding = z.infer<typeof ActionStanding>;

/** Something with an owner that should have been looked at again by a day. */
export const DueLook = z.object({
  kind: z.enum(['rule']),
  id: z.string(),
  name: z.string(),
  owner: PersonId.nullable(),
  ownerName: z.string().nullable(),
  /** Day in the workspace's zone. */
  reviewBy: z.string(),
  overdueDays: count,
});
export type DueLook = z.infer<typeof DueLook>;

export const ScorecardSides = z.object({
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  slos: z.array(SloStanding),
  updates: UpdatesStanding,
  alerts: AlertQuality,
  detectedBy: DetectedBy,
  drills: DrillStanding,
  actions: ActionStanding,
  looks: z.array(DueLook),
});
export type ScorecardSides = z.infer<typeof ScorecardSides>;
