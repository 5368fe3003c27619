import type { ChannelId, CorrectiveActionId, IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { RemoteState } from '../outbox/channel.ts';

/** The issue of an action as it is stored; times are epoch milliseconds. */
export interface IssueRow {
  readonly action: CorrectiveActionId;
  readonly incident: IncidentId;
  readonly channel: ChannelId;
  readonly how: 'made' | 'linked';
  readonly by: IncidentActor;
  readonly at: number;
  readonly status: string | null;
  readonly stage: 'new' | 'underway' | 'done' | null;
  readonly since: number | null;
  readonly read_at: number | null;
  readonly problem: string | null;
  readonly tried_at: number | null;
}
type Stored = Omit<IssueRow, 'by'> & { readonly by: string };

/* Whoever did it was written by `put`. */
const rowOf = ({ by, ...row }: Stored): IssueRow => ({ ...row, by: JSON.parse(by) as IncidentActor });
const SELECT = 'SELECT i.*, c.incident FROM action_issues i JOIN corrective_actions c ON c.id = i.action';

export function get(db: ReadDb, action: CorrectiveActionId): IssueRow | null {
  const row = db.get<Stored>(`${SELECT} WHERE i.action = ?`, action);
  return row === undefined ? null : rowOf(row);
}
export const ofIncident = (db: ReadDb, incident: IncidentId): IssueRow[] => db.all<Stored>(`${SELECT} WHERE c.incident = ? ORDER BY i.action`, incident).map(rowOf);

/** Of an action that is not closed, the one whose issue was not looked at for longest; a time ahead of the clock is of a clock that was set back. */
export function nextToRead(db: ReadDb, before: number, now: number): IssueRow | null {
  const row = db.get<Stored>(`${SELECT} WHERE c.closed = 0 AND (i.tried_at IS NULL OR i.tried_at < ? OR i.tried_at > ?) ORDER BY i.tried_at LIMIT 1`, before, now);
  return row === undefined ? null : rowOf(row);
}

/** From now on this is its issue; nothing is known of its status. */
export const put = (write: WriteDb, { action, channel, how, by, at }: Pick<IssueRow, 'action' | 'channel' | 'how' | 'by' | 'at'>): void =>
  void write.run('INSERT OR REPLACE INTO action_issues (action, channel, how, by, at) VALUES (?, ?, ?, ?, ?)', action, channel, how, JSON.stringify(by), at);

export const sawStatus = (write: WriteDb, action: CorrectiveActionId, { status, stage = null, since }: Pick<RemoteState, 'status' | 'stage' | 'since'>, at: number): void =>
  void write.run('UPDATE action_issues SET status = ?, stage = ?, since = ?, read_at = ?, problem = NULL, tried_at = ? WHERE action = ?', status, stage, since, at, at, action);

/** What was known stays, with its age. */
export const sawNothing = (write: WriteDb, action: CorrectiveActionId, problem: string | null, at: number): void => void write.run('UPDATE action_issues SET problem = ?, tried_at = ? WHERE action = ?', problem, at, action);
