import { useCallback } from 'react';
import type { PlanId } from '../../../shared/model/ids.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';

/** How plans read on this screen: by their name, else by their id. */
export function usePlanName(): (id: PlanId) => string {
  const plans = useCall('plans.list', { limit: 1_000 }).data?.items;
  return useCallback((id) => plain(plans?.find((plan) => plan.id === id)?.name ?? id, 80), [plans]);
}
