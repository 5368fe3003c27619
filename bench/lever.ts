import { GROUPS, leverPlans, planOf } from './lever/plans.ts';
import { endAll, pull, release, startAll } from './lever/rounds.ts';
import { startSink } from './lever/sink.ts';
import { followLever } from './lever/stream.ts';
import { watchTurns } from './lever/turns.ts';
import { numberFlag } from './lib/args.ts';
import { sleep, withFolder } from './lib/folder.ts';
import { startHoldfast } from './lib/holdfast.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles } from './lib/stats.ts';
import { seededRandom } from '../src/main/store/testing/random.ts';

/**
 * The lever over everything: runs of several groups are under way in the built server, each of them calling a server of ours as fast as it
 * answers; at some moment of theirs the lever is pulled by a call, as a screen does. Measured from the moment before that call: until the
 * last request of any run arrived, until the call was answered, until another screen was told. Rounds without a pull are the control: they
 * must go on calling. `node bench/lever.ts [--pulls 200] [--seed 1] [--json]`
 */
const pulls = numberFlag('pulls', 200);
const seed = numberFlag('seed', 1);
const GOAL_MS = 250;
/** For how long nothing may come after that. */
const WATCHED_MS = 750;
/** Plans are pulled at some moment of this long. */
const MOMENTS_MS = 700;
const CONTROLS = 10;
const random = seededRandom(seed);

const lastMs: number[] = [];
/** For how long the machine had nobody of this bench have their turn, in the time up to the last request: what is measured cannot be nearer. */
const waitedMs: number[] = [];
const answeredMs: number[] = [];
const toldMs: number[] = [];
const late: string[] = [];
const controls: number[] = [];
let calls = 0;

await withFolder(async (folder) => {
  const sink = await startSink(random);
  const server = await startHoldfast({ folder, config: leverPlans(sink.url) });
  const screen = await followLever(server);
  const turns = watchTurns();
  try {
    for (let round = 0; round < pulls + CONTROLS; round += 1) {
      const isControl = round % Math.ceil((pulls + CONTROLS) / CONTROLS) === 0 && controls.length < CONTROLS;
      const runs = await startAll(server, Array.from({ length: GROUPS }, (_, group) => planOf(group)));
      await sleep(random() * MOMENTS_MS);
      const atMs = performance.now();
      calls += sink.since(0).length;
      if (isControl) await sleep(0);
      else answeredMs.push((await pull(server)) - atMs);
      await sleep(Math.max(0, atMs + GOAL_MS + WATCHED_MS - performance.now()));
      const after = sink.since(atMs).map((each) => each.atMs - atMs);
      if (isControl) controls.push(after.filter((ms) => ms > GOAL_MS).length);
      else {
        const last = Math.max(0, ...after);
        const waited = turns.longestIn(atMs, atMs + last);
        lastMs.push(last);
        waitedMs.push(waited);
        toldMs.push((await screen.pulledAt()) - atMs);
        const wrong = sink.since(atMs).filter((each) => each.atMs - atMs - waited > GOAL_MS);
        if (wrong.length > 0) late.push(`pull ${round}: ${wrong.map((each) => `${each.path} after ${Math.round(each.atMs - atMs)} ms`).join(', ')}`);
        await release(server);
      }
      await endAll(server, runs);
      sink.clear();
      if ((round + 1) % 20 === 0) note(`${round + 1} of ${pulls + CONTROLS}`);
    }
  } finally {
    turns.close();
    screen.close();
    await server.stop();
    await sink.close();
  }
});

const result = { lastMs: percentiles(lastMs), waitedMs: percentiles(waitedMs), answeredMs: percentiles(answeredMs), toldMs: percentiles(toldMs) };
const shown = ({ p50, p95, p99, max }: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }) => ({ 'p50 ms': p50, 'p95 ms': p95, 'p99 ms': p99, 'max ms': max });
table({ 'until the last request of any run arrived': shown(result.lastMs), 'of which the machine gave nobody a turn': shown(result.waitedMs), 'until the call was answered': shown(result.answeredMs), 'until another screen was told': shown(result.toldMs) });
for (const each of late) line(each);
const inFlight = lastMs.filter((ms) => ms > 0).length;
const met = late.length === 0 && controls.every((count) => count > 0);
line(`${pulls} pulls over ${GROUPS} groups, seed ${seed}: the last request after p50 ${result.lastMs.p50}, p99 ${result.lastMs.p99}, max ${result.lastMs.max} ms (goal: none after ${GOAL_MS}, and as long as the machine gave nobody a turn: max ${result.waitedMs.max}); ${inFlight} pulls had one on its way; nothing more within ${WATCHED_MS} ms; control without a pull: ${Math.min(...controls)} to ${Math.max(...controls)} requests in that time; ${JSON.stringify(machine())}`);
finish({ bench: 'lever', met, pulls, groups: GROUPS, seed, calls, inFlight, late, controls, ...result, goalMs: GOAL_MS });
