import type { HttpStage } from '../../../../shared/model/sources/probe.ts';
import type { Clock } from '../../ports.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';

/** What a check is doing, in words that follow "timed out after 2 s". */
export type Phase =
  | 'before it began'
  | 'while looking up the name'
  | 'while connecting'
  | 'during the TLS handshake'
  | 'while waiting for the first byte'
  | 'while reading the headers'
  | 'while reading the body'
  | 'while waiting for the name server'
  | 'while waiting for the name servers';

/** What a check has learned so far; each span is of its own phase, null while that phase has not ended. */
export interface CheckFacts {
  /** Null also where the host is an address. */
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** From the request's last byte sent to the answer's first byte. */
  firstByteMs: number | null;
  status: number | null;
  certificateExpiresAt: EpochMs | null;
  /** What it was at when it failed; null while it has not. Of connections only. */
  failedAt: HttpStage | null;
  /** What the name resolved to; empty where nothing did, or nothing had to. */
  addresses: readonly string[];
  /** The end that it connected to: address and port. */
  remote: string | null;
  /** What a check of name servers found, in words. */
  found: string | null;
  /** An answer came over TLS whose certificate is in order: nobody between us and the target can have made it up. */
  proven: boolean;
}

/** The check is over because its time is up. */
export class DeadlinePassed extends Error {
  /** How long after the deadline this process noticed; large when it was stopped or starved itself. */
  readonly lateMs: number;
  constructor(lateMs: number) {
    super('deadline passed');
    this.lateMs = lateMs;
  }
}

/** The target answered, but not as expected; `message` says how in plain words. */
export class CheckFailed extends Error {}

/** Nothing was learned about the target, and `message` says why. */
export class CannotTell extends Error {}

/** One run of one check: its deadline, its stopwatch, what it found and what must be closed at its end. */
export class Attempt {
  readonly signal: AbortSignal;
  readonly facts: CheckFacts = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, status: null, certificateExpiresAt: null, failedAt: null, addresses: [], remote: null, found: null, proven: false };
  phase: Phase = 'before it began';
  /** Of a connection: what it is at, which is what has failed when it fails. */
  stage: HttpStage | null = null;
  readonly #clock: Clock;
  readonly #startedMs: DurationMs;
  readonly #owned: (() => void)[] = [];
  #lapMs: number;

  /** Each of `aborts` ends the attempt. They may live long, so they are listened to by hand and let go of at the end. */
  constructor(clock: Clock, timeoutMs: DurationMs, aborts: readonly AbortSignal[]) {
    const own = new AbortController();
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#lapMs = this.#startedMs;
    this.signal = own.signal;
    for (const abort of aborts) {
      const stop = (): void => own.abort(abort.reason);
      if (abort.aborted) stop();
      abort.addEventListener('abort', stop);
      this.#owned.push(() => abort.removeEventListener('abort', stop));
    }
    this.#owned.push(clock.after(timeoutMs, () => own.abort(new DeadlinePassed(this.elapsedMs() - timeoutMs))));
  }

  elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }

  /** Milliseconds since the last lap; starts the next one, in `phase`. */
  lap(phase: Phase): number {
    const now = this.#clock.monotonicMs();
    const span = now - this.#lapMs;
    this.#lapMs = now;
    this.phase = phase;
    return span;
  }

  /** Something to close when the check ends, however it ends. */
  own(close: () => void): void {
    this.#owned.push(close);
  }

  /** Waits for what `start` settles, or for the deadline or the caller's abort, whose reason it rejects with. */
  wait<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const cut = (): void => reject(this.signal.reason as Error);
      if (this.signal.aborted) return cut();
      this.signal.addEventListener('abort', cut, { once: true });
      const done = (): void => this.signal.removeEventListener('abort', cut);
      start(
        (value) => (done(), resolve(value)),
        (error) => (done(), reject(this.signal.aborted ? (this.signal.reason as Error) : (error as Error))),
      );
    });
  }

  end(): void {
    for (const close of this.#owned.splice(0)) close();
  }
}
