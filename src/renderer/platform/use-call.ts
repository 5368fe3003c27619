import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { HoldfastError, type Result } from '../../shared/model/result.ts';
import { useClient } from './context.tsx';

export interface CallOptions<N extends CallName = CallName> {
  /** False: do not ask yet. */
  readonly enabled?: boolean;
  /** Asks again every so often while the screen is shown. */
  readonly refetchMs?: number;
  /** The same, where how often depends on what was answered. */
  readonly refetch?: (answer: CallOutput<N>) => number;
  /** Shows the answer to the question before while a new one is asked; `isPlaceholderData` tells. */
  readonly keep?: boolean;
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new HoldfastError(result.error.code, result.error.message, result.error.details);
}

/** Asks the engine and keeps the answer until an event says that it is old. `error.message` is a sentence for the screen. */
export function useCall<N extends CallName>(name: N, input: CallInput<N>, options: CallOptions<N> = {}): UseQueryResult<CallOutput<N>, HoldfastError> {
  const client = useClient();
  return useQuery<CallOutput<N>, HoldfastError>({
    queryKey: [name, input],
    queryFn: async () => unwrap(await client(name, input)),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state: { data } }) => (data === undefined ? undefined : options.refetch?.(data)) ?? options.refetchMs ?? false,
    ...(options.keep === true && { placeholderData: keepPreviousData }),
  });
}

/**
 * For calls that change something. `stale` names the calls whose answers are old afterwards. `taken` runs once it was done even if the
 * page that asked is gone by then, unlike what is given to `mutate`.
 */
export function useCallMutation<N extends CallName>(name: N, stale: readonly CallName[] = [], taken?: (input: CallInput<N>) => void): UseMutationResult<CallOutput<N>, HoldfastError, CallInput<N>> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<CallOutput<N>, HoldfastError, CallInput<N>>({
    mutationFn: async (input) => unwrap(await client(name, input)),
    onSuccess: async (_, input) => {
      await Promise.all(stale.map((call) => queries.invalidateQueries({ queryKey: [call] })));
      taken?.(input);
    },
  });
}
