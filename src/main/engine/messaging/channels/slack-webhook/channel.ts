import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { Outcome } from '../../outbox/channel.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import { secretAddress } from '../secret-address.ts';
import { createVendor, isAnswer, refusalOf } from '../vendor.ts';

/** What Slack's words mean for those who can do something about them. All of them say that nothing was posted. */
const WORDS: Readonly<Record<string, string>> = {
  invalid_payload: 'Slack does not understand the message',
  invalid_blocks: 'Slack does not understand the blocks of the message',
  no_text: 'the message has no text',
  too_many_attachments: 'the message has too many parts',
  user_not_found: 'the person that the webhook writes to is gone',
  action_prohibited: 'the workspace does not let this webhook post there: an administrator has to allow it',
  posting_to_general_channel_denied: 'only administrators may post to this channel',
  channel_not_found: 'the channel of the webhook is gone: make a new webhook',
  channel_is_archived: 'the channel of the webhook is archived: unarchive it or make a new webhook',
  no_service: 'the webhook was removed or turned off: make a new one',
  no_service_id: 'the address of the webhook is not whole: copy it again',
  no_team: 'the workspace of the webhook is gone, or the address is not whole: copy it again',
  team_disabled: 'the workspace of the webhook is turned off',
  invalid_token: 'the address of the webhook is not accepted: it was made anew or copied wrongly',
};

/** An incoming webhook of Slack, whose address is the secret. It answers `ok` in plain text and tells no message by which it could be found again. */
export async function createSlackWebhookChannel(config: ChannelConfigOf<'slackWebhook'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const address = secretAddress(await resolveSecrets(config.url));
  const vendor = createVendor({ url: address.base, auth: { kind: 'none' }, headers: {}, tls: {} }, { clock, lookup });

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: durationMs(0),
    pace: { atOnce: 1, spacingMs: durationMs(1_000) },
    send: async ({ content }, abort): Promise<Outcome> => {
      const given = await vendor.ask({ method: 'POST', path: '', query: address.query, body: content }, abort);
      if (!isAnswer(given)) return given;
      const text = given.text.trim();
      if (given.status === 200 && text === 'ok') return { kind: 'sent', remote: null, url: null };
      /* A sign-in page on the way, or a proxy: nobody knows whether Slack ever saw it. */
      if (given.status >= 200 && given.status < 300) return { kind: 'ambiguous', reason: `it was not answered with "ok" but with something else (HTTP ${given.status}): is something between here and Slack?` };
      const known = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
      if (known !== undefined && given.status >= 400 && given.status < 500) return { kind: 'refused', again: false, reason: `${known} (HTTP ${given.status}, ${text})` };
      return refusalOf({ answer: given, words: text.startsWith('<') ? null : vendor.clean(address.hide(text)), unauthorised: 'the address of the webhook is not accepted', forbidden: 'the webhook may not post there', nowMs: clock.nowMs() });
    },
    prove: () => Promise.resolve({ ok: false, certain: false, says: 'A webhook cannot be tried without sending: send a test.' }),
    close: () => vendor.close(),
  };
}
