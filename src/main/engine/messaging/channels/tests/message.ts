import type { ChannelConfig } from '../../../../../shared/model/channels/index.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import { ownContent } from '../../compose/render/own-content.ts';
import type { Json } from '../../outbox/channel.ts';

/** A test as its readers see it: what it is stands first, and it asks nothing of anybody. */
export function testContent(channel: ChannelConfig, { by, workspace, now }: { readonly by: string; readonly workspace: string; readonly now: EpochMs }): Json {
  const text = { title: `TEST: a message from ${workspace}`, body: `TEST. ${by} is trying whether messages of Holdfast arrive here. Nothing is wrong, and nothing has to be done.` };
  return ownContent(channel, text, { audience: 'public', severity: 'P2', word: 'TEST', now });
}

/** The same channel with one reader instead of its own; null where there is no such thing. */
export function toOneself(channel: ChannelConfig, to: string): ChannelConfig | null {
  if (channel.type === 'email') return { ...channel, to: [{ addresses: [to] }] };
  if (channel.type === 'slack') return { ...channel, channel: to, pinned: false, perIncident: undefined };
  return null;
}
