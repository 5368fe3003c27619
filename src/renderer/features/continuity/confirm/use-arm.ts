import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import type { HoldfastError } from '../../../../shared/model/result.ts';
import { setArmed } from '../../../lib/armed.ts';
import { useCallMutation } from '../../../platform/use-call.ts';

export interface Arm {
  readonly run: (done?: () => void) => void;
  readonly busy: boolean;
  readonly error: HoldfastError | null;
}

/** Arms a plan for whoever uses this screen. Counted from when it was asked: the answer may have taken a while. */
export function useArm(plan: PlanId, mode: RunMode): Arm {
  const { mutate, isPending, error } = useCallMutation('plans.arm');
  const run = (done?: () => void): void => {
    const askedAt = performance.now();
    mutate(
      { id: plan, mode },
      {
        onSuccess: ({ seconds }) => {
          setArmed({ plan, mode, untilMonotonicMs: askedAt + seconds * 1_000 });
          done?.();
        },
      },
    );
  };
  return { run, busy: isPending, error };
}
