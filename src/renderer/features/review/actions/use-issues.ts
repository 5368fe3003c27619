import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { useCall } from '../../../platform/use-call.ts';
import { lookAgainMs } from '../rules/issue.ts';

const NONE: CallOutput<'actionIssues.list'> = { items: [], channels: [] };

/** The issues of the actions of a review, looked at as long as they are shown. */
export function useIssues(incident: IncidentId): CallOutput<'actionIssues.list'> {
  const { data } = useCall('actionIssues.list', { incident }, { refetch: ({ items }) => lookAgainMs(items) });
  return data ?? NONE;
}
