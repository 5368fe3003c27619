import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { WriteDb } from '../../store/sql.ts';
import type { Follower, Saved } from '../incidents/follower.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { startOf } from '../incidents/repo.ts';
import type { Entry } from '../journal/journal.ts';
import { isReviewFact } from './fold.ts';
import { dueAtOf, reviewStateOf } from './due.ts';
import { isUndone, type CorrectiveRecord } from './record.ts';

/** Later than anything that is due. */
export const NEVER_DUE = 9e15;

/** What else moves an incident in lists of reviews, causes, actions and drills. */
const TOUCHES: ReadonlySet<IncidentFact['type']> = new Set<IncidentFact['type']>(['opened', 'accepted', 'dismissed', 'merged', 'mitigated', 'resolved', 'reopened', 'reviewed', 'severityChanged', 'privacyChanged', 'instantCorrected']);

/** Keeps the tables of reviews, causes, corrective actions and drills beside the incidents they are of. */
export const reviewFollower: Follower = {
  name: 'reviews',
  version: 1,
  saved: (write, { record, entries, anew }: Saved) => {
    if (anew) keepNumbers(write, entries);
    else if (!entries.some(({ fact }) => TOUCHES.has(fact.type) || isReviewFact(fact))) return;
    saveReview(write, record);
    saveCause(write, record);
    saveActions(write, record);
    saveDrill(write, record);
  },
  clear: (write) => {
    // Numbers stay given, also those of incidents that are kept no longer.
    for (const table of ['reviews', 'incident_causes', 'corrective_actions', 'drills']) write.run(`DELETE FROM ${table}`);
  },
};

const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** Open ones by when they are due, closed ones by when they were closed, the newest first. */
function saveReview(write: WriteDb, record: IncidentRecord): void {
  const state = reviewStateOf(record);
  if (state === 'none') return void write.run('DELETE FROM reviews WHERE incident = ?', record.id);
  const sortKey = state === 'closed' ? 0 - (instantOf(record, 'reviewedAt') ?? record.changedAt) : (dueAtOf(record) ?? NEVER_DUE);
  write.run(
    `INSERT INTO reviews (incident, state, closed, sort_key, lead, private) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (incident) DO UPDATE SET state = excluded.state, closed = excluded.closed, sort_key = excluded.sort_key, lead = excluded.lead, private = excluded.private`,
    record.id, state, flag(state === 'closed'), sortKey, record.review?.lead?.person ?? null, flag(record.private),
  );
}

/** An incident that was merged into another one counts there, and a dismissed one was none. */
function saveCause(write: WriteDb, record: IncidentRecord): void {
  const cause = record.review?.cause ?? null;
  if (cause?.id == null || record.standing !== 'declared') return void write.run('DELETE FROM incident_causes WHERE incident = ?', record.id);
  write.run(
    `INSERT INTO incident_causes (incident, cause, confidence, category, name, set_seq, started_at, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (incident) DO UPDATE SET cause = excluded.cause, confidence = excluded.confidence, category = excluded.category, name = excluded.name,
       set_seq = excluded.set_seq, started_at = excluded.started_at, private = excluded.private`,
    record.id, cause.id, cause.confidence, cause.category, cause.name, cause.seq, startOf(record), flag(record.private),
  );
}

/** What is not done by when it is due; what is done by when it was, the newest first. */
const sortKeyOf = (action: CorrectiveRecord): number => (isUndone(action) ? (action.dueAt ?? NEVER_DUE) : 0 - (action.proved?.at ?? action.dropped?.at ?? action.at));

function saveActions(write: WriteDb, record: IncidentRecord): void {
  // Entries are never taken away, so neither are actions. What was promised elsewhere is proved there: rules and probes of the same name here prove nothing.
  for (const action of record.review?.actions ?? [])
    write.run(
      `INSERT INTO corrective_actions (id, incident, state, closed, sort_key, owner, proof, lapsed, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, closed = excluded.closed, sort_key = excluded.sort_key, owner = excluded.owner, proof = excluded.proof,
         lapsed = excluded.lapsed, private = excluded.private`,
      action.id, record.id, action.state, flag(!isUndone(action)), sortKeyOf(action), action.owner, record.importedFrom === null ? (action.proof?.kind ?? null) : null, flag(action.lapsedAt !== null), flag(record.private),
    );
}

/** How long a drill took until it was mitigated, else resolved; of one that has not come so far, nothing. */
function saveDrill(write: WriteDb, record: IncidentRecord): void {
  if (!record.isDrill) return;
  const end = instantOf(record, 'mitigatedAt') ?? instantOf(record, 'resolvedAt');
  const start: EpochMs = startOf(record);
  if (end === null || end < start || record.standing !== 'declared') return void write.run('DELETE FROM drills WHERE incident = ?', record.id);
  write.run('INSERT INTO drills (incident, started_at, took_ms) VALUES (?, ?, ?) ON CONFLICT (incident) DO UPDATE SET started_at = excluded.started_at, took_ms = excluded.took_ms', record.id, start, end - start);
}

export type NumberKind = 'action' | 'cause';

/** The next number of its kind; given away only with the transaction that uses it. */
export function nextNumber(write: WriteDb, kind: NumberKind): number {
  write.run('INSERT INTO review_numbers (kind, last) VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1', kind);
  return write.get<{ last: number }>('SELECT last FROM review_numbers WHERE kind = ?', kind)?.last ?? 1;
}

/** Whatever the journal has ever called by a number is never called by it again, also where it was replaced since. */
function keepNumbers(write: WriteDb, entries: readonly Entry<IncidentFact>[]): void {
  for (const { fact } of entries) {
    if (fact.type === 'correctiveAdded') keepNumber(write, 'action', fact.data.action);
    else if (fact.type === 'causeSet' && fact.data.cause !== null) keepNumber(write, 'cause', fact.data.cause);
  }
}

const keepNumber = (write: WriteDb, kind: NumberKind, id: string): void =>
  void write.run('INSERT INTO review_numbers (kind, last) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET last = max(last, excluded.last)', kind, Number(/\d+$/.exec(id)?.[0] ?? 0));
