/** Both sides are measured by this one function: the task that takes the data, and the main thread's part of the frame that shows it. */
export interface TickCost {
  readonly frameMs: number;
}

const macrotask = (): Promise<void> =>
  new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.addEventListener('message', () => done(), { once: true });
    channel.port1.start();
    channel.port2.postMessage(null);
  });

/** Runs one update and waits until its frame has been handed to the compositor. Waiting for the display is not counted. */
export async function measureTick(update: () => void): Promise<TickCost> {
  let frameStart = 0;
  let frameEnd: Promise<void> = Promise.resolve();
  const framed = new Promise<void>((done) => {
    // Registered before the update, so that it is the first callback of the frame.
    requestAnimationFrame(() => {
      frameStart = performance.now();
      frameEnd = macrotask();
      done();
    });
  });
  const start = performance.now();
  update();
  await macrotask();
  const updated = performance.now();
  await framed;
  await frameEnd;
  return { frameMs: updated - start + (performance.now() - frameStart) };
}

/** Starts one update a second and keeps what each cost in `window.benchTicks`. */
export function runBench(update: () => void): void {
  const ticks: number[] = [];
  Object.assign(window, { benchTicks: ticks });
  setInterval(() => void measureTick(update).then((cost) => ticks.push(cost.frameMs)), 1_000);
}

export const CHARTS = 12;
export const SERIES = 3;
export const pointsAsked = (): number => Number(new URLSearchParams(location.search).get('points') ?? 360);
