import { readdir, readFile, readlink } from 'node:fs/promises';

/** Linux tells about processes and sockets in files; elsewhere the tests that look there are skipped. */
export const HAS_PROC = process.platform === 'linux';

/** Processes whose command line holds `text`, this one left out; a zombie has no command line and does not count. */
export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => lines[index]?.includes(text));
}

interface SocketEnds {
  readonly protocol: string;
  readonly local: string;
  readonly remote: string;
}

/** The internet sockets that a process holds, with addresses as the kernel prints them (hexadecimal, little-endian words). */
export async function socketsOf(pid: number): Promise<SocketEnds[]> {
  const handles = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')));
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter((inode) => inode !== undefined));
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map(async (protocol) => {
      const rows = (await readFile(`/proc/${pid}/net/${protocol}`, 'utf8')).trim().split('\n').slice(1);
      return rows.map((row) => ({ protocol, fields: row.trim().split(/\s+/) }));
    }),
  );
  return tables.flat().flatMap(({ protocol, fields }) => {
    const [, local = '', remote = ''] = fields;
    return inodes.has(fields[9] ?? '') ? [{ protocol, local, remote }] : [];
  });
}

/** 127.0.0.0/8, as itself or inside IPv6, or an end that is not connected to anything. */
export const isLoopbackEnd = (end: string, remote: boolean): boolean =>
  /^[0-9A-F]{6}7F:/.test(end) || /^0000000000000000FFFF0000[0-9A-F]{6}7F:/.test(end) || (remote && /^0+:0000$/.test(end));
