import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { ChannelPreview, Recipients } from '../../../../shared/contract/update-calls.ts';
import { counted } from '../../../../shared/text/counted.ts';
import type { Reach } from './correction.ts';
import { usd } from './words.ts';

export interface Going {
  readonly chosen: readonly Pick<ChannelView, 'id' | 'type'>[];
  readonly previews: readonly Pick<ChannelPreview, 'channel' | 'costUsd'>[];
  /** Who gets the mail; null while that is asked. */
  readonly recipients: readonly Recipients[] | null;
  /** What a correction does at each chosen channel; null for an update. */
  readonly reaches: readonly Reach[] | null;
  /** Public and executive texts: whether this exact one was signed off. */
  readonly approval: 'none' | 'given' | 'missing';
}

export interface Outlook {
  /** What Publish would do, in one line. */
  readonly words: string;
  /** Channels whose readers are so many that the number is confirmed. */
  readonly many: readonly Recipients[];
}

export const MANY_RECIPIENTS = 100;

const readers = ({ chosen, recipients }: Going): string | null => {
  const mailed = chosen.filter(({ type }) => type === 'email');
  if (mailed.length === 0) return null;
  if (recipients === null || mailed.some(({ id }) => recipients.every(({ channel }) => channel !== id))) return 'readers by e-mail are being counted';
  if (recipients.some(({ problem }) => problem !== null)) return 'who gets the mail is not known';
  const left = recipients.reduce((sum, { suppressed }) => sum + suppressed, 0);
  return `${counted(recipients.reduce((sum, { count }) => sum + count, 0), 'reader')} by e-mail${left === 0 ? '' : ` (${left.toLocaleString('en-GB')} suppressed)`}`;
};

function cost({ chosen, previews }: Going): string | null {
  const sum = chosen.reduce((all, { type }) => all + (previews.find(({ channel }) => channel === type)?.costUsd ?? 0), 0);
  return sum === 0 ? null : `costs about ${usd(sum)}`;
}

const corrected = (reaches: readonly Reach[]): string => {
  const [edits, follows] = [reaches.filter(({ way }) => way === 'edits').length, reaches.filter(({ way }) => way === 'follows').length];
  return [...(edits === 0 ? [] : [`${edits} edited in place`]), ...(follows === 0 ? [] : [`${follows} followed up`])].join(', ');
};

const APPROVAL = { none: null, given: 'approved', missing: 'needs approval' } as const;

/** What will happen, always in one line: to how many channels and people, for how much, and whether it may. */
export function outlookOf(going: Going): Outlook {
  const { chosen, reaches, recipients, approval } = going;
  const where = chosen.length === 0 ? 'Goes nowhere yet' : `${reaches === null ? 'Goes to' : 'Corrects'} ${counted(chosen.length, 'channel')}${reaches === null ? '' : ` (${corrected(reaches)})`}`;
  return {
    words: [where, readers(going), cost(going), APPROVAL[approval]].filter((part) => part !== null).join(' · '),
    many: (recipients ?? []).filter(({ channel, count }) => count > MANY_RECIPIENTS && chosen.some(({ id }) => id === channel)),
  };
}
