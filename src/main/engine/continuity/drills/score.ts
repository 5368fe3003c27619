import type { Run, RunScore } from '../../../../shared/model/continuity/run.ts';
import type { Surprise } from './surprises.ts';

const seconds = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000;

/**
 * How a drill went, in seconds of the wall clock: from its start to its end against its objective, the step that took longest, and
 * what was put in the way. Null while it runs, and of what is no drill. Met: every step was done, in time.
 */
export function scoreOf({ mode, state, startedAt, endedAt, objectiveSeconds, steps }: Omit<Run, 'score'>, surprises: readonly Surprise[]): RunScore | null {
  if (mode !== 'drill' || endedAt === null) return null;
  const tookSeconds = seconds(startedAt, endedAt);
  const times = steps.flatMap((step) => (step.startedAt === null || step.endedAt === null ? [] : [{ step: step.id, name: step.name, seconds: seconds(step.startedAt, step.endedAt) }]));
  return {
    tookSeconds,
    objectiveSeconds,
    met: state === 'done' && tookSeconds <= objectiveSeconds,
    slowest: times.reduce<RunScore['slowest']>((longest, each) => (longest === null || each.seconds > longest.seconds ? each : longest), null),
    // What was never reached was coped with by nobody, and failed by nobody.
    surprises: surprises.flatMap(({ step, what }) => {
      const met = steps.find(({ id }) => id === step);
      return met === undefined || met.startedAt === null ? [] : [{ step, what, coped: met.state === 'done' }];
    }),
  };
}
