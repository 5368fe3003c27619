import { IncidentId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { isTimeZone, localAt } from '../../../shared/time/local-time.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Entry, Journal } from '../journal/journal.ts';
import type { Clock } from '../ports.ts';
import type { Follower, Saved } from './follower.ts';
import { foldEntries, foldEntry } from './fold.ts';
import type { IncidentRecord } from './record.ts';
import { clearRecords, findRecord, formsWritten, headOf, keepNumber, listKeyOf, nextNumber, saveForm, saveHead, saveRecord, saveServices, type Head } from './repo.ts';
import type { Step } from './workflow/step.ts';

export interface BookDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timeZone: () => string;
  readonly followers: readonly Follower[];
  /** After the commit, once for every time that it was saved. */
  readonly onSaved: (id: IncidentId) => void;
}

type IncidentEntry = Entry<IncidentFact>;

/** Of the records themselves, beside those of the followers: raise it when what is folded changes its form. */
const RECORDS = { name: 'records', version: 7 };

/** Incidents as the journal adds them up: every change is an entry first, and the record follows in the same transaction. */
export interface Book {
  find(id: IncidentId): IncidentRecord | null;
  /** Throws `not_found`. */
  get(id: IncidentId): IncidentRecord;
  /** With the hash that it ends with; null where there is none. */
  at(id: IncidentId): { readonly head: string; readonly record: IncidentRecord } | null;
  records(heads: readonly Head[]): IncidentRecord[];
  transaction<T>(work: (write: WriteDb) => T): T;
  /**
   * Many changes at once: each record is written when `work` is done, however often it changed. Inside the transaction of the caller,
   * which what fails in here must undo.
   */
  together<T>(work: () => T): T;
  /** Opens an incident under the next number of the year in which it was detected. Inside a transaction. */
  open(step: Step & { readonly fact: FactOf<'opened'> }): IncidentRecord;
  append(record: IncidentRecord, steps: readonly Step[]): IncidentRecord;
  /** Folds an incident anew: after what changes entries that were folded in already. */
  refold(id: IncidentId): IncidentRecord;
  /** Makes every record anew from the journal, and tells nobody: nothing has happened. Returns how many. */
  rebuild(): number;
  /** Rebuilds where anything was last written in another form than today's, which an update or a repair brings about; null where nothing was to do. */
  bringUpToDate(): number | null;
}

const KEPT_RECORDS = 4_000;
const PAGE = 500;

export function createBook({ db, journal, clock, timeZone, followers, onSaved }: BookDeps): Book {
  /** Records by the hash that they end with: what is rolled back never has the hash of what comes instead. */
  const held = new Map<IncidentId, { readonly head: string; readonly record: IncidentRecord }>();
  /** Inside `together`, what is not written yet. */
  let waiting: Map<IncidentId, Saved> | null = null;

  const writer = (): WriteDb => {
    if (db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so this was not saved.');
    return db.write;
  };

  const keep = (head: string, record: IncidentRecord): void => {
    held.delete(record.id);
    const [oldest] = held.keys();
    if (held.size >= KEPT_RECORDS && oldest !== undefined) held.delete(oldest);
    held.set(record.id, { head, record });
  };
  const at = (id: IncidentId): { readonly head: string; readonly record: IncidentRecord } | null => {
    const head = headOf(db.read, id);
    if (head === null) return null;
    const known = held.get(id);
    if (known?.head === head) return known;
    const record = waiting?.get(id)?.record ?? findRecord(db.read, id);
    if (record === null) return null;
    keep(head, record);
    return { head, record };
  };
  const find = (id: IncidentId): IncidentRecord | null => at(id)?.record ?? null;
  const get = (id: IncidentId): IncidentRecord => {
    const record = find(id);
    if (record === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
    return record;
  };

  const recordAt = ({ id, head }: Head): IncidentRecord => {
    const known = held.get(id);
    return known?.head === head ? known.record : get(id);
  };

  const saveWhole = (write: WriteDb, saved: Saved): void => {
    saveRecord(write, saved.record);
    for (const follower of followers) follower.saved(write, saved);
  };
  const save = (write: WriteDb, before: IncidentRecord | null, saved: Saved, head: string): void => {
    const { record } = saved;
    saveHead(write, record, head);
    if (waiting === null) saveWhole(write, saved);
    else {
      const earlier = waiting.get(record.id);
      waiting.set(record.id, earlier === undefined || saved.anew ? saved : { ...saved, entries: [...earlier.entries, ...saved.entries], anew: earlier.anew });
    }
    keep(head, record);
    if (before === null || before.services !== record.services || listKeyOf(before).sortKey !== listKeyOf(record).sortKey) saveServices(write, before, record);
  };
  const saveAndTell: typeof save = (write, before, saved, head) => {
    save(write, before, saved, head);
    write.afterCommit(() => onSaved(saved.record.id));
  };

  const append = (record: IncidentRecord, steps: readonly Step[]): IncidentRecord => {
    if (steps.length === 0) return record;
    const write = writer();
    return write.transaction(() => {
      const entries = steps.map(({ fact, note }) => journal.append(record.id, fact, note));
      const next = entries.reduce<IncidentRecord>((folded, entry) => foldEntry(folded, entry) ?? folded, record);
      saveAndTell(write, record, { record: next, entries, anew: false }, entries.at(-1)?.hash ?? '');
      return next;
    });
  };

  const folded = (entries: readonly IncidentEntry[]): { readonly saved: Saved; readonly head: string } => {
    const record = foldEntries(entries);
    const head = entries.at(-1)?.hash;
    if (record === null || head === undefined) throw new HoldfastError('not_found', 'There is no such incident.');
    return { saved: { record, entries, anew: true }, head };
  };

  /** Every incident that the journal knows, in the order of their opening. */
  const streams = function* (): Generator<IncidentId> {
    for (let beyond = 0; ; ) {
      const page = journal.entries({ types: ['opened'], order: 'asc', limit: PAGE, beyond });
      for (const { stream } of page) if (stream !== null) yield stream;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      beyond = last.seq;
    }
  };

  const rebuild = (): number => {
    const write = writer();
    return write.transaction(() => {
      clearRecords(write);
      for (const follower of followers) follower.clear(write);
      held.clear();
      let count = 0;
      for (const id of streams()) {
        const { saved, head } = folded(journal.stream(id));
        save(write, null, saved, head);
        const [, year, number] = /^INC-(\d{4})-(\d+)$/.exec(id) ?? [];
        keepNumber(write, Number(year), Number(number));
        count += 1;
      }
      for (const { name, version } of [RECORDS, ...followers]) saveForm(write, name, version);
      return count;
    });
  };

  return {
    find,
    get,
    at,
    records: (heads) => heads.map(recordAt),
    transaction: (work) => {
      const write = writer();
      return write.transaction(() => work(write));
    },
    together: (work) => {
      if (waiting !== null) return work();
      const write = writer();
      waiting = new Map();
      try {
        const result = work();
        for (const saved of waiting.values()) saveWhole(write, saved);
        return result;
      } finally {
        waiting = null;
      }
    },
    open: (step) => {
      const write = writer();
      return write.transaction(() => {
        const { detectedAt } = step.fact.data;
        const year = yearOf(timeZone(), detectedAt === null ? (step.note.at ?? clock.nowMs()) : epochMs(Date.parse(detectedAt)));
        const id = IncidentId.parse(`INC-${year}-${String(nextNumber(write, year)).padStart(4, '0')}`);
        const { saved, head } = folded([journal.append(id, step.fact, step.note)]);
        saveAndTell(write, null, saved, head);
        return saved.record;
      });
    },
    append,
    refold: (id) => {
      const write = writer();
      return write.transaction(() => {
        const { saved, head } = folded(journal.stream(id));
        saveAndTell(write, find(id), saved, head);
        return saved.record;
      });
    },
    rebuild,
    bringUpToDate: () => {
      if (db.write === null) return null;
      const written = formsWritten(db.read);
      return [RECORDS, ...followers].every(({ name, version }) => written.get(name) === version) ? null : rebuild();
    },
  };
}

/** The year on the calendars of that zone; of UTC where the zone is unknown to this machine. */
const yearOf = (timeZone: string, at: EpochMs): number => new Date(isTimeZone(timeZone) ? localAt(at, timeZone) : at).getUTCFullYear();
