import { createWriteStream, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { HoldfastError } from '../../../shared/model/result.ts';
import { durationMs, toRfc3339 } from '../../../shared/model/units.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { reasonOf } from '../../store/errors.ts';
import { exchangeCopy, readCopy, writeMark, type CopyMark, type CopyPlaces } from './copy-folder.ts';
import type { TakeInOrder } from './take-in.ts';

export interface CopyKeeperDeps {
  readonly places: CopyPlaces;
  /** Address of the engine. */
  readonly from: string;
  /** Asks the engine for what has no call: `GET /api/v1/copy`. */
  readonly ask: (path: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  readonly takeIn: (order: TakeInOrder) => Promise<CopyMark>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<CopyLimits>;
}

export interface CopyLimits {
  /** How long after the end of one look the next begins, where nothing happens. */
  readonly everyMs: number;
  /** After something has happened: what belongs to it comes along. */
  readonly soonMs: number;
  /** A copy takes at most one part of so many of the time. */
  readonly share: number;
  readonly maxBytes: number;
  /** A transfer that stands still for so long is given up. */
  readonly stillMs: number;
  /** The longest pause after failures. */
  readonly longestMs: number;
}

const LIMITS: CopyLimits = { everyMs: 30_000, soonMs: 3_000, share: 5, maxBytes: 2 * 1024 ** 3, stillMs: 30_000, longestMs: 300_000 };
/** Left free on the disk. */
const RESERVE_BYTES = 64 * 1024 * 1024;

export interface CopyKeeper {
  /** What is kept; null: nothing yet. */
  current(): CopyMark | null;
  /** Why the last look brought nothing; null where it did, or nothing was new. */
  problem(): string | null;
  isLooking(): boolean;
  /** Something was recorded at the engine: looks soon. */
  hurry(): void;
  /** Begins to look, at once. */
  run(): void;
  /** Ends looking; resolves once nothing is being written any more, and nothing will be until `run`. */
  pause(): Promise<void>;
}

/** Keeps a readable copy of the engine's workspace: not older than it must be, and never in the way. What is not whole never replaces what is. */
export function createCopyKeeper({ places, from, ask, takeIn, clock, log, limits: given }: CopyKeeperDeps): CopyKeeper {
  const limits = { ...LIMITS, ...given };
  let mark = readCopy(places);
  let problem: string | null = null;
  let failures = 0;
  let running = false;
  let wanted = false;
  let notBeforeMs = 0;
  let cancel = (): void => {};
  let looking: Promise<void> | null = null;
  let abort = new AbortController();

  const plan = (delayMs: number): void => {
    cancel();
    if (running) cancel = clock.after(durationMs(Math.max(delayMs, notBeforeMs - clock.monotonicMs(), 0)), () => void look());
  };
  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => (looking = null)));

  const lookOnce = async (): Promise<void> => {
    wanted = false;
    abort = new AbortController();
    const beganMs = clock.monotonicMs();
    try {
      await pull(abort);
      if (problem !== null) log.info('the copy of the engine is kept again');
      problem = null;
      failures = 0;
    } catch (error) {
      if (!running) return;
      const why = reasonOf(error);
      if (why !== problem) log.warn('the copy of the engine was not renewed', { reason: why });
      problem = why;
      failures += 1;
    }
    const now = clock.monotonicMs();
    notBeforeMs = now + Math.max(limits.soonMs, (now - beganMs) * (limits.share - 1));
    plan(failures > 0 ? Math.min(limits.longestMs, limits.everyMs * 2 ** Math.min(failures - 1, 10)) : wanted ? limits.soonMs : limits.everyMs);
  };

  const pull = async (stop: AbortController): Promise<void> => {
    const response = await ask('/api/v1/copy', mark?.tag == null || mark.from !== from ? {} : { 'if-none-match': mark.tag }, stop.signal);
    if (response.status === 304 && mark !== null) {
      mark = { ...mark, confirmedAt: toRfc3339(clock.nowMs()) };
      writeMark(places.folder, mark);
      return;
    }
    if (!response.ok || response.body === null) throw new HoldfastError('unavailable', await refusalOf(response));
    const file = `${places.next}.tar`;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      assertRoom(dirname(file), Number(response.headers.get('content-length') ?? 0), limits.maxBytes);
      await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), watched(stop, limits), createWriteStream(file, { mode: 0o600 }));
      const made = await takeIn({ file, to: places.next, from, tag: response.headers.get('etag') });
      if (!running) throw new HoldfastError('conflict', 'The copy is in use.');
      exchangeCopy(places);
      mark = made;
    } finally {
      rmSync(file, { force: true });
      rmSync(places.next, { recursive: true, force: true });
    }
  };

  return {
    current: () => mark,
    problem: () => problem,
    isLooking: () => looking !== null,
    hurry: () => {
      if (wanted || failures > 0) return;
      wanted = true;
      if (looking === null) plan(limits.soonMs);
    },
    run: () => {
      if (running) return;
      running = true;
      plan(0);
    },
    pause: async () => {
      running = false;
      cancel();
      abort.abort();
      await looking;
    },
  };
}

/** Counts what comes, and gives up where nothing comes any more. */
function watched(abort: AbortController, { maxBytes, stillMs }: CopyLimits): Transform {
  let bytes = 0;
  let timer = setTimeout(() => abort.abort(), stillMs);
  return new Transform({
    transform(part: Buffer, _, done) {
      clearTimeout(timer);
      bytes += part.length;
      if (bytes > maxBytes) {
        done(tooLarge(maxBytes));
        return;
      }
      timer = setTimeout(() => abort.abort(), stillMs);
      done(null, part);
    },
    flush(done) {
      clearTimeout(timer);
      done();
    },
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
}

const megabytes = (bytes: number): string => `${Math.max(0, Math.round(bytes / 1e6))} MB`;
const tooLarge = (maxBytes: number): HoldfastError => new HoldfastError('too_large', `The engine's database is larger than ${megabytes(maxBytes)}: no copy of it is kept here.`);

/** The file that comes, the database in it, and what stands there already. */
function assertRoom(folder: string, bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw tooLarge(maxBytes);
  if (!existsSync(folder)) return;
  const { bavail, bsize } = statfsSync(folder);
  const needed = bytes * 2 + RESERVE_BYTES;
  if (bavail * bsize < needed) throw new HoldfastError('unavailable', `No copy is kept: ${megabytes(needed)} are wanted on the disk of ${folder}, ${megabytes(bavail * bsize)} are free.`);
}

async function refusalOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const detail = typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string' ? body.detail : `it answered with status ${response.status}`;
  return `The engine gives no copy: ${detail}`;
}
