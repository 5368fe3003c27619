import { z } from 'zod';
import { ChangeKind, ChangeRelation, ChangeStatus } from './change.ts';
import { RunMode, RunPhase } from './continuity/run.ts';
import { AlertId, ChangeId, IncidentId, PlanId, RunId, ServiceId } from './ids.ts';
import { DecisionChoice, IncidentActor, IncidentState, InstantName, ShownNumber } from './incident.ts';
import { Instant } from './instant.ts';
import { Audience, Role } from './policy-config.ts';
import { Severity } from './severity.ts';
import { TimelineEvent } from './timeline.ts';

/** A span of time in which something held; null: it still does. `knownAt`, `endKnownAt`: when that was written down. */
const span = { from: Instant, to: Instant.nullable(), knownAt: Instant, endKnownAt: Instant.nullable() };
const told = { seq: z.number().int(), at: Instant, knownAt: Instant };

/**
 * A whole incident as lanes over time, for whoever goes through it afterwards: each row says when it was and since when it was known,
 * so that what was known at any moment can be worked out without asking again (`knownAt`).
 */
export const Story = z.object({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  isDrill: z.boolean(),
  /** What T+0 is: the start of the impact, else the first that was heard of it. */
  startedAt: Instant,
  from: Instant,
  to: Instant,
  instants: z.partialRecord(InstantName, Instant.nullable()),
  states: z.array(z.object({ ...told, state: IncidentState, by: IncidentActor })),
  severities: z.array(z.object({ ...told, severity: Severity })),
  alerts: z.array(z.object({ ...span, alert: AlertId, rule: z.string(), service: ServiceId.nullable(), severity: Severity, value: z.number().nullable(), limit: z.number().nullable(), summary: z.string().nullable() })),
  roles: z.array(z.object({ ...span, role: Role, person: z.string(), name: z.string() })),
  updates: z.array(z.object({ ...told, audience: Audience, text: z.string(), nextAt: Instant.nullable(), correction: z.boolean(), by: IncidentActor })),
  decisions: z.array(z.object({ ...told, choice: DecisionChoice, reason: z.string(), reaskAt: Instant.nullable(), sinceImpactMs: z.number().nullable(), numbers: z.array(ShownNumber), confirmed: z.boolean(), by: IncidentActor })),
  /** What was changed around it, as far as it was told; the first that may have caused it first. */
  changes: z.array(z.object({ ...span, change: ChangeId, kind: ChangeKind, title: z.string(), status: ChangeStatus, relation: ChangeRelation })),
  /** Plans that were run for it, in any mode. `phase` null: it has not ended. */
  runs: z.array(z.object({ ...span, run: RunId, plan: PlanId, name: z.string(), mode: RunMode, phase: RunPhase.nullable() })),
  rows: z.array(TimelineEvent),
  /** True where it is longer than is told here: the first rows are. */
  cut: z.boolean(),
});
export type Story = z.infer<typeof Story>;

/** Two incidents side by side; times count from each one's own start. */
export const Comparison = z.object({
  left: Story,
  right: Story,
  instants: z.array(z.object({ instant: InstantName, leftMs: z.number().nullable(), rightMs: z.number().nullable() })),
  /** What speaks for the two being the same trouble; null where nothing does. */
  why: z.string().nullable(),
});
export type Comparison = z.infer<typeof Comparison>;
