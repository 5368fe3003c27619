import { IncidentId } from '../../../shared/model/ids.ts';
import { Evidence } from '../../../shared/model/timeline.ts';
import type { FoundHistory, HistoryKeeper, RowSpan } from '../../store/ports.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { holdBack } from '../messaging/outbox/after-restore.ts';
import type { Clock } from '../ports.ts';
import type { RandomBytes } from '../seats/rules.ts';
import { readFact } from './facts.ts';
import { commitTo, hashRow, hex, sameBytes } from './hash.ts';
import { HOLDFAST } from './journal.ts';
import { eraseText, insertRow, insertText, readFoundRows, readFoundTexts, readHead, readPage, type Head, type StoredRow, type StoredText } from './repo.ts';
import { createJournal } from './service.ts';
import { verifyChain } from './verify.ts';

export interface RepairPorts {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** The journal's part in judging and repairing a database file. */
export const createHistoryKeeper = ({ clock, randomBytes }: RepairPorts): HistoryKeeper => ({
  check: (read) => verifyChain(read).firstBad?.problem ?? null,
  takeOver: (write, found) => {
    const taken = takeRows(write, found.statedHead);
    const span = spanLost(taken, found, readHead(write)?.seq ?? 0);
    const incidents = incidentsConcerned(write);
    /* Nothing is scrubbed or timed here: the file is closed right after. */
    const journal = createJournal({ db: { read: write, write }, clock: { ...clock, after: () => () => {} }, randomBytes });
    const { aside, backup } = found;
    journal.append(null, { type: 'databaseRepaired', data: { aside: nameOf(aside), backup, rows: taken.rows, lost: [...taken.gaps], unproven: [...taken.unproven], lostTexts: [...taken.lostTexts] }, texts: {} }, { actor: HOLDFAST });
    return { rows: taken.rows, lost: [...taken.gaps, ...span], unproven: taken.unproven.length, incidents, forked: taken.forked };
  },
  holdBack: (write) => holdBack(write, clock.nowMs(), 'the database was damaged and made anew'),
});

const nameOf = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

interface Taken {
  rows: number;
  readonly gaps: RowSpan[];
  readonly unproven: { readonly seq: number; readonly hash: string }[];
  readonly lostTexts: { readonly seq: number; readonly field: string }[];
  forked: boolean;
}

/** Rows between two questions to the table of what was found. */
const ROWS_A_STEP = 1_000;

/** In order from the journal's head on. Each row is proven by its hash; one that cannot be is kept where it says what Holdfast could have written. */
function takeRows(write: WriteDb, stated: FoundHistory['statedHead']): Taken {
  const taken: Taken = { rows: 0, gaps: [], unproven: [], lostTexts: [], forked: false };
  const begun = readHead(write);
  let last: Head | null = begun;
  /** The damaged file's own row where the backup ends. */
  let there: Head | null = null;
  for (const { row, next, texts } of foundRows(write)) {
    if (begun !== null && row.seq <= begun.seq) {
      there = row;
      continue;
    }
    const follows = (before: Head | null): boolean => row.seq === (before?.seq ?? 0) + 1 && sameBytes(hashRow(before?.hash ?? null, { ...row, commitments: texts }), row.hash);
    const expected = (last?.seq ?? 0) + 1;
    const known = sound(row, texts);
    const proven = follows(last);
    if (!proven && last === begun && there !== null && follows(there)) return { ...taken, forked: true };
    if (!proven && !known) continue;
    /* The end of what can be read: nothing says that it was ever confirmed as it stands. */
    if (!proven && next === null && (stated === null || !sameBytes(stated.hash, row.hash))) continue;
    if (row.seq > expected) taken.gaps.push({ from: expected, to: row.seq - 1 });
    if (!proven) taken.unproven.push({ seq: row.seq, hash: hex(row.hash) });
    insertRow(write, row);
    for (const text of texts) keepText(write, text, taken);
    if (row.type === 'redacted') redactAgain(write, row.data);
    taken.rows += 1;
    last = { seq: row.seq, hash: row.hash };
  }
  return taken;
}

/** A text that does not fit what its row commits to was damaged: what is left of it says nothing. */
function keepText(write: WriteDb, text: StoredText, taken: Taken): void {
  const gone = text.salt === null && text.text === null;
  const fits = text.salt !== null && text.text !== null && sameBytes(commitTo(text.salt, text.field, text.text), text.commitment);
  if (!gone && !fits) taken.lostTexts.push({ seq: text.seq, field: text.field });
  insertText(write, gone || fits ? text : { ...text, salt: null, text: null });
}

/** The backup may be older than a redaction. */
function redactAgain(write: WriteDb, data: string): void {
  const fact = readFact(IncidentId.parse('INC-2000-0001'), 'redacted', data, []);
  if (fact?.type === 'redacted') eraseText(write, fact.data.seq, fact.data.field);
}

/** Whether it can be read as an entry, which a row must that no hash vouches for: one that cannot would stop every reader. */
function sound(row: StoredRow, texts: readonly StoredText[]): boolean {
  try {
    if (row.stream !== null) IncidentId.parse(row.stream);
    if (row.evidence !== null) Evidence.parse(JSON.parse(row.evidence));
    readFact(row.stream, row.type, row.data, texts);
    return row.seq > 0 && row.hash.length === 32;
  } catch {
    return false;
  }
}

interface FoundRow {
  readonly row: StoredRow;
  readonly next: StoredRow | null;
  readonly texts: readonly StoredText[];
}

function* foundRows(db: ReadDb): Generator<FoundRow> {
  let waiting: StoredRow | null = null;
  const withTexts = (row: StoredRow, next: StoredRow | null): FoundRow => ({ row, next, texts: unique(readFoundTexts(db, row.seq), ({ field }) => field) });
  for (let after = -1; ; ) {
    const rows = readFoundRows(db, after, ROWS_A_STEP);
    for (const row of rows) {
      if (waiting !== null && waiting.seq === row.seq) continue;
      if (waiting !== null) yield withTexts(waiting, row);
      waiting = row;
    }
    const newest = rows.at(-1);
    if (newest === undefined) break;
    after = newest.seq;
  }
  if (waiting !== null) yield withTexts(waiting, null);
}

const unique = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [...new Map(items.map((item) => [keyOf(item), item])).values()];

/** What the damaged file says it had behind the last row that was taken over. */
const spanLost = ({ forked }: Taken, { statedHead }: FoundHistory, last: number): RowSpan[] => (statedHead !== null && statedHead.seq > last && !forked ? [{ from: last + 1, to: statedHead.seq }] : []);

/** Incidents that the damaged file knew with an entry which the journal now has not, and those whose beginning is lost. */
function incidentsConcerned(db: ReadDb): string[] {
  const ended = db.all<{ id: string }>(`SELECT DISTINCT id FROM temp.found_heads WHERE id IS NOT NULL AND (head IS NULL OR NOT EXISTS (SELECT 1 FROM journal WHERE stream = id AND lower(hex(hash)) = head))`).map(({ id }) => id);
  const begun = new Set(readPage(db, { type: 'opened', order: 'asc', limit: Number.MAX_SAFE_INTEGER }).map(({ stream }) => stream));
  const streams = db.all<{ stream: string }>('SELECT DISTINCT stream FROM journal WHERE stream IS NOT NULL').map(({ stream }) => stream);
  return [...new Set([...ended, ...streams.filter((stream) => !begun.has(stream as IncidentId))])].filter((id) => IncidentId.safeParse(id).success).sort();
}
