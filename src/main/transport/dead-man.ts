import type { EnginePort } from '../api/engine-port.ts';

/** An engine without a tick for this long is dead, and a dead engine must not be reported alive. */
const ALIVE_MS = 5_000;
const TIMEOUT_MS = 10_000;

export interface DeadManOptions {
  readonly url: string;
  readonly everyMs: number;
  readonly engine: Pick<EnginePort, 'onFrame'>;
  readonly fetch: typeof fetch;
  /** Told when a ping failed, and with null when one succeeded again. */
  readonly onProblem: (message: string | null) => void;
}

/**
 * Pings a URL of an outside watcher for as long as the engine ticks, so that somebody else learns that Holdfast is dead. A ping
 * that fails is said here, because then nobody would notice our death.
 */
export function startDeadMan({ url, everyMs, engine, fetch, onProblem }: DeadManOptions): () => void {
  let lastTickMs = -Infinity;
  const unsubscribe = engine.onFrame((frame) => {
    if (frame.event === 'tick') lastTickMs = performance.now();
  });
  const ping = async (): Promise<void> => {
    if (performance.now() - lastTickMs > ALIVE_MS) return;
    try {
      const response = await fetch(url, { method: 'GET', redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      onProblem(response.ok ? null : `The dead-man watcher answered ${response.status}: nobody outside would notice if Holdfast died.`);
    } catch {
      onProblem('The dead-man watcher cannot be reached: nobody outside would notice if Holdfast died.');
    }
  };
  const timer = setInterval(() => void ping(), everyMs);
  /** The first ping waits for the first tick, not for the first interval. */
  const first = engine.onFrame((frame) => {
    if (frame.event !== 'tick') return;
    first();
    void ping();
  });
  return () => {
    clearInterval(timer);
    unsubscribe();
    first();
  };
}
