import { useMemo } from 'react';
import type { Right } from '../../../shared/model/rights.ts';
import { useCall } from '../../platform/use-call.ts';

export interface Rights {
  /** False until it is known who uses this screen: nothing is offered before. */
  readonly known: boolean;
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly may: (right: Right) => boolean;
}

/** What whoever uses this screen may do, so that nothing is offered that will be refused. A missing PIN is asked for when it is needed. */
export function useRights(): Rights {
  const { data } = useCall('session.get', {});
  return useMemo(() => ({ known: data !== undefined, person: data?.person ?? null, may: (right) => data?.seat.rights.includes(right) ?? false }), [data]);
}
