import type { ChannelId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { Suppression, SuppressionCause } from '../../../../shared/model/suppression.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';

interface Row {
  readonly address: string;
  readonly cause: SuppressionCause;
  readonly says: string;
  readonly channel: ChannelId | null;
  readonly at: number;
  readonly by: string;
}

const suppressionOf = ({ address, cause, says, channel, at, by }: Row): Suppression => ({ address, cause, says, channel, at: toRfc3339(epochMs(at)), by: JSON.parse(by) as IncidentActor });

export interface NewSuppression {
  /** As `mailKey` makes it. */
  readonly key: string;
  readonly address: string;
  readonly cause: SuppressionCause;
  readonly says: string;
  readonly channel: ChannelId | null;
  readonly at: EpochMs;
  readonly by: IncidentActor;
}

/** What was said first stays: it is why nothing has gone since. */
export const add = (write: WriteDb, { key, address, cause, says, channel, at, by }: NewSuppression): boolean =>
  write.run('INSERT OR IGNORE INTO mail_suppressed (key, address, cause, says, channel, at, by) VALUES (?, ?, ?, ?, ?, ?, ?)', key, address, cause, says, channel, at, JSON.stringify(by)).changes > 0;

export const lift = (write: WriteDb, key: string): boolean => write.run('DELETE FROM mail_suppressed WHERE key = ?', key).changes > 0;

export function find(db: ReadDb, key: string): Suppression | null {
  const row = db.get<Row>('SELECT * FROM mail_suppressed WHERE key = ?', key);
  return row === undefined ? null : suppressionOf(row);
}

export function list(db: ReadDb, q: string, limit: number): { readonly items: Suppression[]; readonly count: number } {
  const like = { part: q.toLowerCase() };
  const items = db.all<Row>('SELECT * FROM mail_suppressed WHERE instr(key, :part) > 0 ORDER BY id DESC LIMIT :limit', { ...like, limit }).map(suppressionOf);
  return { items, count: db.get<{ n: number }>('SELECT count(*) AS n FROM mail_suppressed WHERE instr(key, :part) > 0', like)?.n ?? 0 };
}
