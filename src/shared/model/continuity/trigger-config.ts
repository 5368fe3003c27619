import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { ChannelId, PlanId, ServiceId, SignalId, TriggerId } from '../ids.ts';

/** What a trigger does when it is met: says so, counts down unless somebody objects, or acts. */
export const TRIGGER_MODES = ['suggest', 'countdown', 'automatic'] as const;
export const TriggerMode = z.enum(TRIGGER_MODES);
export type TriggerMode = z.infer<typeof TriggerMode>;

const common = {
  id: TriggerId.describe('unique among triggers'),
  plan: PlanId.describe('id of the plan'),
  mode: TriggerMode.default('suggest').describe('suggest: a person decides; countdown: begins unless somebody objects; automatic: begins by itself'),
  veto: Duration.default('2m').describe('of a countdown: how long people may object, from when its notice was delivered or while somebody is at a screen'),
  notice: z.array(ChannelId).min(1).max(20).optional().describe('of a countdown: ids of channels that are told of it'),
};

const FailedChecks = z.int().min(3, 'expected 3 or more: it acts on more than two failed checks in a row').max(100).default(3).describe('how many failed checks in a row, each of a fresh sample');

const HealthCheckTrigger = z.strictObject({
  ...common,
  on: z.literal('healthCheck'),
  every: Duration.default('5m').describe('how often it is checked'),
  above: z.number().gt(0).describe('latency, in the unit of the signals, above which a check fails; no successful answer fails it too'),
  signals: z.array(SignalId).min(1).max(100).optional().describe('latencies of which the worst counts; the p95 of every essential (tier 1) service unless told'),
  failedChecks: FailedChecks,
});

const PrimaryFailsTrigger = z.strictObject({
  ...common,
  on: z.literal('primaryFails'),
  every: Duration.default('60s').describe('how often it is checked'),
  signals: z.array(SignalId).min(1).max(20).describe('availability signals of the primary: a check fails when all of them say that it is down'),
  failedChecks: FailedChecks,
});

const WhenClockTrigger = z.strictObject({
  ...common,
  on: z.literal('whenClock'),
  services: z.array(ServiceId).min(1).max(200).optional().describe('services whose outage counts; those of the plan unless told'),
});

export const TriggerConfig = z.discriminatedUnion('on', [HealthCheckTrigger, PrimaryFailsTrigger, WhenClockTrigger]);
export type TriggerConfig = z.infer<typeof TriggerConfig>;
