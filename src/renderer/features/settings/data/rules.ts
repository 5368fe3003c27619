import { RETENTION_KINDS, type RetentionEffect, type RetentionKind } from '../../../../shared/model/retention.ts';
import { counted } from '../../../../shared/text/counted.ts';

/** Kind → how long, as it is written: a duration or `forever`. */
export type Kept = Readonly<Record<RetentionKind, string>>;

export const FOREVER = 'forever';

export const KIND_WORDS: Readonly<Record<RetentionKind, { readonly name: string; readonly hint: string; readonly one: string; readonly many: string }>> = {
  texts: { name: 'What people wrote', hint: 'Titles, notes, updates, causes and reports of an incident, after it was closed. Instants, durations and figures stay.', one: 'text', many: 'texts' },
  evidence: { name: 'Frozen series', hint: 'The charts of an incident, after it was closed.', one: 'series', many: 'series' },
  alerts: { name: 'Alerts', hint: 'The alerts of an incident, after it was closed. Those of no incident go with one-minute history.', one: 'alert', many: 'alerts' },
  shiftNotes: { name: 'Shift notes', hint: 'Notes of the shift and hand-overs, after they were written down.', one: 'text', many: 'texts' },
  rollups: { name: 'One-minute history', hint: 'The history of every signal, for charts and for rules after a start.', one: 'hour of a signal', many: 'hours of signals' },
};

const YEAR = 365;
const CHOICES: readonly (readonly [days: number, words: string])[] = [
  [30, '30 days'],
  [90, '90 days'],
  [180, '180 days'],
  [YEAR, '1 year'],
  [2 * YEAR, '2 years'],
  [3 * YEAR, '3 years'],
  [5 * YEAR, '5 years'],
  [10 * YEAR, '10 years'],
];

/** What can be chosen for a kind; what is written in the file and is none of the usual stands among it. */
export function choicesFor(kind: RetentionKind, current: string): { readonly value: string; readonly label: string }[] {
  const usual = [...(kind === 'rollups' ? [] : [{ value: FOREVER, label: 'For ever' }]), ...CHOICES.map(([days, label]) => ({ value: `${days}d`, label }))];
  return usual.some(({ value }) => value === current) ? usual : [...usual, { value: current, label: current }];
}

export const keptOf = (effects: readonly RetentionEffect[]): Kept => Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, effects.find((effect) => effect.kind === kind)?.keep ?? FOREVER])) as Record<RetentionKind, string>;

export const sameKept = (a: Kept, b: Kept): boolean => RETENTION_KINDS.every((kind) => a[kind] === b[kind]);

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
/** "12.3 MB". */
export function sizeWords(bytes: number): string {
  const step = Math.min(SIZES.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1_000 ** step;
  return `${size >= 100 || step === 0 ? Math.round(size) : size.toFixed(1)} ${SIZES[step] ?? 'B'}`;
}

/** "1,203 texts of 40 incidents (12.3 MB)"; null where nothing goes. */
export function goesWords({ kind, count, bytes, incidents }: RetentionEffect): string | null {
  if (count === 0) return null;
  const { one, many } = KIND_WORDS[kind];
  return `${counted(count, one, many)}${incidents === 0 ? '' : ` of ${counted(incidents, 'incident')}`} (${sizeWords(bytes)})`;
}

/** Everything that settings would delete, in one line for whoever confirms it; null where nothing goes. */
export function allWords(effects: readonly RetentionEffect[]): string | null {
  const words = effects.flatMap((effect) => goesWords(effect) ?? []);
  return words.length === 0 ? null : words.length === 1 ? (words[0] ?? null) : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
