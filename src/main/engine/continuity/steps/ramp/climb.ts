import type { Condition, HttpRequest } from '../../../../../shared/model/continuity/request-config.ts';
import type { SignalId } from '../../../../../shared/model/ids.ts';
import { durationMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../../shared/model/units.ts';
import { call, type HttpStepDeps } from '../http/call.ts';
import type { Signals } from '../signals.ts';
import type { Performed, StepContext, ToldBack } from '../step.ts';
import { conditionWords } from '../verify/condition-words.ts';
import type { Judge } from '../verify/judge.ts';
import { pause } from '../wait/pause.ts';
import { backlogOf } from './backlog.ts';
import type { RampDesk } from './desk.ts';
import { knownOf, progressOf, type Move, type Shown } from './progress.ts';
import { begin, reduceRamp, refusal, type Holds, type Ladder, type RampEvent, type RampState } from './rules.ts';

export interface RampStepDeps extends HttpStepDeps {
  readonly judge: Judge;
  readonly signals: Pick<Signals, 'facts'>;
  readonly ramps: Pick<RampDesk, 'open'>;
}

/** A ramp with its parameters in. */
export interface Climb {
  readonly ladder: Ladder;
  readonly dwell: string;
  readonly values: readonly number[];
  /** The call that sets the value at this place. */
  readonly request: (rung: number) => HttpRequest;
  readonly valueAt: (rung: number) => number | null;
  readonly conditions: readonly Condition[];
  readonly integrity: Condition | null;
  /** What the last value is held for, beyond its dwell time. */
  readonly until: Condition | null;
  readonly depth: SignalId | null;
  readonly timeoutMs: DurationMs;
  readonly everyMs: DurationMs;
}

/** Whether one condition holds; whatever goes wrong in asking is no answer. */
export async function judged(condition: Condition, { judge, since, abort }: { readonly judge: Judge; readonly since: EpochMs | null; readonly abort: AbortSignal }): Promise<{ readonly holds: Holds; readonly says: string }> {
  const { happened, says } = await judge(condition, abort, since).catch((): ToldBack => ({ happened: 'unknown', says: 'it could not be asked' }));
  return { holds: happened, says: `${conditionWords(condition)}: ${says}` };
}

export const together = (all: readonly { readonly holds: Holds }[]): Holds => (all.some(({ holds }) => holds === 'no') ? 'no' : all.some(({ holds }) => holds === 'unknown') ? 'unknown' : 'yes');

/** Runs a ramp to its end, or until it is told to stop. What it knows stands in what it tells, so that another process can go on with it. */
export async function climb(plan: Climb, context: StepContext, deps: RampStepDeps): Promise<Performed> {
  const { ladder, valueAt } = plan;
  const { clock } = deps;
  const told = context.told();
  const before = told?.kind === 'ramp' ? told : null;
  let state: RampState = begin(ladder, clock.monotonicMs(), before === null ? null : knownOf(before));
  let moves: readonly Move[] = before?.moves ?? [];
  let [conditions, integrity, failure, until]: [Shown['conditions'], string | null, string | null, string | null] = [before?.conditions ?? [], null, null, null];
  /** Samples of signals from before the value was set say nothing of it. */
  let since: EpochMs | null = null;
  let [sent, wasSent, by]: [number, boolean, string | null] = [0, before?.wasSent === true, null];
  let awake = new AbortController();

  const change = (event: RampEvent): void => void (state = reduceRamp(ladder, state, event));
  const tell = (): void => {
    const backlog = plan.depth === null ? null : backlogOf(plan.depth, deps.signals.facts(plan.depth), since);
    context.tell(progressOf(state, { plan, moves, wasSent, conditions, integrity, failure, until, backlog, nowMs: clock.nowMs() }));
  };
  const leave = deps.ramps.open(context.key, {
    refusal: (action, person) => refusal(ladder, state, action, person),
    take: (action, person) => {
      change({ type: 'person', action, by: person });
      by = person;
      tell();
      awake.abort();
    },
  });

  const set = async (rung: number): Promise<void> => {
    const { why } = state;
    wasSent = true;
    tell();
    const { outcome, says } = await call(plan.request(rung), `${context.attempt}.${(sent += 1)}`, plan.timeoutMs, deps, context);
    if (context.abort.aborted) return;
    change({ type: 'set', at: clock.monotonicMs(), rung, outcome: outcome === 'done' ? 'done' : outcome === 'unknown' ? 'unknown' : 'refused' });
    failure = outcome === 'done' ? null : says;
    if (outcome !== 'done') return;
    since = clock.nowMs();
    integrity = null;
    moves = [...moves, moveOf(clock.nowMs(), valueAt(rung) ?? 0, why, why === 'breach' ? (conditions.find(({ holds }) => holds === 'no')?.says ?? '') : why === 'byHand' ? `by ${by ?? 'hand'}` : says)].slice(-MOVES_KEPT);
  };
  const look = async (): Promise<void> => {
    const found = await Promise.all(plan.conditions.map((condition) => judged(condition, { judge: deps.judge, since, abort: context.abort })));
    const end = plan.until === null || state.rung < ladder.rungs - 1 ? null : await judged(plan.until, { judge: deps.judge, since: null, abort: context.abort });
    if (context.abort.aborted) return;
    conditions = found;
    until = end?.holds === 'yes' ? null : (end?.says ?? null);
    change({ type: 'looked', at: clock.monotonicMs(), holds: together(found), mayEnd: until === null });
  };
  const ask = async (condition: Condition): Promise<boolean> => {
    const { holds, says } = await judged(condition, { judge: deps.judge, since: null, abort: context.abort });
    if (context.abort.aborted) return false;
    integrity = says;
    change({ type: 'integrity', holds });
    return holds === 'yes';
  };

  try {
    while (!context.abort.aborted) {
      awake = new AbortController();
      const { target } = state;
      if (target !== null) await set(target);
      await look();
      // What has passed counts for the very next look, which comes at once.
      if (state.asks && plan.integrity !== null && (await ask(plan.integrity))) await look();
      if (context.abort.aborted) break;
      tell();
      if (state.isOver) return { outcome: 'done', says: `at ${valueAt(state.rung) ?? ''}, held for ${plan.dwell} with every condition met` };
      if (state.target !== null && state.failures === 0) continue;
      await pause(clock, plan.everyMs, AbortSignal.any([context.abort, awake.signal]));
    }
    return { outcome: 'letGo', says: state.rung < 0 ? 'stopped before the first value' : `stopped at ${valueAt(state.rung) ?? ''}` };
  } finally {
    leave();
  }
}

const MOVES_KEPT = 200;
/** The most that may count between two looks: their distance, and what asking may take. */
export const spanOf = (everyMs: DurationMs): DurationMs => durationMs(everyMs * 2 + 1_000);
const moveOf = (at: EpochMs, value: number, why: Move['why'], says: string): Move => ({ at: toRfc3339(at), value, why, says });
