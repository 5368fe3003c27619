import type { SourceId } from '../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Watch } from '../watch/watch.ts';

/**
 * Since when nothing is seen of each source; null where something is. A source is blind while it fails, or while each of its signals is:
 * one that answers and brings nothing is no better than one that does not.
 */
export function blindSince(watch: Pick<Watch, 'sources' | 'states'>): ReadonlyMap<SourceId, EpochMs | null> {
  const allBlind = new Map<SourceId, EpochMs | null>();
  for (const { signal, freshness, freshnessSince } of watch.states().values()) {
    const { source } = signal.config;
    const known = allBlind.get(source);
    if (freshness !== 'blind') allBlind.set(source, null);
    else if (known !== null) allBlind.set(source, epochMs(Math.max(known ?? 0, freshnessSince)));
  }
  return new Map(watch.sources().map(({ id, state, since }) => [id, state === 'failing' ? epochMs(Date.parse(since)) : (allBlind.get(id) ?? null)]));
}
