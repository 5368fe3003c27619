import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { HoldfastError } from '../../shared/model/result.ts';
import { usePlatform } from './context.tsx';

/** Gives the PIN of the person at this screen; everything that was refused for want of it is asked again. */
export function useEnterPin(): UseMutationResult<void, HoldfastError, string> {
  const { enterPin } = usePlatform();
  const queries = useQueryClient();
  return useMutation<void, HoldfastError, string>({
    mutationFn: async (pin) => {
      const result = await enterPin(pin);
      if (!result.ok) throw new HoldfastError(result.error.code, result.error.message, result.error.details);
    },
    onSuccess: () => queries.invalidateQueries(),
  });
}
