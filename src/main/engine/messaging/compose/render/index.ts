import type { ChannelType } from '../../../../../shared/model/update.ts';
import { toEmail } from './email.ts';
import { toJira } from './jira.ts';
import { toCopy, toWebhook } from './own.ts';
import type { Message, Rendered } from './rendering.ts';
import { toSlack } from './slack.ts';
import { toBetterStack, toPostmortem, toStatuspage, type BetterStackTarget, type StatuspageTarget } from './status-pages.ts';
import { toTeams } from './teams.ts';
import { toX } from './x.ts';

/** Which parts of status pages stand for which services; empty where none are configured. */
export interface RenderTargets {
  readonly statuspage: StatuspageTarget;
  readonly betterstack: BetterStackTarget;
}

/** Channels that say what sending costs tell it with what they send. */
export type RenderedUpdate = Rendered<object> & { readonly costUsd?: number };

/** What a channel is sent for this message: exactly its own form, without what only the sender knows (channel, ids, secrets). */
export function renderUpdate(channel: ChannelType, message: Message, targets: RenderTargets): RenderedUpdate {
  switch (channel) {
    case 'slack':
    case 'slackWebhook':
      return toSlack(message);
    case 'teams':
      return toTeams(message);
    case 'jira':
      return toJira(message);
    case 'statuspage':
      return message.kind === 'postmortem' ? toPostmortem(message) : toStatuspage(message, targets.statuspage);
    case 'betterstack':
      return toBetterStack(message, targets.betterstack);
    case 'email':
      return toEmail(message);
    case 'x':
      return toX(message);
    case 'webhook':
      return toWebhook(message);
    case 'copy':
    default:
      return toCopy(message);
  }
}
