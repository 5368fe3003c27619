import type { Run, RunScore } from '../../../../shared/model/continuity/run.ts';
import type { Surprise } from './surprises.ts';

/**
 * How a drill went: from its start to its end against its objective, the step that took longest, and what was put in the way. Null
 * while it runs, and of what is no drill. Met: every step was done, in time; null where a real run ended it, which says nothing of the plan.
 */
export function scoreOf({ mode, state, tookSeconds, objectiveSeconds, steps }: Omit<Run, 'score'>, surprises: readonly Surprise[]): RunScore | null {
  if (mode !== 'drill' || tookSeconds === null) return null;
  const times = steps.flatMap((step) => (step.tookSeconds === null ? [] : [{ step: step.id, name: step.name, seconds: step.tookSeconds }]));
  return {
    tookSeconds,
    objectiveSeconds,
    met: state === 'interrupted' ? null : state === 'done' && tookSeconds <= objectiveSeconds,
    slowest: times.reduce<RunScore['slowest']>((longest, each) => (longest === null || each.seconds > longest.seconds ? each : longest), null),
    // What was never reached was coped with by nobody, and failed by nobody.
    surprises: surprises.flatMap(({ step, what }) => {
      const met = steps.find(({ id }) => id === step);
      return met === undefined || met.startedAt === null ? [] : [{ step, what, coped: met.state === 'done' }];
    }),
  };
}
