import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs, toRfc3339 } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { filled } from '../filled.ts';
import { call, describeRequest } from '../http/call.ts';
import { NOT_IN_A_DRILL, type Looked, type RunnableStep, type StepContext, type ToldBack } from '../step.ts';
import { conditionWords } from '../verify/condition-words.ts';
import { climb, judged, spanOf, together, type Climb, type RampStepDeps } from './climb.ts';
import type { Ladder } from './rules.ts';

/** A person may hold a ramp for as long as they like; a step needs a limit all the same. */
const LONGEST_MS = durationMs(7 * 86_400_000);
const MOST_APART_MS = 2_000;
const LEAST_APART_MS = 250;

/** Raises a value along a ladder while all is well, and steps back where it is not. */
export function createRampStep(given: StepConfigOf<'ramp'>, mode: RunMode, values: Readonly<Record<string, string>>, deps: RampStepDeps): RunnableStep {
  const step = filled(given, values);
  const request = mode === 'drill' ? step.drill : step.set;
  const dwellMs = readDuration(step.dwell);
  const everyMs = durationMs(Math.max(LEAST_APART_MS, Math.min(MOST_APART_MS, dwellMs / 4)));
  const ladder: Ladder = { rungs: step.ladder.length, dwellMs, mostSpanMs: spanOf(everyMs), hasIntegrity: step.integrity !== undefined, lowest: step.before === undefined ? 0 : -1 };
  const valueAt = (rung: number): number | null => (rung < 0 ? (step.before ?? null) : (step.ladder[rung] ?? null));
  const requestAt = (rung: number) => filled(request ?? step.set, { rung: String(valueAt(rung) ?? '') });
  const timeoutMs = readDuration(step.timeout);
  const plan: Climb = { ladder, dwell: step.dwell, values: step.ladder, request: requestAt, valueAt, conditions: step.while, integrity: step.integrity ?? null, until: step.until ?? null, depth: step.depth ?? null, timeoutMs, everyMs };
  const back = ladder.lowest;

  const look = async ({ abort }: StepContext): Promise<Looked> => {
    const asked = [...step.while, ...(step.integrity === undefined ? [] : [step.integrity])];
    const found = await Promise.all(asked.map((condition) => judged(condition, { judge: deps.judge, since: null, abort })));
    const ready = together(found);
    return { ready, asConfirmed: true, says: found.filter(({ holds }) => holds === ready).map(({ says }) => says).join('; ') };
  };
  const progress = (context: StepContext) => {
    const told = context.told();
    return told?.kind === 'ramp' ? told : null;
  };

  return {
    frozen: { id: step.id, kind: 'act', effect: request !== undefined, guarded: false, undoable: request !== undefined, repeatable: true, limitMs: LONGEST_MS, aloneAfterMs: null, gradual: true },
    describe: () => {
      if (request === undefined) return { actions: [], touches: [], undo: null };
      const [, ...later] = step.ladder;
      const first = describeRequest(requestAt(0));
      return {
        actions: [first, ...(later.length === 0 ? [] : [{ to: first.to, lines: [`the same with ${later.join(', then ')} in its place, each after ${step.dwell}`] }])],
        touches: [first.to],
        undo: [describeRequest(requestAt(back))],
        after: String(step.ladder.at(-1) ?? ''),
        notes: [
          `raised only while: ${step.while.map(conditionWords).join('; ')}`,
          ...(step.integrity === undefined ? [] : [`before each value: ${conditionWords(step.integrity)}`]),
          ...(step.until === undefined ? [] : [`it ends once this is so: ${conditionWords(step.until)}`]),
          `a breach steps back one value${back === -1 ? `, from the first to ${step.before ?? ''}` : ''}; what cannot be seen raises nothing`,
        ],
      };
    },
    look,
    perform: async (context) => {
      if (request !== undefined) return climb(plan, context, deps);
      const { says } = await look(context);
      return { ...NOT_IN_A_DRILL, says: `${NOT_IN_A_DRILL.says}; ${says}` };
    },
    readBack: (context, way): Promise<ToldBack> => {
      const known = progress(context);
      // The value itself is sent once more whatever became of it: it is absolute.
      const happened = way === 'forward' && known?.state === 'ended' ? 'yes' : 'no';
      return Promise.resolve({ happened, says: known === null || known.value === null ? 'no value was set yet' : `it stood at ${known.value}` });
    },
    undo: async (context) => {
      const known = progress(context);
      if (known?.wasSent !== true) return { outcome: 'done', says: 'no value was set' };
      const given = await call(requestAt(back), context.key, timeoutMs, deps, context);
      const value = valueAt(back) ?? 0;
      const at = toRfc3339(deps.clock.nowMs());
      if (given.outcome === 'done') context.tell({ ...known, kind: 'ramp', state: 'ended', says: `put back to ${value}`, rung: back, value, heldUntil: null, moves: [...known.moves, { at, value, why: 'byHand' as const, says: 'taken back' }] });
      return given.outcome === 'done' ? { outcome: 'done', says: `put back to ${value}` } : given;
    },
  };
}
