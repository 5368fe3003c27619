import { keepPreviousData, useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import type { HoldfastError } from '../../shared/model/result.ts';
import { useClient } from './context.tsx';
import { unwrap } from './use-call.ts';

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
}
/** Calls whose answers are pages. */
type PagedCall = { [N in CallName]: CallOutput<N> extends Page ? N : never }[CallName];

/**
 * Asks for a list page by page; `fetchNextPage` adds the next one. What an event makes old is asked for again, all pages of it, and
 * what was shown stays until the new answer is there.
 */
export function useCallPages<N extends PagedCall>(name: N, input: Omit<CallInput<N>, 'cursor'>, enabled = true): UseInfiniteQueryResult<InfiniteData<CallOutput<N>>, HoldfastError> {
  const client = useClient();
  return useInfiniteQuery<CallOutput<N>, HoldfastError, InfiniteData<CallOutput<N>>, readonly unknown[], string | null>({
    queryKey: [name, input, 'pages'],
    // The cursor belongs to every paged call, which the compiler cannot follow through a generic name.
    queryFn: async ({ pageParam }) => unwrap(await client(name, (pageParam === null ? input : { ...input, cursor: pageParam }) as CallInput<N>)),
    initialPageParam: null,
    getNextPageParam: (last) => (last as Page).next,
    placeholderData: keepPreviousData,
    enabled,
  });
}
