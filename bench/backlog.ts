import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart, type Curve } from './drill/chart.ts';
import { calm } from './drill/look.ts';
import { clickPlan, whenDone } from './drill/run-plan.ts';
import { openStage, type Stage } from './drill/stage.ts';
import { numberFlag } from './lib/args.ts';
import { built, sleep, withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';

/**
 * What an outage leaves behind, let in twice on the demo: by the plan, whose ramp raises the rate of the workers while the API is
 * well, and at once, which keeps the API down. What users meet is counted outside the API, request by request.
 * `node bench/backlog.ts [--jobs 100000] [--released 90] [--chart docs/backlog.svg] [--json]` after a build; `--released`: for how many
 * seconds the second arm is watched, which does not end by itself.
 */
built('main', 'server.js');
const jobs = numberFlag('jobs', 100_000);
const releasedSeconds = numberFlag('released', 90);
const chartAt = process.argv.indexOf('--chart');
const GOAL_FAILED = 0.01;
/** The same jobs without a throttle must do harm, or the throttle would prove nothing. */
const CONTROL_FAILED = 0.2;

interface Sample {
  readonly seconds: number;
  readonly waiting: number;
  readonly rate: number;
  /** Requests of users since the sample before. */
  readonly asked: number;
  readonly failed: number;
}
interface Arm {
  readonly samples: readonly Sample[];
  readonly drainedSeconds: number | null;
  readonly failedShare: number;
  /** Of ten seconds in a row. */
  readonly worstShare: number;
  readonly integrity: string;
}

async function users(stage: Stage): Promise<{ readonly asked: number; readonly failed: number }> {
  const lines = (await stage.controlText('/metrics')).split('\n').filter((each) => each.startsWith('client_requests_total{'));
  const sum = (of: readonly string[]): number => of.reduce((all, each) => all + Number(each.slice(each.lastIndexOf(' '))), 0);
  return { asked: sum(lines), failed: sum(lines.filter((each) => !each.includes('outcome="ok"'))) };
}

/** Lets what waits in, and counts every second until it is drained or the time is over. */
async function watch(stage: Stage, begin: () => Promise<void>, mostSeconds: number): Promise<Arm> {
  await stage.demo.setFault('backlog', true);
  const samples: Sample[] = [];
  let last = await users(stage);
  await begin();
  const from = performance.now();
  let drainedSeconds: number | null = null;
  for (let second = 1; drainedSeconds === null && second <= mostSeconds; second += 1) {
    await sleep(Math.max(0, from + second * 1_000 - performance.now()));
    const now = await users(stage);
    const { waiting, rate } = await stage.control<{ waiting: number; rate: number }>('/queue');
    samples.push({ seconds: (performance.now() - from) / 1_000, waiting, rate, asked: now.asked - last.asked, failed: now.failed - last.failed });
    last = now;
    if (waiting < 20) drainedSeconds = second;
    if (second % 30 === 0) note(`${second} s: ${waiting} wait, rate ${rate} %, ${share(samples.slice(-30))} of requests failed`);
  }
  const { integrity } = await stage.control<{ integrity: string }>('/queue/integrity');
  const windows = samples.map((_, index) => failedShare(samples.slice(Math.max(0, index - 9), index + 1)));
  return { samples, drainedSeconds, failedShare: failedShare(samples), worstShare: Math.max(0, ...windows.slice(9)), integrity };
}

const failedShare = (samples: readonly Sample[]): number => {
  const asked = samples.reduce((sum, each) => sum + each.asked, 0);
  return asked === 0 ? 0 : samples.reduce((sum, each) => sum + each.failed, 0) / asked;
};
const share = (samples: readonly Sample[]): string => `${(failedShare(samples) * 100).toFixed(2)} %`;

function curves(arms: Readonly<Record<string, Arm>>, of: (samples: readonly Sample[], index: number) => number): Curve[] {
  return Object.entries(arms).map(([name, { samples }], index) => ({ name, dashed: index > 0, points: samples.map((sample, at) => [sample.seconds, of(samples, at)] as const) }));
}

async function bench(folder: string): Promise<void> {
  const before = machine();
  const stage = await openStage(folder, { bind: false, pileJobs: jobs });
  try {
    await calm(stage.commander);
    note('let in by the plan');
    const throttled = await watch(stage, async () => {
      const { run } = await clickPlan(stage.commander, 'jobs-back-in', { parameters: { runPayments: 'yes' } });
      await whenHeld(stage);
      await stage.demo.setFault('backlog', false);
      void whenDone(stage.commander, run, 3_600_000).catch((error: unknown) => note(String(error)));
    }, 3_600);
    await stage.demo.reset();
    await calm(stage.commander);
    note('let in at once (control)');
    const released = await watch(stage, () => stage.demo.setFault('backlog', false).then(() => undefined), releasedSeconds);
    report({ throttled, released }, before);
  } finally {
    await stage.close();
  }
}

async function whenHeld(stage: Stage): Promise<void> {
  while ((await stage.control<{ rate: number; diverted: boolean }>('/queue')).rate !== 0) await sleep(50);
}

function report(arms: { readonly throttled: Arm; readonly released: Arm }, before: ReturnType<typeof machine>): void {
  const { throttled, released } = arms;
  table(Object.fromEntries(Object.entries(arms).map(([name, arm]) => [name, { 'drained s': arm.drainedSeconds ?? 'never', 'requests of users failed': share(arm.samples), 'worst 10 s': `${(arm.worstShare * 100).toFixed(1)} %`, 'still waiting': arm.samples.at(-1)?.waiting, integrity: arm.integrity }])));
  line(`${jobs} jobs; load ${before.load1} at the start on ${before.cpus} cores. Goal: with the throttle drained and less than 1 % of requests failed; without it more than ${CONTROL_FAILED * 100} % fail.`);
  if (chartAt > 0) {
    const seconds = Math.max(...Object.values(arms).map(({ samples }) => samples.at(-1)?.seconds ?? 0));
    const named = { 'by the ramp': throttled, 'at once': released };
    writeFileSync(
      process.argv[chartAt + 1] ?? 'backlog.svg',
      drawChart(
        [
          { title: 'Jobs that wait', most: jobs, tick: (value) => value.toLocaleString('en'), curves: curves(named, (samples, at) => samples[at]?.waiting ?? 0) },
          { title: 'Requests of users that fail, mean of 5 s', most: 1, tick: (value) => `${Math.round(value * 100)} %`, curves: curves(named, (samples, at) => failedShare(samples.slice(Math.max(0, at - 4), at + 1))) },
        ],
        seconds,
      ),
    );
  }
  const met = throttled.drainedSeconds !== null && throttled.failedShare < GOAL_FAILED && throttled.integrity === 'ok' && released.failedShare > CONTROL_FAILED;
  finish({ bench: 'backlog', jobs, machine: before, throttled, released, met });
}

await withFolder((folder) => bench(join(folder, 'backlog')));
