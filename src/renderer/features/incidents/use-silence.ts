import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName } from '../../../shared/contract/contract.ts';
import type { IncidentId, ItemId } from '../../../shared/model/ids.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { useKeep, type Doing } from './use-act.ts';

const STALE: readonly CallName[] = ['incidents.get', 'incidents.timeline', 'silences.list', 'alerts.list'];

export type SilenceAsked = Omit<CallInput<'incidents.silence'>, 'id'>;

/**
 * Makes a silence from an incident. Whatever comes of it stands in the incident, so that is read again after a failure too: an answer
 * that did not arrive must not lead to a second silence.
 */
export function useSilence(id: IncidentId, taken?: () => void): Doing<SilenceAsked> {
  const { mutate, isPending, error, reset } = useCallMutation('incidents.silence', STALE, taken);
  const queries = useQueryClient();
  const keep = useKeep();
  const run = useCallback<Doing<SilenceAsked>['run']>(
    (asked, done) =>
      mutate(
        { id, ...asked },
        {
          onSuccess: (now) => {
            keep(now);
            done?.(now);
          },
          onError: () => void queries.invalidateQueries({ queryKey: ['incidents.get', { id }] }),
        },
      ),
    [id, mutate, keep, queries],
  );
  return { run, busy: isPending, error, forget: reset };
}

/** Ends one before its time. To ask twice does no harm. */
export function useExpire(id: IncidentId): Doing<ItemId> {
  const { mutate, isPending, error, reset } = useCallMutation('incidents.expireSilence', STALE);
  const keep = useKeep();
  const run = useCallback<Doing<ItemId>['run']>(
    (item, done) =>
      mutate(
        { id, item },
        {
          onSuccess: (now) => {
            keep(now);
            done?.(now);
          },
        },
      ),
    [id, mutate, keep],
  );
  return { run, busy: isPending, error, forget: reset };
}
