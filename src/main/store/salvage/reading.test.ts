import Database from 'better-sqlite3';
import fc from 'fast-check';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../engine/testing/manual-clock.ts';
import { openStore } from '../open.ts';
import type { SqlValue } from '../sql.ts';
import { temporaryFolder } from '../testing/fixtures.ts';
import { committedInLog, openPages } from './page-file.ts';
import { readRecord, readVarint } from './record.ts';
import { readShapes } from './shapes.ts';
import { rowsOn, survey } from './survey.ts';
import { openWorkspace } from './testing/workspace.ts';
import { seededRandom } from '../testing/random.ts';

const value: fc.Arbitrary<SqlValue> = fc.oneof(fc.constant(null), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ unit: 'grapheme', maxLength: 400 }), fc.uint8Array({ maxLength: 20_000 }));
/* SQLite keeps a whole number in a column of any type as an integer, and a text or a blob as it is. */
const plain = (cell: SqlValue): unknown => (cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : typeof cell === 'bigint' ? cell.toString() : Object.is(cell, -0) ? '0' : cell === null ? null : typeof cell === 'number' ? cell.toString() : cell);

function allRows(file: string): Map<string, SqlValue[][]> {
  const raw = new Database(file, { readonly: true });
  const shapes = readShapes(raw);
  raw.close();
  using pages = openPages(file);
  return new Map(survey(pages, shapes).map((table) => [table.shape.name, table.pages.flatMap((page) => rowsOn(pages, table.shape, page).map((row) => [...row]))]));
}

describe('reading a file page by page', () => {
  it('finds every row that SQLite wrote, whatever it holds, with and without row numbers', () => {
    using folder = temporaryFolder();
    let files = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }), (rows) => {
        const file = folder.file(`${(files += 1)}.db`);
        const raw = new Database(file);
        raw.defaultSafeIntegers(true);
        raw.exec('CREATE TABLE plain (id INTEGER PRIMARY KEY, a ANY, b ANY, c ANY) STRICT; CREATE TABLE keyed (a TEXT, n INTEGER, b ANY, PRIMARY KEY (n, a)) STRICT, WITHOUT ROWID');
        rows.forEach((row, index) => {
          raw.prepare('INSERT INTO plain VALUES (?, ?, ?, ?)').run(index * 1_000_003 + 1, ...row);
          raw.prepare('INSERT INTO keyed VALUES (?, ?, ?)').run(`key ${index}`, BigInt(index), row[0]);
        });
        const wanted = (raw.prepare('SELECT * FROM plain ORDER BY id').raw().all() as SqlValue[][]).map((row) => row.map(plain));
        const wantedKeyed = (raw.prepare('SELECT n, a, b FROM keyed ORDER BY n, a').raw().all() as SqlValue[][]).map((row) => row.map(plain));
        raw.close();
        const found = allRows(file);
        expect(found.get('plain')?.map((row) => row.map(plain)).sort(byFirst)).toEqual(wanted.sort(byFirst));
        expect(found.get('keyed')?.map((row) => row.map(plain)).sort(byFirst)).toEqual(wantedKeyed.sort(byFirst));
      }),
      { numRuns: 25 },
    );
  });

  it('makes nothing of bytes that are no record', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void [readRecord(bytes), readVarint(bytes, 0)]), { numRuns: 5_000 });
    expect([readRecord(new Uint8Array([2, 13])), readRecord(new Uint8Array([3, 1])), readRecord(new Uint8Array([2, 10])), readRecord(new Uint8Array([2, 1, 7, 7]))]).toEqual([[''], null, null, null]);
    expect(readRecord(new Uint8Array([2, 15, 0xff]))).toBeNull();
  });
});

describe('a table whose root was written in the place of another’s', () => {
  it('keeps its rows, also where that other one has rows of the same form', () => {
    using folder = temporaryFolder();
    const file = folder.file('live/holdfast.db');
    const workspace = openWorkspace(file, seededRandom(11));
    workspace.grow(300);
    workspace.store.close();
    const raw = new Database(file);
    const root = (name: string): number => 4_096 * ((raw.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number) - 1);
    const [rollups, index] = [root('rollup_minutes'), root('search_data')];
    raw.close();
    const rows = allRows(file).get('rollup_minutes');
    const bytes = fs.readFileSync(file);
    bytes.copy(bytes, index, rollups, rollups + 4_096);
    bytes.fill(0, rollups, rollups + 4_096);
    fs.writeFileSync(file, bytes);
    const found = allRows(file);
    expect(rows?.length).toBeGreaterThan(50);
    expect(found.get('rollup_minutes')?.toSorted(byFirst)).toEqual(rows);
    expect(found.get('search_data')).toEqual([]);
  });
});

const byFirst = (a: readonly unknown[], b: readonly unknown[]): number => Number(a[0]) - Number(b[0]);

describe('the log', () => {
  /** Twenty commits that stand in the log alone, as a kill leaves them. */
  function killed(folder: { file(name: string): string }) {
    const live = folder.file('live/holdfast.db');
    const workspace = openWorkspace(live, seededRandom(7));
    for (let commit = 0; commit < 20; commit += 1) workspace.grow(3);
    const file = folder.file('holdfast.db');
    for (const part of ['', '-wal']) fs.copyFileSync(live + part, file + part);
    const rows = workspace.journal.head()?.seq;
    workspace.store.close();
    return { file, rows, workspace };
  }
  const rowsOf = (file: string, history: ReturnType<typeof openWorkspace>['history'], clock: ReturnType<typeof openWorkspace>['clock']) => {
    const store = openStore({ file, clock, log: silentLog, history });
    const found = { last: store.read.get<{ seq: number }>('SELECT max(seq) AS seq FROM journal')?.seq, problems: store.problems().map(({ message }) => message) };
    store.close();
    return found;
  };

  it('with a byte altered in its middle: SQLite would forget what stands behind it without a word; here it is kept, and said', () => {
    using folder = temporaryFolder();
    const { file, rows, workspace } = killed(folder);
    const bytes = fs.readFileSync(`${file}-wal`);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    fs.writeFileSync(`${file}-wal`, bytes);
    expect(committedInLog(file).behindDamage).toBeGreaterThan(0);
    fs.cpSync(file, folder.file('control.db'));
    fs.cpSync(`${file}-wal`, folder.file('control.db-wal'));
    const control = new Database(folder.file('control.db'));
    const forgotten = (rows ?? 0) - (control.prepare('SELECT max(seq) FROM journal').pluck().get() as number);
    control.close();
    expect(forgotten).toBeGreaterThan(5);
    const found = rowsOf(file, workspace.history, workspace.clock);
    /* One more: what was repaired is an entry, too. */
    expect((rows ?? 0) + 1 - (found.last ?? 0)).toBeLessThanOrEqual(2);
    expect(found.problems[0]).toMatch(/^The database was damaged \(a byte of its log was altered, and \d+ confirmed changes stand behind it\)\. It was set aside as holdfast\.db\.damaged-/);
  });

  it('torn at its end, as a power cut leaves it, is no damage', () => {
    using folder = temporaryFolder();
    const { file, rows, workspace } = killed(folder);
    const bytes = fs.readFileSync(`${file}-wal`);
    fs.writeFileSync(`${file}-wal`, bytes.subarray(0, bytes.length - 1_000));
    expect(committedInLog(file).behindDamage).toBe(0);
    const found = rowsOf(file, workspace.history, workspace.clock);
    expect([found.problems, (found.last ?? 0) >= (rows ?? 0) - 4]).toEqual([[], true]);
  });

  it('is read where the file itself was emptied', () => {
    using folder = temporaryFolder();
    const { file, rows, workspace } = killed(folder);
    const whole = fs.readFileSync(file);
    fs.truncateSync(file, 0);
    const found = rowsOf(file, workspace.history, workspace.clock);
    expect(found.problems[0]).toContain('it is empty, though its log is not');
    expect([found.last, whole.length > 0]).toEqual([(rows ?? 0) + 1, true]);
  });
});
