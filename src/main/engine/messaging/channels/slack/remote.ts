import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import type { Adoptable, Place, RemoteRead, RemoteState } from '../../outbox/channel.ts';
import { sentence } from '../exchange.ts';
import type { SlackApi } from './api.ts';
import { differs, isYoung } from './facts.ts';
import { isDeleted, isOurs, linkOf, NOTHING_PINNED, threadIn } from './memory.ts';
import { Identity } from './proof.ts';
import { readMessage } from './reading.ts';

export interface Reading {
  readonly api: SlackApi;
  readonly config: ChannelConfigOf<'slack'>;
  readonly nowMs: () => number;
}

const Info = z.object({ channel: z.looseObject({ id: z.string(), name: z.string(), is_archived: z.boolean().optional(), is_member: z.boolean().optional(), is_ext_shared: z.boolean().optional() }) });
const CHANNEL = /^[CG][A-Z0-9]{6,20}$/;

/** The channel of an incident, and the pinned message that is kept up to date there. Without either nothing stands there that others could change. */
export async function readRemote({ api, config, nowMs }: Reading, { incident, thread: kept }: Place, abort: AbortSignal): Promise<RemoteRead> {
  const thread = threadIn(kept);
  if (thread === null || (thread.facts === null && thread.channel === config.channel)) return { kind: 'nothing' };
  const info = await api.call('conversations.info', { channel: thread.channel }, Info, abort);
  if (!info.ok) return { kind: 'cannotTell', reason: info.wrong.reason };
  const me = await api.call('auth.test', {}, Identity, abort);
  if (!me.ok) return { kind: 'cannotTell', reason: me.wrong.reason };
  const { name, is_archived: isArchived = false } = info.value.channel;
  const place: RemoteState = { title: `#${name}`, status: isArchived ? 'archived' : 'open', since: null, text: null, by: null, at: null, url: linkOf(me.value.url, { channel: thread.channel, ts: null, parent: null }) };
  if (thread.facts === null) return { kind: 'read', state: place, differs: null, keep: thread };
  const read = await readMessage(api, { channel: thread.channel, ts: thread.facts, parent: null }, abort);
  if (read.kind === 'wrong') return { kind: 'cannotTell', reason: read.said.wrong.reason };
  const message = read.kind === 'found' ? read.value : null;
  if (isDeleted(message) && isYoung(thread.facts, nowMs())) return { kind: 'cannotTell', reason: 'what was posted a moment ago cannot be read yet' };
  const begunAnew = { ...thread, ...NOTHING_PINNED };
  if (isDeleted(message)) return { kind: 'read', state: null, differs: differs(null, 'the pinned message'), keep: begunAnew };
  const state: RemoteState = { ...place, text: message.text, at: epochMs(Number(thread.facts) * 1_000), url: linkOf(me.value.url, { channel: thread.channel, ts: thread.facts, parent: null }) };
  const isRight = isOurs(message, incident, 'facts');
  return { kind: 'read', state, differs: isRight ? null : differs(message, 'the pinned message'), keep: isRight ? thread : begunAnew };
}

const refused = (says: string): Adoptable => ({ kind: 'refused', says });

/** A channel of the same workspace: `/archives/C…`, also as the link of a message in it, or of the web client. */
export async function readLink(link: URL, { api, config }: Reading, { thread: kept }: Place, abort: AbortSignal): Promise<Adoptable> {
  const me = await api.call('auth.test', {}, Identity, abort);
  if (!me.ok) return { kind: 'cannotTell', reason: me.wrong.reason };
  const home = new URL(me.value.url).hostname;
  const [first, second, third] = link.pathname.split('/').filter((step) => step !== '');
  const isClient = link.hostname === 'app.slack.com' && first === 'client';
  if (!isClient && link.hostname !== home) return refused(`${link.hostname} is another workspace: expected a link to a channel of ${home}.`);
  if (isClient && second !== me.value.team_id) return refused(`That channel is of another workspace; the app is in ${me.value.team} (${home}).`);
  const id = isClient ? third : first === 'archives' ? second : undefined;
  if (id === undefined || !CHANNEL.test(id)) return refused(`Expected a link to a channel, such as https://${home}/archives/C0123456789: in Slack “Copy link” of the channel.`);
  const info = await api.call('conversations.info', { channel: id }, Info, abort);
  if (!info.ok) return info.wrong.kind === 'refused' && !info.wrong.again ? refused(sentence(info.wrong.reason)) : { kind: 'cannotTell', reason: info.wrong.reason };
  const { name, is_archived: isArchived = false, is_member: isMember, is_ext_shared: isShared = false } = info.value.channel;
  if (isArchived) return refused(`#${name} is archived: unarchive it first.`);
  if (isMember === false) return refused(`The app is not in #${name}: invite it there (/invite), then try again.`);
  if (isShared && config.audience !== 'public') return refused(`#${name} is shared with another organisation, and this channel is for ${config.audience} readers alone.`);
  const thread = threadIn(kept);
  if (thread?.channel === id || (thread === null && config.perIncident === undefined && id === config.channel)) return refused('Updates of this incident go there already.');
  const state: RemoteState = { title: `#${name}`, status: 'open', since: null, text: null, by: null, at: null, url: linkOf(me.value.url, { channel: id, ts: null, parent: null }) };
  return { kind: 'found', key: id, state, thread: { ...NOTHING_PINNED, channel: id, adopted: true }, note: config.pinned ? 'A new message is pinned there with the next update.' : null };
}
