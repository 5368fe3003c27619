import Database from 'better-sqlite3';
import { orDamage, userVersion } from './connection.ts';
import { migrate, type Migration } from './migrate.ts';
import { createSql, type SqlOptions } from './sql.ts';

/**
 * What is wrong with the names, columns and indexes of a database, measured against what its own migrations make; null when nothing
 * is. A byte of a table's text that was altered passes every check of SQLite, and then no statement finds its column. Structure is
 * compared and not text, so that how a migration is written may change.
 */
export function schemaWrong(raw: Database.Database, migrations: readonly Migration[], options: SqlOptions): string | null {
  const version = userVersion(raw);
  if (!migrations.some((migration) => migration.version === version)) return null;
  const expected = expectedStructure(migrations, version, options);
  return orDamage(() => difference(structureOf(raw), expected, version), (reason) => reason);
}

function difference(found: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>, version: number): string | null {
  for (const [name, expected] of wanted) {
    if (!found.has(name)) return `it has no ${name}, which its schema ${version} has`;
    if (found.get(name) !== expected) return `its ${name} is not as its schema ${version} makes it`;
  }
  return null;
}

const made = new WeakMap<readonly Migration[], Map<number, ReadonlyMap<string, string>>>();

function expectedStructure(migrations: readonly Migration[], version: number, options: SqlOptions): ReadonlyMap<string, string> {
  const byVersion = made.get(migrations) ?? new Map<number, ReadonlyMap<string, string>>();
  made.set(migrations, byVersion);
  const known = byVersion.get(version);
  if (known !== undefined) return known;
  const raw = new Database(':memory:');
  try {
    migrate(createSql(raw, options).write, migrations.filter((migration) => migration.version <= version));
    const structure = structureOf(raw);
    byVersion.set(version, structure);
    return structure;
  } finally {
    raw.close();
  }
}

/** Tables, indexes and triggers by what they are called, each as one text. */
function structureOf(raw: Database.Database): Map<string, string> {
  const parts = raw.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all() as { type: string; name: string; tbl_name: string; sql: string | null }[];
  const strict = new Map((raw.pragma('table_list') as { schema: string; name: string; wr: number; strict: number }[]).filter(({ schema }) => schema === 'main').map(({ name, wr, strict }) => [name, [wr, strict]]));
  return new Map(
    parts.map(({ type, name, tbl_name, sql }) => {
      if (type === 'table') return [`table ${name}`, JSON.stringify([strict.get(name), raw.pragma(`table_xinfo("${name.replaceAll('"', '""')}")`)])];
      if (type === 'index') return [`index ${name}`, JSON.stringify([tbl_name, raw.pragma(`index_xinfo("${name.replaceAll('"', '""')}")`)])];
      return [`${type} ${name}`, JSON.stringify([tbl_name, sql?.replaceAll(/\s+/g, ' ')])];
    }),
  );
}
