import type { PersonId, PlanId, TriggerId } from '../../../../shared/model/ids.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import type { FrozenPlan, RunMode, RunPhase, StopReason } from './state.ts';

interface At {
  /** Of the monotonic clock. */
  readonly at: DurationMs;
}
interface By extends At {
  readonly by: PersonId;
}
/** Of who steers a run: the epoch that they saw. */
interface Steering extends By {
  readonly epoch: number;
}

/** letGo: a gradual step has stopped half-way, because it was told to. unproven: it has taken effect, and is not seen to work. */
export type StepOutcome = 'done' | 'letGo' | 'unproven' | 'refused' | 'notReached' | 'lost' | 'unknown';

/** Whether a step may begin by what was seen of it. */
export type Ready = 'yes' | 'no' | 'unknown';

export type Happened = 'yes' | 'unproven' | 'no' | 'unknown';

export type GroupEvent =
  /** Held to arm; what is armed is confirmed next, or expires. */
  | (By & { readonly type: 'arm'; readonly plan: PlanId; readonly mode: RunMode })
  /** `shown`: hash of what the person saw; `live`: the same of now. `blocked`: rules of pre-flight that say no; `overridden`: those that the person named, with a reason. */
  | (By & { readonly type: 'confirm'; readonly intent: string; readonly plan: FrozenPlan; readonly mode: RunMode; readonly shown: string; readonly live: string; readonly blocked: readonly string[]; readonly overridden: readonly string[] })
  /** What a trigger may do now stands in `mode`; `suggest` needs no more than to be told. */
  | (At & { readonly type: 'triggerMet'; readonly trigger: TriggerId; readonly plan: FrozenPlan; readonly mode: 'countdown' | 'automatic'; readonly vetoMs: DurationMs; readonly blocked: readonly string[] })
  /** A drill or dry run whose time has come; `by`: who gave their word, where one is asked for. */
  | (At & { readonly type: 'drillDue'; readonly by: PersonId | null; readonly plan: FrozenPlan; readonly mode: 'drill' | 'dry-run'; readonly blocked: readonly string[] })
  /** Somebody can object now: the notice is known to be delivered, or a seat is attended. */
  | (At & { readonly type: 'heard' })
  | (By & { readonly type: 'veto' })
  | (By & { readonly type: 'approve' })
  | (By & { readonly type: 'hold'; readonly reason: string })
  | (By & { readonly type: 'release' })
  | (Steering & { readonly type: 'takeOver' })
  | (Steering & { readonly type: 'pause' | 'resume' | 'abort' | 'rollBack' | 'retry' })
  /** What a person says of a step that is unknown, or that the other console may have done; of one that is unproven, that it is to be gone on from all the same. */
  | (Steering & { readonly type: 'settle'; readonly happened: boolean })
  | (At & { readonly type: 'looked'; readonly run: number; readonly attempt: number; readonly ready: Ready; readonly asConfirmed: boolean })
  /** `found`: of a dry run, where everything is looked at, whatever is found; it decides nothing. */
  | (At & { readonly type: 'ended'; readonly run: number; readonly attempt: number; readonly outcome: StepOutcome; readonly found?: Ready })
  | (At & { readonly type: 'readBack'; readonly run: number; readonly attempt: number; readonly happened: Happened })
  | (At & { readonly type: 'tick' })
  /** This console has taken over from another one that did not answer; the term says for which time. */
  | (At & { readonly type: 'split'; readonly term: number })
  /** A person has read what the other console has recorded; it stands down for good. */
  | (At & { readonly type: 'merged' })
  /** The process has begun anew; instants of before mean nothing. */
  | (At & { readonly type: 'recovered' });

export type Refusal =
  | 'held'
  | 'busy'
  | 'notArmed'
  | 'stale'
  | 'blocked'
  | 'ownApproval'
  | 'nothingToApprove'
  | 'nothingRuns'
  | 'notHolder'
  | 'tookOver'
  | 'unknownFirst'
  | 'notNow'
  | 'coolDown'
  | 'neverAutomatic'
  | 'restarted'
  | 'split';

/** What is to be done. Everything is written down before it is. */
export type GroupEffect =
  | { readonly kind: 'look' | 'perform' | 'undo'; readonly run: number; readonly step: number; readonly attempt: number }
  | { readonly kind: 'readBack'; readonly run: number; readonly step: number; readonly attempt: number; readonly way: 'forward' | 'back' }
  | { readonly kind: 'askApproval'; readonly run: number; readonly step: number }
  | { readonly kind: 'notice'; readonly trigger: TriggerId; readonly plan: PlanId }
  | { readonly kind: 'suggest'; readonly trigger: TriggerId; readonly plan: PlanId; readonly why: Refusal }
  | { readonly kind: 'started'; readonly run: number }
  | { readonly kind: 'already'; readonly run: number }
  | { readonly kind: 'stopped'; readonly run: number; readonly why: StopReason }
  | { readonly kind: 'ended'; readonly run: number; readonly phase: RunPhase }
  | { readonly kind: 'refused'; readonly why: Refusal };
