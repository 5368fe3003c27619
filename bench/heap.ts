import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { hasFlag, numberFlag } from './lib/args.ts';
import { launchBrowser } from './lib/browser.ts';
import { startFakePrometheus } from './lib/children.ts';
import { built, sleep, withFolder } from './lib/folder.ts';
import { startHoldfast } from './lib/holdfast.ts';
import { descriptorsOf, machine, rssMbOf } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { round, slopeOf, type Slope } from './lib/stats.ts';
import { configOf } from './lib/workload.ts';

/**
 * Whether anything grows: heap, DOM nodes and listeners of the wall's page, memory and descriptors of the server, with the demo, or
 * (`--full`) with charts whose hour is full of history from the start, so that no line still gets longer. Every sample of the
 * page's heap is taken after a forced collection. `node bench/heap.ts [--minutes 2] [--warmup 30] [--full] [--json]` after a build;
 * a slope with a useful interval takes 10 minutes and more.
 */
const minutes = hasFlag('seconds') ? numberFlag('seconds', 120) / 60 : numberFlag('minutes', 2);
const warmUp = numberFlag('warmup', 30);
const full = hasFlag('full');
/** As many as fill a wall of six tiles. */
const SIGNALS = 30;
const EVERY_MS = Math.max(2_000, (minutes * 60_000) / 120);
const HEAP_GOAL_MB_PER_HOUR = 0.1;

const SERIES = ['heapMb', 'nodes', 'listeners', 'rssMb', 'descriptors'] as const;
type SeriesName = (typeof SERIES)[number];
const TITLE: Readonly<Record<SeriesName, string>> = {
  heapMb: 'page: JS heap, MB',
  nodes: 'page: DOM nodes',
  listeners: 'page: listeners',
  rssMb: 'server: resident memory, MB',
  descriptors: 'server: file descriptors',
};
type Sample = Readonly<Record<SeriesName, number>> & { readonly atHours: number };

async function sample(session: CDPSession, pid: number, since: number): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  return {
    atHours: (performance.now() - since) / 3_600_000,
    heapMb: of('JSHeapUsedSize') / 2 ** 20,
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    rssMb: rssMbOf(pid) ?? Number.NaN,
    descriptors: descriptorsOf(pid) ?? Number.NaN,
  };
}

async function collect(folder: string): Promise<readonly Sample[]> {
  const fake = full ? await startFakePrometheus(1) : null;
  const config = fake && configOf({ signals: SIGNALS, everySeconds: 1, prometheusUrl: fake.url });
  const server = await startHoldfast({ folder: join(folder, 'data'), config });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(server.pairUrl);
    await page.waitForSelector('article [data-signal][data-age="live"]');
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    note(`warming up ${warmUp} s, then sampling for ${minutes} min`);
    await sleep(warmUp * 1_000);
    const since = performance.now();
    const samples: Sample[] = [];
    while (performance.now() - since < minutes * 60_000) {
      samples.push(await sample(session, server.pid, since));
      await sleep(EVERY_MS);
    }
    if (failures.length > 0) throw new Error(`the page reported: ${failures.join('; ')}`);
    return samples;
  } finally {
    await browser.close();
    await server.stop();
    await fake?.stop();
  }
}

interface Trend extends Slope {
  readonly first: number;
  readonly last: number;
  /** Whether the interval allows what the goal asks for; false = it grows, by more than chance. */
  readonly withinGoal: boolean;
}

function trendOf(samples: readonly Sample[], name: SeriesName): Trend {
  const { slope, ci95 } = slopeOf(samples.map((each) => [each.atHours, each[name]] as const));
  const allowed = name === 'heapMb' ? HEAP_GOAL_MB_PER_HOUR : 0;
  return { slope: round(slope), ci95: round(ci95), first: round(samples[0]?.[name] ?? Number.NaN), last: round(samples.at(-1)?.[name] ?? Number.NaN), withinGoal: slope - ci95 <= allowed };
}

function report(samples: readonly Sample[], before: ReturnType<typeof machine>): void {
  const trends = Object.fromEntries(SERIES.map((name) => [name, trendOf(samples, name)])) as Record<SeriesName, Trend>;
  const met = SERIES.every((name) => trends[name].withinGoal);
  table(Object.fromEntries(SERIES.map((name) => [TITLE[name], { first: trends[name].first, last: trends[name].last, 'per hour': trends[name].slope, '± 95 %': trends[name].ci95, 'more than the goal allows': trends[name].withinGoal ? 'not shown' : 'YES' }])));
  line(`${samples.length} samples in ${round(minutes, 1)} min after ${warmUp} s; load ${before.load1} at the start on ${before.cpus} cores. Goal: heap ≤ ${HEAP_GOAL_MB_PER_HOUR} MB/h, the others flat; an interval wider than that can neither prove nor refute it.`);
  finish({ bench: 'heap', workspace: full ? 'full' : 'demo', minutes, warmUpSeconds: warmUp, samples: samples.length, machine: before, trends, goal: { heapMbPerHour: HEAP_GOAL_MB_PER_HOUR }, met });
}

built('main', 'server.js');
const before = machine();
report(await withFolder(collect), before);
