import { NoticeId, type PersonId } from '../../shared/model/ids.ts';
import type { Changes } from '../engine/changes/service.ts';
import { appendTo } from '../engine/continuity/runs/chronicle.ts';
import type { Host } from '../engine/continuity/triggers/host.ts';
import type { Vantage } from '../engine/continuity/triggers/vantage.ts';
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
  readonly vantage: Pick<Vantage, 'signals'>;
  readonly seats: Pick<Seats, 'attendance'>;
  readonly people: () => readonly Person[];
  readonly host: Host;
  /** Null where nothing can be written. */
  readonly notices: Notices | null;
}

const MOST_CHANGES = 20;

/** What triggers ask of the rest of the engine, answered by its parts. */
export function createTriggering({ log, watch, incidents, journal, changes, vantage, seats, people, host, notices }: TriggeringParts): Triggering {
  const append = appendTo({ journal, incidents });
  const actorOf = (by: PersonId | null) => (by === null ? HOLDFAST : { kind: 'person' as const, id: by, name: people().find(({ id }) => id === by)?.name ?? by });
  const notice = ({ id, channels, title, body }: Parameters<Triggering['notice']>[0], isDrill: boolean): ReturnType<Triggering['notice']> => {
    const told = NoticeId.parse(`NTC-${id}`);
    let failed = notices === null;
    notices?.send({ id: told, channels, text: { title, body }, isDrill }).catch((error: unknown) => {
      failed = true;
      log.error('a notice could not be queued', { notice: told, error: error instanceof Error ? error.message : String(error) });
    });
    return () => {
      const standing = notices?.standing(told) ?? 'none';
      return standing === 'none' ? (failed ? 'failed' : 'waiting') : standing;
    };
  };
  return {
    signals: () => watch().signals(),
    fromSeats: () => vantage.signals(),
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
    notice: (order) => notice(order, false),
    drillNotice: (order) => void notice(order, true),
    tellDrill: (what, plan, says, by) => {
      log.info('a scheduled drill', { what, plan, says, by });
      append(null, { type: 'drillTold', data: { plan, what }, texts: says === '' ? {} : { says } }, { actor: actorOf(by), fromMemory: false });
    },
    tell: ({ kind, trigger, plan, incident, says, by }) => {
      log.info('a trigger', { kind, trigger, plan, incident, says, by });
      append(incident, { type: 'triggerTold', data: { trigger, plan, what: kind }, texts: says === '' ? {} : { says } }, { actor: actorOf(by), fromMemory: false });
    },
  };
}
