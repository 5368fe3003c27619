import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSql, type ReadDb, type WriteDb } from './sql.ts';
import { fakeClock, recordingLog } from './testing/fixtures.ts';

function openSql() {
  const clock = fakeClock();
  const log = recordingLog();
  const raw = new Database(':memory:');
  /* A statement that takes as long as its argument says, on the injected clock. */
  raw.function('takes', (ms: number) => {
    clock.advance(ms);
    return ms;
  });
  const sql = createSql(raw, { clock, log });
  sql.write.run('CREATE TABLE t (a INTEGER, b BLOB) STRICT');
  return { ...sql, log, clock };
}

describe('reading and writing handles', () => {
  it('gives back what was written, blobs and named parameters included', () => {
    const { read, write } = openSql();
    expect(write.run('INSERT INTO t VALUES (?, ?)', 1, new Uint8Array([1, 2, 255]))).toEqual({ changes: 1, lastInsertRowid: 1 });
    write.run('INSERT INTO t VALUES (:a, NULL)', { a: 2 });
    expect(read.all('SELECT a FROM t ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }]);
    expect([...(read.get<{ b: Uint8Array }>('SELECT b FROM t WHERE a = 1')?.b ?? [])]).toEqual([1, 2, 255]);
    expect(read.get('SELECT a FROM t WHERE a = 9')).toBeUndefined();
  });

  it('does not let a reader change anything, whatever SQL it is given', () => {
    const { read } = openSql();
    for (const sql of ['INSERT INTO t VALUES (1, NULL)', 'DELETE FROM t', 'DROP TABLE t', 'INSERT INTO t VALUES (1, NULL) RETURNING a'])
      expect(() => read.all(sql)).toThrow('a reader cannot run');
  });

  it('does not compile when a reader is handed to a function that writes', () => {
    const { read, write } = openSql();
    const clear = (db: WriteDb) => db.run('DELETE FROM t').changes;
    const count = (db: ReadDb) => db.get<{ n: number }>('SELECT count(*) AS n FROM t')?.n;
    expect(clear(write)).toBe(0);
    expect(count(write)).toBe(0);
    // @ts-expect-error -- a ReadDb is no WriteDb
    expect(() => clear(read)).toThrow(TypeError);
  });

  it('shows the plan of a query', () => {
    const { read, write } = openSql();
    write.run('CREATE INDEX by_a ON t (a)');
    expect(read.explain('SELECT b FROM t WHERE a = ?', 1).join()).toContain('USING INDEX by_a');
  });
});

describe('transactions', () => {
  it('keeps all of it or nothing', () => {
    const { read, write } = openSql();
    const fails = () =>
      write.transaction(() => {
        write.run('INSERT INTO t VALUES (1, NULL)');
        throw new Error('half way');
      });
    expect(fails).toThrow('half way');
    expect(read.all('SELECT * FROM t')).toEqual([]);
    expect(write.transaction(() => write.run('INSERT INTO t VALUES (2, NULL)').changes)).toBe(1);
    expect(read.all('SELECT a FROM t')).toEqual([{ a: 2 }]);
  });

  it('stands, and the rest that follows it is done, where one thing that follows it fails', () => {
    const { read, write, log } = openSql();
    const done: string[] = [];
    write.transaction(() => {
      write.run('INSERT INTO t VALUES (1, NULL)');
      write.afterCommit(() => {
        throw new Error('a screen is gone');
      });
      write.afterCommit(() => void done.push('told'));
    });
    expect([read.all('SELECT a FROM t'), done]).toEqual([[{ a: 1 }], ['told']]);
    expect(JSON.stringify(log)).toContain('a screen is gone');
  });

  it('undoes an inner one alone when its failure is caught', () => {
    const { read, write } = openSql();
    write.transaction(() => {
      write.run('INSERT INTO t VALUES (1, NULL)');
      expect(() =>
        write.transaction(() => {
          write.run('INSERT INTO t VALUES (2, NULL)');
          throw new Error('inner');
        }),
      ).toThrow('inner');
      write.run('INSERT INTO t VALUES (3, NULL)');
    });
    expect(read.all('SELECT a FROM t ORDER BY a')).toEqual([{ a: 1 }, { a: 3 }]);
  });

  it('does what waits for the commit once the outermost one is done, and never what belonged to something undone', () => {
    const { read, write } = openSql();
    const done: string[] = [];
    const rows = () => read.get<{ n: number }>('SELECT count(*) AS n FROM t')?.n;
    write.transaction(() => {
      write.run('INSERT INTO t VALUES (1, NULL)');
      write.afterCommit(() => done.push(`outer ${rows()}`));
      write.transaction(() => write.afterCommit(() => done.push('inner')));
      const undone = () =>
        write.transaction(() => {
          write.afterCommit(() => done.push('undone'));
          throw new Error('inner');
        });
      expect(undone).toThrow('inner');
      expect(done).toEqual([]);
      write.run('INSERT INTO t VALUES (2, NULL)');
    });
    expect(done).toEqual(['outer 2', 'inner']);
    const fails = () =>
      write.transaction(() => {
        write.afterCommit(() => done.push('undone'));
        throw new Error('outer');
      });
    expect(fails).toThrow('outer');
    write.transaction(() => write.run('INSERT INTO t VALUES (3, NULL)'));
    write.afterCommit(() => done.push('at once'));
    expect(done).toEqual(['outer 2', 'inner', 'at once']);
  });

  it('refuses work that waits, and leaves nothing open', () => {
    const { read, write } = openSql();
    expect(() => write.transaction(() => Promise.resolve(write.run('INSERT INTO t VALUES (1, NULL)')))).toThrow('cannot wait for a promise');
    expect(read.all('SELECT * FROM t')).toEqual([]);
    write.transaction(() => write.run('INSERT INTO t VALUES (2, NULL)'));
  });
});

describe('slow statements', () => {
  it('records and logs those over 40 ms, without their parameters', () => {
    const { read, write, slow, log } = openSql();
    write.run('CREATE TABLE secrets (v TEXT) STRICT');
    read.get('SELECT takes(40)');
    expect(slow()).toEqual([]);
    read.get('SELECT takes(?),\n      ?', 41, 'hunter2');
    expect(slow()).toEqual([{ sql: 'SELECT takes(?), ?', ms: 41, at: Date.UTC(2026, 0, 15, 14) + 81 }]);
    expect(log.lines).toEqual([{ level: 'warn', message: 'slow statement', fields: { sql: 'SELECT takes(?), ?', ms: 41 } }]);
    expect(JSON.stringify([slow(), log.lines])).not.toContain('hunter2');
  });

  it('keeps the newest hundred', () => {
    const { read, slow } = openSql();
    for (let index = 0; index < 130; index += 1) read.get('SELECT takes(?)', 50 + index);
    expect(slow()).toHaveLength(100);
    expect(slow().at(-1)?.ms).toBe(179);
  });

  it('goes on working when more statements were prepared than are kept', () => {
    const { read } = openSql();
    for (let index = 0; index < 600; index += 1) expect(read.get<{ v: number }>(`SELECT ${index} AS v`)?.v).toBe(index);
    expect(read.get('SELECT 0 AS v')).toEqual({ v: 0 });
  });
});
