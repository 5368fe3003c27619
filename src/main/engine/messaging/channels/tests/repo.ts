import { IncidentActor } from '../../../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../../store/sql.ts';

export interface TestRow {
  readonly seq: number;
  readonly channel: string;
  readonly recipient: string;
  readonly marker: string;
  readonly state: 'sending' | 'sent' | 'failed' | 'unknown';
  readonly reason: string | null;
  readonly url: string | null;
  readonly by: IncidentActor;
  readonly startedAt: EpochMs;
}

interface Stored extends Omit<TestRow, 'by' | 'startedAt'> {
  readonly by: string;
  readonly started_at: number;
}

const COLUMNS = 'seq, channel, recipient, marker, state, reason, url, by, started_at';
const rowOf = ({ by, started_at: startedAt, ...row }: Stored): TestRow => ({ ...row, by: IncidentActor.parse(JSON.parse(by)), startedAt: epochMs(startedAt) });

/** Null where this key was begun before. */
export function begin(db: WriteDb, key: string, { channel, recipient, marker, by, startedAt }: Pick<TestRow, 'channel' | 'recipient' | 'marker' | 'by' | 'startedAt'>): TestRow | null {
  const { changes } = db.run("INSERT OR IGNORE INTO channel_tests (key, channel, recipient, marker, state, by, started_at) VALUES (?, ?, ?, ?, 'sending', ?, ?)", key, channel, recipient, marker, JSON.stringify(by), startedAt);
  return changes === 0 ? null : ofKey(db, key);
}

export const settle = (db: WriteDb, seq: number, { state, reason, url }: Pick<TestRow, 'state' | 'reason' | 'url'>, at: EpochMs): void =>
  void db.run("UPDATE channel_tests SET state = ?, reason = ?, url = ?, settled_at = ? WHERE seq = ? AND state = 'sending'", state, reason, url, at, seq);

export function ofKey(db: ReadDb, key: string): TestRow | null {
  const row = db.get<Stored>(`SELECT ${COLUMNS} FROM channel_tests WHERE key = ?`, key);
  return row === undefined ? null : rowOf(row);
}

export function lastOf(db: ReadDb, channel: string): TestRow | null {
  const row = db.get<Stored>(`SELECT ${COLUMNS} FROM channel_tests WHERE channel = ? ORDER BY seq DESC LIMIT 1`, channel);
  return row === undefined ? null : rowOf(row);
}
