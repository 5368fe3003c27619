import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const NO_CARD = '00:00:00:00:00:00';

/**
 * The same for all processes of one machine: on Linux that of the running kernel, so that containers of one host are one place too;
 * elsewhere by the network cards. Null where nothing tells. It is told as a hash: nobody learns an address from it.
 */
export function machineId(): string | null {
  const text = bootId() ?? cards();
  return text === null ? null : createHash('sha256').update(`holdfast machine ${text}`).digest('hex').slice(0, 32);
}

function bootId(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

function cards(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).filter(({ internal, mac }) => !internal && mac !== NO_CARD).map(({ mac }) => mac));
  return all.length === 0 ? null : `${hostname()} ${[...new Set(all)].sort().join(' ')}`;
}
