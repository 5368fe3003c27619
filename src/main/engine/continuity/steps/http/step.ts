import type { Condition } from '../../../../../shared/model/continuity/request-config.ts';
import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { forTargets } from '../filled.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, NOT_IN_A_DRILL, NOTHING_TO_LOOK_AT, together, type Performed, type RunnableStep, type StepContext, type ToldBack } from '../step.ts';
import { allHappened, type Judge } from '../verify/judge.ts';
import { call, describeRequest, type HttpStepDeps } from './call.ts';

/** Beyond its own time, so that the run learns from the step and not from its limit. */
const GRACE_MS = 1_000;

export interface HttpStepParts extends HttpStepDeps {
  readonly judge: Judge;
}

export function createHttpStep(step: StepConfigOf<'http'>, mode: RunMode, values: Readonly<Record<string, string>>, deps: HttpStepParts): RunnableStep {
  const limitMs = readDuration(step.timeout);
  const isDrill = mode === 'drill';
  const requests = isDrill ? (step.drill === undefined ? [] : forTargets(step.drill, step.targets, values)) : forTargets(step.request, step.targets, values);
  const undos = step.undo === undefined || isDrill ? [] : forTargets(step.undo, step.targets, values);
  const conditions = step.readBack === undefined || isDrill ? [] : forTargets<Condition>(step.readBack, step.targets, values);

  /** One after the other, and no further where one failed: what is left is not made worse. */
  const each = async (all: readonly Parameters<typeof call>[0][], { key, ...stop }: StepContext): Promise<Performed> => {
    const parts: Performed[] = [];
    for (const [index, request] of all.entries()) {
      const part = await call(request, all.length === 1 ? key : `${key}.${index + 1}`, limitMs, deps, stop);
      parts.push(part);
      if (part.outcome !== 'done') break;
    }
    return together(parts, all.length);
  };

  return {
    frozen: { id: step.id, kind: 'act', effect: requests.length > 0, guarded: false, undoable: undos.length > 0, repeatable: step.honoursKey, limitMs: durationMs(limitMs * Math.max(1, requests.length) + GRACE_MS), aloneAfterMs: null },
    describe: () => ({ actions: requests.map(describeRequest), touches: [...new Set(requests.map(({ url }) => new URL(url).host))], undo: undos.length === 0 ? null : undos.map(describeRequest) }),
    look: () => Promise.resolve(NOTHING_TO_LOOK_AT),
    perform: (context) => (requests.length === 0 ? Promise.resolve(NOT_IN_A_DRILL) : each(requests, context)),
    undo: (context) => (undos.length === 0 ? Promise.resolve(NO_WAY_BACK) : each(undos, context)),
    readBack: async ({ abort }, way): Promise<ToldBack> => (conditions.length === 0 ? CANNOT_BE_READ : allHappened(await Promise.all(conditions.map((condition) => deps.judge(condition, abort))), way)),
  };
}
