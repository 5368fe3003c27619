import type { Database } from 'better-sqlite3';
import type { SqlValue } from '../sql.ts';

/** A table as it has to look, by which rows are known again where nothing else says whose they are. */
export interface TableShape {
  readonly name: string;
  /** In the order in which a record holds them. */
  readonly columns: readonly ColumnShape[];
  /** A table WITHOUT ROWID is kept as an index is. */
  readonly kind: 'table' | 'index';
  /** False for what SQLite or a virtual table keeps for itself: known, so that its pages are not taken for others, and left alone. */
  readonly ours: boolean;
}

export interface ColumnShape {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** Stands for the row's number, and as null in its record. */
  readonly isRowid: boolean;
}

/** A row by the names of its columns, in the order of the shape. */
export type FoundRow = readonly SqlValue[];

interface ListedTable {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly wr: number;
  readonly strict: number;
}

const ofSqlite = (name: string, types: readonly string[]): TableShape => ({ name, kind: 'table', ours: false, columns: types.map((type, index) => ({ name: `c${index}`, type, notNull: false, isRowid: false })) });
const OF_SQLITE: readonly TableShape[] = [
  ofSqlite('sqlite_schema', ['TEXT', 'TEXT', 'TEXT', 'INTEGER', 'TEXT']),
  ofSqlite('sqlite_sequence', ['TEXT', 'INTEGER']),
  ofSqlite('sqlite_stat1', ['TEXT', 'TEXT', 'TEXT']),
  ofSqlite('sqlite_stat4', ['TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'BLOB']),
];

/** Every table that a database of this schema holds. */
export function readShapes(raw: Database): TableShape[] {
  const tables = (raw.pragma('table_list') as ListedTable[]).filter(({ schema, name, type }) => schema === 'main' && (type === 'table' || type === 'shadow') && !name.startsWith('sqlite_'));
  return [...tables.map((table) => shapeOf(raw, table)), ...OF_SQLITE];
}

function shapeOf(raw: Database, { name, type, wr, strict }: ListedTable): TableShape {
  const withoutRowid = wr === 1;
  const columns = raw.pragma(`table_info(${name})`) as { name: string; type: string; notnull: number; pk: number }[];
  const keys = columns.filter(({ pk }) => pk > 0);
  const ordered = withoutRowid ? [...keys.sort((a, b) => a.pk - b.pk), ...columns.filter(({ pk }) => pk === 0)] : columns;
  const alias = !withoutRowid && keys.length === 1 && keys[0]?.type === 'INTEGER' ? keys[0].name : null;
  return {
    name,
    kind: withoutRowid ? 'index' : 'table',
    ours: type === 'table' && strict === 1,
    columns: ordered.map((column) => ({ name: column.name, type: strict === 1 ? column.type : 'ANY', notNull: strict === 1 && (column.notnull === 1 || column.pk > 0), isRowid: column.name === alias })),
  };
}

/** The row that a record of this table says; null where it cannot be one. Columns that came later are missing at the end. */
export function rowOf({ columns }: TableShape, rowid: number, record: readonly SqlValue[]): FoundRow | null {
  if (record.length > columns.length || record.length === 0) return null;
  const row: SqlValue[] = [];
  for (const [index, column] of columns.entries()) {
    const value = record[index];
    if (value === undefined) break;
    if (column.isRowid ? value !== null : !fits(column, value)) return null;
    row.push(column.isRowid ? rowid : value);
  }
  return row;
}

function fits({ type, notNull }: ColumnShape, value: SqlValue): boolean {
  if (value === null) return !notNull;
  const isInteger = typeof value === 'bigint' || Number.isInteger(value);
  if (type === 'INTEGER' || type === 'INT') return isInteger;
  if (type === 'REAL') return isInteger || typeof value === 'number';
  if (type === 'TEXT') return typeof value === 'string';
  return type === 'BLOB' ? value instanceof Uint8Array : true;
}
