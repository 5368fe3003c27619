import type { Signal } from '../../../../../shared/model/entities.ts';
import { ServiceId, SignalId, SourceId } from '../../../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';

interface Choices {
  readonly source?: string;
  readonly value?: number | null;
  readonly freshness?: Signal['freshness'];
  readonly breach?: Signal['breach']['state'];
  readonly error?: 'source' | 'target' | undefined;
  readonly kind?: Signal['kind'];
  readonly unit?: Signal['unit'];
}

/** A signal as screens see it, with a sample of this instant. */
export function signalAt(id: string, at: EpochMs, { source = 'edge', value = 1, freshness = 'live', breach = 'within', error, kind = 'availability', unit = 'bool' }: Choices = {}): Signal {
  const time = toRfc3339(at);
  return {
    id: SignalId.parse(id),
    name: id,
    service: ServiceId.parse('shop'),
    kind,
    unit,
    stat: null,
    source: SourceId.parse(source),
    query: '',
    select: null,
    intervalMs: 5_000,
    freshness,
    freshnessSince: time,
    latest: { time, evaluatedAt: time, receivedAt: time, value, noValue: value === null ? 'empty' : null },
    error: error === undefined ? null : { kind: error, message: 'no answer', since: time },
    thresholds: [],
    breach: { state: breach, rule: null, severity: null, count: 0, needed: 1, since: null },
    openUrl: null,
  };
}
