import fs from 'node:fs';
import path from 'node:path';
import type { BackupManifest, KeptConfiguration } from '../../../shared/model/backup.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { durationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedBackup } from '../../config/resolved.ts';
import { sizeOf } from '../../store/files.ts';
import { readShelf, shelfOf, type ShelvedBackup } from '../../store/shelf.ts';
import type { Clock, Log } from '../ports.ts';
import { readManifest, type BackupMade, type BackupOrder } from './make-backup.ts';

/** What only the outside of the engine has: files, and a thread in which a whole database can be read without holding up anybody. */
export interface KeepingPorts {
  /** The database. */
  readonly file: string;
  readonly version: string;
  /** The second folder of the configuration as a whole path. */
  readonly folderOf: (configured: string) => string;
  readonly configuration: () => Promise<KeptConfiguration | null>;
  /** Rejects with a sentence. */
  readonly make: (order: BackupOrder) => Promise<BackupMade>;
}

export interface KeepingDeps extends KeepingPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => ResolvedBackup;
  /** Last row of the journal now; null while it is empty. */
  readonly head: () => { readonly seq: number; readonly hash: string } | null;
  /** What is wrong, in a sentence for the screen; null ends it. */
  readonly onProblem: (message: string | null) => void;
}

export interface KeptBackup extends ShelvedBackup {
  readonly bytes: number;
  /** Null for one without a manifest beside it. */
  readonly manifest: BackupManifest | null;
}

export interface Keeping {
  readonly file: string;
  readonly second: () => string | null;
  /** Newest first. */
  list(): KeptBackup[];
  readonly making: () => boolean;
  /** Why the last one failed, or has no copy in the second folder; null where all is well. */
  readonly problem: () => string | null;
  /** Makes one now; joins one that is being made. Rejects with a sentence. */
  make(): Promise<BackupMade>;
  /** To be called once a second. */
  tick(): void;
}

/** Where nothing is written down any more there is still new history on the charts. */
const AT_LEAST_EVERY_MS = durationMs(24 * 3_600_000);

/**
 * Makes a backup whenever the journal has grown and the last one is older than the settings say, and one a day in any case. One at a
 * time; one that fails is tried again after the same time, and said until one succeeds.
 */
export function createKeeping(deps: KeepingDeps): Keeping {
  const { clock, log, file, settings } = deps;
  const second = (): string | null => {
    const { folder } = settings();
    return folder === null ? null : deps.folderOf(folder);
  };
  const [newest] = readShelf(file);
  let last: { readonly at: EpochMs; readonly hash: string | null } | null = newest === undefined ? null : { at: newest.madeAt, hash: readManifest(newest.path)?.head?.hash ?? null };
  let triedAtMs: number | null = null;
  let running: Promise<BackupMade> | null = null;
  let problem: string | null = null;
  const say = (message: string | null): void => {
    problem = message;
    deps.onProblem(message);
  };

  const run = async (): Promise<BackupMade> => {
    triedAtMs = clock.monotonicMs();
    try {
      const made = await deps.make({ file, keep: settings().keep, second: second(), version: deps.version, configuration: await deps.configuration() });
      last = { at: clock.nowMs(), hash: made.manifest.head?.hash ?? null };
      say(made.secondProblem ?? (made.manifest.problem === null ? null : `The journal is not in order: ${made.manifest.problem}. The backup was made all the same; "holdfast verify" tells more.`));
      log.info('backup made', { backup: path.basename(made.path), bytes: made.manifest.bytes });
      return made;
    } catch (error) {
      const message = error instanceof HoldfastError ? error.message : `No backup was made: ${error instanceof Error ? error.message : String(error)}.`;
      say(message);
      log.warn('no backup was made', { reason: message });
      throw error instanceof HoldfastError ? error : new HoldfastError('unavailable', message);
    } finally {
      running = null;
    }
  };

  const isDue = (): boolean => {
    const { everyMs } = settings();
    if (triedAtMs !== null && clock.monotonicMs() - triedAtMs < everyMs) return false;
    if (last === null) return deps.head() !== null;
    const age = clock.nowMs() - last.at;
    // A clock that was set back must not keep the next one away for as long.
    if (age < 0 || age >= AT_LEAST_EVERY_MS) return true;
    return age >= everyMs && deps.head()?.hash !== last.hash;
  };

  return {
    file,
    second,
    list: () => readShelf(file, shelfOf(file)).map((backup) => ({ ...backup, bytes: sizeOf(backup.path), manifest: fs.existsSync(backup.path) ? readManifest(backup.path) : null })),
    making: () => running !== null,
    problem: () => problem,
    make: () => (running ??= run()),
    tick: () => {
      if (running === null && isDue()) (running = run()).catch(() => {});
    },
  };
}
