import { vi } from 'vitest';
import { ReadDb, WriteDb, type SqlValue } from '../../../store/sql.ts';

/** Statement → plan, of every statement about some tables that is asked while something is done. */
export async function watchPlans(db: ReadDb, tables: RegExp, work: () => unknown): Promise<ReadonlyMap<string, string>> {
  const spies = [vi.spyOn(ReadDb.prototype, 'all'), vi.spyOn(ReadDb.prototype, 'get'), vi.spyOn(WriteDb.prototype, 'run')];
  try {
    await work();
    const asked = new Map(spies.flatMap(({ mock }) => mock.calls.map(([sql, ...params]) => [sql, params] as const)).filter(([sql]) => tables.test(sql)));
    return new Map([...asked].map(([sql, params]) => [sql, db.explain(sql, ...(params as readonly SqlValue[])).join('\n')]));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Statements that read a whole table. The first or the last row by its key is one row, whatever its plan is called. */
export const scansIn = (plans: ReadonlyMap<string, string>): string[] => [...plans].filter(([sql, plan]) => /^SCAN (?!CONSTANT ROW|\d+ CONSTANT ROWS|class\b)(?!.*USING )/m.test(plan) && !/^SELECT \w+ AS at FROM \w+ ORDER BY \w+ (?:ASC|DESC) LIMIT 1$/.test(sql)).map(([sql, plan]) => `${sql}\n${plan}`);
