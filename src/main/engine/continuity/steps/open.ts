import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import type { Condition, ProgramConfig } from '../../../../shared/model/continuity/request-config.ts';
import type { PlanKind } from '../../../../shared/model/continuity/plan-config.ts';
import type { StepConfig, StepConfigOf, TierConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { GroupId, PlanId, SignalId } from '../../../../shared/model/ids.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import type { FrozenStep, RunMode } from '../core/state.ts';
import type { DnsDeps } from '../dns/open.ts';
import { askCommand, type CommandDeps } from './command/run.ts';
import { createCommandStep } from './command/step.ts';
import { createDegradeStep } from './degrade/step.ts';
import type { Surprise } from '../drills/surprises.ts';
import { createDnsStep } from './dns/step.ts';
import { createFenceStep } from './fence/step.ts';
import { createDrainStep } from './drain/step.ts';
import { ask, type HttpStepDeps } from './http/call.ts';
import { createHttpStep } from './http/step.ts';
import { createNotifyStep } from './notify/step.ts';
import type { Teller } from './notify/teller.ts';
import type { RampDesk } from './ramp/desk.ts';
import { createRampStep } from './ramp/step.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, NOTHING_TO_LOOK_AT, type RunnableStep, type ToldBack } from './step.ts';
import type { Signals } from './signals.ts';
import { judgeDns } from './verify/dns.ts';
import type { Judge } from './verify/judge.ts';
import { judgeSignal } from './verify/signal.ts';
import { createVerifyStep } from './verify/step.ts';
import { createWaitStep } from './wait/step.ts';

export interface StepDeps extends HttpStepDeps, Omit<CommandDeps, 'allowed'> {
  readonly signals: Signals;
  readonly dns: DnsDeps;
  readonly teller: Teller;
  readonly ramps: Pick<RampDesk, 'open'>;
}

/** A plan’s steps as they were when it was confirmed: what a run needs to go on after any restart. */
export interface FrozenText {
  readonly plan: { readonly id: PlanId; readonly name: string; readonly kind: PlanKind; readonly group: GroupId; readonly objectiveSeconds: number };
  /** Child plans’ steps in their place. */
  readonly steps: readonly StepConfig[];
  /** The child plan of each step that is not the plan’s own. */
  readonly childOf: Readonly<Record<string, PlanId>>;
  readonly values: Readonly<Record<string, string>>;
  /** Those that its steps name, secrets as they are written: by reference. */
  readonly programs: readonly ProgramConfig[];
  /** Those that its dns steps name; secrets by reference. */
  readonly providers: readonly DnsProviderConfig[];
  readonly tiers: readonly TierConfig[];
  /** Signals that are healthy only while the plan’s target can take the traffic. */
  readonly healthy: readonly SignalId[];
  /** By the id of a step: what its `freeze` told while the plan was prepared. Empty at first; a plan is prepared in three acts: opened, frozen, opened again with what was frozen. */
  readonly confirmed: Readonly<Record<string, unknown>>;
  /** Of a drill: what is put in the way without a word. */
  readonly surprises?: readonly Surprise[];
}

/** What steps are made of. */
export type StepsText = Pick<FrozenText, 'steps' | 'values' | 'programs' | 'providers' | 'tiers' | 'confirmed'>;

const ASK_MS = durationMs(10_000);

/** Makes steps that can be run; `overridden`: rules of pre-flight that a person has overridden for this run. */
export function openSteps({ steps, values, programs: allowed, providers, tiers, confirmed }: StepsText, mode: RunMode, deps: StepDeps, overridden: readonly string[] = []): RunnableStep[] {
  const judge: Judge = (condition, abort, since = null) => judgeOnce(condition, { ...deps, allowed }, abort, since);
  return steps.map((step) => {
    switch (step.kind) {
      case 'http':
        return createHttpStep(step, mode, values, { ...deps, judge });
      case 'command':
        return createCommandStep(step, mode, values, { ...deps, allowed, judge });
      case 'wait':
        return createWaitStep(step, deps.clock);
      case 'verify':
        return createVerifyStep(step, values, { clock: deps.clock, judge });
      case 'approve':
        return createApproveStep(step);
      case 'dns':
        return createDnsStep(step, mode, values, { dns: deps.dns, signals: deps.signals, judge, providers, confirmed: confirmed[step.id], overridden });
      case 'notify':
        return createNotifyStep(step, mode, values, deps.teller);
      case 'fence':
        return createFenceStep(step, mode, values, { ...deps, allowed, judge });
      case 'drain':
        return createDrainStep(step, mode, values, { ...deps, judge });
      case 'ramp':
        return createRampStep(step, mode, values, { ...deps, judge });
      case 'degrade':
        return createDegradeStep(step, mode, values, { ...deps, judge, tiers });
      default:
        return assertNever(step, 'step');
    }
  });
}

async function judgeOnce(condition: Condition, deps: StepDeps & CommandDeps, abort: AbortSignal, since: EpochMs | null): Promise<ToldBack> {
  if (condition.http !== undefined) return ask(condition.http, ASK_MS, deps, abort);
  if (condition.command !== undefined) return askCommand(condition.command, ASK_MS, deps, abort);
  if (condition.dns !== undefined) return judgeDns(condition.dns, deps.dns.ask, abort);
  if (condition.signal !== undefined) return judgeSignal(condition.signal, deps.signals.facts(condition.signal.id), since);
  return { happened: 'unknown', says: 'nothing is asked for' };
}

/** The decision core waits for the person; the step itself does nothing. */
const createApproveStep = (step: StepConfigOf<'approve'>): RunnableStep => ({
  frozen: { id: step.id, kind: 'approve', effect: false, guarded: false, undoable: false, repeatable: true, limitMs: readDuration(step.timeout), aloneAfterMs: step.aloneAfter === undefined ? null : readDuration(step.aloneAfter) },
  describe: () => ({ actions: [{ to: 'nothing is changed', lines: [`wait at most ${step.timeout} for an approval${step.role === undefined ? '' : ` by the role ${step.role}`}`] }], touches: [], undo: null }),
  look: () => Promise.resolve(NOTHING_TO_LOOK_AT),
  perform: () => Promise.resolve({ outcome: 'refused', says: 'only a person approves' }),
  readBack: () => Promise.resolve(CANNOT_BE_READ),
  undo: () => Promise.resolve(NO_WAY_BACK),
});

/** In a dry run the same steps only look: nothing has an effect, and nothing has to be taken back. */
export const frozenSteps = (steps: readonly RunnableStep[], mode: RunMode): FrozenStep[] => steps.map(({ frozen }) => (mode === 'dry-run' ? { ...frozen, effect: false, undoable: false } : frozen));
