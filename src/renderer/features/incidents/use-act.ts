import { useQueryClient } from '@tanstack/react-query';
import type { CallInput, CallName } from '../../../shared/contract/contract.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../shared/model/incident.ts';
import type { HoldfastError } from '../../../shared/model/result.ts';
import { useCallMutation } from '../../platform/use-call.ts';

const STALE: readonly CallName[] = ['incidents.get', 'incidents.timeline', 'incidents.list', 'incidents.similar'];

export type Action = CallInput<'incidents.act'>['action'];
export type Edit = Omit<CallInput<'incidents.edit'>, 'id'>;

export interface Doing<A> {
  /** Does it; `done` runs once it was done, with the incident as it is then. */
  readonly run: (what: A, done?: (now: IncidentDetail) => void) => void;
  readonly busy: boolean;
  readonly error: HoldfastError | null;
  readonly forget: () => void;
}

/** The answer is the incident as it is now: the page need not ask for it again to show it. */
function useKeep(): (now: IncidentDetail) => void {
  const queries = useQueryClient();
  return (now) => queries.setQueryData(['incidents.get', { id: now.id }], now);
}

export interface DoingAnywhere extends Omit<Doing<Action>, 'run'> {
  readonly run: (id: IncidentId, action: Action, done?: (now: IncidentDetail) => void) => void;
}

/** One step, note or decision in whichever incident is named. */
export function useActAnywhere(): DoingAnywhere {
  const call = useCallMutation('incidents.act', STALE);
  const keep = useKeep();
  return {
    run: (id, action, done) =>
      call.mutate(
        { id, action },
        {
          onSuccess: (now) => {
            keep(now);
            done?.(now);
          },
        },
      ),
    busy: call.isPending,
    error: call.error,
    forget: call.reset,
  };
}

/** The same in one incident. */
export function useAct(id: IncidentId): Doing<Action> {
  const doing = useActAnywhere();
  return { ...doing, run: (action, done) => doing.run(id, action, done) };
}

/** A change of the head of an incident, as it was at the version that was looked at. */
export function useEdit(id: IncidentId): Doing<Edit> {
  const call = useCallMutation('incidents.edit', STALE);
  const keep = useKeep();
  return {
    run: (edit, done) =>
      call.mutate(
        { id, ...edit },
        {
          onSuccess: (now) => {
            keep(now);
            done?.(now);
          },
        },
      ),
    busy: call.isPending,
    error: call.error,
    forget: call.reset,
  };
}
