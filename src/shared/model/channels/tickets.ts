import { z } from 'zod';
import { HttpUrl, Secret } from '../sources/parts.ts';
import { channelKeys } from './parts.ts';

const Transition = z.string().min(1).max(100).optional();

export const JiraChannelConfig = z.strictObject({
  ...channelKeys,
  type: z.literal('jira'),
  url: HttpUrl.describe('address of the site, https://acme.atlassian.net; with a scoped token https://api.atlassian.com/ex/jira/<cloud id>'),
  email: z.email().describe('account that the token belongs to'),
  token: Secret.describe('API token, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  tokenExpires: z.iso.date().optional().describe('when the token ends; Jira does not tell. It is warned of 30, 7 and 1 days before'),
  project: z.string().regex(/^[A-Z][A-Z0-9_]{1,20}$/, 'expected the key of a project, such as OPS').describe('key of the project'),
  issueType: z.string().min(1).max(60).default('Task').describe('type of the issue that an incident becomes'),
  transitions: z
    .strictObject({ investigating: Transition.describe('made by the first update'), monitoring: Transition.describe('made while it is only watched'), resolved: Transition.describe('made when it is over') })
    .default({})
    .describe('names of the transitions that an update of that kind makes'),
});
