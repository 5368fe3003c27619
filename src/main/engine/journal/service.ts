import { HoldfastError } from '../../../shared/model/result.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import { Evidence, type Fact, type FactOf } from '../../../shared/model/timeline.ts';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock } from '../ports.ts';
import type { RandomBytes } from '../seats/rules.ts';
import { checkFact } from './facts.ts';
import { canonicalJson, commitTo, hashRow, hex, SALT_BYTES } from './hash.ts';
import { HOLDFAST, isFact, SHIFT_TEXTS, type Entry, type EntryFilter, type Journal, type Note } from './journal.ts';
import { withTexts } from './read-entries.ts';
import { countErasable, erasableSeqs, eraseText, eraseTextsOf, insertRow, insertText, readAbout, readHead, readLast, readPage, readRow, readText, type Head } from './repo.ts';
import { verifyChain, verifySteps } from './verify.ts';

export interface JournalPorts {
  /** `write` is null where nothing can be written. */
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Tables that repeat texts of the journal and follow it: after a redaction no older version of their rows is left on disk. */
  readonly copies?: readonly string[];
  /** What is made of texts and cannot be erased row by row, such as an index of their words: told to let go of what is erased, before `copies` are written anew. */
  readonly purge?: (write: WriteDb) => void;
}

const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** Another program that reads the database keeps its log from being emptied, as a full disk does; then it is tried again. */
const SCRUB_AGAIN = durationMs(10_000);

/** The journal over the store. See `Journal` for what it promises and `0030-journal.ts` for how it is kept. */
export function createJournal({ db, clock, randomBytes, copies = [], purge = () => {} }: JournalPorts): Journal {
  const writer = (): WriteDb => {
    if (db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so nothing can be recorded now.');
    return db.write;
  };

  function append<F extends Fact>(stream: IncidentId | null, given: F, note: Note): Entry<F> {
    const write = writer();
    const { fact: checked, data, texts } = checkFact(stream, given);
    const gone = note.elsewhere?.gone ?? [];
    const fact: F = gone.length === 0 ? checked : { ...checked, texts: { ...checked.texts, ...Object.fromEntries(gone.map(({ field }) => [field, null])) } };
    const recordedAt = note.elsewhere?.recordedAt ?? clock.nowMs();
    const at = epochMs(Math.trunc(note.at ?? recordedAt));
    const actor = wellFormed(note.actor);
    const evidence = note.evidence ? Evidence.parse(note.evidence) : null;
    const fromMemory = note.fromMemory ?? (actor.kind === 'person' && evidence === null && at < recordedAt);
    return write.transaction(() => {
      const before = newest(write);
      const seq = (before?.seq ?? 0) + 1;
      const bound = texts.map(({ field, text }) => {
        const salt = randomBytes(SALT_BYTES);
        return { seq, field, text, salt, commitment: commitTo(salt, field, text) };
      });
      const kept = [...bound, ...gone.map(({ field, commitment }) => ({ seq, field, text: null, salt: null, commitment }))];
      const row = { seq, stream, at, recordedAt, actor, type: fact.type, data, evidence: evidence === null ? null : canonicalJson(evidence), fromMemory };
      const hash = hashRow(before?.hash ?? null, { ...row, commitments: kept });
      insertRow(write, { ...row, hash });
      for (const text of kept) insertText(write, text);
      return { seq, stream, at, recordedAt, actor, fact, evidence, fromMemory, redactions: [], hash: hex(hash) };
    });
  }

  const entry = (seq: number): Entry | null => {
    const row = readRow(db.read, seq);
    return row === null ? null : (withTexts(db.read, [row])[0] ?? null);
  };
  const entries = (filter: EntryFilter): Entry[] => withTexts(db.read, readPage(db.read, filter));
  const about = (seq: number): Entry[] => withTexts(db.read, readAbout(db.read, seq));

  /** The row whose text is to go, and who asked for that already. */
  const textToRedact = (seq: number, field: string): { readonly row: Entry; readonly askedBy: IncidentActor | null } => {
    const row = entry(seq);
    const text = readText(db.read, seq, field);
    if (row === null || text === null) throw new HoldfastError('not_found', `Row ${seq} of the journal has no text "${field}".`);
    if (text.text === null) throw new HoldfastError('conflict', 'This text has been redacted already.');
    const ask = about(seq).find((other) => isFact(other, 'redactionAsked') && other.fact.data.field === field);
    return { row, askedBy: ask?.actor ?? null };
  };
  const mustBePerson = (actor: IncidentActor): void => {
    if (actor.kind !== 'person') throw new HoldfastError('forbidden', 'A redaction is asked for by one person and agreed to by another.');
  };

  /** What was erased is erased; this takes what is left of it out of the files. */
  const scrub = (write: WriteDb, tables: readonly string[]): void => {
    let rewritten = false;
    const again = (): void => {
      if (!attempt()) clock.after(SCRUB_AGAIN, again);
    };
    const attempt = (): boolean => {
      try {
        if (!rewritten && tables.length > 0) {
          purge(write);
          write.rewriteTables(tables);
        }
        rewritten = true;
        return write.emptyLog();
      } catch {
        return false;
      }
    };
    again();
  };
  /* A stop in the wrong moment may have left a redacted text in the log of the last run. */
  if (db.write !== null && entries({ type: 'redacted', order: 'desc', limit: 1 }).length > 0) scrub(db.write, []);

  return {
    append,
    entry,
    entries,
    about,
    // The stream of an incident holds the facts of incidents only; `append` saw to that.
    stream: (incident) => entries({ stream: incident, order: 'asc', limit: EVERYTHING }) as ReturnType<Journal['stream']>,
    askRedaction: (seq, field, reason, actor) => {
      mustBePerson(actor);
      writer().transaction(() => {
        const { row, askedBy } = textToRedact(seq, field);
        if (askedBy !== null) throw new HoldfastError('conflict', `${askedBy.name} has asked for this already; another person has to agree.`);
        append(row.stream, { type: 'redactionAsked', data: { seq, field }, texts: { reason } }, { actor });
      });
    },
    redact: (seq, field, actor) => {
      mustBePerson(actor);
      const write = writer();
      return write.transaction(() => {
        const { row, askedBy } = textToRedact(seq, field);
        if (askedBy === null) throw new HoldfastError('conflict', 'Nobody has asked for this text to be redacted.');
        if (askedBy.id === actor.id) throw new HoldfastError('forbidden', `${actor.name} asked for this redaction; another person has to agree.`);
        eraseText(write, seq, field);
        append(row.stream, { type: 'redacted', data: { seq, field, askedBy }, texts: {} }, { actor });
        write.afterCommit(() => scrub(write, copies));
        return entry(seq) ?? row;
      });
    },
    erasable: (stream, before) => {
      const { texts, bytes, oldest, newest } = countErasable(db.read, stream, SHIFT_TEXTS, before);
      return { texts, bytes: bytes ?? 0, oldest: oldest === null ? null : epochMs(oldest), newest: newest === null ? null : epochMs(newest) };
    },
    eraseTexts: (stream, before, limit) => {
      const write = writer();
      return write.transaction(() => {
        const seqs = erasableSeqs(db.read, stream, SHIFT_TEXTS, before, limit);
        const upTo = seqs.at(-1);
        if (upTo === undefined) return { texts: 0, more: false };
        const texts = seqs.reduce((sum, seq) => sum + eraseTextsOf(write, seq), 0);
        append<FactOf<'erased'>>(stream, { type: 'erased', data: { what: 'texts', upTo, count: texts }, texts: {} }, { actor: HOLDFAST });
        return { texts, more: seqs.length === limit };
      });
    },
    verify: () => verifyChain(db.read),
    verifySteps: () => verifySteps(db.read),
    head: () => {
      const head = readHead(db.read);
      return head === null ? null : { seq: head.seq, hash: hex(head.hash) };
    },
  };
}

/** What the next row follows. Where head and rows disagree, somebody altered the file: recording goes on all the same, and `verify` tells. */
function newest(db: ReadDb): Head | null {
  const [head, last] = [readHead(db), readLast(db)];
  return head !== null && head.seq >= (last?.seq ?? 0) ? head : last;
}

/** The store would change a lone surrogate silently, and the hash would not fit any more. */
const wellFormed = ({ kind, id, name }: IncidentActor): IncidentActor => ({ kind, id: id.toWellFormed(), name: name.toWellFormed() });
