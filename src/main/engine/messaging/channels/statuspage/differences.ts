import type { Differs } from '../../outbox/channel.ts';
import { updatesOf, type Incident } from './api.ts';
import { digestOf, isOver, type Left, type Remote } from './memory.ts';

const shown = ({ name, status, ...incident }: Incident): Differs['theirs'] => {
  const [newest] = updatesOf({ name, status, ...incident });
  return { name, status, text: newest?.body ?? '', at: newest?.created_at ?? null };
};

export const deleted = (name: string | null): Differs => ({ kind: 'differs', reason: `${name === null ? 'The incident' : `"${name}"`} is not on the page any more: somebody has deleted it. Ours would make it anew.`, theirs: { deleted: true } });

/** What others have done to an incident since we wrote there last; null where it is as we left it. */
export function sinceLeft(left: Left, found: Incident): Differs | null {
  const theirs = shown(found);
  const [newest] = updatesOf(found);
  if (isOver(found.status) && !isOver(left.status)) return { kind: 'differs', reason: `Somebody has ${found.status} it on the page. Ours would open it again.`, theirs };
  if (found.status !== left.status) return { kind: 'differs', reason: `Somebody has set it to "${found.status}" on the page; we left it at "${left.status}".`, theirs };
  if (left.update !== null && newest?.id !== left.update && !updatesOf(found).some(({ id }) => id === left.update)) return { kind: 'differs', reason: 'Our last update is not on the page any more: somebody has deleted it.', theirs };
  if (newest !== undefined && left.update !== null && newest.id !== left.update) return { kind: 'differs', reason: 'Somebody has posted an update on the page since ours.', theirs };
  if (newest !== undefined && left.digest !== null && digestOf(newest.body ?? '') !== left.digest) return { kind: 'differs', reason: 'Somebody has edited our last update on the page.', theirs };
  if (found.name !== left.name) return { kind: 'differs', reason: `Somebody has renamed it to "${found.name}" on the page; ours would rename it again.`, theirs };
  return null;
}

/** What others have done to one update of ours. */
export function sinceWritten({ update, digest }: Remote, found: Incident): Differs | null {
  const there = updatesOf(found).find(({ id }) => id === update);
  if (there === undefined) return { kind: 'differs', reason: 'The update that it corrects is not on the page any more: somebody has deleted it. Ours would follow as a new update.', theirs: shown(found) };
  if (digestOf(there.body ?? '') !== digest) return { kind: 'differs', reason: 'Somebody has edited the update that it corrects.', theirs: { text: there.body ?? '', at: there.created_at ?? null } };
  return null;
}
