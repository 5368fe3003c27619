import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { ChannelId, GroupId, PersonId, PlanId, ServiceId, SignalId } from '../ids.ts';
import { Role, Weekly, Zone } from '../policy-config.ts';
import { DisplayName } from '../sources/parts.ts';
import { HttpLook, ParameterName, ParameterValue } from './request-config.ts';
import { StepConfig } from './step-config.ts';

export { ParameterName, ParameterValue };

export const PLAN_KINDS = ['failover', 'rollback', 'degrade', 'recover', 'failBack', 'businessContinuity'] as const;
export const PlanKind = z.enum(PLAN_KINDS);
export type PlanKind = z.infer<typeof PlanKind>;

const Parameter = z.strictObject({
  value: ParameterValue.describe('what it is unless the person who starts the plan says another'),
  oneOf: z.array(ParameterValue).min(1).max(50).optional().describe('all that it may be; only `value` unless told'),
});

const Contact = z.strictObject({
  name: z.string().min(1).max(80).describe('who it is'),
  reach: z.string().min(1).max(200).describe('how this person or company is reached when nothing works'),
  for: z.string().min(1).max(120).optional().describe('what for'),
});

const Freeze = z
  .strictObject({
    name: z.string().min(1).max(120).describe('why nothing may be done then'),
    from: z.string().min(1).optional().describe('start: an RFC 3339 instant, or local time such as "2026-12-24 12:00"'),
    to: z.string().min(1).optional().describe('end, written like the start'),
    weekly: Weekly.optional().describe('a window that comes back every week'),
    timeZone: Zone.optional(),
  })
  .refine((window) => (window.weekly === undefined) === (window.from !== undefined && window.to !== undefined) && (window.weekly === undefined || (window.from === undefined && window.to === undefined)), 'expected either "from" and "to", or "weekly"');

const Drill = z.strictObject({
  every: Duration.describe('how often it is drilled; its page says when the next one is due'),
  weekly: Weekly.optional().describe('hours in which a due one begins by itself; without them a person or a scheduler begins it'),
  timeZone: Zone.optional(),
  mode: z.enum(['drill', 'dry-run']).default('drill').describe('drill: the real path, on what belongs to drills; dry-run: nothing is changed'),
  surprises: z.boolean().default(false).describe('true: one or two steps of a drill fail or are slow, and nobody is told before its end'),
  announce: Duration.default('30m').describe('how long before it begins people are told'),
  channels: z.array(ChannelId).min(1).max(20).optional().describe('ids of channels that are told; every one that is marked for drills unless told'),
  ask: z.boolean().default(false).describe('true: it begins only once a person has said yes'),
});

const LastKnownGood = z.strictObject({
  version: z.string().min(1).max(200).describe('version that is put back'),
  current: HttpLook.describe('where the version of now is read'),
  scope: z.array(ServiceId).min(1).max(50).optional().describe('services whose changes it takes back; those of the plan unless told'),
});

const Target = z.strictObject({
  healthy: z.array(SignalId).min(1).max(20).describe('signals that are healthy only while it can take the traffic; of two sources or more, so that one of them alone cannot be wrong'),
  capacity: SignalId.optional().describe('signal that tells how much of its capacity is used'),
});

export const PlanConfig = z.strictObject({
  id: PlanId.describe('unique among plans'),
  name: DisplayName.describe('shown on the button'),
  kind: PlanKind.describe('what it is for'),
  group: GroupId.optional().describe('plans of one group never run at the same time, and share one cool-down; a group of its own unless told'),
  services: z.array(ServiceId).min(1).max(200).describe('ids of the services that it is for'),
  objective: Duration.optional().describe('how long it may take; that of `objectives` unless told'),
  writes: z.boolean().default(false).describe('true: its services take writes, so that two sites at once would lose some'),
  lag: SignalId.optional().describe('signal that tells how far the other site is behind'),
  target: Target.optional().describe('the site that takes over'),
  drillValid: Duration.default('90d').describe('how long a successful drill proves that it works'),
  drill: Drill.optional().describe('when it is drilled, and whether that begins by itself'),
  coolDown: Duration.default('30m').describe('after an automatic attempt, how long no other one of its group begins'),
  freeze: z.array(Freeze).max(50).default([]).describe('times in which it is not started, unless a person overrides it'),
  parameters: z.record(ParameterName, Parameter).default({}).describe('values that steps name as {{name}}'),
  lastKnownGood: LastKnownGood.optional().describe('what a rollback goes back to'),
  roles: z.array(z.strictObject({ role: Role.describe('role that is needed'), does: z.string().min(1).max(300).describe('what whoever holds it does'), person: PersonId.optional().describe('id of somebody under people') })).max(50).default([]).describe('who does what'),
  contacts: z.array(Contact).max(100).default([]).describe('who is reached how'),
  children: z.array(PlanId).max(50).default([]).describe('plans that run after its own steps, in this order'),
  steps: z.array(StepConfig).max(100).default([]).describe('what is done, in order'),
});
export type PlanConfig = z.infer<typeof PlanConfig>;

/** What one lock covers. */
export const groupOf = (plan: Pick<PlanConfig, 'id' | 'group'>): GroupId => plan.group ?? (plan.id as string as GroupId);
