import { randomBytes } from 'node:crypto';
import { parse } from 'yaml';
import { createIncidentCore, type IncidentCore } from '../../src/main/api/incident-core.ts';
import { resolveConfig } from '../../src/main/config/resolved.ts';
import { createLive } from '../../src/main/engine/live.ts';
import { createProblems } from '../../src/main/engine/problems.ts';
import { createSeries } from '../../src/main/engine/series/series-service.ts';
import type { Source } from '../../src/main/engine/sources/source.ts';
import { createManualClock, silentLog, type ManualClock } from '../../src/main/engine/testing/manual-clock.ts';
import { createClockWatch } from '../../src/main/engine/watch/clock-watch.ts';
import { createLongHistory, type LongHistory } from '../../src/main/engine/watch/long-history.ts';
import { createWatch, type Watch } from '../../src/main/engine/watch/watch.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { Store } from '../../src/main/store/store.ts';
import { HoldfastConfig } from '../../src/shared/model/config.ts';
import { durationMs } from '../../src/shared/model/units.ts';
import { configOf } from '../lib/workload.ts';

export interface Room {
  readonly clock: ManualClock;
  readonly core: IncidentCore;
  readonly watch: Watch;
  readonly store: Store;
  /** Values of every signal from the next poll on; above 2 is beyond every limit. */
  readonly values: (value: number) => void;
  /** Runs around what a poll makes of rules, alerts and incidents. */
  readonly onSettle: (around: (settle: () => void) => void) => void;
  close(): Promise<void>;
}

export interface RoomOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string;
  readonly signals: number;
  readonly everySeconds: number;
}

/**
 * The parts of the engine that alerts and incidents go through, wired as the engine wires them, in this thread, on the real store and
 * on a clock that is moved by hand: a source that answers at once stands where Prometheus would, and brings all signals in one poll.
 */
export function openRoom({ file, signals, everySeconds }: RoomOptions): Room {
  const clock = createManualClock();
  const log = silentLog;
  const store = openStore({ file, clock, log });
  const config = resolveConfig(HoldfastConfig.parse(parse(configOf({ signals, everySeconds, prometheusUrl: 'http://127.0.0.1:9', rules: true }))));
  const live = createLive('bench');
  const problems = createProblems(clock, () => {});
  const db = { read: store.read, write: store.write };
  const series = createSeries({ db, clock, log });
  let value = 1;
  const source: Source = {
    plan: (specs) => [{ key: 'all', signals: specs }],
    poll: ({ signals: asked }) => {
      const now = clock.nowMs();
      const reading = { sampleTime: now, evaluatedAt: now, value, noValue: null };
      return Promise.resolve({ outcomes: asked.map(({ id }) => ({ signal: id, ok: true as const, reading })), clockOffsetMs: 0, warnings: [] });
    },
    history: () => Promise.resolve([]),
    openUrl: () => null,
    close: () => Promise.resolve(),
  };
  const core = createIncidentCore({
    clock, log, store, live, problems, series,
    random: () => 0.5,
    randomBytes: (count) => randomBytes(count),
    resolveSecrets: async (text) => text,
    config: () => config,
    isConfigured: () => true,
    people: () => [],
    watch: () => watch,
    history: (): LongHistory => history,
    readFile: () => Promise.reject(new Error('there are no rule files')),
    onRuleFile: () => {}, markedRuns: () => [],
    tellAnew: () => {},
  });
  let around = (settle: () => void): void => settle();
  const { detection } = core;
  const clockWatch = createClockWatch(clock, durationMs(1_000));
  const watch = createWatch(
    {
      services: config.services,
      sources: config.sources.map((each) => ({ config: each.config, source })),
      signals: config.signals.map((signal) => ({ ...signal, queryText: signal.config.query ?? '', openUrl: null, learnsSpacing: false })),
    },
    {
      clock, clockWatch, log,
      random: () => 0.5,
      series: { append: (id, time, sample) => void series.append(id, time, sample), backfill: (id, points) => void series.backfill(id, points), newest: (id) => series.newest(id)?.time ?? null },
      detection: { ...detection, settle: () => around(() => detection.settle()) },
      emit: (event, data) => live.emit(event, data),
      onFed: () => Promise.resolve(),
    },
  );
  const history = createLongHistory({ clock, log, local: (id, from, to, maxPoints) => series.points(id, from, to, maxPoints), access: (id) => watch.access(id) });
  detection.apply(config);
  watch.start();
  detection.learn();
  return {
    clock, core, watch, store,
    values: (next) => void (value = next),
    onSettle: (next) => void (around = next),
    close: async () => {
      await watch.stop();
      core.close();
      series.close();
      store.close();
    },
  };
}

/** What a piece of work took: CPU of this thread, which others on the machine do not stretch, and the time by the clock. */
export interface Took {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export function timed(work: () => void): Took {
  const [cpu, at] = [process.threadCpuUsage(), performance.now()];
  work();
  const { user, system } = process.threadCpuUsage(cpu);
  return { cpuMs: (user + system) / 1e3, wallMs: performance.now() - at };
}

/** Lets seconds pass as the engine's tick does; `onSecond` is told what looking after alerts, incidents and their clocks took. */
export async function pass({ clock, core, watch }: Room, seconds: number, onSecond: (took: Took) => void = () => {}): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1_000);
    watch.tick();
    core.detection.tick(watch.states(), watch.services(), watch.sources());
    onSecond(timed(() => core.everySecond()));
  }
}
