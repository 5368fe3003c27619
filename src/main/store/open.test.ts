import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups } from './backup.ts';
import { assertSqliteVersion, connectWriter, proveDurable } from './connection.ts';
import { type Migration, newestVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openStore } from './open.ts';
import type { Store } from './store.ts';
import { fakeClock, recordingLog, temporaryFolder } from './testing/fixtures.ts';

const NEXT: Migration = {
  version: newestVersion(MIGRATIONS) + 10,
  name: 'next',
  up: (db) => db.run('CREATE TABLE next (a INTEGER) STRICT'),
};

function open(file: string, migrations?: readonly Migration[], clock = fakeClock()): Store {
  return openStore({ file, clock, log: recordingLog(), ...(migrations && { migrations }) });
}
function addSignal(store: Store, signal: string): void {
  store.write!.run('INSERT INTO series_signals (signal) VALUES (?)', signal);
}
const signalsOf = (store: Store): string[] => store.read.all<{ signal: string }>('SELECT signal FROM series_signals ORDER BY no').map((row) => row.signal);
const damagedFiles = (folder: string): string[] => fs.readdirSync(folder).filter((name) => name.includes('.damaged-') && !/-(wal|shm)$/.test(name));

describe('opening', () => {
  it('makes the folder and the file, keeps what was written, and finds it again', () => {
    using folder = temporaryFolder();
    const file = folder.file('deep/er/holdfast.db');
    const store = open(file);
    addSignal(store, 'checkout-p95');
    expect([store.durable, store.problems(), store.schemaVersion]).toEqual([true, [], newestVersion(MIGRATIONS)]);
    store.close();
    const again = open(file);
    expect(signalsOf(again)).toEqual(['checkout-p95']);
    expect(again.quickCheck()).toEqual([]);
    again.close();
  });

  it('works in memory', () => {
    const store = open(':memory:');
    addSignal(store, 'a');
    expect([signalsOf(store), store.durable]).toEqual([['a'], true]);
    store.close();
  });

  it('refuses an SQLite that can damage its own files, in a sentence', () => {
    for (const version of ['3.51.2', '3.40.1', '3.9.9', '2.99.99']) expect(() => assertSqliteVersion(version)).toThrow(`SQLite ${version} can damage its own files; Holdfast needs 3.51.3 or newer`);
    for (const version of ['3.51.3', '3.51.10', '3.54.1', '4.0.0']) assertSqliteVersion(version);
  });
});

describe('confirmed means on disk', () => {
  it('is FULL on a new file and on every reopen, after writes, with foreign keys, a log and no memory map', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    for (let opening = 0; opening < 3; opening += 1) {
      const store = open(file);
      for (let write = 0; write < 5; write += 1) addSignal(store, `s${opening}-${write}`);
      const setting = (name: string): unknown => Object.values(store.read.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
      expect(['synchronous', 'foreign_keys', 'mmap_size', 'busy_timeout', 'secure_delete'].map((name) => [name, setting(name)])).toEqual([
        ['synchronous', 2],
        ['foreign_keys', 1],
        ['mmap_size', 0],
        ['busy_timeout', 2_000],
        ['secure_delete', 1],
      ]);
      expect(fs.statSync(`${file}-wal`).size).toBeGreaterThan(0);
      store.close();
    }
  });

  it('control arm: the driver by itself says FULL before the first write and NORMAL after it, and that is refused', () => {
    using folder = temporaryFolder();
    const raw = new Database(folder.file('plain.db'));
    raw.pragma('journal_mode = WAL');
    expect(raw.pragma('synchronous', { simple: true })).toBe(2);
    expect(() => proveDurable(raw)).toThrow('would lose confirmed entries in a power cut (synchronous is 1 after the first write, expected 2)');
    raw.close();
    const reopened = new Database(folder.file('plain.db'));
    expect(() => proveDurable(reopened)).toThrow('synchronous is 1');
    reopened.close();
    const ours = connectWriter(folder.file('plain.db'));
    proveDurable(ours);
    ours.pragma('journal_mode = DELETE');
    expect(() => proveDurable(ours)).toThrow('journal_mode is "delete", expected "wal"');
    ours.close();
  });

  it('refuses to start while another program writes to the file', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    open(file).close();
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect(() => open(file)).toThrow(`Another program is writing to ${file}. Close it and start Holdfast again.`);
    other.close();
  });
});

describe('a file of another release', () => {
  it('newer: opens for reading, says so, and does not change a byte', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const newer = open(file, [...MIGRATIONS, NEXT]);
    addSignal(newer, 'from-the-future');
    newer.close();
    const before = fs.readFileSync(file);
    const store = open(file);
    expect([store.write, store.durable, signalsOf(store)]).toEqual([null, false, ['from-the-future']]);
    expect(store.problems().map(({ id, message }) => [id, message])).toEqual([
      ['store-newer', `The database was written by a newer Holdfast (schema ${NEXT.version}, this one knows ${newestVersion(MIGRATIONS)}). It is open for reading only and is not changed. Start the newer Holdfast to go on recording.`],
    ]);
    expect(() => store.read.all('DELETE FROM series_signals')).toThrow('a reader cannot run');
    store.close();
    expect(fs.readFileSync(file).equals(before)).toBe(true);
    expect(listBackups(file)).toEqual([]);
    const back = open(file, [...MIGRATIONS, NEXT]);
    addSignal(back, 'goes-on');
    expect(signalsOf(back)).toEqual(['from-the-future', 'goes-on']);
    back.close();
  });

  it('older: is backed up, checked and then migrated; the newest four backups are kept, and the last of each of seven days', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const clock = fakeClock();
    const first = open(file, MIGRATIONS, clock);
    addSignal(first, 'before');
    first.close();
    expect(listBackups(file)).toEqual([]);
    let release = [...MIGRATIONS];
    for (let step = 1; step <= 5; step += 1) {
      clock.advance(60_000);
      release = [...release, { version: NEXT.version + step * 10, name: `s${step}`, up: (db) => db.run(`CREATE TABLE s${step} (a INTEGER)`) }];
      const store = open(file, release, clock);
      expect([signalsOf(store), store.schemaVersion]).toEqual([['before'], NEXT.version + step * 10]);
      store.close();
    }
    const versions = listBackups(file).map((name) => Number(/-v(\d+)\.db$/.exec(name)?.[1]));
    expect(versions).toEqual([4, 3, 2, 1].map((step) => NEXT.version + step * 10));
    expect(fs.readdirSync(folder.file('backups')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const newest = new Database(listBackups(file)[0], { readonly: true });
    expect(newest.prepare('SELECT signal FROM series_signals').all()).toEqual([{ signal: 'before' }]);
    newest.close();
  });

  it('a migration that fails leaves the old file in use for the old release', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const first = open(file);
    addSignal(first, 'kept');
    first.close();
    const broken: Migration = { ...NEXT, up: (db) => [db.run('CREATE TABLE half (a INTEGER)'), db.run('SELEKT 1')] };
    expect(() => open(file, [...MIGRATIONS, broken])).toThrow('syntax error');
    const store = open(file);
    expect([signalsOf(store), store.problems(), store.read.get(`SELECT 1 FROM sqlite_schema WHERE name = 'half'`)]).toEqual([['kept'], [], undefined]);
    store.close();
  });
});

describe('a damaged file', () => {
  /** A store with 400 signals; `withBackup` makes the release change once, so that a backup exists. */
  function prepare(file: string, withBackup: boolean): readonly Migration[] {
    const store = open(file);
    store.write!.transaction(() => {
      for (let index = 0; index < 400; index += 1) addSignal(store, `signal-${index}`);
    });
    store.close();
    const release = withBackup ? [...MIGRATIONS, NEXT] : MIGRATIONS;
    if (withBackup) open(file, release).close();
    return release;
  }
  const ruin: Record<string, (file: string) => void> = {
    'its header is garbage': (file) => overwrite(file, 0, Buffer.alloc(100, 'x')),
    'a page in the middle is zeroed': (file) => overwrite(file, 4096 * 3, Buffer.alloc(4096)),
    'it is cut in half': (file) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2 / 512) * 512),
    'one letter of a column’s name is another, which every check of SQLite calls sound': (file) => overwrite(file, fs.readFileSync(file).indexOf('salt BLOB'), Buffer.from('t')),
    'it is a text file': (file) => fs.writeFileSync(file, 'this is not a database, whatever its name says\n'.repeat(100)),
  };
  function overwrite(file: string, at: number, bytes: Buffer): void {
    const handle = fs.openSync(file, 'r+');
    fs.writeSync(handle, bytes, 0, bytes.length, at);
    fs.closeSync(handle);
  }

  for (const [what, damage] of Object.entries(ruin)) {
    it(`${what}: it is set aside as it was, the newest backup comes back, and the sentence says so`, () => {
      using folder = temporaryFolder();
      const file = folder.file('holdfast.db');
      const release = prepare(file, true);
      damage(file);
      const ruined = fs.readFileSync(file);
      const store = open(file, release);
      expect(signalsOf(store)).toHaveLength(400);
      expect([store.durable, store.write === null, store.schemaVersion]).toEqual([true, false, NEXT.version]);
      const aside = damagedFiles(folder.path);
      expect(aside).toEqual(['holdfast.db.damaged-20260115T140000000Z']);
      expect(fs.readFileSync(folder.file(aside[0]!)).equals(ruined)).toBe(true);
      expect(store.problems()).toHaveLength(1);
      expect(store.problems()[0]!.message).toMatch(/^The database was damaged \(.+\)\. It was set aside as holdfast\.db\.damaged-20260115T140000000Z and the backup /);
      expect(store.problems()[0]!.message).toContain(`holdfast-20260115T140000000Z-v${newestVersion(MIGRATIONS)}.db was restored; what came after that backup is only in the file set aside.`);
      store.close();
    });
  }

  it('without a backup a fresh one is started, and the damaged one is still there', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const release = prepare(file, false);
    ruin['its header is garbage']!(file);
    const store = open(file, release);
    expect(signalsOf(store)).toEqual([]);
    expect(store.problems()[0]!.message).toContain('there was no sound backup, so a new one was started.');
    addSignal(store, 'works');
    store.close();
    expect(damagedFiles(folder.path)).toHaveLength(1);
    const next = open(file, release);
    expect([signalsOf(next), next.problems()]).toEqual([['works'], []]);
    next.close();
  });

  it('passes over backups that are damaged themselves, down to none', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const release = prepare(file, true);
    for (const backup of listBackups(file)) overwrite(backup, 4096 * 2, Buffer.alloc(4096, 7));
    fs.truncateSync(file, 0);
    const store = open(file, release);
    expect([signalsOf(store), store.durable]).toEqual([[], true]);
    expect(store.problems()[0]!.message).toContain('no sound backup');
    store.close();
  });

  it('met while running: it is said at once, and the next start checks the whole file', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const release = prepare(file, true);
    const running = open(file, release);
    running.close();
    const before = open(file, release);
    /* Pages are read again after another connection's write, as they are after a long time out of the cache. */
    const other = new Database(file);
    other.exec('CREATE TABLE other (a)');
    other.close();
    overwrite(file, 4096 * 3, Buffer.alloc(4096));
    const wrong = before.quickCheck();
    expect(wrong.length).toBeGreaterThan(0);
    expect(before.problems().map(({ id }) => id)).toEqual(['store-suspect']);
    before.close();
    expect(fs.existsSync(`${file}.suspect`)).toBe(true);
    const after = open(file, release);
    expect(after.problems()[0]!.id).toBe('store-damaged');
    expect(signalsOf(after)).toHaveLength(400);
    after.close();
    expect(fs.existsSync(`${file}.suspect`)).toBe(false);
  });
});

describe('a disk that refuses writes', () => {
  const remount = (folder: string, options: string): void => {
    execFileSync('mount', ['-o', `remount,${options}`, folder], { stdio: 'pipe' });
  };
  /** Runs `work` in a small file system of its own; false where this machine lets nobody mount one. */
  function withSmallDisk(work: (folder: string) => void): boolean {
    using folder = temporaryFolder();
    const disk = folder.file('disk');
    fs.mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      return false;
    }
    try {
      work(disk);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
    return true;
  }
  const sentence = (store: Store): string => store.problems().map(({ message }) => message).join();
  function fill(disk: string): void {
    const handle = fs.openSync(path.join(disk, 'filler'), 'w');
    for (const size of [65_536, 4_096, 512, 1]) {
      try {
        for (;;) if (fs.writeSync(handle, Buffer.alloc(size)) < size) break;
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
    }
    fs.closeSync(handle);
  }

  it('read-only: the history stays readable, nothing is lost, and it writes again after a restart on a mended disk', (context) => {
    const ran = withSmallDisk((disk) => {
      const file = path.join(disk, 'holdfast.db');
      const first = open(file);
      addSignal(first, 'kept');
      first.close();
      remount(disk, 'ro');
      const store = open(file);
      expect([signalsOf(store), store.durable]).toEqual([['kept'], false]);
      expect(sentence(store)).toBe(`${disk} cannot be written. ${store.write ? 'History can be read; what is recorded now is lost at a restart.' : 'History can be read; nothing new is recorded.'} Mend that and restart Holdfast.`);
      store.close();
      const migrated = open(file, [...MIGRATIONS, NEXT]);
      expect([signalsOf(migrated), migrated.durable, migrated.schemaVersion]).toEqual([['kept'], false, NEXT.version]);
      migrated.close();
      const empty = open(path.join(disk, 'other.db'));
      expect([signalsOf(empty), sentence(empty)]).toEqual([[], `${disk} cannot be written. History cannot be read; what is recorded now is lost at a restart. Mend that and restart Holdfast.`]);
      empty.close();
      remount(disk, 'rw');
      const mended = open(file);
      addSignal(mended, 'more');
      expect([signalsOf(mended), mended.problems(), mended.durable]).toEqual([['kept', 'more'], [], true]);
      mended.close();
    });
    context.skip(!ran, 'a small file system cannot be mounted here (needs root on Linux)');
  });

  it('full: starts all the same, says so, and loses nothing', (context) => {
    const ran = withSmallDisk((disk) => {
      const file = path.join(disk, 'holdfast.db');
      const first = open(file);
      addSignal(first, 'kept');
      first.close();
      fill(disk);
      const store = open(file);
      expect([signalsOf(store), store.durable]).toEqual([['kept'], false]);
      expect(sentence(store)).toMatch(/^(The disk of .* is full|.* cannot be written)\. History can be read;.* Mend that and restart Holdfast\.$/);
      store.close();
      fs.rmSync(path.join(disk, 'filler'));
      const mended = open(file);
      addSignal(mended, 'more');
      expect([signalsOf(mended), mended.problems()]).toEqual([['kept', 'more'], []]);
      mended.close();
    });
    context.skip(!ran, 'a small file system cannot be mounted here (needs root on Linux)');
  });

  it('full while running: the write fails with an error, what was confirmed stays, and it goes on once there is room', () => {
    const store = open(':memory:');
    addSignal(store, 'kept');
    const pages = store.read.get<{ page_count: number }>('PRAGMA page_count')!.page_count;
    store.write!.run(`PRAGMA max_page_count = ${pages + 1}`);
    const big = new Uint8Array(60_000);
    expect(() => store.write!.transaction(() => [addSignal(store, 'lost'), store.write!.run('INSERT INTO rollup_minutes VALUES (1, ?)', big)])).toThrow('database or disk is full');
    expect(signalsOf(store)).toEqual(['kept']);
    store.write!.run('PRAGMA max_page_count = 1000000');
    store.write!.run('INSERT INTO rollup_minutes VALUES (1, ?)', big);
    expect(store.quickCheck()).toEqual([]);
    store.close();
  });
});
