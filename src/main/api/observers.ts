import type { Service } from '../../shared/model/entities.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import type { IncidentFact } from '../../shared/model/timeline.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import { createChainKeeper } from '../engine/chain/keeper.ts';
import type { ServiceBook } from '../engine/clocks/service-facts.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import type { Note } from '../engine/journal/journal.ts';
import type { Live } from '../engine/live.ts';
import { createOpinionNotes } from '../engine/opinions/notes.ts';
import { createOpinions, type Opinions } from '../engine/opinions/service.ts';
import type { Clock } from '../engine/ports.ts';
import type { Series } from '../engine/series/series-service.ts';
import type { Watch } from '../engine/watch/watch.ts';

export interface ObserverDeps {
  readonly clock: Clock;
  readonly live: Live;
  readonly series: Series;
  readonly config: () => ResolvedConfig;
  readonly watch: () => Watch;
  readonly services: () => readonly Service[];
  readonly serviceBook: ServiceBook;
  readonly append: (incident: IncidentId, facts: readonly IncidentFact[], note: Note) => void;
}

/** What looks at several signals at once and writes what it finds into open incidents: chains of services, and second opinions. */
export interface Observers {
  readonly opinions: Opinions;
  /** In this order, each whether or not the one before failed; once a second. */
  readonly looks: readonly ((open: readonly IncidentRecord[]) => void)[];
  /** After a suspend, a stall or a step of the clock. */
  interrupted(): void;
}

export function createObservers({ clock, live, series, config, watch, services, serviceBook, append }: ObserverDeps): Observers {
  const opinions = createOpinions({
    pairs: () => config().opinions,
    state: (signal) => watch().states().get(signal) ?? null,
    newest: (signal) => series.newest(signal),
    samples: (signal, from, to) => series.samples(signal, from, to),
    emit: (event, data) => live.emit(event, data),
  });
  const noteOpinions = createOpinionNotes({ clock, append, opinions: () => opinions.all(), signal: (id) => watch().signal(id), sources: () => watch().sources() });
  const chains = createChainKeeper({ clock, services, append, signal: (id) => watch().signal(id), standing: (service) => serviceBook.standing(service) });
  return {
    opinions,
    looks: [(open) => chains.tick(open), () => opinions.tick(), noteOpinions],
    interrupted: () => {
      chains.interrupted();
      opinions.interrupted();
    },
  };
}
