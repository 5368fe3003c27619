import { Evidence } from '../../../shared/model/timeline.ts';
import type { ReadDb } from '../../store/sql.ts';
import { readFact } from './facts.ts';
import { hex } from './hash.ts';
import type { Entry, Redaction } from './journal.ts';
import { isFact } from './journal.ts';
import { readAbout, readTextsOf, type StoredRow, type StoredText } from './repo.ts';

/** What stands for the reason of a redaction whose reason was redacted, too. */
const NO_REASON = '[redacted]';

/** Rows with their texts and redactions. A row of a type that only a newer Holdfast knows is left out; `verify` checks it all the same. */
export function withTexts(db: ReadDb, rows: readonly StoredRow[]): Entry[] {
  const texts = Map.groupBy(readTextsOf(db, rows.map(({ seq }) => seq)), ({ seq }) => seq);
  return rows.flatMap((row) => entryOf(db, row, texts.get(row.seq) ?? []) ?? []);
}

function entryOf(db: ReadDb, row: StoredRow, texts: readonly StoredText[]): Entry | null {
  const { seq, stream, at, recordedAt, actor, fromMemory } = row;
  try {
    const fact = readFact(stream, row.type, row.data, texts);
    if (fact === null) return null;
    const evidence = row.evidence === null ? null : Evidence.parse(JSON.parse(row.evidence));
    const redactions = texts.some(({ text }) => text === null) ? redactionsOf(db, seq) : [];
    return { seq, stream, at, recordedAt, actor, fact, evidence, fromMemory, redactions, hash: hex(row.hash) };
  } catch (error) {
    throw new Error(`row ${seq} of the journal cannot be read; "holdfast verify" says whether it was altered`, { cause: error });
  }
}

function redactionsOf(db: ReadDb, seq: number): Redaction[] {
  const about = withTexts(db, readAbout(db, seq));
  return about.flatMap((entry): Redaction[] => {
    if (!isFact(entry, 'redacted')) return [];
    const { field, askedBy } = entry.fact.data;
    const ask = about.find((other) => isFact(other, 'redactionAsked') && other.fact.data.field === field);
    return [{ field, askedBy, by: entry.actor, at: entry.at, reason: ask !== undefined && isFact(ask, 'redactionAsked') ? (ask.fact.texts.reason ?? NO_REASON) : NO_REASON }];
  });
}
