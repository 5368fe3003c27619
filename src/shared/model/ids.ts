import { z } from 'zod';

/**
 * An identifier as people write it in `holdfast.yaml`: letters, digits, dot, dash, underscore; 1 to 63 characters.
 * Branded, so that a service's id cannot be handed over where a signal's is expected.
 */
const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected 1 to 63 letters, digits, ".", "-" or "_", starting with a letter or digit');

export const SourceId = slug.brand<'SourceId'>();
export type SourceId = z.infer<typeof SourceId>;
export const ServiceId = slug.brand<'ServiceId'>();
export type ServiceId = z.infer<typeof ServiceId>;
export const SignalId = slug.brand<'SignalId'>();
export type SignalId = z.infer<typeof SignalId>;
export const RuleId = slug.brand<'RuleId'>();
export type RuleId = z.infer<typeof RuleId>;
export const SloId = slug.brand<'SloId'>();
export type SloId = z.infer<typeof SloId>;
export const HookId = slug.brand<'HookId'>();
export type HookId = z.infer<typeof HookId>;
export const MaintenanceId = slug.brand<'MaintenanceId'>();
export type MaintenanceId = z.infer<typeof MaintenanceId>;
export const PersonId = slug.brand<'PersonId'>();
export type PersonId = z.infer<typeof PersonId>;
export const SeatId = slug.brand<'SeatId'>();
export type SeatId = z.infer<typeof SeatId>;

/** `INC-2026-0042`: the year of the workspace's zone in which it was detected, then a number that rises by one. */
export const IncidentId = z.string().regex(/^INC-\d{4}-\d{4,8}$/, 'expected an incident such as "INC-2026-0042"').brand<'IncidentId'>();
export type IncidentId = z.infer<typeof IncidentId>;
export const AlertId = slug.brand<'AlertId'>();
export type AlertId = z.infer<typeof AlertId>;
/** Of an action item or a link; unique within its incident. */
export const ItemId = slug.brand<'ItemId'>();
export type ItemId = z.infer<typeof ItemId>;
/** `CA-0012`: a corrective action; numbers rise by one over the workspace and are never given twice. */
export const CorrectiveActionId = z.string().regex(/^CA-\d{4,8}$/, 'expected a corrective action such as "CA-0012"').brand<'CorrectiveActionId'>();
export type CorrectiveActionId = z.infer<typeof CorrectiveActionId>;
/** `CAUSE-0007`: a cause that incidents share; numbered like corrective actions. */
export const CauseId = z.string().regex(/^CAUSE-\d{4,8}$/, 'expected a cause such as "CAUSE-0007"').brand<'CauseId'>();
export type CauseId = z.infer<typeof CauseId>;
/** `CHG-0042`: a change that was told; numbers rise by one and are never given twice. */
export const ChangeId = z.string().regex(/^CHG-\d{4,10}$/, 'expected a change such as "CHG-0042"').brand<'ChangeId'>();
export type ChangeId = z.infer<typeof ChangeId>;
/** Where updates go, as it is written in the configuration. */
export const ChannelId = slug.brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;
/** `UPD-0042`: a status update; numbers rise by one and are never given twice. */
export const UpdateId = z.string().regex(/^UPD-\d{4,10}$/, 'expected an update such as "UPD-0042"').brand<'UpdateId'>();
export type UpdateId = z.infer<typeof UpdateId>;
/** A message of Holdfast itself that is no update of an incident; the same one is sent once. */
export const NoticeId = z.string().regex(/^NTC-[A-Za-z0-9-]{1,240}$/, 'expected a notice such as "NTC-primary-1"').brand<'NoticeId'>();
export type NoticeId = z.infer<typeof NoticeId>;
/** What is run when an API is down, as it is written in the configuration. */
export const PlanId = slug.brand<'PlanId'>();
export type PlanId = z.infer<typeof PlanId>;
/** Of a step; unique within its plan. */
export const StepId = slug.brand<'StepId'>();
export type StepId = z.infer<typeof StepId>;
/** What one lock and one cool-down cover: plans that must never run at the same time. */
export const GroupId = slug.brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;
export const TriggerId = slug.brand<'TriggerId'>();
export type TriggerId = z.infer<typeof TriggerId>;
export const DnsProviderId = slug.brand<'DnsProviderId'>();
export type DnsProviderId = z.infer<typeof DnsProviderId>;
export const ProgramId = slug.brand<'ProgramId'>();
export type ProgramId = z.infer<typeof ProgramId>;
/** `RUN-0042`: one execution of a plan; numbers rise by one and are never given twice. */
export const RunId = z.string().regex(/^RUN-\d{4,10}$/, 'expected a run such as "RUN-0042"').brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;
