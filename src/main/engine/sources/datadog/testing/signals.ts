import type { SignalConfig } from '../../../../../shared/model/config.ts';
import { ServiceId, SignalId, SourceId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { SignalSpec } from '../../source.ts';

type Asks = Pick<SignalConfig, 'query' | 'queries' | 'formula' | 'select' | 'unit'>;

/** A signal of a Datadog source, asked every 15 seconds unless told otherwise. */
export function datadogSignal(id: string, { every = 15, ...asks }: Asks & { readonly every?: number }): SignalSpec {
  const config: SignalConfig = { id: SignalId.parse(id), service: ServiceId.parse('checkout'), source: SourceId.parse('dd'), kind: 'custom', every: `${String(every)}s`, ...asks };
  return { id: config.id, config, everyMs: durationMs(every * 1_000), windowMs: durationMs(300_000) };
}
