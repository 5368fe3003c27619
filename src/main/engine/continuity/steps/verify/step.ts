import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { Clock } from '../../../ports.ts';
import { filled } from '../filled.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, type RunnableStep } from '../step.ts';
import { conditionWords } from './condition-words.ts';
import type { Judge } from './judge.ts';
import { untilSo } from './until.ts';

/** Beyond its own time, so that the run learns from the step and not from its limit. */
const GRACE_MS = 5_000;

/** Waits until something is so, asking again and again; a no and an unknown are both not a yes. */
export function createVerifyStep(step: StepConfigOf<'verify'>, values: Readonly<Record<string, string>>, { clock, judge }: { readonly clock: Clock; readonly judge: Judge }): RunnableStep {
  const withinMs = readDuration(step.within);
  const condition = filled(step.that, values);
  return {
    frozen: { id: step.id, kind: 'act', effect: false, guarded: false, undoable: false, repeatable: true, limitMs: durationMs(withinMs + GRACE_MS), aloneAfterMs: null },
    describe: () => ({ actions: [{ to: 'nothing is changed', lines: [`wait at most ${step.within} until ${conditionWords(condition)}`] }], touches: [], undo: null }),
    look: async ({ abort }) => {
      const { happened, says } = await judge(condition, abort);
      return { ready: happened, asConfirmed: true, says };
    },
    perform: async ({ abort }) => {
      const { happened, says } = await untilSo(condition, withinMs, { clock, judge }, abort);
      return happened === 'yes' ? { outcome: 'done', says } : { outcome: 'refused', says: `not so within ${step.within}: ${says}` };
    },
    readBack: () => Promise.resolve(CANNOT_BE_READ),
    undo: () => Promise.resolve(NO_WAY_BACK),
  };
}
