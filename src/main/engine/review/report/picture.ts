import { buildPath, extremes, isDense, xOf, yOf, type Projection, type SeriesPoints } from '../../../../shared/charts/path.ts';
import { axisLabel, limitLabel, timeTicks, valueDomain } from '../../../../shared/charts/scale.ts';
import { timeLabel } from '../../../../shared/charts/time-label.ts';
import { Unit } from '../../../../shared/model/config.ts';
import type { Point } from '../../../../shared/model/entities.ts';
import { RuleId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import type { Picture } from '../../../../shared/model/report.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatUtcTime } from '../../../../shared/time/format.ts';

/** In units of SVG; it is drawn as wide as its place. */
const SIZE = { width: 720, height: 220 } as const;
const PLOT = { left: 64, right: 712, top: 46, bottom: 190 } as const;
const WIDTH = PLOT.right - PLOT.left;
/** Most points that are asked for: two to a unit of width, of which each keeps its extremes. */
export const PICTURE_POINTS = 2 * WIDTH;
/** A distance of this many usual ones between two points is a gap. */
const GAP_SPACINGS = 3.5;
/** So many times the highest value a limit may lie off and still be drawn. */
const REACH = 4;
const VALUE_LINES = 4;

export interface PictureOf {
  readonly series: EvidenceSeries;
  readonly service: string;
  readonly points: readonly Point[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly impact: { readonly from: EpochMs; readonly to: EpochMs } | null;
  readonly moments: readonly { readonly at: EpochMs; readonly label: string }[];
  readonly limits: readonly number[];
}

/** A frozen series as a picture: the line as it was, where users were affected, what was reached when. */
export function pictureOf({ series, service, points, from, to, impact, moments, limits }: PictureOf): Picture {
  const columns = columnsOf(points);
  const count = points.length;
  const unit = Unit.catch('none').parse(series.unit);
  const thresholds = limits.map((above) => ({ rule: RuleId.parse('limit'), above, below: null, consecutive: null, severity: 'P1' as const }));
  const domain = valueDomain(extremes(columns, 0, count), unit, thresholds, REACH, VALUE_LINES);
  const projection: Projection = { left: PLOT.left, fromMs: from, pixelsPerMs: WIDTH / Math.max(1, to - from), bottom: PLOT.bottom, fromValue: domain.low, pixelsPerUnit: (PLOT.bottom - PLOT.top) / (domain.high - domain.low) };
  const place = (at: EpochMs): number => Math.min(PLOT.right, Math.max(PLOT.left, xOf(projection, at)));
  const within = (at: EpochMs): boolean => at >= from && at <= to;
  const title = `${service === '' ? '' : `${plain(service, 80)}: `}${plain(series.name, 80)}`;
  return {
    ...SIZE,
    plot: { ...PLOT },
    title,
    alt: `${title}. ${inWords(points, unit, { from, to })}`,
    caption: captionOf(series, count),
    line: buildPath(columns, 0, count, gapMs(columns.times), projection, isDense(count, WIDTH)),
    impact: impact === null || impact.to < from || impact.from > to ? null : { from: place(impact.from), to: place(impact.to) },
    values: domain.ticks.map((value) => ({ y: yOf(projection, value), label: axisLabel(value, unit, domain) })),
    times: timeTicks({ low: from, high: to }, 6).map((at) => ({ x: xOf(projection, at), label: timeLabel(at, { low: from, high: to }) })),
    limits: limits.filter((limit) => limit >= domain.low && limit <= domain.high).map((limit) => ({ y: yOf(projection, limit), label: `limit ${limitLabel(limit, unit, domain)}` })),
    moments: placed(moments.filter(({ at }) => within(at)).map(({ at, label }) => ({ x: place(at), label }))),
  };
}

const ROW = 12;
/** Of a letter in the size of the labels, on the wide side. */
const LETTER = 6.5;

/** Words of moments above the plot, from left to right: each in the lowest row in which it covers no other. */
function placed(moments: readonly { readonly x: number; readonly label: string }[]): Picture['moments'] {
  const ends: number[] = [];
  return moments.toSorted((a, b) => a.x - b.x).map(({ x, label }) => {
    const width = label.length * LETTER + 6;
    const end = x + width > PLOT.right;
    const from = end ? x - width : x;
    const free = ends.findIndex((taken) => taken <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = from + width;
    return { x, y: PLOT.top - 6 - ROW * row, end, label };
  });
}

function columnsOf(points: readonly Point[]): SeriesPoints {
  const of = (pick: (point: Point) => number): Float64Array => Float64Array.from(points, pick);
  return { times: of(({ time }) => Date.parse(time)), low: of(({ min }) => min), high: of(({ max }) => max), value: of(({ avg }) => avg) };
}

function gapMs(times: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, index) => (times[index + 1] ?? 0) - (times[index] ?? 0)).sort();
  return GAP_SPACINGS * (steps[Math.floor(steps.length / 2)] ?? Infinity);
}

/** Where it was lowest and highest, for whoever cannot see the line. */
function inWords(points: readonly Point[], unit: Unit, { from, to }: { readonly from: EpochMs; readonly to: EpochMs }): string {
  const span = `${minute(from)} to ${minute(to)} UTC`;
  const highest = points.reduce<Point | null>((best, point) => (Number.isFinite(point.max) && (best === null || point.max > best.max) ? point : best), null);
  const lowest = points.reduce<Point | null>((best, point) => (Number.isFinite(point.min) && (best === null || point.min < best.min) ? point : best), null);
  if (highest === null || lowest === null) return `No samples from ${span}.`;
  const said = (value: number, { time }: Point): string => `${formatValueText(value, null, unit)} at ${formatUtcTime(epochMs(Date.parse(time)))} UTC`;
  return `From ${span}: lowest ${said(lowest.min, lowest)}, highest ${said(highest.max, highest)}.`;
}

const minute = (at: EpochMs): string => toRfc3339(at).slice(0, 16).replace('T', ' ');

const captionOf = ({ query, source, note, complete, to }: EvidenceSeries, points: number): string =>
  [`${plain(query, 300)} (${plain(source, 60)}).`, 'Times are UTC; shaded: users affected.', points === 0 ? 'There is no sample of this time.' : '', note === null ? (complete ? '' : to === null ? 'It was still being recorded.' : 'The series is not complete.') : plain(note, 300)].filter((each) => each !== '').join(' ');
