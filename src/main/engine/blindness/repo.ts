import type { BlindWhy } from '../../../shared/model/blind.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { BlindSpan, Stretch } from './rules.ts';

/** As it is kept; `to` null while it lasts. */
export type KeptSpan = Omit<BlindSpan, 'from' | 'to'> & { readonly from: EpochMs; readonly to: EpochMs | null };

interface Row {
  readonly service: string;
  readonly from_at: EpochMs;
  readonly why: BlindWhy;
  readonly source: string;
  readonly source_name: string;
  readonly to_at: EpochMs | null;
}

const HOUR_MS = 3_600_000;
const MOST_CLASS = 20;
const COLUMNS = 'service, from_at, why, source, source_name, to_at';

const spanOf = (row: Row): KeptSpan => ({
  service: row.service === '' ? null : (row.service as ServiceId),
  from: row.from_at, to: row.to_at, why: row.why,
  source: row.source === '' ? null : (row.source as SourceId),
  name: row.source_name === '' ? null : row.source_name,
});

/** The least n for which it lasted no longer than 2^n hours. */
const classOf = ({ from, to }: KeptSpan): number | null => (to === null ? null : Math.min(MOST_CLASS, Math.max(0, Math.ceil(Math.log2((to - from) / HOUR_MS)))));

/** Writes a span, or how it stands now. */
export function saveSpan(db: WriteDb, span: KeptSpan): void {
  db.run(
    'INSERT INTO blind_spans (service, from_at, why, source, source_name, to_at, class) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET to_at = excluded.to_at, class = excluded.class',
    span.service ?? '', span.from, span.why, span.source ?? '', span.name ?? '', span.to, classOf(span),
  );
}

export const openSpans = (db: ReadDb): KeptSpan[] => db.all<Row>(`SELECT ${COLUMNS} FROM blind_spans WHERE to_at IS NULL`).map(spanOf);

/** Those that have time in common with a stretch, of every service. */
export const spansWithin = (db: ReadDb, { from, to }: Stretch): KeptSpan[] =>
  db.all<Row>(
    `WITH RECURSIVE reach (n, ms) AS (VALUES (0, ${HOUR_MS}) UNION ALL SELECT n + 1, ms * 2 FROM reach WHERE n < ${MOST_CLASS})
     SELECT ${COLUMNS} FROM reach CROSS JOIN blind_spans ON class = n AND from_at >= :from - ms AND from_at < :to WHERE class IS NOT NULL AND to_at > :from
     UNION ALL SELECT ${COLUMNS} FROM blind_spans WHERE to_at IS NULL AND from_at < :to`,
    { from, to },
  ).map(spanOf);

/** Since when each service is looked after. */
export const servicesSince = (db: ReadDb): Map<ServiceId, EpochMs> => new Map(db.all<{ service: ServiceId; since_at: EpochMs }>('SELECT service, since_at FROM blind_services').map((row) => [row.service, row.since_at]));

export const saveService = (db: WriteDb, service: ServiceId, since: EpochMs): void => void db.run('INSERT INTO blind_services (service, since_at) VALUES (?, ?) ON CONFLICT DO NOTHING', service, since);

export interface Beat {
  /** Since when anything is recorded. */
  readonly since: EpochMs;
  /** When Holdfast last ran, as far as is known. */
  readonly at: EpochMs;
}

export const beatOf = (db: ReadDb): Beat | null => db.get<Beat>('SELECT since_at AS since, beat_at AS at FROM blind_beat') ?? null;

export const saveBeat = (db: WriteDb, at: EpochMs): void => void db.run('INSERT INTO blind_beat (id, since_at, beat_at) VALUES (1, :at, :at) ON CONFLICT DO UPDATE SET beat_at = :at', { at });
