import { z } from 'zod';
import { HttpUrl, Secret } from '../sources/parts.ts';
import { channelKeys } from './parts.ts';

export const SlackChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('slack'),
  token: Secret.describe('bot token (xoxb-…), usually ${env:NAME}, ${file:path} or ${secret:name}; scopes chat:write, channels:read, channels:history'),
  channel: z.string().regex(/^[CG][A-Z0-9]{6,20}$/, 'expected the id of a channel, such as C0123456789: in Slack at the end of the channel’s details').describe('id of the channel'),
  perIncident: z.strictObject({ prefix: z.string().regex(/^[a-z0-9_-]{1,40}$/, 'expected lower-case letters, digits, "-" or "_"').default('inc-').describe('what its name begins with') }).optional().describe('a channel of its own is made for each incident, named by this prefix and the number; needs channels:manage'),
  pinned: z.boolean().default(false).describe('true: one message per incident that is kept up to date and pinned, with a reply for each update; needs pins:write'),
  url: HttpUrl.default('https://slack.com/api').describe('address of the API'),
});

export const SlackWebhookChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('slackWebhook'),
  url: Secret.describe('address of the incoming webhook, which is the secret itself: ${env:NAME}, ${file:path} or ${secret:name}'),
});

export const TeamsChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('teams'),
  url: Secret.describe('address of the workflow “When a Teams webhook request is received”, which is the secret itself: ${env:NAME}, ${file:path} or ${secret:name}'),
});
