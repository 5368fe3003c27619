import { z } from 'zod';
import type { PostmortemContent } from '../../compose/render/status-pages.ts';
import type { Arrived, Differs, Json, LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import { beforeSending, cannotTell } from '../exchange.ts';
import { linkOf, Postmortem, type Incident } from './api.ts';
import { digestOf, isOver, threadIn } from './memory.ts';
import type { Reading } from './remote.ts';

/** A postmortem that was published, by the incident that it is of: an incident has one. */
const Remote = z.object({ postmortem: z.string(), digest: z.string() });
type Remote = z.infer<typeof Remote>;
const remoteIn = (remote: Json): Remote | null => Remote.safeParse(remote).data ?? null;

/** What the renderer made, kept as it was when the update was published; null where it is an update of the incident. */
export const postmortemIn = (content: Json): string | null => (content as unknown as Partial<PostmortemContent>).postmortem?.body_draft ?? null;

/**
 * The postmortem of an incident on the page: a draft, which no visitor sees, and its publication. It needs no mark: an incident has
 * one at most, so that its own words tell whether it is there, and whoever publishes the same words again leaves one.
 */
export function createPostmortems({ ask, read, config }: Reading): { send(parcel: Parcel, body: string, abort: AbortSignal): Promise<Outcome>; lookUp(parcel: Parcel, body: string, abort: AbortSignal): Promise<LookedUp> } {
  const pathOf = (id: string): string => `/incidents/${encodeURIComponent(id)}/postmortem`;
  const idOf = ({ purpose, corrects, thread }: Parcel): string | undefined => (purpose === 'correction' ? remoteIn(corrects)?.postmortem : undefined) ?? threadIn(thread).realtime?.id;
  const arrived = (id: string, body: string, there: Incident): Arrived => ({ kind: 'sent', remote: { postmortem: id, digest: digestOf(body) }, url: linkOf(there) });

  return {
    send: async (parcel, body, abort) => {
      const id = idOf(parcel);
      if (id === undefined) return { kind: 'refused', again: false, reason: 'nothing of this incident is on the page: publish an update there first, or adopt the incident by its link' };
      const found = await read(id, abort);
      if (!found.ok && found.status === 404) return { kind: 'refused', again: false, reason: 'the incident is not on the page any more: somebody has deleted it' };
      if (!found.ok) return beforeSending(found.wrong, 'the incident on the page');
      const there = found.value;
      /* Where we have ended it, the page may not show that yet. */
      if (!isOver(there.status)) return { kind: 'refused', again: isOver(threadIn(parcel.thread).realtime?.status ?? ''), reason: `"${there.name}" is not resolved on the page (${there.status.replaceAll('_', ' ')}): a postmortem comes after the end` };
      const before = await ask({ method: 'GET', path: pathOf(id) }, Postmortem, abort);
      if (!before.ok && before.status !== 404) return beforeSending(before.wrong, 'the postmortem on the page');
      const differs = before.ok ? differsFrom(before.value, body, parcel.purpose === 'correction' ? (remoteIn(parcel.corrects)?.digest ?? null) : null) : null;
      if (differs !== null && !wantsOurs(parcel, differs)) return differs;
      const drafted = await ask({ method: 'PUT', path: pathOf(id), body: { postmortem: { body_draft: body } } }, Postmortem, abort);
      if (!drafted.ok) return drafted.wrong;
      const published = await ask({ method: 'PUT', path: `${pathOf(id)}/publish`, body: { postmortem: { notify_subscribers: config.notify, notify_twitter: false } } }, Postmortem, abort);
      return published.ok ? arrived(id, published.value.body ?? body, there) : published.wrong;
    },
    lookUp: async (parcel, body, abort) => {
      const id = idOf(parcel);
      if (id === undefined) return { kind: 'absent' };
      const there = await read(id, abort);
      if (!there.ok) return there.status === 404 ? { kind: 'absent' } : cannotTell(there.wrong);
      const found = await ask({ method: 'GET', path: pathOf(id) }, Postmortem, abort);
      if (!found.ok) return found.status === 404 ? { kind: 'absent' } : cannotTell(found.wrong);
      const shown = shownIn(found.value);
      const isOurs = shown !== null && (digestOf(shown) === digestOf(body) || parcel.confirmed === true);
      return isOurs ? arrived(id, shown, there.value) : { kind: 'absent' };
    },
  };
}

/** What visitors of the page read; null while it is a draft. */
const shownIn = ({ body, published_at: at }: Postmortem): string | null => (typeof at === 'string' && typeof body === 'string' && body.trim() !== '' ? body : null);

/** What others have written; null where it is ours, or what ours corrects, or nothing. */
function differsFrom(there: Postmortem, body: string, corrected: string | null): Differs | null {
  const ours = new Set([digestOf(body), ...(corrected === null ? [] : [corrected])]);
  const isTheirs = (text: string | null): text is string => text !== null && text.trim() !== '' && !ours.has(digestOf(text));
  const [shown, draft] = [shownIn(there), there.body_draft ?? null];
  if (isTheirs(shown)) return { kind: 'differs', reason: corrected === null ? 'The page has a postmortem of this incident already. Ours would replace it.' : 'Somebody has edited the postmortem on the page.', theirs: { text: shown, at: there.body_updated_at ?? null } };
  if (isTheirs(draft)) return { kind: 'differs', reason: 'Somebody has begun another draft of the postmortem on the page. Ours would replace it.', theirs: { text: draft, at: there.body_draft_updated_at ?? null } };
  return null;
}
