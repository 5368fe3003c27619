import { z } from 'zod';
import type { Alert, Incident, IncidentDetail } from '../../../../shared/model/incident.ts';
import type { SourceId } from '../../../../shared/model/ids.ts';
import { formatMatcher, matchesEmpty, MATCHER_OPERATORS, operatorOf, withOperator, type LabelMatcher } from '../../../../shared/model/label-matcher.ts';
import { USUAL_SILENCE_MS, type IncidentSilence, type SilencePreview } from '../../../../shared/model/silence.ts';
import { counted } from '../../../../shared/text/counted.ts';

/** A matcher as it is being written. */
export const MatcherDraft = z.object({ name: z.string(), operator: z.enum(MATCHER_OPERATORS), value: z.string() });
export type MatcherDraft = z.infer<typeof MatcherDraft>;

/** Labels longer than this were cut when they were kept. */
const WHOLE = 300;
/** More names than this are no list that anybody checks. */
const MOST_NAMES = 10;

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const valuesOf = (alerts: readonly Pick<Alert, 'labels'>[], name: string): readonly string[] => [...new Set(alerts.map(({ labels }) => labels[name] ?? ''))];

/** What all of these alerts have in common, as narrow as it can be said: the same labels, and their names where they differ. */
export function matchersOf(alerts: readonly Pick<Alert, 'labels'>[]): readonly MatcherDraft[] {
  const [first] = alerts;
  if (first === undefined) return [];
  const names = Object.keys(first.labels).toSorted((a, b) => Number(b === 'alertname') - Number(a === 'alertname') || a.localeCompare(b));
  return names.flatMap((name): MatcherDraft[] => {
    const values = valuesOf(alerts, name);
    const [value = ''] = values;
    if (values.some((each) => each === '' || each.length > WHOLE)) return [];
    if (values.length === 1) return [{ name, operator: '=', value }];
    return name === 'alertname' && values.length <= MOST_NAMES ? [{ name, operator: '=~', value: values.map(literal).join('|') }] : [];
  });
}

/** Whose labels a silence at this source would be made from: those of it that fire, else those of it, else whatever was sent by an Alertmanager. */
export function alertsAt(alerts: readonly Alert[], source: string): readonly Alert[] {
  const there = alerts.filter((alert) => alert.source === source);
  const firing = there.filter(({ state }) => state === 'firing');
  if (firing.length > 0) return firing;
  return there.length > 0 ? there : alerts.filter((alert) => alert.source === null && alert.rule.startsWith('alertmanager:'));
}

/** The keeper that has most of the incident's alerts; null where there is no keeper. */
export function likelySource(alerts: readonly Alert[], keepers: readonly SourceId[]): SourceId | null {
  const count = (keeper: SourceId): number => alerts.filter(({ source }) => source === keeper).length;
  return keepers.toSorted((a, b) => count(b) - count(a))[0] ?? null;
}

export const draftOf = (matcher: LabelMatcher): MatcherDraft => ({ name: matcher.name, operator: operatorOf(matcher), value: matcher.value });
export const matcherOf = ({ name, operator, value }: MatcherDraft): LabelMatcher => withOperator(name.trim(), operator, value);

/** What is wrong with one matcher, in a sentence; null where nothing is. An expression is judged by whoever has to read it. */
export function matcherProblem({ name, value }: MatcherDraft): string | null {
  if (name.trim() === '') return 'Expected the name of a label, such as alertname';
  if (name.trim().length > WHOLE) return 'Expected the name of a label, not a text of this length';
  return value.length > 2_000 ? 'Expected at most 2,000 characters' : null;
}

/** What is wrong with them together. */
export function matchersProblem(matchers: readonly MatcherDraft[]): string | null {
  if (matchers.length === 0) return 'Expected at least one matcher: without any, every alert would be silenced';
  if (matchers.some((each) => matcherProblem(each) !== null)) return null;
  return matchers.every((each) => matchesEmpty(matcherOf(each))) ? 'Expected at least one that does not match everything, such as alertname="HighErrorRate"' : null;
}

/** How long it lasts: a span from the moment it is sent, or until a time. */
export const LASTS = ['30m', '1h', '2h', '4h', 'until'] as const;
export type Lasts = (typeof LASTS)[number];
export const LASTS_MS: Readonly<Record<Exclude<Lasts, 'until'>, number>> = { '30m': 1_800_000, '1h': 3_600_000, '2h': 7_200_000, '4h': 14_400_000 };
export const LASTS_WORD: Readonly<Record<Lasts, string>> = { '30m': '30 min', '1h': '1 h', '2h': '2 h', '4h': '4 h', until: 'Until…' };

/** It lasts so long that it must be said that this is meant. */
export const isLong = (endsAt: number, now: number): boolean => endsAt - now > USUAL_SILENCE_MS;

/** What stands in the reason before anybody writes one. Of a private incident not even its number may be read elsewhere. */
export const usualReason = ({ id, private: isPrivate }: Pick<Incident, 'id' | 'private'>): string => (isPrivate ? 'Being worked on' : `Being worked on in ${id}`);

/** Why no silence can be made of it, in words; null where one can. */
export function silenceRefusal({ standing, state, isDrill }: Pick<Incident, 'standing' | 'state' | 'isDrill'>): string | null {
  if (isDrill) return 'This is a drill: a silence would keep real alerts from real people';
  if (standing === 'dismissed' || standing === 'merged') return `This was ${standing}`;
  return state === 'resolved' || state === 'reviewed' ? 'This is over; its alerts need no silence. Reopen it first' : null;
}

export interface PreviewWords {
  /** "12 alerts fall silent, all of this incident". */
  readonly main: string;
  /** What somebody would rather know before: each a sentence. */
  readonly warnings: readonly string[];
  /** Alerts of others are among them: that they are meant must be said. */
  readonly others: boolean;
}

const MOST_NAMED = 4;
const listed = (names: readonly string[]): string => (names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more` : names.join(', '));

/** What a silence would do, in words, for whoever looks from this incident. */
export function previewWords(preview: SilencePreview, { services, firingAlerts }: Pick<IncidentDetail, 'services' | 'firingAlerts'>, serviceName: (id: string) => string): PreviewWords {
  const { alerts, ofIncident, ofOthers } = preview;
  const foreign = ofOthers.reduce((sum, each) => sum + each.alerts, 0);
  const ofNone = Math.max(0, alerts - ofIncident - foreign);
  const strange = preview.services.flatMap(({ service, alerts: count }) => (service === null || services.includes(service) ? [] : [`${serviceName(service)} (${count.toLocaleString('en-GB')})`]));
  const loud = Math.max(0, firingAlerts - ofIncident);
  if (alerts === 0) return { main: 'No alert that is active now matches', warnings: ['It would silence only what fires later.'], others: false };
  const warnings = [
    ...(foreign === 0 ? [] : [`${counted(foreign, 'alert')} of other incidents: ${listed(ofOthers.map(({ incident, alerts: count }) => `${incident} (${count.toLocaleString('en-GB')})`))}.`]),
    ...(strange.length === 0 ? [] : [`Of services that this incident does not name: ${listed(strange)}.`]),
    ...(ofNone === 0 ? [] : [`${counted(ofNone, 'alert')} of no incident yet.`]),
    ...(preview.gravest === 0 ? [] : [`${counted(preview.gravest, 'alert')} of them ${preview.gravest === 1 ? 'is' : 'are'} P0: Alertmanager will page nobody for ${preview.gravest === 1 ? 'it' : 'them'}.`]),
    ...(loud === 0 ? [] : [`${counted(loud, 'alert')} of this incident would go on telling.`]),
  ];
  return { main: `${counted(alerts, 'alert')} would fall silent${ofIncident === alerts ? ', all of this incident' : `, ${ofIncident.toLocaleString('en-GB')} of this incident`}`, warnings, others: foreign > 0 || strange.length > 0 };
}

/** In force or not known yet first, then the others, the newest first. */
export function silencesInOrder(silences: readonly IncidentSilence[]): { readonly open: readonly IncidentSilence[]; readonly past: readonly IncidentSilence[] } {
  const newest = silences.toSorted((a, b) => Date.parse(b.askedAt) - Date.parse(a.askedAt));
  const isOpen = ({ state }: IncidentSilence): boolean => state === 'made' || state === 'asked';
  return { open: newest.filter(isOpen), past: newest.filter((each) => !isOpen(each)) };
}

/** As Alertmanager writes them, for reading. */
export const writtenMatchers = (matchers: readonly LabelMatcher[]): readonly string[] => matchers.map(formatMatcher);
