import { z } from 'zod';
import { DnsName } from '../dns-watch-config.ts';
import { Duration } from '../duration-text.ts';
import { ChannelId, DnsProviderId, ServiceId, SignalId, StepId } from '../ids.ts';
import { Role } from '../policy-config.ts';
import { DisplayName } from '../sources/parts.ts';
import { UpdateKind } from '../update-kind.ts';
import { Command, Condition, HttpLook, HttpRequest, ParameterValue, timeLimit, undoable } from './request-config.ts';

/** What a service can be switched to. */
export const SERVICE_MODES = ['full', 'reduced', 'readOnly', 'off'] as const;
export const ServiceMode = z.enum(SERVICE_MODES);
export type ServiceMode = z.infer<typeof ServiceMode>;

const common = {
  id: StepId.describe('unique among the steps of its plan'),
  name: DisplayName.optional().describe('shown instead of the id'),
};

export const TARGETS_LIMIT = 100;
const Targets = z
  .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1)])
  .optional()
  .describe('done once for each of these, which {{target}} stands for: a list, or a range such as "web-[1-12]"; at most 100');

const DnsStep = z.strictObject({
  ...common,
  kind: z.literal('dns'),
  providers: z.array(DnsProviderId).min(1).max(2).describe('ids of DNS providers, in the order in which they are changed; where the second fails the first is put back'),
  record: DnsName.describe('name of the record'),
  type: z.enum(['A', 'AAAA', 'CNAME']).default('A').describe('record type'),
  to: z.array(z.string().min(1).max(253)).min(1).max(50).describe('the whole record set afterwards'),
  from: z.array(z.string().min(1).max(253)).min(1).max(50).optional().describe('the record set that is expected before; otherwise pre-flight warns'),
  ttl: Duration.default('60s').describe('how long resolvers may keep the new records'),
  proxied: z.boolean().optional().describe('of Cloudflare: whether its proxy stands before the record'),
  healthy: z.array(SignalId).min(1).max(20).optional().describe('signals that must be positively healthy before records point there; those of the plan’s target unless told'),
  resolvers: z.array(z.string().min(1).max(80)).max(10).optional().describe('address or address:port of resolvers of users that are asked whether they have the new records'),
  moved: Condition.optional().describe('tells that traffic has moved'),
  gates: z
    .strictObject({
      accepted: Duration.default('10s').describe('until the provider has accepted it'),
      authoritative: Duration.default('60s').describe('until every authoritative server answers so'),
      resolvers: Duration.default('5m').describe('until the resolvers asked answer so'),
      moved: Duration.default('5m').describe('until traffic has moved'),
    })
    .prefault({})
    .describe('how long each gate of its verification may take'),
  drill: z.strictObject({ record: DnsName.describe('name of a record that only drills change') }).optional().describe('what drills change instead; without it they stop before the change'),
});

const HttpStep = z.strictObject({
  ...common,
  kind: z.literal('http'),
  request: HttpRequest.describe('what is called'),
  targets: Targets,
  ...undoable(HttpRequest),
  honoursKey: z.boolean().default(false).describe('true: it takes the same Idempotency-Key twice as one request, so that it may be sent again'),
  timeout: timeLimit('15s'),
  drill: HttpRequest.optional().describe('what drills call instead; without it they stop before the call'),
});

const CommandStep = z.strictObject({
  ...common,
  kind: z.literal('command'),
  command: Command.describe('program and arguments'),
  targets: Targets,
  ...undoable(Command),
  timeout: timeLimit('60s'),
  drill: Command.optional().describe('what drills run instead; without it they stop before it'),
});

const WaitStep = z.strictObject({ ...common, kind: z.literal('wait'), for: Duration.describe('how long') });

const VerifyStep = z.strictObject({ ...common, kind: z.literal('verify'), that: Condition.describe('what must be so'), within: Duration.default('2m').describe('how long it may take to become so') });

const ApproveStep = z.strictObject({
  ...common,
  kind: z.literal('approve'),
  role: Role.optional().describe('role that the approver must have; anybody with the right `approve` unless told'),
  timeout: Duration.default('15m').describe('how long it is waited for; then the run stops for a person'),
  aloneAfter: Duration.optional().describe('after this time without a second person the starter may approve, with a reason; never unless told'),
});

const NotifyStep = z.strictObject({
  ...common,
  kind: z.literal('notify'),
  channels: z.array(ChannelId).min(1).max(50).describe('ids of channels that an update goes to'),
  update: UpdateKind.default('identified').describe('kind of the update'),
  text: z.string().min(1).max(2_000).optional().describe('what is said beside the facts of the incident'),
});

/** Fencing and what it proves: without the proof, the old primary may still be written to. */
const FenceStep = z
  .strictObject({
    ...common,
    kind: z.literal('fence'),
    request: HttpRequest.optional().describe('call that makes the old primary read-only, or puts it off'),
    command: Command.optional().describe('program that does it'),
    proof: Condition.describe('shows that the old primary takes no writes; without a yes the run stops'),
    within: Duration.default('2m').describe('how long the proof may take'),
    timeout: timeLimit('60s'),
  })
  .refine(({ request, command }) => request === undefined || command === undefined, 'expected at most one of "request" and "command"');

const DegradeStep = z.strictObject({
  ...common,
  kind: z.literal('degrade'),
  services: z.array(ServiceId).min(1).max(50).describe('ids of services, each of which needs an entry under `tiers`'),
  to: ServiceMode.describe('what they are switched to'),
  timeout: timeLimit('15s'),
});

const JobKind = z.strictObject({
  kind: ParameterValue.describe('what the queue calls this kind of job'),
  action: z.enum(['run', 'park', 'expire']).describe('run: they are run again; park: they go to the emergency queue; expire: they are thrown away'),
  order: z.enum(['oldestFirst', 'newestFirst']).default('oldestFirst').describe('of those that are run: which first'),
  expireAfter: Duration.optional().describe('of those that are run or parked: how old a job may be before it is thrown away; none is unless told'),
  idempotent: z.boolean().default(false).describe('true: run twice, such a job does no more than once, so that it may be run without a person’s word'),
  onlyIf: z.string().min(1).max(60).optional().describe('of those that are run and not idempotent: a parameter of the plan as "{{name}}", "no" unless a person says "yes"; until then they are parked'),
});

/** What waits in a queue is looked at first, and only what is decided here is done with it. */
const Jobs = z.strictObject({
  look: z
    .strictObject({ url: HttpLook.shape.url, headers: HttpLook.shape.headers, tls: HttpLook.shape.tls })
    .describe('where it is read what waits; answers with JSON: {"kinds": [{"kind", "waiting", "oldestSeconds"}]}'),
  request: HttpRequest.describe('call that carries it out, once for each kind of which jobs wait; {{kind}}, {{action}}, {{order}} and {{expireAfterSeconds}} (0: none expires) stand for what is decided'),
  kinds: z.array(JobKind).min(1).max(50).describe('each kind of job; one that waits and does not stand here stops the step'),
});

const DrainStep = z.strictObject({
  ...common,
  kind: z.literal('drain'),
  queue: DisplayName.describe('what the queue is called'),
  request: HttpRequest.describe('call that stops or caps the queue, or sends new jobs to the emergency queue'),
  ...undoable(HttpRequest),
  depth: SignalId.optional().describe('signal that tells how many jobs wait'),
  emergency: SignalId.optional().describe('signal that tells how many jobs wait in the emergency queue; it stays on the wall until it is 0'),
  emergencyAge: SignalId.optional().describe('signal that tells how many seconds the oldest job of the emergency queue has waited'),
  jobs: Jobs.optional().describe('what becomes of the jobs that wait, looked at by age and kind before anything is done'),
  timeout: timeLimit('15s'),
  drill: HttpRequest.optional().describe('what drills call instead; without it they stop before the call'),
});

const RampStep = z.strictObject({
  ...common,
  kind: z.literal('ramp'),
  set: HttpRequest.describe('call that sets the value; {{rung}} stands for it'),
  before: z.number().min(0).max(1_000_000).optional().describe('value before the first; set when the ramp is taken back, or the first does not hold; the first of the ladder unless told'),
  ladder: z.array(z.number().min(0).max(1_000_000)).min(1).max(50).default([5, 25, 50, 100]).describe('values from the first to the last, each greater than the one before'),
  dwell: Duration.default('2m').describe('how long each is held'),
  while: z.array(Condition).min(1).max(20).describe('what must hold all the time; a breach steps back, stale data stops'),
  integrity: Condition.optional().describe('must be so before the first and each next value'),
  until: Condition.optional().describe('must be so before it ends: until then the last value is held and watched, and a breach steps back'),
  depth: SignalId.optional().describe('signal that tells how many jobs wait, for the time until they are done'),
  timeout: timeLimit('15s'),
  drill: HttpRequest.optional().describe('what drills call instead of `set`; without it they stop before the call'),
});

export const StepConfig = z.discriminatedUnion('kind', [DnsStep, HttpStep, CommandStep, WaitStep, VerifyStep, ApproveStep, NotifyStep, FenceStep, DegradeStep, DrainStep, RampStep]);
export type StepConfig = z.infer<typeof StepConfig>;
export type StepKind = StepConfig['kind'];
export const STEP_KINDS = ['dns', 'http', 'command', 'wait', 'verify', 'approve', 'notify', 'fence', 'degrade', 'drain', 'ramp'] as const satisfies readonly StepKind[];
export type StepConfigOf<K extends StepKind> = Extract<StepConfig, { kind: K }>;

/** How one service is switched to one mode, through its own endpoint. */
export const TierConfig = z.strictObject({
  service: ServiceId.describe('id of the service'),
  mode: ServiceMode.describe('what it is switched to'),
  request: HttpRequest.describe('call that switches it'),
  readBack: Condition.optional().describe('tells whether it is switched, where no answer came; without it a person is asked'),
  text: z.string().min(1).max(1_000).optional().describe('what customers are told'),
  exit: z.string().min(1).max(300).optional().describe('when it is switched back'),
  drill: HttpRequest.optional().describe('what drills call instead; without it they stop before the call'),
});
export type TierConfig = z.infer<typeof TierConfig>;
