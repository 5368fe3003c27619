import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { durationMs, type DurationMs } from '../../shared/model/units.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { readConfigFile, type ConfigFile } from './file.ts';

/** What stands on disk now: a text, no file, or one that cannot be read as text. */
export type ConfigOnDisk = { readonly kind: 'text'; readonly file: ConfigFile } | { readonly kind: 'missing' } | { readonly kind: 'unreadable'; readonly message: string };

export interface ConfigWatch {
  /** A write of one's own: what it leaves on disk is known, and nothing that was read before its end is told any more. */
  ownWrite(write: () => Promise<ConfigFile>): Promise<ConfigFile>;
  close(): void;
}

export interface WatchDeps {
  after(delay: DurationMs, run: () => void): () => void;
}

/** An editor writes in several steps; this long after the last of them the file is read. */
const SETTLE_MS = durationMs(100);
/** In a folder where something changes all the time the file is still read after this many postponements. */
const MAX_POSTPONED = 10;
/** Network drives, containers' mounts and a system out of watches tell nothing: then this is how soon a change is seen. */
const POLL_MS = durationMs(5_000);

/**
 * Calls `onChange` whenever what is on disk differs from what was last told. The folder is watched rather than the file, because
 * editors (and mounted configuration maps) replace the file by another. An empty file is believed only when it stays empty: it is
 * what a write looks like that has just begun.
 */
export function watchConfig(file: string, known: ConfigOnDisk, onChange: (now: ConfigOnDisk) => void, deps: WatchDeps): ConfigWatch {
  let last = identity(known);
  let closed = false;
  let watcher: FSWatcher | null = null;
  let cancelSettle: (() => void) | null = null;
  let cancelPoll: () => void = () => undefined;
  let postponed = 0;
  let emptySeen = false;
  let reading: Promise<void> = Promise.resolve();
  let writing = 0;
  let writes = 0;

  const read = async (): Promise<void> => {
    const before = writes;
    const now = await readOnDisk(file);
    // Half of a write of our own, or what stood there before it: once it has ended the file is read again.
    if (closed || writing > 0 || before !== writes || identity(now) === last) return;
    const empty = now.kind === 'text' && now.file.text.trim() === '';
    if (empty && !emptySeen) {
      emptySeen = true;
      settle();
      return;
    }
    emptySeen = false;
    last = identity(now);
    onChange(now);
  };
  const readSoon = (): void => {
    reading = reading.then(read);
  };
  const settle = (): void => {
    if (closed || (cancelSettle !== null && postponed >= MAX_POSTPONED)) return;
    postponed = cancelSettle === null ? 0 : postponed + 1;
    cancelSettle?.();
    cancelSettle = deps.after(SETTLE_MS, () => {
      cancelSettle = null;
      readSoon();
    });
  };
  const start = (): void => {
    try {
      watcher = watch(path.dirname(file), { persistent: false }, settle);
      watcher.on('error', stop);
    } catch {
      // No folder yet, or no watches left: the poll looks after it and tries again.
      watcher = null;
    }
  };
  const stop = (): void => {
    watcher?.close();
    watcher = null;
  };
  const poll = (): void => {
    cancelPoll = deps.after(POLL_MS, () => {
      if (watcher === null) start();
      readSoon();
      poll();
    });
  };
  start();
  poll();
  return {
    ownWrite: async (write) => {
      writing += 1;
      try {
        const written = await write();
        last = identity({ kind: 'text', file: written });
        return written;
      } finally {
        writing -= 1;
        writes += 1;
        settle();
      }
    },
    close: () => {
      closed = true;
      stop();
      cancelSettle?.();
      cancelPoll();
    },
  };
}

export async function readOnDisk(file: string): Promise<ConfigOnDisk> {
  try {
    const found = await readConfigFile(file);
    return found === null ? { kind: 'missing' } : { kind: 'text', file: found };
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof HoldfastError ? error.message : 'the file cannot be read' };
  }
}

const identity = (now: ConfigOnDisk): string => (now.kind === 'text' ? now.file.revision : now.kind === 'missing' ? 'missing' : `unreadable ${now.message}`);
