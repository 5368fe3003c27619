import type { StatusOfRecipient } from './dsn.ts';

/** The reader or the mailbox itself (RFC 3463): not there, moved, its domain gone, its syntax wrong, or switched off. */
const OF_THE_READER = /\b5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)\b/;
const ANY_CODE = /\b5\.\d{1,3}\.\d{1,3}\b/;
/** Servers without codes of that kind say in words that it is not about the reader. */
const OF_THE_SENDER = /\b(?:relay|spam|block|blacklist|blocklist|polic|reputation|denied|not permitted|authenticat|quota|full|too (?:large|big|many)|spf|dkim|dmarc)/i;
const PLAIN_REFUSALS = new Set([550, 551, 553]);

/**
 * Whether the refusal of a recipient means that nobody can be reached there, so that asking again only harms our name. A refusal over
 * us (policy, blocking, relaying) or over now (a full mailbox) does not: it would take every reader away at once.
 */
export function isOfReader(responseCode: number, response: string): boolean {
  if (responseCode < 500) return false;
  if (ANY_CODE.test(response)) return OF_THE_READER.test(response);
  return PLAIN_REFUSALS.has(responseCode) && !OF_THE_SENDER.test(response);
}

/** The same of what a bounce message says. */
export const isBounced = ({ action, status, diagnostic }: StatusOfRecipient): boolean =>
  action === 'failed' && status.startsWith('5.') && (OF_THE_READER.test(status) || (status === '5.0.0' && isOfReader(550, diagnostic ?? '')));
