import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName } from '../../../../shared/contract/contract.ts';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import type { RunId } from '../../../../shared/model/ids.ts';
import type { HoldfastError } from '../../../../shared/model/result.ts';
import { useClient } from '../../../platform/context.tsx';
import { unwrap } from '../../../platform/use-call.ts';

type SteerCall = 'runs.pause' | 'runs.resume' | 'runs.retry' | 'runs.abort' | 'runs.rollBack' | 'runs.settle' | 'runs.takeOver' | 'runs.approve' | 'runs.ramp';
/** One thing that is done to a run: the call, and what it is told beside the run. */
export type Steer = { readonly [N in SteerCall]: { readonly call: N; readonly with: Omit<CallInput<N>, 'id'> } }[SteerCall];

const STALE: readonly CallName[] = ['runs.journal', 'runs.list', 'plans.list', 'plans.get'];

export interface Steering {
  readonly run: (what: Steer, done?: (now: Run) => void) => void;
  readonly busy: boolean;
  readonly error: HoldfastError | null;
  readonly forget: () => void;
}

/** Steers one run. What is answered is the run as it is then; what is refused because the run has changed shows it as it is now. */
export function useSteer(id: RunId, taken?: () => void): Steering {
  const client = useClient();
  const queries = useQueryClient();
  const { mutate, isPending, error, reset } = useMutation<Run, HoldfastError, Steer>({
    mutationFn: async (what) => unwrap(await client(what.call, { id, ...what.with })),
    onSuccess: async (now) => {
      queries.setQueryData(['runs.get', { id }], now);
      taken?.();
      await Promise.all(STALE.map((call) => queries.invalidateQueries({ queryKey: [call] })));
    },
    onError: async ({ code }) => (code === 'conflict' ? queries.invalidateQueries({ queryKey: ['runs.get'] }) : undefined),
  });
  const run = useCallback((what: Steer, done?: (now: Run) => void) => mutate(what, done === undefined ? {} : { onSuccess: done }), [mutate]);
  return { run, busy: isPending, error, forget: reset };
}
