import type { EventData } from '../../../shared/contract/events.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { severityRank, type Severity } from '../../../shared/model/severity.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { Clock, Log } from '../ports.ts';
import type { Book } from './book.ts';
import { isOpen, type IncidentRecord } from './record.ts';

export interface TellerDeps {
  readonly book: () => Pick<Book, 'at'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: <N extends 'incident' | 'alarm'>(event: N, data: EventData<N>) => void;
  /** As anybody may see it. */
  readonly shown: (record: IncidentRecord) => Incident;
}

export interface Teller {
  /** What was open before this start is nothing new. */
  knows(records: readonly IncidentRecord[]): void;
  /** To be called after a commit: tells screens how the incident is now, unless they know. */
  saved(id: IncidentId): void;
  /** Tells once more how these are: what is worked out anew, such as clocks, has moved. */
  again(ids: readonly IncidentId[]): void;
}

const KEPT_HEADS = 1_000;

/**
 * Tells what was committed, by comparing it with what was told last: nothing that was rolled back is ever heard of, nothing is told
 * twice, and an alarm sounds for what is new or graver than it was.
 */
export function createTeller({ book, clock, log, emit, shown }: TellerDeps): Teller {
  const open = new Map<IncidentId, Severity>();
  const heads = new Map<IncidentId, string>();

  const isNews = (id: IncidentId, head: string): boolean => {
    if (heads.get(id) === head) return false;
    heads.delete(id);
    heads.set(id, head);
    const [oldest] = heads.keys();
    if (heads.size > KEPT_HEADS && oldest !== undefined) heads.delete(oldest);
    return true;
  };

  const alarm = ({ id, severity }: IncidentRecord, why: EventData<'alarm'>['why']): void => emit('alarm', { incident: id, severity, why, at: toRfc3339(clock.nowMs()) });

  const tellOpen = (record: IncidentRecord, before: Severity | undefined): void => {
    open.set(record.id, record.severity);
    // Whoever reopens it is there already, and what is imported is past; a sound is for what nobody knows.
    if (before === undefined && record.reopened === 0 && record.origin !== 'import') alarm(record, 'new');
    if (before !== undefined && severityRank(record.severity) < severityRank(before)) alarm(record, 'graver');
    if (before === undefined) log.info('an incident is open', { incident: record.id, severity: record.severity, standing: record.standing });
  };

  const tell = (record: IncidentRecord): void => {
    const before = open.get(record.id);
    emit('incident', shown(record));
    if (isOpen(record)) tellOpen(record, before);
    else if (open.delete(record.id)) log.info('an incident is closed', { incident: record.id, standing: record.standing, state: record.state });
  };

  return {
    knows: (records) => {
      for (const { id, severity } of records) open.set(id, severity);
    },
    saved: (id) => {
      try {
        const now = book().at(id);
        if (now !== null && isNews(id, now.head)) tell(now.record);
      } catch (error) {
        // It is written down: whoever did it must not hear that it failed because somebody could not be told.
        log.error('a change of an incident could not be told everywhere', { incident: id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    },
    again: (ids) => {
      for (const id of ids) {
        const now = book().at(id);
        if (now !== null) emit('incident', shown(now.record));
      }
    },
  };
}
