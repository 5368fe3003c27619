import { z } from 'zod';
import { ChannelType } from '../../../../shared/model/update-kind.ts';
import { UpdateLink, type UpdateDraft } from '../../../../shared/model/status-update.ts';
import { UpdateText } from '../../../../shared/model/update.ts';

/** Kept of the form, as everything else that is typed: nothing where that cannot be read. */
function read<T>(schema: z.ZodType<T>, text: string): T | null {
  if (text === '') return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export type OwnTexts = UpdateDraft['channelTexts'];
const Own = z.partialRecord(ChannelType, UpdateText);

/** Texts that were written for one channel alone: as typed, else as kept. */
export const ownTextsOf = (typed: string, kept: OwnTexts): OwnTexts => read(Own, typed) ?? kept;

/** `null`: this channel has the text of all again. */
export function withOwn(texts: OwnTexts, type: ChannelType, text: UpdateText | null): string {
  const { [type]: _gone, ...others } = texts;
  return JSON.stringify(text === null ? others : { ...others, [type]: text });
}

/** A link as it stands in its two fields. */
export interface LinkRow {
  readonly label: string;
  readonly url: string;
}
export const MOST_LINKS = 6;
const Rows = z.array(z.object({ label: z.string(), url: z.string() })).max(MOST_LINKS);

export const linkRowsOf = (typed: string, kept: readonly LinkRow[]): readonly LinkRow[] => read(Rows, typed) ?? kept;

export interface ReadLinks {
  readonly links: readonly LinkRow[];
  /** What is wrong, by row and field; a row without a word in it is no link yet. */
  readonly problems: readonly { readonly label?: string; readonly url?: string }[];
}

export function readLinks(rows: readonly LinkRow[]): ReadLinks {
  const links: LinkRow[] = [];
  const problems = rows.map(({ label, url }) => {
    if (label.trim() === '' && url.trim() === '') return {};
    const found = UpdateLink.safeParse({ label, url: url.trim() });
    if (found.success) {
      links.push(found.data);
      return {};
    }
    const wrong = new Set(found.error.issues.map(({ path }) => path[0]));
    return { ...(wrong.has('label') && { label: label.trim() === '' ? 'Expected what the link is called' : 'Expected at most 200 characters' }), ...(wrong.has('url') && { url: 'Expected an address such as “https://acme.com/help”' }) };
  });
  return { links, problems };
}
