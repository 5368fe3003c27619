import { performance } from 'node:perf_hooks';
import type { Follower } from '../../src/main/engine/incidents/follower.ts';
import type { IncidentRecord } from '../../src/main/engine/incidents/record.ts';
import { saveRecord } from '../../src/main/engine/incidents/repo.ts';
import type { ScorecardService } from '../../src/main/engine/scorecard/service.ts';
import type { Store } from '../../src/main/store/store.ts';
import { percentiles, type Percentiles } from '../lib/stats.ts';
import { recordOf } from './fill.ts';
import { createBenchClock, open } from './measure.ts';
import { createViews } from './views.ts';

export interface SavingResult {
  /** An incident is resolved: its record alone, and with what the scorecard counts; in one transaction each, without the commit. */
  readonly recordAlone: Percentiles;
  readonly withFacts: Percentiles;
  /** The next look after an incident of today has changed. */
  readonly last30Days: Percentiles;
  readonly allTime: Percentiles;
}

const MINUTE = 60_000;
const VIEWER = { seesPrivate: true, mayOperate: true };

/** An incident that began some minutes ago, running or resolved. */
const current = (end: number, number: number, resolved: boolean): IncidentRecord => {
  const start = end - (40 + number) * MINUTE;
  return recordOf({ start, detected: start + MINUTE, acknowledged: start + 2 * MINUTE, services: ['svc-01'], signature: 'svc-01/rule-1/above', ...(resolved ? { mitigated: end - 3 * MINUTE, resolved: end - 2 * MINUTE } : {}) }, 10_000_000 + number);
};

/** What an incident costs to save with the rows of the scorecard, and what the scorecard costs right after. */
export async function measureSaving(store: Store, end: number, turns: number): Promise<SavingResult> {
  const { write } = store;
  if (write === null) throw new Error('the store of a bench can be written');
  const scorecard: ScorecardService = open(store, createBenchClock(end));
  const views = createViews(end, 6);
  const look = async (view: string): Promise<number> => {
    const query = (views[view] as () => Parameters<ScorecardService['get']>[0])();
    const at = performance.now();
    await scorecard.get(query, VIEWER);
    return performance.now() - at;
  };
  const save = (record: IncidentRecord, follower: Follower | null): number => {
    let ms = 0;
    write.transaction(() => {
      write.run(`INSERT OR IGNORE INTO incidents (id, closed, sort_key, severity, private, search, head) VALUES (?, 0, 0, 'P1', 0, '', '')`, record.id);
      const at = performance.now();
      saveRecord(write, record);
      follower?.saved(write, { record, entries: [], anew: true });
      ms = performance.now() - at;
    });
    return ms;
  };
  const [alone, withFacts, last30, allTime]: [number[], number[], number[], number[]] = [[], [], [], []];
  await look('last 30 days');
  await look('all time');
  for (let turn = 0; turn < turns; turn += 1) {
    for (const resolved of [false, true]) {
      alone.push(save(current(end, turn, resolved), null));
      withFacts.push(save(current(end, turn, resolved), scorecard.follower));
    }
    last30.push(await look('last 30 days'));
    save(current(end, turn, false), scorecard.follower);
    allTime.push(await look('all time'));
  }
  return { recordAlone: percentiles(alone, 3), withFacts: percentiles(withFacts, 3), last30Days: percentiles(last30, 2), allTime: percentiles(allTime, 2) };
}
