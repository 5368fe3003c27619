import { join } from 'node:path';
import type { DemoFaultId } from '../src/shared/model/entities.ts';
import { driveDemo } from './delay/demo.ts';
import { measureRound, type Round } from './delay/round.ts';
import { followStream } from './delay/stream.ts';
import { openBarePage, openWall } from './delay/wall.ts';
import { numberFlag } from './lib/args.ts';
import { launchBrowser } from './lib/browser.ts';
import { built, withFolder } from './lib/folder.ts';
import { startHoldfast } from './lib/holdfast.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles, type Percentiles } from './lib/stats.ts';

/**
 * How long after a fault somebody can know: a fault of the live demo is started, and the moments are noted in which its samples were
 * taken, the alert and the incident came over the live stream, and a wall in Chromium had painted the incident. What the rule asks
 * for, three samples in a row a second apart, is told apart from what comes on top of it, and a page that shows nothing but the
 * incident's number tells what of that the machine makes any page wait.
 * `node bench/delay.ts [--rounds 20] [--json]` after a build. Without a `prometheus` on the PATH only probes watch the demo.
 */
const rounds = numberFlag('rounds', 20);
const FAULTS = ['errors', 'latency', 'blackout'] as const satisfies readonly DemoFaultId[];
const POLL_INTERVAL_MS = 1_000;
const GOAL_MS = POLL_INTERVAL_MS + 500;

async function measure(folder: string): Promise<readonly Round[]> {
  const browser = await launchBrowser();
  const server = await startHoldfast({ folder: join(folder, 'data'), config: null });
  try {
    const wall = await openWall(browser, server.pairUrl);
    const bare = await openBarePage(browser, server);
    const demo = await driveDemo(server);
    if (demo.prometheusUrl === null) note('no prometheus binary on the PATH: the demo is watched by probes alone');
    const stream = await followStream(server.url, server.headers, ['alert', 'incident']);
    const measured: Round[] = [];
    for (let index = 0; index < rounds; index += 1) {
      const fault = FAULTS[index % FAULTS.length] ?? 'errors';
      const round = await measureRound(fault, { demo, stream, wall, bare });
      note(`round ${index + 1}/${rounds} ${fault}: ${round.rule} painted after ${round.paintedMs} ms, ${round.beyondMs} ms beyond its rule`);
      measured.push(round);
    }
    stream.close();
    return measured;
  } finally {
    await browser.close();
    await server.stop();
  }
}

const STEPS = {
  'fault → first sample beyond the limit': ({ firstSampleMs }) => firstSampleMs,
  'fault → sample that satisfies the rule': ({ lastSampleMs }) => lastSampleMs,
  'fault → alert heard': ({ alertMs }) => alertMs,
  'fault → incident heard': ({ incidentMs }) => incidentMs,
  'fault → incident painted': ({ paintedMs }) => paintedMs,
  'first sample → sample that satisfies the rule': ({ firstSampleMs, lastSampleMs }) => lastSampleMs - firstSampleMs,
  'that sample → alert heard': ({ lastSampleMs, alertMs }) => alertMs - lastSampleMs,
  'alert heard → incident painted': ({ alertMs, paintedMs }) => paintedMs - alertMs,
  'alert heard → bare page painted': ({ alertMs, bareMs }) => bareMs - alertMs,
  'beyond the rule: that sample → painted': ({ beyondMs }) => beyondMs,
  'the same, from the scrape that satisfies it by Prometheus itself': ({ lastScrapeMs, paintedMs }) => (lastScrapeMs === null ? Number.NaN : paintedMs - lastScrapeMs),
} satisfies Readonly<Record<string, (round: Round) => number>>;

const figures = (measured: readonly Round[]): Readonly<Record<string, Percentiles>> =>
  Object.fromEntries(Object.entries(STEPS).map(([step, of]) => [step, percentiles(measured.map(of).filter((value) => !Number.isNaN(value)), 0)]));

function report(measured: readonly Round[], before: ReturnType<typeof machine>): void {
  const all = figures(measured);
  const beyond = percentiles(measured.map(({ beyondMs }) => beyondMs), 0);
  table(Object.fromEntries(Object.entries(all).map(([step, { p50, p95, max, n }]) => [step, { 'p50 ms': p50, 'p95 ms': p95, 'max ms': max, n }])));
  const byFault = Object.fromEntries(FAULTS.map((fault) => [fault, figures(measured.filter((round) => round.fault === fault))]));
  for (const fault of FAULTS) {
    const of = measured.filter((round) => round.fault === fault);
    if (of.length > 0) line(`${fault}: painted after ${percentiles(of.map(({ paintedMs }) => paintedMs), 0).p50} ms (median), ${percentiles(of.map(({ beyondMs }) => beyondMs), 0).p50} ms beyond the rule; first to fire: ${[...new Set(of.map(({ rule }) => rule))].join(', ')}`);
  }
  line(`${measured.length} rounds; load ${before.load1} at the start on ${before.cpus} cores. Goal: p95 beyond the rule ≤ ${GOAL_MS} ms (the poll interval and 500 ms).`);
  finish({ bench: 'delay', rounds: measured, machine: before, all, byFault, goal: { beyondP95Ms: GOAL_MS }, met: beyond.p95 <= GOAL_MS });
}

built('main', 'server.js');
const before = machine();
report(await withFolder(measure), before);
