import type { ActionIssue } from '../../../../shared/contract/action-issue-calls.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { StateName } from '../../../ui/kit/state.ts';

/** What the issue of an action is like, never better than it is known to be. */
export function issueWords({ standing, status, problem }: Pick<ActionIssue, 'standing' | 'status' | 'problem'>): { readonly mark: StateName; readonly word: string } {
  if (standing === 'making') return { mark: 'late', word: 'is being made' };
  if (standing === 'failed') return { mark: 'P2', word: 'was not made' };
  if (standing === 'unknown') return { mark: 'blind', word: 'may have been made' };
  if (status === null) return problem === null ? { mark: 'none', word: 'status not read yet' } : { mark: 'blind', word: 'status not known' };
  if (problem !== null) return { mark: 'blind', word: `status not known, last ${plain(status.name, 40)}` };
  return { mark: status.stage === 'done' ? 'ok' : 'none', word: plain(status.name, 40) };
}

/** Somebody has finished it there while it is open here: that is told, and decides nothing. */
export const asksToClose = ({ status, standing }: Pick<ActionIssue, 'status' | 'standing'>, { state }: Pick<CorrectiveAction, 'state'>): boolean =>
  standing === 'there' && status?.stage === 'done' && (state === 'open' || state === 'awaiting');

/** How soon it is looked again: soon while something is on its way. */
export const lookAgainMs = (items: readonly Pick<ActionIssue, 'standing' | 'reading'>[]): number => (items.some(({ standing, reading }) => standing === 'making' || reading) ? 3_000 : 60_000);
