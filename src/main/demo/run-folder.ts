import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

const NAME = /^run-(\d+)-\d+$/;

/**
 * A folder for this run alone, named after this process. So a second start, which will be refused only later by the lock of
 * the data folder, cannot touch the files of the demo that runs. Folders of processes that are gone are removed.
 */
export async function openRunFolder(dataDir: string): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  await mkdir(dataDir, { recursive: true });
  for (const name of await readdir(dataDir)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (pid > 0 && !isAlive(pid)) await removeFolder(path.join(dataDir, name));
  }
  const folder = path.join(dataDir, `run-${process.pid}-${Date.now()}`);
  await mkdir(folder);
  return { folder, remove: () => removeFolder(folder) };
}

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
