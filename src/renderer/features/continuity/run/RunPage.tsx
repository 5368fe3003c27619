import type { RunId } from '../../../../shared/model/ids.ts';
import { Screen } from '../../../ui/kit/Screen.tsx';

/** One run of a plan. */
export function RunPage({ id }: { id: RunId }) {
  return <Screen title={id}>{null}</Screen>;
}
