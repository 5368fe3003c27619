import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { EpochMs } from '../../../shared/model/units.ts';

/** A message before anything of it is believed: its bytes as they came, and its headers by name in any case. */
export interface SignedMessage {
  readonly raw: Uint8Array;
  readonly header: (name: string) => string | undefined;
  readonly now: EpochMs;
}

/** How a vendor signs: true where the message was signed with this secret. */
export type SignedBy = (message: SignedMessage, secret: string) => boolean;

/** In the same time however far they agree, and whatever their lengths. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

const HEX = /^[0-9a-f]+$/i;

function isHmac(algorithm: 'sha256' | 'sha512', parts: readonly (string | Uint8Array)[], secret: string, given: string): boolean {
  if (!HEX.test(given)) return false;
  const hmac = createHmac(algorithm, secret);
  for (const part of parts) hmac.update(part);
  return sameSecret(given.toLowerCase(), hmac.digest('hex'));
}

/** A header with the HMAC of the body in hexadecimal digits, after `prefix`. */
export const hmacHeader =
  (header: string, algorithm: 'sha256' | 'sha512', prefix = ''): SignedBy =>
  (message, secret) => {
    const given = message.header(header);
    return given !== undefined && given.startsWith(prefix) && isHmac(algorithm, [message.raw], secret, given.slice(prefix.length));
  };

/** `X-Hub-Signature-256: sha256=…`: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export const hubSignature: SignedBy = hmacHeader('x-hub-signature-256', 'sha256', 'sha256=');

/** A signed time may lie so far from ours: clocks differ, and a message that was recorded must not be played back tomorrow. */
const SIGNED_FOR_MS = 300_000;

/**
 * Grafana from 12.0: `X-Grafana-Alerting-Signature`, the HMAC of the body; where a header for the time is set, of
 * `<seconds since 1970>:<body>`. Its suggested name is `X-Grafana-Alerting-Timestamp`.
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const grafanaSignature: SignedBy = (message, secret) => {
  const given = message.header('x-grafana-alerting-signature');
  if (given === undefined) return false;
  const time = message.header('x-grafana-alerting-timestamp');
  if (time === undefined) return isHmac('sha256', [message.raw], secret, given);
  const seconds = /^\d{1,12}$/.test(time) ? Number(time) : Number.NaN;
  return Math.abs(message.now - seconds * 1_000) <= SIGNED_FOR_MS && isHmac('sha256', [`${time}:`, message.raw], secret, given);
};
