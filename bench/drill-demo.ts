import { join } from 'node:path';
import type { EventData } from '../src/shared/contract/events.ts';
import type { ContinuityFace } from '../src/shared/model/continuity/plan.ts';
import type { Run } from '../src/shared/model/continuity/run.ts';
import type { CorrectiveAction, Review } from '../src/shared/model/review.ts';
import type { Story } from '../src/shared/model/story.ts';
import { DEMO_PACE } from '../src/main/demo/pace.ts';
import { REGIONS } from '../src/main/demo/regions.ts';
import { followStream } from './delay/stream.ts';
import { allLeadTo, calm, whenSo } from './drill/look.ts';
import { measuredMs, PACE_SAYS, phaseLines, Phases, unscaledMs } from './drill/phases.ts';
import { approve, clickPlan, whenDone } from './drill/run-plan.ts';
import { openStage, type Stage } from './drill/stage.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { built, withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles } from './lib/stats.ts';

/**
 * The drill of the requirements, on the demo: DNS is corrupted, it is detected and declared, the When clock falls due and the whole plan
 * is suggested, decided and confirmed, the name moves, traffic follows it, the jobs of the outage are let back in by a ramp, it is
 * resolved, and its review is written, with a corrective action that a drill proves. Everything goes through the public API, and what is
 * told is what is seen from outside: at the name servers, at the resolver, at the second region.
 * `npm run drill:demo -- [--bind] [--jobs 3000] [--clicks 1] [--json]` after a build. `--bind`: real BIND servers (Debian: bind9) stand
 * in the place of the demo’s own. `--clicks N`: the name is led there and back N times in all.
 */
built('main', 'server.js');
const bind = hasFlag('bind');
const jobs = numberFlag('jobs', 3_000);
const clicks = numberFlag('clicks', 1);
const OBJECTIVE_MS = 8 * 60_000;
const GOALS = { clickToAuthoritativeP99Ms: 3_000, wholeMs: 60_000 };
const PATIENCE_MS = 60_000;
const monotonic = (epochMs: number): number => epochMs - performance.timeOrigin;

/** Until somebody has to decide, and the plan is there. */
async function untilSuggested({ server, demo, commander }: Stage, phases: Phases): Promise<string> {
  const stream = await followStream(server.url, server.headers, ['alert', 'incident']);
  const sinceEpochMs = Date.now();
  await demo.setFault('dns', true);
  const alert = await stream.next('alert', ({ state }: EventData<'alert'>) => state === 'firing', sinceEpochMs, PATIENCE_MS);
  phases.add('corruption → detected', monotonic(alert.atMs), { scaled: true });
  const declared = await stream.next('incident', ({ severity }: EventData<'incident'>) => severity === 'P0', sinceEpochMs, PATIENCE_MS);
  stream.close();
  phases.add('→ declared', monotonic(declared.atMs), { scaled: false });
  const due = await whenSo('the When clock is due and suggests the whole plan', async () => (await commander.get<ContinuityFace>('/continuity')).triggers.some(({ plan, suggests }) => plan === 'whole-plan' && suggests !== null), PATIENCE_MS);
  phases.add('→ When clock due, plan suggested', due, { scaled: true });
  return declared.data.id;
}

async function failOver(stage: Stage, phases: Phases, incident: string): Promise<number> {
  const { commander, second } = stage;
  await commander.send('POST', `/incidents/${incident}/events`, { action: { type: 'decide', choice: 'execute', reason: 'The name leads to nowhere.' } });
  const click = await clickPlan(commander, 'whole-plan', { incident });
  phases.add('→ decided and confirmed', click.atMs, { scaled: false });
  const { address } = REGIONS.second;
  const [, authoritativeAtMs, resolverAtMs, movedAtMs, doneAtMs] = await Promise.all([
    approve(second, click.run, PATIENCE_MS),
    whenSo('every name server leads to the second region', () => allLeadTo(stage.nameServers, address), PATIENCE_MS),
    whenSo('the resolver leads there', () => allLeadTo([stage.resolver], address), PATIENCE_MS),
    whenSo('users are served there', async () => (await stage.control<{ recentRequests: number }>('/regions/second')).recentRequests >= 20, PATIENCE_MS),
    whenDone(commander, click.run, PATIENCE_MS),
  ]);
  phases.add('click → every authoritative server', authoritativeAtMs, { scaled: false });
  phases.add('→ resolver', resolverAtMs, { scaled: true });
  phases.add('→ traffic moved', movedAtMs, { scaled: true });
  phases.add('→ run done', doneAtMs, { scaled: true });
  await detail(stage, click.run);
  return authoritativeAtMs - click.atMs;
}

async function letBackIn(stage: Stage, phases: Phases, incident: string): Promise<void> {
  const click = await clickPlan(stage.commander, 'jobs-back-in', { incident, parameters: { runPayments: 'yes' } });
  // Somebody starts the workers once they are held.
  await whenSo('the workers are held', async () => (await stage.control<{ rate: number }>('/queue')).rate === 0, PATIENCE_MS);
  await stage.demo.setFault('backlog', false);
  phases.add('→ jobs held and looked at', performance.now(), { scaled: false });
  const drained = whenSo('nothing waits any more', async () => (await stage.control<{ waiting: number }>('/queue')).waiting < 20, PATIENCE_MS + jobs * 20);
  const ends = await Promise.all([whenDone(stage.commander, click.run, PATIENCE_MS + jobs * 20), drained]);
  phases.add('→ ramp over, jobs drained', Math.max(...ends), { scaled: true });
  await detail(stage, click.run);
}

/** Each step with what it took, and each value of a ramp: what is looked at where a phase took long. */
async function detail({ commander }: Stage, run: string): Promise<void> {
  const { steps } = await commander.get<Run>(`/runs/${run}`);
  const seconds = (from: string | null, to: string | null): string => (from === null || to === null ? '–' : ((Date.parse(to) - Date.parse(from)) / 1_000).toFixed(2));
  note(`${run}: ${steps.map(({ id, startedAt, endedAt }) => `${id} ${seconds(startedAt, endedAt)} s`).join(', ')}`);
  for (const { id, progress, startedAt } of steps) if (progress?.kind === 'ramp') note(`${run} ${id}: ${progress.moves.map(({ at, value, why }) => `${value} ${why} at ${seconds(startedAt, at)} s`).join(', ')}`);
}

async function resolve({ commander }: Stage, phases: Phases, incident: string): Promise<void> {
  const again = await clickPlan(commander, 'everything-again', { incident });
  await whenDone(commander, again.run, PATIENCE_MS);
  await commander.send('POST', `/incidents/${incident}/events`, { action: { type: 'resolve', how: 'Traffic goes to the second region.' } });
  phases.add('→ resolved', performance.now(), { scaled: false });
}

/** What was learned, written down, and proved by a drill. */
async function review({ commander }: Stage, phases: Phases, incident: string): Promise<{ readonly rows: number; readonly proof: string; readonly drill: NonNullable<Run['score']> }> {
  const story = (): Promise<Story> => commander.get<Story>(`/reviews/${incident}/story`);
  await whenSo('the review tells of all three runs', async () => (await story()).runs.filter(({ phase }) => phase === 'done').length === 3, PATIENCE_MS);
  const { rows } = await story();
  const { version } = await commander.get<Review>(`/reviews/${incident}`);
  const why = (id: string, parent: string | null, question: string, answer: string) => ({ id, parent, question, answer });
  await commander.send('PUT', `/reviews/${incident}`, {
    cause: { name: 'A zone is pushed without a check', category: 'change', confidence: 'confirmed' },
    whys: [why('why-1', null, 'Why could nobody reach the API?', 'Its name led to an address where nothing listens.'), why('why-2', 'why-1', 'How did it come to lead there?', 'A routine change of the zone was pushed without a check.')],
  }, version);
  const action = await commander.send<CorrectiveAction>('POST', '/corrective-actions', { incident, text: 'Drill the failover each month', kind: 'process', owner: 'aiko', proof: { kind: 'drill', withinSeconds: OBJECTIVE_MS / 1_000, service: 'edge' } });
  phases.add('review: cause, whys, corrective action', performance.now(), { scaled: false });
  const click = await clickPlan(commander, 'to-second', { mode: 'drill' });
  await whenDone(commander, click.run, PATIENCE_MS);
  const { score } = await commander.get<Run>(`/runs/${click.run}`);
  if (score === null) throw new Error(`${click.run} was not scored`);
  await commander.send('POST', `/corrective-actions/${action.id}/events`, { action: { type: 'check' } });
  const proved = await commander.get<CorrectiveAction>(`/corrective-actions/${action.id}`);
  if (proved.state !== 'done') throw new Error(`${action.id} is ${proved.state}: ${proved.proofState.says}`);
  phases.add('drill, and the action proved by it', performance.now(), { scaled: false });
  return { rows: rows.length, proof: proved.proofState.says, drill: score };
}

/** There and back, again and again: how long from the click until every authoritative server answers with the new address. */
async function moreClicks(stage: Stage): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let index = 1; index < clicks; index += 1) {
    const to = index % 2 === 0 ? 'second' : 'first';
    const click = await clickPlan(stage.commander, `to-${to}`);
    measured.push((await whenSo(`every name server leads to the ${to} region`, () => allLeadTo(stage.nameServers, REGIONS[to].address), PATIENCE_MS)) - click.atMs);
    note(`click ${index + 1}/${clicks}: ${Math.round(measured.at(-1) ?? 0)} ms`);
    await whenDone(stage.commander, click.run, PATIENCE_MS);
  }
  return measured;
}

async function drill(folder: string): Promise<void> {
  const before = machine();
  const stage = await openStage(folder, { bind, pileJobs: jobs });
  try {
    await calm(stage.commander);
    await stage.demo.setFault('backlog', true);
    const phases = new Phases(performance.now());
    const incident = await untilSuggested(stage, phases);
    const clickMs = await failOver(stage, phases, incident);
    await letBackIn(stage, phases, incident);
    const { integrity } = await stage.control<{ integrity: string }>('/queue/integrity');
    await resolve(stage, phases, incident);
    const learned = await review(stage, phases, incident);
    report({ phases, learned, clickMs: [clickMs, ...(await moreClicks(stage))], integrity, before });
  } finally {
    await stage.close();
  }
}

interface Measured {
  readonly phases: Phases;
  readonly learned: Awaited<ReturnType<typeof review>>;
  readonly clickMs: readonly number[];
  readonly integrity: string;
  readonly before: ReturnType<typeof machine>;
}

function report({ phases, learned, clickMs, integrity, before }: Measured): void {
  const whole = phases.between('corruption → detected', '→ resolved');
  const toTraffic = phases.between('corruption → detected', '→ traffic moved');
  const fromClick = phases.between('click → every authoritative server', '→ traffic moved');
  const authoritative = percentiles(clickMs, 0);
  table(phaseLines(phases.all(), { 'click → traffic moved': fromClick, 'corruption → traffic moved': toTraffic, 'whole: corruption → resolved': whole }));
  line(`${PACE_SAYS} People decide at once here.`);
  line(`${bind ? 'Two real BIND servers' : 'The demo’s own name servers'}; ${jobs} jobs let back in, integrity ${integrity}. Click to authoritative: p50 ${authoritative.p50} ms, p99 ${authoritative.p99} ms of ${clickMs.length}.`);
  line(`Review: ${learned.rows} rows. ${learned.proof} It took ${learned.drill.tookSeconds.toFixed(1)} s, slowest: ${learned.drill.slowest?.name ?? 'none'}.`);
  line(`Load ${before.load1} at the start on ${before.cpus} cores. Objective: click to traffic moved within 8 min unscaled. Goals: click to authoritative ≤ 3 s, whole drill ≤ 60 s.`);
  const objectiveMet = unscaledMs(fromClick) <= OBJECTIVE_MS;
  const goalsMet = authoritative.p99 <= GOALS.clickToAuthoritativeP99Ms && measuredMs(whole) <= GOALS.wholeMs;
  if (!goalsMet) line('A goal was missed.');
  const sums = Object.fromEntries(Object.entries({ clickToTraffic: fromClick, corruptionToTraffic: toTraffic, whole }).map(([name, of]) => [name, { measuredMs: Math.round(measuredMs(of)), unscaledMs: Math.round(unscaledMs(of)) }]));
  finish({
    bench: 'drill-demo', bind, jobs, pace: DEMO_PACE, machine: before, integrity,
    phases: phases.all().map((phase) => ({ phase: phase.name, measuredMs: Math.round(phase.ms), unscaledMs: Math.round(unscaledMs([phase])) })),
    ...sums, drill: learned.drill, proof: learned.proof, clickToAuthoritativeMs: clickMs.map(Math.round), objectiveMs: OBJECTIVE_MS, goals: GOALS, goalsMet, met: objectiveMet && integrity === 'ok',
  });
}

await withFolder((folder) => drill(join(folder, 'drill')));
