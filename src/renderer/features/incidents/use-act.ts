import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName } from '../../../shared/contract/contract.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../shared/model/incident.ts';
import type { HoldfastError } from '../../../shared/model/result.ts';
import { useCallMutation } from '../../platform/use-call.ts';

const STALE: readonly CallName[] = ['incidents.get', 'incidents.timeline', 'incidents.list', 'incidents.similar'];

export type Action = CallInput<'incidents.act'>['action'];
export type Edit = Omit<CallInput<'incidents.edit'>, 'id'>;
type Done = (now: IncidentDetail) => void;

interface Going {
  readonly busy: boolean;
  readonly error: HoldfastError | null;
  readonly forget: () => void;
}
/** Does it; `done` runs once it was done, with the incident as it is then. The function stays the same while the page lives. */
export interface Doing<A> extends Going {
  readonly run: (what: A, done?: Done) => void;
}
export interface DoingAnywhere<A> extends Going {
  readonly run: (id: IncidentId, what: A, done?: Done) => void;
}

/** The answer is the incident as it is now: the page need not ask for it again to show it. */
export function useKeep(): Done {
  const queries = useQueryClient();
  return useCallback((now: IncidentDetail) => void queries.setQueryData(['incidents.get', { id: now.id }], now), [queries]);
}

/** One step, note or decision in whichever incident is named. `taken` runs once it was done, even if the page is gone by then. */
export function useActAnywhere(taken?: (action: Action) => void): DoingAnywhere<Action> {
  const { mutate, isPending, error, reset } = useCallMutation('incidents.act', STALE, ({ action }) => taken?.(action));
  const keep = useKeep();
  const run = useCallback(
    (id: IncidentId, action: Action, done?: Done) =>
      mutate(
        { id, action },
        {
          onSuccess: (now) => {
            keep(now);
            done?.(now);
          },
        },
      ),
    [mutate, keep],
  );
  return { run, busy: isPending, error, forget: reset };
}

/** A change of the head of an incident, as it was at the version that was looked at. */
export function useEdit(id: IncidentId, taken?: () => void): Doing<Edit> {
  const { mutate, isPending, error, reset } = useCallMutation('incidents.edit', STALE, taken);
  const keep = useKeep();
  const run = useCallback(
    (edit: Edit, done?: Done) =>
      mutate(
        { id, ...edit },
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

/** One step, note or decision in one incident. */
export function useAct(id: IncidentId, taken?: (action: Action) => void): Doing<Action> {
  const { run, ...going } = useActAnywhere(taken);
  return { ...going, run: useCallback((action: Action, done?: Done) => run(id, action, done), [id, run]) };
}
