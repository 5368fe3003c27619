import fs from 'node:fs';
import { readLog } from './log-frames.ts';

/** The pages of a database file with what its log has committed since, wherever they can be read. */
export interface PageFile extends Disposable {
  /** Bytes of a page that hold content; the rest at its end is reserved. */
  readonly usable: number;
  readonly count: number;
  /** 0 where the header does not say. */
  readonly userVersion: number;
  /** Null for a page that is not there. Good until the next call. */
  page(number: number): Uint8Array | null;
}

/** Ours have pages of this size, whatever a damaged header says. */
const DEFAULT_PAGE_BYTES = 4_096;
const MAGIC = 'SQLite format 3\0';

export function openPages(file: string): PageFile {
  const log = readLog(readWhole(`${file}-wal`));
  const handle = fs.existsSync(file) ? fs.openSync(file, 'r') : null;
  const header = Buffer.alloc(100);
  if (handle !== null) fs.readSync(handle, header, 0, 100, 0);
  /* The log may hold a sounder first page than the file. */
  const first = log.pages.get(1);
  const stated = first === undefined ? header : Buffer.from(first.buffer, first.byteOffset, 100);
  const sound = stated.toString('latin1', 0, 16) === MAGIC;
  const pageBytes = sound ? pageBytesOf(stated) : DEFAULT_PAGE_BYTES;
  const reserved = sound ? (stated[20] ?? 0) : 0;
  const inFile = handle === null ? 0 : Math.ceil(fs.fstatSync(handle).size / pageBytes);
  const buffer = Buffer.alloc(pageBytes);
  return {
    usable: pageBytes - (reserved <= 32 ? reserved : 0),
    count: Math.max(inFile, log.pageCount ?? 0),
    userVersion: sound ? stated.readUInt32BE(60) : 0,
    page: (number) => {
      const newer = log.pages.get(number);
      if (newer !== undefined) return newer;
      if (handle === null || number < 1 || number > inFile) return null;
      const read = fs.readSync(handle, buffer, 0, pageBytes, (number - 1) * pageBytes);
      buffer.fill(0, read);
      return buffer;
    },
    [Symbol.dispose]: () => (handle === null ? undefined : fs.closeSync(handle)),
  };
}

function pageBytesOf(header: Buffer): number {
  const stated = header.readUInt16BE(16);
  const bytes = stated === 1 ? 65_536 : stated;
  return bytes >= 512 && (bytes & (bytes - 1)) === 0 ? bytes : DEFAULT_PAGE_BYTES;
}

/** What the log of a file holds: pages that were committed, and commits that SQLite would forget without a word because a byte before them is damaged. */
export function committedInLog(file: string): { readonly pages: number; readonly behindDamage: number } {
  const { pages, commitsBehindDamage } = readLog(readWhole(`${file}-wal`));
  return { pages: pages.size, behindDamage: commitsBehindDamage };
}

const readWhole = (file: string): Buffer => (fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0));
