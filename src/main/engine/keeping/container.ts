import { packTar, unpackTar } from 'modern-tar/fs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackupManifest } from '../../../shared/model/backup.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { troubleOf } from '../../store/errors.ts';
import { publishFile } from '../../store/files.ts';
import { readManifest, sha256Of } from './make-backup.ts';

/**
 * A backup in one file, to be carried to another machine: a plain tar with what the backup says of itself first and the database
 * after it. Any tar program opens it.
 */
const ENTRY = { manifest: 'manifest.json', database: 'holdfast.db' } as const;
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;
const SQLITE_MAGIC = 'SQLite format 3\0';
const FILE_MODE = 0o600;

/** Writes it beside its final name and renames it then: what has the name is whole. */
export async function writeContainer(file: string, manifest: BackupManifest, database: string): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    const archive = packTar([
      { type: 'content', target: ENTRY.manifest, content: `${JSON.stringify(manifest, null, 2)}\n`, mode: FILE_MODE },
      { type: 'file', target: ENTRY.database, source: database, mode: FILE_MODE },
    ]);
    await pipeline(archive, fs.createWriteStream(temporary, { mode: FILE_MODE }));
    publishFile(temporary, file);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

export interface OpenedBackup {
  readonly file: string;
  /** Null for a database that has nothing beside it, as releases before this one made them. */
  readonly manifest: BackupManifest | null;
  /** Writes the database to a file of its own, byte for byte. Throws where it is not what the manifest says. */
  extract(to: string): Promise<void>;
}

/** A container, or a database as it stands in the folder of backups. Throws `not_found`, or `invalid_input` for any other file. */
export async function openBackup(file: string): Promise<OpenedBackup> {
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new HoldfastError('not_found', `There is no file ${file}.`);
  const manifest = isDatabase(file) ? readManifest(file) : await readContainerManifest(file);
  return {
    file,
    manifest,
    extract: async (to) => {
      try {
        if (isDatabase(file)) await fs.promises.copyFile(file, to);
        else await takeOut(file, ENTRY.database, to);
        await fs.promises.chmod(to, FILE_MODE);
        if (manifest !== null && (await sha256Of(to)) !== manifest.sha256) throw new HoldfastError('invalid_input', 'The backup was altered or cut off after it was made: its database is not the one that its manifest names.');
      } catch (error) {
        fs.rmSync(to, { force: true });
        throw error;
      }
    },
  };
}

function isDatabase(file: string): boolean {
  const handle = fs.openSync(file, 'r');
  try {
    const start = Buffer.alloc(SQLITE_MAGIC.length);
    fs.readSync(handle, start, 0, start.length, 0);
    return start.toString('latin1') === SQLITE_MAGIC;
  } finally {
    fs.closeSync(handle);
  }
}

async function readContainerManifest(file: string): Promise<BackupManifest> {
  const beside = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-backup-'));
  try {
    const manifest = path.join(beside, ENTRY.manifest);
    await takeOut(file, ENTRY.manifest, manifest);
    return BackupManifest.parse(JSON.parse(fs.readFileSync(manifest, 'utf8')));
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw new HoldfastError('invalid_input', `${file} is not a backup of Holdfast: what it says of itself cannot be read.`);
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
}

/** Writes one entry of the archive to a file; nothing else of it reaches the disk, whatever it holds. */
async function takeOut(file: string, name: string, to: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(path.dirname(to), '.holdfast-unpacking-'));
  try {
    await pipeline(fs.createReadStream(file), unpackTar(folder, { strict: true, filter: (header) => header.name === name && header.type === 'file' && (name !== ENTRY.manifest || header.size <= MAX_MANIFEST_BYTES) }));
    fs.renameSync(path.join(folder, name), to);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === 'full' || trouble === 'unwritable') throw error;
    throw new HoldfastError('invalid_input', `${file} is not a whole backup of Holdfast: expected a tar file made by "holdfast backup", or a database.`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
