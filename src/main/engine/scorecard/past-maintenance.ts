import type { ServiceId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import { isFact, type Journal } from '../journal/journal.ts';

const PAGE = 1_000;

interface Past {
  readonly window: string;
  readonly services: 'all' | readonly ServiceId[];
  readonly from: EpochMs;
  /** Null while it lasts. */
  to: EpochMs | null;
}

export interface PastMaintenance {
  /** Whether all of some services were under maintenance at an instant. */
  readonly covers: (services: readonly ServiceId[], at: EpochMs) => boolean;
  /** When a service was under maintenance within a span, in the order in which it began. */
  readonly of: (service: ServiceId, from: EpochMs, to: EpochMs) => { readonly startsAt: EpochMs; readonly endsAt: EpochMs }[];
}

/**
 * What was under maintenance when, as the journal tells of windows that began and ended: what is
 * configured today says nothing of last month. A window that was written down before its services were is taken by those of the window
 * of the same id, where it is still configured. What belongs to no service needs a window for all.
 */
export function createPastMaintenance(journal: Pick<Journal, 'entries'>, windows: () => readonly ResolvedMaintenance[]): PastMaintenance {
  const past: Past[] = [];
  let read = 0;

  const catchUp = (): void => {
    for (;;) {
      const page = journal.entries({ stream: null, types: ['maintenanceStarted', 'maintenanceEnded'], order: 'asc', limit: PAGE, beyond: read });
      for (const entry of page) {
        if (isFact(entry, 'maintenanceStarted')) {
          const { window, services } = entry.fact.data;
          past.push({ window, services: services ?? windows().find(({ id }) => id === window)?.services ?? [], from: entry.at, to: null });
        } else if (isFact(entry, 'maintenanceEnded')) {
          const open = past.findLast(({ window, to }) => window === entry.fact.data['window'] && to === null);
          if (open !== undefined) open.to = entry.at;
        }
        read = entry.seq;
      }
      if (page.length < PAGE) return;
    }
  };

  const covered = ({ services }: Past, service: ServiceId): boolean => services === 'all' || services.includes(service);
  return {
    covers: (services, at) => {
      catchUp();
      const open = past.filter(({ from, to }) => from <= at && (to === null || at < to));
      if (open.length === 0) return false;
      return services.length === 0 ? open.some((each) => each.services === 'all') : services.every((service) => open.some((each) => covered(each, service)));
    },
    of: (service, from, to) => {
      catchUp();
      return past.filter((each) => each.from < to && (each.to ?? to) > from && covered(each, service)).map((each) => ({ startsAt: each.from, endsAt: each.to ?? to }));
    },
  };
}
