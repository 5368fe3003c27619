import type { Differs, Json } from '../../outbox/channel.ts';
import { byTime, digestOf, type Left, type Report, type Update } from './api.ts';

export const shown = ({ attributes: { message, published_at: at } }: Update): Json => ({ text: message ?? '', at: at ?? null });
export const deleted = (what: 'report' | 'update'): Differs => ({ kind: 'differs', reason: `The ${what} is not on the page any more: somebody has deleted it. Ours would make it anew.`, theirs: { deleted: true } });

/** What others have done to a report since we wrote there last; null where it is as we left it. An attempt that ended between title and update may have given it the title that is `wanted` already. */
export function sinceLeft(left: Left, { attributes: { title, aggregate_state: state } }: Report, updates: readonly Update[], wanted: string | null = null): Differs | null {
  const foreign = byTime(updates).find(({ id }) => !left.seen.includes(id));
  if (foreign !== undefined) return { kind: 'differs', reason: 'Somebody has posted an update on the page since ours.', theirs: shown(foreign) };
  const gone = left.newest !== null && !updates.some(({ id }) => id === left.newest?.id);
  if (gone) return { kind: 'differs', reason: 'Our last update is not on the page any more: somebody has deleted it.', theirs: { title: title ?? '', deletedUpdate: true } };
  const edited = updates.find(({ id, attributes }) => id === left.newest?.id && digestOf(attributes.message) !== left.newest?.digest);
  if (edited !== undefined) return { kind: 'differs', reason: 'Somebody has edited our last update on the page.', theirs: shown(edited) };
  if (state === 'operational' && !left.over) return { kind: 'differs', reason: 'Somebody has resolved the report on the page. Ours would open it again.', theirs: { title: title ?? '', state } };
  if (title !== left.title && (title ?? '') !== wanted) return { kind: 'differs', reason: `Somebody has renamed the report to "${title ?? ''}"; ours would rename it again.`, theirs: { title: title ?? '' } };
  return null;
}

