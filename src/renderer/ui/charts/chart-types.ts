import type { Unit } from '../../../shared/model/config.ts';
import type { Threshold } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';

export interface ChartSeries {
  readonly signal: SignalId;
  readonly label: string;
  readonly tone: 'quiet' | 'normal' | 'strong';
  /** The same by another source: drawn dashed. */
  readonly second?: boolean;
  /** What its numbers are multiplied by to be in the unit of the chart; 1 unless told. */
  readonly scale?: number;
}

/** Several lines of one source are named at their ends; whose a dashed one is stands under the chart, where there is room for it. */
export const namesLines = (series: readonly ChartSeries[]): boolean => series.filter(({ second = false }) => !second).length > 1;

export interface ChartMark {
  readonly at: EpochMs;
  readonly word: string;
}

/** A time that something lasted, shaded from top to bottom. */
export interface ChartSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface TimeChartProps {
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
  readonly windowMs: number;
  readonly thresholds: readonly Threshold[];
  /** `tile` has room for little; both fill the box they stand in. */
  readonly size: 'tile' | 'page';
  /** Accessible name: what is measured, of what. */
  readonly label: string;
  readonly marks?: readonly ChartMark[];
  readonly spans?: readonly ChartSpan[];
  /** End of a window that has passed: the chart stands still, and nothing in it is late. Up to now and live unless told. */
  readonly until?: EpochMs;
  /** Leaves as much room at its end as the names of several lines take, so that charts under each other have one time axis. */
  readonly aligned?: boolean;
}
