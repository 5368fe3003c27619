import type { Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { ChannelId, GroupId, IncidentId, PersonId, PlanId, SourceId, TriggerId } from '../../../../shared/model/ids.ts';
import type { Incident } from '../../../../shared/model/incident.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { TriggerToldKind } from '../../../../shared/model/timeline.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import type { Clock, HostPower, Log } from '../../ports.ts';
import type { GroupEffect } from '../core/events.ts';
import type { Plans } from '../plans/plans.ts';
import type { PreflightWorld } from '../preflight/world.ts';
import type { Runs } from '../runs/service.ts';

/** What became of a trigger, for the timeline, the audit and screens. */
export interface TriggerTold {
  readonly kind: TriggerToldKind;
  readonly trigger: TriggerId;
  readonly plan: PlanId;
  readonly incident: IncidentId | null;
  /** A sentence for people. */
  readonly says: string;
  /** Of what a person did. */
  readonly by: PersonId | null;
}

/** Where a notice of a countdown stands: `heard` once one of its channels has it. */
export type NoticeStanding = 'waiting' | 'heard' | 'failed';

export interface TriggersDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly plans: Pick<Plans, 'preflight' | 'prepare'>;
  readonly runs: Pick<Runs, 'send' | 'state'>;
  /** Everything that is watched, as screens see it. */
  readonly signals: () => readonly Signal[];
  /** What consoles of seats see now; the source of each is its place. Counted as places, and never as eyes of ours. */
  readonly fromSeats: () => readonly Signal[];
  /** Whether all control probes of a source fail, that is, whether our own network does; null where there are none, or nothing is known. */
  readonly controlsFail: () => boolean | null;
  /** Open incidents, those of drills too. */
  readonly incidents: () => readonly Pick<Incident, 'id' | 'severity' | 'services' | 'isDrill' | 'clocks'>[];
  /** When a plan was last shown to work; null where it never was. */
  readonly provenAt: (plan: PlanId) => EpochMs | null;
  readonly power: () => HostPower;
  /** Whether the pings to the outside watcher arrive. */
  readonly watchdog: () => boolean;
  /** Who sits at screens now: whether anybody can object, and whether a second screen would notice that this engine is gone. */
  readonly attendance: () => { readonly attended: boolean; readonly secondSeat: boolean };
  readonly changes: PreflightWorld['changes'];
  /** Tells channels of a countdown; answers where that stands, asked each second until it is heard. */
  readonly notice: (order: { readonly id: string; readonly channels: readonly ChannelId[]; readonly title: string; readonly body: string }) => () => NoticeStanding;
  readonly tell: (told: TriggerTold) => void;
  /** Triggers are not as they were. */
  readonly onChange: () => void;
}

/** What arms, suggests or begins plans without a person. */
export interface Triggers {
  /** Those of this configuration from now on; one that is unchanged goes on counting. */
  apply(config: ResolvedConfig): void;
  list(): Trigger[];
  /** Objects to a countdown, or puts a suggestion aside until it was over once. Throws `not_found`, and `conflict` where there is neither. */
  veto(id: TriggerId, by: PersonId, reason: string): Trigger;
  /** To be called once a second, before the runs are ticked: a countdown whose ground is gone must not end. */
  everySecond(): void;
  /** What the decision core said of a group. */
  onEffects(group: GroupId, effects: readonly GroupEffect[]): void;
  /** A suspend, a stall or a step of the clock: what was counted before says nothing of now. */
  clockBroke(): void;
  close(): void;
}

export type PlaceOf = (source: SourceId) => string;
