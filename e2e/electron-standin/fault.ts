import { isMainThread, workerData } from 'node:worker_threads';

/** Loaded into every thread: lets a test end or hang the engine's thread, which nothing outside this process can reach. */
export const FAULT_CHANNEL = 'electron-standin-fault';

const isEngine = !isMainThread && typeof workerData === 'object' && workerData !== null && 'configFile' in workerData;
if (isEngine) {
  const channel = new BroadcastChannel(FAULT_CHANNEL);
  // A port that waits would keep the thread from ending.
  (channel as unknown as { unref(): void }).unref();
  channel.addEventListener('message', ({ data }: { data: unknown }) => {
    if (data === 'throw') setImmediate(() => { throw new Error('the test ends the engine here'); });
    if (data === 'hang') for (;;);
  });
}
