import { BroadcastChannel } from 'node:worker_threads';
import type { ProbeRequest, ThreadFigures } from './probe.ts';

/** One side of the comparison, as its process answers for a span. */
export interface SideFigures {
  /** CPU of the whole process in the span, all threads, user and system: `process.cpuUsage()`. */
  readonly cpuMs: number;
  readonly spanMs: number;
  /** Signals that got a value in the span, one count for each poll that brought one. */
  readonly values: number;
  readonly threads: readonly ThreadFigures[];
  readonly rssMb: number;
}

export type SideRequest = ProbeRequest | { readonly ask: 'stop' | 'state' };

export interface SideOptions {
  /** Values received since the beginning. */
  readonly values: () => number;
  readonly stop: () => Promise<void>;
  /** Threads that answer at the end of a span. */
  readonly threads: number;
}

/** Answers the bench's questions in a measured process: `begin` starts a span, `end` is answered with its figures. */
export function serveSide({ values, stop, threads }: SideOptions): void {
  const channel = new BroadcastChannel('bench-probe');
  let before = { cpu: process.cpuUsage(), at: performance.now(), values: 0 };
  let collected: ThreadFigures[] = [];
  let ending: Omit<SideFigures, 'threads'> | null = null;

  const settle = (): void => {
    if (ending === null || collected.length < threads) return;
    process.send?.({ ...ending, threads: collected } satisfies SideFigures);
    ending = null;
  };
  channel.addEventListener('message', (event) => {
    const message = (event as MessageEvent).data as ProbeRequest | ThreadFigures;
    if ('ask' in message) return;
    collected.push(message);
    settle();
  });
  process.on('message', (request: SideRequest) => {
    if (request.ask === 'stop') {
      void stop().finally(() => process.exit(0));
      return;
    }
    if (request.ask === 'begin') {
      before = { cpu: process.cpuUsage(), at: performance.now(), values: values() };
      channel.postMessage(request);
      return;
    }
    if (request.ask !== 'end') return;
    const cpu = process.cpuUsage(before.cpu);
    ending = { cpuMs: (cpu.user + cpu.system) / 1e3, spanMs: performance.now() - before.at, values: values() - before.values, rssMb: process.memoryUsage().rss / 2 ** 20 };
    collected = [];
    channel.postMessage(request);
  });
  process.on('disconnect', () => process.exit(0));
}
