import type { Combinable } from '../../../../shared/contract/remote-calls.ts';
import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import { ServiceId, type IncidentId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import { isOpen, type IncidentRecord } from '../../incidents/record.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By, Viewer } from '../../incidents/view.ts';
import type { Clock } from '../../ports.ts';
import type { BetterStackContent } from '../compose/render/status-pages.ts';
import type { Json } from '../outbox/channel.ts';
import { latestContents } from '../outbox/repo.ts';
import { partsIn } from '../updates/parts.ts';
import { nameOf } from '../updates/rules.ts';

export interface CombinesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly incidents: Pick<Incidents, 'mustSee' | 'record'>;
  readonly channels: () => readonly ChannelConfig[];
}

/** Pairs of public incidents that speak of the same part of a page: readers would see two where there may be one. */
export interface Combines {
  list(incident: IncidentId, viewer: Viewer): Combinable[];
  /** Somebody says that they are two; neither is asked about the other again. */
  dismiss(incident: IncidentId, other: IncidentId, by: By): void;
}

/** Service → the part of the page that stands for it; null for what is no page. */
const partsOfPage = (channel: ChannelConfig): Readonly<Record<string, string>> | null => (channel.type === 'statuspage' ? channel.components : channel.type === 'betterstack' ? channel.resources : null);

/** The parts that a message says something bad of. */
function badIn(channel: ChannelConfig, content: Json): readonly string[] {
  if (channel.type === 'statuspage') return Object.entries(partsIn(content)).flatMap(([part, status]) => (status === 'operational' ? [] : [part]));
  /* What the renderer made. */
  return (content as unknown as BetterStackContent).update.affected_resources.flatMap(({ status_page_resource_id: part, status }) => (status === 'resolved' ? [] : [part]));
}

const pairOf = (a: IncidentId, b: IncidentId): readonly [IncidentId, IncidentId] => (a < b ? [a, b] : [b, a]);

export function createCombines({ db: { read, write }, clock, incidents, channels }: CombinesDeps): Combines {
  const isDismissed = (a: IncidentId, b: IncidentId): boolean => read.get('SELECT 1 FROM combine_dismissed WHERE first = ? AND second = ?', ...pairOf(a, b)) !== undefined;
  const openRecord = (id: IncidentId): IncidentRecord | null => {
    const record = incidents.record(id);
    return record !== null && isOpen(record) ? record : null;
  };

  return {
    list: (incident, viewer) => {
      incidents.mustSee(incident, viewer);
      const own = openRecord(incident);
      if (own === null) return [];
      const found = new Map<IncidentId, Combinable>();
      for (const channel of channels()) {
        const parts = channel.audience === 'public' ? partsOfPage(channel) : null;
        if (parts === null) continue;
        const said = latestContents(read, channel.id);
        const mine = said.find((each) => each.incident === incident);
        /* Before its first message it is known what that would touch. */
        const touched = new Set(mine === undefined ? own.services.flatMap((service) => parts[service] ?? []) : badIn(channel, mine.content));
        for (const { incident: id, content } of said) {
          const other = id === incident || isDismissed(incident, id) ? null : openRecord(id);
          if (other === null || other.isDrill !== own.isDrill || (other.private && !viewer.seesPrivate)) continue;
          const shared = new Set(badIn(channel, content).filter((part) => touched.has(part)));
          const services = Object.entries(parts).flatMap(([service, part]) => (shared.has(part) ? [ServiceId.parse(service)] : []));
          if (shared.size > 0 && !found.has(id)) found.set(id, { incident: id, title: other.title ?? '(title removed)', severity: other.severity, page: nameOf(channel), services, isPublic: mine !== undefined });
        }
      }
      return [...found.values()];
    },
    dismiss: (incident, other, by) => {
      incidents.mustSee(incident, by);
      incidents.mustSee(other, by);
      write.run('INSERT OR IGNORE INTO combine_dismissed (first, second, by, at) VALUES (?, ?, ?, ?)', ...pairOf(incident, other), by.actor.id, clock.nowMs());
    },
  };
}
