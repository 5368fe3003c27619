import { z } from 'zod';
import { HttpUrl, Secret } from '../sources/parts.ts';
import { channelKeys, partsOfServices } from './parts.ts';

export const StatuspageChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('statuspage'),
  key: Secret.describe('API key, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  page: z.string().min(1).max(60).describe('id of the page'),
  components: partsOfServices.describe('service id → id of the component that stands for it'),
  notify: z.boolean().default(true).describe('false: subscribers get no mail'),
  url: HttpUrl.default('https://api.statuspage.io').describe('address of the API'),
});

export const BetterStackChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('betterstack'),
  token: Secret.describe('API token, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  page: z.string().regex(/^\d{1,15}$/, 'expected the number of the status page').describe('number of the status page'),
  resources: partsOfServices.describe('service id → id of the resource on the page that stands for it'),
  notify: z.boolean().default(true).describe('false: subscribers get no mail'),
  url: HttpUrl.default('https://uptime.betterstack.com').describe('address of the API'),
});
