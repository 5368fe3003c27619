import type { Database } from 'better-sqlite3';
import type { ReadDb } from '../../../store/sql.ts';
import { canonicalJson, commitTo, hashRow } from '../hash.ts';
import { readRow, readTextsOf } from '../repo.ts';
import { ADA } from './open-journal.ts';

/** What somebody with the file in hand does to it, and the row that a check has to name. */
export interface Alteration {
  readonly name: string;
  /** Rows of which the check has to name one; none where this journal or this row offers no occasion. */
  readonly apply: (place: Place) => readonly number[];
}

export interface Place {
  readonly raw: Database;
  readonly read: ReadDb;
  readonly random: () => number;
  /** Number of rows. */
  readonly last: number;
  /** A row at random. */
  readonly row: number;
}

type RowHash = typeof hashRow;
const COLUMNS = ['stream', 'at', 'recorded_at', 'actor_kind', 'actor_id', 'actor_name', 'type', 'data', 'evidence', 'from_memory', 'hash'] as const;
const below = (random: () => number, count: number): number => Math.floor(random() * count);
const pick = <T>(random: () => number, items: readonly T[]): T => items[below(random, items.length)] as T;
const bytes = (random: () => number, count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(random, 256));
const texts = (raw: Database, where: string): { seq: number; field: string }[] => raw.prepare(`SELECT seq, field FROM journal_texts WHERE ${where} ORDER BY seq, field`).all() as { seq: number; field: string }[];

/** Gives one row the hash that fits what it holds now, as somebody would who knows how they are made. */
export function rehash(raw: Database, read: ReadDb, seq: number, hashOf: RowHash = hashRow): void {
  const row = readRow(read, seq);
  if (row !== null) raw.prepare('UPDATE journal SET hash = ? WHERE seq = ?').run(hashOf(readRow(read, seq - 1)?.hash ?? null, { ...row, commitments: readTextsOf(read, [seq]) }), seq);
}
export const setHead = (raw: Database): void => void raw.exec('UPDATE journal_head SET (seq, hash) = (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1)');

/** Moves rows and texts from `seq` on by `by`, in two steps because numbers are unique. */
export function shift(raw: Database, seq: number, by: number): void {
  for (const table of ['journal', 'journal_texts']) {
    raw.prepare(`UPDATE ${table} SET seq = seq + 1000000 WHERE seq >= ?`).run(seq);
    raw.prepare(`UPDATE ${table} SET seq = seq - 1000000 + ? WHERE seq >= 1000000`).run(by);
  }
}

export function swap(raw: Database, a: number, b: number, hashes: boolean): void {
  const names = COLUMNS.filter((name) => hashes || name !== 'hash');
  const read = raw.prepare(`SELECT ${names.join(', ')} FROM journal WHERE seq = ?`).raw();
  const write = raw.prepare(`UPDATE journal SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`);
  const [first, second] = [read.get(a) as unknown[], read.get(b) as unknown[]];
  write.run(...second, a);
  write.run(...first, b);
}

export function remove(raw: Database, where: string): void {
  raw.exec(`DELETE FROM journal_texts WHERE ${where}; DELETE FROM journal WHERE ${where}`);
}

type Column = (typeof COLUMNS)[number];

function editColumn({ raw, random, row }: Place, columns: readonly Column[] = COLUMNS): void {
  const column = pick(random, columns);
  const old = raw.prepare(`SELECT ${column} FROM journal WHERE seq = ?`).pluck().get(row) as string | number | null | Uint8Array;
  raw.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`).run(otherValue(random, column, old), row);
}

function otherValue(random: () => number, column: Column, old: string | number | null | Uint8Array): string | number | null | Uint8Array {
  if (typeof old === 'object') return old === null ? 'INC-2026-9999' : bytes(random, 32);
  if (typeof old === 'number') return column === 'from_memory' ? 1 - old : old + pick(random, [-1, 1, 60_000]);
  if (column === 'stream' && random() < 0.5) return null;
  return pick(random, [`${old} `, '', 'x', '{}'].filter((text) => text !== old));
}

/** A row that somebody adds behind the last one, chained as it should be, head and all. */
function forge(raw: Database, read: ReadDb, last: number, type: string, data: string, actor: string): void {
  raw.prepare(`INSERT INTO journal SELECT ?, stream, at, recorded_at, 'person', ?, 'Ada', ?, ?, NULL, 0, hash FROM journal WHERE seq = ?`).run(last + 1, actor, type, data, last);
  rehash(raw, read, last + 1);
  setHead(raw);
}

export const ALTERATIONS: readonly Alteration[] = [
  { name: 'edit of a column', apply: (place) => (editColumn(place), [place.row]) },
  { name: 'edit of a column, with the hash made to fit', apply: (place) => {
    editColumn(place, COLUMNS.filter((column) => column !== 'hash'));
    rehash(place.raw, place.read, place.row);
    /* Itself where it says now what Holdfast would never write. */
    return [place.row, Math.min(place.row + 1, place.last)];
  } },
  { name: 'a row removed', apply: ({ raw, row }) => (remove(raw, `seq = ${row}`), [row]) },
  { name: 'a row removed, its texts left', apply: ({ raw, row }) => (raw.exec(`DELETE FROM journal WHERE seq = ${row}`), [row]) },
  { name: 'a row removed and the gap closed', apply: ({ raw, row, last }) => {
    if (row === last) return [];
    remove(raw, `seq = ${row}`);
    shift(raw, row, -1);
    setHead(raw);
    return [row];
  } },
  { name: 'two rows swapped', apply: ({ raw, random, row, last }) => {
    const other = 1 + below(random, last);
    if (other === row) return [];
    swap(raw, row, other, random() < 0.5);
    return [Math.min(row, other)];
  } },
  { name: 'two rows swapped, with hashes made to fit', apply: ({ raw, read, random, row, last }) => {
    const other = 1 + below(random, last - 1);
    if (Math.abs(other - row) < 2) return [];
    swap(raw, row, other, false);
    rehash(raw, read, row);
    rehash(raw, read, other);
    return [Math.min(row, other), Math.min(row, other) + 1];
  } },
  { name: 'the end cut off', apply: ({ raw, row }) => (remove(raw, `seq >= ${row}`), [row]) },
  { name: 'the end cut off, texts left', apply: ({ raw, row }) => (raw.exec(`DELETE FROM journal WHERE seq >= ${row}`), [row]) },
  { name: 'a row put in between', apply: ({ raw, row, last }) => {
    shift(raw, row, 1);
    raw.exec(`INSERT INTO journal SELECT ${row}, stream, at, recorded_at, actor_kind, actor_id, actor_name, type, data, evidence, from_memory, hash FROM journal WHERE seq = ${last + 1}`);
    setHead(raw);
    /* What is put in is a copy of the last row: put right before that one, either of the two is the copy. */
    return row === last ? [row, row + 1] : [row];
  } },
  { name: 'a row added behind the end, chained', apply: ({ raw, read, last }) => {
    const head = raw.prepare('SELECT seq, hash FROM journal_head').get() as { seq: number; hash: Uint8Array };
    forge(raw, read, last, 'acknowledged', '{}', 'ada');
    raw.prepare('UPDATE journal_head SET seq = ?, hash = ?').run(head.seq, head.hash);
    return [last + 1];
  } },
  { name: 'a row added far away', apply: ({ raw, random, row, last }) => {
    const at = pick(random, [0, -1, -(2 ** 60), last + 2, 2 ** 60]);
    raw.exec(`INSERT INTO journal SELECT ${BigInt(at)}, stream, at, recorded_at, actor_kind, actor_id, actor_name, type, data, evidence, from_memory, hash FROM journal WHERE seq = ${row}`);
    return [Math.min(at, last + 1)];
  } },
  { name: 'edit of a text', apply: ({ raw, random }) => {
    const all = texts(raw, 'text IS NOT NULL');
    const text = all.length === 0 ? null : pick(random, all);
    if (text === null) return [];
    const edit = pick<[string, unknown]>(random, [["text = text || ' '", null], ['text = ?', 'x'], ['salt = ?', bytes(random, 16)], ['salt = ?', null], ['text = ?', null], ['commitment = ?', bytes(random, 32)], ['field = ?', 'other'], ['seq = ?', 1_000_000]]);
    raw.prepare(`UPDATE journal_texts SET ${edit[0]} WHERE seq = ${text.seq} AND field = '${text.field}'`).run(...(edit[0].includes('?') ? [edit[1]] : []));
    return [text.seq];
  } },
  { name: 'a text swapped for another, with its commitment made to fit', apply: ({ raw, random }) => {
    const all = texts(raw, 'text IS NOT NULL');
    const text = all.length === 0 ? null : pick(random, all);
    if (text === null) return [];
    const salt = bytes(random, 16);
    raw.prepare('UPDATE journal_texts SET text = ?, salt = ?, commitment = ? WHERE seq = ? AND field = ?').run('nothing happened', salt, commitTo(salt, text.field, 'nothing happened'), text.seq, text.field);
    return [text.seq];
  } },
  { name: 'a text removed, added, or hung on no row', apply: ({ raw, random, row, last }) => {
    const add = (seq: number): number => {
      raw.prepare(`INSERT INTO journal_texts (seq, field, commitment, salt, text) VALUES (?, 'added', ?, ?, 'x')`).run(BigInt(seq), commitTo(new Uint8Array(16), 'added', 'x'), new Uint8Array(16));
      return seq;
    };
    const [text] = texts(raw, `seq = ${row}`);
    if (random() < 0.4) return [add(row)];
    if (random() < 0.3) return [add(pick(random, [0, -5, last + 1, last + 40, 2 ** 60]))];
    if (text === undefined) return [];
    raw.prepare('DELETE FROM journal_texts WHERE seq = ?').run(row);
    return [row];
  } },
  { name: 'a text deleted without a redaction', apply: ({ raw, random }) => {
    const all = texts(raw, 'text IS NOT NULL');
    const text = all.length === 0 ? null : pick(random, all);
    if (text === null) return [];
    raw.prepare('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ? AND field = ?').run(text.seq, text.field);
    return [text.seq];
  } },
  { name: 'a text deleted with a redaction that nobody asked for', apply: ({ raw, read, random, last }) => {
    const all = texts(raw, 'text IS NOT NULL').filter(({ seq }) => raw.prepare(`SELECT 1 FROM journal WHERE type = 'redactionAsked' AND json_extract(data, '$.seq') = ?`).get(seq) === undefined);
    const text = all.length === 0 ? null : pick(random, all);
    if (text === null) return [];
    raw.prepare('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ? AND field = ?').run(text.seq, text.field);
    forge(raw, read, last, 'redacted', canonicalJson({ ...text, askedBy: ADA }), 'bob');
    return [last + 1];
  } },
  { name: 'a text deleted by whoever asked for it', apply: ({ raw, read, last }) => {
    const asked = raw.prepare(`SELECT a.actor_id AS asker, t.seq, t.field FROM journal a JOIN journal_texts t ON t.seq = json_extract(a.data, '$.seq') AND t.field = json_extract(a.data, '$.field') WHERE a.type = 'redactionAsked' AND t.text IS NOT NULL`).get() as { asker: string; seq: number; field: string } | undefined;
    if (asked === undefined) return [];
    raw.prepare('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ? AND field = ?').run(asked.seq, asked.field);
    forge(raw, read, last, 'redacted', canonicalJson({ seq: asked.seq, field: asked.field, askedBy: ADA }), asked.asker);
    return [last + 1];
  } },
  { name: 'a redacted text filled again', apply: ({ raw, random }) => {
    const all = texts(raw, 'text IS NULL');
    const text = all.length === 0 ? null : pick(random, all);
    if (text === null) return [];
    raw.prepare('UPDATE journal_texts SET text = ?, salt = ? WHERE seq = ? AND field = ?').run('something else', bytes(random, 16), text.seq, text.field);
    return [text.seq];
  } },
  { name: 'the head', apply: ({ raw, random, row, last }) => {
    const edits: [string, number][] = [['UPDATE journal_head SET seq = seq + 1', last + 1], ['UPDATE journal_head SET hash = randomblob(32)', last], ['DELETE FROM journal_head', last], [`UPDATE journal_head SET seq = ${row - 1}`, row]];
    const [sql, named] = pick(random, edits);
    raw.exec(sql);
    return [named];
  } },
];
