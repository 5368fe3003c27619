import type { ConsoleView } from '../../../shared/model/console.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, fromRfc3339, toRfc3339 } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { HOLDFAST, type Journal } from '../journal/journal.ts';
import { readRow } from '../journal/repo.ts';
import { holdBack } from '../messaging/outbox/after-restore.ts';
import type { Clock, Log } from '../ports.ts';
import type { ConsolePorts, MeetAnswer, TakeOver } from './ports.ts';
import * as repo from './repo.ts';
import { judge, stoodDownRow, termOf, viewOf, type Told } from './rules.ts';

export interface TermDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Pick<Journal, 'append' | 'head'>;
  readonly ports: Pick<ConsolePorts, 'writable' | 'onStoodDown'>;
  /** Where this console can be reached; null: nowhere. */
  readonly address: () => string | null;
  readonly onChange: (view: ConsoleView) => void;
}

/** Which console acts for this workspace, and whether it is this one. */
export interface TermService {
  view(): ConsoleView;
  newest(): repo.TermRow | null;
  /** An engine from which this one took over may have done what is not known here. */
  isSplit(): boolean;
  /** Begins the term of a take-over; at later starts it is known already. What was on its way in the copy may have gone meanwhile: a person looks first. */
  takeOver(order: TakeOver): void;
  /** Another console says that it has taken over. */
  meet(told: Told): MeetAnswer;
  /** A console says that it has a higher term than this one; who took over, and why, is known when it tells. */
  seeHigher(term: number, address: string): void;
  /** What the engine has to be told from which this one took over; null: it knows. */
  due(): Told | null;
  /** It has heard. */
  heard(told: Told, answer: MeetAnswer): void;
  merged(write: WriteDb, entries: number, incidents: number, gone: boolean, actor: Parameters<Journal['append']>[2]['actor']): void;
  seats(): readonly string[];
  seatSeen(address: string): void;
}

/** A seat that keeps a copy comes twice a minute; where it is needs no writing down each time. */
const SEEN_EVERY_MS = 10 * 60_000;

export function createTermService({ db, clock, log, journal, ports, address, onChange }: TermDeps): TermService {
  let newest = repo.newestTerm(db.read);
  let seats = repo.knownSeats(db.read);
  const seenAtMs = new Map<string, number>();
  let isTold = false;

  const rowsAfter = (head: Told['head']): number | null => {
    const last = journal.head()?.seq ?? 0;
    if (head === null) return last;
    const row = readRow(db.read, head.seq);
    return row !== null && Buffer.from(row.hash).toString('hex') === head.hash ? last - head.seq : null;
  };
  const put = (write: WriteDb, row: repo.TermRow): void => {
    repo.putTerm(write, row);
    newest = row;
  };
  const writing = <T>(work: (write: WriteDb) => T): T => (db.write === null ? ports.writable(work) : work(db.write));
  const change = (): void => onChange(viewOf(newest));

  /** From here on nothing is sent or done, whatever becomes of the reopening. */
  const standDown = (row: repo.TermRow): void => {
    writing((write) =>
      write.transaction(() => {
        put(write, row);
        journal.append(null, { type: 'stoodDown', data: { term: row.term, address: row.address, by: row.by_name }, texts: { reason: row.reason } }, { actor: HOLDFAST });
      }),
    );
    log.warn('this console has stood down', { term: row.term, address: row.address });
    change();
    ports.onStoodDown();
  };

  return {
    view: () => viewOf(newest),
    newest: () => newest,
    isSplit: () => newest !== null && repo.isAnyUnmerged(db.read),
    takeOver: (order) => {
      const began = fromRfc3339(order.at);
      if (began === null || repo.hasBegun(db.read, began)) return;
      const { write } = db;
      if (write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database here, so this console cannot take over.');
      const head = journal.head();
      const term = termOf(newest) + 1;
      const copyAt = fromRfc3339(order.copyAt) ?? clock.nowMs();
      write.transaction(() => {
        put(write, { term, kind: 'tookOver', at: clock.nowMs(), began_at: began, by_id: order.by.id, by_name: order.by.name, reason: order.reason, address: order.from, copy_at: copyAt, head_seq: head?.seq ?? null, head_hash: head?.hash ?? null, met_at: null, entries: null, merged_at: null });
        holdBack(write, clock.nowMs(), `another console took over from a copy of ${order.copyAt.slice(0, 16).replace('T', ' ')} UTC`);
        journal.append(null, { type: 'tookOver', data: { term, from: order.from, copyAt: toRfc3339(copyAt), head: head?.seq ?? 0 }, texts: { reason: order.reason } }, { actor: { kind: 'person', ...order.by } });
      });
      log.warn('this console has taken over', { term, from: order.from });
      change();
    },
    meet: (told) => {
      const verdict = judge(newest, told);
      if (verdict === 'standsDown') standDown(stoodDownRow(told, clock.nowMs(), rowsAfter(told.head)));
      if (verdict === 'learnsMore' && newest !== null) {
        const row = { ...stoodDownRow(told, newest.at, newest.entries ?? rowsAfter(told.head)), met_at: clock.nowMs() };
        writing((write) => put(write, row));
        change();
      }
      return { stoodDown: verdict !== 'goesOn', term: termOf(newest), entries: newest?.entries ?? null, standsFor: standsFor(newest) };
    },
    seeHigher: (term, at) => {
      if (term <= termOf(newest)) return;
      standDown({ term, kind: 'stoodDown', at: clock.nowMs(), began_at: null, by_id: null, by_name: null, reason: null, address: at, copy_at: null, head_seq: null, head_hash: null, met_at: null, entries: null, merged_at: null });
    },
    due: () => {
      if (newest?.kind !== 'tookOver' || newest.began_at === null || isTold || (newest.met_at !== null && newest.merged_at === null)) return null;
      const { term, began_at, by_id, by_name, reason, head_seq, head_hash, merged_at } = newest;
      return { term, at: toRfc3339(began_at), by: { id: by_id ?? '', name: by_name ?? '' }, reason: reason ?? '', address: address(), head: head_seq === null || head_hash === null ? null : { seq: head_seq, hash: head_hash }, mergedAt: merged_at === null ? null : toRfc3339(merged_at) };
    },
    heard: (told, answer) => {
      const mine = newest;
      if (mine?.kind !== 'tookOver' || mine.term !== told.term) return;
      if (!answer.stoodDown && mine.met_at === null) {
        // Somebody else took over there, and was first; or that engine is of a higher term by itself.
        if (answer.standsFor !== null) standDown(stoodDownRow({ ...answer.standsFor, term: Math.max(answer.standsFor.term, mine.term), head: null, mergedAt: null }, clock.nowMs(), null));
        else if (answer.term > mine.term) standDown({ ...mine, term: answer.term, kind: 'stoodDown', at: clock.nowMs(), began_at: null, by_id: null, by_name: null, reason: null, copy_at: null, head_seq: null, head_hash: null, entries: null });
        return;
      }
      if (told.mergedAt !== null) isTold = true;
      if (mine.met_at === null) writing((write) => put(write, { ...mine, met_at: clock.nowMs(), entries: answer.entries }));
      change();
    },
    merged: (write, entries, incidents, gone, actor) => {
      const mine = newest;
      if (mine === null) return;
      repo.setAllMerged(write, clock.nowMs());
      newest = { ...mine, merged_at: clock.nowMs() };
      journal.append(null, { type: 'consoleMerged', data: { term: mine.term, from: mine.address ?? '', entries, incidents, gone }, texts: {} }, { actor });
      write.afterCommit(change);
    },
    seats: () => seats,
    seatSeen: (at) => {
      if (db.write === null || clock.monotonicMs() - (seenAtMs.get(at) ?? -Infinity) < SEEN_EVERY_MS) return;
      seenAtMs.set(at, clock.monotonicMs());
      repo.seatSeen(db.write, at, clock.nowMs());
      seats = repo.knownSeats(db.read);
    },
  };
}

function standsFor(newest: repo.TermRow | null): MeetAnswer['standsFor'] {
  if (newest?.kind !== 'stoodDown' || newest.by_id === null) return null;
  return { term: newest.term, at: toRfc3339(newest.began_at ?? epochMs(newest.at)), by: { id: newest.by_id, name: newest.by_name ?? newest.by_id }, reason: newest.reason ?? '', address: newest.address };
}
