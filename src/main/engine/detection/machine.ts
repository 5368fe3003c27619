import { createModel, judgeSample } from './conditions.ts';
import { countSample, interrupt, NO_COUNT, wasCounted } from './counting.ts';
import type { RuleMachine, RuleSpec } from './spec.ts';

/** One rule at work, from the first sample on: judges each, counts it, and remembers. Live, replayed and simulated it is this. */
export function createRuleMachine(spec: RuleSpec): RuleMachine {
  const model = createModel(spec.condition);
  let count = NO_COUNT;
  return {
    spec,
    take: (sample) => {
      // Asked before judging, so that a learned condition does not learn from a sample twice either.
      if (!wasCounted(count, sample)) count = countSample(spec, count, sample, judgeSample(spec, model, sample));
      return count.status;
    },
    status: () => count.status,
    interrupt: () => {
      count = interrupt(count);
      return count.status;
    },
    learn: (points) => model.learn(points),
    save: () => count,
    restore: (saved) => {
      count = saved;
    },
  };
}
