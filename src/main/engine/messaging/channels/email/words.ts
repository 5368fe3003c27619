import { durationMs } from '../../../../../shared/model/units.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { transportFailure } from '../../../sources/http/failure.ts';
import type { Outcome } from '../../outbox/channel.ts';
import { isOfReader } from '../../suppression/rules.ts';

/** What nodemailer says of a failure; `responseCode` only where the server has answered. */
export interface SmtpError {
  readonly message: string;
  readonly code?: string | undefined;
  /** Of the system's or TLS's own error. */
  readonly originalCode?: unknown;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly command?: string | undefined;
}

export interface Where {
  readonly host: string;
  readonly user: string | null;
  /** Signed in with a token rather than a password. */
  readonly byToken: boolean;
  /** Takes secrets out of what the server says. */
  readonly clean: (text: string) => string;
}

/** `gone`: the server has said for good that there is no such reader. */
export type MailFailure = Exclude<Outcome, { kind: 'sent' | 'differs' }> & { readonly gone?: true };

/** A server that lists strangers as grey takes them after a minute or more. */
const GREY_MS = durationMs(60_000);
/** "Too much" in the words of the enhanced codes: rate (4.7.28), recipients (4.5.3), concurrency (4.3.2). */
const TOO_MUCH = /\b4\.(7\.28|5\.3|3\.2)\b/;
const NO_PASSWORDS = /\b5\.7\.(30|139)\b|basic authentication is (not supported|disabled)/i;

/**
 * What a failure means for the message. An answer of the server is its word, also after the final dot (RFC 5321, 4.2.5: it has not
 * taken over then). Without an answer it may have arrived once all of it, the dot included, was handed over, and cannot before.
 */
export function failureOf(error: SmtpError, handedOver: boolean, { host, user, byToken, clean }: Where): MailFailure {
  const { code, responseCode, response = '', command = '' } = error;
  const said = plain(clean(response.replaceAll(/\s+/g, ' ')), 240);
  if (responseCode !== undefined && responseCode >= 400) {
    if (code === 'ETLS') return { kind: 'refused', reason: `${host} offers no encryption (STARTTLS), and nothing is sent in plain text: ${said}`, again: false };
    if (NO_PASSWORDS.test(response) && !byToken) return { kind: 'refused', reason: `Microsoft 365 takes no passwords for sending any more (basic authentication is off): configure oauth2 instead, or an administrator allows SMTP AUTH once more: ${said}`, again: false };
    if (code === 'EAUTH' || command.startsWith('AUTH')) {
      if (responseCode < 500) return { kind: 'refused', reason: `${host} lets nobody sign in now: ${said}`, again: true };
      return { kind: 'refused', reason: `${host} does not accept the ${byToken ? 'access token' : 'password'} of ${user ?? 'this account'}: ${said}`, again: false };
    }
    if (responseCode >= 500) return { kind: 'refused', reason: `${whoRefuses(command, host)}: ${said}`, again: false, ...(command === 'RCPT TO' && isOfReader(responseCode, response) ? { gone: true as const } : {}) };
    if (responseCode === 421 || responseCode === 432 || TOO_MUCH.test(response)) return { kind: 'refused', reason: `${host} takes no more for now: ${said}`, again: true, limited: true };
    return { kind: 'refused', reason: `${host} does not take it yet: ${said}`, again: true, ...(command === 'RCPT TO' || command === 'MAIL FROM' ? { retryAfterMs: GREY_MS } : {}) };
  }
  if (handedOver) return { kind: 'ambiguous', reason: `the connection to ${host} ended after the whole message was handed over and before its answer: it may have arrived` };
  if (code === 'ETLS') return { kind: 'notReached', reason: `TLS: ${plain(clean(error.message.replace(/^Error initiating TLS - /, '')), 200)}` };
  if (code === 'EAUTH') return { kind: 'refused', reason: `signing in at ${host} is not possible: ${plain(clean(error.message), 200)}`, again: false };
  if (code === 'EMESSAGE') return { kind: 'refused', reason: `${host} takes no message of this size`, again: false };
  if (code === 'ETIMEDOUT') return { kind: 'notReached', reason: `${host} did not answer in time` };
  if (typeof error.originalCode === 'string') return { kind: 'notReached', reason: transportFailure({ code: error.originalCode, message: error.message }, host, false).message };
  return { kind: 'notReached', reason: `${host} ended the connection before it had the message` };
}

function whoRefuses(command: string, host: string): string {
  if (command === 'RCPT TO') return 'the address is not accepted';
  if (command === 'MAIL FROM') return 'the sender is not accepted';
  return command === 'DATA' ? 'the message is not accepted' : `${host} accepts nothing from here`;
}
