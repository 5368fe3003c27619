import { z } from 'zod';
import { Duration } from './duration-text.ts';
import { MaintenanceId, PersonId, ServiceId } from './ids.ts';
import { Severity } from './severity.ts';

/** Parts of `holdfast.yaml` that say how incidents are run. Durations stay text here; `main/config` reads them once. */

export const ROLES = ['incidentCommander', 'communicationsLead', 'engineer', 'productManager', 'scribe'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const AUDIENCES = ['internal', 'executive', 'public'] as const;
export const Audience = z.enum(AUDIENCES);
export type Audience = z.infer<typeof Audience>;

const HttpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' });
export const Zone = z.string().min(1).describe('IANA time zone; that of the workspace unless told');
const Day = z.iso.date('expected a day such as "2026-12-31"');
const TIME_EXPECTED = 'expected a time of day such as "22:00"';
export const TimeOfDay = z.string({ error: TIME_EXPECTED }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME_EXPECTED);
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const Weekday = z.enum(WEEKDAYS);

const Cadence = z.strictObject({
  internal: Duration.default('30m').describe('at most this long between internal updates'),
  executive: Duration.default('30m').describe('at most this long between executive updates'),
  public: Duration.default('20m').describe('at most this long between public updates in the first two hours'),
  publicLater: Duration.default('60m').describe('at most this long between public updates after the first two hours'),
});

const WhenClock = z.strictObject({
  amber: Duration.default('10m').describe('from impact start: the decision comes near'),
  due: Duration.default('15m').describe('from impact start: a decision is due'),
  healthy: Duration.default('5m').describe('health that ends the clock'),
});

const Obligation = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected 1 to 63 letters, digits, ".", "-" or "_", starting with a letter or digit').describe('unique among obligations'),
  name: z.string().min(1).max(120).describe('such as "DORA: initial notification"'),
  kind: z.enum(['regulator', 'contract']).describe('who is owed'),
  severities: z.array(Severity).min(1).default(['P0']).describe('severities it holds for'),
  incidentKinds: z.array(z.enum(['bug', 'performance', 'security', 'integration', 'infrastructure'])).min(1).optional().describe('kinds of incident it holds for; all unless told'),
  from: z.enum(['impactStartedAt', 'detectedAt', 'declaredAt']).default('declaredAt').describe('instant that it counts from'),
  within: Duration.describe('time allowed'),
});

/** One rung of the ladder. `after` counts from the moment that the step's cause began to be overdue. */
const EscalationStep = z
  .strictObject({
    after: Duration.default('0s').describe('how long after it became overdue'),
    sound: z.boolean().optional().describe('sound on every screen'),
    webhook: HttpUrl.optional().describe('address that is sent a JSON message; secrets belong in headers'),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected a header name of letters, digits and "-"'), z.string().min(1)).optional().describe('sent with the webhook; values may hold secret references'),
  })
  .refine((step) => step.sound === true || step.webhook !== undefined, 'expected "sound: true" or a "webhook"');

const Escalation = z.strictObject({
  acknowledge: z.strictObject({ P0: Duration.default('3m').describe('time to acknowledge a P0'), P1: Duration.default('10m').describe('time to acknowledge a P1') }).prefault({}).describe('time to acknowledge'),
  commander: Duration.default('5m').describe('how long a P0 or P1 may be without an incident commander'),
  steps: z.array(EscalationStep).max(20).default([{ after: '0s', sound: true }]).describe('what happens, in order, while something stays overdue'),
});

const QuietHours = z.strictObject({ from: TimeOfDay.describe('local time'), to: TimeOfDay.describe('local time; may be on the next day'), timeZone: Zone.optional() });

export const IncidentsConfig = z.strictObject({
  cadence: Cadence.prefault({}).describe('how often each audience hears something'),
  when: WhenClock.prefault({}).describe('the When clock of an outage of an essential service'),
  requiredRoles: z
    .strictObject({
      P0: z.array(Role).default(['incidentCommander', 'communicationsLead', 'engineer']).describe('roles that a P0 needs'),
      P1: z.array(Role).default(['incidentCommander', 'engineer']).describe('roles that a P1 needs'),
      P2: z.array(Role).default([]).describe('roles that a P2 needs'),
    })
    .prefault({})
    .describe('roles that must be held'),
  escalation: Escalation.prefault({}).describe('what happens when nobody acts'),
  obligations: z.array(Obligation).max(50).default([]).describe('clocks owed to regulators and by contract; none unless told'),
  groupAcross: Duration.default('2m').describe('alerts of other services join an incident that fires when their breach began within this time of its impact; 0s = never'),
  groupWithin: Duration.default('30m').describe('alerts of a service join its incident when they begin within this time of its last one'),
  askResolvedAfter: Duration.default('30m').describe('health after which Holdfast asks whether an incident is mitigated or resolved'),
  quietHours: QuietHours.optional().describe('hours in which P1 has no sound; a P0 always has'),
});
export type IncidentsConfig = z.infer<typeof IncidentsConfig>;

/** Hours that come back every week, in local time. */
export const Weekly = z.strictObject({ days: z.array(Weekday).min(1).describe('days on which it starts'), at: TimeOfDay.describe('local time'), for: Duration.describe('how long') });

/** One window, or one that comes back every week. */
export const MaintenanceConfig = z
  .strictObject({
    id: MaintenanceId.describe('unique among maintenance windows'),
    name: z.string().min(1).max(120).describe('what is done, shown on screen'),
    services: z.union([z.literal('all'), z.array(ServiceId).min(1)]).describe('ids of services, or all'),
    from: z.string().min(1).optional().describe('start: an RFC 3339 instant, or local time such as "2026-12-01 22:00"'),
    to: z.string().min(1).optional().describe('end, written like the start'),
    weekly: Weekly.optional().describe('a window that comes back every week'),
    timeZone: Zone.optional(),
  })
  .refine((window) => (window.weekly === undefined) === (window.from !== undefined && window.to !== undefined) && (window.weekly === undefined || (window.from === undefined && window.to === undefined)), 'expected either "from" and "to", or "weekly"');
export type MaintenanceConfig = z.infer<typeof MaintenanceConfig>;

/** Who has a role when: without days and hours always; the first entry that fits counts. */
export const RosterEntryConfig = z
  .strictObject({
    role: Role.describe('role that is filled'),
    person: PersonId.optional().describe('id of somebody under people'),
    name: z.string().min(1).max(80).optional().describe('name of somebody who is not under people'),
    contact: z.string().min(1).max(200).optional().describe('how this person is reached, shown to whoever looks for them'),
    days: z.array(Weekday).min(1).optional().describe('days on which it holds; every day unless told'),
    from: TimeOfDay.optional().describe('local time'),
    to: TimeOfDay.optional().describe('local time; may be on the next day'),
    dates: z.strictObject({ from: Day.describe('first day'), to: Day.describe('last day') }).optional().describe('days between which it holds, both included'),
    timeZone: Zone.optional(),
  })
  .refine((entry) => (entry.person === undefined) !== (entry.name === undefined), 'expected exactly one of "person" and "name"')
  .refine((entry) => (entry.from === undefined) === (entry.to === undefined), 'expected "from" and "to" together, or neither');
export type RosterEntryConfig = z.infer<typeof RosterEntryConfig>;
