import type { BlindBefore, BlindCause } from '../model/blind.ts';
import type { ScorecardBlind } from '../model/scorecard.ts';
import { counted } from './counted.ts';
import { plain } from './plain.ts';
import { spanText } from './span-text.ts';

const CAUSES_SAID = 3;

/** What took the sight: "Prometheus EU did not answer". */
export function blindCauseText({ why, source, name }: Pick<BlindCause, 'why' | 'source' | 'name'>): string {
  const who = plain(name ?? source ?? 'a source', 60);
  switch (why) {
    case 'failing':
      return `${who} did not answer`;
    case 'silent':
      return `${who} brought nothing new`;
    case 'unwatched':
      return 'it was not watched';
    case 'stopped':
    default:
      return 'Holdfast did not run';
  }
}

/** The same of several, the longest first, each with its time where there is more than one; empty where there is none. */
export function blindCausesText(causes: readonly BlindCause[]): string {
  const said = causes.slice(0, CAUSES_SAID).map((cause) => (causes.length === 1 ? blindCauseText(cause) : `${blindCauseText(cause)} (${spanText(cause.seconds)})`));
  return [...said, ...(causes.length > CAUSES_SAID ? [`${causes.length - CAUSES_SAID} more`] : [])].join(', ');
}

/** Of one incident, without its full stop: "Blind for 6 min of the 9 min before detection: Prometheus EU did not answer". Null where all of it was seen. */
export function blindBeforeText({ standing, seconds, ofSeconds, unknownSeconds, causes }: BlindBefore): string | null {
  if (standing === 'seen') return null;
  const partly = unknownSeconds < ofSeconds ? `of ${spanText(unknownSeconds)} of ` : 'of ';
  if (standing === 'unknown') return `Not known whether it was blind before detection: ${partly}the ${spanText(ofSeconds)} nothing is recorded`;
  const least = unknownSeconds > 0 ? 'at least ' : '';
  return `Blind for ${least}${spanText(seconds)} of the ${spanText(ofSeconds)} before detection: ${blindCausesText(causes)}`;
}

/** The same where there is little room: "blind for 6 min: Prometheus EU did not answer". */
export function blindBeforeShort({ standing, seconds, unknownSeconds, causes }: BlindBefore): string | null {
  if (standing === 'seen') return null;
  return standing === 'unknown' ? 'blind minutes not known' : `blind for ${unknownSeconds > 0 ? 'at least ' : ''}${spanText(seconds)}: ${blindCausesText(causes)}`;
}

type Footnote = Pick<ScorecardBlind, 'n' | 'blind' | 'unknown' | 'seconds' | 'causes'>;

const number = (count: number): string => count.toLocaleString('en-GB');

/** How many: "3 of 12". */
export const blindShareText = ({ n, blind }: Footnote): string => `${number(blind)} of ${number(n)}`;

/** What follows on how many: "was found after blind minutes (6 min in all): Prometheus EU did not answer." */
export const blindRestText = ({ blind, seconds, causes }: Footnote): string => `${blind === 1 ? 'was' : 'were'} found after blind minutes (${spanText(seconds)} in all): ${blindCausesText(causes)}.`;

/** Of how many it cannot be told; null where it can of all. */
export function blindUnknownText({ n, blind, unknown }: Footnote): string | null {
  if (unknown === 0) return null;
  if (blind > 0) return `Of ${number(unknown)} more it is not known.`;
  return `Whether minutes before detection were blind is not known of ${unknown === n ? counted(n, 'incident') : `${number(unknown)} of ${counted(n, 'incident')}`}.`;
}

/** The footnote of the time to detect in a sentence or two; null where there is nothing to say. */
export function blindNote(footnote: Footnote): string | null {
  const parts = [footnote.blind === 0 ? null : `${blindShareText(footnote)} ${blindRestText(footnote)}`, blindUnknownText(footnote)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
