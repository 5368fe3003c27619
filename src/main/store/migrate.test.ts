import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertMonotonic, migrate, type Migration, newestVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { createSql, type SqlParams, WriteDb } from './sql.ts';
import { fakeClock, recordingLog } from './testing/fixtures.ts';

interface SchemaRow {
  readonly sql: string | null;
}

function openRaw() {
  const raw = new Database(':memory:');
  return { raw, ...createSql(raw, { clock: fakeClock(), log: recordingLog() }) };
}
const schemaOf = (raw: Database.Database): string[] =>
  (raw.prepare('SELECT sql FROM sqlite_schema ORDER BY type, name').all() as SchemaRow[]).flatMap(({ sql }) => (sql === null ? [] : [sql]));
const contentOf = (raw: Database.Database): unknown => [schemaOf(raw), raw.pragma('user_version', { simple: true })];
const textOf = (raw: Database.Database): string => JSON.stringify(contentOf(raw));

/** A second release to migrate to: several statements, one of which moves data. */
const SECOND: Migration = {
  version: newestVersion(MIGRATIONS) + 10,
  name: 'second',
  up: (db) => {
    db.run('CREATE TABLE extra (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT');
    db.run(`INSERT INTO extra (note) SELECT signal FROM series_signals`);
    db.run('CREATE INDEX extra_note ON extra (note)');
    db.run(`DELETE FROM series_signals WHERE signal = 'old'`);
  },
};

/** Dies before its n-th statement, as a killed process would: nothing after that point runs, not even the rollback's own code. */
class Dying {
  statements = 0;
  readonly dieAt: number;
  constructor(dieAt: number) {
    this.dieAt = dieAt;
  }
  wrap(db: WriteDb): WriteDb {
    const run = (sql: string, ...params: SqlParams) => {
      if (sql.startsWith('ROLLBACK') || sql === 'BEGIN IMMEDIATE') return db.run(sql, ...params);
      this.statements += 1;
      if (this.statements === this.dieAt) throw new Error('killed');
      return db.run(sql, ...params);
    };
    const transaction = <T>(work: () => T): T => {
      run('BEGIN IMMEDIATE');
      try {
        const result = work();
        run('COMMIT');
        return result;
      } catch (error) {
        run('ROLLBACK');
        throw error;
      }
    };
    return new Proxy(db, { get: (target, key) => (key === 'run' ? run : key === 'transaction' ? transaction : target.get.bind(target)) });
  }
}

describe('the registry', () => {
  it('holds every migration file, in order, numbered by tens as the file is', () => {
    const files = fs.readdirSync(path.join(import.meta.dirname, 'migrations')).filter((name) => /^\d{4}-.*\.ts$/.test(name) && !name.endsWith('.test.ts'));
    expect(MIGRATIONS.map(({ version, name }) => `${String(version).padStart(4, '0')}-${name}.ts`)).toEqual(files.sort());
    expect(MIGRATIONS.every(({ version }) => version % 10 === 0)).toBe(true);
    assertMonotonic(MIGRATIONS);
  });

  it('refuses numbers that do not rise', () => {
    const step = (version: number): Migration => ({ version, name: `m${version}`, up: () => {} });
    expect(() => assertMonotonic([step(10), step(30), step(20)])).toThrow('migration 20 (m20) must come after 30');
    expect(() => assertMonotonic([step(10), step(10)])).toThrow('migration 10 (m10) must come after 10');
    expect(() => assertMonotonic([step(0)])).toThrow('must come after 0');
  });

  it('makes the schema that is committed beside it (vitest -u after a new migration)', async () => {
    const { raw, write } = openRaw();
    migrate(write, MIGRATIONS);
    await expect(`${schemaOf(raw).join(';\n\n')};\n`).toMatchFileSnapshot('schema.sql');
  });
});

describe('migrating', () => {
  it('applies each step once and remembers it', () => {
    const { raw, write } = openRaw();
    expect(migrate(write, MIGRATIONS)).toEqual(MIGRATIONS.map(({ version }) => version));
    expect(raw.pragma('user_version', { simple: true })).toBe(newestVersion(MIGRATIONS));
    expect(migrate(write, MIGRATIONS)).toEqual([]);
    expect(migrate(write, [...MIGRATIONS, SECOND])).toEqual([SECOND.version]);
  });

  function seeded() {
    const opened = openRaw();
    migrate(opened.write, MIGRATIONS);
    opened.write.run(`INSERT INTO series_signals (signal) VALUES ('old'), ('checkout-p95')`);
    return opened;
  }
  const rows = (raw: Database.Database): unknown => raw.prepare('SELECT * FROM series_signals').all();

  it('killed at any statement, leaves exactly the old schema and data, and a restart finishes it', () => {
    const whole = seeded();
    const counting = new Dying(Number.POSITIVE_INFINITY);
    migrate(counting.wrap(whole.write), [...MIGRATIONS, SECOND]);
    expect(counting.statements).toBe(6);
    for (let dieAt = 1; dieAt <= counting.statements; dieAt += 1) {
      const { raw, write } = seeded();
      const before = [contentOf(raw), rows(raw)];
      expect(() => migrate(new Dying(dieAt).wrap(write), [...MIGRATIONS, SECOND])).toThrow('killed');
      expect([contentOf(raw), rows(raw)], `killed at statement ${dieAt}`).toEqual(before);
      migrate(write, [...MIGRATIONS, SECOND]);
      expect([contentOf(raw), rows(raw)], `restarted after statement ${dieAt}`).toEqual([contentOf(whole.raw), rows(whole.raw)]);
    }
  });

  it('every released migration from an empty file, killed at any statement, is wholly there or not at all', () => {
    const counting = new Dying(Number.POSITIVE_INFINITY);
    migrate(counting.wrap(openRaw().write), MIGRATIONS);
    const whole = openRaw();
    migrate(whole.write, MIGRATIONS);
    const end = textOf(whole.raw);
    /** As text: each of some thousand deaths is compared with each state between two migrations. */
    const steps = new Set(MIGRATIONS.map((_, index) => {
      const { raw, write } = openRaw();
      migrate(write, MIGRATIONS.slice(0, index));
      return textOf(raw);
    }));
    for (let dieAt = 1; dieAt <= counting.statements; dieAt += 1) {
      const { raw, write } = openRaw();
      expect(() => migrate(new Dying(dieAt).wrap(write), MIGRATIONS)).toThrow('killed');
      expect(steps.has(textOf(raw)), `killed at statement ${dieAt}`).toBe(true);
      migrate(write, MIGRATIONS);
      expect(textOf(raw)).toBe(end);
    }
  });

  it('control arm: without the transaction the same kill leaves a schema that is neither old nor new', () => {
    const { raw, write } = seeded();
    const before = contentOf(raw);
    const dying = new Dying(3).wrap(write);
    expect(() => SECOND.up(dying)).toThrow('killed');
    expect(contentOf(raw)).not.toEqual(before);
    expect(() => migrate(write, [...MIGRATIONS, SECOND])).toThrow('already exists');
  });
});
