import type { ConsoleView } from '../../../shared/model/console.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, fromRfc3339, toRfc3339 } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { HOLDFAST, type Journal } from '../journal/journal.ts';
import { readRow } from '../journal/repo.ts';
import { holdBack } from '../messaging/outbox/after-restore.ts';
import type { Clock, Log } from '../ports.ts';
import * as repo from './repo.ts';
import { judge, stoodDownRow, termOf, viewOf, type Told } from './rules.ts';

/** A person has taken the engine over on this console: what the shell keeps of it, and hands to each worker that it starts. */
export interface TakeOver {
  /** When the person did; the same at each start. */
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
  /** Address of the engine that did not answer. */
  readonly from: string;
  /** Of what moment the copy is. */
  readonly copyAt: string;
}

export interface TermDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Pick<Journal, 'append' | 'head'>;
  readonly onChange: (view: ConsoleView) => void;
  /** This engine has stood down: it is to be opened anew, for reading. */
  readonly onStoodDown: () => void;
}

export interface MeetAnswer {
  readonly stoodDown: boolean;
  readonly term: number;
  readonly entries: number | null;
  readonly standsFor: Omit<Told, 'head' | 'mergedAt'> | null;
}

/** Which console acts for this workspace, and whether it is this one. */
export interface TermService {
  view(): ConsoleView;
  /** Begins the term of a take-over; at later starts it is known already. What was on its way in the copy may have gone meanwhile: a person looks first. */
  takeOver(order: TakeOver): void;
  /** Another console says that it has taken over. */
  meet(told: Told): MeetAnswer;
}

export function createTermService({ db, clock, log, journal, onChange, onStoodDown }: TermDeps): TermService {
  let newest = repo.newestTerm(db.read);

  const rowsAfter = (head: Told['head']): number | null => {
    const last = journal.head()?.seq ?? 0;
    if (head === null) return last;
    const row = readRow(db.read, head.seq);
    return row !== null && Buffer.from(row.hash).toString('hex') === head.hash ? last - head.seq : null;
  };
  const put = (write: WriteDb, row: repo.TermRow): void => {
    repo.putTerm(write, row);
    newest = repo.newestTerm(db.read);
  };
  const writer = (): WriteDb => {
    if (db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so it cannot keep that another console acts. End it on this machine.');
    return db.write;
  };

  return {
    view: () => viewOf(newest),
    takeOver: (order) => {
      const began = fromRfc3339(order.at);
      if (began !== null && repo.hasBegun(db.read, began)) return;
      const write = writer();
      const head = journal.head();
      const term = termOf(newest) + 1;
      const copyAt = fromRfc3339(order.copyAt) ?? clock.nowMs();
      write.transaction(() => {
        put(write, { term, kind: 'tookOver', at: clock.nowMs(), began_at: began, by_id: order.by.id, by_name: order.by.name, reason: order.reason, address: order.from, copy_at: copyAt, head_seq: head?.seq ?? null, head_hash: head?.hash ?? null, met_at: null, entries: null, merged_at: null });
        holdBack(write, clock.nowMs(), `another console took over from a copy of ${order.copyAt.slice(0, 16).replace('T', ' ')} UTC`);
        journal.append(null, { type: 'tookOver', data: { term, from: order.from, copyAt: toRfc3339(copyAt), head: head?.seq ?? 0 }, texts: { reason: order.reason } }, { actor: { kind: 'person', ...order.by } });
      });
      log.warn('this console has taken over', { term, from: order.from });
      onChange(viewOf(newest));
    },
    meet: (told) => {
      const verdict = judge(newest, told);
      if (verdict === 'standsDown' || verdict === 'learnsMore') {
        const write = writer();
        const entries = verdict === 'standsDown' || newest?.entries === null ? rowsAfter(told.head) : (newest?.entries ?? null);
        write.transaction(() => {
          put(write, stoodDownRow(told, verdict === 'standsDown' ? clock.nowMs() : (newest?.at ?? clock.nowMs()), entries));
          if (verdict === 'standsDown') journal.append(null, { type: 'stoodDown', data: { term: told.term, address: told.address, by: told.by.name }, texts: { reason: told.reason } }, { actor: HOLDFAST });
        });
        log.warn('another console acts', { term: told.term, address: told.address });
        onChange(viewOf(newest));
        if (verdict === 'standsDown') onStoodDown();
      }
      return { stoodDown: verdict !== 'goesOn', term: termOf(newest), entries: newest?.entries ?? null, standsFor: standsFor(newest) };
    },
  };
}

function standsFor(newest: repo.TermRow | null): MeetAnswer['standsFor'] {
  if (newest?.kind !== 'stoodDown' || newest.by_id === null) return null;
  return { term: newest.term, at: toRfc3339(newest.began_at ?? epochMs(newest.at)), by: { id: newest.by_id, name: newest.by_name ?? newest.by_id }, reason: newest.reason ?? '', address: newest.address };
}
