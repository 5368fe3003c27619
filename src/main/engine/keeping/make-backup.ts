import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BACKUP_FORMAT, BackupManifest, type KeptConfiguration } from '../../../shared/model/backup.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { copyOnline } from '../../store/backup.ts';
import { reasonOf, troubleOf } from '../../store/errors.ts';
import { publishFile, sizeOf } from '../../store/files.ts';
import type { StoreClock } from '../../store/ports.ts';
import { backupName, discard, expendable, manifestOf, readLeftovers, readShelf, shelfOf } from '../../store/shelf.ts';
import { checkFile } from './check-file.ts';

export interface BackupOrder {
  readonly file: string;
  /** How many of the newest are kept, beside the last one of each of seven days. */
  readonly keep: number;
  /** Where each backup is copied to as well; null: nowhere. */
  readonly second: string | null;
  readonly version: string;
  readonly configuration: KeptConfiguration | null;
}

export interface BackupMade {
  readonly path: string;
  readonly manifest: BackupManifest;
  /** Why there is no copy in the second folder, in a sentence; null where there is one, or none is wanted. */
  readonly secondProblem: string | null;
}

export interface BackupProgress {
  readonly step: 'copying' | 'checking';
  readonly done: number;
  readonly of: number;
}

/** Left free on the disk for whoever records: an engine that cannot write any more is worse than one backup less. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/**
 * Copies the database as it stands now, checks the copy (every page, and the journal from its first row to its head), writes down what
 * it found, and only then gives the copy its name. Nothing half-made ever has a name that counts, wherever it is stopped.
 * Throws `unavailable` with a sentence.
 */
export async function makeBackup(order: BackupOrder, clock: StoreClock, onProgress: (progress: BackupProgress) => void = () => {}): Promise<BackupMade> {
  const folder = shelfOf(order.file);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const left of readLeftovers(order.file, folder)) fs.rmSync(left, { force: true });
    assertRoom(folder, order.file);
    const at = clock.nowMs();
    const temporary = path.join(folder, `${backupName(order.file, at, 0, true)}.tmp`);
    const manifest = await copyAndCheck(temporary, { ...order, at: toRfc3339(at) }, clock, onProgress);
    const final = path.join(folder, backupName(order.file, at, manifest.schemaVersion, manifest.problem === null));
    shelve(temporary, final, manifest);
    discard(expendable(readShelf(order.file, folder), order.keep, at));
    return { path: final, manifest, secondProblem: await copyToSecond(order, final, manifest, clock) };
  } catch (error) {
    throw error instanceof HoldfastError ? error : new HoldfastError('unavailable', whyNot(error, folder));
  }
}

/** A checked copy under a name that does not count yet, and what there is to say of it. Leaves nothing behind when it throws. */
export async function copyAndCheck(temporary: string, order: Pick<BackupOrder, 'file' | 'version' | 'configuration'> & { readonly at: string }, clock: StoreClock, onProgress: (progress: BackupProgress) => void): Promise<BackupManifest> {
  try {
    fs.rmSync(temporary, { force: true });
    await copyOnline(order.file, temporary, (done, of) => onProgress({ step: 'copying', done, of }));
    fs.chmodSync(temporary, 0o600);
    const found = checkFile(temporary, clock, (done, of) => onProgress({ step: 'checking', done, of }));
    const [wrong] = found.database;
    if (wrong !== undefined) throw new HoldfastError('unavailable', `The database is damaged (${wrong}), so no backup was made of it; the earlier ones are kept. Restart Holdfast: it repairs what can be read.`);
    const { journal, headSeq } = found;
    return {
      format: BACKUP_FORMAT,
      madeAt: order.at,
      version: order.version,
      schemaVersion: found.schemaVersion,
      head: journal?.head == null || headSeq === null ? null : { seq: headSeq, hash: journal.head },
      problem: journal?.firstBad?.problem ?? null,
      bytes: sizeOf(temporary),
      sha256: await sha256Of(temporary),
      configuration: order.configuration,
    };
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** The manifest first: a database that has its name has its manifest. */
function shelve(temporary: string, final: string, manifest: BackupManifest): void {
  const beside = manifestOf(final);
  fs.writeFileSync(`${beside}.tmp`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  publishFile(`${beside}.tmp`, beside);
  publishFile(temporary, final);
}

/** The folder is not made: where a drive is not connected, it would be made on the disk that it stands for. */
async function copyToSecond({ file, second, keep }: BackupOrder, made: string, manifest: BackupManifest, clock: StoreClock): Promise<string | null> {
  if (second === null) return null;
  try {
    if (fs.statSync(second, { throwIfNoEntry: false })?.isDirectory() !== true) return `The second folder for backups, ${second}, is not there. Is its drive connected?`;
    if (fs.realpathSync(second) === fs.realpathSync(path.dirname(made))) return `The second folder for backups, ${second}, is the first one. Name another under backup: folder.`;
    for (const left of readLeftovers(file, second)) fs.rmSync(left, { force: true });
    const final = path.join(second, path.basename(made));
    const temporary = `${final}.tmp`;
    try {
      fs.copyFileSync(made, temporary);
      if ((await sha256Of(temporary)) !== manifest.sha256) throw new Error('the copy is not the same as what was copied');
      shelve(temporary, final, manifest);
    } finally {
      fs.rmSync(temporary, { force: true });
    }
    discard(expendable(readShelf(file, second), keep, clock.nowMs()));
    return null;
  } catch (error) {
    return whyNot(error, second);
  }
}

function assertRoom(folder: string, file: string): void {
  const needed = sizeOf(file) + sizeOf(`${file}-wal`) + RESERVE_BYTES;
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bavail * bsize < needed) throw new HoldfastError('unavailable', `No backup was made: ${megabytes(needed)} are wanted on the disk of ${folder}, ${megabytes(bavail * bsize)} are free.`);
}

const megabytes = (bytes: number): string => `${Math.max(0, Math.round(bytes / 1e6))} MB`;

function whyNot(error: unknown, folder: string): string {
  const trouble = troubleOf(error);
  if (trouble === 'full') return `No backup was made in ${folder}: its disk is full.`;
  if (trouble === 'unwritable') return `No backup was made: ${folder} cannot be written.`;
  return `No backup was made in ${folder}: ${reasonOf(error)}.`;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What stands beside a backup; null where there is nothing that can be read. */
export function readManifest(backup: string): BackupManifest | null {
  try {
    return BackupManifest.parse(JSON.parse(fs.readFileSync(manifestOf(backup), 'utf8')));
  } catch {
    return null;
  }
}
