import type { LeftOut, RecurrenceFigure, Scorecard, ScorecardFilter, ScorecardInterval, TimeFigure, TimeMetric } from '../../../../shared/model/scorecard.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { spanText } from '../../../../shared/text/span-text.ts';

const MINUTE = 60;
const NONE = '–';

/** Fewer on either side and a difference is chance: nothing is said about it. */
export const LEAST_TO_COMPARE = 8;

/** Abbreviations that executives know, and what each asks. */
export const METRIC_SHORT: Readonly<Record<TimeMetric, string>> = { mttd: 'MTTD', mtta: 'MTTA', mttm: 'MTTM', mttr: 'MTTR' };
export const METRIC_NAME: Readonly<Record<TimeMetric, string>> = { mttd: 'Time to detect', mtta: 'Time to acknowledge', mttm: 'Time to mitigate', mttr: 'Time to resolve' };
export const METRIC_QUESTION: Readonly<Record<TimeMetric, string>> = {
  mttd: 'until we notice',
  mtta: 'until somebody has it',
  mttm: 'until users are well',
  mttr: 'until it is fixed',
};

/** Minutes of impact, as a person says them. */
export const minutesText = (minutes: number): string => spanText(minutes * MINUTE);

/** "8.3 %"; a dash where it is not known, which is not 0. */
export const shareText = (share: number | null): string => (share === null ? NONE : formatValueText(share, null, 'ratio'));

export const countText = (count: number): string => count.toLocaleString('en-GB');

/** "from 11 of 12 incidents": of how many the figure speaks. */
export const coverageText = ({ n, of }: Pick<TimeFigure, 'n' | 'of'>): string => (of === 0 ? 'no incidents' : `from ${countText(n)} of ${counted(of, 'incident')}`);

/** Why some are missing: "1 not recorded, 2 in an impossible order". Null where none is. */
export function missingText({ notRecorded, invalid }: Pick<TimeFigure, 'notRecorded' | 'invalid'>): string | null {
  const parts = [notRecorded === 0 ? '' : `${countText(notRecorded)} not recorded`, invalid === 0 ? '' : `${countText(invalid)} in an impossible order`].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

export interface Comparison {
  /** Which way it went; `none` where nothing can be said. */
  readonly way: 'less' | 'more' | 'same' | 'none';
  readonly text: string;
}

interface Compared {
  readonly n: number;
  readonly before: { readonly n: number };
}

/** Why no trend is shown: something always stands there, for silence would be read as "no change". */
function tooFew({ n, before }: Compared): Comparison {
  if (before.n === 0) return { way: 'none', text: 'none before to compare with' };
  return { way: 'none', text: `too few to compare (${countText(n)} and ${countText(before.n)})` };
}

/** A time against the period before: "12 min faster". Shorter than it is shown is "as before". */
export function timeComparison(figure: Compared & { readonly change: { readonly mean: number | null } | null }): Comparison {
  const change = figure.change?.mean ?? null;
  if (change === null) return tooFew(figure);
  if (Math.abs(change) < 0.5) return { way: 'same', text: 'as before' };
  return change < 0 ? { way: 'less', text: `${spanText(-change)} faster than before` } : { way: 'more', text: `${spanText(change)} slower than before` };
}

/** Percentage points, as few digits as tell the difference. */
const points = (share: number): string => `${(Math.abs(share) * 100).toFixed(1)} points`;

export function shareComparison(figure: Compared & { readonly change: { readonly rate: number } | null }): Comparison {
  const change = figure.change?.rate ?? null;
  if (change === null) return tooFew(figure);
  if (Math.abs(change) < 0.000_5) return { way: 'same', text: 'as before' };
  return { way: change < 0 ? 'less' : 'more', text: `${points(change)} ${change < 0 ? 'less' : 'more'} than before` };
}

/** "running: 1, 3 d"; null where none is. */
export const runningText = ({ count, longestSeconds }: Scorecard['running']): string | null => (count === 0 ? null : `running: ${countText(count)}${longestSeconds === null ? '' : `, ${spanText(longestSeconds)}`}`);

/** "95 % sure: mean 1 min to 3 min …": how far chance alone would have moved it. */
export function intervalText({ level, n, mean, median, method }: ScorecardInterval): string {
  if (mean === null) return plain(method, 300);
  const of = ({ low, high }: { low: number; high: number }): string => `${spanText(low)} to ${spanText(high)}`;
  return `With ${(level * 100).toFixed(0)} % confidence: mean ${of(mean)}${median === null ? '' : `, median ${of(median)}`} (n ${countText(n)}).`;
}

/** "1 confirmed, 2 suspected, of 36 resolved". */
export const recurrenceText = ({ confirmed, suspected, n }: RecurrenceFigure): string => (n === 0 ? 'no resolved incident of which the cause or the rule is known' : `${countText(confirmed)} confirmed, ${countText(suspected)} suspected, of ${countText(n)} resolved`);

export const LEFT_OUT_WORD: Readonly<Record<LeftOut, string>> = {
  notRecorded: 'not recorded',
  invalid: 'impossible order',
  pending: 'still running',
  notClassifiable: 'not classifiable: neither cause nor rule is known',
  drill: 'a drill',
  maintenance: 'under maintenance',
  merged: 'merged, counts in its target',
};

const WITH: Readonly<Record<'out' | 'in' | 'only', (what: string) => string>> = { out: (what) => `without ${what}`, in: (what) => `with ${what}`, only: (what) => `only ${what}` };

/** How it was counted, as it is stamped on what leaves: "without drills, without maintenance, times as corrected, resolve from impact". */
export const countingText = ({ drills, maintenance, instants, resolveFrom }: Pick<ScorecardFilter, 'drills' | 'maintenance' | 'instants' | 'resolveFrom'>): string =>
  [WITH[drills]('drills'), WITH[maintenance]('maintenance'), instants === 'corrected' ? 'times as corrected' : 'times as first recorded', `time to resolve from ${resolveFrom}`].join(', ');
