import { z } from 'zod';
import { GroupId, IncidentId, PersonId, PlanId, RunId, SignalId, StepId, TriggerId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Role } from '../policy-config.ts';
import { PlanKind } from './plan-config.ts';
import { STEP_KINDS } from './step-config.ts';

/** dry-run: the same code, nothing is changed. drill: the real path, on what belongs to drills. live: the real thing. */
export const RunMode = z.enum(['dry-run', 'drill', 'live']);
export type RunMode = z.infer<typeof RunMode>;

/** running goes on by itself; paused and stopped wait for a person; the others are ends. interrupted: a drill that a real action has ended. */
export const RunPhase = z.enum(['running', 'paused', 'stopped', 'done', 'rolledBack', 'aborted', 'interrupted']);
export type RunPhase = z.infer<typeof RunPhase>;

/** See `StepPhase` of the decision core. */
export const StepPhase = z.enum(['pending', 'looking', 'approving', 'sending', 'reading', 'unknown', 'done', 'failed', 'undone', 'stays']);
export type StepPhase = z.infer<typeof StepPhase>;

export const StopReason = z.enum(['refused', 'notReached', 'lost', 'unknown', 'notReady', 'approvalTimedOut', 'notDone', 'lookTimedOut']);
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
  /** raising: the next value is being set. holding: it is held for its dwell time. stale: a condition cannot be seen, nothing is raised. held: a person holds it. byHand: a person sets the values. */
  state: z.enum(['checking', 'raising', 'holding', 'steppingBack', 'stale', 'held', 'byHand', 'ended']),
  ladder: z.array(z.number()),
  /** Place in the ladder; -1 before the first value. */
  rung: z.int().min(-1),
  value: z.number().nullable(),
  heldUntil: Instant.nullable(),
  /** Who holds it or sets it by hand. */
  by: PersonId.nullable(),
  conditions: z.array(z.object({ says: z.string(), holds: z.enum(['yes', 'no', 'unknown']) })),
  /** What was set when, and why: raised, stepped back, by hand. Oldest first, the newest 200. */
  moves: z.array(z.object({ at: Instant, value: z.number(), why: z.enum(['raised', 'breach', 'byHand']), says: z.string() })),
  backlog: z.object({ signal: SignalId, waiting: z.number().nullable(), at: Instant.nullable(), perSecond: z.number().nullable(), emptyAt: Instant.nullable() }).nullable(),
});
export type RampProgress = z.infer<typeof RampProgress>;

export const RampAction = z.enum(['hold', 'go', 'up', 'down', 'takeOver', 'giveBack']);
export type RampAction = z.infer<typeof RampAction>;

/** What a step itself tells beside its phase; each kind that has something to tell has one. */
export const StepProgress = z.discriminatedUnion('kind', [DnsProgress.extend({ kind: z.literal('dns') }), RampProgress.extend({ kind: z.literal('ramp') })]);
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
  /** What is known of it, for people; null before anything is. */
  outcome: z.string().nullable(),
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
  met: z.boolean(),
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
  objectiveSeconds: z.number(),
  steps: z.array(RunStep),
  score: RunScore.nullable(),
});
export type Run = z.infer<typeof Run>;

/** One line of what a run has written down. */
export const RunNote = z.object({ seq: z.int(), at: Instant, what: z.string(), says: z.string().nullable(), by: PersonId.nullable() });
export type RunNote = z.infer<typeof RunNote>;
