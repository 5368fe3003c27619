import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** USER_HZ, which Linux fixes at 100 for /proc on every architecture that Node runs on. */
const MS_PER_JIFFY = 10;

function read<T>(file: string, take: (text: string) => T): T | null {
  try {
    return take(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** CPU milliseconds of a process since it began, all threads, user and system (proc_pid_stat(5), fields 14 and 15); null where there is no /proc. Resolution 10 ms. */
export const cpuMsOf = (pid: number): number | null =>
  read(`/proc/${pid}/stat`, (text) => {
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_JIFFY;
  });

/** Resident memory in MB; null where there is no /proc. */
export const rssMbOf = (pid: number): number | null => read(`/proc/${pid}/status`, (text) => Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024);

/** Open file descriptors; null where there is no /proc. */
export function descriptorsOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

/** What else the machine was doing: a figure without it cannot be judged. */
export const machine = (): { readonly cpus: number; readonly load1: number; readonly at: string } => ({ cpus: cpus().length, load1: Number((loadavg()[0] ?? 0).toFixed(1)), at: new Date().toISOString() });
