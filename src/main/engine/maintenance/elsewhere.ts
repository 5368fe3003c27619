import type { SourceId } from '../../../shared/model/ids.ts';
import type { MaintenanceElsewhere } from '../../../shared/model/incident.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { SourceDowntime } from '../sources/source.ts';
import { AHEAD_MS } from './calendar.ts';

export interface ElsewhereDeps {
  readonly now: () => EpochMs;
  readonly isConfigured: (source: SourceId) => boolean;
  /** Sources that tell nothing now. */
  readonly unheard: () => ReadonlySet<SourceId>;
}

export interface Elsewhere {
  /** All that a source says is announced there. */
  told(source: SourceId, downtimes: readonly SourceDowntime[]): void;
  /** What runs or begins within 14 days, in order of its start. */
  list(): MaintenanceElsewhere[];
}

const MOST = 500;

/** Work that is announced at sources. It is shown and keeps nothing silent here: who ends it there decides about their alerts, not about ours. */
export function createElsewhere({ now, isConfigured, unheard }: ElsewhereDeps): Elsewhere {
  const bySource = new Map<SourceId, readonly SourceDowntime[]>();
  return {
    told: (source, downtimes) => void bySource.set(source, downtimes.slice(0, MOST)),
    list: () => {
      const at = now();
      const silent = unheard();
      return [...bySource]
        .filter(([source]) => isConfigured(source))
        .flatMap(([source, downtimes]) => downtimes.map((downtime) => ({ source, downtime })))
        .filter(({ downtime: { startsAt, endsAt } }) => startsAt <= at + AHEAD_MS && (endsAt === null || endsAt > at))
        .sort((a, b) => a.downtime.startsAt - b.downtime.startsAt || (a.downtime.id < b.downtime.id ? -1 : 1))
        .map(({ source, downtime: { id, name, scope, services, startsAt, endsAt, url } }) => ({
          source, id, url,
          name: plain(name, 200),
          scope: plain(scope, 300),
          services: services === 'all' ? services : [...services],
          startsAt: toRfc3339(startsAt),
          endsAt: endsAt === null ? null : toRfc3339(endsAt),
          active: startsAt <= at,
          confirmed: !silent.has(source),
        }));
    },
  };
}
