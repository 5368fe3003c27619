import { randomBytes } from 'node:crypto';
import { chmod, link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file so that a reader, or a power cut, sees either the old or the new content: temporary file in the same folder,
 * fsync, rename, fsync of the folder. With `create` it rejects with EEXIST rather than replace what another wrote meanwhile.
 */
export async function writeFileAtomic(file: string, data: string, options: { readonly mode: number; readonly create?: boolean }): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', options.mode);
    try {
      await handle.writeFile(data, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The umask may have taken bits from the mode that the old file had.
    await chmod(temporary, options.mode);
    if (options.create === true) await link(temporary, file);
    else await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

/** A rename is durable only with its folder; systems that cannot open a folder (Windows) have no need to. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
