import type { Database, Statement } from 'better-sqlite3';
import { HoldfastError } from '../../shared/model/result.ts';
import type { EpochMs } from '../../shared/model/units.ts';
import { troubleOf } from './errors.ts';
import type { StoreClock, StoreLog } from './ports.ts';

export type SqlValue = null | number | bigint | string | Uint8Array;
/** Positional values, or one object for named parameters (`:name`). */
export type SqlParams = readonly SqlValue[] | readonly [Readonly<Record<string, SqlValue>>];

/** A statement that kept the engine's thread for too long; parameters are never recorded, they may hold secrets. */
export interface SlowStatement {
  readonly sql: string;
  readonly ms: number;
  readonly at: EpochMs;
}

export interface SqlOptions {
  readonly clock: StoreClock;
  readonly log: StoreLog;
  /** Told of every error before it is thrown on, so that damage found in passing is remembered. */
  readonly onDamage?: (error: unknown) => void;
}

const SLOW_MS = 40;
const SLOW_KEPT = 100;
const STATEMENTS_KEPT = 256;
const SQL_SHOWN = 500;

/** One connection's prepared statements, timed. Shared by its reading and its writing handle. */
class Statements {
  readonly raw: Database;
  readonly #options: SqlOptions;
  readonly #prepared = new Map<string, Statement>();
  readonly #slow: SlowStatement[] = [];

  constructor(raw: Database, options: SqlOptions) {
    this.raw = raw;
    this.#options = options;
  }

  prepare(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.raw.prepare(sql);
    const [oldest] = this.#prepared.keys();
    if (oldest !== undefined && this.#prepared.size >= STATEMENTS_KEPT) this.#prepared.delete(oldest);
    this.#prepared.set(sql, statement);
    return statement;
  }

  timed<T>(sql: string, work: () => T): T {
    const { clock } = this.#options;
    const started = clock.monotonicMs();
    try {
      return work();
    } catch (error) {
      if (troubleOf(error) === 'damaged') this.#options.onDamage?.(error);
      throw error;
    } finally {
      const ms = clock.monotonicMs() - started;
      if (ms > SLOW_MS) this.#recordSlow(sql, ms);
    }
  }

  slow(): readonly SlowStatement[] {
    return [...this.#slow];
  }

  /** What is on disk is on disk: whoever wrote it must not hear that it failed because what follows did. */
  follow(then: () => void): void {
    try {
      then();
    } catch (error) {
      this.#options.log.warn('something that follows a commit failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }

  #recordSlow(sql: string, ms: number): void {
    const entry = { sql: sql.replaceAll(/\s+/g, ' ').trim().slice(0, SQL_SHOWN), ms, at: this.#options.clock.nowMs() };
    this.#slow.push(entry);
    if (this.#slow.length > SLOW_KEPT) this.#slow.shift();
    this.#options.log.warn('slow statement', { sql: entry.sql, ms: Math.round(ms) });
  }
}

/**
 * The reading half of a store. It holds no way to write: a statement that would change anything is refused before it runs,
 * and a function that wants a `WriteDb` does not take it (private members make the two classes nominal).
 */
export class ReadDb {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /* The caller names the row's shape, as the columns of its own SQL stand: there is no other place it could come from. */
  all<Row>(sql: string, ...params: SqlParams): Row[] {
    const statement = this.#reader(sql);
    return this.#statements.timed(sql, () => statement.all(...params) as Row[]);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as for all(): the shape stands in the caller's SQL
  get<Row>(sql: string, ...params: SqlParams): Row | undefined {
    const statement = this.#reader(sql);
    return this.#statements.timed(sql, () => statement.get(...params) as Row | undefined);
  }

  /** How SQLite would run a statement, of either kind and without running it, one line per step, for tests that hold a hot query to its index. */
  explain(sql: string, ...params: SqlParams): string[] {
    const statement = this.#statements.prepare(`EXPLAIN QUERY PLAN ${sql}`);
    return statement.all(...params).map((row) => (row as { detail: string }).detail);
  }

  /** For what reads and writes, where nothing may be written: it reads the same, and refuses everything else. */
  refusingWriter(): WriteDb {
    return new RefusingDb(this.#statements);
  }

  #reader(sql: string): Statement {
    const statement = this.#statements.prepare(sql);
    if (!statement.readonly) throw new Error(`a reader cannot run: ${sql.slice(0, SQL_SHOWN)}`);
    return statement;
  }
}

/** The one writer. Everything it does outside `transaction` is a transaction of its own, on disk when the call returns. */
export class WriteDb extends ReadDb {
  readonly #statements: Statements;
  readonly #afterCommit: (() => void)[] = [];

  constructor(statements: Statements) {
    super(statements);
    this.#statements = statements;
  }

  run(sql: string, ...params: SqlParams): { changes: number; lastInsertRowid: number } {
    const statement = this.#statements.prepare(sql);
    const { changes, lastInsertRowid } = this.#statements.timed(sql, () => statement.run(...params));
    return { changes, lastInsertRowid: Number(lastInsertRowid) };
  }

  /**
   * All or nothing; the commit is durable (`synchronous=FULL`) when this returns. Nested calls become savepoints.
   * `work` must be synchronous: awaiting inside would let others write into the transaction.
   */
  transaction<T>(work: () => T): T {
    const nested = this.#statements.raw.inTransaction;
    const waiting = nested ? this.#afterCommit.length : 0;
    this.run(nested ? 'SAVEPOINT nested' : 'BEGIN IMMEDIATE');
    let result: T;
    try {
      result = work();
      if (result instanceof Promise) throw new TypeError('a transaction cannot wait for a promise');
      this.run(nested ? 'RELEASE nested' : 'COMMIT');
    } catch (error) {
      this.#afterCommit.length = waiting;
      this.#undo(nested);
      throw error;
    }
    if (!nested) for (const then of this.#afterCommit.splice(0)) this.#statements.follow(then);
    return result;
  }

  /** Runs `then` once what is being written is on disk: after the outermost transaction, at once where none is open, and never where it is undone. Where it throws, the log says so and the write stands. */
  afterCommit(then: () => void): void {
    if (this.#statements.raw.inTransaction) this.#afterCommit.push(then);
    else this.#statements.follow(then);
  }

  /**
   * Writes tables anew, row by row the same, so that no older version of a row is left in the free space of their pages: where rows
   * grow and shrink, SQLite moves them between pages and overwrites only where it deletes. Not inside a transaction.
   */
  rewriteTables(tables: readonly string[]): void {
    const { raw } = this.#statements;
    /* Else the rows that point at those would be deleted with them. */
    raw.pragma('foreign_keys = OFF');
    try {
      this.transaction(() => {
        for (const table of tables) raw.exec(`CREATE TABLE rewriting AS SELECT * FROM ${table}; DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM rewriting; DROP TABLE rewriting`);
      });
    } finally {
      raw.pragma('foreign_keys = ON');
    }
  }

  /**
   * Moves every page from the write-ahead log into the database and cuts the log to nothing, so that what was erased is in neither.
   * False, without waiting, while another program still reads an older state. Not inside a transaction.
   */
  emptyLog(): boolean {
    const { raw } = this.#statements;
    const patienceMs = Number(raw.pragma('busy_timeout', { simple: true }));
    raw.pragma('busy_timeout = 0');
    try {
      return Number(raw.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0;
    } finally {
      raw.pragma(`busy_timeout = ${patienceMs}`);
    }
  }

  /** A full disk can end the transaction by itself; rolling back then would hide the real error. */
  #undo(nested: boolean): void {
    if (!this.#statements.raw.inTransaction) return;
    if (nested) this.run('ROLLBACK TO nested');
    this.run(nested ? 'RELEASE nested' : 'ROLLBACK');
  }
}

class RefusingDb extends WriteDb {
  override run(): never {
    throw new HoldfastError('read_only', 'Nothing can be written now.');
  }

  override transaction(): never {
    return this.run();
  }
}

interface Sql {
  readonly read: ReadDb;
  readonly write: WriteDb;
  /** Statements over 40 ms, oldest first, at most 100. */
  readonly slow: () => readonly SlowStatement[];
}

export function createSql(raw: Database, options: SqlOptions): Sql {
  const statements = new Statements(raw, options);
  return { read: new ReadDb(statements), write: new WriteDb(statements), slow: () => statements.slow() };
}
