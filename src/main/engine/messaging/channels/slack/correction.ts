import type { LookedUp, Outcome } from '../../outbox/channel.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import { beforeWriting } from './errors.ts';
import { differs, isYoung, NOT_YET } from './facts.ts';
import { isDeleted, isOurs, isUpdate, threadOf, type Remote } from './memory.ts';
import { findMessage, readMessage, sinceOf } from './reading.ts';
import { notFound, post, rewrite, type Work } from './work.ts';

/** Edits the message in its place, and the pinned one where that shows it; where Slack lets nobody edit it any more, follows up below it. */
export async function correct(work: Work, remote: Remote): Promise<Outcome> {
  const { api, parcel, abort, nowMs } = work;
  const { channel, ts, parent } = remote;
  const read = await readMessage(api, remote, abort);
  if (read.kind === 'wrong') return beforeWriting(read.said.wrong);
  const message = read.kind === 'found' ? read.value : null;
  if (isDeleted(message) && isYoung(ts, nowMs)) return NOT_YET;
  const isRight = !isDeleted(message) && isOurs(message, parcel.incident, 'update');
  const theirs = differs(message, 'the message');
  if (!isRight && !wantsOurs(parcel, theirs)) return theirs;
  const shown = await correctFacts(work, remote);
  if (shown !== null) return shown;
  if (isDeleted(message)) return followUp(work, channel, parent);
  const changed = await rewrite(work, channel, ts, 'update');
  if (changed === null) return work.arrived(remote);
  const isFixed = changed.error === 'edit_window_closed' || changed.error === 'cant_update_message';
  return isFixed ? followUp(work, channel, parent ?? ts) : changed.wrong;
}

export async function lookForCorrection(work: Work, remote: Remote): Promise<LookedUp> {
  const { api, parcel, abort } = work;
  const { channel, ts, parent } = remote;
  const isIt = (each: Parameters<typeof isUpdate>[0]): boolean => isUpdate(each, parcel.marker);
  const read = await readMessage(api, remote, abort);
  if (read.kind === 'wrong') return notFound(read);
  if (read.kind === 'found' && isIt(read.value)) return work.arrived(remote);
  const below = await findMessage(api, { channel, parent: parent ?? ts, oldest: sinceOf(parcel.queuedAt) }, isIt, abort);
  if (below.kind === 'found') return work.arrived({ channel, ts: below.value.ts, parent: parent ?? ts });
  if (below.kind === 'wrong' || parent !== null) return notFound(below);
  const beside = await findMessage(api, { channel, parent: null, oldest: sinceOf(parcel.queuedAt) }, isIt, abort);
  return beside.kind === 'found' ? work.arrived({ channel, ts: beside.value.ts, parent: null }) : notFound(beside);
}

async function followUp(work: Work, channel: string, parent: string | null): Promise<Outcome> {
  const posted = await post(work, channel, parent);
  return 'kind' in posted ? posted : work.arrived(posted, null, parent === null ? 'Posted anew.' : 'Slack lets nobody edit the message any more: the correction stands below it.');
}

/** What is pinned tells the same as the newest update; null where nothing is to be done, or that went well. */
async function correctFacts(work: Work, { channel, ts }: Remote): Promise<Outcome | null> {
  const { api, parcel, abort } = work;
  const thread = threadOf(parcel);
  if (thread === null || thread.facts === null || thread.shows !== ts) return null;
  const read = await readMessage(api, { channel, ts: thread.facts, parent: null }, abort);
  if (read.kind === 'wrong') return beforeWriting(read.said.wrong);
  const message = read.kind === 'found' ? read.value : null;
  if (isDeleted(message)) return null;
  /* One answer is for what a person saw of either. */
  const theirs = differs(message, 'the pinned message');
  if (!isOurs(message, parcel.incident, 'facts') && parcel.replaces === null) return theirs;
  const changed = await rewrite(work, channel, thread.facts, 'facts');
  return changed === null || (changed.wrong.kind === 'refused' && !changed.wrong.again) ? null : changed.wrong;
}
