import type { BlindWhy } from '../../../shared/model/blind.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { blindingSignals } from '../../../shared/model/state.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { Watch } from '../watch/watch.ts';

/** A service that is not seen now, and one thing that takes the sight. */
export interface BlindNow {
  readonly service: ServiceId;
  readonly why: BlindWhy;
  readonly source: SourceId | null;
  readonly name: string | null;
}

/**
 * Services that are blind, as their tiles are, one entry for each source to blame. A service without signals is seen by nothing but the
 * alerts that others tell: it is blind while a source that tells nothing else fails. While all is well this is one look at each signal.
 */
export function blindNow(watch: Pick<Watch, 'services' | 'sources' | 'states' | 'signal'>, now: EpochMs): BlindNow[] {
  const states = [...watch.states().values()];
  const concerned = new Set(states.filter(({ freshness }) => freshness === 'blind').map(({ signal }) => signal.config.service));
  const sources = new Map(watch.sources().map((source) => [source.id, source]));
  const failing = [...sources.values()].filter(({ state }) => state === 'failing');
  if (concerned.size === 0 && failing.length === 0) return [];
  const read = new Set(states.map(({ signal }) => signal.config.source));
  const tellersFailing = failing.filter(({ id }) => !read.has(id));

  return watch.services().flatMap((service): BlindNow[] => {
    if (service.signals.length === 0) return tellersFailing.map(({ id, name }) => ({ service: service.id, why: 'failing', source: id, name }));
    if (!concerned.has(service.id)) return [];
    const blinding = blindingSignals(service, service.signals.flatMap((id) => watch.signal(id) ?? []), now);
    return [...Map.groupBy(blinding, ({ source }) => source)].map(([id, own]) => {
      // One that never answered blinds its signals before it counts as failing.
      const answers = sources.get(id)?.state !== 'failing' && own.some(({ error }) => error?.kind !== 'source');
      return { service: service.id, why: answers ? 'silent' : 'failing', source: id, name: sources.get(id)?.name ?? id };
    });
  });
}
