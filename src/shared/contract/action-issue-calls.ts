import { z } from 'zod';
import { call } from './define.ts';
import { ChannelId, CorrectiveActionId, IncidentId } from '../model/ids.ts';
import { IncidentActor } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';

/** The issue of a corrective action. */
export const ActionIssue = z.object({
  action: CorrectiveActionId,
  channel: z.object({ id: ChannelId, name: z.string() }),
  /** `linked`: somebody gave its address. */
  how: z.enum(['made', 'linked']),
  by: IncidentActor,
  at: Instant,
  /** `making`: on its way, or being looked for. `unknown`: it may be there, and nobody looks. */
  standing: z.enum(['making', 'there', 'failed', 'unknown']),
  /** Why it is not there, or what went wrong beside it, in a sentence. */
  reason: z.string().nullable(),
  /** Where it was read: `OPS-12`. */
  key: z.string().nullable(),
  url: z.string().nullable(),
  /** As it was at `readAt`, in Jira's own word; null where it was never read. */
  status: z.object({ name: z.string(), stage: z.enum(['new', 'underway', 'done']).nullable(), since: Instant.nullable() }).nullable(),
  readAt: Instant.nullable(),
  /** Why it is not known since then. */
  problem: z.string().nullable(),
  /** It is about to be read. */
  reading: z.boolean(),
});
export type ActionIssue = z.infer<typeof ActionIssue>;

const of = { id: CorrectiveActionId, channel: ChannelId };

/** Calls about issues that corrective actions become. Part of the contract. */
export const actionIssueCalls = {
  'actionIssues.list': call({
    method: 'GET', path: '/reviews/{incident}/issues', right: 'view', summary: 'Jira issues of the corrective actions of a review, as they were read last, and the channels where one can be made. What is older than a minute is read anew.',
    input: z.object({ incident: IncidentId }), output: z.object({ items: z.array(ActionIssue), channels: z.array(z.object({ id: ChannelId, name: z.string() })) }),
  }),
  'actionIssues.make': call({
    method: 'POST', path: '/corrective-actions/{id}/issue', right: 'publish', summary: 'Makes a Jira issue of a corrective action, once; one that failed is tried again. It is linked to the issue of the incident where there is one.',
    input: z.object(of), output: ActionIssue,
  }),
  'actionIssues.link': call({
    method: 'PUT', path: '/corrective-actions/{id}/issue', right: 'publish', summary: 'Takes an open issue of the project of the channel, by its address, as that of a corrective action. Nothing is changed there.',
    input: z.object({ ...of, link: z.string().min(1).max(2_000) }), output: ActionIssue,
  }),
} as const;
