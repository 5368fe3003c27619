import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPower } from '../engine/ports.ts';

/** Where Linux tells it; other folders in tests. */
export interface PowerFolders {
  readonly supplies: string;
  readonly sleepStates: string;
  /** Folders of units of systemd, the first one that names a unit decides. */
  readonly units: readonly string[];
}

const LINUX: PowerFolders = { supplies: '/sys/class/power_supply', sleepStates: '/sys/power/state', units: ['/etc/systemd/system', '/run/systemd/system'] };
/** Sleep goes through this one whichever way it is asked for. */
const SLEEP_UNIT = 'sleep.target';

/** How a server without a desktop is powered. What cannot be read is not known, never assumed. */
export async function readHostPower(platform: NodeJS.Platform = process.platform, folders: PowerFolders = LINUX): Promise<HostPower> {
  if (platform !== 'linux') return { mainsPower: null, sleepBlocked: null };
  return { mainsPower: await hasMains(folders.supplies), sleepBlocked: await cannotSleep(folders) };
}

/** On mains where one is online, or where there is no battery at all, as in a server. */
async function hasMains(folder: string): Promise<boolean | null> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    // A kernel without such a folder knows no battery either.
    return isMissing(error) ? true : null;
  }
  try {
    const supplies = await Promise.all(names.map(async (name) => ({ type: await textOf(join(folder, name, 'type')), scope: await textOf(join(folder, name, 'scope'), 'System'), online: await textOf(join(folder, name, 'online'), '') })));
    // Batteries of mice and the like power nothing of the machine.
    const own = supplies.filter(({ scope }) => scope !== 'Device');
    if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return true;
    return !own.some(({ type }) => type === 'Battery');
  } catch {
    return null;
  }
}

/** Blocked where the kernel offers no sleep, or systemd is forbidden to use it (`systemctl mask sleep.target`). Where neither is so, something may put it to sleep: that is not known. */
async function cannotSleep({ sleepStates, units }: PowerFolders): Promise<boolean | null> {
  try {
    if ((await readFile(sleepStates, 'utf8')).trim() === '') return true;
  } catch (error) {
    if (isMissing(error)) return true;
  }
  for (const folder of units) {
    try {
      return (await readlink(join(folder, SLEEP_UNIT))) === '/dev/null' ? true : null;
    } catch (error) {
      if (!isMissing(error) && !isNoLink(error)) return null;
    }
  }
  return null;
}

async function textOf(file: string, missing?: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (missing !== undefined && isMissing(error)) return missing;
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | null)?.code;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const isNoLink = (error: unknown): boolean => codeOf(error) === 'EINVAL';
