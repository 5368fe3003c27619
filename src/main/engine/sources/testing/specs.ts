import { SignalId, ServiceId, SourceId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { SeriesSelect } from '../../../../shared/model/config.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import type { SignalSpec } from '../source.ts';


/** A signal of a Prometheus source, polled every second unless told otherwise. */
export function promSignal(id: string, query: string, select?: SeriesSelect, everyMs = 1_000): SignalSpec {
  const config = { id: SignalId.parse(id), service: ServiceId.parse('checkout'), source: SourceId.parse('prom'), kind: 'custom' as const, every: `${String(everyMs)}ms`, query };
  return { id: SignalId.parse(id), config: select === undefined ? config : { ...config, select }, everyMs: durationMs(everyMs), windowMs: durationMs(300_000) };
}

export const endpointAt = (url: string, changes: Partial<HttpEndpoint> = {}): HttpEndpoint => ({
  url,
  auth: { kind: 'none' },
  headers: {},
  tls: {},
  timeoutMs: durationMs(5_000),
  ...changes,
});
