import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { ReadDb } from '../../../store/sql.ts';
import { hex } from '../../journal/hash.ts';
import { readTextsOf } from '../../journal/repo.ts';
import type { FileRow } from './file.ts';

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly recorded_at: number;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly type: string;
  readonly data: string;
  readonly evidence: string | null;
  readonly from_memory: number;
  readonly hash: Uint8Array;
  readonly previous: Uint8Array | null;
}

/** By the index of the stream, and the row before each by its number. */
export const READ_STREAM = `SELECT j.seq, j.at, j.recorded_at, j.actor_kind, j.actor_id, j.actor_name, j.type, j.data, j.evidence, j.from_memory, j.hash, p.hash AS previous
  FROM journal j LEFT JOIN journal p ON p.seq = j.seq - 1 WHERE j.stream = ? ORDER BY j.seq`;

/** The rows of an incident as they are stored, each with the hash of the row before it in the whole journal. */
export function readFileRows(db: ReadDb, incident: IncidentId): FileRow[] {
  const rows = db.all<Row>(READ_STREAM, incident);
  const texts = Map.groupBy(readTextsOf(db, rows.map(({ seq }) => seq)), ({ seq }) => seq);
  return rows.map((row) => ({
    seq: row.seq,
    previous: row.previous === null ? null : hex(row.previous),
    hash: hex(row.hash),
    at: row.at,
    recordedAt: row.recorded_at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name } as IncidentActor,
    type: row.type,
    data: row.data,
    evidence: row.evidence,
    fromMemory: row.from_memory === 1,
    texts: (texts.get(row.seq) ?? []).map(({ field, commitment, salt, text }) => ({ field, commitment: hex(commitment), salt: salt === null ? null : hex(salt), text })),
  }));
}
