import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../shared/model/result.ts';
import { writeFileAtomic } from './atomic-write.ts';

/** Text and revision of a configuration file as it stands on disk. */
export interface ConfigFile {
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly revision: string;
}

/** Four bytes for each character that the parser accepts. */
const MAX_FILE_BYTES = 4_000_000;
const NEW_FILE_MODE = 0o600;
const NEW_FOLDER_MODE = 0o700;

export const revisionOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Null when there is no such file. Throws `HoldfastError` with a plain sentence when it cannot be read as text. */
export async function readConfigFile(file: string): Promise<ConfigFile | null> {
  let bytes: Buffer;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer. Windows does not know it.
    const handle = await open(file, constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new HoldfastError('invalid_input', 'expected a regular file');
      if (found.size > MAX_FILE_BYTES) throw new HoldfastError('too_large', `expected at most ${MAX_FILE_BYTES.toLocaleString('en-US')} bytes, found ${found.size.toLocaleString('en-US')}`);
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new HoldfastError('unavailable', code === 'EACCES' ? 'the file may not be read by this user' : `the file cannot be read (${code ?? 'unknown error'})`);
  }
  const text = decode(bytes);
  return { text, revision: revisionOf(text) };
}

/** A byte order mark stays in the text, so that a write keeps it. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HoldfastError('invalid_input', 'expected UTF-8 text');
  }
}

/**
 * Writes a configuration made from `revision` (null = made from nothing, the file must not exist). Keeps the file's mode and,
 * where it is a symbolic link, the link. Throws `conflict`, with what is on disk as details, when somebody else was faster.
 */
export async function writeConfigFile(file: string, text: string, revision: string | null): Promise<ConfigFile> {
  const onDisk = await readConfigFile(file);
  if ((onDisk?.revision ?? null) !== revision) throw conflict(onDisk);
  if (onDisk?.text === text) return onDisk;
  try {
    if (onDisk === null) {
      await mkdir(path.dirname(file), { recursive: true, mode: NEW_FOLDER_MODE });
      await writeFileAtomic(file, text, { mode: NEW_FILE_MODE, create: true });
    } else {
      const target = await realpath(file);
      await writeFileAtomic(target, text, { mode: (await stat(target)).mode & 0o7777 });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw conflict(await readConfigFile(file));
    throw new HoldfastError(code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'read_only' : 'unavailable', `The configuration could not be written (${code ?? 'unknown error'}).`);
  }
  return { text, revision: revisionOf(text) };
}

const conflict = (onDisk: ConfigFile | null): HoldfastError =>
  new HoldfastError(
    'conflict',
    onDisk === null ? 'The configuration file was removed meanwhile.' : 'The configuration file was changed meanwhile; look at what is on disk and decide again.',
    { onDisk },
  );
