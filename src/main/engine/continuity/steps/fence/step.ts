import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { describeCommand, runCommand, type CommandDeps } from '../command/run.ts';
import { filled } from '../filled.ts';
import { call, describeRequest, type HttpStepDeps } from '../http/call.ts';
import { NO_WAY_BACK, NOT_IN_A_DRILL, STOPS_IN_A_DRILL, type DescribedAction, type Performed, type RunnableStep, type StepContext } from '../step.ts';
import { conditionWords } from '../verify/condition-words.ts';
import type { Judge } from '../verify/judge.ts';
import { untilSo } from '../verify/until.ts';

export interface FenceParts extends HttpStepDeps, CommandDeps {
  readonly judge: Judge;
}

/** Beyond its own time, so that the run learns from the step and not from its limit. */
const GRACE_MS = 5_000;

/**
 * Makes the old primary take no writes, and goes on only when that is shown. It is done once: what may have arrived is never sent again
 * without a person, and a proof that does not come stops the run.
 */
export function createFenceStep(given: StepConfigOf<'fence'>, mode: RunMode, values: Readonly<Record<string, string>>, parts: FenceParts): RunnableStep {
  const step = filled(given, values);
  const { request, command, proof } = step;
  const isDrill = mode === 'drill';
  const acts = !isDrill && (request !== undefined || command !== undefined);
  const [timeoutMs, withinMs] = [readDuration(step.timeout), readDuration(step.within)];

  const act = ({ key, ...stop }: StepContext): Promise<Performed> => {
    if (request !== undefined) return call(request, key, timeoutMs, parts, stop);
    return command === undefined ? Promise.resolve({ outcome: 'done', says: 'nothing is done' }) : runCommand(command, timeoutMs, parts, stop);
  };
  const actions: DescribedAction[] = !acts ? [] : request !== undefined ? [describeRequest(request)] : command !== undefined ? [describeCommand(command, parts.allowed)] : [];

  return {
    frozen: { id: step.id, kind: 'act', effect: acts, guarded: false, undoable: false, repeatable: false, limitMs: durationMs((acts ? timeoutMs : 0) + withinMs + GRACE_MS), aloneAfterMs: null },
    describe: () => ({
      actions: [...actions, { to: 'the old primary', lines: isDrill ? [STOPS_IN_A_DRILL] : [`wait at most ${step.within} until ${conditionWords(proof)}; without a yes the run stops`] }],
      touches: acts ? ['the old primary: it takes no writes afterwards'] : [],
      undo: null,
      notes: acts ? ['it is not undone: whoever fails back makes the old primary take writes again'] : [],
    }),
    look: async ({ abort }) => {
      const { happened, says } = await parts.judge(proof, abort);
      return { ready: happened === 'unknown' ? 'unknown' : 'yes', asConfirmed: true, says: happened === 'yes' ? `it takes no writes already: ${says}` : happened === 'no' ? `it takes writes now: ${says}` : says };
    },
    perform: async (context) => {
      if (isDrill) return NOT_IN_A_DRILL;
      const acted = await act(context);
      if (acted.outcome !== 'done' && acted.outcome !== 'unknown') return acted;
      const { happened, says } = await untilSo(proof, withinMs, parts, context.abort);
      if (happened === 'yes') return { outcome: 'done', says };
      if (!acts) return { outcome: 'refused', says: `not shown within ${step.within}: ${says}` };
      return acted.outcome === 'unknown' ? { outcome: 'unknown', says: `${acted.says}; ${says}` } : { outcome: 'unproven', says: `${acted.says}; not shown to take no writes within ${step.within}: ${says}` };
    },
    // Only the proof tells: what may still arrive is no "no".
    readBack: async ({ abort }) => {
      const { happened, says } = await untilSo(proof, withinMs, parts, abort);
      return { happened: happened === 'yes' ? 'yes' : 'unknown', says };
    },
    undo: () => Promise.resolve(NO_WAY_BACK),
  };
}
