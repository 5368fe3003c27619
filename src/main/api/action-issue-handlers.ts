import { HoldfastError } from '../../shared/model/result.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { ActionIssues } from '../engine/messaging/actions/service.ts';
import type { Handlers } from './engine-port.ts';

/** The calls of the contract about issues that corrective actions become. `parts` is null where nothing can be written. */
export function createActionIssueHandlers(parts: { readonly actionIssues: ActionIssues } | null): Pick<Handlers, Extract<keyof Handlers, `actionIssues.${string}`>> {
  const now = (): ActionIssues => {
    if (parts === null) throw new HoldfastError('unavailable', 'Nothing can be written now, so that no issue can be made or read.');
    return parts.actionIssues;
  };
  return {
    'actionIssues.list': ({ incident }, actor) => now().list(incident, byOf(actor)),
    'actionIssues.make': ({ id, channel }, actor) => now().make(id, channel, byOf(actor)),
    'actionIssues.link': ({ id, channel, link }, actor) => now().link(id, channel, link, byOf(actor)),
  };
}
