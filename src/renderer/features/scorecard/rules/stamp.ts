import { counted } from '../../../../shared/text/counted.ts';
import type { Scorecard, ScorecardBlind } from '../../../../shared/model/scorecard.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { blindNote } from '../../../../shared/text/blind-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatInstant, formatZoneTime } from '../../../../shared/time/format.ts';
import { daysOf, daysText } from './period.ts';
import { countingText, countText } from './words.ts';

export interface StampOf {
  readonly workspace: string;
  readonly card: Scorecard;
  /** Null where it could not be read: the stamp says so. */
  readonly blind: ScorecardBlind | null;
  /** Who made it, as the engine knows whoever uses the screen. */
  readonly by: string;
  /** When it leaves, RFC 3339 on the engine's clock. */
  readonly at: string;
  readonly serviceName: (id: string) => string;
}

const at = (text: string) => fromRfc3339(text) ?? epochMs(0);

/** "1 Oct – 31 Dec 2026" of two instants. */
export const spanDays = ({ from, to }: { readonly from: string; readonly to: string }, timeZone: string): string => daysText(daysOf({ from: at(from), to: at(to) }, timeZone));

/** What it was narrowed to, in words; always something, so that a reader knows that nothing was hidden. */
export function filterText({ filter }: Pick<Scorecard, 'filter'>, serviceName: (id: string) => string): string {
  const { service, severity, tier, cause, causeCategory } = filter;
  return [
    service === null ? 'every service' : `service ${serviceName(service)}`,
    severity === null ? 'every severity' : `severity ${severity}`,
    tier === null ? 'every tier' : `tier ${tier}`,
    cause === null && causeCategory === null ? 'every cause' : [cause === null ? null : `cause ${plain(cause, 60)}`, causeCategory === null ? null : `causes of the kind ${plain(causeCategory, 40)}`].filter((part) => part !== null).join(', '),
  ].join(', ');
}

/** "2 drills, 1 under maintenance": what belongs to the period and does not enter. "nothing" where all does. */
export function leftOutText({ leftOut: { drills, maintenance, merged, private: hidden } }: Pick<Scorecard, 'leftOut'>): string {
  const parts = [drills === 0 ? null : counted(drills, 'drill'), maintenance === 0 ? null : `${countText(maintenance)} under maintenance`, merged === 0 ? null : `${countText(merged)} merged into others`, hidden === null || hidden === 0 ? null : `${countText(hidden)} private`];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? 'nothing' : said.join(', ');
}

/** "1 reopened: the last resolution counts." What a reader must know about the numbers; empty where there is nothing. */
export function noteTexts({ notes, filter }: Pick<Scorecard, 'notes' | 'filter'>): readonly string[] {
  return [
    notes.reopened === 0 ? null : `${counted(notes.reopened, 'incident')} reopened: the last resolution counts.`,
    notes.startNotRecorded === 0 ? null : `${counted(notes.startNotRecorded, 'incident')} placed by detection or declaration: the start of the impact is not recorded.`,
    notes.noEarlierThan === 0 ? null : `${counted(notes.noEarlierThan, 'incident')} may have begun earlier: samples before the start are missing.`,
    filter.drills === 'out' ? null : 'Drills are in these numbers.',
  ].filter((note) => note !== null);
}

/** The footnote of the time to detect, for what leaves; null where there is none. */
function blindStamp(blind: ScorecardBlind | null): string | null {
  if (blind === null) return 'Whether minutes before detection were blind could not be read.';
  const note = blindNote(blind);
  return note === null ? null : `Time to detect (not changed by it): ${note}`;
}

/** What every printed or exported card carries. */
export function stampOf({ workspace, card, blind, by, at: made, serviceName }: StampOf): readonly (readonly [name: string, value: string])[] {
  const notes = [blindStamp(blind), ...noteTexts(card)].filter((note) => note !== null);
  return [
    ['Workspace', plain(workspace, 120)],
    ['Period', `${spanDays(card, card.timeZone)}, days of ${card.timeZone}${formatZoneTime(at(card.from), card.timeZone) === null ? '' : ` (${card.from} to ${card.to})`}`],
    ['Compared with', spanDays(card.before, card.timeZone)],
    ['Filters', filterText(card, serviceName)],
    ['Counted', countingText(card.filter)],
    ['Left out', leftOutText(card)],
    ...(notes.length === 0 ? [] : ([['Notes', notes.join(' ')]] as const)),
    ['Figures of', formatInstant(at(card.madeAt), card.timeZone)],
    ['Made', `${formatInstant(at(made), card.timeZone)}, by ${plain(by, 80)}`],
  ];
}
