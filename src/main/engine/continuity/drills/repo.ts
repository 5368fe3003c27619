import type { PlanId } from '../../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Memory, Schedule } from './schedule.ts';

const nameOf = (plan: PlanId): string => `drills of ${plan}`;

export function memoryOf(db: ReadDb, plan: PlanId): Memory | null {
  const row = db.get<{ text: string }>('SELECT text FROM known_texts WHERE name = ?', nameOf(plan));
  return row === undefined ? null : (JSON.parse(row.text) as Memory);
}

export const saveMemory = (write: WriteDb, plan: PlanId, memory: Memory): void =>
  void write.run('INSERT INTO known_texts (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text', nameOf(plan), JSON.stringify(memory));

/** When the last one of a plan began, whatever came of it; a drill is a dry run and more. */
export function lastBegan(db: ReadDb, plan: PlanId, mode: Schedule['mode']): EpochMs | null {
  const at = db.get<{ at: number | null }>(`SELECT max(started_at) AS at FROM runs WHERE plan_id = ? AND mode IN ('drill', ?)`, plan, mode)?.at ?? null;
  return at === null ? null : epochMs(at);
}
