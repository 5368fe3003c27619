import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { startOf } from '../incidents/repo.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Clock } from '../ports.ts';
import { closedAround, dropChange, endOfNth, keepChange, oldChanges } from './repo.ts';
import { KEPT_MS } from './rules.ts';
import { BEFORE_ONSET_MS } from './window.ts';

export interface ForgettingDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly openRecords: () => readonly IncidentRecord[];
}

/** However many are told: of those that no incident refers to, the newest. */
const MOST = 20_000;
const AT_ONCE = 200;
const LOOK_EVERY_MS = durationMs(60_000);

/** Deletes changes that are older than they are kept for, or too many; those that an incident refers to stay. */
export function createForgetting({ db, clock, openRecords }: ForgettingDeps): { tick(): void } {
  let lookedMs = clock.monotonicMs();

  const forget = (write: WriteDb, before: EpochMs): void => {
    const old = oldChanges(db.read, before, AT_ONCE);
    const [first, last] = [old[0], old.at(-1)];
    if (first === undefined || last === undefined) return;
    const begun = epochMs(old.reduce((least, { at }) => Math.min(least, at), first.at));
    const spans = [
      ...closedAround(db.read, begun, epochMs(last.last_at + BEFORE_ONSET_MS)).map(({ start, closed_at }) => ({ from: start - BEFORE_ONSET_MS, until: closed_at })),
      ...openRecords().map((record) => ({ from: startOf(record) - BEFORE_ONSET_MS, until: Infinity })),
    ];
    write.transaction(() => {
      for (const { seq, at, last_at } of old) {
        if (spans.some(({ from, until }) => at <= until && last_at >= from)) keepChange(write, seq);
        else dropChange(write, seq);
      }
    });
  };

  return {
    tick: () => {
      const { write } = db;
      if (write === null || clock.monotonicMs() - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = clock.monotonicMs();
      const cutoff = clock.nowMs() - KEPT_MS;
      forget(write, epochMs(Math.max(cutoff, endOfNth(db.read, MOST) ?? cutoff)));
    },
  };
}
