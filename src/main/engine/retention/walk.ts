import type { IncidentId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { closedBefore } from './repo.ts';

const PAGE = 200;

/** Every incident that was closed before an instant, the first closed first. What is closed meanwhile, and late, is met by the next walk. */
export function* closedIncidents(db: ReadDb, before: EpochMs): Generator<IncidentId> {
  for (let last = { closed_at: Number.MIN_SAFE_INTEGER, place: 0 }; ; ) {
    const page = closedBefore(db, before, last, PAGE);
    for (const { id } of page) yield id;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    last = end;
  }
}
