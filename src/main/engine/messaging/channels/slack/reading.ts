import { z } from 'zod';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { SlackApi, Said } from './api.ts';
import { SlackMessage } from './memory.ts';

export type Failed = Extract<Said<never>, { ok: false }>;
/** What was looked for: found, not there (after all was read), or nobody can tell. */
export type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'absent' } | { readonly kind: 'wrong'; readonly said: Failed };

const Cursor = z.looseObject({ next_cursor: z.string().optional() }).optional();
const Messages = z.object({ messages: z.array(SlackMessage), has_more: z.boolean().optional(), response_metadata: Cursor });
const Conversation = z.looseObject({ id: z.string(), name: z.string(), is_archived: z.boolean().optional() });
const Channels = z.object({ channels: z.array(Conversation), response_metadata: Cursor });
export type Conversation = z.infer<typeof Conversation>;

/** The wall clock may have stood wrong when a message was queued; nobody is helped by reading all that was ever written. */
const BEFORE_MS = 86_400_000;
const MESSAGES = 200;
const CHANNELS = 999;
/** Fifty requests a minute are allowed for messages, twenty for channels. */
const MOST_PAGES = { messages: 25, channels: 15 };

const unread = (what: string): Found<never> => ({ kind: 'wrong', said: { ok: false, error: null, wrong: { kind: 'ambiguous', reason: `more ${what} than are read: look there yourself` } } });

export const sinceOf = (queuedAt: EpochMs | undefined): string | undefined => (queuedAt === undefined ? undefined : ((queuedAt - BEFORE_MS) / 1_000).toFixed(6));

/** The newest message of a channel, or the first of a thread, that is the one. `oldest`: nothing older is looked at. */
export async function findMessage(api: SlackApi, at: { readonly channel: string; readonly parent: string | null; readonly oldest?: string | undefined }, isIt: (message: SlackMessage) => boolean, abort: AbortSignal): Promise<Found<SlackMessage>> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES.messages; page += 1) {
    const given = { channel: at.channel, ...(at.parent === null ? {} : { ts: at.parent }), oldest: at.oldest, limit: MESSAGES, include_all_metadata: true, cursor };
    const said = await api.call(at.parent === null ? 'conversations.history' : 'conversations.replies', given, Messages, abort);
    if (!said.ok) return said.error === 'thread_not_found' ? { kind: 'absent' } : { kind: 'wrong', said };
    const { messages, has_more: hasMore = false, response_metadata: metadata } = said.value;
    const value = messages.find(isIt);
    if (value !== undefined) return { kind: 'found', value };
    cursor = metadata?.next_cursor === '' ? undefined : metadata?.next_cursor;
    if (cursor === undefined) return hasMore ? unread('messages') : { kind: 'absent' };
  }
  return unread('messages');
}

/** One message as it stands; null where it is not there. */
export async function readMessage(api: SlackApi, at: { readonly channel: string; readonly ts: string; readonly parent: string | null }, abort: AbortSignal): Promise<Found<SlackMessage>> {
  const given = { channel: at.channel, ...(at.parent === null ? {} : { ts: at.parent }), oldest: at.ts, latest: at.ts, inclusive: true, limit: 5, include_all_metadata: true };
  const said = await api.call(at.parent === null ? 'conversations.history' : 'conversations.replies', given, Messages, abort);
  if (!said.ok) return said.error === 'thread_not_found' ? { kind: 'absent' } : { kind: 'wrong', said };
  const value = said.value.messages.find(({ ts }) => ts === at.ts);
  return value === undefined ? { kind: 'absent' } : { kind: 'found', value };
}

export async function findChannel(api: SlackApi, name: string, abort: AbortSignal): Promise<Found<Conversation>> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES.channels; page += 1) {
    const said = await api.call('conversations.list', { types: 'public_channel', exclude_archived: false, limit: CHANNELS, cursor }, Channels, abort);
    if (!said.ok) return { kind: 'wrong', said };
    const value = said.value.channels.find((each) => each.name === name);
    if (value !== undefined) return { kind: 'found', value };
    const next = said.value.response_metadata?.next_cursor;
    if (next === undefined || next === '') return { kind: 'absent' };
    cursor = next;
  }
  return unread('channels');
}
