import { createHmac } from 'node:crypto';
import { durationMs } from '../../../../shared/model/units.ts';
import { channelTraits, type ChannelConfigOf } from '../../../../shared/model/channels/index.ts';
import type { Parcel } from '../outbox/channel.ts';
import type { ChannelDeps, OpenChannel } from './kinds.ts';
import { secretAddress } from './secret-address.ts';
import { createVendor, isAnswer, refusalOf, type Vendor } from './vendor.ts';

/**
 * A webhook of any other system: JSON by POST, with an `Idempotency-Key` that is the same in every attempt, and signed as
 * `X-Holdfast-Signature: sha256=<hex HMAC-SHA256 of the body>` where a secret is configured.
 */
export async function createWebhookChannel(config: ChannelConfigOf<'webhook'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const address = secretAddress(await resolveSecrets(config.url));
  const secret = config.secret === undefined ? null : await resolveSecrets(config.secret);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers ?? {})) headers[name] = await resolveSecrets(value);
  const vendorFor = (more: Readonly<Record<string, string>>): Vendor => createVendor({ url: address.base, auth: { kind: 'none' }, headers: { ...headers, ...more }, tls: {} }, { clock, lookup });

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: durationMs(0),
    pace: { atOnce: 1, spacingMs: durationMs(0) },
    send: async (parcel, abort) => {
      const body = bodyOf(parcel);
      const signature: Record<string, string> = secret === null ? {} : { 'X-Holdfast-Signature': `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex')}` };
      const vendor = vendorFor({ 'Idempotency-Key': parcel.marker, ...signature });
      try {
        const given = await vendor.ask({ method: 'POST', path: '', query: address.query, body }, abort);
        if (!isAnswer(given)) return given;
        if (given.status >= 200 && given.status < 300) return { kind: 'sent', remote: null, url: null };
        return refusalOf({ answer: given, words: vendor.clean(address.hide(given.text.trim())), unauthorised: 'its credentials are not accepted', forbidden: 'it is not allowed to send there', nowMs: clock.nowMs() });
      } finally {
        vendor.close();
      }
    },
    prove: () => Promise.resolve({ ok: false, certain: false, says: 'A webhook cannot be tried without sending: send a test.' }),
    close: () => {},
  };
}

const bodyOf = ({ marker, update, purpose, content }: Parcel): object => ({ id: marker, update, purpose, ...(content as object) });
