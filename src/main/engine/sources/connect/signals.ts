import type { SeriesSelect } from '../../../../shared/model/config.ts';
import { ServiceId, SignalId, SourceId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { SignalSpec } from '../source.ts';

const EVERY_MS = durationMs(15_000);

/** A signal that is asked once and never configured; `id` must be a valid signal id. */
export function probeSignal(id: string, query: string, select: SeriesSelect | null): SignalSpec {
  const config = { id: SignalId.parse(id), service: ServiceId.parse('none'), source: SourceId.parse('none'), kind: 'custom' as const, every: '15s', query };
  return { id: config.id, config: select === null ? config : { ...config, select }, everyMs: EVERY_MS, windowMs: EVERY_MS };
}
