import { z } from 'zod';
import { SeriesSelect, SignalKind, Stat, Tier, Unit } from './config.ts';
import { Dashboard } from './dashboards.ts';
import { PersonId, RuleId, SeatId, ServiceId, SignalId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Right } from './rights.ts';
import { Severity } from './severity.ts';
import { SourceType } from './sources/index.ts';

/**
 * How old the newest sample is, in units of the signal's interval (the larger of `every` and the learned sample spacing):
 * `live` up to 2, `late` up to 5, `blind` beyond, or when the source fails. Judged by the sample's time, never the answer's.
 */
export const Freshness = z.enum(['live', 'late', 'blind']);
export type Freshness = z.infer<typeof Freshness>;

/** Why a reading has no finite value; `empty` = the source answered that it has no such series now. */
export const NoValue = z.enum(['NaN', '+Inf', '-Inf', 'empty']);
export type NoValue = z.infer<typeof NoValue>;

export const Reading = z.object({
  /** Newest raw sample behind the value, on the source's clock; null where it cannot be known (then never better than late). */
  time: Instant.nullable(),
  /** The instant the query was evaluated for, on the source's clock. */
  evaluatedAt: Instant,
  /** When the answer reached us, on our clock. */
  receivedAt: Instant,
  value: z.number().nullable(),
  /** Set exactly when `value` is null. */
  noValue: NoValue.nullable(),
  /** How long the check behind it took, in ms; only of sources that check by themselves. */
  tookMs: z.number().optional(),
  /** What that check found, in a few words: "certificate until 2026-02-01". */
  detail: z.string().optional(),
});
export type Reading = z.infer<typeof Reading>;

export const Threshold = z.object({
  rule: RuleId,
  above: z.number().nullable(),
  below: z.number().nullable(),
  consecutive: z.number().int().nullable(),
  severity: Severity,
});
export type Threshold = z.infer<typeof Threshold>;

/** `over` = beyond a limit, the rule not yet satisfied; `firing` = the rule is satisfied, at its severity. */
export const Breach = z.object({
  state: z.enum(['within', 'over', 'firing', 'unknown']),
  rule: RuleId.nullable(),
  severity: Severity.nullable(),
  /** Failed samples in a row, and how many the rule asks for. */
  count: z.number().int(),
  needed: z.number().int(),
  /** First breaching sample of the unbroken breach. */
  since: Instant.nullable(),
});
export type Breach = z.infer<typeof Breach>;

export const SignalError = z.object({
  /** `source` = the source itself failed; `query` = it answered, but not with one number; `target` = a probe's target failed. */
  kind: z.enum(['source', 'query', 'target']),
  message: z.string(),
  since: Instant,
});
export type SignalError = z.infer<typeof SignalError>;

/**
 * What another signal says of the same. `differ`: beyond the tolerance, not yet for long enough; `disagree`: for as long as told;
 * `none`: one of the two tells nothing now (`missing`). Numbers are in the unit of the signal itself. Rules judge the signal alone.
 */
export const SecondOpinion = z.object({
  signal: SignalId,
  state: z.enum(['waiting', 'none', 'agree', 'differ', 'disagree']),
  missing: z.enum(['first', 'second']).nullable(),
  /** Of `differ` and `disagree`: the first moment that was beyond the tolerance. */
  since: Instant.nullable(),
  /** The moment that was compared, and what both said then. */
  time: Instant.nullable(),
  value: z.number().nullable(),
  other: z.number().nullable(),
  /** How far they may be apart: a share of the larger one, or null; and in the unit of the signal. */
  tolerance: z.object({ relative: z.number().nullable(), absolute: z.number() }),
  forMs: z.number(),
});
export type SecondOpinion = z.infer<typeof SecondOpinion>;

export const Signal = z.object({
  id: SignalId,
  name: z.string(),
  service: ServiceId,
  kind: SignalKind,
  unit: Unit,
  stat: Stat.nullable(),
  source: SourceId,
  /** The query, or what is checked in words. */
  query: z.string(),
  select: SeriesSelect.nullable(),
  intervalMs: z.number(),
  /** How old its newest sample usually is when it can first be read, in ms, at a source that takes its time; what counts as late begins beyond it. Absent where there is no such delay. */
  usualAgeMs: z.number().optional(),
  freshness: Freshness,
  freshnessSince: Instant,
  latest: Reading.nullable(),
  error: SignalError.nullable(),
  thresholds: z.array(Threshold),
  breach: Breach,
  /** The query in the source's own UI, where it has one. */
  openUrl: z.string().nullable(),
  /** Absent where no other signal is named. */
  secondOpinion: SecondOpinion.optional(),
});
export type Signal = z.infer<typeof Signal>;

/** `own`: Holdfast checks it for the chain alone, so that its signal is shown there and nowhere else. */
export const ChainLink = z.object({ link: z.string(), signal: SignalId, own: z.boolean() });
export type ChainLink = z.infer<typeof ChainLink>;

/** A chain as it stands now: each link from the outside in, and the first one that is broken, in a sentence. */
export const ChainView = z.object({
  service: ServiceId,
  links: z.array(
    z.object({
      link: z.string(),
      signal: SignalId,
      state: z.enum(['ok', 'broken', 'unknown']),
      /** What its signal says, in a few words. */
      says: z.string(),
      /** Since when it is so, as far as that is known. */
      since: Instant.nullable(),
      /** Time of the sample that this rests on. */
      time: Instant.nullable(),
      tookMs: z.number().nullable(),
    }),
  ),
  /** `unbroken`: no link is known to be broken, and some could not be checked. */
  finding: z.enum(['broken', 'whole', 'unbroken', 'unknown']),
  firstBroken: z.string().nullable(),
  /** Links before it that could not be checked; without a broken one, all that could not be. */
  unchecked: z.array(z.string()),
  says: z.string(),
});
export type ChainView = z.infer<typeof ChainView>;

/** `chain`: what a request passes through, from the outside in; `dashboards`: of Grafana, without a span of time. Absent where none is configured. */
export const Service = z.object({ id: ServiceId, name: z.string(), tier: Tier, signals: z.array(SignalId), chain: z.array(ChainLink).optional(), dashboards: z.array(Dashboard).optional() });
export type Service = z.infer<typeof Service>;

export const SourceState = z.enum(['waiting', 'ok', 'failing']);
export const Source = z.object({
  id: SourceId,
  type: SourceType,
  name: z.string(),
  /** Address without credentials; null where there is no single one. */
  url: z.string().nullable(),
  state: SourceState,
  since: Instant,
  /** In words for the person who looks: "has not answered since 14:02:11 (connection refused)". */
  message: z.string().nullable(),
  warnings: z.array(z.string()),
  lastAnswerAt: Instant.nullable(),
  /** Source's clock minus ours; null while unknown. Said on screen beyond ±2 s. */
  clockOffsetMs: z.number().nullable(),
});
export type Source = z.infer<typeof Source>;

/** `count` is the number of raw samples behind the point; a gap is the absence of points, never a zero. */
export const Point = z.object({ time: Instant, min: z.number(), max: z.number(), avg: z.number(), count: z.number().int() });
export type Point = z.infer<typeof Point>;

/** A condition of Holdfast itself that a person must know about; shown as a banner until it ends. */
export const Problem = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  since: Instant,
});
export type Problem = z.infer<typeof Problem>;

export const Person = z.object({ id: PersonId, name: z.string(), rights: z.array(Right), roles: z.array(z.string()) });
export type Person = z.infer<typeof Person>;

export const Seat = z.object({
  id: SeatId,
  person: PersonId.nullable(),
  personName: z.string(),
  name: z.string(),
  kind: z.enum(['desktop', 'browser', 'wall', 'token']),
  rights: z.array(Right),
  createdAt: Instant,
  lastSeenAt: Instant.nullable(),
});
export type Seat = z.infer<typeof Seat>;

export const Presence = z.object({ seat: SeatId, personName: z.string(), kind: Seat.shape.kind, screen: z.string(), since: Instant });
export type Presence = z.infer<typeof Presence>;

export const DEMO_FAULTS = ['latency', 'errors', 'dns', 'region', 'blackout', 'backlog'] as const;
export const DemoFaultId = z.enum(DEMO_FAULTS);
export type DemoFaultId = z.infer<typeof DemoFaultId>;
export const DemoFault = z.object({ id: DemoFaultId, name: z.string(), explains: z.string(), active: z.boolean(), since: Instant.nullable() });
export type DemoFault = z.infer<typeof DemoFault>;

export const Workspace = z.object({
  name: z.string(),
  timeZone: z.string(),
  demo: z.boolean(),
  version: z.string(),
  /** False when the store is open read-only (a newer file, or a disk that refuses writes). */
  writable: z.boolean(),
});
export type Workspace = z.infer<typeof Workspace>;
