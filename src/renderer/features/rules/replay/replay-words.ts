import type { Replay } from '../../../../shared/model/incident.ts';
import { fromRfc3339, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatAge } from '../../../../shared/time/format.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const REPLAY_SPANS = [
  { ms: HOUR_MS, word: '1 h' },
  { ms: DAY_MS, word: '24 h' },
  { ms: 7 * DAY_MS, word: '7 d' },
  { ms: 30 * DAY_MS, word: '30 d' },
] as const;
export type ReplaySpanMs = (typeof REPLAY_SPANS)[number]['ms'];

/** A rate per week that is drawn from a day says nothing that the day does not. */
const LEAST_FOR_RATE_MS = 2 * DAY_MS;

const at = (text: string): EpochMs => fromRfc3339(text) ?? epochMs(0);
export const spanOf = (replay: Pick<Replay, 'from' | 'to'>): number => at(replay.to) - at(replay.from);

/** How long a firing lasted, or lasts at the end of the time that was replayed. In ms. */
export const lastedMs = ({ firedAt, endedAt }: Replay['firings'][number], to: string): number => Math.max(0, at(endedAt ?? to) - at(firedAt));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** "21 Nov 14:02:10", UTC. */
export const momentToTheSecond = (instant: string): string => `${Number(instant.slice(8, 10))} ${MONTHS[Number(instant.slice(5, 7)) - 1] ?? ''} ${instant.slice(11, 19)}`;

/** "2.1", "0.3", "14", "under 0.1". */
function rateText(perWeek: number): string {
  if (perWeek >= 10) return String(Math.round(perWeek));
  return perWeek < 0.05 ? 'under 0.1' : perWeek.toFixed(1);
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function percent(part: number, whole: number): string {
  const value = (100 * part) / whole;
  if (part >= whole) return '100 %';
  return value < 1 ? 'under 1 %' : value > 99 ? 'over 99 %' : `${Math.round(value)} %`;
}

/** What the replay found, in a sentence. `moment`: how an instant reads, such as "21 Nov 14:02 UTC". Null where there was nothing to judge. */
export function replaySentence(replay: Replay, moment: (instant: string) => string): string | null {
  const { firings, samples, unknown, unknownReason } = replay;
  if (samples === 0) return null;
  const blind = unknown === 0 ? '' : `; ${percent(unknown, samples)} of samples could not be judged${unknownReason === null ? '' : ` (${unknownReason})`}`;
  const [first] = firings;
  if (unknown >= samples) return `Could not have been judged at all${unknownReason === null ? '' : `: ${unknownReason}`}`;
  if (first === undefined) return `Would not have fired${blind}`;
  const rate = spanOf(replay) < LEAST_FOR_RATE_MS ? '' : ` (${rateText(replay.perWeek)} a week)`;
  const longest = Math.max(...firings.map((firing) => lastedMs(firing, replay.to)));
  const still = firings.some(({ endedAt }) => endedAt === null) ? ', and would be firing now' : '';
  return `Would have fired ${times(firings.length)}${rate}, ${firings.length === 1 ? 'at' : 'the first at'} ${moment(first.firedAt)}, ${firings.length === 1 ? 'for' : 'the longest for'} ${formatAge(longest)}${still}${blind}`;
}

const GAP_STEPS = 3;
/** Beyond this spacing of the drawn points there was no sample in between, rather than one left out to keep the picture small. */
export function gapMsOf({ stepMs, samples, points, from, to }: Pick<Replay, 'stepMs' | 'samples' | 'points' | 'from' | 'to'>): number {
  const drawnEvery = points.length === 0 || points.length >= samples ? stepMs : Math.max(stepMs, (at(to) - at(from)) / points.length);
  // Two of each bucket are drawn, the least and the greatest, wherever in it they stand.
  return points.length >= samples ? GAP_STEPS * stepMs : 4.5 * drawnEvery;
}

const LEAST_CHART_MS = 60_000;
/** How much of the time before its end the chart shows, in ms: what came before the first known sample would only press the rest against the edge. */
export function chartSpanMs({ from, to, points, stepMs }: Pick<Replay, 'from' | 'to' | 'points' | 'stepMs'>): number {
  const first = points[0] === undefined ? at(from) : at(points[0].time) - stepMs;
  return Math.min(at(to) - at(from), Math.max(LEAST_CHART_MS, at(to) - first));
}

/** The limit where it is the same all along; null where it moves, or there is none. */
export function constantLimit({ points }: Pick<Replay, 'points'>): number | null {
  const limits = new Set(points.flatMap(({ limit }) => (limit === null ? [] : [limit])));
  const [only] = limits;
  return limits.size === 1 && only !== undefined ? only : null;
}
