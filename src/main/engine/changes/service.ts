import type { Change, ChangeOfIncident, ChangeReporter } from '../../../shared/model/change.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Clock } from '../ports.ts';
import type { ChangeDraft } from './draft.ts';
import { changeId, changesWithin, findExternal, listChanges, reportersSince, saveChange, seqOf } from './repo.ts';
import { createForgetting } from './forgetting.ts';
import { isTooOld, KEPT_MS, newChange, updatedChange, type NamedService, type Taken } from './rules.ts';
import { inOrder, relate, windowOf, type ChangeWindow } from './window.ts';

export interface ChangesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly services: () => readonly NamedService[];
  readonly openRecords: () => readonly IncidentRecord[];
  /** Screens are told once a second at most: something changed, or came to be known, since. */
  readonly emit: (since: EpochMs) => void;
  /** A sentence while more is told than is taken; null when that is over. */
  readonly onProblem: (message: string | null) => void;
}

export interface TakenChange {
  readonly change: Change;
  readonly taken: Taken;
}

export interface Changes {
  /** Takes messages in, all or none. `toldBy`: who told it here. Throws `rate_limited` where far too many come. */
  take(drafts: readonly ChangeDraft[], toldBy: string): TakenChange[];
  /** Those that began in a span of the last 90 days, the newest first. */
  list(query: { readonly from: EpochMs | null; readonly to: EpochMs | null; readonly service: ServiceId | null; readonly limit: number; readonly cursor: string | null }): { items: Change[]; next: string | null };
  /** Those around an incident, what may have caused it first; empty for one of another workspace. */
  ofIncident(record: IncidentRecord): { readonly window: ChangeWindow | null; readonly items: readonly ChangeOfIncident[]; readonly cut: boolean };
  /** Who has told changes in the last 90 days. */
  reporters(): ChangeReporter[];
  /** To be called once a second. */
  tick(): void;
}

/** Around one incident; more than that nobody reads. */
const MOST_OF_INCIDENT = 2_000;
/** New ones, not messages about known ones. */
const MOST_AN_HOUR = 5_000;
const HOUR_MS = 3_600_000;

/** What others tell of what they change, kept for 90 days and for as long as an incident refers to it. */
export function createChanges(deps: ChangesDeps): Changes {
  const { db, clock, services } = deps;
  const forgetting = createForgetting({ db, clock, openRecords: deps.openRecords });
  let hour: { startedMs: DurationMs; added: number; refused: boolean } = { startedMs: clock.monotonicMs(), added: 0, refused: false };
  let untold: EpochMs | null = null;

  const countAdded = (): void => {
    if (clock.monotonicMs() - hour.startedMs >= HOUR_MS) {
      if (hour.refused) deps.onProblem(null);
      hour = { startedMs: clock.monotonicMs(), added: 0, refused: false };
    }
    hour.added += 1;
    if (hour.added <= MOST_AN_HOUR) return;
    hour.refused = true;
    const sentence = `More than ${MOST_AN_HOUR.toLocaleString('en-US')} changes were told within an hour; further ones are not taken until the hour is over.`;
    deps.onProblem(sentence);
    throw new HoldfastError('rate_limited', sentence);
  };

  const takeOne = (write: WriteDb, draft: ChangeDraft, toldBy: string): TakenChange & { readonly isNews: boolean } => {
    const now = clock.nowMs();
    const known = draft.externalId === null ? null : findExternal(db.read, draft.from, draft.externalId);
    if (known === null) {
      countAdded();
      const { change, toldAt } = newChange(draft, services(), toldBy, now);
      return { change: { id: changeId(saveChange(write, null, change, toldAt)), ...change }, taken: 'added', isNews: true };
    }
    const { change, toldAt, taken } = updatedChange(known, draft, services(), toldBy, now);
    // What is read again and again is mostly as it was.
    const isSame = toldAt === known.toldAt && JSON.stringify(change) === JSON.stringify(known.change);
    if (!isSame) saveChange(write, known.seq, change, toldAt);
    return { change: { id: changeId(known.seq), ...change }, taken, isNews: !isSame };
  };

  return {
    take: (drafts, toldBy) => {
      const { write } = db;
      if (write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so this was not saved.');
      const tooOld = drafts.find((draft) => isTooOld(draft, clock.nowMs()));
      if (tooOld !== undefined) throw new HoldfastError('invalid_input', `at: expected an instant of the last 90 days, for which changes are kept, found ${toRfc3339(tooOld.endedAt ?? tooOld.at ?? clock.nowMs())}`);
      const taken = write.transaction(() => drafts.map((draft) => takeOne(write, draft, toldBy)));
      for (const { change, isNews } of taken) if (isNews) untold = epochMs(Math.min(untold ?? Infinity, Date.parse(change.at)));
      return taken.map(({ change, taken: how }) => ({ change, taken: how }));
    },
    list: ({ from, to, service, limit, cursor }) => {
      const oldest = epochMs(clock.nowMs() - KEPT_MS);
      const [, at, seq] = /^(\d{1,16}):(\d{1,16})$/.exec(cursor ?? '') ?? [];
      const found = listChanges(db.read, {
        service, limit: limit + 1,
        from: epochMs(Math.max(from ?? oldest, oldest)),
        to: to ?? clock.nowMs(),
        before: at === undefined || seq === undefined ? null : { at: Number(at), seq: Number(seq) },
      });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, next: found.length > limit && last !== undefined ? `${Date.parse(last.at)}:${seqOf(last.id)}` : null };
    },
    ofIncident: (record) => {
      const window = windowOf(record, clock.nowMs());
      if (window === null) return { window, items: [], cut: false };
      const found = changesWithin(db.read, window.from, window.until, MOST_OF_INCIDENT + 1);
      return { window, items: inOrder(found.slice(0, MOST_OF_INCIDENT).map((change) => relate(change, window.onset, record.services))), cut: found.length > MOST_OF_INCIDENT };
    },
    reporters: () => reportersSince(db.read, epochMs(clock.nowMs() - KEPT_MS)),
    tick: () => {
      if (untold !== null) {
        deps.emit(untold);
        untold = null;
      }
      forgetting.tick();
    },
  };
}
