import { join } from 'node:path';
import type { EventData } from '../src/shared/contract/events.ts';
import { REGIONS } from '../src/main/demo/regions.ts';
import { followStream } from './delay/stream.ts';
import { allLeadTo, calm, whenSo } from './drill/look.ts';
import { clickPlan, send, whenDone } from './drill/run-plan.ts';
import { openStage, type Stage } from './drill/stage.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { built, withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles } from './lib/stats.ts';

/**
 * The drill of the requirements, on the demo: DNS is corrupted, it is detected and declared, the failover plan is confirmed, the name
 * moves, traffic follows it, and the jobs of the outage are let back in by a ramp. Everything goes through the public API, and what is
 * told is what is seen from outside: at the name servers, at the resolver, at the second region.
 * `npm run drill:demo -- [--bind] [--jobs 3000] [--clicks 1] [--json]` after a build. `--bind`: real BIND servers (Debian: bind9) stand
 * in the place of the demo’s own. `--clicks N`: the plan is confirmed N times in all, there and back.
 */
built('main', 'server.js');
const bind = hasFlag('bind');
const jobs = numberFlag('jobs', 3_000);
const clicks = numberFlag('clicks', 1);
/**
 * The demo's intervals are so many times shorter than those of a usual set-up: checks every 12 s, records kept for 60 s, a rung of a
 * ramp held for a minute.
 */
const SPEED = 12;
const OBJECTIVE_MS = 8 * 60_000;
const GOALS = { clickToAuthoritativeP99Ms: 3_000, wholeMs: 60_000 };
const PATIENCE_MS = 60_000;

/** How long each part took. `scaled`: it consists of the demo's intervals, which elsewhere are longer. */
interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly scaled: boolean;
}

async function failOver(stage: Stage): Promise<{ readonly phases: readonly Phase[]; readonly clickToAuthoritativeMs: number; readonly incident: string; readonly movedAtMs: number; readonly corruptedAtMs: number }> {
  const { server, demo } = stage;
  const stream = await followStream(server.url, server.headers, ['alert', 'incident']);
  const sinceEpochMs = Date.now();
  const corruptedAtMs = performance.now();
  await demo.setFault('backlog', true);
  await demo.setFault('dns', true);
  const monotonic = (epochMs: number): number => epochMs - performance.timeOrigin;
  const alert = await stream.next('alert', ({ state }: EventData<'alert'>) => state === 'firing', sinceEpochMs, PATIENCE_MS);
  const declared = await stream.next('incident', ({ severity }: EventData<'incident'>) => severity === 'P0', sinceEpochMs, PATIENCE_MS);
  stream.close();
  const click = await clickPlan(server, 'to-second', { incident: declared.data.id });
  const { address } = REGIONS.second;
  const done = whenDone(server, click.run, PATIENCE_MS);
  const authoritativeAtMs = await whenSo('every name server leads to the second region', () => allLeadTo(stage.nameServers, address), PATIENCE_MS);
  const resolverAtMs = await whenSo('the resolver leads there', () => allLeadTo([stage.resolver], address), PATIENCE_MS);
  const movedAtMs = await whenSo('users are served there', async () => (await stage.control<{ recentRequests: number }>('/regions/second')).recentRequests >= 20, PATIENCE_MS);
  const doneAtMs = await done;
  const [detectedAtMs, declaredAtMs] = [monotonic(alert.atMs), monotonic(declared.atMs)];
  return {
    incident: declared.data.id,
    corruptedAtMs,
    movedAtMs,
    clickToAuthoritativeMs: authoritativeAtMs - click.atMs,
    phases: [
      { name: 'corruption → detected', ms: detectedAtMs - corruptedAtMs, scaled: true },
      { name: '→ declared', ms: Math.max(0, declaredAtMs - detectedAtMs), scaled: false },
      { name: '→ click', ms: click.atMs - Math.max(declaredAtMs, detectedAtMs), scaled: false },
      { name: 'click → every authoritative server', ms: authoritativeAtMs - click.atMs, scaled: false },
      { name: '→ resolver', ms: Math.max(0, resolverAtMs - authoritativeAtMs), scaled: true },
      { name: '→ traffic moved', ms: Math.max(0, movedAtMs - Math.max(resolverAtMs, authoritativeAtMs)), scaled: true },
      { name: '→ run done', ms: Math.max(0, doneAtMs - movedAtMs), scaled: true },
    ],
  };
}

async function letBackIn(stage: Stage, incident: string): Promise<Phase> {
  const from = performance.now();
  const click = await clickPlan(stage.server, 'jobs-back-in', { incident, parameters: { runPayments: 'yes' } });
  // Somebody starts the workers once they are held.
  await whenSo('the workers are held', async () => (await stage.control<{ rate: number }>('/queue')).rate === 0, PATIENCE_MS);
  await stage.demo.setFault('backlog', false);
  const done = await whenDone(stage.server, click.run, PATIENCE_MS + jobs * 20);
  const drained = await whenSo('nothing waits any more', async () => (await stage.control<{ waiting: number }>('/queue')).waiting < 20, PATIENCE_MS + jobs * 20);
  return { name: '→ jobs drained', ms: Math.max(done, drained) - from, scaled: true };
}

/** There and back, again and again: how long from the click until every authoritative server answers with the new address. */
async function moreClicks(stage: Stage): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let index = 1; index < clicks; index += 1) {
    const to = index % 2 === 0 ? 'second' : 'first';
    const click = await clickPlan(stage.server, `to-${to}`);
    measured.push((await whenSo(`every name server leads to the ${to} region`, () => allLeadTo(stage.nameServers, REGIONS[to].address), PATIENCE_MS)) - click.atMs);
    note(`click ${index + 1}/${clicks}: ${Math.round(measured.at(-1) ?? 0)} ms`);
    await whenDone(stage.server, click.run, PATIENCE_MS);
  }
  return measured;
}

async function drill(folder: string): Promise<void> {
  const before = machine();
  const stage = await openStage(folder, { bind, pileJobs: jobs });
  try {
    await calm(stage);
    const moved = await failOver(stage);
    const drained = await letBackIn(stage, moved.incident);
    const integrity = await stage.control<{ integrity: string }>('/queue/integrity');
    const resolvedFrom = performance.now();
    await send(stage.server, 'POST', `/incidents/${moved.incident}/events`, { action: { type: 'resolve', how: 'Traffic goes to the second region.' } });
    const wholeMs = performance.now() - moved.corruptedAtMs;
    const phases = [...moved.phases, drained, { name: '→ resolved', ms: performance.now() - resolvedFrom, scaled: false }];
    const clickMs = [moved.clickToAuthoritativeMs, ...(await moreClicks(stage))];
    report({ phases, wholeMs, toTrafficMs: moved.movedAtMs - moved.corruptedAtMs, clickMs, integrity: integrity.integrity, before });
  } finally {
    await stage.close();
  }
}

interface Measured {
  readonly phases: readonly Phase[];
  readonly wholeMs: number;
  readonly toTrafficMs: number;
  readonly clickMs: readonly number[];
  readonly integrity: string;
  readonly before: ReturnType<typeof machine>;
}

function report({ phases, wholeMs, toTrafficMs, clickMs, integrity, before }: Measured): void {
  const unscaled = (of: readonly Phase[]): number => of.reduce((sum, { ms, scaled }) => sum + ms * (scaled ? SPEED : 1), 0);
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  const untilTraffic = phases.slice(0, phases.findIndex(({ name }) => name === '→ traffic moved') + 1);
  const unscaledToTrafficMs = unscaled(untilTraffic);
  const authoritative = percentiles(clickMs, 0);
  table(Object.fromEntries([...phases.map((phase) => [phase.name, { 'measured s': seconds(phase.ms), 'unscaled s': seconds(unscaled([phase])) }]), ['corruption → traffic moved', { 'measured s': seconds(toTrafficMs), 'unscaled s': seconds(unscaledToTrafficMs) }], ['whole', { 'measured s': seconds(wholeMs), 'unscaled s': seconds(unscaled(phases)) }]]) as Record<string, Record<string, string>>);
  line(`Intervals of the demo are 1/${SPEED} of usual ones: what consists of them is ${SPEED} times as long unscaled. People decide at once here.`);
  line(`${bind ? 'Two real BIND servers' : 'The demo’s own name servers'}; ${jobs} jobs let back in, integrity ${integrity}. Click to authoritative: p50 ${authoritative.p50} ms, p99 ${authoritative.p99} ms of ${clickMs.length}.`);
  line(`Load ${before.load1} at the start on ${before.cpus} cores. Objective: traffic moved within 8 min unscaled. Goals: click to authoritative ≤ 3 s, whole drill ≤ 60 s.`);
  const objectiveMet = unscaledToTrafficMs <= OBJECTIVE_MS;
  const goalsMet = authoritative.p99 <= GOALS.clickToAuthoritativeP99Ms && wholeMs <= GOALS.wholeMs;
  if (!goalsMet) line('A goal was missed.');
  finish({
    bench: 'drill-demo', bind, jobs, speed: SPEED, machine: before, integrity,
    phases: phases.map((phase) => ({ phase: phase.name, measuredMs: Math.round(phase.ms), unscaledMs: Math.round(unscaled([phase])) })),
    toTrafficMs: Math.round(toTrafficMs), unscaledToTrafficMs: Math.round(unscaledToTrafficMs), wholeMs: Math.round(wholeMs), unscaledWholeMs: Math.round(unscaled(phases)),
    clickToAuthoritativeMs: clickMs.map(Math.round), objectiveMs: OBJECTIVE_MS, goals: GOALS, goalsMet, met: objectiveMet && integrity === 'ok',
  });
}

await withFolder((folder) => drill(join(folder, 'drill')));
