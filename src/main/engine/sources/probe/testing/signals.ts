import { durationMs } from '../../../../../shared/model/units.ts';
import type { SignalConfig } from '../../../../../shared/model/config.ts';
import type { ProbeSourceConfig } from '../../../../../shared/model/sources/probe.ts';
import type { ServiceId, SignalId, SourceId } from '../../../../../shared/model/ids.ts';
import type { SignalSpec } from '../../source.ts';

let made = 0;

export function probeConfig(over: Partial<ProbeSourceConfig> = {}): ProbeSourceConfig {
  return { id: 'edge' as SourceId, type: 'probe', timeout: '5s', controls: [], ...over };
}

/** A signal of a probe, every second over five minutes unless told otherwise. */
export function signal(config: Partial<SignalConfig>, over: Partial<SignalSpec> = {}): SignalSpec {
  const id = `signal-${String(++made)}` as SignalId;
  return {
    id,
    config: { id, service: 'checkout' as ServiceId, kind: 'availability', source: 'edge' as SourceId, every: '1s', ...config },
    everyMs: durationMs(1_000),
    windowMs: durationMs(300_000),
    ...over,
  };
}
