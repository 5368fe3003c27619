import type { SeriesSelect, Unit } from '../../../../shared/model/config.ts';
import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { aggregate, matches, pickValue } from '../prometheus/select.ts';
import type { AnsweredSeries } from './answers.ts';
import type { Asked } from './plan.ts';
import type { Bucket } from './settling.ts';
import { convert } from './units.ts';

/** What a signal is over time, in its own unit; or why its series do not give one number. */
export type Line = { readonly ok: true; readonly points: readonly Bucket[]; readonly widthMs: DurationMs } | { readonly ok: false; readonly message: string };

/** The one line that is meant among the series of an answer; a time at which none of them has a point is a gap. */
export function lineOf(asked: Asked, series: readonly AnsweredSeries[]): Line {
  const { select = null, unit = 'none' } = asked.signal.config;
  /* What counts as one number among several is the same for every source. */
  const picked = pickValue(series.map(({ labels }) => ({ labels, time: 0 as EpochMs, value: 0 })), select);
  if (!picked.ok) return picked;
  const chosen = select !== null && 'labels' in select ? series.filter(({ labels }) => matches(labels, select.labels)) : series;
  const widthMs = widthOf(asked, chosen);
  const converted = chosen.map((one) => inUnit(one, unit, asked));
  const wrong = converted.find((one) => !one.ok);
  if (wrong !== undefined) return wrong;
  const lines = converted.flatMap((one) => (one.ok ? [one.points] : []));
  const [only, another] = lines;
  if (only === undefined) return { ok: true, points: [], widthMs };
  return { ok: true, points: another === undefined ? only : together(lines, select), widthMs };
}

function inUnit({ units, points }: AnsweredSeries, wanted: Unit, { by, formula, queries }: Asked): { readonly ok: true; readonly points: readonly Bucket[] } | { readonly ok: false; readonly message: string } {
  const conversion = convert(units, wanted, by === 'classic' || Object.keys(queries).length > 1 || !Object.hasOwn(queries, formula.trim()));
  if (!conversion.ok) return conversion;
  const { factor } = conversion;
  return { ok: true, points: factor === 1 ? points : points.map(({ start, value }) => ({ start, value: value * factor })) };
}

/** At each time those that have a point, as one number. */
function together(lines: readonly (readonly Bucket[])[], select: SeriesSelect | null): readonly Bucket[] {
  const how = select !== null && 'aggregate' in select ? select.aggregate : 'sum';
  const at = Map.groupBy(lines.flat(), ({ start }) => start);
  return [...at].sort(([a], [b]) => a - b).map(([start, points]) => ({ start, value: aggregate(how, points.map(({ value }) => value)) }));
}

/**
 * How wide the points really are: as asked, or as told; wider where they lie at distances that this does not divide, as when Datadog
 * chose another width by itself.
 */
function widthOf({ widthMs }: Asked, series: readonly AnsweredSeries[]): DurationMs {
  const told = Math.max(...series.map((one) => one.widthMs ?? 0), 0);
  const asked = told > 0 ? told : widthMs;
  const step = series.flatMap(({ points }) => points.slice(1).map(({ start }, index) => start - (points[index]?.start ?? start))).reduce(divisor, 0);
  return durationMs(step % asked === 0 ? asked : Math.max(asked, step));
}

const divisor = (a: number, b: number): number => {
  let [high, low] = [a, b];
  while (low > 0) [high, low] = [low, high % low];
  return high;
};
