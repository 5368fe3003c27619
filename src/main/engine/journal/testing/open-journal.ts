import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { connectWriter } from '../../../store/connection.ts';
import { migrate } from '../../../store/migrate.ts';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { createSql } from '../../../store/sql.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { createJournal } from '../service.ts';

export const ADA: IncidentActor = { kind: 'person', id: 'ada', name: 'Ada' };
export const BOB: IncidentActor = { kind: 'person', id: 'bob', name: 'Bob' };
export const incidentId = (number: number) => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);

/** A journal in memory, or in a file, on a clock that is moved by hand. */
export function openJournal({ file = ':memory:', readOnly = false, copies = [] }: { file?: string; readOnly?: boolean; copies?: readonly string[] } = {}) {
  const raw = file === ':memory:' ? new Database(file) : connectWriter(file);
  const clock = createManualClock();
  const db = createSql(raw, { clock, log: silentLog });
  migrate(db.write, MIGRATIONS);
  let salts = 0;
  const ports = {
    db: { read: db.read, write: readOnly ? null : db.write },
    clock,
    copies,
    randomBytes: (count: number) => createHash('sha256').update(`salt ${(salts += 1)}`).digest().subarray(0, count),
  };
  return { raw, clock, ...db, reopen: () => createJournal(ports), journal: createJournal(ports) };
}
export type OpenJournal = ReturnType<typeof openJournal>;

/** For tests that alter what nothing in Holdfast alters. */
export function liftGuards(raw: Database.Database): void {
  raw.pragma('foreign_keys = OFF');
  raw.exec('DROP INDEX journal_about');
  for (const trigger of raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'journal%'`).pluck().all()) raw.exec(`DROP TRIGGER ${String(trigger)}`);
}
