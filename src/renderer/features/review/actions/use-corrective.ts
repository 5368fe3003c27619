import { useQueryClient } from '@tanstack/react-query';
import type { CallName } from '../../../../shared/contract/contract.ts';
import { useCallMutation } from '../../../platform/use-call.ts';

const STALE: readonly CallName[] = ['reviews.get', 'reviews.list', 'reviews.story', 'correctiveActions.list', 'causes.get', 'incidents.get', 'incidents.timeline'];

/** What can be done about corrective actions; reviews and lists that show them are read again afterwards. */
export const useAddAction = (taken?: () => void) => useCallMutation('correctiveActions.add', STALE, taken);
export const useActOnAction = (taken?: () => void) => useCallMutation('correctiveActions.act', STALE, taken);

/** A change names the version that was looked at; where somebody was faster, what is shown is read again. */
export function useEditAction(taken?: () => void) {
  const queries = useQueryClient();
  const edit = useCallMutation('correctiveActions.edit', STALE, taken);
  const readAgain = (): void => void Promise.all(STALE.map((call) => queries.invalidateQueries({ queryKey: [call] })));
  return { ...edit, readAgain };
}
