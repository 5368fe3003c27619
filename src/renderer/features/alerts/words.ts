import type { Source } from '../../../shared/model/entities.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import type { Silence } from '../../../shared/model/silence.ts';
import { traitsOf } from '../../../shared/model/sources/index.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { hushWord } from '../../../shared/text/alert-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatUntil } from '../../../shared/time/format.ts';

export const silenceKey = (source: string, id: string): string => `${source} ${id}`;

/** Why nobody is told of an alert: of a downtime and of a silence that is known until when, and who made it. Null where somebody is told. */
export function hushedWords(alert: Pick<Alert, 'suppressedBy' | 'muted' | 'source'>, silences: ReadonlyMap<string, Silence>, now: EpochMs): string | null {
  const { source, muted } = alert;
  const word = hushWord(alert);
  const ends = muted?.by === 'downtime' && muted.until != null ? fromRfc3339(muted.until) : null;
  if (word !== null && alert.suppressedBy === null && ends !== null) return `${word} until ${formatUntil(ends, now)}`;
  if (word === null || alert.suppressedBy !== null || muted?.by !== 'silence' || source === null) return word;
  // It is silent until the last of them ends.
  const [last] = muted.ids.flatMap((id) => silences.get(silenceKey(source, id)) ?? []).toSorted((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
  const until = last === undefined ? null : fromRfc3339(last.endsAt);
  if (last === undefined || until === null) return word;
  return `${word} until ${formatUntil(until, now)} by ${plain(last.createdBy, 60) || 'somebody unnamed'}`;
}

/** False while the source of a silence fails: it may have been ended there since. */
export const isConfirmed = (source: string, sources: readonly Pick<Source, 'id' | 'state'>[]): boolean => sources.find(({ id }) => id === source)?.state === 'ok';

/** Whom its own system tells of it, or would if it were not silent: "tells pager, mail". Empty where that is not known. */
export function tellsWords({ receivers = [], muted, state }: Pick<Alert, 'receivers' | 'muted' | 'state'>): string {
  if (receivers.length === 0 || state !== 'firing') return '';
  return `${(muted ?? null) === null ? 'tells' : 'would tell'} ${receivers.map((name) => plain(name, 60)).join(', ')}`;
}

export interface AlertLink {
  readonly label: string;
  readonly url: string;
}

const hostOf = (url: string): string => plain(new URL(url).host, 60);
const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** Where an alert can be looked at: in what keeps it, and where its rule is. Nothing but http and https. */
export function alertLinks({ source, labels, url }: Pick<Alert, 'source' | 'labels' | 'url'>, sources: readonly Pick<Source, 'id' | 'type' | 'url'>[]): readonly AlertLink[] {
  const keeper = sources.find(({ id }) => id === source);
  const traits = keeper === undefined ? null : traitsOf(keeper);
  const page = keeper?.url == null ? null : (traits?.alertPage?.(keeper.url, labels) ?? null);
  return [...(page === null || traits === null ? [] : [{ label: traits.label, url: page }]), ...(url != null && isWeb(url) ? [{ label: hostOf(url), url }] : [])];
}

const SAID_ALREADY: ReadonlySet<string> = new Set(['alertname', 'severity', 'service']);
const MOST_APART = 3;

/** What tells one alert of these from the others: labels that are not the same in all of them. Empty where nothing does. */
export function apartWords(labels: Readonly<Record<string, string>>, among: readonly { readonly labels: Readonly<Record<string, string>> }[]): string {
  const apart = Object.entries(labels).filter(([name, value]) => !SAID_ALREADY.has(name) && among.some((other) => other.labels[name] !== value));
  return apart.slice(0, MOST_APART).map(([name, value]) => `${name} ${plain(value, 60)}`).join(', ');
}
