import type { Browser, CDPSession } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { cpuOfChildrenMs } from './cpu.ts';
import { servePages } from './serve.ts';

/**
 * What one update a second costs on a wall of 12 charts × 3 series at 1920×1080: ours against uPlot, alternating in one run.
 * `node bench/wall/run.ts [--json] [--seconds N] [--rounds N]`
 */
const SIDES = ['ours', 'uplot'] as const;
const POINTS = [360, 1_000] as const;
const WARM_UP_MS = 6_000;

interface Sample {
  readonly frameMs: number;
  readonly cpuMs: number | null;
  readonly mainMs: number;
  readonly heapMb: number;
  readonly nodes: number;
  readonly listeners: number;
}

const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!(value > 0)) {
    process.stderr.write(`--${name}: expected a number above 0\n`);
    process.exit(2);
  }
  return value;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function metrics(session: CDPSession): Promise<Map<string, number>> {
  const { metrics: list } = await session.send('Performance.getMetrics');
  return new Map(list.map(({ name, value }) => [name, value]));
}

async function measure(browser: Browser, url: string, seconds: number): Promise<Sample> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await page.goto(url);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await sleep(WARM_UP_MS);
  const takeTicks = () => page.evaluate<number[]>('window.benchTicks.splice(0)');
  await takeTicks();
  const before = await metrics(session);
  const cpuBefore = cpuOfChildrenMs();
  await sleep(seconds * 1_000);
  const cpuAfter = cpuOfChildrenMs();
  const after = await metrics(session);
  const ticks = await takeTicks();
  await session.send('HeapProfiler.collectGarbage');
  const settled = await metrics(session);
  await context.close();
  if (failures.length > 0) throw new Error(`the page reported: ${failures.join('; ')}`);
  const per = (total: number) => total / Math.max(1, ticks.length);
  const delta = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    frameMs: median(ticks),
    cpuMs: cpuBefore === null || cpuAfter === null ? null : per(cpuAfter - cpuBefore),
    mainMs: per(delta('TaskDuration') * 1_000),
    heapMb: (settled.get('JSHeapUsedSize') ?? 0) / 1e6,
    nodes: settled.get('Nodes') ?? 0,
    listeners: settled.get('JSEventListeners') ?? 0,
  };
}

function merge(samples: readonly Sample[]): Sample {
  const of = (pick: (sample: Sample) => number | null) => median(samples.map(pick).filter((value) => value !== null));
  const cpu = samples.some((sample) => sample.cpuMs === null) ? null : of((sample) => sample.cpuMs);
  return { frameMs: of((s) => s.frameMs), cpuMs: cpu, mainMs: of((s) => s.mainMs), heapMb: of((s) => s.heapMb), nodes: of((s) => s.nodes), listeners: of((s) => s.listeners) };
}

async function run(): Promise<void> {
  const seconds = flag('seconds', 15);
  const rounds = flag('rounds', 3);
  const pages = await servePages();
  const browser = await launchBrowser();
  const samples = new Map<string, Sample[]>();
  try {
    for (let round = 0; round < rounds; round++)
      for (const points of POINTS)
        for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
          const key = `${side} ${points}`;
          samples.set(key, [...(samples.get(key) ?? []), await measure(browser, `${pages.url}/${side}.html?points=${points}`, seconds)]);
          process.stderr.write(`round ${round + 1}/${rounds}: ${key} points done\n`);
        }
  } finally {
    await browser.close();
    await pages.close();
  }
  report(new Map([...samples].map(([key, list]) => [key, merge(list)])), seconds, rounds);
}

function report(results: ReadonlyMap<string, Sample>, seconds: number, rounds: number): void {
  const ratios = POINTS.map((points) => {
    const [ours, peer] = [results.get(`ours ${points}`), results.get(`uplot ${points}`)];
    const ratio = (pick: (sample: Sample) => number | null) => {
      const [a, b] = [ours && pick(ours), peer && pick(peer)];
      return a && b ? a / b : null;
    };
    return { points, frame: ratio((s) => s.frameMs), cpu: ratio((s) => s.cpuMs) };
  });
  const met = ratios.every(({ frame, cpu }) => frame !== null && frame <= 1 && (cpu === null || cpu <= 1.3));
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ bench: 'wall', charts: 12, series: 3, seconds, rounds, results: Object.fromEntries(results), ratios, goal: { frame: 1, cpu: 1.3 }, met })}\n`);
  } else {
    console.table(Object.fromEntries([...results].map(([key, s]) => [key, { 'frame ms': s.frameMs.toFixed(1), 'CPU ms': s.cpuMs?.toFixed(0) ?? '-', 'main ms': s.mainMs.toFixed(1), 'heap MB': s.heapMb.toFixed(1), nodes: s.nodes, listeners: s.listeners }])));
    for (const { points, frame, cpu } of ratios) console.log(`${points} points: frame ${frame?.toFixed(2) ?? '-'} × uPlot (goal ≤ 1.0), CPU ${cpu?.toFixed(2) ?? '-'} × uPlot (goal ≤ 1.3)`);
  }
  process.exitCode = met ? 0 : 1;
}

await run();
