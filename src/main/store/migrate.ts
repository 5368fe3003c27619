import type { WriteDb } from './sql.ts';

/** One step of the schema. `up` runs inside a transaction together with the change of `user_version`: wholly or not at all. */
export interface Migration {
  readonly version: number;
  /** As in the file's name, `NNNN-<name>.ts`. */
  readonly name: string;
  /** One statement per `run`, so that a failure can be placed; foreign keys stay on. */
  up(db: WriteDb): void;
}

export const newestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** Those still to be applied to a file of this version, in order. */
export const pendingMigrations = (migrations: readonly Migration[], version: number): readonly Migration[] =>
  migrations.filter((migration) => migration.version > version);

/** Further ahead than any release of the same form is likely to be. */
const AHEAD = 1_000;

/** Whether a Holdfast can have written this number: one of ours, or a later one, which are numbered by tens. Else a byte of it was altered. */
export const isSchemaVersion = (version: number, migrations: readonly Migration[]): boolean =>
  version === 0 || migrations.some((migration) => migration.version === version) || (version > newestVersion(migrations) && version <= newestVersion(migrations) + AHEAD && version % 10 === 0);

/** A registry that is out of order would apply steps to the wrong schema: it is a programming error, found at every start. */
export function assertMonotonic(migrations: readonly Migration[]): void {
  let last = 0;
  for (const { version, name } of migrations) {
    if (!Number.isInteger(version) || version <= last) throw new Error(`migration ${version} (${name}) must come after ${last}`);
    last = version;
  }
}

/** Brings the schema up to date. Each step is one transaction, so a crash leaves exactly the version before or after it. */
export function migrate(db: WriteDb, migrations: readonly Migration[]): number[] {
  assertMonotonic(migrations);
  const pending = pendingMigrations(migrations, readVersion(db));
  for (const migration of pending) {
    db.transaction(() => {
      migration.up(db);
      db.run(`PRAGMA user_version = ${migration.version}`);
    });
  }
  return pending.map(({ version }) => version);
}

const readVersion = (db: WriteDb): number => db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
