import { retryAfterMs } from '../../outbox/retry-after.ts';
import type { HttpAnswer } from '../../../sources/http/client.ts';
import type { Outcome } from '../../outbox/channel.ts';
import { durationMs } from '../../../../../shared/model/units.ts';

export type Wrong = Extract<Outcome, { kind: 'refused' | 'notReached' | 'ambiguous' }>;

/** Slack's own words, which come with HTTP 200, as sentences that somebody can act on. */
const WORDS: Readonly<Record<string, string>> = {
  invalid_auth: 'the bot token is not valid: copy it again from the app’s settings (OAuth & Permissions)',
  not_authed: 'no bot token was sent: configure one',
  token_revoked: 'the bot token was revoked: install the app again and use its new token',
  token_expired: 'the bot token has ended: it is one that has to be renewed; use one that does not end, or a new one',
  account_inactive: 'the app was removed from the workspace, or its account is turned off: install it again',
  not_allowed_token_type: 'this kind of token may not do that: a bot token (xoxb-…) is needed',
  org_login_required: 'the workspace is being moved to an organisation; nobody can post until that is done',
  no_permission: 'the bot token may not do that in this workspace',
  access_denied: 'the workspace does not let the app do that',
  ekm_access_denied: 'an administrator has suspended posting in this workspace',
  channel_not_found: 'there is no such channel, or it is private and the app is not in it: check its id, or invite the app there (/invite)',
  not_in_channel: 'the app is not in the channel: invite it there (/invite)',
  is_archived: 'the channel is archived: unarchive it, or configure another',
  restricted_action: 'the workspace or the channel lets only some people post there: allow the app in the channel’s posting permissions',
  restricted_action_read_only_channel: 'the channel is read-only: allow the app in its posting permissions',
  restricted_action_thread_only_channel: 'the channel takes only replies: allow the app in its posting permissions',
  restricted_action_non_threadable_channel: 'the channel takes no replies',
  restricted_action_thread_locked: 'the thread is locked',
  msg_too_long: 'it is too long for Slack: shorten it',
  msg_blocks_too_long: 'all blocks together are too long for Slack (about 13,200 characters): shorten it',
  no_text: 'it has no text',
  invalid_blocks: 'Slack does not understand its blocks',
  invalid_blocks_format: 'Slack does not understand its blocks',
  metadata_too_large: 'what goes with it unseen is too large for Slack',
  message_not_found: 'the message is not there any more',
  cant_update_message: 'the message was posted by somebody else, so it cannot be changed from here',
  edit_window_closed: 'the workspace does not let messages of this age be changed',
  thread_not_found: 'the thread is not there any more',
  too_many_pins: 'the channel has as many pinned messages as Slack allows: unpin some',
  name_taken: 'a channel of this name exists already and cannot be seen by the app: it is private; invite the app there, or choose another prefix',
  invalid_name: 'Slack does not take the name of the channel: choose another prefix',
  invalid_name_specials: 'Slack does not take the name of the channel: choose another prefix',
  invalid_name_maxlength: 'the name of the channel is too long: choose a shorter prefix',
};

/** After these nobody knows what was done; of `fatal_error` Slack itself says so. */
const UNKNOWN = new Set(['fatal_error', 'internal_error', 'service_unavailable']);
/** Nothing was done, and later it may be. */
const LATER: Readonly<Record<string, string>> = {
  team_added_to_org: 'the workspace is being moved to an organisation',
  accesslimited: 'Slack limits access at the moment',
  message_limit_exceeded: 'this workspace sends too many messages at the moment',
  request_timeout: 'Slack did not get the whole request',
};
/** Where Slack limits and does not say for how long. */
const LIMITED_MS = durationMs(30_000);

/** What `ok: false` means. `needed` is the scope that Slack names. */
export function wrongOf(error: string, needed: string | null, answer: HttpAnswer, nowMs: number): Wrong {
  const asked = retryAfterMs(answer.header('retry-after'), answer.header('date'), nowMs);
  if (error === 'ratelimited' || error === 'rate_limited') return { kind: 'refused', reason: 'too many requests (ratelimited)', again: true, limited: true, retryAfterMs: asked ?? LIMITED_MS };
  if (error === 'missing_scope') return { kind: 'refused', reason: `the bot token lacks the scope ${needed ?? 'that this needs'}: add it under OAuth & Permissions and install the app again`, again: false };
  if (UNKNOWN.has(error)) return { kind: 'ambiguous', reason: `an error of Slack’s own (${error})`, retryAfterMs: asked };
  const later = Object.hasOwn(LATER, error) ? LATER[error] : undefined;
  if (later !== undefined) return { kind: 'refused', reason: `${later} (${error})`, again: true, retryAfterMs: asked };
  const known = Object.hasOwn(WORDS, error) ? WORDS[error] : undefined;
  return { kind: 'refused', reason: known === undefined ? `Slack refuses it (${error})` : `${known} (${error})`, again: false };
}

/** A look before anything was written failed: nothing has left. */
export const beforeWriting = (wrong: Wrong): Wrong => (wrong.kind === 'ambiguous' ? { kind: 'notReached', reason: wrong.reason } : wrong);
