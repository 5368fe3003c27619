import type { CauseId, CorrectiveActionId, IncidentId } from '../../../shared/model/ids.ts';
import type { CauseCategory, CorrectiveCounts } from '../../../shared/model/review.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue } from '../../store/sql.ts';

/** Where something stands in a list: rising. */
export interface Place {
  readonly closed: 0 | 1;
  readonly sortKey: number;
  readonly id: string;
}

interface PlacedRow {
  readonly id: string;
  readonly incident: IncidentId;
  readonly closed: 0 | 1;
  readonly sort_key: number;
}

/** A row of a list with its place. */
export interface Placed {
  readonly id: string;
  readonly incident: IncidentId;
  readonly place: Place;
}

export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Conditions and their values, put together so that a test can look at the plan of what is asked. */
function where(...conditions: readonly (readonly [string, ...SqlValue[]] | null)[]): { readonly text: string; readonly params: readonly SqlValue[] } {
  const given = conditions.filter((each) => each !== null);
  return { text: given.length === 0 ? '' : ` WHERE ${given.map(([condition]) => condition).join(' AND ')}`, params: given.flatMap(([, ...values]) => values) };
}

export interface ReviewFilter {
  readonly state: 'due' | 'open' | 'closed' | 'all';
  readonly lead?: string | undefined;
  readonly publicOnly: boolean;
  readonly after: Place | null;
  readonly limit: number;
}

export function reviewsStatement({ state, lead, publicOnly, after, limit }: ReviewFilter): Statement {
  const { text, params } = where(
    lead === undefined ? null : ['lead = ?', lead],
    state === 'all' ? null : ['state = ?', state],
    state !== 'all' || after === null ? null : ['(closed, sort_key, incident) > (?, ?, ?)', after.closed, after.sortKey, after.id],
    state === 'all' || after === null ? null : ['(sort_key, incident) > (?, ?)', after.sortKey, after.id],
    publicOnly ? ['private = 0'] : null,
  );
  return { sql: `SELECT incident AS id, incident, closed, sort_key FROM reviews${text} ORDER BY ${state === 'all' ? 'closed, ' : ''}sort_key, incident LIMIT ?`, params: [...params, limit] };
}

const placed = (db: ReadDb, { sql, params }: Statement): Placed[] => db.all<PlacedRow>(sql, ...params).map(({ id, incident, closed, sort_key }) => ({ id, incident, place: { closed, sortKey: sort_key, id } }));

export const listReviews = (db: ReadDb, filter: ReviewFilter): Placed[] => placed(db, reviewsStatement(filter));

const countOf = (db: ReadDb, sql: string, ...params: SqlValue[]): number => db.get<{ n: number }>(sql, ...params)?.n ?? 0;
const openly = (publicOnly: boolean): 0 | 1 => (publicOnly ? 0 : 1);

export const COUNT_REVIEWS = 'SELECT count(*) AS n FROM reviews WHERE state = ? AND private <= ?';
export const COUNT_LATE_REVIEWS = 'SELECT count(*) AS n FROM reviews WHERE closed = 0 AND sort_key <= ? AND private <= ?';
export const countReviews = (db: ReadDb, now: EpochMs, publicOnly: boolean): { readonly due: number; readonly open: number; readonly overdue: number } => ({
  due: countOf(db, COUNT_REVIEWS, 'due', openly(publicOnly)),
  open: countOf(db, COUNT_REVIEWS, 'open', openly(publicOnly)),
  overdue: countOf(db, COUNT_LATE_REVIEWS, now, openly(publicOnly)),
});

export interface ActionFilter {
  readonly state: 'open' | 'done' | 'dropped' | 'all';
  /** Only what was due before this instant and is not done. */
  readonly dueBefore: EpochMs | null;
  readonly owner?: string | undefined;
  readonly incident?: IncidentId | undefined;
  readonly cause?: CauseId | undefined;
  readonly publicOnly: boolean;
  readonly after: Place | null;
  readonly limit: number;
}

export function actionsStatement({ state, dueBefore, owner, incident, cause, publicOnly, after, limit }: ActionFilter): Statement {
  const open = state === 'open' || dueBefore !== null;
  const { text, params } = where(
    owner === undefined ? null : ['owner = ?', owner],
    incident === undefined ? null : ['incident = ?', incident],
    cause === undefined ? null : ['incident IN (SELECT incident FROM incident_causes WHERE cause = ?)', cause],
    open ? ['closed = 0'] : state === 'all' ? null : ['state = ?', state],
    dueBefore === null ? null : ['sort_key <= ?', dueBefore],
    after === null ? null : state === 'done' || state === 'dropped' ? ['(sort_key, id) > (?, ?)', after.sortKey, after.id] : ['(closed, sort_key, id) > (?, ?, ?)', after.closed, after.sortKey, after.id],
    publicOnly ? ['private = 0'] : null,
  );
  const order = !open && (state === 'done' || state === 'dropped') ? 'sort_key, id' : 'closed, sort_key, id';
  return { sql: `SELECT id, incident, closed, sort_key FROM corrective_actions${text} ORDER BY ${order} LIMIT ?`, params: [...params, limit] };
}

export const listActions = (db: ReadDb, filter: ActionFilter): Placed[] => placed(db, actionsStatement(filter));

export const incidentOfAction = (db: ReadDb, id: CorrectiveActionId): IncidentId | null => db.get<{ incident: IncidentId }>('SELECT incident FROM corrective_actions WHERE id = ?', id)?.incident ?? null;

export const COUNT_ACTIONS = 'SELECT count(*) AS n FROM corrective_actions WHERE state = ? AND private <= ?';
export const COUNT_LATE_ACTIONS = 'SELECT count(*) AS n FROM corrective_actions WHERE closed = 0 AND sort_key <= ? AND private <= ?';
export const COUNT_LAPSED = 'SELECT count(*) AS n FROM corrective_actions WHERE lapsed = 1 AND private <= ?';
export const countActions = (db: ReadDb, now: EpochMs, publicOnly: boolean): CorrectiveCounts => ({
  open: countOf(db, COUNT_ACTIONS, 'open', openly(publicOnly)),
  awaiting: countOf(db, COUNT_ACTIONS, 'awaiting', openly(publicOnly)),
  overdue: countOf(db, COUNT_LATE_ACTIONS, now, openly(publicOnly)),
  lapsed: countOf(db, COUNT_LAPSED, openly(publicOnly)),
});

export const WATCHED = 'SELECT id, incident FROM corrective_actions WHERE proof = ? AND state = ? ORDER BY id';
/** Actions of one kind of proof in one state. */
export const actionsByProof = (db: ReadDb, proof: string, state: string): { readonly id: CorrectiveActionId; readonly incident: IncidentId }[] => db.all(WATCHED, proof, state);

export const DRILLS_SINCE = 'SELECT incident, started_at AS startedAt, took_ms AS tookMs FROM drills WHERE started_at >= ? AND took_ms <= ? ORDER BY started_at LIMIT 200';
export const drillsSince = (db: ReadDb, since: EpochMs, withinMs: number): { readonly incident: IncidentId; readonly startedAt: EpochMs; readonly tookMs: number }[] => db.all(DRILLS_SINCE, since, withinMs);

export interface CauseRow {
  readonly cause: CauseId;
  readonly confirmed: number;
  readonly suspected: number;
  readonly last: EpochMs;
}

const SUMMED = `SELECT cause, sum(confidence = 'confirmed') AS confirmed, sum(confidence = 'suspected') AS suspected, max(started_at) AS last FROM incident_causes WHERE private <= ?`;
export const LIST_CAUSES = `${SUMMED} GROUP BY cause ORDER BY last DESC, cause`;
/** Every cause that an incident has which the viewer may see, the last one first. As many as people, and files that were imported, have told apart. */
export const listCauses = (db: ReadDb, publicOnly: boolean): CauseRow[] => db.all(LIST_CAUSES, openly(publicOnly));
export const READ_CAUSE = `${SUMMED} AND cause = ? GROUP BY cause`;
export const readCause = (db: ReadDb, id: CauseId, publicOnly: boolean): CauseRow | null => db.get<CauseRow>(READ_CAUSE, openly(publicOnly), id) ?? null;

export interface CauseName {
  readonly name: string;
  readonly category: CauseCategory;
}
export const NAME_OF_CAUSE = 'SELECT name, category FROM incident_causes WHERE cause = ? AND name IS NOT NULL AND private <= ? ORDER BY set_seq DESC LIMIT 1';
/** As it was called last in an incident that the viewer may see. */
export const nameOfCause = (db: ReadDb, id: CauseId, publicOnly: boolean): CauseName | null => db.get<CauseName>(NAME_OF_CAUSE, id, openly(publicOnly)) ?? null;

export const NAMED_CAUSES = 'SELECT cause, name, category, max(set_seq) FROM incident_causes WHERE name IS NOT NULL AND private <= ? GROUP BY cause ORDER BY cause';
/** All of them, as they were called last, the oldest first. */
export const namedCauses = (db: ReadDb, publicOnly: boolean): (CauseName & { readonly cause: CauseId })[] => db.all(NAMED_CAUSES, openly(publicOnly));

export const INCIDENTS_OF_CAUSE = 'SELECT incident, confidence FROM incident_causes WHERE cause = ? AND started_at < ? AND private <= ? ORDER BY started_at DESC LIMIT ?';
/** Incidents of a cause that began before an instant, the newest first. */
export const incidentsOfCause = (db: ReadDb, id: CauseId, before: number, publicOnly: boolean, limit: number): { readonly incident: IncidentId; readonly confidence: 'confirmed' | 'suspected' }[] =>
  db.all(INCIDENTS_OF_CAUSE, id, before, openly(publicOnly), limit);
