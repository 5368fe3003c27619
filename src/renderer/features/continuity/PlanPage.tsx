import type { PlanId } from '../../../shared/model/ids.ts';
import { Screen } from '../../ui/kit/Screen.tsx';

/** One plan: its steps, its readiness, and the way to run it. */
export function PlanPage({ id }: { id: PlanId }) {
  return <Screen title={id}>{null}</Screen>;
}
