import type { ChannelConfig, ChannelConfigOf, ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import type { ChannelDeps, OpenChannel } from './kinds.ts';
import { createSlackChannel } from './slack/channel.ts';
import { createSlackWebhookChannel } from './slack-webhook/channel.ts';
import { createTeamsChannel } from './teams/channel.ts';
import { createEmailChannel } from './email/index.ts';
import { createBetterStackChannel } from './betterstack/channel.ts';
import { createJiraChannel } from './jira/channel.ts';
import { createStatuspageChannel } from './statuspage/channel.ts';
import { createWebhookChannel } from './webhook.ts';
import { createXChannel } from './x/channel.ts';

type Create<C extends ChannelConfig> = (config: C, deps: ChannelDeps) => Promise<OpenChannel>;

/** The adapter of each type of channel. */
const ADAPTERS: { readonly [T in ConfiguredChannelType]?: Create<ChannelConfigOf<T>> } = {
  slack: createSlackChannel,
  slackWebhook: createSlackWebhookChannel,
  teams: createTeamsChannel,
  email: createEmailChannel,
  betterstack: createBetterStackChannel,
  jira: createJiraChannel,
  statuspage: createStatuspageChannel,
  webhook: createWebhookChannel,
  x: createXChannel,
};

/** The adapter of a configured channel. Rejects, naming the reference, when a secret of it cannot be read. */
export async function createChannel(config: ChannelConfig, deps: ChannelDeps): Promise<OpenChannel> {
  /* The table is keyed by the type that the channel itself names. */
  const create = ADAPTERS[config.type] as Create<ChannelConfig> | undefined;
  if (create === undefined) throw new Error(`channels of type ${config.type} cannot be sent to yet`);
  return create(config, deps);
}
