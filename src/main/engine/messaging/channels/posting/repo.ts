import { IncidentActor } from '../../../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../../store/sql.ts';
import type { Confirmation } from './rules.ts';

export const confirm = (db: WriteDb, { channel, place, by, at }: { readonly channel: string; readonly place: string; readonly by: IncidentActor; readonly at: EpochMs }): void =>
  void db.run('INSERT INTO posting_confirmations (channel, place, by, at) VALUES (?, ?, ?, ?)', channel, place, JSON.stringify(by), at);

export function lastConfirmation(db: ReadDb, channel: string, place: string): Confirmation | null {
  const row = db.get<{ by: string; at: number }>('SELECT by, at FROM posting_confirmations WHERE channel = ? AND place = ? ORDER BY seq DESC LIMIT 1', channel, place);
  return row === undefined ? null : { by: IncidentActor.parse(JSON.parse(row.by)), at: epochMs(row.at) };
}
