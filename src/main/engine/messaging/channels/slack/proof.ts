import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';
import type { Proof } from '../proof.ts';
import type { SlackApi } from './api.ts';
import type { Wrong } from './errors.ts';

export const Identity = z.object({ url: z.url(), team: z.string(), user: z.string(), user_id: z.string().optional(), team_id: z.string().optional(), expires_in: z.number().positive().optional() });
const Restricted = z.looseObject({ user: z.array(z.string()).optional() });
const Info = z.object({
  channel: z.looseObject({ name: z.string().optional(), is_archived: z.boolean().optional(), is_member: z.boolean().optional(), is_read_only: z.boolean().optional(), properties: z.looseObject({ posting_restricted_to: Restricted.optional() }).optional() }),
});
const Anything = z.looseObject({});

type SlackConfig = ChannelConfigOf<'slack'>;
/** Each with those that do in its place: a private channel has scopes of its own. */
const scopesOf = ({ pinned, perIncident }: SlackConfig): readonly (readonly string[])[] => [
  ['chat:write'],
  ['channels:read', 'groups:read'],
  ['channels:history', 'groups:history'],
  ...(pinned ? [['pins:write']] : []),
  ...(perIncident === undefined ? [] : [['channels:manage']]),
];

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
/** Words of Slack's that are about the channel; others that say no for good are about the token. */
const OF_CHANNEL = new Set(['channel_not_found', 'not_in_channel', 'is_archived']);
function unproven({ error, wrong }: { readonly error: string | null; readonly wrong: Wrong }): Proof {
  const certain = wrong.kind === 'refused' && !wrong.again;
  return { ok: false, certain, says: sentence(wrong.reason), ...(certain && error !== null ? { key: OF_CHANNEL.has(error) ? 'channel' : 'token' } : {}) };
}
const no = (key: 'token' | 'channel', says: string): Proof => ({ ok: false, certain: true, says, key });

/** Who we are there, whether all scopes are given, whether the channel takes messages, and whether they can be read back. Nothing is posted. */
export async function proveSlack(api: SlackApi, config: SlackConfig, clock: Pick<Clock, 'nowMs'>, onHome: (url: string) => void, abort: AbortSignal): Promise<Proof> {
  const me = await api.call('auth.test', {}, Identity, abort);
  if (!me.ok) return unproven(me);
  onHome(me.value.url);
  const given = me.answer.header('x-oauth-scopes')?.split(',').map((scope) => scope.trim());
  const missing = given === undefined ? [] : scopesOf(config).filter((oneOf) => !oneOf.some((scope) => given.includes(scope))).map(([scope]) => scope);
  if (missing.length > 0) return no('token', `The bot token lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}: add ${missing.length === 1 ? 'it' : 'them'} under OAuth & Permissions and install the app again.`);
  const info = await api.call('conversations.info', { channel: config.channel }, Info, abort);
  if (!info.ok) return unproven(info);
  const { name = config.channel, is_archived: isArchived, is_member: isMember } = info.value.channel;
  if (isArchived === true) return no('channel', `#${name} is archived: unarchive it, or configure another channel.`);
  if (isMember === false) return no('channel', `The app is not in #${name}, so that it could not read back what it sent: invite it there (/invite).`);
  const history = await api.call('conversations.history', { channel: config.channel, limit: 1 }, Anything, abort);
  if (!history.ok) return unproven(history);
  const { team, user, user_id: id, expires_in: expiresIn } = me.value;
  const posting = whoMayPost(info.value, config, id);
  return { ok: true, says: `Signed in to ${team} as ${user}; it is in #${name} and can read it.${posting.says}`, ...(posting.known === null ? {} : { posting: posting.known }), ...(expiresIn === undefined ? {} : { expiresAt: epochMs(clock.nowMs() + expiresIn * 1_000) }) };
}

/** What can be read of who may post there; Slack does not always tell it. No words where it is as usual. */
function whoMayPost({ channel }: z.infer<typeof Info>, { kinds }: SlackConfig, me: string | undefined): { readonly known: 'restricted' | 'open' | null; readonly says: string } {
  const restricted = channel.properties?.posting_restricted_to;
  if (restricted?.user !== undefined && me !== undefined && restricted.user.includes(me)) return { known: 'restricted', says: ' Only some may post there, the app among them.' };
  if (restricted !== undefined || channel.is_read_only === true) return { known: 'restricted', says: ' Only some may post there: make sure that the app is among them, in the channel’s posting permissions.' };
  if (channel.properties === undefined) return { known: null, says: '' };
  return { known: 'open', says: kinds?.every((kind) => kind === 'factsOnly') === true ? ' Everybody may post there: if only few shall, say so in the channel’s posting permissions.' : '' };
}
