import { findPrometheus } from '../src/main/engine/sources/testing/processes.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { built } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import type { Percentiles } from './lib/stats.ts';
import { measurePixels, type PixelResult } from './live/pixel.ts';
import { measureWalls, type WallsResult } from './live/walls.ts';

/**
 * How old what a person sees is: from the scrape of a sample by a real Prometheus to its pixels, and how late events are for many
 * walls on one server, with and without one that reads nothing.
 * `node bench/live.ts [--seconds 25] [--walls 50] [--only pixel|walls] [--json]` after a build.
 */
const seconds = numberFlag('seconds', 25);
const walls = numberFlag('walls', 50);
const only = hasFlag('only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const POLL_INTERVAL_MS = 1_000;
const PIXEL_GOAL_MS = POLL_INTERVAL_MS + 250;
/** A client that reads nothing is noticed only once the kernel's buffers are full: some 10 MB on loopback. */
const WALLS_LONGER = 3;
const WALLS_GOAL_MS = 1_000;
const WALLS_CPU_GOAL = 50;

const row = ({ p50, p95, p99, max, n }: Percentiles) => ({ p50, p95, p99, max, n });

function reportPixels({ delayMs, scrapes, missed }: PixelResult): boolean {
  table({ 'sample → pixel, ms': row(delayMs) });
  line(`${scrapes} scrapes, ${missed} of them never painted. Goal: p95 ≤ ${PIXEL_GOAL_MS} ms (the poll interval and 250 ms).`);
  return delayMs.p95 <= PIXEL_GOAL_MS;
}

function reportWalls({ calm, stalled, noWalls, cutOff, signals, everySeconds }: WallsResult): boolean {
  const spans = [...calm.map((span, index) => [`${index + 1}: all read`, span] as const), ...stalled.map((span, index) => [`${index + 1}: one reads nothing`, span] as const)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  table(Object.fromEntries(spans.map(([name, span]) => [name, { 'tick p50 ms': span.tickMs.p50, 'tick p99': span.tickMs.p99, 'reading p50': span.readingMs.p50, 'reading p99': span.readingMs.p99, 'reading max': span.readingMs.max, 'server CPU % of a core': span.cpuPercent, 'kB/s per wall': span.kbPerSecondAndWall, 'streams ended': span.ended }])));
  line(`${walls} walls, ${signals} signals every ${everySeconds} s; without any wall the server takes ${noWalls.cpuPercent ?? '-'} % of a core. ${cutOff} client(s) that did not read were cut off. Goals: p99 ≤ ${WALLS_GOAL_MS} ms, CPU ≤ ${WALLS_CPU_GOAL} % of a core, nobody else's stream ended.`);
  return spans.every(([, span]) => span.tickMs.p99 <= WALLS_GOAL_MS && span.readingMs.p99 <= WALLS_GOAL_MS && (span.cpuPercent ?? 0) <= WALLS_CPU_GOAL && span.ended === 0);
}

built('main', 'server.js');
const before = machine();
const hasPrometheus = (await findPrometheus()) !== null;
if (!hasPrometheus) note('no prometheus binary on the PATH: the way from a sample to its pixels is not measured');
const pixels = hasPrometheus && only !== 'walls' ? await measurePixels(seconds) : null;
const pixelsMet = pixels === null || reportPixels(pixels);
const streams = only === 'pixel' ? null : await measureWalls(walls, seconds * WALLS_LONGER);
const wallsMet = streams === null || reportWalls(streams);
line(`load ${before.load1} at the start on ${before.cpus} cores`);
finish({ bench: 'live', seconds, machine: before, pixels, walls: streams, goal: { pixelP95Ms: PIXEL_GOAL_MS, wallsP99Ms: WALLS_GOAL_MS, wallsCpuPercent: WALLS_CPU_GOAL }, met: pixelsMet && wallsMet });
