import type { Run, StepProgress } from '../../../../shared/model/continuity/run.ts';
import type { GroupId, IncidentId, TriggerId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { GroupState, RunState } from '../core/state.ts';

/** What a run began with, beside its plan. */
export interface Origin {
  /** The plan’s text, JSON, and the hash of what was shown of it. */
  readonly text: string;
  readonly shown: string;
  readonly incident: IncidentId | null;
  readonly trigger: TriggerId | null;
  readonly overridden: Run['overridden'];
}

export const allStates = (db: ReadDb): GroupState[] => db.all<{ state: string }>('SELECT state FROM continuity_groups ORDER BY group_id').map(({ state }) => JSON.parse(state) as GroupState);

export const saveState = (write: WriteDb, state: GroupState): void =>
  void write.run('INSERT INTO continuity_groups (group_id, state) VALUES (?, ?) ON CONFLICT (group_id) DO UPDATE SET state = excluded.state', state.group, JSON.stringify(state));

export const insertRun = (write: WriteDb, group: GroupId, run: RunState, { text, shown, incident, trigger, overridden }: Origin, at: number): void =>
  void write.run('INSERT INTO runs (group_id, serial, plan_id, mode, starter, plan, shown, phase, steps, started_at, incident, trigger_id, overridden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', group, run.serial, run.plan.id, run.mode, run.starter, text, shown, run.phase, JSON.stringify(run.steps), at, incident, trigger, JSON.stringify(overridden));

export const saveRun = (write: WriteDb, group: GroupId, { serial, phase, steps }: RunState): void =>
  void write.run('UPDATE runs SET phase = ?, steps = ? WHERE group_id = ? AND serial = ?', phase, JSON.stringify(steps), group, serial);

export const endRun = (write: WriteDb, group: GroupId, serial: number, phase: string, at: number): void =>
  void write.run('UPDATE runs SET phase = ?, ended_at = ? WHERE group_id = ? AND serial = ? AND ended_at IS NULL', phase, at, group, serial);

export const textOf = (db: ReadDb, group: GroupId, serial: number): string | null => db.get<{ plan: string }>('SELECT plan FROM runs WHERE group_id = ? AND serial = ?', group, serial)?.plan ?? null;

export const numberOf = (db: ReadDb, group: GroupId, serial: number): number | null => db.get<{ number: number }>('SELECT number FROM runs WHERE group_id = ? AND serial = ?', group, serial)?.number ?? null;

/** What happened, or is about to: written before it is done. */
export const note = (write: WriteDb, group: GroupId, run: number | null, at: number, what: string, says: string | null): void =>
  void write.run('INSERT INTO run_journal (group_id, run, at, what, says) VALUES (?, ?, ?, ?, ?)', group, run, at, what, says);

interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly what: string;
  readonly says: string | null;
}
export const journalOf = (db: ReadDb, run: number): JournalRow[] => db.all<JournalRow>('SELECT seq, at, what, says FROM run_journal WHERE run = ? ORDER BY seq', run);

export const saveProgress = (write: WriteDb, group: GroupId, serial: number, step: number, progress: StepProgress, at: number): void =>
  void write.run('INSERT INTO run_progress (group_id, serial, step, progress, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_id, serial, step) DO UPDATE SET progress = excluded.progress, at = excluded.at', group, serial, step, JSON.stringify(progress), at);

export function progressOf(db: ReadDb, group: GroupId, serial: number, step: number): StepProgress | null {
  const row = db.get<{ progress: string }>('SELECT progress FROM run_progress WHERE group_id = ? AND serial = ? AND step = ?', group, serial, step);
  return row === undefined ? null : (JSON.parse(row.progress) as StepProgress);
}
