import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { KeptConfiguration } from '../../../shared/model/backup.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { fromRfc3339, toRfc3339 } from '../../../shared/model/units.ts';
import { secretsWanted, type WantedSecret } from '../../config/portable.ts';
import { setAside } from '../../store/damage.ts';
import { publishFile, sizeOf } from '../../store/files.ts';
import { migrate, newestVersion } from '../../store/migrate.ts';
import type { StoreClock } from '../../store/ports.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { createSql } from '../../store/sql.ts';
import { fileStamp } from '../../store/shelf.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { createJournal } from '../journal/service.ts';
import { holdBack } from '../messaging/outbox/after-restore.ts';
import type { Clock, Log } from '../ports.ts';
import type { RandomBytes } from '../seats/rules.ts';
import { checkFile, type FileFindings } from './check-file.ts';
import type { OpenedBackup } from './container.ts';

export interface RestoreOrder {
  readonly backup: OpenedBackup;
  /** The data folder. Its engine lock is held by the caller. */
  readonly folder: string;
  /** Where the configuration goes. */
  readonly configFile: string;
}

export interface Restored {
  readonly file: string;
  /** Where what had been there stands now, each by its whole path. */
  readonly setAside: readonly string[];
  /** Written from the backup: the configuration and its rule files. */
  readonly written: readonly string[];
  /** Files that the configuration names and that the backup could not hold, or that may not be written from one. */
  readonly missing: readonly string[];
  readonly secrets: readonly WantedSecret[];
  readonly findings: FileFindings;
}

export interface RestorePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: RandomBytes;
}

/**
 * Puts a backup in the place of the database of a folder. It is checked as a whole before anything there changes, and what was there
 * is given another name: nothing is overwritten. Throws with a sentence, and then nothing has changed.
 */
export async function restoreBackup({ backup, folder, configFile }: RestoreOrder, ports: RestorePorts): Promise<Restored> {
  const file = path.join(folder, 'holdfast.db');
  const temporary = `${file}.restoring`;
  const clear = (): void => ['', '-wal', '-shm', '-journal'].forEach((part) => fs.rmSync(temporary + part, { force: true }));
  try {
    clear();
    await backup.extract(temporary);
    const findings = assertGood(temporary, backup, ports.clock);
    bringUpToDate(temporary, backup, lastRowOf(file, ports), findings, ports);
    const aside = exchange(temporary, file, ports);
    const kept = backup.manifest?.configuration ?? null;
    const configuration = kept === null ? { setAside: [], written: [], missing: [] } : writeConfiguration(kept, configFile, ports);
    const now = kept?.text ?? (fs.existsSync(configFile) ? fs.readFileSync(configFile, 'utf8') : null);
    return { file, findings, ...configuration, setAside: [...aside, ...configuration.setAside], secrets: now === null ? [] : wantedBy(now) };
  } finally {
    clear();
  }
}

/** Every page and the whole journal; throws with a sentence where it is damaged, altered, or of a newer Holdfast. */
export function assertGood(file: string, { manifest }: Pick<OpenedBackup, 'manifest'>, clock: StoreClock): FileFindings {
  const findings = checkFile(file, clock);
  const [wrong] = findings.database;
  if (wrong !== undefined) throw new HoldfastError('invalid_input', `The backup is damaged (${wrong}); nothing was changed.`);
  const newest = newestVersion(MIGRATIONS);
  if (findings.schemaVersion > newest) throw new HoldfastError('unavailable', `The backup was made by a newer Holdfast (schema ${findings.schemaVersion}, this one knows ${newest}). Restore it with that one; nothing was changed.`);
  const head = findings.journal?.head ?? null;
  if (manifest !== null && head !== (manifest.head?.hash ?? null)) throw new HoldfastError('invalid_input', 'The journal of the backup does not end as its manifest says: it was altered after it was made; nothing was changed.');
  if (manifest?.problem === null && findings.journal?.firstBad) throw new HoldfastError('invalid_input', `The journal of the backup is not in order (${findings.journal.firstBad.problem}), though it was when the backup was made; nothing was changed.`);
  return findings;
}

/** Number of the last row of the database that is to be replaced; null where that cannot be read. */
function lastRowOf(file: string, { clock }: RestorePorts): number | null {
  try {
    return sizeOf(file) === 0 ? null : checkFile(file, clock).headSeq;
  } catch {
    return null;
  }
}

/** While it has another name: today's schema, and an entry that says where this history comes from. */
function bringUpToDate(file: string, { manifest, file: from }: OpenedBackup, before: number | null, { headSeq }: FileFindings, { clock, log, randomBytes }: RestorePorts): void {
  const raw = new Database(file);
  try {
    raw.pragma('synchronous = OFF');
    raw.pragma('secure_delete = ON');
    const { write } = createSql(raw, { clock, log });
    migrate(write, MIGRATIONS);
    const madeAt = manifest === null ? null : fromRfc3339(manifest.madeAt);
    holdBack(write, clock.nowMs(), madeAt === null ? 'a backup was restored' : `a backup of ${toRfc3339(madeAt).slice(0, 16).replace('T', ' ')} UTC was restored`);
    /* The file is closed right after, so nothing is timed. */
    const journal = createJournal({ db: { read: write, write }, clock: { ...clock, after: () => () => {} }, randomBytes });
    journal.append(null, { type: 'databaseRestored', data: { madeAt: toRfc3339(madeAt ?? clock.nowMs()), head: headSeq ?? 0, before }, texts: { file: path.basename(from) } }, { actor: HOLDFAST });
  } finally {
    raw.close();
  }
}

/** Names are exchanged at the very end; where the second one fails, the first is taken back. */
function exchange(temporary: string, file: string, { clock }: RestorePorts): string[] {
  if (!['', '-wal'].some((part) => fs.existsSync(file + part))) {
    publishFile(temporary, file);
    return [];
  }
  const aside = setAside(file, 'before-restore', clock.nowMs());
  try {
    publishFile(temporary, file);
  } catch (error) {
    for (const part of ['', '-wal', '-shm']) if (fs.existsSync(aside + part)) fs.renameSync(aside + part, file + part);
    throw error;
  }
  return [aside];
}

type Written = Pick<Restored, 'setAside' | 'written' | 'missing'>;

/** The configuration and its rule files; what stands there already is given another name. */
export function writeConfiguration({ text, files }: KeptConfiguration, configFile: string, { clock }: Pick<RestorePorts, 'clock'>): Written {
  const folder = path.dirname(configFile);
  const done: { setAside: string[]; written: string[]; missing: string[] } = { setAside: [], written: [], missing: [] };
  const write = (target: string, content: string): void => {
    const there = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : null;
    if (there === content) return;
    if (there !== null) {
      const aside = `${target}.before-restore-${fileStamp(clock.nowMs())}`;
      fs.renameSync(target, aside);
      done.setAside.push(aside);
    }
    fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    fs.writeFileSync(target, content, { mode: 0o600, flush: true });
    done.written.push(target);
  };
  write(configFile, text);
  for (const { name, text: content } of files) {
    /* A file of a backup goes nowhere but below the folder of the configuration. */
    if (isBelow(folder, name)) write(path.resolve(folder, name), content);
    else done.missing.push(name);
  }
  return done;
}

function isBelow(folder: string, name: string): boolean {
  const relative = path.relative(folder, path.resolve(folder, name));
  return !path.isAbsolute(name) && relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}

function wantedBy(text: string): WantedSecret[] {
  try {
    return secretsWanted(text);
  } catch {
    return [];
  }
}
