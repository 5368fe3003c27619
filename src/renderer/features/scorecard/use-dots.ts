import { useMemo } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { TimeMetric } from '../../../shared/model/scorecard.ts';
import { useCall } from '../../platform/use-call.ts';
import type { CardQuery } from './use-card.ts';

export type Dots = CallOutput<'scorecard.dots'>;
const NONE: Dots = { items: [], more: 0 };
/** More cannot be told apart on a screen; the engine chooses which, always with the smallest and the largest. */
const MOST_DOTS = 300;

/** The incidents behind each time, as dots. */
export function useDots(query: CardQuery): Readonly<Record<TimeMetric, Dots>> {
  const of = (metric: TimeMetric) => ({ ...query, metric, max: MOST_DOTS });
  const mttd = useCall('scorecard.dots', of('mttd'), { keep: true }).data ?? NONE;
  const mtta = useCall('scorecard.dots', of('mtta'), { keep: true }).data ?? NONE;
  const mttm = useCall('scorecard.dots', of('mttm'), { keep: true }).data ?? NONE;
  const mttr = useCall('scorecard.dots', of('mttr'), { keep: true }).data ?? NONE;
  return useMemo(() => ({ mttd, mtta, mttm, mttr }), [mttd, mtta, mttm, mttr]);
}
