import type { SignalKind } from '../../../shared/model/config.ts';
import type { Freshness } from '../../../shared/model/entities.ts';
import type { ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';

/** An essential service of which nothing is known for this long is a problem of its own. */
export const MONITORING_LOST_AFTER_MS = durationMs(5 * 60_000);
const DECIDING: ReadonlySet<SignalKind> = new Set<SignalKind>(['latency', 'errorRate', 'availability']);

export interface LostMonitoring {
  readonly source: SourceId;
  readonly services: readonly ServiceId[];
  readonly signals: readonly SignalId[];
  /** When the first of them went blind. */
  readonly since: EpochMs;
}

/** What is seen of a signal, as far as blindness goes. */
export interface SeenSignal {
  readonly freshness: Freshness;
  readonly freshnessSince: EpochMs;
  /** Null until something was heard of it. */
  readonly latest: unknown;
  readonly signal: {
    readonly id: SignalId;
    readonly config: { readonly kind: SignalKind; readonly service: ServiceId; readonly source: SourceId };
    readonly thresholds: readonly unknown[];
  };
}

/** What is seen of a source, as far as blindness goes. */
export interface SeenSource {
  readonly id: SourceId;
  readonly state: 'waiting' | 'ok' | 'failing';
  readonly since: string;
}

/** Whether it tells if an essential service is well. */
const decides = ({ signal: { config, thresholds } }: SeenSignal, tierOne: ReadonlySet<ServiceId>): boolean => tierOne.has(config.service) && (DECIDING.has(config.kind) || thresholds.length > 0);

/** Whether all that a source tells of essential services was heard of since the start: before that nobody knows whether it is back. */
export const isHeardOf = (signals: Iterable<SeenSignal>, tierOne: ReadonlySet<ServiceId>, source: SourceId, sources: readonly SeenSource[]): boolean =>
  sources.every(({ id, state }) => id !== source || state !== 'waiting') && [...signals].every((seen) => seen.latest !== null || seen.signal.config.source !== source || !decides(seen, tierOne));

/** Sources without signals, such as one that tells alerts, of which nothing has been heard for five minutes: what they would tell is lost. */
export function lostSources(sources: readonly SeenSource[], signals: Iterable<SeenSignal>, now: EpochMs): LostMonitoring[] {
  const failing = sources.filter(({ state, since }) => state === 'failing' && now - Date.parse(since) >= MONITORING_LOST_AFTER_MS);
  if (failing.length === 0) return [];
  const measuring = new Set(Array.from(signals, ({ signal }) => signal.config.source));
  return failing.filter(({ id }) => !measuring.has(id)).map(({ id, since }) => ({ source: id, services: [], signals: [], since: epochMs(Date.parse(since)) }));
}

/** Sources that have left a tier-1 service blind for five minutes, each with what is not seen because of it. */
export function lostMonitoring(signals: Iterable<SeenSignal>, tierOne: ReadonlySet<ServiceId>, now: EpochMs): LostMonitoring[] {
  const blind = [...signals].filter((seen) => seen.freshness === 'blind' && decides(seen, tierOne));
  return [...new Set(blind.map(({ signal }) => signal.config.source))].flatMap((source) => {
    const lost = blind.filter(({ signal, freshnessSince }) => signal.config.source === source && now - freshnessSince >= MONITORING_LOST_AFTER_MS);
    if (lost.length === 0) return [];
    const services = [...new Set(lost.map(({ signal }) => signal.config.service))];
    return [{ source, services, signals: lost.map(({ signal }) => signal.id), since: epochMs(Math.min(...lost.map(({ freshnessSince }) => freshnessSince))) }];
  });
}
