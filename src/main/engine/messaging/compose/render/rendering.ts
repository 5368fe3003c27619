import type { Audience } from '../../../../../shared/model/policy-config.ts';
import type { Severity } from '../../../../../shared/model/severity.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { UpdateFacts, UpdateKind, UpdateLimit, UpdateText } from '../../../../../shared/model/update.ts';

/** A message and all that a channel may need to make it its own. */
export interface Message {
  readonly text: UpdateText;
  readonly kind: UpdateKind;
  readonly audience: Audience;
  readonly severity: Severity;
  readonly incident: string;
  readonly facts: UpdateFacts;
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly now: EpochMs;
}

export type Limit = UpdateLimit;

export interface Rendered<C> {
  /** What is sent, in the channel's own form. */
  readonly content: C;
  readonly limits: readonly Limit[];
  /** True where something was left away; only what the reader finds whole in the same message ever is. */
  readonly cut: boolean;
}

/** Of the message's text as every channel has it: lines that belong together, or items of a list. */
export type TextBlock = { readonly kind: 'lines'; readonly lines: readonly string[] } | { readonly kind: 'items'; readonly items: readonly string[] };

// The control characters themselves are what is looked for; those that turn the direction of all that follows go with them.
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Text as a vendor takes it: whole characters, plain line ends, nothing that hides or turns text around. */
export const clean = (text: string): string => text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replaceAll('\t', ' ').replaceAll(HIDDEN, '');
export const oneLine = (text: string): string => clean(text).replaceAll(/\s+/g, ' ').trim();

/** Reads the message's text: empty lines part paragraphs, `- ` begins an item, and nothing else means anything. */
export function blocksOf(body: string): TextBlock[] {
  const blocks: ({ kind: 'lines'; lines: string[] } | { kind: 'items'; items: string[] })[] = [];
  let fresh = true;
  for (const line of clean(body).split('\n').map((each) => each.trim())) {
    const last = fresh ? undefined : blocks.at(-1);
    fresh = line === '';
    if (line === '') continue;
    if (line.startsWith('- ')) {
      const item = line.slice(2).trim();
      if (last?.kind === 'items') last.items.push(item);
      else blocks.push({ kind: 'items', items: [item] });
    } else if (last?.kind === 'lines') last.lines.push(line);
    else blocks.push({ kind: 'lines', lines: [line] });
  }
  return blocks;
}

/** A message as plain text: title, body, links. */
export function asText({ text, links }: Pick<Message, 'text' | 'links'>): string {
  const body = clean(text.body).trim();
  return [oneLine(text.title), body, links.map(({ label, url }) => `${oneLine(label)}: ${url}`).join('\n')].filter((part) => part !== '').join('\n\n');
}

const URL = /https?:\/\/[^\s<>"'`]+/gi;
const ENDS = new Set('.,;:!?)]}…');

/** What ends a sentence after an address is not part of it. */
export function withoutEnd(url: string): string {
  let end = url.length;
  while (end > 0 && ENDS.has(url[end - 1] ?? '')) end -= 1;
  return url.slice(0, end);
}

/** Text with its addresses apart, so that a channel can make links of them. */
export function withLinks(text: string): { readonly text: string; readonly url: string | null }[] {
  const parts: { text: string; url: string | null }[] = [];
  let from = 0;
  for (const match of text.matchAll(URL)) {
    const found = withoutEnd(match[0]);
    if (!isWebAddress(found)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), url: null });
    parts.push({ text: found, url: found });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), url: null });
  return parts;
}

export const isWebAddress = (text: string): boolean => {
  const url = globalThis.URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '';
};

/** At most so many UTF-16 units, ending in "…" and never within a character. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
export const characters = (what: string, used: number, max: number): Limit => ({ what, used, max, unit: 'characters' });
/** Whether it is past its end, or has none that is known. */
export const isOver = ({ kind, facts }: Pick<Message, 'kind' | 'facts'>): boolean => kind === 'resolved' || kind === 'postmortem' || (kind === 'factsOnly' && facts.until !== null);
export const isPlanned = (kind: UpdateKind): boolean => kind === 'maintenance' || kind === 'postponed';
