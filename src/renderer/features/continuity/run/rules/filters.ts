import { PlanId } from '../../../../../shared/model/ids.ts';
import { RunMode } from '../../../../../shared/model/continuity/run.ts';

/** What is shown of the history of runs; it stands in the address. */
export interface RunFilters {
  readonly plan: PlanId | null;
  readonly mode: RunMode | null;
}

export function readRunFilters(search: string): RunFilters {
  const asked = new URLSearchParams(search);
  const [plan, mode] = [PlanId.safeParse(asked.get('plan')), RunMode.safeParse(asked.get('mode'))];
  return { plan: plan.success ? plan.data : null, mode: mode.success ? mode.data : null };
}

export function runsAddress({ plan, mode }: RunFilters): string {
  const asked = new URLSearchParams({ ...(plan === null ? {} : { plan }), ...(mode === null ? {} : { mode }) }).toString();
  return asked === '' ? '/continuity/runs' : `/continuity/runs?${asked}`;
}
