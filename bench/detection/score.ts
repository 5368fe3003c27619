import type { EpochMs } from '../../src/shared/model/units.ts';
import { round } from '../lib/stats.ts';
import type { LabelledSeries } from './series.ts';

const WEEK_MS = 7 * 86_400_000;
const EPISODE_MS = 3_600_000;
const PROBATION_SHARE = 0.15;
const PROBATION_MOST = 750;

export interface Score {
  readonly windows: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly falseAlarmsPerWeek: number;
  /** First alarm in each window that was found, in order, against its start (never negative) and its label (may be). */
  readonly delaysFromWindowSeconds: readonly number[];
  readonly delaysFromLabelSeconds: readonly number[];
}

/** The first rows, with which a detector may make itself familiar and which are not scored. */
export const probationRows = (rows: number): number => Math.min(Math.floor(rows * PROBATION_SHARE), PROBATION_MOST);

/** Weeks that are scored: from the first row after probation to the last. */
export function scoredWeeks({ points }: Pick<LabelledSeries, 'points'>): number {
  const [first, last] = [points[probationRows(points.length)], points.at(-1)];
  return first === undefined || last === undefined ? 0 : (last.time - first.time) / WEEK_MS;
}

/**
 * Scores alarms (instants at which an incident would open) as the data's description asks. Alarms in probation do not count, nor do
 * windows that end in it; alarms less than 60 min apart are one episode; a window is found by the first alarm inside it; an episode
 * wholly outside every window is a false alarm.
 */
export function scoreAlarms(series: LabelledSeries, alarms: readonly EpochMs[]): Score {
  const from = series.points[probationRows(series.points.length)]?.time ?? Infinity;
  const windows = series.windows.filter(({ end }) => end >= from);
  const scored = alarms.filter((alarm) => alarm >= from).sort((a, b) => a - b);
  const episodes: { first: EpochMs; last: EpochMs }[] = [];
  for (const alarm of scored) {
    const open = episodes.at(-1);
    if (open !== undefined && alarm - open.last < EPISODE_MS) open.last = alarm;
    else episodes.push({ first: alarm, last: alarm });
  }
  const hits = windows.flatMap((window) => {
    const alarm = scored.find((each) => each >= window.start && each <= window.end);
    return alarm === undefined ? [] : [{ ...window, alarm, label: series.labels.find((label) => label >= window.start && label <= window.end) }];
  });
  const falseAlarms = episodes.filter(({ first, last }) => !windows.some(({ start, end }) => first <= end && last >= start)).length;
  const weeks = scoredWeeks(series);
  return {
    windows: windows.length,
    found: hits.length,
    falseAlarms,
    falseAlarmsPerWeek: weeks === 0 ? 0 : round(falseAlarms / weeks, 3),
    delaysFromWindowSeconds: hits.map(({ alarm, start }) => round((alarm - start) / 1_000, 3)),
    delaysFromLabelSeconds: hits.flatMap(({ alarm, label }) => (label === undefined ? [] : [round((alarm - label) / 1_000, 3)])),
  };
}
