import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serviceMetrics, startExporter, startPrometheus, type RunningExporter, type RunningPrometheus } from '../src/main/engine/sources/testing/processes.ts';
import type { SideFigures, SideRequest } from './engine/side.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { nextMessage, startChild, startFakePrometheus, stopChild } from './lib/children.ts';
import { built, sleep } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { median, round, spread, summary, type Summary } from './lib/stats.ts';
import { serviceNames } from './lib/workload.ts';

/**
 * What it costs to watch many signals, against the least that could ask for the same values, at the same time on the same machine:
 * `node bench/engine.ts [--signals 500] [--every 5] [--seconds 75] [--warmup 25] [--rules] [--real] [--json]` after a build.
 * `--rules` judges every signal by a rule, and ends with a span in which all of them fire and end again (with the fake only).
 */
const signals = numberFlag('signals', 500);
const every = numberFlag('every', 5);
const seconds = numberFlag('seconds', 75);
const warmUp = numberFlag('warmup', 25);
const real = hasFlag('real');
const rules = hasFlag('rules');
const SPANS = 4;
const EXPORTERS = 4;
const CPU_GOAL = 1.2;
/** Values of the fake lie between 0.05 and 1.05, limits at 2. */
const BEYOND_EVERY_LIMIT = 100;
const STORM_PATIENCE_MS = 60_000 + 10_000 * every;
const LAG_GOAL_MS = signals <= 500 ? 20 : 50;

const PROBE = fileURLToPath(new URL('engine/probe.ts', import.meta.url));
const SIDES = ['ours', 'values', 'ages', 'idle'] as const;
type Side = (typeof SIDES)[number];
const TITLE: Readonly<Record<Side, string>> = {
  ours: 'Holdfast engine',
  values: 'floor: merged by hand, values only',
  ages: 'floor: the same questions as Holdfast',
  idle: 'idle Node process',
};

interface Servers {
  readonly url: (side: Side) => string;
  /** CPU that the side's own server has used since it began; null for the fake, which serves all of them. */
  readonly cpuMs: (side: Side) => Promise<number | null>;
  /** Null where values cannot be changed at will. */
  readonly multiply: ((times: number) => void) | null;
  readonly stop: () => Promise<void>;
}

async function startServers(): Promise<Servers> {
  if (!real) {
    const fake = await startFakePrometheus(every);
    return { url: () => fake.url, cpuMs: () => Promise.resolve(null), multiply: (times) => fake.multiply(times), stop: () => fake.stop() };
  }
  const exporters: RunningExporter[] = [];
  const names = serviceNames(signals);
  for (let part = 0; part < EXPORTERS; part += 1) exporters.push(await startExporter(serviceMetrics(names.filter((_, index) => index % EXPORTERS === part))));
  const running = {} as Record<Side, RunningPrometheus>;
  for (const side of SIDES) running[side] = await startPrometheus({ targets: { app: exporters.map(({ target }) => target) }, scrapeInterval: `${every}s` });
  return {
    url: (side) => running[side].url,
    cpuMs: async (side) => Number(/^process_cpu_seconds_total (\S+)/m.exec(await (await fetch(`${running[side].url}/metrics`)).text())?.[1]) * 1_000,
    multiply: null,
    stop: async () => {
      for (const side of SIDES) await running[side].remove();
      for (const exporter of exporters) await exporter.stop();
    },
  };
}

async function startSide(side: Side, url: string): Promise<ChildProcess> {
  const file = side === 'ours' ? 'engine/ours.ts' : 'engine/floor.ts';
  const child = startChild(file, [url, String(signals), String(every), side, ...(rules ? ['rules'] : [])], ['--import', PROBE]);
  await nextMessage(child);
  return child;
}

const tell = (child: ChildProcess, request: SideRequest): void => void child.send(request);

interface EngineState {
  readonly readings: number;
  readonly withValue: number;
  readonly filled: number;
  /** Null in an engine that knows no alerts. */
  readonly firing: number | null;
  readonly ownLagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

async function stateOf(engine: ChildProcess): Promise<EngineState> {
  const answer = nextMessage<EngineState>(engine);
  tell(engine, { ask: 'state' });
  return answer;
}

type Span = Readonly<Record<Side, SideFigures>>;

type Children = Readonly<Record<Side, ChildProcess>>;

async function measureSpan(children: Children, lag: boolean, during: () => Promise<void>): Promise<Span> {
  for (const side of SIDES) tell(children[side], { ask: 'begin', lag });
  await during();
  const answers = SIDES.map(async (side) => {
    const answer = nextMessage<SideFigures>(children[side]);
    tell(children[side], { ask: 'end' });
    return [side, await answer] as const;
  });
  return Object.fromEntries(await Promise.all(answers)) as Record<Side, SideFigures>;
}

/** All rules fire, three samples after their limits are broken, and end with the first good one. */
async function measureStorm(children: Children, multiply: (times: number) => void): Promise<Span> {
  const firing = async (wanted: number): Promise<void> => {
    const startedAt = performance.now();
    while ((await stateOf(children.ours)).firing !== wanted) {
      if (performance.now() - startedAt > STORM_PATIENCE_MS) throw new Error(`not ${wanted} rules fire within ${STORM_PATIENCE_MS / 1_000} s`);
      await sleep(1_000);
    }
  };
  return measureSpan(children, true, async () => {
    multiply(BEYOND_EVERY_LIMIT);
    await firing(signals);
    multiply(1);
    await firing(0);
  });
}

/** The history of every signal is asked once at the start; what follows is the steady state. */
async function settle(engine: ChildProcess): Promise<{ seconds: number; filled: number }> {
  const started = performance.now();
  let before = -1;
  for (;;) {
    const { filled } = await stateOf(engine);
    const passed = (performance.now() - started) / 1_000;
    if (filled >= signals || (passed > 8 && filled === before) || passed > 90) return { seconds: round(passed, 1), filled };
    before = filled;
    await sleep(1_000);
  }
}

/** Figures of an engine that watches nothing would flatter it. */
async function requireValues(engine: ChildProcess): Promise<void> {
  const { withValue } = await stateOf(engine);
  if (withValue < signals) throw new Error(`the engine has read only ${withValue} values of ${signals} signals: it does not watch what it was told to`);
}

const perPoll = ({ cpuMs, spanMs }: SideFigures): number => (cpuMs * every * 1_000) / spanMs;
const lagOf = ({ threads }: SideFigures) => (threads.find(({ thread }) => thread === 'worker') ?? threads[0])?.lagMs ?? null;

interface Row {
  readonly cpuMsPerInterval: Summary;
  readonly corePercent: number;
  readonly engineThreadMs: number | null;
  readonly values: number;
  readonly rssMb: number;
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

function rowOf(side: Side, cpuSpans: readonly Span[], lagSpan: Span): Row {
  const figures = cpuSpans.map((span) => span[side]);
  const threads = figures.flatMap((each) => each.threads.filter(({ thread }) => thread === 'worker').map(({ cpuMs }) => (cpuMs * every * 1_000) / each.spanMs));
  const lag = lagOf(lagSpan[side]);
  const cpu = summary(figures.map(perPoll), 1);
  return {
    cpuMsPerInterval: cpu,
    corePercent: round(cpu.median / every / 10, 2),
    engineThreadMs: threads.length === 0 ? null : round(median(threads), 1),
    values: Math.round(median(figures.map((each) => (each.values * every * 1_000) / each.spanMs))),
    rssMb: round(median(figures.map((each) => each.rssMb)), 0),
    lagMs: lag && { p50: round(lag.p50, 1), p99: round(lag.p99, 1), max: round(lag.max, 1) },
  };
}

async function run(): Promise<void> {
  built('main', 'engine-worker.js');
  const servers = await startServers();
  const children = {} as Record<Side, ChildProcess>;
  const before = machine();
  try {
    for (const side of SIDES) children[side] = await startSide(side, servers.url(side));
    const history = await settle(children.ours);
    note(`history of ${history.filled} signals read in ${history.seconds} s; warming up ${warmUp} s`);
    await sleep(warmUp * 1_000);
    await requireValues(children.ours);
    const cpuSpans: Span[] = [];
    const spanSeconds = seconds / (SPANS + 1);
    const serverBefore = await Promise.all(SIDES.map(servers.cpuMs));
    const startedAt = performance.now();
    for (let index = 0; index < SPANS; index += 1) cpuSpans.push(await measureSpan(children, false, () => sleep(spanSeconds * 1_000)));
    const intervals = (performance.now() - startedAt) / 1_000 / every;
    const serverAfter = await Promise.all(SIDES.map(servers.cpuMs));
    const serverMs = SIDES.map((_, index) => ((serverAfter[index] ?? Number.NaN) - (serverBefore[index] ?? Number.NaN)) / intervals);
    const lagSpan = await measureSpan(children, true, () => sleep(spanSeconds * 1_000));
    const storm = rules && servers.multiply !== null ? await measureStorm(children, servers.multiply) : null;
    report({ cpuSpans, lagSpan, storm, serverMs, history, state: await stateOf(children.ours), before });
  } finally {
    for (const child of Object.values(children)) tell(child, { ask: 'stop' });
    await Promise.all(Object.values(children).map((child) => stopChild(child)));
    await servers.stop();
  }
}

interface Measured {
  readonly cpuSpans: readonly Span[];
  readonly lagSpan: Span;
  readonly storm: Span | null;
  /** CPU of each side's own server per interval, scrapes and rules included; NaN where all share one. */
  readonly serverMs: readonly number[];
  readonly history: { readonly seconds: number; readonly filled: number };
  readonly state: EngineState;
  readonly before: ReturnType<typeof machine>;
}

/** What the queries alone cost a real server: beyond what the one that nobody asks takes for its scrapes. */
function serverCost(serverMs: readonly number[], rows: Readonly<Record<Side, Row>>) {
  const of = (side: Side): number => (serverMs[SIDES.indexOf(side)] ?? Number.NaN) - (serverMs[SIDES.indexOf('idle')] ?? Number.NaN);
  const [ours, floor] = [of('ours'), of('values')];
  const total = (rows.ours.cpuMsPerInterval.median + ours) / (rows.values.cpuMsPerInterval.median + floor);
  return { oursMs: round(ours, 1), floorMs: round(floor, 1), sameQuestionsMs: round(of('ages'), 1), totalRatio: round(total) };
}

function report({ cpuSpans, lagSpan, storm, serverMs, history, state, before }: Measured): void {
  const rows = Object.fromEntries(SIDES.map((side) => [side, rowOf(side, cpuSpans, lagSpan)])) as Record<Side, Row>;
  const ratio = (peer: Side): Summary => summary(cpuSpans.map((span) => perPoll(span.ours) / perPoll(span[peer])));
  const [toFloor, toSame] = [ratio('values'), ratio('ages')];
  const lag = rows.ours.lagMs?.p99 ?? Number.NaN;
  /** What the machine makes every process wait is not the engine's. */
  const lagBeyondIdle = round(lag - (rows.idle.lagMs?.p99 ?? Number.NaN), 1);
  const server = real ? serverCost(serverMs, rows) : null;
  const met = toFloor.median <= CPU_GOAL && lagBeyondIdle <= LAG_GOAL_MS;
  table(
    Object.fromEntries(
      SIDES.map((side) => {
        const { cpuMsPerInterval, corePercent, values, lagMs, rssMb } = rows[side];
        return [TITLE[side], { [`CPU ms / ${every} s (range)`]: spread(cpuMsPerInterval), '% of a core': corePercent, 'answers / interval': values, 'lag p50': lagMs?.p50, p99: lagMs?.p99, max: lagMs?.max, 'RSS MB': rssMb }];
      }),
    ),
  );
  line(`${signals} signals ${rules ? 'with a rule each ' : ''}every ${every} s against a ${real ? 'real Prometheus' : 'local fake'}; load ${before.load1} at the start on ${before.cpus} cores; ${SPANS} spans, all sides at the same time.`);
  line(`CPU of the whole process (process.cpuUsage, all threads): ${spread(toFloor)} × the floor (goal ≤ ${CPU_GOAL}), ${spread(toSame)} × the floor that asks the same questions.`);
  line(`Of it the engine's thread: ${rows.ours.engineThreadMs ?? '-'} ms per interval. Lag p99 of that thread ${lag} ms (goal ≤ ${LAG_GOAL_MS}; an idle process in the same span: ${rows.idle.lagMs?.p99 ?? '-'} ms).`);
  const stormLag = storm && { ours: lagOf(storm.ours), idle: lagOf(storm.idle) };
  if (stormLag) line(`While all ${signals} rules fired and ended: lag p99 ${round(stormLag.ours?.p99 ?? Number.NaN, 1)} ms, max ${round(stormLag.ours?.max ?? Number.NaN, 1)} ms (idle process ${round(stormLag.idle?.p99 ?? Number.NaN, 1)} and ${round(stormLag.idle?.max ?? Number.NaN, 1)} ms).`);
  if (server) line(`CPU of the real server for the queries alone, per interval: ${server.oursMs} ms, floor ${server.floorMs} ms, same questions ${server.sameQuestionsMs} ms; client and server together ${server.totalRatio} × the floor.`);
  finish({ bench: 'engine', signals, everySeconds: every, rules, real, machine: before, history, sides: rows, cpuRatio: { floor: toFloor, sameQuestions: toSame }, lagBeyondIdleMs: lagBeyondIdle, stormLag, ownLagMs: state.ownLagMs, server, goal: { cpu: CPU_GOAL, lagP99Ms: LAG_GOAL_MS }, met });
}

await run();
