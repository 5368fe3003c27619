import { z } from 'zod';
import { Headers, HttpUrl, Secret } from '../sources/parts.ts';
import { channelKeys } from './parts.ts';

export const XChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('x'),
  token: Secret.describe('OAuth 2.0 user token with tweet.write, tweet.read and users.read, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  refresh: z
    .strictObject({ clientId: z.string().min(1).max(200).describe('id of the application'), refreshToken: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}'), clientSecret: Secret.optional().describe('of a confidential application, usually ${env:NAME}, ${file:path} or ${secret:name}') })
    .optional()
    .describe('how a new token is asked for when the one above has ended'),
  url: HttpUrl.default('https://api.x.com').describe('address of the API'),
});

export const WebhookChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('webhook'),
  url: Secret.describe('address, or a reference to it where it is secret'),
  headers: Headers.optional().describe('sent with every request; values may hold secret references'),
  secret: Secret.optional().describe('key that messages are signed with (HMAC-SHA256 over the body, X-Holdfast-Signature), usually ${env:NAME}, ${file:path} or ${secret:name}'),
  honoursKey: z.boolean().default(false).describe('true: it takes the same Idempotency-Key twice as one message, so that it may be sent again'),
});
