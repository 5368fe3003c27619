import { z } from 'zod';
import { GroupId, IncidentId, NoticeId, PersonId, PlanId, RunId, ServiceId, SignalId, StepId, TriggerId, UpdateId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Role } from '../policy-config.ts';
import { PlanKind } from './plan-config.ts';
import { ServiceMode, STEP_KINDS } from './step-config.ts';

/** dry-run: the same code, nothing is changed. drill: the real path, on what belongs to drills. live: the real thing. */
export const RunMode = z.enum(['dry-run', 'drill', 'live']);
export type RunMode = z.infer<typeof RunMode>;

/** running goes on by itself; paused and stopped wait for a person; the others are ends. interrupted: a drill that a real action has ended. */
export const RunPhase = z.enum(['running', 'paused', 'stopped', 'done', 'rolledBack', 'aborted', 'interrupted']);
export type RunPhase = z.infer<typeof RunPhase>;

/** See `StepPhase` of the decision core. */
export const StepPhase = z.enum(['pending', 'looking', 'approving', 'sending', 'reading', 'unknown', 'partly', 'done', 'failed', 'undone', 'stays']);
export type StepPhase = z.infer<typeof StepPhase>;

/** elsewhere: another console may have done the step that is next; `settle` says whether it has. unproven: the step has taken effect, and is not seen to work. `retry` looks again, `settle` goes on all the same, and it can be rolled back. */
export const StopReason = z.enum(['elsewhere', 'refused', 'notReached', 'lost', 'unknown', 'notReady', 'approvalTimedOut', 'notDone', 'unproven', 'lookTimedOut']);
export type StopReason = z.infer<typeof StopReason>;

/** One of the four proofs of a change of DNS, each with a deadline of its own. */
export const GATES = ['accepted', 'authoritative', 'resolvers', 'moved'] as const;
export const Gate = z.object({
  gate: z.enum(GATES),
  /** late: its deadline is over and it is still not so; skipped: the plan does not ask for it. */
  state: z.enum(['waiting', 'passed', 'late', 'failed', 'skipped']),
  /** What was found last, for people; null before the first look. */
  says: z.string().nullable(),
  since: Instant.nullable(),
  deadline: Instant.nullable(),
});
export type Gate = z.infer<typeof Gate>;

/** What a dns step shows while it runs and afterwards. */
export const DnsProgress = z.object({
  gates: z.array(Gate),
  /** Until then resolvers may answer with the records of before. */
  oldAnswersEndAt: Instant.nullable(),
});
export type DnsProgress = z.infer<typeof DnsProgress>;

/** What a ramp shows: the ladder, where it stands, why it waits. */
export const RampProgress = z.object({
  /**
   * checking: waits until everything is so before it raises: conditions, then integrity. raising: the next value is being set. holding:
   * a value is held for its dwell time. stale: a condition cannot be seen, nothing is raised. held: nothing is raised until a person
   * lets it go on; `by` null: it holds itself and asks a person. byHand: a person sets the values.
   */
  state: z.enum(['checking', 'raising', 'holding', 'steppingBack', 'stale', 'held', 'byHand', 'ended']),
  ladder: z.array(z.number()),
  /** One line: what it waits for, or why it asks a person. */
  says: z.string(),
  /** Place in the ladder of what is known to be set; -1 before the first value. */
  rung: z.int().min(-1),
  value: z.number().nullable(),
  /** When its dwell time would be over if everything stays as it is; null while nothing counts towards it. */
  heldUntil: Instant.nullable(),
  /** How often conditions broke at each value, since it was last held for its dwell time or a person decided. */
  breaches: z.array(z.int().min(0)),
  /** Who holds it or sets it by hand. */
  by: PersonId.nullable(),
  conditions: z.array(z.object({ says: z.string(), holds: z.enum(['yes', 'no', 'unknown']) })),
  /** What was set when, and why: raised, stepped back, by hand, once more after a pause or a crash. Oldest first, the newest 200. */
  moves: z.array(z.object({ at: Instant, value: z.number(), why: z.enum(['raised', 'breach', 'byHand', 'again']), says: z.string() })),
  /** True once any value was sent, whether it arrived or not. */
  wasSent: z.boolean().optional(),
  /** perSecond: by how much it changes, less than 0 while it falls. emptyAt: null unless it falls. */
  backlog: z.object({ signal: SignalId, waiting: z.number().nullable(), at: Instant.nullable(), perSecond: z.number().nullable(), emptyAt: Instant.nullable() }).nullable(),
});
export type RampProgress = z.infer<typeof RampProgress>;

/** hold: nothing is raised, a breach still steps back. go: lets it go on. up: the next value now, if everything is so. down: the one before, and hold. takeOver: everything by hand. giveBack: by itself again. */
export const RampAction = z.enum(['hold', 'go', 'up', 'down', 'takeOver', 'giveBack']);
export type RampAction = z.infer<typeof RampAction>;

const Depth = z.object({ waiting: z.number().nullable(), at: Instant.nullable() });

/** What a drain shows: how much waited before and after, and what became of it, kind by kind. */
export const DrainProgress = z.object({
  queue: z.string(),
  before: Depth.nullable(),
  after: Depth.nullable(),
  jobs: z.array(z.object({ kind: z.string(), waiting: z.number(), oldestSeconds: z.number().nullable(), says: z.string(), isDone: z.boolean() })),
});
export type DrainProgress = z.infer<typeof DrainProgress>;

/** What a degrade shows: each service’s mode before, so that it can be put back. */
/** `exit`: when it is switched back, as the plan says it. */
export const DegradeProgress = z.object({ services: z.array(z.object({ service: ServiceId, before: ServiceMode.nullable(), to: ServiceMode, isSwitched: z.boolean(), exit: z.string().optional() })) });
export type DegradeProgress = z.infer<typeof DegradeProgress>;

/** What a notify step has written down, and where that stood when it was queued: updates, one for each audience, or a notice where there is no incident. */
export const NotifyProgress = z.object({ updates: z.array(UpdateId), notice: NoticeId.nullable(), says: z.string() });
export type NotifyProgress = z.infer<typeof NotifyProgress>;

/** What a step itself tells beside its phase; each kind that has something to tell has one. */
export const StepProgress = z.discriminatedUnion('kind', [
  DnsProgress.extend({ kind: z.literal('dns') }),
  RampProgress.extend({ kind: z.literal('ramp') }),
  DrainProgress.extend({ kind: z.literal('drain') }),
  DegradeProgress.extend({ kind: z.literal('degrade') }),
  NotifyProgress.extend({ kind: z.literal('notify') }),
]);
export type StepProgress = z.infer<typeof StepProgress>;

export const RunStep = z.object({
  id: StepId,
  name: z.string(),
  kind: z.enum(STEP_KINDS),
  /** The child plan that it stands in; null for one of the plan’s own. */
  plan: PlanId.nullable(),
  state: StepPhase,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** Between the two, by a clock that nobody sets; taking it back is measured by itself. */
  tookSeconds: z.number().min(0).nullable(),
  /** What is known of it, for people; null before anything is. */
  outcome: z.string().nullable(),
  /** Of a dry run: whether what it looked at is as the step would need it, now that nothing before it was done. */
  found: z.enum(['yes', 'no', 'unknown']).nullable(),
  attempts: z.int().min(0),
  changes: z.boolean(),
  undoable: z.boolean(),
  progress: StepProgress.nullable(),
  /** Of an approval that is waited for. */
  approval: z.object({ role: Role.nullable(), until: Instant, starterFrom: Instant.nullable() }).nullable(),
});
export type RunStep = z.infer<typeof RunStep>;

/** How a drill went, against its objective. */
export const RunScore = z.object({
  tookSeconds: z.number().min(0),
  objectiveSeconds: z.number().min(0),
  /** Null: a real run ended it, which says nothing of the plan. */
  met: z.boolean().nullable(),
  slowest: z.object({ step: StepId, name: z.string(), seconds: z.number().min(0) }).nullable(),
  /** What was put in the way without a word, and whether the people and the plan coped. */
  surprises: z.array(z.object({ step: StepId, what: z.enum(['failsOnce', 'slow', 'noAnswer']), coped: z.boolean() })),
});
export type RunScore = z.infer<typeof RunScore>;

export const Run = z.object({
  id: RunId,
  plan: PlanId,
  name: z.string(),
  kind: PlanKind,
  group: GroupId,
  mode: RunMode,
  state: RunPhase,
  /** back: it is being rolled back. */
  way: z.enum(['forward', 'back']),
  /** What a person wants as soon as nothing is under way. */
  wants: z.enum(['pause', 'rollBack', 'abort']).nullable(),
  why: StopReason.nullable(),
  starter: PersonId.nullable(),
  trigger: TriggerId.nullable(),
  /** Who may steer it. */
  holder: PersonId.nullable(),
  /** Rises with each take-over; whoever steers names the one they saw. */
  epoch: z.int().min(0),
  incident: IncidentId.nullable(),
  /** Rules of pre-flight that a person has overridden, with the reason. */
  overridden: z.array(z.object({ rule: z.string(), reason: z.string() })),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Between the two, by a clock that nobody sets. */
  tookSeconds: z.number().min(0).nullable(),
  objectiveSeconds: z.number(),
  steps: z.array(RunStep),
  score: RunScore.nullable(),
});
export type Run = z.infer<typeof Run>;

/** One line of what a run has written down. */
export const RunNote = z.object({ seq: z.int(), at: Instant, what: z.string(), says: z.string().nullable(), by: PersonId.nullable() });
export type RunNote = z.infer<typeof RunNote>;
