import type { DurationMs } from '../../../../shared/model/units.ts';
import type { TimeRange } from '../source.ts';
import type { AnsweredSeries } from './answers.ts';
import type { DatadogAnswer, DatadogClient } from './client.ts';
import { mergeFormulas, type Asked } from './plan.ts';

/** One request for all, which have the same kind and width; the series of each bear its index. */
export function askTogether(client: DatadogClient, all: readonly Asked[], range: TimeRange, widthMs: DurationMs, abort: AbortSignal): Promise<DatadogAnswer<readonly AnsweredSeries[]>> {
  if (all[0]?.by === 'classic') return client.classic(all.map(({ formula }) => formula).join(', '), range, abort);
  return client.timeseries({ range, intervalMs: widthMs, ...mergeFormulas(all) }, abort);
}
