import type { Run, StepProgress } from '../../../../shared/model/continuity/run.ts';
import type { GroupId, IncidentId, PersonId, PlanId, TriggerId } from '../../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { GroupState, RunMode, RunPhase, RunState, StepState } from '../core/state.ts';

/** What a run began with, beside its plan. */
export interface Origin {
  /** The plan’s text, JSON, and the hash of what was shown of it. */
  readonly text: string;
  readonly shown: string;
  readonly incident: IncidentId | null;
  readonly trigger: TriggerId | null;
  readonly overridden: Run['overridden'];
}

export const allStates = (db: ReadDb): GroupState[] => db.all<{ state: string }>('SELECT state FROM continuity_groups ORDER BY group_id').map(({ state }): GroupState => ({ split: null, ...(JSON.parse(state) as Omit<GroupState, 'split'>) }));

export const saveState = (write: WriteDb, state: GroupState): void =>
  void write.run('INSERT INTO continuity_groups (group_id, state) VALUES (?, ?) ON CONFLICT (group_id) DO UPDATE SET state = excluded.state', state.group, JSON.stringify(state));

export const insertRun = (write: WriteDb, group: GroupId, run: RunState, { text, shown, incident, trigger, overridden }: Origin, at: number): void =>
  void write.run('INSERT INTO runs (group_id, serial, plan_id, mode, starter, plan, shown, phase, steps, started_at, incident, trigger_id, overridden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', group, run.serial, run.plan.id, run.mode, run.starter, text, shown, run.phase, JSON.stringify(kept(run)), at, incident, trigger, JSON.stringify(overridden));

/** A step as its run keeps it, with what the plan said of it, which the next run of the group takes the place of. */
export interface KeptStep extends StepState {
  readonly changes: boolean;
  readonly undoable: boolean;
}
const kept = ({ plan, steps }: RunState): KeptStep[] => steps.map((step, index) => ({ ...step, changes: plan.steps[index]?.effect ?? false, undoable: plan.steps[index]?.undoable ?? false }));

export const saveRun = (write: WriteDb, group: GroupId, run: RunState): void =>
  void write.run('UPDATE runs SET phase = ?, steps = ? WHERE group_id = ? AND serial = ?', run.phase, JSON.stringify(kept(run)), group, run.serial);

export const endRun = (write: WriteDb, group: GroupId, serial: number, phase: string, at: number): void =>
  void write.run('UPDATE runs SET phase = ?, ended_at = ? WHERE group_id = ? AND serial = ? AND ended_at IS NULL', phase, at, group, serial);

/** What a run’s steps are opened of: its text, and the rules that a person has overridden. */
export function textOf(db: ReadDb, group: GroupId, serial: number): { readonly text: string; readonly overridden: readonly string[] } | null {
  const row = db.get<{ plan: string; overridden: string }>('SELECT plan, overridden FROM runs WHERE group_id = ? AND serial = ?', group, serial);
  return row === undefined ? null : { text: row.plan, overridden: (JSON.parse(row.overridden) as Run['overridden']).map(({ rule }) => rule) };
}

export const incidentOf = (db: ReadDb, group: GroupId, serial: number): IncidentId | null => db.get<{ incident: IncidentId | null }>('SELECT incident FROM runs WHERE group_id = ? AND serial = ?', group, serial)?.incident ?? null;

export const numberOf = (db: ReadDb, group: GroupId, serial: number): number | null => db.get<{ number: number }>('SELECT number FROM runs WHERE group_id = ? AND serial = ?', group, serial)?.number ?? null;

/** What happened, or is about to: written before it is done. */
export const note = (write: WriteDb, group: GroupId, run: number | null, at: number, what: string, says: string | null): void =>
  void write.run('INSERT INTO run_journal (group_id, run, at, what, says) VALUES (?, ?, ?, ?, ?)', group, run, at, what, says);

export interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly what: string;
  readonly says: string | null;
}
/** The newest line that says when it was written by the time that runs are measured with. */
export const lastMark = (db: ReadDb): { readonly at: number; readonly ms: number } | null =>
  db.get<{ at: number; ms: number }>(`SELECT at, json_extract(says, '$.ms') AS ms FROM run_journal WHERE json_valid(says) AND json_extract(says, '$.ms') IS NOT NULL ORDER BY seq DESC LIMIT 1`) ?? null;
/** When a run began, by that time; null of one that was begun before it was written. */
export const startMark = (db: ReadDb, run: number): number | null => db.get<{ ms: number | null }>(`SELECT json_extract(says, '$.ms') AS ms FROM run_journal WHERE run = ? AND what = '→ started' ORDER BY seq LIMIT 1`, run)?.ms ?? null;

export const journalOf = (db: ReadDb, run: number): JournalRow[] => db.all<JournalRow>('SELECT seq, at, what, says FROM run_journal WHERE run = ? ORDER BY seq', run);

export const saveProgress = (write: WriteDb, group: GroupId, serial: number, step: number, progress: StepProgress, at: number): void =>
  void write.run('INSERT INTO run_progress (group_id, serial, step, progress, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_id, serial, step) DO UPDATE SET progress = excluded.progress, at = excluded.at', group, serial, step, JSON.stringify(progress), at);

export function progressOf(db: ReadDb, group: GroupId, serial: number, step: number): StepProgress | null {
  const row = db.get<{ progress: string }>('SELECT progress FROM run_progress WHERE group_id = ? AND serial = ? AND step = ?', group, serial, step);
  return row === undefined ? null : (JSON.parse(row.progress) as StepProgress);
}

export interface RunRow {
  readonly number: number;
  readonly group_id: GroupId;
  readonly serial: number;
  readonly plan_id: PlanId;
  readonly mode: RunMode;
  readonly starter: PersonId | null;
  /** The plan’s text, JSON. */
  readonly plan: string;
  readonly phase: RunPhase;
  /** JSON of `KeptStep[]`. */
  readonly steps: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** How long it took, by the time that runs are measured with; null while it is under way. */
  readonly took_ms: number | null;
  readonly incident: IncidentId | null;
  readonly trigger_id: TriggerId | null;
  readonly overridden: string;
}
// What was written before runs were measured is told by the wall clock.
const TOOK_MS = `max(0, coalesce((SELECT json_extract(j.says, '$.tookMs') FROM run_journal j WHERE j.run = runs.number AND j.what = '→ ended' ORDER BY j.seq DESC LIMIT 1), ended_at - started_at))`;
const RUNS = `SELECT *, ${TOOK_MS} AS took_ms FROM runs`;
export const runRow = (db: ReadDb, number: number): RunRow | undefined => db.get<RunRow>(`${RUNS} WHERE number = ?`, number);

/** Newest first. */
export const runsBefore = (db: ReadDb, { before, limit, plan, mode }: { readonly before: number | null; readonly limit: number; readonly plan?: PlanId | undefined; readonly mode?: RunMode | undefined }): RunRow[] =>
  db.all<RunRow>(`${RUNS} WHERE number < ? ${plan === undefined ? '' : 'AND plan_id = ?'} ${mode === undefined ? '' : 'AND mode = ?'} ORDER BY number DESC LIMIT ?`, before ?? Number.MAX_SAFE_INTEGER, ...[plan ?? [], mode ?? []].flat(), limit);

/** Newest first, without rows of these names. */
export const notesBefore = (db: ReadDb, run: number, without: readonly string[], before: number | null, limit: number): JournalRow[] =>
  db.all<JournalRow>('SELECT seq, at, what, says FROM run_journal WHERE run = ? AND seq < ? AND what NOT IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?', run, before ?? Number.MAX_SAFE_INTEGER, JSON.stringify(without), limit);

export const progressOfRun = (db: ReadDb, group: GroupId, serial: number): ReadonlyMap<number, StepProgress> =>
  new Map(db.all<{ step: number; progress: string }>('SELECT step, progress FROM run_progress WHERE group_id = ? AND serial = ?', group, serial).map(({ step, progress }) => [step, JSON.parse(progress) as StepProgress]));

/** The newest run that did all of the plan. */
export const lastProof = (db: ReadDb, plan: PlanId): RunRow | undefined =>
  db.get<RunRow>(`${RUNS} WHERE plan_id = ? AND phase = 'done' AND mode IN ('drill', 'live') ORDER BY number DESC LIMIT 1`, plan);

/** When one that showed it within its objective ended last. */
export const lastInTime = (db: ReadDb, plan: PlanId): number | null =>
  db.get<{ at: number | null }>(`SELECT max(ended_at) AS at FROM runs WHERE plan_id = ? AND phase = 'done' AND mode IN ('drill', 'live') AND ${TOOK_MS} <= 1000 * json_extract(plan, '$.plan.objectiveSeconds')`, plan)?.at ?? null;

export interface NotedRow extends JournalRow {
  readonly group_id: GroupId;
  /** Its number; null where it is of no run. */
  readonly run: number | null;
}
/** What was written down of all runs after this row, oldest first. */
export const notesAfter = (db: ReadDb, seq: number, limit: number): NotedRow[] => db.all<NotedRow>('SELECT seq, group_id, run, at, what, says FROM run_journal WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit);

/** Up to which row of it everything stands in the workspace’s journal. */
const CHRONICLED = 'run journal';
export const chronicledUpTo = (db: ReadDb): number => Number(db.get<{ text: string }>('SELECT text FROM known_texts WHERE name = ?', CHRONICLED)?.text ?? 0);
export const saveChronicled = (write: WriteDb, seq: number): void =>
  void write.run('INSERT INTO known_texts (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text', CHRONICLED, String(seq));

/** Runs that charts of others may show: those that are under way, and those that ended since. */
export const runsSince = (db: ReadDb, since: number): RunRow[] => db.all<RunRow>(`${RUNS} WHERE ended_at IS NULL OR ended_at >= ? ORDER BY number`, since);

export interface DegradeRow {
  readonly number: number;
  /** JSON of `KeptStep[]`. */
  readonly steps: string;
  readonly step: number;
  readonly progress: string;
  readonly at: number;
}
/** What the newest steps told that switch services, drills and dry runs aside; newest first. */
export const degradesOf = (db: ReadDb, limit: number): DegradeRow[] =>
  db.all<DegradeRow>(`SELECT r.number, r.steps, p.step, p.progress, p.at FROM run_progress p JOIN runs r ON r.group_id = p.group_id AND r.serial = p.serial WHERE r.mode = 'live' AND json_extract(p.progress, '$.kind') = 'degrade' ORDER BY r.number DESC, p.step DESC LIMIT ?`, limit);

/** Drills that began since then and were done, each within this time; the first one first. */
export const drillsDone = (db: ReadDb, since: number, withinMs: number): RunRow[] =>
  db.all<RunRow>(`${RUNS} WHERE mode = 'drill' AND phase = 'done' AND started_at >= ? AND ${TOOK_MS} <= ? ORDER BY number LIMIT 200`, since, withinMs);

/** When this was written down last, of any group. */
export const lastNoteAt = (db: ReadDb, what: string): number | null => db.get<{ at: number | null }>('SELECT max(at) AS at FROM run_journal WHERE what = ?', what)?.at ?? null;
