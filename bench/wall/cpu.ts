import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which Linux fixes at 100 for /proc on every architecture that Node runs on. */
const MS_PER_JIFFY = 10;

interface Stat {
  readonly parent: number;
  readonly jiffies: number;
}

/** Fields 4 (ppid), 14 (utime) and 15 (stime) of /proc/PID/stat, see proc_pid_stat(5); the name in field 2 may hold spaces. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), jiffies: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}

/** CPU milliseconds that all processes below this one have used; null where there is no /proc. Resolution 10 ms. */
export function cpuOfChildrenMs(): number | null {
  if (process.platform !== 'linux') return null;
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    if (stat) stats.set(Number(name), stat);
  }
  const below = (pid: number): boolean => {
    for (let at = stats.get(pid)?.parent; at !== undefined && at > 1; at = stats.get(at)?.parent) if (at === process.pid) return true;
    return false;
  };
  let jiffies = 0;
  for (const [pid, stat] of stats) if (below(pid)) jiffies += stat.jiffies;
  return jiffies * MS_PER_JIFFY;
}
