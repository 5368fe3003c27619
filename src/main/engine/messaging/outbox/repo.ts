import type { DeliveryClass, DeliveryPurpose, DeliverySeq, DeliveryState } from '../../../../shared/model/delivery.ts';
import { CorrectiveActionId, UpdateId, type ChannelId, type IncidentId, type NoticeId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Json } from './channel.ts';

/** What a delivery is of: an update, a corrective action that becomes an issue, or a notice of Holdfast itself. */
export type Told = UpdateId | CorrectiveActionId | NoticeId;

/** A delivery as it is stored. Times are epoch milliseconds. */
export interface DeliveryRow {
  readonly seq: DeliverySeq;
  readonly update_id: Told;
  readonly incident: IncidentId | null;
  readonly channel: ChannelId;
  readonly recipient: string;
  readonly purpose: DeliveryPurpose;
  readonly corrects: DeliverySeq | null;
  readonly lane: string;
  readonly class: DeliveryClass;
  readonly marker: string;
  readonly content: string;
  readonly state: DeliveryState;
  readonly attempt: string | null;
  readonly owner: string | null;
  readonly attempts: number;
  readonly tries: number;
  readonly maybe: number;
  readonly resent: number;
  readonly queued_at: number;
  readonly started_at: number | null;
  readonly settled_at: number | null;
  readonly not_before: number | null;
  readonly reason: string | null;
  readonly remote: string | null;
  readonly theirs: string | null;
  readonly url: string | null;
}

/** A delivery of an update. */
export type UpdateRow = DeliveryRow & { readonly update_id: UpdateId };
export const isOfUpdate = (row: DeliveryRow): row is UpdateRow => UpdateId.safeParse(row.update_id).success;
export const isOfAction = (told: Told): told is CorrectiveActionId => CorrectiveActionId.safeParse(told).success;

export interface NewDelivery {
  readonly update: Told;
  readonly incident: IncidentId | null;
  readonly channel: ChannelId;
  readonly recipient: string;
  readonly purpose: DeliveryPurpose;
  readonly corrects: DeliverySeq | null;
  readonly class: DeliveryClass;
  readonly marker: string;
  readonly content: Json;
  readonly queuedAt: number;
}

/** What must stay in order: the updates of one incident on one channel; an action, and what has no incident, by itself. */
const laneOf = ({ incident, update, recipient }: Pick<NewDelivery, 'incident' | 'update' | 'recipient'>): string => `${incident !== null && UpdateId.safeParse(update).success ? incident : update} ${recipient}`;

/** Queues it; false where this update is on its way to that channel, or was, already. */
export function insert(write: WriteDb, row: NewDelivery): boolean {
  const { changes } = write.run(
    `INSERT OR IGNORE INTO deliveries (update_id, incident, channel, recipient, purpose, corrects, lane, class, marker, content, state, queued_at, not_before)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, 0)`,
    row.update, row.incident, row.channel, row.recipient, row.purpose, row.corrects, laneOf(row), row.class, row.marker, JSON.stringify(row.content), row.queuedAt,
  );
  return changes > 0;
}

export const get = (db: ReadDb, seq: DeliverySeq): DeliveryRow | undefined => db.get<DeliveryRow>('SELECT * FROM deliveries WHERE seq = ?', seq);
/** By what its message is known at the channel. */
export const byMarker = (db: ReadDb, marker: string): DeliveryRow | undefined => db.get<DeliveryRow>('SELECT * FROM deliveries WHERE marker = ?', marker);
export const ofUpdate = <T extends Told>(db: ReadDb, update: T): (DeliveryRow & { readonly update_id: T })[] => db.all<DeliveryRow & { readonly update_id: T }>('SELECT * FROM deliveries WHERE update_id = ? ORDER BY seq', update);

/** Settled as arrived by a person, and not looked at yet, so that it is not known where it stands. */
const TO_CONFIRM = "(state = 'sent' AND not_before IS NOT NULL)";

/** The newest delivery of a channel that may go now. A lane waits while something of it is on its way, or has to be looked for. */
export const nextToSend = (db: ReadDb, channel: ChannelId, now: number): DeliveryRow | undefined =>
  db.get<DeliveryRow>(
    `SELECT * FROM deliveries d WHERE channel = ? AND state = 'queued' AND not_before <= ? AND NOT EXISTS (
       SELECT 1 FROM deliveries o WHERE o.channel = d.channel AND o.lane = d.lane AND (o.state = 'sending' OR (o.state = 'unknown' AND o.class = 'readBack') OR ${TO_CONFIRM}))
     ORDER BY seq DESC LIMIT 1`,
    channel, now,
  );

/** The oldest one that has to be looked for, for its lane waits. */
export const nextToLookFor = (db: ReadDb, channel: ChannelId, now: number): DeliveryRow | undefined =>
  db.get<DeliveryRow>(`SELECT * FROM deliveries WHERE channel = ? AND (state = 'unknown' OR ${TO_CONFIRM}) AND class = 'readBack' AND not_before <= ? ORDER BY seq LIMIT 1`, channel, now);

/** When the next of either falls due; null where nothing waits for the time. */
export const nextDueAt = (db: ReadDb, channel: ChannelId, now: number): number | null =>
  db.get<{ at: number | null }>(`SELECT min(not_before) AS at FROM deliveries WHERE channel = ? AND (state IN ('queued', 'unknown') OR ${TO_CONFIRM}) AND not_before > ?`, channel, now)?.at ?? null;

/** Older messages of the lane that have not gone: the newest tells the truth. Corrections are for what was sent and stay. */
export const supersedeOlder = (write: WriteDb, { channel, lane, seq, purpose }: DeliveryRow, at: number, reason: string): DeliverySeq[] =>
  purpose === 'correction'
    ? []
    : write
        .all<Pick<DeliveryRow, 'seq' | 'maybe'>>(
          "SELECT seq, maybe FROM deliveries WHERE channel = ? AND lane = ? AND seq < ? AND state = 'queued' AND purpose = 'status'",
          channel, lane, seq,
        )
        .map((older) => {
          settle(write, older.seq, { state: 'superseded', reason: older.maybe > 0 ? `${reason} This one may have arrived before it.` : reason, at });
          return older.seq;
        });

/** Takes a queued delivery for one attempt; false where another engine, or a person, was first. */
export function claim(write: WriteDb, row: DeliveryRow, attempt: string, owner: string, deliveryClass: DeliveryClass, at: number): boolean {
  const { changes } = write.run(
    "UPDATE deliveries SET state = 'sending', attempt = ?, owner = ?, class = ?, attempts = attempts + 1, started_at = ?, not_before = NULL WHERE seq = ? AND state = 'queued'",
    attempt, owner, deliveryClass, at, row.seq,
  );
  if (changes > 0) write.run('INSERT INTO delivery_attempts (attempt, delivery, started_at) VALUES (?, ?, ?)', attempt, row.seq, at);
  return changes > 0;
}

export function endAttempt(write: WriteDb, attempt: string, outcome: string, reason: string | null, at: number): void {
  write.run('UPDATE delivery_attempts SET ended_at = ?, outcome = ?, reason = ? WHERE attempt = ?', at, outcome, reason, attempt);
}

export interface Settling {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly at: number;
  readonly notBefore?: number | null;
  readonly tries?: number;
  readonly maybe?: boolean;
  readonly remote?: Json;
  readonly theirs?: Json;
  readonly url?: string | null;
}

/** Where a delivery stands from now on. */
export function settle(write: WriteDb, seq: DeliverySeq, { state, reason, at, notBefore = null, tries, maybe, remote, theirs, url }: Settling): void {
  const isOver = state !== 'queued' && state !== 'sending';
  write.run(
    `UPDATE deliveries SET state = ?, reason = ?, settled_at = ?, not_before = ?, tries = ifnull(?, tries), maybe = ifnull(?, maybe), remote = ifnull(?, remote), theirs = ?, url = ifnull(?, url), owner = NULL WHERE seq = ?`,
    state, reason, isOver ? at : null, notBefore, tries ?? null, maybe === undefined ? null : Number(maybe), remote === undefined ? null : JSON.stringify(remote), theirs === undefined ? null : JSON.stringify(theirs), url ?? null, seq,
  );
}

/** Queues it once more because a person says so. */
export const requeue = (write: WriteDb, seq: DeliverySeq, resent: boolean): void =>
  void write.run("UPDATE deliveries SET state = 'queued', not_before = 0, settled_at = NULL, tries = 0, theirs = NULL, resent = resent + ? WHERE seq = ?", resent ? 1 : 0, seq);

/** Whether something newer of the lane has gone, is going, or may have. */
export const hasNewer = (db: ReadDb, { channel, lane, seq }: DeliveryRow): boolean =>
  db.get("SELECT 1 FROM deliveries WHERE channel = ? AND lane = ? AND seq > ? AND purpose = 'status' AND state IN ('sending', 'sent', 'unknown')", channel, lane, seq) !== undefined;

/** Whether something of the incident has not gone there yet, or nobody knows whether it has. */
export const isWaiting = (db: ReadDb, channel: ChannelId, incident: IncidentId): boolean =>
  db.get("SELECT 1 FROM deliveries WHERE channel = ? AND incident = ? AND state IN ('queued', 'sending', 'unknown')", channel, incident) !== undefined;

/** When the channel last took something of the lane; null where it never did. */
export const lastSentAt = (db: ReadDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>): number | null =>
  db.get<{ at: number | null }>("SELECT max(settled_at) AS at FROM deliveries WHERE channel = ? AND lane = ? AND state = 'sent'", channel, lane)?.at ?? null;

/** What waits only because nobody could be reached is due at once; what a channel has asked to wait for is still waited for. */
export const hurry = (write: WriteDb): void =>
  void write.run("UPDATE deliveries SET not_before = 0 WHERE state = 'queued' AND not_before > 0 AND attempt IN (SELECT attempt FROM delivery_attempts WHERE outcome = 'notReached')");

/** Taken for an attempt by an engine, whichever it is. */
export const sending = (db: ReadDb): DeliveryRow[] => db.all<DeliveryRow>("SELECT * FROM deliveries WHERE state = 'sending'");
/** Waits that no engine would have set: the wall clock was set back while none ran. */
export const pullIn = (write: WriteDb, latest: number): void => void write.run("UPDATE deliveries SET not_before = 0 WHERE not_before > ?", latest);
/** Channels that have something to do. */
export const waitingChannels = (db: ReadDb): ChannelId[] => db.all<{ channel: ChannelId }>(`SELECT DISTINCT channel FROM deliveries WHERE state IN ('queued', 'unknown') OR ${TO_CONFIRM}`).map(({ channel }) => channel);

export function thread(db: ReadDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>): Json {
  const found = db.get<{ thread: string }>('SELECT thread FROM channel_threads WHERE channel = ? AND thread_of = ?', channel, lane);
  return found === undefined ? null : (JSON.parse(found.thread) as Json);
}

/** Where that is; null where nothing is remembered, or it has no address. */
export const threadUrl = (db: ReadDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>): string | null =>
  db.get<{ url: string | null }>('SELECT url FROM channel_threads WHERE channel = ? AND thread_of = ?', channel, lane)?.url ?? null;

export const keepThread = (write: WriteDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>, kept: Json, url: string | null): void =>
  void write.run('INSERT INTO channel_threads (channel, thread_of, thread, url) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET thread = excluded.thread, url = ifnull(excluded.url, url), replaces = NULL', channel, lane, JSON.stringify(kept), url);

/** Digest of what a person has seen there and wants replaced; see `theirs.ts`. */
export const replaces = (db: ReadDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>): string | null =>
  db.get<{ replaces: string | null }>('SELECT replaces FROM channel_threads WHERE channel = ? AND thread_of = ?', channel, lane)?.replaces ?? null;

export const setReplaces = (write: WriteDb, { channel, lane }: Pick<DeliveryRow, 'channel' | 'lane'>, digest: string | null): void =>
  void write.run("INSERT INTO channel_threads (channel, thread_of, thread, replaces) VALUES (?, ?, 'null', ?) ON CONFLICT DO UPDATE SET replaces = excluded.replaces", channel, lane, digest);

/** How far the heart of each engine has beaten. */
export const beats = (db: ReadDb): ReadonlyMap<string, number> => new Map(db.all<{ owner: string; beat: number }>('SELECT owner, beat FROM outbox_owners').map(({ owner, beat }) => [owner, beat]));
export const beat = (write: WriteDb, owner: string): void => void write.run('INSERT INTO outbox_owners (owner, beat) VALUES (?, 1) ON CONFLICT DO UPDATE SET beat = beat + 1', owner);
export const leave = (write: WriteDb, owner: string): void => void write.run('DELETE FROM outbox_owners WHERE owner = ?', owner);

/** Of updates, the newest first; `open`: only those that are not over, or need a person. */
export const list = (db: ReadDb, { incident, open, before, limit }: { readonly incident: IncidentId | null; readonly open: boolean; readonly before: DeliverySeq | null; readonly limit: number }): UpdateRow[] =>
  db.all<UpdateRow>(
    `SELECT * FROM deliveries WHERE seq < ? AND update_id GLOB 'UPD-*'${incident === null ? '' : ' AND incident = ?'}${open ? " AND state IN ('queued', 'sending', 'unknown', 'failed')" : ''} ORDER BY seq DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER, ...(incident === null ? [] : [incident]), limit,
  );

/** Of each incident the last message to a channel that was not left behind. */
export const latestContents = (db: ReadDb, channel: ChannelId): { readonly incident: IncidentId; readonly content: Json }[] =>
  db
    .all<{ incident: IncidentId; content: string }>(
      "SELECT incident, content FROM deliveries WHERE seq IN (SELECT max(seq) FROM deliveries WHERE channel = ? AND incident IS NOT NULL AND state NOT IN ('failed', 'superseded') GROUP BY lane)",
      channel,
    )
    .map(({ incident, content }) => ({ incident, content: JSON.parse(content) as Json }));
