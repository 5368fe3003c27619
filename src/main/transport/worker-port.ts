import { Worker } from 'node:worker_threads';
import { HoldfastError, type Result } from '../../shared/model/result.ts';
import type { CopyMade, EngineHello, EnginePort, EventFrame, HookAnswer, PairResult } from '../api/engine-port.ts';
import { createRpc, ENGINE_DOWN, type Rpc } from '../api/rpc.ts';

export interface WorkerPortOptions {
  /** The built engine worker. */
  readonly entry: URL;
  readonly workerData: unknown;
  /** Answers what the engine asks of the shell (secrets that only the shell can read). */
  readonly shellMethods: object;
  readonly onCrash: (message: string) => void;
  /** How often a thread is asked for a sign of life, and how many it may owe; for tests. */
  readonly pingMs?: number;
  readonly pingsUntilHung?: number;
  /** The engine has written the configuration of a real workspace, in the demo. */
  readonly onConnected: (carried: unknown) => void;
  /** Each time an engine has started. */
  readonly onHello: (hello: EngineHello) => void;
}

export interface WorkerPort extends EnginePort {
  /** Resolves when the engine has started for the first time; rejects with the sentence that says why it cannot. */
  readonly ready: Promise<EngineHello>;
  /** Tells the engine something of the shell; lost while it is down, so a started engine is told again (`onHello`). */
  tell(name: string, data: unknown): void;
  /** Ends the engine in order and starts one with other data in its place. */
  restartWith(workerData: unknown): Promise<void>;
}

type State = 'starting' | 'running' | 'down';
const RESTART_DELAYS_MS = [200, 1_000, 3_000, 10_000];
const STOP_TIMEOUT_MS = 5_000;
const PING_MS = 5_000;
/** Pings in a row without an answer after which the thread hangs. Counted in pings, not in time: a machine that slept owes none. */
const PINGS_UNTIL_HUNG = 3;

/**
 * The engine in its worker thread, as the shell sees it. A crashed engine is started again with a growing delay; until it runs,
 * every call answers `unavailable` and the state says `down`, which the walls show at once.
 */
export function startWorkerPort(options: WorkerPortOptions): WorkerPort {
  const frameListeners = new Set<(frame: EventFrame) => void>();
  const stateListeners = new Set<(state: State) => void>();
  const first = Promise.withResolvers<EngineHello>();
  let state: State = 'starting';
  let crashesInARow = 0;
  let closing = false;
  let { workerData } = options;
  let worker: Worker;
  let rpc: Rpc;

  const setState = (next: State): void => {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(next);
  };

  const start = (): void => {
    const mine = new Worker(options.entry, { workerData });
    worker = mine;
    rpc = createRpc(mine, options.shellMethods as Readonly<Record<string, (...args: never[]) => unknown>>);
    rpc.onNotice('frames', (frames) => {
      for (const frame of frames as EventFrame[]) for (const listener of frameListeners) listener(frame);
    });
    rpc.onNotice('ready', (hello) => {
      crashesInARow = 0;
      setState('running');
      options.onHello(hello as EngineHello);
      first.resolve(hello as EngineHello);
    });
    rpc.onNotice('connected', (carried) => options.onConnected(carried));
    rpc.onNotice('reopen', () => closing || void restartWith(workerData));
    rpc.onNotice('refused', (reason) => {
      const { code, message, details } = reason as { code: HoldfastError['code']; message: string; details: unknown };
      closing = true;
      first.reject(new HoldfastError(code, message, details));
    });
    mine.on('error', (error) => options.onCrash(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    mine.on('exit', () => ended());
  };

  /** A thread that dies is seen by its exit; one that hangs answers nothing, and is ended so that a new one can begin. */
  let unanswered = 0;
  const pinging = setInterval(() => {
    if (state !== 'running') return;
    unanswered += 1;
    if (unanswered > (options.pingsUntilHung ?? PINGS_UNTIL_HUNG)) {
      unanswered = 0;
      options.onCrash('the engine hangs and is ended');
      void worker.terminate();
      return;
    }
    rpc.request('ping').then(() => (unanswered = 0), () => (unanswered = 0));
  }, options.pingMs ?? PING_MS);
  pinging.unref();

  const ended = (): void => {
    rpc.abandon('the engine ended');
    setState('down');
    if (closing) return;
    const delayMs = RESTART_DELAYS_MS[Math.min(crashesInARow, RESTART_DELAYS_MS.length - 1)];
    crashesInARow += 1;
    setTimeout(() => !closing && start(), delayMs).unref();
  };

  const ask = async <T>(method: string, fallback: T, ...args: readonly unknown[]): Promise<T> => {
    if (state !== 'running') return fallback;
    try {
      return await rpc.request<T>(method, ...args);
    } catch (error) {
      /** The thread may have ended in the middle: then that is the reason, not the call. */
      return (state as State) === 'running' ? unexpected(error, fallback) : fallback;
    }
  };
  const unexpected = <T>(error: unknown, fallback: T): T => {
    options.onCrash(`engine request failed: ${String(error)}`);
    return fallback;
  };

  const stop = async (): Promise<void> => {
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    rpc.notify('stop', null);
    const timer = setTimeout(() => void worker.terminate(), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };

  const restartWith = async (next: unknown): Promise<void> => {
    workerData = next;
    closing = true;
    await stop();
    closing = false;
    start();
  };

  start();
  return {
    ready: first.promise,
    tell: (name, data) => rpc.notify(name, data),
    call: (name, input, credential) => ask<Result<unknown>>('call', ENGINE_DOWN, name, input, credential),
    hook: (message, credential) => ask<Result<HookAnswer>>('hook', ENGINE_DOWN, message, credential),
    identify: (credential) => ask('identify', null, credential),
    pair: (code, userAgent) => ask<Result<PairResult>>('pair', ENGINE_DOWN, code, userAgent),
    enterPin: (credential, pin) => ask<Result<Record<string, never>>>('enterPin', ENGINE_DOWN, credential, pin),
    unpair: (credential) => ask('unpair', undefined, credential),
    snapshot: () => ask<Result<EventFrame>>('snapshot', ENGINE_DOWN),
    term: () => ask<number | null>('term', null),
    copy: (known, seat) => ask<Result<CopyMade>>('copy', ENGINE_DOWN, known, seat),
    metrics: () => ask('metrics', ''),
    onFrame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    restartWith,
    close: async () => {
      clearInterval(pinging);
      closing = true;
      await stop();
    },
  };
}
