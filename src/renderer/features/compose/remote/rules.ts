import { z } from 'zod';
import type { UpdateText } from '../../../../shared/model/update.ts';
import type { ChannelType } from '../../../../shared/model/update.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';

/** Types of channels where something stands that others can change, and that is read before anything is sent. */
const READ: ReadonlySet<ChannelType> = new Set<ChannelType>(['statuspage', 'betterstack', 'jira', 'slack']);
export const isRead = (type: ChannelType): boolean => READ.has(type);

export const isPlanned = (kind: string): boolean => kind === 'maintenance' || kind === 'postponed';

/** What a channel told of what stands there instead, as it is kept with a delivery. */
const Theirs = z.object({
  name: z.string().optional(), title: z.string().optional(), summary: z.string().optional(), status: z.string().optional(), state: z.string().optional(), text: z.string().nullish(), at: z.string().nullish(), deleted: z.boolean().optional(),
});

export interface Stands {
  readonly title: string | null;
  readonly status: string | null;
  readonly text: string | null;
  /** RFC 3339. */
  readonly at: string | null;
  readonly deleted: boolean;
}

/** As people read it; the text alone where it has another form than is known here. */
export function standsOf(theirs: unknown): Stands {
  if (typeof theirs === 'string') return { title: null, status: null, text: theirs, at: null, deleted: false };
  const { data } = Theirs.safeParse(theirs);
  if (data === undefined) return { title: null, status: null, text: JSON.stringify(theirs), at: null, deleted: false };
  const { name, title, summary, status, state, text, at, deleted = false } = data;
  return { title: name ?? title ?? summary ?? null, status: status ?? state ?? null, text: text ?? null, at: at ?? null, deleted };
}

/** "Investigating": the vendor's word as the begin of a sentence. */
export const statusWord = (status: string): string => {
  const word = plain(status, 60);
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
};

/** A text that begins with both, theirs first, for a person to make one of. */
export const both = (theirs: string | null, ours: UpdateText): UpdateText => ({ title: ours.title, body: [theirs === null ? '' : plainLines(theirs).trim(), ours.body.trim()].filter((part) => part !== '').join('\n\n') });
