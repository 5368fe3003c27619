import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { ChannelId, IncidentId, ItemId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Json } from '../outbox/channel.ts';

/** That something was begun there by somebody else, and what was remembered before; null: nothing was. */
export interface Adoption {
  readonly by: IncidentActor;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly url: string;
  /** The link that the incident got for it. */
  readonly item: ItemId | null;
  readonly before: Json;
}

export interface KeptThread {
  readonly thread: Json;
  readonly url: string | null;
  readonly replaces: string | null;
  readonly adopted: Adoption | null;
}

/** One incident on one channel with one reader: pages, issues and chats have no recipients. */
const laneOf = (incident: IncidentId): string => `${incident} `;
const NOTHING: KeptThread = { thread: null, url: null, replaces: null, adopted: null };

/* What stands in the JSON columns was written by channels and below. */
export function get(db: ReadDb, channel: ChannelId, incident: IncidentId): KeptThread {
  const row = db.get<{ thread: string; url: string | null; replaces: string | null; adopted: string | null }>('SELECT thread, url, replaces, adopted FROM channel_threads WHERE channel = ? AND thread_of = ?', channel, laneOf(incident));
  return row === undefined ? NOTHING : { thread: JSON.parse(row.thread) as Json, url: row.url, replaces: row.replaces, adopted: row.adopted === null ? null : (JSON.parse(row.adopted) as Adoption) };
}

export const put = (write: WriteDb, channel: ChannelId, incident: IncidentId, { thread, url, replaces, adopted }: KeptThread): void =>
  void write.run(
    'INSERT INTO channel_threads (channel, thread_of, thread, url, replaces, adopted) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET thread = excluded.thread, url = excluded.url, replaces = excluded.replaces, adopted = excluded.adopted',
    channel, laneOf(incident), JSON.stringify(thread), url, replaces, adopted === null ? null : JSON.stringify(adopted),
  );

/** Incidents whose messages go to the same thing at the vendor. `key` is unique there. */
export const othersAt = (db: ReadDb, channel: ChannelId, key: string, incident: IncidentId): IncidentId[] =>
  db
    .all<{ thread_of: string; thread: string }>('SELECT thread_of, thread FROM channel_threads WHERE channel = ? AND thread_of <> ?', channel, laneOf(incident))
    .filter(({ thread }) => thread.includes(JSON.stringify(key)))
    .map(({ thread_of: lane }) => lane.trim() as IncidentId);

/** Whether something of the incident is on its way there, or has to be looked for: what is remembered is about to change. */
export const isMoving = (db: ReadDb, channel: ChannelId, incident: IncidentId): boolean =>
  db.get("SELECT 1 FROM deliveries WHERE channel = ? AND lane = ? AND (state = 'sending' OR (state = 'unknown' AND class = 'readBack') OR (state = 'sent' AND not_before IS NOT NULL))", channel, laneOf(incident)) !== undefined;
