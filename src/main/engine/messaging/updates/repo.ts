import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { UpdateId, type IncidentId } from '../../../../shared/model/ids.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import type { LintOverride, StatusUpdate, UpdateDraft, UpdateState } from '../../../../shared/model/status-update.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';

interface Row {
  readonly number: number;
  readonly incident: IncidentId;
  readonly state: UpdateState;
  readonly draft: string;
  readonly hash: string;
  readonly version: number;
  readonly approval: string | null;
  readonly emergency: string | null;
  readonly overrides: string;
  readonly corrects: UpdateId | null;
  readonly created_by: string;
  readonly created_at: number;
  readonly published_by: string | null;
  readonly published_at: number | null;
  readonly publish_at: number | null;
  readonly told_at: number | null;
  readonly returned: string | null;
  readonly recipients: string;
  readonly removed_at: number | null;
}

const idOf = (number: number): UpdateId => UpdateId.parse(`UPD-${String(number).padStart(4, '0')}`);
const numberOf = (id: UpdateId): number => Number(id.slice(4));
const time = (at: number | null): string | null => (at === null ? null : toRfc3339(epochMs(at)));

/* What stands in the JSON columns was written below, in these forms. */
const updateOf = (row: Row): StatusUpdate => ({
  id: idOf(row.number), incident: row.incident, state: row.state, draft: JSON.parse(row.draft) as UpdateDraft, hash: row.hash, version: row.version,
  approval: row.approval === null ? null : (JSON.parse(row.approval) as StatusUpdate['approval']), emergency: row.emergency, overrides: JSON.parse(row.overrides) as LintOverride[], corrects: row.corrects,
  createdBy: JSON.parse(row.created_by) as IncidentActor, createdAt: toRfc3339(epochMs(row.created_at)), publishedBy: row.published_by === null ? null : (JSON.parse(row.published_by) as IncidentActor),
  publishedAt: time(row.published_at), publishAt: time(row.publish_at), toldAt: time(row.told_at), returned: row.returned, removedAt: time(row.removed_at),
});

export interface NewUpdate {
  readonly incident: IncidentId;
  readonly draft: UpdateDraft;
  readonly hash: string;
  readonly corrects: UpdateId | null;
  readonly by: IncidentActor;
  readonly at: EpochMs;
}

export function insert(write: WriteDb, { incident, draft, hash, corrects, by, at }: NewUpdate): UpdateId {
  const { lastInsertRowid } = write.run(
    "INSERT INTO updates (incident, audience, state, draft, hash, version, overrides, corrects, created_by, created_at) VALUES (?, ?, 'draft', ?, ?, 1, '[]', ?, ?, ?)",
    incident, draft.audience, JSON.stringify(draft), hash, corrects, JSON.stringify(by), at,
  );
  return idOf(lastInsertRowid);
}

export function get(db: ReadDb, id: UpdateId): StatusUpdate | null {
  const row = db.get<Row>('SELECT * FROM updates WHERE number = ?', numberOf(id));
  return row === undefined ? null : updateOf(row);
}

/** Of an incident, or of all, the newest first. */
export const list = (db: ReadDb, { incident, before, limit }: { readonly incident: IncidentId | null; readonly before: UpdateId | null; readonly limit: number }): StatusUpdate[] =>
  db
    .all<Row>(
      incident === null ? 'SELECT * FROM updates WHERE number < ? ORDER BY number DESC LIMIT ?' : 'SELECT * FROM updates WHERE incident = ? AND number < ? ORDER BY number DESC LIMIT ?',
      ...(incident === null ? [] : [incident]), before === null ? Number.MAX_SAFE_INTEGER : numberOf(before), limit,
    )
    .map(updateOf);

/** The newest that was published to an audience. */
export function lastPublished(db: ReadDb, incident: IncidentId, audience: Audience): StatusUpdate | null {
  const row = db.get<Row>("SELECT * FROM updates WHERE incident = ? AND audience = ? AND state = 'published' AND removed_at IS NULL ORDER BY published_at DESC, number DESC LIMIT 1", incident, audience);
  return row === undefined ? null : updateOf(row);
}

export const dueBy = (db: ReadDb, at: EpochMs): StatusUpdate[] => db.all<Row>("SELECT * FROM updates WHERE state = 'scheduled' AND publish_at <= ? ORDER BY publish_at LIMIT 50", at).map(updateOf);

/** Writes a new text: what was signed off was another one. */
export const rewrite = (write: WriteDb, id: UpdateId, draft: UpdateDraft, hash: string): void =>
  void write.run('UPDATE updates SET draft = ?, audience = ?, hash = ?, version = version + 1, approval = NULL, overrides = \'[]\', returned = NULL WHERE number = ?', JSON.stringify(draft), draft.audience, hash, numberOf(id));

export const approve = (write: WriteDb, id: UpdateId, by: IncidentActor, at: EpochMs): void => void write.run('UPDATE updates SET approval = ?, version = version + 1 WHERE number = ?', JSON.stringify({ by, at: toRfc3339(at) }), numberOf(id));

export interface Scheduling {
  readonly publishAt: EpochMs;
  readonly by: IncidentActor;
  readonly emergency: string | null;
  readonly overrides: readonly LintOverride[];
  /** Channels with many recipients → how many the person was shown. */
  readonly recipients: Readonly<Record<string, number>>;
}

export const schedule = (write: WriteDb, id: UpdateId, { publishAt, by, emergency, overrides, recipients }: Scheduling): void =>
  void write.run(
    "UPDATE updates SET state = 'scheduled', publish_at = ?, published_by = ?, emergency = ?, overrides = ?, recipients = ?, returned = NULL, version = version + 1 WHERE number = ?",
    publishAt, JSON.stringify(by), emergency, JSON.stringify(overrides), JSON.stringify(recipients), numberOf(id),
  );

/** How many recipients of each channel were confirmed when it was scheduled. */
export const confirmed = (db: ReadDb, id: UpdateId): Readonly<Record<string, number>> =>
  JSON.parse(db.get<{ recipients: string }>('SELECT recipients FROM updates WHERE number = ?', numberOf(id))?.recipients ?? '{}') as Readonly<Record<string, number>>;

export const publish = (write: WriteDb, id: UpdateId, by: IncidentActor, at: EpochMs, emergency: string | null, overrides: readonly LintOverride[]): void =>
  void write.run("UPDATE updates SET state = 'published', published_at = ?, published_by = ?, publish_at = NULL, returned = NULL, emergency = ?, overrides = ?, version = version + 1 WHERE number = ?", at, JSON.stringify(by), emergency, JSON.stringify(overrides), numberOf(id));

/** Back to a draft, with why where nobody asked for it, or away. */
export const put = (write: WriteDb, id: UpdateId, state: 'draft' | 'discarded', returned: string | null = null): void =>
  void write.run('UPDATE updates SET state = ?, publish_at = NULL, published_by = NULL, returned = ?, version = version + 1 WHERE number = ?', state, returned, numberOf(id));

/** The row of the journal that tells it. */
export const toldIn = (write: WriteDb, id: UpdateId, seq: number): void => void write.run('UPDATE updates SET told_seq = ? WHERE number = ?', seq, numberOf(id));

/** True the first time. */
export const told = (write: WriteDb, id: UpdateId, at: EpochMs): boolean => write.run('UPDATE updates SET told_at = ? WHERE number = ? AND told_at IS NULL', at, numberOf(id)).changes > 0;
