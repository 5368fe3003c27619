import { z } from 'zod';
import type { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import { TriggerId } from '../../../../shared/model/ids.ts';
import { traitsOf } from '../../../../shared/model/sources/index.ts';
import { durationMs, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { ResolvedConfig, ResolvedSource } from '../../../config/resolved.ts';
import type { Clock } from '../../ports.ts';
import { SourceFailure, type PollGroup, type Source } from '../../sources/source.ts';
import { applyFailure, applyReading, refresh, startSignal, viewSignal, type SignalState, type WatchedSignal } from '../../watch/signal-state.ts';
import { NO_CHECKS, type CheckCount } from '../core/checks.ts';
import { everyOf, look, neededBy } from './check.ts';
import { placesOf } from './places.ts';
import { startWatching, take } from './watched.ts';

const GROUPS_AT_ONCE = 8;
const NO_TIME = durationMs(0);

/** Every signal as one question to each source finds it now, with no engine that watches; and whether control probes fail. */
export async function readOnce({ sources, signals }: Pick<ResolvedConfig, 'sources' | 'signals'>, clock: Clock, open: (source: ResolvedSource) => Promise<Source>, abort: AbortSignal): Promise<{ readonly signals: readonly Signal[]; readonly controlsFail: boolean | null }> {
  const moment = () => ({ nowMs: clock.nowMs(), aliveMs: clock.monotonicMs() });
  const controls: boolean[] = [];
  const states = new Map<string, SignalState>();
  const failed = (all: readonly WatchedSignal[], error: unknown): void => {
    const says = error instanceof SourceFailure || error instanceof Error ? error.message : String(error);
    for (const { id } of all) applyFailure(stateOf(id), 'source', says, moment());
  };
  const stateOf = (id: string): SignalState => {
    const state = states.get(id);
    if (state === undefined) throw new Error(`${id} was not asked for`);
    return state;
  };
  const ask = async (source: Source, group: PollGroup, own: readonly WatchedSignal[]): Promise<void> => {
    try {
      for (const outcome of (await source.poll(group, abort)).outcomes) {
        if (outcome.ok) applyReading(stateOf(outcome.signal), outcome.reading, moment(), outcome.note);
        else applyFailure(stateOf(outcome.signal), outcome.kind, outcome.message, moment());
      }
    } catch (error) {
      failed(own.filter(({ id }) => group.signals.some((each) => each.id === id)), error);
    }
  };
  await Promise.all(
    sources.map(async (resolved) => {
      const own = signals.filter(({ config }) => config.source === resolved.config.id).map((signal): WatchedSignal => ({ ...signal, queryText: '', openUrl: null, learnsSpacing: traitsOf(resolved.config).keepsSamples }));
      for (const signal of own) states.set(signal.id, startSignal(signal, moment()));
      if (own.length === 0) return;
      let source: Source | null = null;
      try {
        const opened = await open(resolved);
        source = opened;
        const waiting = [...opened.plan(own)];
        const inTurn = async (): Promise<void> => {
          for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) await ask(opened, group, own);
        };
        await Promise.all(Array.from({ length: GROUPS_AT_ONCE }, inTurn));
        const fail = opened.controlsFail?.() ?? null;
        if (fail !== null) controls.push(fail);
      } catch (error) {
        failed(own, error);
      } finally {
        await source?.close();
      }
    }),
  );
  for (const state of states.values()) refresh(state, moment());
  return { signals: [...states.values()].map((state) => viewSignal(state, [])), controlsFail: controls.length === 0 ? null : controls.some(Boolean) };
}

/** What is kept between two calls. */
export const KeptChecks = z.object({
  version: z.literal(1),
  triggers: z.record(TriggerId, z.object({ config: z.string(), checkedAt: z.number(), count: z.unknown() })),
});
export type KeptChecks = z.infer<typeof KeptChecks>;
export const NOTHING_KEPT: KeptChecks = { version: 1, triggers: {} };

export interface CheckedOnce {
  readonly id: TriggerConfig['id'];
  readonly plan: TriggerConfig['plan'];
  readonly on: TriggerConfig['on'];
  /** False: it was checked a moment ago, and what is told is what was found then. */
  readonly due: boolean;
  readonly verdict: 'pass' | 'fail' | 'unknown' | null;
  readonly failed: number;
  readonly needed: number;
  /** More than two failed checks in a row: its plan is suggested. */
  readonly met: boolean;
  readonly says: string;
}

/** A scheduler that comes every five minutes comes a little early now and then. */
const ALMOST = 0.9;
export const checksOf = ({ continuity }: Pick<ResolvedConfig, 'continuity'>): readonly TriggerConfig[] => continuity.triggers.filter(({ on }) => on !== 'whenClock');

export function isDue(trigger: TriggerConfig, kept: KeptChecks, now: EpochMs): boolean {
  const before = kept.triggers[trigger.id];
  return before === undefined || before.config !== JSON.stringify(trigger) || before.checkedAt > now || now - before.checkedAt >= ALMOST * everyOf(trigger);
}

/** Does each due check once, and counts it as an engine does. A clock that was set back, or a trigger that is another one now, begins anew. */
export function checkOnce(config: ResolvedConfig, kept: KeptChecks, seen: Awaited<ReturnType<typeof readOnce>>, now: EpochMs): { readonly checks: readonly CheckedOnce[]; readonly kept: KeptChecks } {
  const placeOf = placesOf(config.sources.map((source) => source.config));
  const next: KeptChecks['triggers'] = {};
  const checks = checksOf(config).map((trigger): CheckedOnce => {
    const text = JSON.stringify(trigger);
    const before = kept.triggers[trigger.id];
    const watched = startWatching(trigger, NO_TIME);
    const goesOn = before !== undefined && before.config === text && before.checkedAt <= now;
    // Written by this same function; whoever edits the file by hand may have to begin anew.
    if (goesOn) watched.count = countIn(before.count);
    const due = isDue(trigger, kept, now);
    if (due) take(watched, look(trigger, { config, signals: seen.signals, fromSeats: [], incidents: [], controlsFail: seen.controlsFail, placeOf, now }), { now, nowMs: NO_TIME }, NO_TIME);
    next[trigger.id] = { config: text, checkedAt: due ? now : (before?.checkedAt ?? now), count: watched.count };
    const { fails, verdict } = watched.count.status;
    return { id: trigger.id, plan: trigger.plan, on: trigger.on, due, verdict: due ? (watched.found?.verdict ?? null) : verdict, failed: fails, needed: neededBy(trigger), met: fails >= neededBy(trigger), says: watched.found?.says ?? 'Checked a moment ago.' };
  });
  return { checks, kept: { version: 1, triggers: next } };
}

const Count = z.object({ unknowns: z.number(), lastSampleTime: z.number().nullable(), status: z.object({ state: z.enum(['inactive', 'pending', 'firing']), verdict: z.enum(['pass', 'fail', 'unknown']).nullable(), fails: z.number() }) });
function countIn(kept: unknown): CheckCount {
  const read = Count.safeParse(kept);
  if (!read.success) return NO_CHECKS;
  const { unknowns, lastSampleTime, status } = read.data;
  return { unknowns, lastSampleTime: lastSampleTime === null ? null : epochMs(lastSampleTime), status: { ...NO_CHECKS.status, ...status } };
}
