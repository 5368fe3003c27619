import { z } from 'zod';
import { ChangeId, GroupId, IncidentId, PersonId, PlanId, RunId, ServiceId, StepId, TriggerId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Role } from '../policy-config.ts';
import { ParameterName, ParameterValue, PlanKind } from './plan-config.ts';
import { RunMode } from './run.ts';
import { ServiceMode, STEP_KINDS } from './step-config.ts';
import { TriggerMode } from './trigger-config.ts';

/** One request, program or question as it will be, secrets masked or by reference. */
export const DescribedAction = z.object({ to: z.string(), lines: z.array(z.string()) });

/** A step of a plan, child plans’ steps in their place. */
export const PlanStep = z.object({
  id: StepId,
  name: z.string(),
  kind: z.enum(STEP_KINDS),
  plan: PlanId.nullable(),
  changes: z.boolean(),
  undoable: z.boolean(),
  /** One line: what it does. */
  says: z.string(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** ok; warning: known and worth a look; blocked: nothing is started unless this rule is named and overridden; unknown is never ok and blocks as well. */
export const CheckState = z.enum(['ok', 'warning', 'blocked', 'unknown']);
export type CheckState = z.infer<typeof CheckState>;

export const PREFLIGHT_RULES = ['credentials', 'ttl', 'targetHealthy', 'capacity', 'record', 'delegation', 'lock', 'lever', 'freeze', 'drill', 'fence', 'lag', 'steps', 'coolDown', 'version'] as const;
export const PreflightCheck = z.object({
  rule: z.enum(PREFLIGHT_RULES),
  step: StepId.nullable(),
  state: CheckState,
  says: z.string(),
  /** When what it rests on was read; null where nothing was. */
  at: Instant.nullable(),
  /** False: no reason overrides it. */
  overridable: z.boolean(),
});
export type PreflightCheck = z.infer<typeof PreflightCheck>;

export const Preflight = z.object({ state: CheckState, at: Instant.nullable(), checks: z.array(PreflightCheck) });
export type Preflight = z.infer<typeof Preflight>;

/** The last time that all of it was done, in a drill or for real; `met`: in time. */
export const PlanProof = z.object({ run: RunId, mode: z.enum(['drill', 'live']), at: Instant, tookSeconds: z.number(), met: z.boolean() });

export const Plan = z.object({
  id: PlanId,
  name: z.string(),
  kind: PlanKind,
  group: GroupId,
  services: z.array(ServiceId),
  objectiveSeconds: z.number(),
  writes: z.boolean(),
  steps: z.array(PlanStep),
  children: z.array(PlanId),
  parameters: z.array(z.object({ name: ParameterName, value: ParameterValue, oneOf: z.array(ParameterValue) })),
  roles: z.array(z.object({ role: Role, does: z.string(), person: PersonId.nullable() })),
  contacts: z.array(z.object({ name: z.string(), reach: z.string(), for: z.string().nullable() })),
  preflight: Preflight,
  /** The last drill or real run that did all of it; null where there was none. */
  proof: PlanProof.nullable(),
  drillValidSeconds: z.number(),
  /** When the next drill is due by its schedule; null without one. */
  nextDrillAt: Instant.nullable(),
  /** The run that its group is busy with. */
  running: RunId.nullable(),
  coolDownUntil: Instant.nullable(),
  triggers: z.array(TriggerId),
});
export type Plan = z.infer<typeof Plan>;

/** A value that something rests on, with its age. */
export const Shown = z.object({ says: z.string(), at: Instant.nullable() });

/** A change as it was told, by hand or by a hook. */
export const ToldChange = z.object({ id: ChangeId, at: Instant, title: z.string(), by: z.string().nullable() });
export type ToldChange = z.infer<typeof ToldChange>;

/** What the confirm sheet shows: everything that is confirmed is in it, and its hash is what is confirmed. */
export const PlanPreview = z.object({
  plan: PlanId,
  mode: RunMode,
  hash: z.string(),
  at: Instant,
  parameters: z.record(ParameterName, ParameterValue),
  steps: z.array(
    PlanStep.extend({
      actions: z.array(DescribedAction),
      undo: z.array(DescribedAction).nullable(),
      /** What is there now, and what would be there. */
      live: Shown.nullable(),
      after: z.string().nullable(),
      /** "guarded, not atomic", for instance. */
      notes: z.array(z.string()),
    }),
  ),
  /** What it touches: services, records, programs, addresses. */
  blastRadius: z.array(z.string()),
  /** In words, gravest first: "both sites can accept writes". */
  dangers: z.array(z.string()),
  numbers: z.array(Shown),
  /** Until when resolvers may keep the old answer if it were done now. */
  propagation: z.object({ ttlSeconds: z.number(), /** When the TTL was read; null where it is the one that the plan sets. */ at: Instant.nullable(), oldAnswersEndAt: Instant, keepOldShare: z.number().min(0).max(1).nullable() }).nullable(),
  preflight: Preflight,
  /** Of a rollback: the version that is put back, the one of now, and what was told of changes to its scope in the last 24 hours, the newest first. */
  versions: z.object({ to: z.string(), now: z.string().nullable(), at: Instant.nullable(), changes: z.array(ToldChange) }).nullable(),
});
export type PlanPreview = z.infer<typeof PlanPreview>;

export const Trigger = z.object({
  id: TriggerId,
  plan: PlanId,
  on: z.enum(['healthCheck', 'primaryFails', 'whenClock']),
  configured: TriggerMode,
  /** What it may do now, and why that is less. */
  mode: TriggerMode,
  because: z.array(z.string()),
  /** met: its condition holds; blind: nothing can be said, and nothing is done. */
  state: z.enum(['quiet', 'counting', 'met', 'blind']),
  failed: z.int().min(0),
  needed: z.int().min(1),
  checkedAt: Instant.nullable(),
  says: z.string(),
  countdown: z.object({ until: Instant.nullable() }).nullable(),
  /** It is met and a person decides. */
  suggests: z.object({ since: Instant, why: z.string() }).nullable(),
});
export type Trigger = z.infer<typeof Trigger>;

/** While it is pulled nothing begins, and nothing that runs goes on. */
export const Lever = z.object({ owner: PersonId, reason: z.string(), since: Instant });
export type Lever = z.infer<typeof Lever>;

/**
 * What there is to know of a plan’s drills. announced: it begins at `at`. asks: it does so only once a person has said yes. putOff: something
 * is in the way, until `until` at the latest. missed: the one of `at` did not take place. failed: the last one, which ended at `at`.
 */
export const DrillNote = z.object({
  plan: PlanId,
  name: z.string(),
  mode: z.enum(['drill', 'dry-run']),
  state: z.enum(['announced', 'asks', 'putOff', 'missed', 'failed']),
  at: Instant,
  until: Instant.nullable(),
  /** Why, in words. */
  says: z.string().nullable(),
  run: RunId.nullable(),
});
export type DrillNote = z.infer<typeof DrillNote>;

/** What walls and bands show of continuity. */
export const ContinuityFace = z.object({
  lever: Lever.nullable(),
  runs: z.array(z.object({ id: RunId, plan: PlanId, name: z.string(), mode: RunMode, state: z.string(), incident: IncidentId.nullable(), step: z.string().nullable(), since: Instant })),
  triggers: z.array(Trigger),
  /** Plans that no drill or real run has done in time within their validity; `since`: the last one that did. */
  unproven: z.array(z.object({ plan: PlanId, name: z.string(), since: Instant.nullable() })),
  /** Services that plans have switched to less, and not back: what was done, not what is measured. */
  switched: z.array(z.object({ service: ServiceId, to: ServiceMode, exit: z.string().nullable(), run: RunId, at: Instant })),
  drills: z.array(DrillNote),
  /** Queues of jobs put aside that are not empty. */
  emergencyQueues: z.array(z.object({ queue: z.string(), waiting: z.number().nullable(), oldestSeconds: z.number().nullable(), at: Instant.nullable() })),
});
export type ContinuityFace = z.infer<typeof ContinuityFace>;

/** A workspace without plans. */
export const NO_CONTINUITY: ContinuityFace = { lever: null, runs: [], triggers: [], unproven: [], drills: [], switched: [], emergencyQueues: [] };
