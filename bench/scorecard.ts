import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { silentLog } from '../src/main/engine/testing/manual-clock.ts';
import { openStore } from '../src/main/store/open.ts';
import { numberFlag } from './lib/args.ts';
import { withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { round } from './lib/stats.ts';
import { fill } from './scorecard/fill.ts';
import { createBenchClock, measureOthers, measureViews, open } from './scorecard/measure.ts';
import { measureSaving } from './scorecard/saving.ts';

/**
 * Every view of the scorecard over a hundred thousand and a million incidents of five years: looked at for the first time, and again
 * over other periods; beside the same figures from the `sqlite3` command line over the raw rows, which have to be equal. What the rows
 * cost to keep, and what a look costs right after an incident has changed.
 * `node bench/scorecard.ts [--incidents 1000000] [--small 100000] [--turns 30] [--json]`
 */
const sizes = [numberFlag('small', 100_000), numberFlag('incidents', 1_000_000)];
const turns = numberFlag('turns', 30);
const VIEW_GOAL_MS = 20;
const LIST_GOAL_MS = 5;
const GROWTH_GOAL = 1.5;
/** Below it a ratio says more about the machine than about the size. */
const GROWTH_FROM_MS = 2;
const END = Date.parse('2026-11-26T09:00:00.000Z');

async function measure(folder: string, incidents: number) {
  const clock = createBenchClock(END);
  const store = openStore({ file: join(folder, `scorecard-${incidents}.db`), clock, log: silentLog });
  try {
    const { write } = store;
    if (write === null) throw new Error('the store of a bench can be written');
    const at = performance.now();
    fill(write, open(store, clock).follower, incidents, END);
    write.emptyLog();
    const fillSeconds = round((performance.now() - at) / 1_000, 0);
    note(`${incidents} incidents written in ${fillSeconds} s`);
    const views = await measureViews(store, END, turns);
    const others = await measureOthers(store, END, turns);
    const saving = await measureSaving(store, END, turns);
    return { incidents, fillSeconds, fileMb: Math.round(statSync(store.file).size / 1e6), ...views, others, saving };
  } finally {
    store.close();
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** Growth of a p95, where it is long enough to have one. */
const growth = (small: number | undefined, large: number): number | null => (small === undefined || large < GROWTH_FROM_MS ? null : round(large / small));

function report(small: Measured, large: Measured): boolean {
  const head = (of: Measured, what: string): string => `${what}, ${of.incidents.toLocaleString('en-US')}`;
  table(
    Object.fromEntries(
      Object.entries(large.views).map(([name, view]) => {
        const few = small.views[name];
        return [name, { [head(small, 'p95 ms')]: few?.again.p95, [head(large, 'p50 ms')]: view.again.p50, [head(large, 'p95 ms')]: view.again.p95, 'grows ×': growth(few?.again.p95, view.again.p95), 'first look ms': view.firstMs, 'thread kept ms': view.keptMs, 'sqlite3 ms': view.plainMs, 'sqlite3 ÷ p50': view.plainMs === null ? null : Math.round(view.plainMs / view.again.p50) }];
      }),
    ),
  );
  table(Object.fromEntries(Object.entries(large.others).map(([name, { again, firstMs }]) => [name, { [head(small, 'p95 ms')]: small.others[name]?.again.p95, [head(large, 'p50 ms')]: again.p50, [head(large, 'p95 ms')]: again.p95, 'grows ×': growth(small.others[name]?.again.p95, again.p95), 'first look ms': firstMs }])));
  for (const { incidents, saving, fileMb, compared, differ } of [small, large]) {
    line(`${incidents} incidents (${fileMb} MB): to save one, record alone p50 ${saving.recordAlone.p50} ms, with the rows of the scorecard ${saving.withFacts.p50} (p95 ${saving.withFacts.p95}). A look right after: last 30 days p95 ${saving.last30Days.p95}, all time p95 ${saving.allTime.p95}.`);
    line(compared === 0 ? '  no sqlite3 command line: nothing to compare with' : differ.length === 0 ? `  ${compared} values are those of sqlite3 over the raw rows.` : `  DIFFERENT: ${differ.slice(0, 10).join('; ')}`);
  }
  const lists = Object.entries(large.others).filter(([name]) => /list/.test(name));
  const slowest = Math.max(...Object.values(large.views).map(({ again }) => again.p95), ...Object.entries(large.others).filter(([name]) => !/list/.test(name)).map(([, { again }]) => again.p95), large.saving.last30Days.p95, large.saving.allTime.p95);
  const slowestList = Math.max(...lists.map(([, { again }]) => again.p95));
  const grows = Math.max(...[...Object.keys(large.views).map((name) => growth(small.views[name]?.again.p95, large.views[name]?.again.p95 ?? 0)), ...Object.keys(large.others).map((name) => growth(small.others[name]?.again.p95, large.others[name]?.again.p95 ?? 0))].map((each) => each ?? 0));
  line(`Slowest p95 of a view ${slowest} ms (goal ${VIEW_GOAL_MS}), of a list ${slowestList} ms (goal ${LIST_GOAL_MS}); largest growth of what takes ${GROWTH_FROM_MS} ms or more ${grows} (goal ${GROWTH_GOAL}).`);
  return slowest <= VIEW_GOAL_MS && slowestList <= LIST_GOAL_MS && grows <= GROWTH_GOAL && small.differ.length === 0 && large.differ.length === 0;
}

await withFolder(async (folder) => {
  const before = machine();
  const small = await measure(folder, sizes[0] ?? 0);
  const large = await measure(folder, sizes[1] ?? 0);
  const met = report(small, large);
  finish({ bench: 'scorecard', machine: before, measured: [small, large], goal: { viewMs: VIEW_GOAL_MS, listMs: LIST_GOAL_MS, growth: GROWTH_GOAL }, met });
});
