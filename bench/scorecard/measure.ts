import { performance } from 'node:perf_hooks';
import type { Scorecard } from '../../src/shared/model/scorecard.ts';
import type { ServiceId } from '../../src/shared/model/ids.ts';
import { durationMs, epochMs, fromRfc3339 } from '../../src/shared/model/units.ts';
import { createBlindTimes } from '../../src/main/engine/blindness/service.ts';
import { findRecord } from '../../src/main/engine/incidents/repo.ts';
import type { Clock } from '../../src/main/engine/ports.ts';
import type { ScorecardQuery } from '../../src/main/engine/scorecard/question.ts';
import { createScorecard, type ScorecardService } from '../../src/main/engine/scorecard/service.ts';
import type { Store } from '../../src/main/store/store.ts';
import { percentiles, round, type Percentiles } from '../lib/stats.ts';
import { serviceOf } from './fill.ts';
import { askPlainly } from './plain.ts';
import { createViews, ZONE } from './views.ts';

const VIEWER = { seesPrivate: true, mayOperate: true };
const YEARS = 6;
export const TIER_1 = Array.from({ length: 10 }, (_, index) => serviceOf(index) as ServiceId);

/** A clock that stands at the end of what was invented, and knows the longest time for which the thread was kept. */
export function createBenchClock(end: number): Clock & { readonly longest: () => number; readonly restart: () => void } {
  let since = performance.now();
  let longest = 0;
  const turn = (): void => {
    longest = Math.max(longest, performance.now() - since);
    since = performance.now();
  };
  return {
    nowMs: () => epochMs(end),
    monotonicMs: () => durationMs(performance.now()),
    after: (_, run) => {
      turn();
      const handle = setImmediate(() => {
        since = performance.now();
        run();
      });
      return () => clearImmediate(handle);
    },
    longest: () => {
      turn();
      return longest;
    },
    restart: () => {
      longest = 0;
      since = performance.now();
    },
  };
}

export const open = (store: Store, clock: Clock): ScorecardService =>
  createScorecard({ db: store.read, clock, timeZone: () => ZONE, servicesOf: (tier) => (tier === 1 ? TIER_1 : []), services: () => TIER_1, blindTimes: createBlindTimes({ db: { read: store.read, write: null }, clock, services: () => [], blindNow: () => [] }), record: (id) => findRecord(store.read, id), underMaintenance: () => false });

export interface ViewResult {
  /** Nobody has asked anything yet: everything is read and added up. */
  readonly firstMs: number;
  /** Of it, the longest time for which nobody else had the thread. */
  readonly keptMs: number;
  readonly again: Percentiles;
  /** Null without the `sqlite3` program. */
  readonly plainMs: number | null;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const at = performance.now();
  await work();
  return performance.now() - at;
};

/** Every figure that differs from what the raw rows give, in words. */
function differences(shown: Scorecard, plain: Readonly<Record<string, number | null>>): string[] {
  const ms = (value: number | null, unit: number): number | null => (value === null ? null : Math.round(value * unit));
  const { metrics } = shown;
  const ours: Record<string, number | null> = {
    total: metrics.incidents.total, P0: metrics.incidents.P0, P1: metrics.incidents.P1, P2: metrics.incidents.P2, running: shown.running.count,
    confirmed: metrics.recurrence.confirmed, suspected: metrics.recurrence.suspected, classified: metrics.recurrence.n, resolved: metrics.recurrence.of,
    impact: ms(metrics.impact.minutes, 60_000),
  };
  for (const metric of ['mttd', 'mtta', 'mttm', 'mttr'] as const) {
    const { mean, median, p90, n, of } = metrics[metric];
    Object.assign(ours, { [`${metric}.n`]: n, [`${metric}.of`]: of, [`${metric}.median`]: ms(median, 1_000), [`${metric}.p90`]: ms(p90, 1_000), [`${metric}.sum`]: mean === null ? null : Math.round(mean * n * 1_000) });
  }
  ['P0', 'P1', 'P2'].forEach((severity, index) => (ours[`impact.${index}`] = ms(metrics.impact[severity as 'P0'], 60_000)));
  for (const { service, impactMinutes } of shown.services) ours[`service.${service}`] = ms(impactMinutes, 60_000);
  const keys = new Set([...Object.keys(ours), ...Object.keys(plain)]);
  return [...keys].filter((key) => (ours[key] ?? 0) !== (plain[key] ?? 0)).map((key) => `${key}: ${ours[key]} here, ${plain[key]} there`);
}

/** Each view: the first time, again and again over other periods, and the same figures from the raw rows. */
export async function measureViews(store: Store, end: number, turns: number): Promise<{ readonly views: Readonly<Record<string, ViewResult>>; readonly compared: number; readonly differ: readonly string[] }> {
  const views = createViews(end, YEARS);
  const clock = createBenchClock(end);
  const result: Record<string, ViewResult> = {};
  const differ: string[] = [];
  let compared = 0;
  const warm = open(store, clock);
  for (const view of Object.values(views)) for (let turn = 0; turn < turns; turn += 1) await warm.get(view(), VIEWER);
  for (const [name, view] of Object.entries(views)) {
    const cold = open(store, clock);
    const query = view();
    clock.restart();
    const firstMs = await timed(() => cold.get(query, VIEWER));
    const keptMs = clock.longest();
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const asked = view();
      times.push(await timed(() => warm.get(asked, VIEWER)));
    }
    const plain = compare(store, query, await cold.get(query, VIEWER), end);
    if (plain !== null) {
      compared += plain.compared;
      differ.push(...plain.differ.map((each) => `${name}: ${each}`));
    }
    result[name] = { firstMs: round(firstMs, 1), keptMs: round(keptMs, 1), again: percentiles(times, 2), plainMs: plain === null ? null : round(plain.ms, 0) };
  }
  return { views: result, compared, differ };
}

/** Both periods of a view, from the raw rows. */
function compare(store: Store, query: ScorecardQuery, shown: Scorecard, now: number): { readonly ms: number; readonly compared: number; readonly differ: string[] } | null {
  const question = { now, filter: shown.filter, ofTier: query.tier === undefined ? null : TIER_1 };
  const here = askPlainly(store.file, { ...question, from: fromRfc3339(shown.from) ?? 0, to: fromRfc3339(shown.to) ?? 0 });
  const before = askPlainly(store.file, { ...question, from: fromRfc3339(shown.before.from) ?? 0, to: fromRfc3339(shown.before.to) ?? 0 });
  if (here === null || before === null) return null;
  return { ms: here.ms + before.ms, compared: Object.keys(here.values).length, differ: differences(shown, here.values) };
}

export interface OtherResult {
  readonly again: Percentiles;
  readonly firstMs: number;
}

/** What stands beside the figures: trend, dots, interval, pages of lists; and a view after an incident of today has changed. */
export async function measureOthers(store: Store, end: number, turns: number): Promise<Readonly<Record<string, OtherResult>>> {
  const views = createViews(end, YEARS);
  const clock = createBenchClock(end);
  const year = (): ScorecardQuery => (views['a year'] as () => ScorecardQuery)();
  const allTime = (): ScorecardQuery => (views['all time'] as () => ScorecardQuery)();
  const ofService = (): ScorecardQuery => (views['a quarter of a service'] as () => ScorecardQuery)();
  const cursors: string[] = [];
  const list = { limit: 50, metric: 'mttr', show: 'counted', cursor: undefined } as const;
  const kinds: Readonly<Record<string, (scorecard: ScorecardService) => Promise<unknown>>> = {
    'trend of a year': (scorecard) => scorecard.trend(year(), VIEWER),
    'trend of all time': (scorecard) => scorecard.trend(allTime(), VIEWER),
    'dots of a month': (scorecard) => scorecard.dots({ ...(views['a month'] as () => ScorecardQuery)(), metric: 'mttr', max: 500 }, VIEWER),
    'dots of all time': (scorecard) => scorecard.dots({ ...allTime(), metric: 'mttr', max: 500 }, VIEWER),
    'interval of a month': (scorecard) => scorecard.interval({ ...(views['a month'] as () => ScorecardQuery)(), metric: 'mttr' }, VIEWER),
    'interval of a service’s quarter': (scorecard) => scorecard.interval({ ...ofService(), metric: 'mttr' }, VIEWER),
    'first page of a list': (scorecard) => scorecard.incidents({ ...year(), ...list }, VIEWER),
    'page in the middle of a list': async (scorecard) => {
      const { next } = await scorecard.incidents({ ...allTime(), ...list, cursor: cursors.at(-1) }, VIEWER);
      if (next !== null) cursors.push(`${Number(next.split(':')[0]) - 3 * 86_400_000}:0`);
    },
    'list of what is left out': (scorecard) => scorecard.incidents({ ...year(), ...list, show: 'leftOut' }, VIEWER),
    'list of a service': (scorecard) => scorecard.incidents({ ...ofService(), ...list }, VIEWER),
  };
  const result: Record<string, OtherResult> = {};
  const warm = open(store, clock);
  for (const work of Object.values(kinds)) for (let turn = 0; turn < turns; turn += 1) await work(warm);
  for (const [name, work] of Object.entries(kinds)) {
    const firstMs = await timed(() => work(open(store, clock)));
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) times.push(await timed(() => work(warm)));
    result[name] = { firstMs: round(firstMs, 1), again: percentiles(times, 2) };
  }
  return result;
}
