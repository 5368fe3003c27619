import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { UpdateDraft } from '../../../../shared/model/status-update.ts';
import { UpdateFacts } from '../../../../shared/model/update.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Json } from '../outbox/channel.ts';
import { REMOVED_CONTENT } from '../outbox/removed.ts';
import { partsIn } from './parts.ts';
import { hashOf } from './rules.ts';

/** Tables that hold texts of updates. */
export const UPDATE_TABLES = ['updates', 'deliveries', 'delivery_attempts'] as const;

const GONE = '(removed)';
/** Nobody decided that these are not to be sent: their words stay until somebody has. */
const WAITS = "('queued', 'sending', 'unknown')";
const ERASABLE = `incident = :incident AND removed_at IS NULL AND state != 'scheduled' AND max(created_at, ifnull(published_at, 0)) < :before
  AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.update_id = printf('UPD-%04d', number) AND d.state IN ${WAITS})`;

interface Row {
  readonly number: number;
  readonly draft: string;
  readonly state: string;
}

const idOf = (number: number): string => `UPD-${String(number).padStart(4, '0')}`;

/** What is left of a draft: for whom it was, of what kind, where it went, and the instants in it. */
function wordless({ audience, kind, facts: { services, extent, since, until, nextUpdateAt }, channels }: UpdateDraft): UpdateDraft {
  return { audience, kind, channels, facts: UpdateFacts.parse({ services, extent, since, until, nextUpdateAt }), text: { title: GONE, body: GONE }, channelTexts: {}, links: [] };
}

/**
 * Takes the words of an update that was told out of it and out of every message that was made of it, after the row of the journal
 * that has the same words was redacted. What has not gone yet does not go; what may have gone is for a person to settle.
 */
export function removeTold(write: WriteDb, seq: number, at: EpochMs): void {
  write.transaction(() => {
    for (const row of write.all<Row>('SELECT number, draft, state FROM updates WHERE told_seq = ? AND removed_at IS NULL', seq)) {
      removeWords(write, row, at);
      write.run("UPDATE deliveries SET state = 'superseded', settled_at = ?, not_before = NULL, reason = ? WHERE update_id = ? AND state = 'queued' AND maybe = 0", at, 'Its text was removed before it went.', idOf(row.number));
      /* Where a message is known by its words it cannot be looked for without them. */
      write.run("UPDATE deliveries SET state = 'unknown', class = 'blind', not_before = NULL, settled_at = ifnull(settled_at, ?), reason = ? WHERE update_id = ? AND state IN ('queued', 'unknown')", at, 'Its text was removed; it may have arrived before.', idOf(row.number));
    }
  });
}

/** How much of an incident `removeOld` would remove. */
export const removable = (db: ReadDb, incident: IncidentId, before: EpochMs): { readonly count: number; readonly bytes: number } => {
  const found = db.get<{ count: number; bytes: number | null }>(
    `SELECT count(*) AS count, sum(length(draft) + (SELECT ifnull(sum(length(content)), 0) FROM deliveries d WHERE d.update_id = printf('UPD-%04d', number))) AS bytes FROM updates WHERE ${ERASABLE}`,
    { incident, before },
  );
  return { count: found?.count ?? 0, bytes: found?.bytes ?? 0 };
};

/** Removes the words of updates of an incident, and the addresses of their readers, at most so many updates. A draft is thrown away. */
export function removeOld(write: WriteDb, incident: IncidentId, before: EpochMs, at: EpochMs, limit: number): { readonly count: number; readonly more: boolean } {
  return write.transaction(() => {
    const rows = write.all<Row>(`SELECT number, draft, state FROM updates WHERE ${ERASABLE} ORDER BY number LIMIT :limit`, { incident, before, limit });
    for (const row of rows) {
      removeWords(write, row, at);
      write.run("UPDATE deliveries SET recipient = 'removed ' || seq, lane = 'removed ' || seq WHERE update_id = ? AND recipient != ''", idOf(row.number));
    }
    if (rows.length > 0) write.run("DELETE FROM channel_threads WHERE thread_of > ? || ' ' AND thread_of < ? || '!'", incident, incident);
    return { count: rows.length, more: rows.length === limit };
  });
}

function removeWords(write: WriteDb, { number, draft, state }: Row, at: EpochMs): void {
  /* Written by the service in this form. */
  const left = wordless(JSON.parse(draft) as UpdateDraft);
  write.run(
    "UPDATE updates SET draft = ?, hash = ?, state = ?, removed_at = ?, overrides = '[]', returned = NULL, emergency = CASE WHEN emergency IS NULL THEN NULL ELSE ? END, version = version + 1 WHERE number = ?",
    JSON.stringify(left), hashOf(left), state === 'draft' ? 'discarded' : state, at, GONE, number,
  );
  const id = idOf(number);
  for (const { seq, content } of write.all<{ seq: number; content: string }>('SELECT seq, content FROM deliveries WHERE update_id = ?', id))
    write.run('UPDATE deliveries SET content = ?, theirs = NULL, reason = CASE WHEN reason IS NULL THEN NULL ELSE ? END WHERE seq = ?', JSON.stringify(withoutWords(JSON.parse(content) as Json)), GONE, seq);
  write.run('UPDATE delivery_attempts SET reason = ? WHERE reason IS NOT NULL AND delivery IN (SELECT seq FROM deliveries WHERE update_id = ?)', GONE, id);
}

/** What a message says of the parts of a page still counts while its incident is open. */
function withoutWords(content: Json): Json {
  const components = partsIn(content);
  return Object.keys(components).length === 0 ? REMOVED_CONTENT : { ...REMOVED_CONTENT, incident: { components } };
}
