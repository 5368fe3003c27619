import MailComposer from 'nodemailer/lib/mail-composer';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { mailAddress } from '../../../../../shared/model/mail-address.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { Json, Parcel } from '../../outbox/channel.ts';

/** What is remembered of an incident for one reader: ids of messages, the first one and the newest. */
const Thread = z.object({ references: z.array(z.string()) });
const Remote = z.object({ messageId: z.string() });
const Content = z.object({ subject: z.string(), text: z.string(), html: z.string() });

/** Long threads keep their first message and the newest ones: clients need no more, and a header has its limit. */
const MOST_REFERENCES = 10;

export interface Sender {
  /** As configured, with a name or without. */
  readonly from: string;
  readonly address: string;
  readonly replyTo: string | undefined;
  readonly unsubscribe: string | undefined;
  /** RFC 8058. */
  readonly oneClick: boolean;
}

export interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly raw: Buffer;
  readonly thread: Json;
}

/** The address in a sender such as `Acme Status <status@acme.test>`; throws, in words, where there is not exactly one. */
export function senderAddress(from: string): string {
  const [found, ...more] = addressparser(from);
  const address = found !== undefined && 'address' in found ? (found.address ?? '') : '';
  if (more.length > 0 || mailAddress(address) === null) throw new Error('expected one e-mail address under "from", such as Acme Status <status@acme.test>');
  return address;
}

/** Stands in the address for unsubscribing for who reads it. */
export const READER = '{address}';

/** Line breaks and other controls: in a header they would begin another one. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F\u2028\u2029]/;

/** The message as bytes; in words why it cannot be made. The same parcel makes the same Message-ID each time. */
export async function composeMail(parcel: Parcel, sender: Sender, now: EpochMs): Promise<Mail | string> {
  const content = Content.safeParse(parcel.content);
  if (!content.success) return 'there is no message for e-mail in it';
  const { subject, text, html } = content.data;
  const to = parcel.recipient;
  if (mailAddress(to) !== to) return 'the recipient is no e-mail address';
  if (CONTROL.test(subject)) return 'the subject holds a line break or another control character, which could forge headers';
  const messageId = `<${parcel.marker}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`;
  const known = Thread.safeParse(parcel.thread).data?.references ?? [];
  const corrected = Remote.safeParse(parcel.corrects).data?.messageId;
  const answers = corrected ?? known.at(-1);
  const references = [...new Set([...known, ...(corrected === undefined ? [] : [corrected])])].filter((id) => id !== messageId);
  const node = new MailComposer({
    from: sender.from, to: { name: '', address: to }, replyTo: sender.replyTo, subject, messageId, date: new Date(now), text, html,
    ...(answers === undefined || answers === messageId ? {} : { inReplyTo: answers, references }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
      'X-Auto-Response-Suppress': 'All',
      ...(sender.unsubscribe === undefined ? {} : { 'List-Unsubscribe': { prepared: true, value: `<${new URL(sender.unsubscribe.replaceAll(READER, encodeURIComponent(to))).href}>` } }),
      ...(sender.oneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
    disableFileAccess: true, disableUrlAccess: true, newline: 'win',
  }).compile();
  const all = [...new Set([...known, messageId])];
  return { messageId, to, raw: await node.build(), thread: { references: all.length <= MOST_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)] } };
}
