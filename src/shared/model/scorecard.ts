import { z } from 'zod';
import { BlindBefore, BlindCause } from './blind.ts';
import { Tier } from './config.ts';
import { CauseId, IncidentId, ServiceId } from './ids.ts';
import { IncidentKind, IncidentOrigin } from './incident.ts';
import { Instant } from './instant.ts';
import { CauseCategory } from './review.ts';
import { Severity } from './severity.ts';

/** Figures over incidents of a period. Spans are seconds, shares 0 to 1, percentiles nearest-rank; null is "not known", never 0. */

const seconds = z.number();
const count = z.number().int();

/** Times between two instants of an incident: to detect, acknowledge, mitigate, resolve. */
export const TIME_METRICS = ['mttd', 'mtta', 'mttm', 'mttr'] as const;
export const TimeMetric = z.enum(TIME_METRICS);
export type TimeMetric = z.infer<typeof TimeMetric>;

export const SCORECARD_METRICS = [...TIME_METRICS, 'recurrence', 'incidents', 'impact'] as const;
export const ScorecardMetric = z.enum(SCORECARD_METRICS);
export type ScorecardMetric = z.infer<typeof ScorecardMetric>;

/** What a figure is, in words that stand beside it wherever it is shown, printed or exported. */
export const MetricDefinition = z.object({
  /** "Time to detect". */
  name: z.string(),
  formula: z.string(),
  unit: z.enum(['s', 'min', 'share', 'incidents']),
  /** What does not enter, and why. */
  leftOut: z.array(z.string()),
  /** Where the numbers come from. */
  source: z.string(),
});
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** Which incidents count, and how they are read; every answer repeats what it was made with. */
export const ScorecardFilter = z.object({
  service: ServiceId.nullable(),
  /** By the gravest that an incident ever had. */
  severity: Severity.nullable(),
  tier: Tier.nullable(),
  /** Confirmed by a review. */
  cause: CauseId.nullable(),
  causeCategory: CauseCategory.nullable(),
  /** `in`: with them; `only`: nothing else. */
  drills: z.enum(['out', 'in', 'only']),
  /** Incidents that began while all their services were under maintenance. */
  maintenance: z.enum(['out', 'in', 'only']),
  /** `corrected`: each instant as it stands now; `recorded`: as it was first written down. */
  instants: z.enum(['corrected', 'recorded']),
  /** What time to resolve counts from. */
  resolveFrom: z.enum(['impact', 'detection']),
});
export type ScorecardFilter = z.infer<typeof ScorecardFilter>;

/** From the first instant (included) to the second (excluded). */
export const Period = z.object({ from: Instant, to: Instant });
export type Period = z.infer<typeof Period>;

/** `of` = n + notRecorded + invalid: every incident of the period but those that have not come so far. */
export const TimeFigure = z.object({
  mean: seconds.nullable(),
  median: seconds.nullable(),
  p90: seconds.nullable(),
  n: count,
  of: count,
  notRecorded: count,
  /** The instants are in an impossible order. */
  invalid: count,
  /** Still running, and not there yet. */
  pending: count,
  unit: z.literal('s'),
});
export type TimeFigure = z.infer<typeof TimeFigure>;

/** Resolved incidents whose cause was there before. `rate` = (confirmed + suspected) / n; `of` = n + notClassifiable. */
export const RecurrenceFigure = z.object({
  rate: z.number().nullable(),
  /** The same cause, as reviews of both say. */
  confirmed: count,
  /** The same signature: service, rule and failure mode. */
  suspected: count,
  /** Resolved ones of which cause or rule is known. */
  n: count,
  of: count,
  notClassifiable: count,
  unit: z.literal('share'),
});
export type RecurrenceFigure = z.infer<typeof RecurrenceFigure>;

export const CountFigure = z.object({ total: count, P0: count, P1: count, P2: count });
export type CountFigure = z.infer<typeof CountFigure>;

/** Minutes in which at least one of the incidents had an effect; of a severity, at least one of that severity. */
export const ImpactFigure = z.object({ minutes: z.number(), P0: z.number(), P1: z.number(), P2: z.number(), /** No minutes are known of these: the instants are missing, or in an impossible order. */ unknown: count });
export type ImpactFigure = z.infer<typeof ImpactFigure>;

/** One period. */
export const ScorecardFigures = z.object({ mttd: TimeFigure, mtta: TimeFigure, mttm: TimeFigure, mttr: TimeFigure, recurrence: RecurrenceFigure, incidents: CountFigure, impact: ImpactFigure });
export type ScorecardFigures = z.infer<typeof ScorecardFigures>;

/** From the period before to this one, in the figure's own unit; null where fewer than 8 stand behind either of them. */
const change = z.object({ mean: z.number().nullable(), median: z.number().nullable() }).nullable();
const time = TimeFigure.extend({ before: TimeFigure, change, definition: MetricDefinition });

export const ServiceFigure = z.object({ service: ServiceId, incidents: count, impactMinutes: z.number(), /** Of the period before. */ before: z.object({ incidents: count, impactMinutes: z.number() }) });
export type ServiceFigure = z.infer<typeof ServiceFigure>;

export const Scorecard = z.object({
  from: Instant,
  to: Instant,
  /** The zone whose days, months and years bound periods. */
  timeZone: z.string(),
  madeAt: Instant,
  filter: ScorecardFilter,
  /** As long, and just before it: whole calendar months against as many months, otherwise as many days. */
  before: Period,
  metrics: z.object({
    mttd: time,
    mtta: time,
    mttm: time,
    mttr: time,
    recurrence: RecurrenceFigure.extend({ before: RecurrenceFigure, change: z.object({ rate: z.number() }).nullable(), definition: MetricDefinition }),
    incidents: CountFigure.extend({ before: CountFigure, definition: MetricDefinition }),
    impact: ImpactFigure.extend({ before: ImpactFigure, definition: MetricDefinition }),
  }),
  /** The most minutes first; an incident of several services stands with each of them. At most 200. */
  services: z.array(ServiceFigure),
  moreServices: count,
  /** Of the period, not resolved yet. */
  running: z.object({ count, /** Since the first of them began. */ longestSeconds: seconds.nullable(), since: Instant.nullable() }),
  notes: z.object({
    /** After being reopened; the last resolution counts. */
    reopened: count,
    /** Placed in the period by their detection or declaration, since the start of their impact is not recorded. */
    startNotRecorded: count,
    /** Impact started no later than counted: samples before it are missing. */
    noEarlierThan: count,
  }),
  /** Of the period and the other filters. */
  leftOut: z.object({ drills: count, maintenance: count, merged: count, /** That you may not see; null where the number would tell more of them than their faces do. */ private: count.nullable() }),
});
export type Scorecard = z.infer<typeof Scorecard>;

export const TrendMonth = ScorecardFigures.extend({
  /** `2026-03`, of the workspace's calendar. */
  month: z.string(),
  from: Instant,
  to: Instant,
  /** False where the period, or the present, cuts it. */
  whole: z.boolean(),
});
export type TrendMonth = z.infer<typeof TrendMonth>;

/** One incident as a dot: across by its start, up by its value. */
export const ScorecardDot = z.object({ incident: IncidentId, at: Instant, seconds, severity: Severity, isDrill: z.boolean(), reopened: z.boolean() });
export type ScorecardDot = z.infer<typeof ScorecardDot>;

/** Why an incident does not enter a figure, though it belongs to the period. */
export const LEFT_OUT = ['notRecorded', 'invalid', 'pending', 'notClassifiable', 'drill', 'maintenance', 'merged'] as const;
export const LeftOut = z.enum(LEFT_OUT);
export type LeftOut = z.infer<typeof LeftOut>;

/** One of the incidents behind a figure. */
export const ScorecardIncident = z.object({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  services: z.array(ServiceId),
  kind: IncidentKind.nullable(),
  origin: IncidentOrigin,
  /** What placed it in its period. */
  startedAt: Instant,
  startRecorded: z.boolean(),
  resolvedAt: Instant.nullable(),
  isDrill: z.boolean(),
  maintenance: z.boolean(),
  private: z.boolean(),
  reopened: z.boolean(),
  running: z.boolean(),
  mergedInto: IncidentId.nullable(),
  /** Seconds of a time, minutes of impact; null where there is none. */
  value: z.number().nullable(),
  recurs: z.enum(['confirmed', 'suspected']).nullable(),
  /** Where the figure is the time to detect and the incident enters it: how much of that time was blind; null otherwise. */
  blind: BlindBefore.nullable(),
  /** Null = it enters the figure. */
  leftOut: LeftOut.nullable(),
});
export type ScorecardIncident = z.infer<typeof ScorecardIncident>;

/** How far a statistic would have moved had chance given other incidents of the same kind. */
export const ScorecardInterval = z.object({
  metric: TimeMetric,
  /** 0.95. */
  level: z.number(),
  n: count,
  mean: z.object({ low: seconds, high: seconds }).nullable(),
  median: z.object({ low: seconds, high: seconds }).nullable(),
  p90: z.object({ low: seconds, high: seconds }).nullable(),
  /** How it was found, in words. */
  method: z.string(),
});
export type ScorecardInterval = z.infer<typeof ScorecardInterval>;

/** An incident that was found after blind minutes. */
export const BlindIncident = z.object({ incident: IncidentId, title: z.string(), severity: Severity, services: z.array(ServiceId), startedAt: Instant, blind: BlindBefore });
export type BlindIncident = z.infer<typeof BlindIncident>;

/** The footnote of the time to detect: how much of it nobody could see. It changes no figure. */
export const ScorecardBlind = z.object({
  from: Instant,
  to: Instant,
  madeAt: Instant,
  /** Since when it is recorded when services are not seen; null: it is not. */
  recordedFrom: Instant.nullable(),
  /** Incidents that the time to detect counts. */
  n: count,
  /** Of these, those for which a service of theirs was not seen for some of the time before their detection. */
  blind: count,
  /** Of these, those of which that is not known. */
  unknown: count,
  /** Of all of them together, of the time before their detections. */
  seconds,
  /** What took the sight, with the time of each incident that it concerned added up; the longest first. */
  causes: z.array(BlindCause.extend({ incidents: count })),
  /** The longest blind first; at most 200. */
  items: z.array(BlindIncident),
  more: count,
  /** For how long each service was not seen in the period, up to the present; the longest first, at most 200. */
  services: z.array(z.object({ service: ServiceId, seconds, causes: z.array(BlindCause), /** Null: nothing is recorded of it. */ recordedFrom: Instant.nullable() })),
  moreServices: count,
});
export type ScorecardBlind = z.infer<typeof ScorecardBlind>;
