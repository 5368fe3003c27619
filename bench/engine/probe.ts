import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/**
 * Preloaded (`node --import`) into every thread of a measured process, so that the product's own worker is measured unchanged:
 * CPU of the thread, use of its event loop, and, in spans of their own because the histogram's timer costs CPU too, its lag.
 */
export interface ThreadFigures {
  readonly thread: 'main' | 'worker';
  readonly cpuMs: number;
  /** Share of the span in which the event loop was busy. */
  readonly busy: number;
  /** Lateness of a 10 ms timer, in ms; null in spans that do not measure it. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** CPU that the thread used between two turns of a 10 ms timer: how long it kept others waiting by its own work, whatever else the machine does. Null like `lagMs`. */
  readonly turnCpuMs: { readonly p99: number; readonly max: number } | null;
}

export type ProbeRequest = { readonly ask: 'begin'; readonly lag: boolean } | { readonly ask: 'end' };

const RESOLUTION_MS = 10;
const channel = new BroadcastChannel('bench-probe');
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let withLag = false;
let cpuBefore = process.threadCpuUsage();
let turns: number[] = [];
let turnBefore = cpuBefore;
let timer: NodeJS.Timeout | undefined;
let loopBefore = performance.eventLoopUtilization();

const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

function onTurn(): void {
  const { user, system } = process.threadCpuUsage(turnBefore);
  turnBefore = process.threadCpuUsage();
  turns.push((user + system) / 1e3);
}

channel.addEventListener('message', (event) => {
  const request = (event as MessageEvent).data as ProbeRequest | ThreadFigures;
  if (!('ask' in request)) return;
  if (request.ask === 'begin') {
    withLag = request.lag;
    histogram.reset();
    clearInterval(timer);
    turns = [];
    if (withLag) {
      histogram.enable();
      turnBefore = process.threadCpuUsage();
      timer = setInterval(onTurn, RESOLUTION_MS);
      timer.unref();
    }
    cpuBefore = process.threadCpuUsage();
    loopBefore = performance.eventLoopUtilization();
    return;
  }
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const busy = performance.eventLoopUtilization(performance.eventLoopUtilization(), loopBefore).utilization;
  const lagMs = withLag ? { p50: beyond(histogram.percentile(50)), p99: beyond(histogram.percentile(99)), max: beyond(histogram.max) } : null;
  const sorted = turns.toSorted((a, b) => a - b);
  const turnCpuMs = withLag && sorted.length > 0 ? { p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, max: sorted.at(-1) ?? 0 } : null;
  histogram.disable();
  clearInterval(timer);
  channel.postMessage({ thread: isMainThread ? 'main' : 'worker', cpuMs: (user + system) / 1e3, busy, lagMs, turnCpuMs } satisfies ThreadFigures);
});
channel.unref();
