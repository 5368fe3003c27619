import type { Audience } from '../../../../../shared/model/policy-config.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { ChannelType, LintFinding, UpdateFacts, UpdateKind, UpdateLimit, UpdateText } from '../../../../../shared/model/update.ts';
import { plain } from '../../../../../shared/text/plain.ts';

/** What a text is held against. */
export interface Linted {
  readonly text: UpdateText;
  /** Addresses and their labels that go with it. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly kind: UpdateKind;
  /** For whom the text was made. */
  readonly audience: Audience;
  /** Who reads the channel. */
  readonly readers: Audience;
  readonly channel: ChannelType | null;
  readonly facts: UpdateFacts;
  readonly limits: readonly UpdateLimit[];
  /** Its review is closed. */
  readonly isReviewed: boolean;
  readonly incident: { readonly isOpen: boolean; readonly isFiring: boolean; readonly isDrill: boolean; readonly private: boolean };
  /** What only insiders know: ids as they are configured, hosts that are asked, people. */
  readonly known: { readonly ids: readonly string[]; readonly hosts: readonly string[]; readonly people: readonly string[] };
  /** Masks every secret that this workspace knows. */
  readonly mask: (text: string) => string;
  readonly now: EpochMs;
}

export type Place = NonNullable<LintFinding['at']>;
type Told = Pick<LintFinding, 'code' | 'found' | 'says'> & { readonly at?: Place | null };

const LONGEST_FOUND = 80;
const made = (level: LintFinding['level'], { channel }: Pick<Linted, 'channel'>, { at = null, found, ...rest }: Told, overridable: boolean): LintFinding => ({ level, channel, at, found: plain(found, LONGEST_FOUND), overridable, ...rest });

/** Is not sent as it is, whatever the reason. */
export const stop = (linted: Pick<Linted, 'channel'>, told: Told): LintFinding => made('stop', linted, told, false);
/** Is sent only by somebody who says why. */
export const stopUnlessExplained = (linted: Pick<Linted, 'channel'>, told: Told): LintFinding => made('stop', linted, told, true);
export const advice = (linted: Pick<Linted, 'channel'>, told: Told): LintFinding => made('advice', linted, told, true);

export interface Match {
  readonly at: Place;
  readonly text: string;
}

const FIELDS = ['title', 'body'] as const;
const MOST = 20;

/** Everything in title and body that a pattern finds; of very many, the first. `pattern` is global. */
export function matches({ text }: Pick<Linted, 'text'>, pattern: RegExp): Match[] {
  return FIELDS.flatMap((field) => [...text[field].matchAll(pattern)].map((match) => ({ at: { field, start: match.index, end: match.index + match[0].length }, text: match[0] }))).slice(0, MOST);
}

/** Where these very words stand, in any case. */
export function places({ text }: Pick<Linted, 'text'>, words: string): Match[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  return FIELDS.flatMap((field) => {
    const found = text[field].toLowerCase();
    // Few letters have another length in lower case; then no place can be told for certain.
    const start = found.length === text[field].length ? found.indexOf(wanted) : -1;
    return start < 0 ? [] : [{ at: { field, start, end: start + wanted.length }, text: text[field].slice(start, start + wanted.length) }];
  });
}

/** The line in which a place lies. */
export function lineOf({ text }: Pick<Linted, 'text'>, { field, start }: Place): string {
  const whole = text[field];
  const [from, to] = [whole.lastIndexOf('\n', start - 1) + 1, whole.indexOf('\n', start)];
  return whole.slice(start === 0 ? 0 : from, to < 0 ? whole.length : to);
}

/** The sentence in which a place lies, as far as marks tell. */
export function sentenceOf({ text }: Pick<Linted, 'text'>, { field, start, end }: Place): string {
  const whole = text[field];
  const before = whole.slice(0, start);
  const from = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('. '), before.lastIndexOf('! '), before.lastIndexOf('? ')) + 1;
  const rest = whole.slice(end);
  const to = rest.search(/\n|[.!?](?:\s|$)/);
  return whole.slice(from, to < 0 ? whole.length : end + to);
}
