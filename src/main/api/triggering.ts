import { NoticeId } from '../../shared/model/ids.ts';
import type { Changes } from '../engine/changes/service.ts';
import { appendTo } from '../engine/continuity/runs/chronicle.ts';
import type { Host } from '../engine/continuity/triggers/host.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import { HOLDFAST, type Journal } from '../engine/journal/journal.ts';
import type { Notices } from '../engine/messaging/notices/service.ts';
import type { Log } from '../engine/ports.ts';
import type { Person } from '../../shared/model/entities.ts';
import type { Seats } from '../engine/seats/service.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { Triggering } from './continuity-core.ts';
import { controlsFail } from './plan-signals.ts';

export interface TriggeringParts {
  readonly log: Log;
  readonly watch: () => Watch;
  readonly incidents: Pick<Incidents, 'snapshot' | 'append' | 'record'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly changes: Pick<Changes, 'list'>;
  readonly seats: Pick<Seats, 'attendance'>;
  readonly people: () => readonly Person[];
  readonly host: Host;
  /** Null where nothing can be written. */
  readonly notices: Notices | null;
}

const MOST_CHANGES = 20;

/** What triggers ask of the rest of the engine, answered by its parts. */
export function createTriggering({ log, watch, incidents, journal, changes, seats, people, host, notices }: TriggeringParts): Triggering {
  const append = appendTo({ journal, incidents });
  return {
    signals: () => watch().signals(),
    controlsFail: () => controlsFail(watch()),
    incidents: () => incidents.snapshot(),
    power: () => host.power(),
    watchdog: () => host.isWatched(),
    attendance: () => seats.attendance(),
    changes: (services, from) => {
      const told = services.flatMap((service) => changes.list({ from, to: null, service, limit: MOST_CHANGES, cursor: null }).items);
      const once = [...new Map(told.map((each) => [each.id, each])).values()].toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
      return once.slice(0, MOST_CHANGES).map(({ id, at, title, by }) => ({ id, at, title, by }));
    },
    notice: ({ id, channels, title, body }) => {
      const notice = NoticeId.parse(`NTC-${id}`);
      let failed = notices === null;
      notices?.send({ id: notice, channels, text: { title, body }, isDrill: false }).catch((error: unknown) => {
        failed = true;
        log.error('the notice of a countdown could not be queued', { notice, error: error instanceof Error ? error.message : String(error) });
      });
      return () => {
        const standing = notices?.standing(notice) ?? 'none';
        return standing === 'none' ? (failed ? 'failed' : 'waiting') : standing;
      };
    },
    tell: ({ kind, trigger, plan, incident, says, by }) => {
      log.info('a trigger', { kind, trigger, plan, incident, says, by });
      const person = people().find(({ id }) => id === by);
      const actor = by === null ? HOLDFAST : { kind: 'person' as const, id: by, name: person?.name ?? by };
      append(incident, { type: 'triggerTold', data: { trigger, plan, what: kind }, texts: says === '' ? {} : { says } }, { actor, fromMemory: false });
    },
  };
}
