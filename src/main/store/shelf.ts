import fs from 'node:fs';
import path from 'node:path';
import { epochMs, type EpochMs } from '../../shared/model/units.ts';

/** A backup of a database, as its name tells it. */
export interface ShelvedBackup {
  readonly path: string;
  readonly madeAt: EpochMs;
  readonly schemaVersion: number;
  /** False: the database is sound, but its journal was not in order when it was copied. */
  readonly proven: boolean;
}

const NAME = /^-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-v(\d+)(\.unproven)?\.db$/;
const DAY_MS = 86_400_000;
const DAYS_KEPT = 7;
/** Of backups whose journal is not in order; they must not push proven ones out. */
const UNPROVEN_KEPT = 2;

/** An instant as it can stand in a file's name on every platform, and sorts by time: `20260131T120000123Z`. */
export const fileStamp = (at: EpochMs): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '');

/** Backups of `holdfast.db` are `backups/holdfast-<instant>-v<schema>.db`; each has its manifest beside it. */
export const shelfOf = (file: string): string => path.join(path.dirname(file), 'backups');
const prefixOf = (file: string): string => path.basename(file, path.extname(file));
export const backupName = (file: string, at: EpochMs, schemaVersion: number, proven: boolean): string => `${prefixOf(file)}-${fileStamp(at)}-v${schemaVersion}${proven ? '' : '.unproven'}.db`;
export const manifestOf = (backup: string): string => `${backup.slice(0, -'.db'.length)}.json`;

/** The backups of `file` in a folder, newest first; none where there is no such folder. */
export function readShelf(file: string, folder: string = shelfOf(file)): ShelvedBackup[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .flatMap((name) => readName(file, folder, name) ?? [])
    .sort((a, b) => b.madeAt - a.madeAt || b.schemaVersion - a.schemaVersion);
}

function readName(file: string, folder: string, name: string): ShelvedBackup | null {
  const prefix = prefixOf(file);
  const match = name.startsWith(prefix) ? NAME.exec(name.slice(prefix.length)) : null;
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour, minute, second, ms, schemaVersion = 0] = match.slice(1, 9).map(Number);
  return { path: path.join(folder, name), madeAt: epochMs(Date.UTC(year, month - 1, day, hour, minute, second, ms)), schemaVersion, proven: match[9] === undefined };
}

/** Half-made files that a stop left behind, and manifests whose backup is gone. */
export function readLeftovers(file: string, folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  const names = new Set(fs.readdirSync(folder));
  const ours = [...names].filter((name) => name.startsWith(`${prefixOf(file)}-`));
  const orphaned = (name: string): boolean => name.endsWith('.json') && readName(file, folder, `${name.slice(0, -'.json'.length)}.db`) !== null && !names.has(`${name.slice(0, -'.json'.length)}.db`);
  return ours.filter((name) => name.endsWith('.tmp') || /\.tmp-(wal|shm|journal)$/.test(name) || orphaned(name)).map((name) => path.join(folder, name));
}

/**
 * Those that need not be kept: all but the newest `keep`, and but the last of each of the seven days (UTC) up to now. Of those whose
 * journal was not in order only the newest two stay.
 */
export function expendable(backups: readonly ShelvedBackup[], keep: number, now: EpochMs): ShelvedBackup[] {
  const newestFirst = [...backups].sort((a, b) => b.madeAt - a.madeAt);
  const proven = newestFirst.filter((backup) => backup.proven);
  const dayOf = ({ madeAt }: ShelvedBackup): number => Math.floor(madeAt / DAY_MS);
  const lastOfDay = new Map(proven.toReversed().map((backup) => [dayOf(backup), backup]));
  const oldestDay = Math.floor(now / DAY_MS) - DAYS_KEPT + 1;
  const kept = new Set([...proven.slice(0, keep), ...proven.filter((backup) => dayOf(backup) >= oldestDay && lastOfDay.get(dayOf(backup)) === backup), ...newestFirst.filter((backup) => !backup.proven).slice(0, UNPROVEN_KEPT)]);
  return newestFirst.filter((backup) => !kept.has(backup));
}

export function discard(backups: readonly ShelvedBackup[]): void {
  for (const { path: file } of backups) {
    fs.rmSync(file, { force: true });
    fs.rmSync(manifestOf(file), { force: true });
  }
}
