import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName } from '../../../shared/contract/contract.ts';
import type { HoldfastError } from '../../../shared/model/result.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { useReview } from './review-context.ts';

/** What the answers of others say about a review. */
export const STALE: readonly CallName[] = ['reviews.list', 'reviews.story', 'causes.list', 'causes.get', 'correctiveActions.list', 'incidents.get', 'incidents.timeline'];

export type ReviewDraft = Omit<CallInput<'reviews.put'>, 'incident' | 'version'>;

export interface Putting {
  readonly put: (draft: ReviewDraft, done?: () => void) => void;
  readonly busy: boolean;
  readonly error: HoldfastError | null;
  readonly again: () => void;
}

/** Writes a part of the review as it is known now. When somebody else was faster, the review is read again and nothing of the draft is lost. */
export function usePut(): Putting {
  const { review } = useReview();
  const queries = useQueryClient();
  const { mutate, isPending, error, reset } = useCallMutation('reviews.put', STALE);
  const { incident, version } = review;
  const put = useCallback(
    (draft: ReviewDraft, done?: () => void) =>
      mutate(
        { incident, version, ...draft },
        {
          onSuccess: (now) => {
            queries.setQueryData(['reviews.get', { incident }], now);
            done?.();
          },
          onError: (failure) => (failure.code === 'conflict' ? void queries.invalidateQueries({ queryKey: ['reviews.get'] }) : undefined),
        },
      ),
    [mutate, queries, incident, version],
  );
  return { put, busy: isPending, error, again: reset };
}
