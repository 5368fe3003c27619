import type { Bounce, Suppression } from '../../../../../shared/model/suppression.ts';
import { mailAddress } from '../../../../../shared/model/mail-address.ts';
import { counted } from '../../../../../shared/text/counted.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { asSentence } from '../../../../../shared/text/sentence.ts';

/** As the contract has them. */
export const MOST_REASON = 500;
const MOST_MESSAGE = 900_000;

/** The way here, from a channel for mail; how many only where it is known. */
export const linkWords = (count: number | undefined): string => (count === undefined ? 'Who gets no mail' : `Who gets no mail (${count.toLocaleString('en-GB')})`);

/** How it became known that an address shall get nothing. `channel`: the name of the one where it was met. */
export function causeWords(cause: Suppression['cause'], channel: string | null): string {
  if (cause === 'person') return 'Written down by hand';
  if (cause === 'bounced') return 'A bounce message says';
  return `Refused for good by the mail server${channel === null ? '' : ` of ${plain(channel, 80)}`}`;
}

export const byWords = ({ cause, by }: Pick<Suppression, 'cause' | 'by'>): string => {
  const name = plain(by.name, 80);
  return cause === 'bounced' && by.kind === 'person' ? `bounce message taken in by ${name}` : `by ${name}`;
};

/** What lifting would do, before it is done: the ways in which an address came here do not weigh the same. */
export function liftWords({ address, cause }: Pick<Suppression, 'address' | 'cause'>): string {
  const to = plain(address, 320);
  const next = `From the next update on ${to} gets mail again, on every channel whose list names it and whose “suppressed” file does not; what was left out meanwhile is not sent later.`;
  if (cause === 'person') return `${next} Lift it only if whoever reads there wants that.`;
  return `${next} If still nobody can be reached there, it is refused again, and mail servers trust those less who keep writing to such addresses.`;
}

/** Fewer shown than there are is said, and so is a search that finds nothing. Null where all are shown. */
export function shownWords(shown: number, count: number, q: string): string | null {
  if (count === 0) return q === '' ? null : `No address here contains “${plain(q, 80)}”.`;
  return shown < count ? `The newest ${shown.toLocaleString('en-GB')} of ${counted(count, 'address', 'addresses')}. Search finds the others.` : null;
}

export interface NewProblems {
  readonly address?: string;
  readonly reason?: string;
}

/** What is wrong with an address that somebody writes down; empty where nothing is. */
export const newProblems = (address: string, reason: string): NewProblems => ({
  ...(mailAddress(address.trim()) === null ? { address: 'Expected an e-mail address, such as reader@customer.example' } : {}),
  ...(reason.trim() === '' ? { reason: 'Say why, for whoever wonders later' } : {}),
});

/** Why a file cannot be a bounce message, before it is sent; null where it may be one. */
export function messageProblem(text: string): string | null {
  if (text.trim() === '') return 'There is nothing in it. Expected a bounce message with all its headers, as an .eml file.';
  if (text.length > MOST_MESSAGE) return `Expected at most ${MOST_MESSAGE.toLocaleString('en-GB')} characters, found ${text.length.toLocaleString('en-GB')}. A bounce message that large carries an attachment; save it without that.`;
  return null;
}

/** What a bounce message came to for one reader. Only late mail takes nobody away, and is not shown as if it had. */
export function bounceWords({ address, suppressed, says }: Pick<Bounce, 'address' | 'suppressed' | 'says'>): { readonly state: 'ok' | 'none'; readonly words: string; readonly why: string } {
  const to = plain(address, 320);
  const why = asSentence(plain(says, 300));
  return suppressed
    ? { state: 'ok', words: `${to} gets no mail from now on`, why: `The bounce says: ${why}` }
    : { state: 'none', words: `${to} still gets mail`, why: `Nothing in the bounce says that nobody is there: ${why}` };
}

/** Where the message that came back is none of ours, or cannot be told. */
export const NO_DELIVERY = 'It names no delivery of ours to this address, so none has been changed.';
