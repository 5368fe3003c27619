import type { Service, Signal } from '../../shared/model/entities.ts';
import type { ShownNumber } from '../../shared/model/incident.ts';
import type { ServiceId, SignalId } from '../../shared/model/ids.ts';
import { durationMs, type EpochMs } from '../../shared/model/units.ts';
import type { Clock } from '../engine/ports.ts';
import type { Watch } from '../engine/watch/watch.ts';

/** A signal as evidence keeps it. */
export const evidenceSignal = (signal: Signal) => ({ id: signal.id, name: signal.name, unit: signal.unit, kind: signal.kind, query: signal.query, source: signal.source, intervalMs: durationMs(signal.intervalMs) });

/** Beyond this a source that does not answer leaves a hole, and evidence says so. */
const PATIENCE_MS = durationMs(20_000);

/** Its history as the source has it; rejects where it is not watched, or does not answer in time. */
export async function historyOf(watch: Watch, clock: Clock, signal: SignalId, from: EpochMs, to: EpochMs) {
  const access = watch.access(signal);
  if (access === null) throw new Error(`${signal} is not watched any more`);
  const abort = new AbortController();
  const cancel = clock.after(PATIENCE_MS, () => abort.abort());
  try {
    return await access.source.history(access.signal, { from, to }, access.sampleEveryMs, abort.signal);
  } finally {
    cancel();
  }
}

/** The signals of services as they stand now. A view is worked out, so of the other services none is. */
export const viewsOf = (watch: Watch, { signals }: Service): Signal[] => signals.flatMap((id) => watch.signal(id) ?? []);
export const signalsOf = (watch: Watch, ids: readonly ServiceId[]): Signal[] => watch.services().filter(({ id }) => ids.includes(id)).flatMap((service) => viewsOf(watch, service));

/** The numbers that stand on screen when something is decided. */
export const shownNumbers = (signals: readonly Signal[]): ShownNumber[] =>
  signals
    .filter(({ kind }) => kind === 'latency' || kind === 'errorRate' || kind === 'availability' || kind === 'traffic')
    .map(({ id, name, unit, latest }) => ({ signal: id, name, value: latest?.value ?? null, unit, time: latest?.time ?? null }));

/** Sources and signals that tell nothing now. */
export function blindSources(watch: Watch) {
  return watch.sources().flatMap((source) => {
    const signals = watch.signals().filter((signal) => signal.source === source.id && signal.freshness === 'blind');
    if (signals.length === 0 && (source.state !== 'failing' || watch.signals().some((signal) => signal.source === source.id))) return [];
    const since = signals.map(({ freshnessSince }) => freshnessSince).sort((a, b) => (a < b ? -1 : 1))[0] ?? source.since;
    return [{ source: source.id, name: source.name, since, signals: signals.map(({ id }) => id), message: source.message }];
  });
}
