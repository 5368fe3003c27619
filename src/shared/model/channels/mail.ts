import { z } from 'zod';
import { HttpUrl, Secret } from '../sources/parts.ts';
import { ServiceId } from '../ids.ts';
import { MailAddress } from '../mail-address.ts';
import { channelKeys } from './parts.ts';

const Address = MailAddress;
const Named = z.string().min(1).max(100);

export const MailList = z
  .strictObject({
    addresses: z.array(Address).max(1_000).optional().describe('who gets it'),
    file: z.string().min(1).max(1_000).optional().describe('CSV file beside holdfast.yaml with the columns email and, as far as you have them, name, service, region, group'),
    services: z.array(ServiceId).optional().describe('only for updates that touch one of these services'),
    regions: z.array(Named).optional().describe('only for updates that touch one of these regions'),
    groups: z.array(Named).optional().describe('of a file: only rows of these groups'),
  })
  .refine((list) => (list.addresses === undefined) !== (list.file === undefined), 'expected exactly one of "addresses" and "file"');
export type MailList = z.infer<typeof MailList>;

export const EmailChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('email'),
  host: z.string().min(1).max(253).describe('mail server that takes messages from here'),
  port: z.int().min(1).max(65_535).default(587).describe('587 with STARTTLS, 465 with TLS from the first byte'),
  security: z.enum(['starttls', 'tls', 'none']).default('starttls').describe('none only for a server on this machine'),
  user: z.string().min(1).max(254).optional().describe('account; without it nobody signs in'),
  password: Secret.optional().describe('usually ${env:NAME}, ${file:path} or ${secret:name}'),
  oauth2: z
    .strictObject({
      tokenUrl: HttpUrl.describe('where access tokens are asked for'),
      clientId: z.string().min(1).max(300).describe('id of the application'),
      clientSecret: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}'),
      refreshToken: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}'),
      scope: z.string().min(1).max(500).optional().describe('what is asked for'),
    })
    .optional()
    .describe('instead of a password; Microsoft 365 takes nothing else soon'),
  from: z.string().min(3).max(320).regex(/^[^\r\n]+$/, 'expected one line').describe('sender, such as Acme Status <status@acme.test>'),
  replyTo: Address.optional().describe('where answers go'),
  to: z.array(MailList).min(1).max(50).describe('who gets it'),
  suppressed: z.string().min(1).max(1_000).optional().describe('file beside holdfast.yaml with addresses that get nothing, one a line'),
  unsubscribe: HttpUrl.optional().describe('address that List-Unsubscribe names; {address} in it stands for the reader'),
  oneClick: z.boolean().default(false).describe('the address under unsubscribe takes a reader off with one POST (RFC 8058): https, with {address} in it'),
  ca: Secret.optional().describe('PEM text, usually ${file:path}: trusted in addition to the system’s own authorities'),
});
